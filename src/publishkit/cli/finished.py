"""What ``check`` does with finished files: EPUBs and WeChat HTML, beside their articles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from publishkit.cli.reporter import Reporter
from publishkit.errors import MissingDependencyError, PublishKitError, UsageError

if TYPE_CHECKING:
    from publishkit.config import Configuration
    from publishkit.model.document import Document

__all__ = ["Finished", "check_finished", "sort_sources"]


class Finished(NamedTuple):
    """The sources of a call, each once, by what they are."""

    books: tuple[str, ...]
    pages: tuple[str, ...]
    articles: tuple[str, ...]


def sort_sources(names: tuple[str, ...], *, is_read: bool, is_wechat: bool) -> Finished:
    """Tells finished books and WeChat HTML from articles.

    ``is_read`` means that all are articles, ``is_wechat`` that each HTML file is made for WeChat.
    """
    from publishkit.sources import is_finished_epub, is_html, is_wechat_html

    if is_read and is_wechat:
        raise UsageError("--wechat and --from contradict each other")
    once = tuple(dict.fromkeys(names))
    books = () if is_read else tuple(filter(is_finished_epub, once))
    finds = is_html if is_wechat else is_wechat_html
    pages = () if is_read else tuple(filter(finds, once))
    articles = tuple(name for name in once if name not in {*books, *pages})
    return Finished(books, pages, articles)


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
    if is_fixed and not sources.pages:
        raise UsageError(
            "--fix mends WeChat HTML, and none is named",
            hint="name a file that ends in .wechat.html, or add --wechat",
        )
    _check_books(reporter, configuration, sources)
    mended = _check_pages(reporter, configuration, sources, target=target, is_fixed=is_fixed)
    done = [(len(sources.books), "book"), (len(sources.pages), "WeChat file")]
    said = [f"{number} {noun}{'' if number == 1 else 's'}" for number, noun in done if number]
    return [*said, f"{mended} mended"] if is_fixed else said


def _check_books(reporter: Reporter, configuration: Configuration, sources: Finished) -> None:
    if not sources.books:
        return
    from publishkit.configured import read_options_of
    from publishkit.contents import source_text
    from publishkit.formats.epub.validation import validate_epubs
    from publishkit.sources import expand_sources

    options = read_options_of(configuration)
    articles = expand_sources(sources.articles)
    texts = [source_text(item, options=options) for item in articles]
    paths = [Path(name) for name in sources.books]
    try:
        for verdict in validate_epubs(paths, [text for text in texts if text is not None]):
            if isinstance(verdict, PublishKitError):
                reporter.error(verdict)
            else:
                reporter.diagnostics(verdict)
    except MissingDependencyError as error:
        reporter.error(error)


def _check_pages(
    reporter: Reporter,
    configuration: Configuration,
    sources: Finished,
    *,
    target: Literal["paste", "draft"],
    is_fixed: bool,
) -> int:
    """Returns how many files were mended."""
    if not sources.pages:
        return 0
    from publishkit.formats.wechat.linter.files import article_of, check_file, fix_file

    documents = _documents(configuration, sources.articles)
    mended = 0
    for name in sources.pages:
        path = Path(name)
        try:
            if is_fixed:
                mended += fix_file(path)
            source = article_of(path, documents)
            reporter.diagnostics(check_file(path, source=source, target=target))
        except PublishKitError as error:
            reporter.error(error)
    return mended


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
