"""Where a validator's finding is in the author's Markdown, for places of every kind."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from publishkit.diagnostics import Diagnostic
from publishkit.formats.epub.validation.container import Container
from publishkit.formats.epub.validation.findings import Finding
from publishkit.formats.epub.validation.report import diagnostics_of
from publishkit.formats.source_text import SourceText

MARKDOWN = """---
title: An article
lang: en
date: 2025-06-19
---

Opening words that are *only* here, with `code`.

## The same

Repeated words in two places.

## Another

Repeated words in two places.

A paragraph with [a link](https://example.com/a(b)?x=1&y=2 "title"), then a note[^long].

![](images/first%20one.png) and ![Second picture](second.png)

<center>Raw &amp; centred</center>

<table>
<tr>
<td width="5">only cell of raw HTML</td>
</tr>
</table>

| Head | Other |
|------|-------|
| left | right cell |

短句。《引号》里的文字，以及“别的”。

- first item of a list
- second item of a list

[^long]: A note that says "much" — and [more](https://example.org/more).
"""

#: The same as a program that is not publishkit might print it; ``@`` is the end of a tag meant.
PAGE = """<?xml version="1.0"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
<head><title>An article</title></head><body>
<h1>An article</h1>
<p>@7Opening words that are <em>@7only</em> here, with <code>code</code>.</p>
<h2 id="s1">@9The same</h2><p>@11Repeated words in two places.</p>
<h2 id="s2">@13Another</h2><p>@15Repeated words in two places.</p>
<p>A paragraph with <a href="https://example.com/a(b)?x=1&amp;y=2" title="title">@17a link</a>,
then a note<a epub:type="noteref" href="#n1" id="r1">1</a>.</p>
<p><img src="images/first%20one.png" alt=""/>@19 and
<img src="x/f2.png" alt="Second picture"/>@19</p>
<center>@21Raw &amp; centred</center>
<table><tr><td width="5">@25only cell of raw HTML</td></tr></table>
<table><thead><tr><th>@29Head</th></tr></thead><tr><td>left</td><td>@31right cell</td></tr></table>
<p>@33短句。《引号》里的文字，以及“别的”。</p>
<ul><li>@35first item of a list</li><li>@36second item of a list</li></ul>
<aside epub:type="footnote" id="n1"><p>@38A note that says &#8220;much&#8221; &#8212; and
<a href="https://example.org/more">@38more</a>.</p></aside>
</body></html>
"""


def places() -> Iterator[tuple[int, int, int]]:
    """Line and column of each mark in the page, and the line of the source that it names."""
    clean = re.compile(r"@[0-9]+")
    for number, text in enumerate(PAGE.splitlines(), start=1):
        for mark in clean.finditer(text):
            before = clean.sub("", text[: mark.start()])
            yield number, len(before) + 1, int(mark[0][1:])


@pytest.fixture
def book(tmp_path: Path) -> Container:
    """A zip with the page and a package document; a validator would say more of it."""
    path = tmp_path / "book.epub"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("OPS/a.xhtml", re.sub("@[0-9]+", "", PAGE))
        archive.writestr(
            "OPS/package.opf", "<package>\n<metadata>\n<dc:date></dc:date></metadata></package>"
        )
    return Container(path)


ARTICLE = SourceText(Path("a.md"), MARKDOWN, "An article")
OTHERS = (
    SourceText(Path("b.md"), "---\ntitle: Other\n---\n\nRepeated words in two places.\n", "Other"),
    SourceText(Path("c.md"), "Nothing.\n"),
)


def said(book: Container, *findings: Finding, sources: tuple[SourceText, ...]) -> list[Diagnostic]:
    return list(diagnostics_of(findings, book, sources))


@pytest.mark.parametrize(("line", "column", "expected"), [*places()])
def test_a_place_of_a_page_is_found_in_the_article_it_comes_from(
    book: Container, line: int, column: int, expected: int
) -> None:
    finding = Finding("X005", "RSC-005", "it is wrong", "OPS/a.xhtml", line, column)
    (found,) = said(book, finding, sources=(*OTHERS, ARTICLE))
    assert (found.path, found.line) == (Path("a.md"), expected)
    assert found.place == f"{book.path}/OPS/a.xhtml:{line}"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<img xmlns="http://www.w3.org/1999/xhtml" src="x/f2.png" alt="Second picture" />', 19),
        ('<a href="https://example.org/more">more</a>', 38),
        ('<h2 id="s2">Another</h2>', 13),
    ],
)
def test_the_markup_that_ace_shows_is_found_as_well(
    book: Container, markup: str, expected: int
) -> None:
    finding = Finding("X008", "image-alt", "x", "OPS/a.xhtml", markup=markup)
    (found,) = said(book, finding, sources=(ARTICLE,))
    assert found.line == expected


def test_metadata_are_found_in_the_front_matter_when_there_is_one_article(book: Container) -> None:
    finding = Finding("X006", "OPF-053", "x", "OPS/package.opf", 3, 10)
    (found,) = said(book, finding, sources=(ARTICLE,))
    assert (found.path, found.line) == (Path("a.md"), 4)
    (found,) = said(book, finding, sources=(ARTICLE, *OTHERS))
    assert (found.path, found.line) == (book.path, None)


def test_what_no_source_holds_stays_a_place_of_the_book_with_chapter_and_heading(
    book: Container,
) -> None:
    line, column, _ = list(places())[5]
    finding = Finding("X005", "RSC-012", "Not defined.", "OPS/a.xhtml", line, column)
    for sources in ((), OTHERS[1:]):
        (found,) = said(book, finding, sources=sources)
        assert (found.path, found.line) == (book.path, None)
        assert found.message == (
            "a link leads to a place that is not there (RSC-012: Not defined.),"
            f" in OPS/a.xhtml:{line}, chapter 'An article', under 'Another'"
        )


def test_what_a_page_says_many_times_is_one_finding_with_a_count(book: Container) -> None:
    every = [
        Finding(
            "X005", "RSC-005", 'element "x" not allowed here; expected a, b', "OPS/a.xhtml", n, 2
        )
        for n in range(4, 16)
    ]
    every[3] = Finding(
        **{name: getattr(every[3], name) for name in Finding.__slots__} | {"more": 500}
    )
    (found,) = said(book, *every, sources=())
    assert found.message == (
        '<x> may not stand here (RSC-005: element "x" not allowed here), in OPS/a.xhtml:4,'
        " chapter 'An article', 12 times (also line 5 6 7 8 9 10 11 12 …),"
        " and 500 times more in the book"
    )


def test_errors_come_before_warnings_and_remarks(book: Container) -> None:
    every = [Finding(code, "OPF-097", "x") for code in ("X007", "X006", "X005")]
    assert [item.code for item in said(book, *every, sources=())] == ["X005", "X006", "X007"]


@pytest.mark.parametrize(
    ("message", "meaning"),
    [
        ('element "center" not allowed here; expected …', "<center> may not stand here"),
        ('attribute "v-if" not allowed here', "the attribute 'v-if' is not allowed here"),
        ('Duplicate ID "a"', "the id 'a' is there twice"),
        (
            'element "dl" incomplete; missing required element "dt"',
            "<dl> lacks a part that it must have",
        ),
        ('element "img" missing required attribute "src"', "the attribute 'src' is missing"),
        (
            'The entity "nbsp" was referenced, but not declared.',
            "the named character &nbsp; is unknown to XML",
        ),
        (
            'The element type "br" must be terminated by the matching end-tag "</br>".',
            "<br> is never closed; readers stop here",
        ),
        ("something new", "the markup is not valid"),
    ],
)
def test_messages_about_markup_say_which_markup(
    book: Container, message: str, meaning: str
) -> None:
    finding = Finding("X005", "RSC-005", f"Error while parsing file: {message}")
    (found,) = said(book, finding, sources=())
    assert found.message.startswith(f"{meaning} (RSC-005: ")


def test_a_message_that_is_not_in_the_table_is_printed_as_it_is(book: Container) -> None:
    (found,) = said(book, Finding("X005", "OPF-999", "something new"), sources=())
    assert found.message == "a rule of EPUB is broken (OPF-999: something new)"


def test_a_page_that_is_all_broken_tags_is_read_in_linear_time(tmp_path: Path) -> None:
    path = tmp_path / "hostile.epub"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.xhtml", '<a "<!-- </b><i x="' * 50_000)
    finding = Finding("X005", "RSC-016", "x", "a.xhtml", 1, 100)
    assert said(Container(path), finding, sources=(ARTICLE,))
