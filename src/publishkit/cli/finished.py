"""What ``check`` does with finished files: EPUBs, PDFs, WeChat HTML and feeds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from publishkit.cli.reporter import Reporter
from publishkit.errors import MissingDependencyError, PublishKitError, UsageError
from publishkit.sources import is_feed, is_finished_epub, is_html, is_pdf, is_wechat_html

if TYPE_CHECKING:
    from publishkit.config import Configuration
    from publishkit.formats.source_text import SourceText
    from publishkit.model.document import Document

__all__ = ["Finished", "check_finished", "sort_sources"]


class Finished(NamedTuple):
    """The sources of a call, each once: finished files by the noun of their kind, and articles."""

    files: dict[str, tuple[str, ...]]
    articles: tuple[str, ...]


class _Call(NamedTuple):
    """What a call says to the check of each kind."""

    reporter: Reporter
    configuration: Configuration
    articles: tuple[str, ...]
    target: Literal["paste", "draft"]
    is_fixed: bool


class _Kind(NamedTuple):
    """A kind of finished file: ``check`` reports, and returns what else it did, for the summary.

    ``is_meant`` gets a source's name, and whether all HTML that is named is made for WeChat.
    """

    noun: str
    is_meant: Callable[[str, bool], bool]
    check: Callable[[_Call, tuple[str, ...]], list[str]]


def sort_sources(names: tuple[str, ...], *, is_read: bool, is_wechat: bool) -> Finished:
    """Tells finished files from articles; the first kind that a file can be is taken.

    ``is_read`` means that all are articles, ``is_wechat`` that each HTML file is made for WeChat.
    """
    if is_read and is_wechat:
        raise UsageError("--wechat and --from contradict each other")
    files: dict[str, tuple[str, ...]] = {kind.noun: () for kind in _KINDS}
    articles: list[str] = []
    for name in dict.fromkeys(names):
        nouns = [] if is_read else [one.noun for one in _KINDS if one.is_meant(name, is_wechat)]
        if nouns:
            files[nouns[0]] += (name,)
        else:
            articles.append(name)
    return Finished(files, tuple(articles))


def check_finished(
    reporter: Reporter,
    configuration: Configuration,
    sources: Finished,
    *,
    target: Literal["paste", "draft"],
    is_fixed: bool,
) -> list[str]:
    """Reports what is wrong with each finished file, and returns what was done, for the summary.

    One that cannot be checked stops no other.
    """
    if is_fixed and not sources.files[_WECHAT]:
        raise UsageError(
            "--fix mends WeChat HTML, and none is named",
            hint="name a file that ends in .wechat.html, or add --wechat",
        )
    call = _Call(reporter, configuration, sources.articles, target, is_fixed)
    said: list[str] = []
    more: list[str] = []
    for kind in _KINDS:
        names = sources.files[kind.noun]
        if names:
            more += kind.check(call, names)
            said.append(f"{len(names)} {kind.noun}{'' if len(names) == 1 else 's'}")
    return [*said, *more]


def _check_books(call: _Call, names: tuple[str, ...]) -> list[str]:
    from publishkit.formats.epub.validation import validate_epubs

    paths = [Path(name) for name in names]
    try:
        for verdict in validate_epubs(paths, _texts(call)):
            if isinstance(verdict, PublishKitError):
                call.reporter.error(verdict)
            else:
                call.reporter.diagnostics(verdict)
    except MissingDependencyError as error:
        call.reporter.error(error)
    return []


def _check_pdfs(call: _Call, names: tuple[str, ...]) -> list[str]:
    from publishkit.formats.pdf.validation import validate_pdfs

    try:
        for verdict in validate_pdfs(Path(name) for name in names):
            if isinstance(verdict, PublishKitError):
                call.reporter.error(verdict)
            else:
                call.reporter.diagnostics(verdict)
    except MissingDependencyError as error:
        call.reporter.error(error)
    return []


def _check_pages(call: _Call, names: tuple[str, ...]) -> list[str]:
    from publishkit.formats.wechat.linter.files import article_of, check_file, fix_file

    documents = _documents(call.configuration, call.articles)
    mended = 0
    for name in names:
        path = Path(name)
        try:
            if call.is_fixed:
                mended += fix_file(path)
            source = article_of(path, documents)
            call.reporter.diagnostics(check_file(path, source=source, target=call.target))
        except PublishKitError as error:
            call.reporter.error(error)
    return [f"{mended} mended"] if call.is_fixed else []


def _check_feeds(call: _Call, names: tuple[str, ...]) -> list[str]:
    from publishkit.cli.settings import source_date_epoch
    from publishkit.formats.feeds.validation.files import check_file

    texts = _texts(call)
    now = source_date_epoch() or datetime.now(UTC)
    for name in names:
        try:
            call.reporter.diagnostics(check_file(Path(name), sources=texts, now=now))
        except PublishKitError as error:
            call.reporter.error(error)
    return []


def _texts(call: _Call) -> list[SourceText]:
    """Returns the articles as text, to find the places of findings in them."""
    from publishkit.configured import read_options_of
    from publishkit.contents import source_text
    from publishkit.sources import expand_sources

    options = read_options_of(call.configuration)
    texts = (source_text(item, options=options) for item in expand_sources(call.articles))
    return [text for text in texts if text is not None]


def _documents(configuration: Configuration, names: tuple[str, ...]) -> list[Document]:
    """Returns the articles that can be read; what is wrong with the others is told elsewhere."""
    from publishkit.configured import read_options_of
    from publishkit.contents import read_source
    from publishkit.sources import expand_sources

    options = read_options_of(configuration)
    documents = []
    for source in expand_sources(names):
        if source.path is None:  # standard input is read once, as an article
            continue
        try:
            documents.append(read_source(source, None, options=options))
        except PublishKitError:
            continue
    return documents


def _is_wechat_file(name: str, is_wechat: bool) -> bool:
    return is_html(name) if is_wechat else is_wechat_html(name)


_WECHAT: Final = "WeChat file"
#: All kinds of finished files, in the order in which they are checked.
_KINDS: Final = (
    _Kind("book", lambda name, _: is_finished_epub(name), _check_books),
    _Kind("PDF", lambda name, _: is_pdf(name), _check_pdfs),
    _Kind(_WECHAT, _is_wechat_file, _check_pages),
    _Kind("feed", lambda name, _: is_feed(name), _check_feeds),
)
