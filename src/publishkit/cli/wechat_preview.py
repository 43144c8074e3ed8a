"""The command that shows an article as WeChat will."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click

from publishkit.cli.options import article_options, report_options
from publishkit.cli.reporter import Reporter
from publishkit.cli.settings import configure, source_date_epoch
from publishkit.errors import UsageError

__all__ = ["preview"]

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(short_help="Show an article as WeChat will, on a page that also copies it.")
@click.argument("article", type=_FILE, metavar="ARTICLE")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="PATH",
    help="File, folder, or - for standard output. Default: dist/.",
)  # fmt: skip
@article_options
@report_options
@click.pass_obj
def preview(reporter: Reporter, /, article: Path, **given: Any) -> int:
    """Show an article as WeChat will, on a page that also copies it.

    Writes SLUG.preview.html, one file that needs no network: the article on a phone, in light and
    dark mode, a button that copies it for WeChat's editor, its lengths beside WeChat's limits, all
    findings, and the state of each image.
    """
    from publishkit.configured import publication_of, read_options_of, targets_of
    from publishkit.contents import read_source, source_text
    from publishkit.formats.wechat import WechatOptions
    from publishkit.formats.wechat.preview import preview_article
    from publishkit.sources import Source

    settings = given.pop("settings")
    given["to"] = ("wechat",)
    configuration = configure(reporter, (str(article),), given)
    (target,) = targets_of(configuration, settings)
    if not isinstance(target.options, WechatOptions):
        raise UsageError("the format 'wechat' is another package's, which has no preview")
    options = read_options_of(configuration, lang=given.get("lang") or "")
    now = source_date_epoch() or datetime.now(UTC)
    publication, findings = publication_of(
        configuration, now=now, given=given, read_options=options
    )
    reporter.diagnostics(findings)
    source = Source(article)
    document = read_source(source, None, options=options)
    written = source_text(source, options=options)
    rendition = preview_article(
        document,
        options=target.options,
        base_url=publication.base_url,
        source_text=written.text if written else "",
    )
    output = configuration.output
    if output == Path("-"):
        reporter.data(rendition.data)
    elif output.suffix in {".html", ".htm"} and not output.is_dir():
        reporter.path(rendition.write_to(output))
    else:
        reporter.path(rendition.write(output))
    reporter.diagnostics(rendition.diagnostics)
    return int(bool(reporter.exit_code or (configuration.strict and reporter.warnings)))
