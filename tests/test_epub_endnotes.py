"""Endnotes in EPUB: numbers, pop-up semantics, links both ways, and where no mark may be."""

from __future__ import annotations

import re

import pytest

from documents import cite, document, heading, note, noted, paragraph
from epub_documents import book, every_node
from epubs import Book, book_of
from publishkit.model.nodes import CodeBlock

NOTEREF = "//h:a[@epub:type='noteref']"
BACK_LINK = "//h:a[@epub:type='backlink']"
ENDNOTE = "//h:section[@epub:type='endnotes']/h:ol/h:li/h:div[@epub:type='footnote']"
CHAPTERS = {
    "every_node": ("chapter.xhtml",),
    "book": tuple(f"chapter-{n}.xhtml" for n in (1, 2, 3)),
}


def built(name: str) -> Book:
    return book_of(every_node() if name == "every_node" else book())


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_citation_leads_to_its_endnote_and_a_back_link_leads_to_that_citation(
    name: str,
) -> None:
    for page in CHAPTERS[name]:
        epub = built(name)
        citations = {item.get("id"): item.get("href") for item in epub.find(page, NOTEREF)}
        backs: dict[str, str] = {}
        for endnote in epub.find(page, ENDNOTE):
            for item in endnote.iter("{*}a"):
                if item.get("role") == "doc-backlink":
                    backs[item.get("href").removeprefix("#")] = f"#{endnote.get('id')}"
        assert citations
        assert citations == backs


def test_a_note_cited_three_times_has_one_entry_and_three_back_links() -> None:
    epub = built("every_node")
    (entry,) = epub.find("chapter.xhtml", f"{ENDNOTE}[@id='note-1']")
    links = [item for item in entry.iter("{*}a") if item.get("role") == "doc-backlink"]
    assert ["".join(link.itertext()) for link in links] == ["↩︎1", "↩︎2", "↩︎3"]
    assert len({link.get("aria-label") for link in links}) == 3
    numbers = epub.texts("chapter.xhtml", f"{NOTEREF}[@href='#note-1']")
    assert numbers == ["1", "1", "1"]


def test_the_markup_is_the_form_that_validators_and_readers_take() -> None:
    article = noted(
        paragraph("预期", cite(1), "。", cite(1, 2)), notes=(note(1, paragraph("注文。"), cited=2),)
    )
    page = book_of(article).bytes("chapter.xhtml").decode()
    assert (
        '<p>预期<sup><a href="#note-1" id="cite-1-1" epub:type="noteref" role="doc-noteref">1</a>'
        "</sup>。" in page
    )
    assert (
        '<section class="endnotes" epub:type="endnotes" role="doc-endnotes"'
        ' aria-labelledby="references">\n<h2 id="references">References</h2>\n<ol>\n'
        '<li><div id="note-1" epub:type="footnote" role="doc-footnote"><p>注文。\u00a0'
        '<a href="#cite-1-1" epub:type="backlink" role="doc-backlink"'
        ' aria-label="返回正文 1-1">↩︎1</a> '
        '<a href="#cite-1-2" epub:type="backlink" role="doc-backlink"'
        ' aria-label="返回正文 1-2">↩︎2</a></p></div></li>' in page
    )


def test_notes_in_headings_tables_lists_captions_quotes_and_notes_are_all_there() -> None:
    epub = built("every_node")
    for parent in ("h2", "th", "caption", "li", "figcaption", "blockquote", "dt", "strong"):
        assert epub.find("chapter.xhtml", f"//h:{parent}{NOTEREF}"), parent
    assert epub.find("chapter.xhtml", f"{ENDNOTE}{NOTEREF}")


def test_an_uncited_endnote_is_kept_after_the_cited_ones_without_back_link() -> None:
    epub = built("every_node")
    last = epub.find("chapter.xhtml", ENDNOTE)[-1]
    assert "".join(last.itertext()) == "未引用"


def test_no_note_mark_is_in_navigation_ncx_or_title() -> None:
    epub = built("every_node")
    assert "第一节" in epub.texts("nav.xhtml", "//h:nav[@epub:type='toc']//h:a")
    assert "第一节" in epub.texts("toc.ncx", "//ncx:text")
    assert not epub.find("nav.xhtml", "//h:sup") and not epub.find("title.xhtml", "//h:sup")
    # The title is taken from a heading that cites a note: the page keeps the mark, no list does.
    article = noted(
        heading(1, "题", cite(1)), paragraph("文"), notes=(note(1, paragraph("注")),), title="题"
    )
    titled = book_of(article)
    assert titled.texts("chapter.xhtml", "//h:h1") == ["题1"]
    assert titled.texts("chapter.xhtml", "//h:title") == ["题"]
    assert titled.texts("nav.xhtml", "//h:nav[@epub:type='toc']/h:ol/h:li/h:a") == ["题"]


