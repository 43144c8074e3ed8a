"""A long article in several pages: nothing lost, and every link, note and contents line lands."""

from __future__ import annotations

from pathlib import Path

import pytest

import publishkit
from documents import cite, document, heading, note, noted, paragraph
from epub_documents import chapter, element, every_node, link, odd_links_and_ids, wrong_nesting
from epubs import Book, book_of
from publishkit.formats.epub import EpubOptions
from publishkit.model.document import Document, Publication
from publishkit.model.nodes import Paragraph

ARTICLES = {
    "every_node": every_node(),
    "wrong_nesting": wrong_nesting(),
    "odd_links_and_ids": odd_links_and_ids(),
}
CHAPTER = "chapter.xhtml"
WRAPPER = "//h:article | //h:div[@class='article']"


def chapter_pages(epub: Book) -> list[str]:
    return [name for name in epub.pages if name.startswith("chapter")]


def text_of(epub: Book) -> str:
    pages = ("".join(epub.texts(name, "//h:body")) for name in chapter_pages(epub))
    return "".join("".join(pages).split())


def _pairs(epub: Book, kind: str) -> list[tuple[str, str]]:
    """Where each link of a kind leads, and from where: the link's own id, or its endnote's."""
    pairs = []
    for name in epub.pages:
        for item in epub.find(name, f"//h:a[@epub:type='{kind}']"):
            page, _, fragment = item.get("href").partition("#")
            own = [item.get("id"), *(up.get("id") for up in item.iterancestors("{*}div"))]
            pairs.append((f"{page or name}#{fragment}", f"{name}#{next(filter(None, own))}"))
    return pairs


def link_paragraph(*urls: str) -> Paragraph:
    return paragraph(*(link(url) for url in urls))


def long_article(**metadata: object) -> Document:
    return noted(
        paragraph("开头", cite(1)),
        heading(2, "甲", id="a"),
        paragraph("甲文", cite(1, 2), link("#c"), link("#b1")),
        heading(2, "乙", cite(2), id="b"),
        heading(3, "乙一", id="b1"),
        paragraph("乙文"),
        heading(3, "乙二", id="b2"),
        paragraph("文", link("#a")),
        heading(2, "丙", id="c"),
        paragraph("丙文", cite(1, 3)),
        notes=(note(1, paragraph("一", link("#b")), cited=3), note(2, paragraph("二"))),
        **metadata,
    )


def test_by_default_an_article_is_one_page() -> None:
    assert chapter_pages(book_of(long_article())) == [CHAPTER]


def test_a_page_begins_at_each_heading_of_the_levels_asked_for() -> None:
    headings = {
        level: [book.texts(name, "//h:h1 | //h:h2 | //h:h3") for name in chapter_pages(book)]
        for level in (2, 3)
        for book in [book_of(long_article(title="题"), split_level=level)]
    }
    assert headings[2] == [["题"], ["甲"], ["乙2", "乙一", "乙二"], ["丙"], ["References"]]
    # A page of nothing but a heading would be one to leaf over.
    assert headings[3] == [["题"], ["甲"], ["乙2", "乙一"], ["乙二"], ["丙"], ["References"]]


def test_headings_keep_their_levels_on_a_page_without_title() -> None:
    epub = book_of(long_article(), split_level=3)
    page = "chapter-part-4.xhtml"
    assert [item.tag.rpartition("}")[2] for item in epub.find(page, "//h:body/*")] == ["h3", "p"]
    assert epub.texts(page, "/h:html/h:head/h:title") == ["乙二"]


def test_a_page_is_named_in_words_without_note_mark() -> None:
    epub = book_of(long_article(), split_level=2)
    titles = [epub.texts(name, "//h:title")[0] for name in chapter_pages(epub)[1:]]
    assert titles == ["甲", "乙", "丙", "References"]


@pytest.mark.parametrize("level", [2, 3, 6])
@pytest.mark.parametrize("name", ARTICLES)
def test_no_text_is_lost_or_printed_twice(name: str, level: int) -> None:
    assert text_of(book_of(ARTICLES[name], split_level=level)) == text_of(book_of(ARTICLES[name]))


