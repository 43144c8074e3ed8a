"""The one article of a WeChat command, read as the call and the configuration ask."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from publishkit.cli.reporter import Reporter
from publishkit.cli.settings import configure, source_date_epoch
from publishkit.errors import UsageError

if TYPE_CHECKING:
    from publishkit.config import Configuration
    from publishkit.formats.wechat import WechatOptions
    from publishkit.model.document import Document, Publication
    from publishkit.reading.article import ReadOptions

__all__ = ["WechatArticle", "read_wechat_article"]


class WechatArticle(NamedTuple):
    """The document, how it is to be exported, and all that it was read with."""

    document: Document
    options: WechatOptions
    publication: Publication
    configuration: Configuration
    read_options: ReadOptions


def read_wechat_article(
    reporter: Reporter, article: Path, given: dict[str, Any], *, purpose: str
) -> WechatArticle:
    """Returns the article; what is wrong with the metadata file is reported.

    Raises ``UsageError``, which names the ``purpose``, where another package has the format.
    """
    from publishkit.configured import publication_of, read_options_of, targets_of
    from publishkit.contents import read_source
    from publishkit.formats.wechat import WechatOptions
    from publishkit.sources import Source

    settings = given.pop("settings")
    given["to"] = ("wechat",)
    configuration = configure(reporter, (str(article),), given)
    (target,) = targets_of(configuration, settings)
    if not isinstance(target.options, WechatOptions):
        raise UsageError(f"the format 'wechat' is another package's, which {purpose}")
    options = read_options_of(configuration, lang=given.get("lang") or "")
    now = source_date_epoch() or datetime.now(UTC)
    publication, findings = publication_of(
        configuration, now=now, given=given, read_options=options
    )
    reporter.diagnostics(findings)
    document = read_source(Source(article), None, options=options)
    return WechatArticle(document, target.options, publication, configuration, options)