def test_the_authors_heading_of_the_endnotes_is_there_once_and_in_the_contents_once() -> None:
    epub = built("every_node")
    headings = epub.texts("chapter.xhtml", "//h:h1|//h:h2|//h:h3")
    assert headings.count("References") == 1
    assert epub.texts("nav.xhtml", "//h:nav[1]//h:a").count("References") == 1


def test_the_same_key_in_two_articles_of_a_book_is_two_endnotes_with_ids_of_their_own() -> None:
    epub = built("book")
    ids: list[str] = []
    for page, name in zip(CHAPTERS["book"], "abc", strict=True):
        (entry,) = epub.find(page, ENDNOTE)
        assert "".join(entry.itertext()).startswith(f"{name} 的注")
        ids += epub.find(page, "//@id")
    assert len(ids) == len(set(ids))


def test_a_citation_in_the_text_of_a_link_is_a_link_of_its_own() -> None:
    epub = built("every_node")
    assert epub.texts("chapter.xhtml", "//h:a[@href='https://example.com/']") == ["带注的链接"]
    assert not epub.find("chapter.xhtml", "//h:a//h:a")


def test_C2_the_rules_of_reading_systems_for_pop_ups_hold() -> None:
    epub = built("every_node")
    page = "chapter.xhtml"
    # iBooks: no tag inside the link. All: the target is a footnote, and no aside, which they hide.
    assert not epub.find(page, f"{NOTEREF}/*")
    assert not epub.find(page, "//h:aside")
    targets = {item.get("href") for item in epub.find(page, NOTEREF)}
    assert targets <= {f"#{item.get('id')}" for item in epub.find(page, ENDNOTE)}
    # Kobo: the endnote comes after the citation; Thorium: in the same file. Kobo also wants 9 to
    # 5000 characters: that is the author's text, of which nothing is cut and nothing made up.
    text = epub.bytes(page).decode()
    for target in targets:
        body = text.partition('<section class="endnotes"')[0]
        if f'href="{target}"' in body:
            assert text.index(f'href="{target}"') < text.index(f'id="{target[1:]}"')
    # KOReader: the target is not in the contents, the number has at most three digits.
    in_contents = {item.partition("#")[2] for item in epub.find("nav.xhtml", "//h:nav[1]//@href")}
    assert not in_contents & {target[1:] for target in targets}
    assert not epub.find(
        page, "//*[self::h:h1 or self::h:h2 or self::h:h3]//*[@role='doc-footnote']"
    )
    assert all(re.fullmatch("[0-9]{1,3}", item) for item in epub.texts(page, NOTEREF))
    # calibre and foliate: a superscript link is a citation, so no back-link is one.
    assert not epub.find(page, f"//h:sup{BACK_LINK}")
    # iOS draws an emoji for the arrow unless a variation selector follows it.
    assert all(item.startswith("↩︎") for item in epub.texts(page, BACK_LINK))


def test_an_article_without_notes_has_no_endnotes_and_no_landmark_of_them() -> None:
    epub = book_of(document(paragraph("文")))
    assert not epub.find("chapter.xhtml", "//h:section[@epub:type='endnotes']")
    assert not epub.find("nav.xhtml", "//h:a[@epub:type='endnotes']")


def test_back_links_stand_before_the_text_when_asked() -> None:
    article = noted(
        paragraph(*(cite(number) for number in (1, 2)), cite(1, 2)),
        notes=(
            note(1, paragraph("注文。"), paragraph("二段"), cited=2),
            note(2, CodeBlock("x\n")),
        ),
    )
    epub = book_of(article, backlinks="start")
    first, second = epub.find("chapter.xhtml", ENDNOTE)
    assert ["".join(item.itertext()) for item in first] == ["↩︎1 ↩︎2 注文。", "二段"]
    assert [item.tag.rpartition("}")[2] for item in second] == ["p", "pre"]
    assert "".join(second[0].itertext()) == "↩︎"
    assert sorted(epub.find("chapter.xhtml", f"{NOTEREF}/@id")) == sorted(
        href[1:] for href in epub.find("chapter.xhtml", f"{BACK_LINK}/@href")
    )


def test_duokan_finds_list_items_by_its_classes_when_asked() -> None:
    epub = book_of(every_node(), duokan=True)
    page = "chapter.xhtml"
    items = "//h:ol[@class='duokan-footnote-content']/h:li[@class='duokan-footnote-item']/@id"
    targets = epub.find(page, f"{NOTEREF}[@class='duokan-footnote']/@href")
    assert len(targets) == len(epub.find(page, NOTEREF))
    assert {href[1:] for href in targets} < set(epub.find(page, items))
    # Apple Books and others still find the type of the target.
    assert epub.find(page, items) == epub.find(page, "//h:li[@epub:type='footnote']/@id")
    assert b"duokan" not in book_of(every_node()).bytes(page)
