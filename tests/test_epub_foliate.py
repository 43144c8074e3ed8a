"""A real reading system, foliate-js in Chromium, opens our books and pops up the right notes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import publishkit
from conftest import ROOT
from documents import cite, heading, note, noted, paragraph
from epubs import Book, book_of
from publishkit.model.document import Document, Publication
from publishkit.model.nodes import Citation
from publishkit.model.tree import walk
from publishkit.transforms.book_notes import number_through_book
from reading_systems import Browser, Reading, foliate_readings, note_texts

pytestmark = pytest.mark.slow

CASES = Path(__file__).parent / "cases"
LANGUAGES = sorted((CASES / "languages").glob("*.md"))


def sample() -> Document:
    return publishkit.read(ROOT / "samples" / "openai-microsoft.md")


def citations(document: Document) -> list[Citation]:
    """All citations of an article, those in its notes after those in its text."""
    notes = [block for item in document.endnotes for block in item.content]
    return [node for node in walk((*document.content, *notes)) if isinstance(node, Citation)]


def expected_popups(*documents: Document) -> list[tuple[str, str]]:
    """The mark of each citation and the note that belongs to it."""
    return [
        (str(citation.number), note_texts(document)[str(citation.number)])
        for document in documents
        for citation in citations(document)
    ]


def readings(books: dict[str, Book], browser: Browser, folder: Path) -> dict[str, Reading]:
    data = {name: book.data for name, book in books.items()}
    return foliate_readings(data, browser=browser, folder=folder)


def assert_reads_well(reading: Reading) -> None:
    """Every link and entry leads somewhere, and the pages show all text, once and in order."""
    assert reading.errors == ()
    assert [link for link in reading.links if link.popup is None and link.target is None] == []
    assert [entry for entry in reading.contents if entry.label != entry.heading] == []
    assert [entry.label for entry in reading.contents if not entry.is_shown] == []
    assert reading.shown == reading.sections
    back_links = [link for link in reading.links if link.is_back_link]
    assert [link for link in back_links if link.target is None] == []
    opened = {link.id for link in reading.links if link.popup is not None}
    assert {link.target[1] for link in back_links if link.target} == opened
    assert len(back_links) == len(opened)


def test_C1_each_of_the_ten_citations_of_the_sample_pops_up_its_note(
    browser: Browser, tmp_path: Path
) -> None:
    article = sample()
    variants: dict[str, dict[str, Any]] = {
        "as it comes": {},
        "back-links first": {"backlinks": "start"},
        "for Duokan": {"duokan": True},
        "for Duokan, back-links first": {"duokan": True, "backlinks": "start"},
        "in several pages": {"split_level": 2},
    }
    books = {name: book_of(article, **options) for name, options in variants.items()}
    found = readings(books, browser, tmp_path)
    assert set(found) == set(variants)
    for reading in found.values():
        assert reading.popups == expected_popups(article)
        assert Counter(mark for mark, _ in reading.popups) == {"1": 7, "2": 2, "3": 1}
        assert_reads_well(reading)
        assert reading.page_count > len(reading.sections)
        assert [entry.label for entry in reading.contents][-1] == "References"


def test_a_book_that_lists_all_notes_at_its_end_pops_up_the_right_ones(
    browser: Browser, tmp_path: Path
) -> None:
    """Both articles have notes 1 and 2; a popup with the other article's note is a failure."""
    other = publishkit.read(CASES / "languages" / "zh-hans-hugo.md")
    publication = Publication((sample(), other), title="两篇", lang="zh-Hans", is_book=True)
    books = {by: book_of(publication, notes=by) for by in ("article", "book")}
    found = readings(books, browser, tmp_path)
    numbered = {
        "article": publication.documents,
        "book": number_through_book(publication.documents),
    }
    for by, documents in numbered.items():
        assert Counter(found[by].popups) == Counter(expected_popups(*documents))
        assert_reads_well(found[by])
    assert {mark for mark, _ in found["book"].popups} == {"1", "2", "3", "6", "7", "8"}


def test_columns_from_right_to_left_are_turned_to_the_left_up_to_the_end(
    browser: Browser, tmp_path: Path
) -> None:
    articles = {"ja": publishkit.read(CASES / "languages" / "ja-zenn.md"), "zh": sample()}
    books = {name: book_of(item, writing_mode="vertical-rl") for name, item in articles.items()}
    found = readings(books, browser, tmp_path)
    for name, article in articles.items():
        assert found[name].direction == "rtl"
        assert found[name].writing_modes == {"vertical-rl"}
        assert found[name].popups == expected_popups(article)
        assert_reads_well(found[name])


def test_an_arabic_article_keeps_its_lines_in_a_book_of_columns(
    browser: Browser, tmp_path: Path
) -> None:
    """In columns it would run from the bottom to the top, and foliate-js finds no end."""
    names = ("ja-zenn", "ar-jekyll")
    documents = tuple(publishkit.read(CASES / "languages" / f"{name}.md") for name in names)
    publication = Publication(documents, title="二篇", lang="ja", is_book=True)
    books = {"book": book_of(publication, writing_mode="vertical-rl")}
    reading = readings(books, browser, tmp_path)["book"]
    assert reading.direction == "rtl"
    assert reading.writing_modes == {"vertical-rl", "horizontal-tb"}
    assert reading.popups == expected_popups(*documents)
    assert_reads_well(reading)


def test_articles_of_ten_languages_read_well(browser: Browser, tmp_path: Path) -> None:
    articles = {path.stem: publishkit.read(path) for path in LANGUAGES}
    found = readings({name: book_of(item) for name, item in articles.items()}, browser, tmp_path)
    for name, article in articles.items():
        assert found[name].popups == expected_popups(article), name
        assert found[name].direction == ("rtl" if name[:2] in ("ar", "he") else "ltr")
        assert_reads_well(found[name])


def test_a_popup_that_fails_or_shows_another_note_is_noticed(
    browser: Browser, tmp_path: Path
) -> None:
    article = noted(
        heading(2, "节"),
        paragraph("文", cite(1), "，", cite(2), "，", cite(1, 2)),
        notes=(note(1, paragraph("一注"), cited=2), note(2, paragraph("二注"))),
    )
    sound = book_of(article)
    page = "chapter.xhtml"
    books = {
        "sound": sound,
        # Without its role a link is one like others.
        "no role": sound.edited(
            page,
            ('<sup><a href="#note-2" id="cite-2-1" epub:type="noteref" role="doc-noteref"', "<a"),
            ("</a></sup>，<sup>", "</a>，<sup>"),
        ),
        "other note": sound.edited(page, ('<a href="#note-2"', '<a href="#note-1"')),
        "no note": sound.edited(page, ('<a href="#note-2"', '<a href="#note-3"')),
        "hidden": sound.edited(page, ("<p>二注", '<p style="display: none">二注')),
    }
    found = readings(books, browser, tmp_path)
    expected = expected_popups(article)
    assert found["sound"].popups == expected
    assert_reads_well(found["sound"])
    for name in ("no role", "other note", "no note", "hidden"):
        assert found[name].popups != expected, name
