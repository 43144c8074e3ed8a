"""A book that lists its notes in one place: numbers, links across pages, nothing lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import pdf_reading as reading
from documents import cite, heading, note, noted, paragraph
from epub_documents import book, link
from epub_validation import epubcheck_messages
from epubs import Book, book_of
from publishkit.formats.pdf import PdfExporter, PdfOptions
from publishkit.model.document import Publication


def whole_book() -> Publication:
    """Four articles with five notes; in the last one a note cites a note and a section."""
    nested = noted(
        heading(2, "开端", id="开端"),
        paragraph("甲", cite(1)),
        notes=(
            note(1, paragraph("见", cite(2), "，", link("#开端"), "，", link("a.md"))),
            note(2, paragraph("乙")),
        ),
        title="文章 d",
        slug="d",
    )
    publication = book()
    last = replace(nested, source=Path("posts/d.md"))
    return replace(publication, documents=(*publication.documents, last))


def epub() -> Book:
    return book_of(whole_book(), notes="book")


def test_notes_of_a_book_are_numbered_through_and_listed_on_one_page() -> None:
    made = epub()
    noterefs = "//h:a[@epub:type='noteref']"
    texts = [made.texts(f"chapter-{n}.xhtml", noterefs) for n in (1, 2, 3, 4)]
    assert texts == [["1", "1"], ["2", "2"], ["3", "3"], ["4"]]
    assert made.texts("notes.xhtml", noterefs) == ["5"]
    assert len(made.find("notes.xhtml", "//h:li/h:div[@epub:type='footnote']")) == 5
    assert made.texts("notes.xhtml", "//h:h1|//h:h2") == [
        "注释",
        *(f"文章 {name}" for name in "abcd"),
    ]
    starts = made.find("notes.xhtml", "//h:section/h:ol/h:li[1]/@value")
    assert starts == ["2", "3", "4"]


def test_articles_of_such_a_book_have_no_list_and_no_heading_of_notes() -> None:
    made = epub()
    for number in (1, 2, 3, 4):
        page = f"chapter-{number}.xhtml"
        assert not made.find(page, "//h:section[@epub:type='endnotes']")
        assert "References" not in made.texts(page, "//h:h2")


def test_links_between_text_and_notes_lead_to_the_other_page() -> None:
    made = epub()
    there = made.find("chapter-2.xhtml", "//h:a[@epub:type='noteref']/@href")
    back = made.find("notes.xhtml", "//h:a[@epub:type='backlink']/@href")
    assert there == ["notes.xhtml#c2-note-2"] * 2
    assert "chapter-2.xhtml#c2-cite-2-1" in back
    assert "#c4-cite-5-1" in back  # a note cites this one: both are on the page of the notes
    others = made.find("notes.xhtml", "//h:a[not(@epub:type)]/@href")
    assert others == ["chapter-4.xhtml#c4-s1", "chapter-1.xhtml"]
    for page in made.pages:
        for target in made.find(page, "//h:a/@href"):
            file, mark, fragment = target.partition("#")
            if mark and ":" not in file:
                assert fragment in made.find(file or page, "//@id")


@pytest.mark.slow
def test_such_a_book_is_valid(program: Any, tmp_path: Path) -> None:
    program("javac")
    books = {"notes": epub().data}
    messages = epubcheck_messages(books, java=program("java"), folder=tmp_path)
    assert messages == {"notes": []}


def test_the_contents_of_such_a_book_name_its_notes() -> None:
    made = epub()
    (entry,) = made.find("nav.xhtml", "//h:nav[@epub:type='toc']/h:ol/h:li[last()]")
    assert [item.text for item in entry.iter("{*}a")] == [
        "注释",
        *(f"文章 {name}" for name in "abcd"),
    ]
    landmarks = made.find("nav.xhtml", "//h:a[@epub:type='endnotes']/@href")
    assert landmarks == ["notes.xhtml"]


def test_notes_of_two_articles_with_one_title_stand_under_headings_that_differ() -> None:
    first, *rest = book().documents
    made = book_of(replace(book(), documents=(first, first, *rest)), notes="book")
    titles = made.texts("notes.xhtml", "//h:h2")
    assert titles == ["文章 a", "文章 a (2)", "文章 b", "文章 c"]
    assert made.texts("nav.xhtml", "//h:ol/h:li/h:ol//h:a[contains(@href, 'notes')]") == titles


def test_a_pdf_lists_the_notes_of_a_book_in_a_last_chapter(tmp_path: Path) -> None:
    made = PdfExporter().export(whole_book(), PdfOptions(notes="book"))
    chapters = [title for depth, title in reading.outline(made.data) if depth == 1]
    assert chapters == ["文章 a", "文章 b", "文章 c", "文章 d", "注释"]
    text = reading.text(made.data, tmp_path)
    assert "References" not in text
    for number, name in enumerate("abc", start=1):
        assert f"{number}. {name} 的注" in text
    targets = Counter(item.target for item in reading.links(made.data))
    assert targets["#a2-note-2"] == 2
    assert targets["#a2-cite-2-1"] == targets["#a4-cite-5-1"] == 1
    assert reading.failures(made.data, tmp_path) == []
