"""calibre checks our books and converts them for Kindle; every note comes through with its number.

Notes are read back from calibre's own HTML of the AZW3 file: plain text has no list numbers.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import html

import publishkit
from conftest import ROOT
from epub_documents import publications
from epubs import Book, book_of
from extraction import squeeze
from publishkit.model.document import Document, Publication
from publishkit.transforms.book_notes import number_through_book
from reading_systems import calibre_findings, converted, note_texts

pytestmark = pytest.mark.slow

CASES = Path(__file__).parent / "cases"
LANGUAGES = sorted((CASES / "languages").glob("*.md"))
#: What calibre's linter has against the style sheet is opinion, and older than the property: a
#: rule may follow a more special one for another element (rules stand together by subject), a
#: theme repeats the selectors of the base that it changes, and CSS Text 4 has this property.
LINT = frozenset({"no-descending-specificity", "no-duplicate-selectors"})
NEWER_PROPERTY = 'Unexpected unknown property "text-spacing-trim"'
#: calibre 6.13 knows these suffixes by other types than those of EPUB 3.3 (3.2).
OTHER_TYPE = re.compile(
    r"EPUB/content\.opf: The file EPUB/audio/\w+\.(?:m4a|opus) has a MIME type that does not match "
    r"its extension"
)


def sample() -> Document:
    return publishkit.read(ROOT / "samples" / "openai-microsoft.md")


def book() -> Publication:
    documents = (sample(), *(publishkit.read(path) for path in LANGUAGES))
    return Publication(documents, title="十一篇", lang="zh-Hans", is_book=True)


def test_B6_calibre_finds_nothing_but_opinions_on_the_order_of_the_style_sheet(
    program: Callable[[str], str], tmp_path: Path
) -> None:
    books = {path.stem: book_of(publishkit.read(path)) for path in sorted(CASES.glob("*.md"))}
    books |= {name: book_of(item) for name, item in publications().items()}
    books |= {f"languages, notes by {by}": book_of(book(), notes=by) for by in ("article", "book")}
    books |= {
        "sample": book_of(sample()),
        "classic": book_of(sample(), theme="classic", split_level=2),
        "columns": book_of(sample(), writing_mode="vertical-rl"),
        "Duokan": book_of(sample(), duokan=True, backlinks="start"),
    }
    data = {name: item.data for name, item in books.items()}
    findings = calibre_findings(data, calibre=program("calibre-debug"), folder=tmp_path)
    rest = {
        (name, message)
        for name, found in findings.items()
        for rule, message in found
        if rule not in LINT
        and not message.endswith(NEWER_PROPERTY)
        and not OTHER_TYPE.fullmatch(message)
    }
    assert rest == set()


def test_calibre_does_report_a_book_that_is_wrong(
    program: Callable[[str], str], tmp_path: Path
) -> None:
    sound = book_of(sample())
    books = {
        "link": sound.edited("chapter.xhtml", ('href="#note-1"', 'href="#note-99"')).data,
        "style": sound.edited("style.css", ("body {", "body { colour: red;")).data,
    }
    findings = calibre_findings(books, calibre=program("calibre-debug"), folder=tmp_path)
    assert any("points to a location not present" in message for _, message in findings["link"])
    assert any("colour" in message for _, message in findings["style"])


@pytest.mark.parametrize("notes", ["article", "book"])
def test_B6_every_note_comes_through_to_kindle_with_its_text_and_number(
    notes: str, program: Callable[[str], str], tmp_path: Path
) -> None:
    publication = book()
    documents = publication.documents
    if notes == "book":
        documents = number_through_book(documents)
    found = _kindle_notes(book_of(publication, notes=notes), program, tmp_path)
    assert found == [pair for document in documents for pair in _expected(document)]


def test_B6_the_sample_comes_through_to_kindle_with_all_citations_and_their_notes(
    program: Callable[[str], str], tmp_path: Path
) -> None:
    for options in ({}, {"backlinks": "start"}, {"duokan": True, "backlinks": "start"}):
        found = _kindle_notes(book_of(sample(), **options), program, tmp_path)
        assert found == _expected(sample())
        page = _page(tmp_path)
        marks = [
            (link.text, _note_of(page, link.get("href")))
            for link in page.xpath("//a[@role='doc-noteref']")
        ]
        assert [mark for mark, _ in marks] == list("1111111232")
        texts = dict(found)
        assert [note for _, note in marks] == [texts[mark] for mark, _ in marks]


# --- what is in the converted book -------------------------------------------------------------


def _expected(document: Document) -> list[tuple[str, str]]:
    return list(note_texts(document).items())


def _kindle_notes(book: Book, program: Callable[[str], str], folder: Path) -> list[tuple[str, str]]:
    """Converts a book to AZW3 and back to HTML; returns number and text of each note there."""
    source = folder / "book.epub"
    source.write_bytes(book.data)
    convert = program("ebook-convert")
    kindle = converted(source, folder / "book.azw3", convert=convert)
    converted(kindle, folder / "book.htmlz", convert=convert)
    page = _page(folder)
    notes: list[tuple[str, str]] = []
    for section in page.xpath("//section[@role='doc-endnotes']"):
        number = 0
        for item in section.xpath("./ol/li"):
            number = int(item.get("value") or number + 1)
            notes.append((str(number), _text(item)))
    return notes


def _page(folder: Path) -> Any:
    with zipfile.ZipFile(folder / "book.htmlz") as archive:
        return html.document_fromstring(archive.read("index.html"))


def _note_of(page: Any, href: str) -> str:
    (target,) = page.xpath("//*[@id=$id]", id=href.removeprefix("#"))
    return _text(target)


def _text(item: Any) -> str:
    for link in item.xpath(".//a[@role='doc-backlink']"):
        link.drop_tree()
    return squeeze(item.text_content())
