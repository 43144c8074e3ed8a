"""Acceptance of feeds, C: endnotes in every reader, whatever its sanitiser leaves."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import feedparser
import lxml.html
import pytest

import publishkit
from feed_river import bodies, river_findings
from feed_sanitisers import by_miniflux, by_simplepie, note_links, number_of
from feeds import BASE_URL, DAY, EXPORTERS, article, export, items
from note_documents import generate
from publishkit.formats.base import Rendition
from publishkit.model.document import Document

CASES = Path(__file__).parent / "cases"
every_format = pytest.mark.parametrize("name", sorted(EXPORTERS))

NOTES = """---
title: Notes everywhere
date: 2025-06-19
---

First[^注1], again[^注1], and ^[inline with **bold**].

## Heading[^h]

| a | b[^t] |
|---|---|
| c[^t] | d |

> Quoted[^long]

- item[^long][^注1]

1. one[^in_code]

[^注1]: Note of notes[^nested], `[^code]` in code.
[^nested]: Nested[^注1].
[^h]: Of a heading.
[^t]: Of a table.
[^long]: First paragraph.

    Second paragraph:

    - a list
    - of two

        code()

[^in_code]: Before.

    ```
    x = "[^1]"

        y
    ```
[^uncited]: Never cited.
"""


def read(text: str, **metadata: object) -> Document:
    document = publishkit.reads(text)
    date = document.metadata.date or DAY
    return replace(document, metadata=replace(document.metadata, date=date, **metadata))  # type: ignore[arg-type]


@cache
def corpus() -> tuple[Document, ...]:
    """Every way of writing notes, the languages and the articles that provoke mistakes."""
    paths = [*sorted(CASES.glob("*.md")), *sorted(CASES.glob("*/*.md"))]
    found = []
    for number, path in enumerate(paths):
        document = publishkit.read(path)
        metadata = replace(
            document.metadata,
            date=document.metadata.date or DAY,
            id=f"tag:example.org,2025:{number}",
            is_draft=False,
            in_feed=True,
        )
        found.append(replace(document, metadata=metadata))
    return tuple(found)


def whole(name: str, *documents: Document) -> Rendition:
    return export(name, *documents, limit=0, max_bytes=0)


def pairs(html: str) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """Returns from each citation to its note, and from each note back, as pairs of ids."""
    citations, back_links = note_links(html)
    return (
        Counter((link.id, link.target) for link in citations),
        Counter((link.target, link.id) for link in back_links),
    )


def assert_paired(html: str, document: Document) -> None:
    """Every citation finds its note, by number too, and every note each of its citations."""
    there, back = pairs(html)
    assert there == back
    assert all(count == 1 for count in there.values())
    assert there.total() == sum(len(note.citations) for note in document.endnotes)
    for link in note_links(html)[0]:
        assert number_of(html, link.target) == link.text


# --- the bar ------------------------------------------------------------------------------------


@every_format
def test_C1_F2_nothing_is_wrong_when_all_entries_stand_on_one_page(name: str) -> None:
    documents = corpus()
    assert len(documents) > 50
    assert river_findings(whole(name, *documents)) == []


@every_format
def test_C2_the_sample_has_five_notes_and_ten_citations_both_ways(name: str, sample: Path) -> None:
    document = publishkit.read(sample)
    (body,) = bodies(whole(name, document))
    citations, back_links = note_links(body.html)
    assert Counter(link.text for link in citations) == {"1": 7, "2": 2, "3": 1}
    assert len(back_links) == 10
    assert list(dict.fromkeys(link.text for link in citations)) == ["1", "2", "3"]
    notes = lxml.html.fromstring(body.html).xpath("//ol[last()]/li[@id]")
    assert len(notes) == 5
    dropped = publishkit.read(sample, uncited="drop")
    (body,) = bodies(whole(name, dropped))
    assert len(lxml.html.fromstring(body.html).xpath("//ol[last()]/li[@id]")) == 3


@pytest.mark.parametrize("name", ["atom", "rss"])
def test_C3_F4_notes_pair_up_after_the_sanitiser_of_feedparser(name: str) -> None:
    documents = {document.metadata.id: document for document in corpus()}
    parsed = feedparser.parse(whole(name, *documents.values()).data)
    assert not parsed.bozo
    assert len(parsed.entries) == len(documents)
    for entry in parsed.entries:
        html = entry.content[0].value if "content" in entry else ""
        if html:
            assert_paired(html, documents[entry.id])


@every_format
def test_C3_F4_notes_pair_up_after_a_sanitiser_like_that_of_miniflux(name: str) -> None:
    documents = {document.metadata.id: document for document in corpus()}
    for body in bodies(whole(name, *documents.values())):
        if body.html:
            assert_paired(by_miniflux(body.html), documents[body.id])


@every_format
def test_F4_notes_are_readable_where_simplepie_renames_every_id(name: str) -> None:
    document = read(NOTES, slug="notes")
    (body,) = bodies(whole(name, document))
    html = by_simplepie(body.html, body.url)
    tree = lxml.html.fromstring(html)
    assert not tree.xpath("//@id")
    # Links open the page on the web, and numbers tell what belongs together.
    for link in tree.xpath("//sup/a"):
        assert link.attrib["href"].startswith(f"{BASE_URL}notes/#")
    marks = re.findall(r"\[(\d+)\]", " ".join(sup.text_content() for sup in tree.xpath("//sup")))
    notes = tree.xpath("//ol")[-1].xpath("./li")
    assert {int(mark) for mark in marks} == set(range(1, len(notes)))
    assert notes[0].text_content().startswith("Note of notes")


@every_format
def test_C4_netnewswire_shows_popups_and_hides_back_links(name: str) -> None:
    """Its script takes ``a.footnote`` and hides ``.footnotes .reversefootnote``."""
    (body,) = bodies(whole(name, article("a")))
    tree = lxml.html.fromstring(body.html)
    citations = tree.find_class("footnote")
    assert len(citations) == 3
    for citation in citations:
        target = citation.attrib["href"].partition("#")[2]
        (note,) = tree.xpath("//*[@id=$id]", id=target)
        assert note.tag == "li"
    (notes,) = tree.find_class("footnotes")
    assert len(notes.find_class("reversefootnote")) == 3
    assert not {*citations} & {*tree.find_class("reversefootnote")}


# --- every way of writing notes -----------------------------------------------------------------


@every_format
def test_C6_the_same_labels_in_two_articles_are_different_notes(name: str) -> None:
    first, second = read(NOTES, slug="a"), read(NOTES, slug="b")
    rendition = whole(name, first, second)
    assert river_findings(rendition) == []
    one, other = bodies(rendition)
    assert not {*pairs(one.html)[0]} & {*pairs(other.html)[0]}


@every_format
def test_C6_notes_in_headings_tables_lists_quotes_and_notes_pair_up(name: str) -> None:
    document = read(NOTES, slug="a")
    assert len(document.endnotes) == 8
    (body,) = bodies(whole(name, document))
    assert_paired(body.html, document)
    tree = lxml.html.fromstring(body.html)
    for place in ("h2", "th", "td", "blockquote", "ul/li", "ol/li"):
        assert tree.xpath(f"//{place}//sup/a"), place
    code = [element.text_content() for element in tree.iter("code")]
    assert "[^code]" in code
    assert 'x = "[^1]"\n\n    y' in code


@every_format
@pytest.mark.parametrize("seed", range(0, 60, 7))
def test_C6_generated_notes_pair_up_for_every_sanitiser(name: str, seed: int) -> None:
    document = read(generate(seed).text, slug="generated")
    rendition = whole(name, document)
    assert river_findings(rendition) == []
    (body,) = bodies(rendition)
    assert_paired(body.html, document)
    assert_paired(by_miniflux(body.html), document)


@pytest.mark.parametrize("heading", ["References", "参考文献", "注释", "引用", "脚注"])
def test_C7_an_empty_heading_of_references_becomes_that_of_the_notes(heading: str) -> None:
    document = read(f"Text[^1].\n\n## {heading}\n\n[^1]: Note.\n", slug="a", title="t")
    (item,) = items(whole("rss", document))
    assert re.findall(r"<h\d>(.*?)</h\d>", item.content) == [heading]
    assert item.content.index(heading) < item.content.index("<ol>")


def test_C7_a_heading_with_content_stays_and_the_notes_have_their_own() -> None:
    document = read("Text[^1].\n\n## References\n\nA book.\n\n[^1]: Note.\n", slug="a", title="t")
    (item,) = items(whole("rss", document))
    headings = re.findall(r"<h\d>(.*?)</h\d>", item.content)
    assert headings[0] == "References"
    assert len(headings) == 2
    assert item.content.index("A book.") < item.content.index("<ol>")


@every_format
def test_no_title_or_summary_shows_a_note_mark(name: str) -> None:
    document = read("# Title[^1]\n\nFirst[^1] words.\n\n[^1]: Note.\n", slug="a")
    (item,) = items(whole(name, document))
    assert (item.title, item.summary) == ("Title", "First words.")
