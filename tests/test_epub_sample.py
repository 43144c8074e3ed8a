"""From Markdown to EPUB: the sample article whole, and front matter of every kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import publishkit
from epub_validation import epubcheck_messages
from epubs import Book, book_of
from publishkit.model.document import Publication

SOURCES = (
    "https://36kr.com/p/3343261367826691",
    "https://www.sohu.com/a/905847857_121956424",
    "https://finance.sina.com.cn/stock/t/2025-06-19/doc-infappua5643663.shtml",
    "https://news.qq.com/rain/a/20241018A07FOC00",
    "https://zhuanlan.zhihu.com/p/1911140701065970933",
)
#: Raw HTML that is unclosed, doubled or wrong, and characters that XML does not have.
RAW = """\
甲<br>乙 <img src="p.png"> &nbsp; &unknown; <!-- a--b -->

<details><summary>摘要</summary>

正文[^1] <p>未闭合 <b>粗

</details>

<table><tr><td>格<td>格</table>

<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby> <center>中</center> <font color=red>红</font>
<script>alert(1)</script>

<a name="here" onclick="x()">锚</a> [去](#here) [无](#nowhere)

<video src="a.mp4"></video> <iframe src="https://example.com/"></iframe> \u0001\u000b

[^1]: 注 <b>粗</b> <div>块</div>
"""
FRONT_MATTER = {
    "date with offset": "date: 2025-06-19T20:03:39+08:00",
    "date only": "date: 2025-06-19",
    "no date": "draft: false",
    "tags as list": "tags: [甲, 乙]",
    "tags as string": "tags: 甲, 乙",
    "empty author": "author: ''\ntags: ['']",
    "markup in the title": "title: '<b>&\"题\"</b>'",
    "several authors": "authors: [甲, {name: 乙, role: trl}]",
    "bad language": "lang: C",
}


def article(front_matter: str, body: str = "文[^1]\n\n[^1]: 注\n") -> Book:
    return book_of(publishkit.reads(f"---\n{front_matter}\n---\n{body}"))


@pytest.fixture
def sample_book(sample: Path) -> Book:
    return book_of(publishkit.read(sample))


def test_the_sample_is_as_a_person_has_read_it(
    sample_book: Book, golden: Callable[[str, str | bytes], None]
) -> None:
    for name in ("content.opf", "nav.xhtml", "toc.ncx", "cover.xhtml", "title.xhtml"):
        golden(f"epub/{name}", sample_book.bytes(name))
    golden("epub/chapter.xhtml", sample_book.bytes("chapter.xhtml"))


def test_the_sample_has_five_endnotes_and_ten_citations_seven_of_the_first(
    sample_book: Book,
) -> None:
    page = "chapter.xhtml"
    citations = sample_book.texts(page, "//h:a[@epub:type='noteref']")
    assert Counter(citations) == {"1": 7, "2": 2, "3": 1}
    assert len(sample_book.find(page, "//h:section[@epub:type='endnotes']/h:ol/h:li")) == 5
    assert len(sample_book.find(page, "//h:a[@epub:type='backlink']")) == 10
    links = sample_book.find(page, "//h:a/@href")
    assert [links.count(source) for source in SOURCES] == [1] * 5
    assert sample_book.texts(page, "//h:h2").count("References") == 1
    assert "[^" not in sample_book.bytes(page).decode()


@pytest.mark.parametrize("name", FRONT_MATTER)
def test_B5_front_matter_of_any_kind_leaves_no_empty_element_in_the_package(name: str) -> None:
    epub = article(FRONT_MATTER[name])
    for item in epub.find("content.opf", "/opf:package/opf:metadata/*"):
        assert (item.text or "").strip() or item.get("content")
    assert epub.metadata("dc:date") in (
        [["2025-06-19T20:03:39+08:00"], []] if name == "date with offset" else [["2025-06-19"], []]
    )
    if name.startswith("tags"):
        assert epub.metadata("dc:subject") == ["甲", "乙"]


def test_B3_broken_raw_html_gives_well_formed_pages_with_all_of_its_text() -> None:
    epub = article("title: 题", RAW)
    text = "".join("".join(epub.texts("chapter.xhtml", "//h:body")).split())
    for word in ("甲", "乙", "摘要", "正文1", "未闭合粗", "格格", "漢kan", "红锚去无", "注粗块"):
        assert word in text
    assert b"alert" not in epub.bytes("chapter.xhtml")
    (place,) = epub.find("chapter.xhtml", "//h:a[text()='去']/@href")
    assert epub.find("chapter.xhtml", f"//*[@id='{place[1:]}']")


@pytest.mark.slow
def test_epubcheck_has_nothing_to_say_of_what_was_read(
    sample: Path, program: Callable[[str], str], tmp_path: Path
) -> None:
    program("javac")
    whole = publishkit.read(sample)
    other = publishkit.reads(f"---\ntitle: 题\n---\n{RAW}")
    books = {name: article(text) for name, text in FRONT_MATTER.items()}
    books |= {"sample": book_of(whole), "raw": book_of(other)}
    books["book"] = book_of(Publication((whole, other, whole), title="书", is_book=True))
    messages = epubcheck_messages(
        {name: book.data for name, book in books.items()},
        java=program("java"),
        folder=tmp_path,
    )
    assert {name: found for name, found in messages.items() if found} == {}
