"""What the validators say of a finished EPUB: EPUBCheck, and Ace by DAISY where it is installed.

Both are programs of their own, EPUBCheck for Java and Ace for Node.js; none is needed to make an
EPUB, and nothing of them is loaded before ``validate_epubs`` is called.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.errors import PublishKitError
from publishkit.formats.epub.validation.ace import ACE_ADVICE, check_accessibility, find_ace
from publishkit.formats.epub.validation.container import Container
from publishkit.formats.epub.validation.epubcheck import check_books, find_epubcheck
from publishkit.formats.epub.validation.findings import Finding
from publishkit.formats.epub.validation.report import diagnostics_of
from publishkit.formats.source_text import SourceText

__all__ = ["validate_epubs"]


def validate_epubs(
    books: Iterable[Path], sources: Iterable[SourceText] = ()
) -> Iterator[tuple[Diagnostic, ...] | PublishKitError]:
    """Yields for each book all that EPUBCheck and Ace find in it, or why it cannot be checked.

    ``sources`` are the articles that the books may be made of: a finding then has the path and
    line in an article where that is sure. Raises ``MissingDependencyError`` when EPUBCheck or Java
    is not installed; that Ace is missing is a finding (X009).
    """
    containers = [_opened(path) for path in books]
    articles = tuple(sources)
    sound = {one.path: one for one in containers if isinstance(one, Container)}
    if sound:
        find_epubcheck()
    verdicts = check_books(list(sound)) if sound else {}
    for container in containers:
        if isinstance(container, PublishKitError):
            yield container
            continue
        verdict = verdicts[container.path]
        if isinstance(verdict, PublishKitError):
            yield verdict
        else:
            yield _diagnostics(container, verdict, articles)


def _opened(path: Path) -> Container | PublishKitError:
    try:
        return Container(path)
    except PublishKitError as error:
        return error


def _diagnostics(
    book: Container, found: tuple[Finding, ...], sources: tuple[SourceText, ...]
) -> tuple[Diagnostic, ...]:
    findings = (*book.damaged_files(), *found)
    if book.path.suffix.lower() != ".epub":
        # EPUBCheck, which has this message, was shown the book under another name.
        findings += (Finding("X007", "PKG-024", "Uncommon EPUB file extension."),)
    ace = find_ace()
    note: tuple[Diagnostic, ...] = ()
    if ace is None:
        said = "Ace is not installed: how accessible the book is was not checked"
        note = (diagnose("X009", said, path=book.path, hint=ACE_ADVICE),)
    elif any(item.code == "X005" for item in findings):
        # Ace opens the pages in a browser, which a broken book does not survive.
        said = "Ace was not asked how accessible the book is: that takes a book without errors"
        note = (diagnose("X009", said, path=book.path),)
    else:
        findings = (*findings, *check_accessibility(book, ace))
    return (*diagnostics_of(findings, book, sources), *note)