@pytest.mark.parametrize("level", [2, 3, 6])
def test_citations_and_back_links_lead_across_the_pages(level: int) -> None:
    epub = book_of(long_article(), split_level=level)
    citations = {own: target for target, own in _pairs(epub, "noteref")}
    backs = dict(_pairs(epub, "backlink"))
    assert len(citations) == 4
    assert citations == backs
    last = chapter_pages(epub)[-1]
    assert set(citations.values()) == {f"{last}#note-1", f"{last}#note-2"}


def test_links_inside_an_article_and_contents_name_the_page_of_their_place() -> None:
    epub = book_of(long_article(), split_level=2)
    links = [
        item.get("href")
        for name in chapter_pages(epub)
        for item in epub.find(name, "//h:p/h:a[not(@role)]")
    ]
    assert links == [
        "chapter-part-4.xhtml#c", "chapter-part-3.xhtml#b1", "chapter-part-2.xhtml#a",
        "chapter-part-3.xhtml#b",
    ]  # fmt: skip
    contents = [item.get("href") for item in epub.find("nav.xhtml", "//h:nav[1]//h:a")]
    assert contents == [
        CHAPTER, "chapter-part-2.xhtml#a", "chapter-part-3.xhtml#b", "chapter-part-3.xhtml#b1",
        "chapter-part-3.xhtml#b2", "chapter-part-4.xhtml#c", "chapter-part-5.xhtml#references",
    ]  # fmt: skip
    (landmark,) = epub.find("nav.xhtml", "//h:a[@epub:type='endnotes']")
    assert landmark.get("href") == "chapter-part-5.xhtml#references"


def test_an_element_around_all_sections_is_around_each_page_with_its_id_once() -> None:
    body = element(
        "article",
        *(heading(2, "甲"), paragraph("一"), heading(2, "乙"), paragraph("二")),
        id="all",
        class_="x",
    )
    epub = book_of(document(paragraph("前"), body), split_level=2)
    inner = [
        [
            (item.get("id"), "".join(item.itertext()).split())
            for item in epub.find(name, "//h:article")
        ]
        for name in chapter_pages(epub)
    ]
    assert inner == [[], [("all", ["甲一"])], [(None, ["乙二"])]]


def test_a_heading_in_a_list_or_a_quotation_begins_no_page() -> None:
    body = element("blockquote", heading(2, "甲"), paragraph("一"))
    epub = book_of(document(paragraph("前"), body), split_level=6)
    assert chapter_pages(epub) == [CHAPTER]


def test_links_between_articles_of_a_book_find_the_page() -> None:
    first = chapter("a", link_paragraph("b.md#乙", "b.md"))
    second = chapter(
        "b", paragraph("x"), heading(2, "甲", id="甲"), paragraph("x"), heading(2, "乙", id="乙"),
        paragraph("y"),
    )  # fmt: skip
    epub = book_of(Publication((first, second), is_book=True), split_level=2)
    targets = [item.get("href") for item in epub.find("chapter-1.xhtml", "//h:p/h:a")]
    assert targets == ["chapter-2-part-3.xhtml#c2-s3", "chapter-2.xhtml"]
    place = epub.find("chapter-2-part-3.xhtml", "//*[@id='c2-s3']")
    assert [item.text for item in place] == ["乙"]


def test_notes_of_a_whole_book_are_cited_from_every_page() -> None:
    book = Publication((long_article(), long_article()), is_book=True)
    epub = book_of(book, split_level=2, notes="book")
    citations = {own: target for target, own in _pairs(epub, "noteref")}
    assert citations == dict(_pairs(epub, "backlink"))
    assert len(citations) == 8
    assert {target.partition("#")[0] for target in citations.values()} == {"notes.xhtml"}


def test_the_sample_article_is_whole_when_it_is_split(sample: Path) -> None:
    article = publishkit.read(sample)
    epub = book_of(article, split_level=2)
    assert len(chapter_pages(epub)) == 5
    assert text_of(epub) == text_of(book_of(article))
    assert {own: target for target, own in _pairs(epub, "noteref")} == dict(
        _pairs(epub, "backlink")
    )


@pytest.mark.parametrize("option", ["split_level", "toc_depth"])
@pytest.mark.parametrize("level", [0, 7])
def test_a_level_that_no_heading_has_is_refused(option: str, level: int) -> None:
    with pytest.raises(ValueError, match=f"'{option}' is a heading level from 1 to 6"):
        EpubOptions(**{option: level})
