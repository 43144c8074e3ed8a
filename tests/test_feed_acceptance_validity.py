"""Acceptance of feeds, A: valid by every rule, whatever the articles are."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import feedparser
import jsonschema
import pytest
from lxml import etree

import publishkit
from documents import document, paragraph
from feed_river import bodies, river_findings
from feeds import BASE_URL, DAY, EXPORTERS, article, codes, export, items, publication, schema
from publishkit.diagnostics import Severity
from publishkit.formats.base import Rendition
from publishkit.formats.feeds.validation import find_in_feed
from publishkit.model.assets import Asset
from publishkit.model.document import Document
from publishkit.model.metadata import Author, Enclosure, FeatureImage
from publishkit.model.nodes import Element
from wild_articles import wild_article

CASES = Path(__file__).parent / "cases"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
every_format = pytest.mark.parametrize("name", sorted(EXPORTERS))
#: What is so by a test's own choice: large feeds and empty ones; links by ftp are the author's.
#: JSON Feed has no way to say that ``&lt;`` in a title is what the author wrote.
_INTENDED = {
    *("feed-large", "feed-too-large", "entry-large", "no-entries", "missing-language"),
    *("json-title-html", "not-empty-html"),
}


def findings(rendition: Rendition) -> list[str]:
    """Returns what the check of feeds finds, which covers W3C's classes."""
    found = find_in_feed(rendition.data, name=rendition.filename, now=NOW)
    return [
        str(finding)
        for finding in found
        if finding.rule not in _INTENDED and not finding.origin.startswith("ftp:")
    ]


def assert_sound(rendition: Rendition) -> None:
    assert findings(rendition) == []
    assert [text for text in river_findings(rendition) if "=ftp://" not in text] == []
    if rendition.filename.endswith(".json"):
        jsonschema.validate(json.loads(rendition.data), schema())


@cache
def read_all(pattern: str) -> tuple[Document, ...]:
    """Reads the articles of tests/cases whose path matches; all have dates and ids of their own."""
    found = []
    for number, path in enumerate(sorted(CASES.glob(pattern))):
        read = publishkit.read(path)
        metadata = replace(
            read.metadata,
            date=read.metadata.date or DAY + timedelta(hours=number),
            id=f"tag:example.org,2025:{number}",
            in_feed=True,
            is_draft=False,
        )
        found.append(replace(read, metadata=metadata))
    return tuple(found)


# --- A1 and A2 ----------------------------------------------------------------------------------


@every_format
def test_A1_A2_F1_the_sample_breaks_no_rule(name: str, sample: Path) -> None:
    site = publication(publishkit.read(sample), title="示例站点", now=NOW)
    assert_sound(export(name, site=site))


@every_format
def test_A1_A2_F1_articles_of_all_kinds_break_no_rule(name: str) -> None:
    documents = read_all("**/*.md")
    assert_sound(export(name, *documents, limit=0, max_bytes=0))


def _raw(tag: str) -> Document:
    return document(paragraph("text", Element(tag, ())), slug=tag, date=DAY)


#: An article that makes a naive exporter break the rule of the name, W3C's classes among them.
PROVOCATIONS: dict[str, Document] = {
    "DuplicateAtomLink": article("a", image=FeatureImage("https://example.com/a.png")),
    "InvalidUriChar": article("a b", url="posts/a b [1]/"),
    "UriNotIri": article("文章", url="/文章/"),
    "InvalidURLAttribute": article("a", enclosure=Enclosure("https://例.example/ü v.mp3", None, 3)),
    "InvalidFullLink": article("a", external_url="//example.com/x"),
    "InvalidLanguage": article("a", lang="cmn-Hans"),
    "InvalidRFC2822Date": article("a", date=datetime.fromisoformat("1999-01-01T00:00:00+08:05:43")),
    "ImplausibleDate": article("a", updated=datetime(2099, 1, 1, tzinfo=UTC)),
    "InvalidContact": article("a", authors=(Author("张三"), Author("X", "no address"))),
    "MissingRealName": article("a", authors=(Author("Ann", "ann@example.org"),)),
    "MissingAttribute": article("a", enclosure=Enclosure("https://example.com/a.mp3")),
    "DuplicateEnclosure": article(
        "a",
        enclosure=Enclosure("https://example.com/a.mp3", "audio/mpeg", 3),
        image=FeatureImage("https://example.com/a.png"),
    ),
    "ItemMustContainTitleOrDescription": document(slug="a", date=DAY, title=""),
    "InvalidMIMEType": article("a", enclosure=Enclosure("https://example.com/a", "sound", 1)),
    "SAXError": document(paragraph("\x00\x08\x0b ]]> &#8;"), slug="a\x01", date=DAY, title="t\x02"),
    "BadCharacters": article("a", title="a\ufffdb\x85", summary="\ufdd0\ufffd"),
    "ContainsHTML": article("a", title="<b>A</b> <i>title</i>", tags=("<em>x</em>",)),
    "ContainsUndeclaredHTML": article(
        "a",
        title="The <div> of </script>",
        summary="</p> &nbsp;",
        tags=("</table>", "&lt;"),
        authors=(Author("A &amp; <div>B</div>"),),
        license="&copy; </p>",
    ),
    "CharacterData": article("a", title="a < b &lt; c && d", summary="<p>a &amp; b</p>"),
    "ContainsRelRef": article("a", url="https://other.example/deep/er/"),
    "SecurityRisk": _raw("bdo"),
    "NotHtml": document(
        paragraph("a", Element("wbr", ()), Element("br", ())),
        slug="a",
        date=DAY,
        summary="x</source>",
    ),
    "DuplicateUpdated": article("a", updated=DAY),
    "NonCanonicalURI": article("a", url="HTTP://EXAMPLE.org/a/../b"),
    "NotBlank": article("a", tags=("", " ", "\x0b"), categories=("",), summary=" "),
}


@every_format
@pytest.mark.parametrize("rule", sorted(PROVOCATIONS))
def test_A1_no_rule_is_broken_by_what_provokes_it(name: str, rule: str) -> None:
    twin = replace(PROVOCATIONS[rule], metadata=replace(article("twin").metadata, slug="twin"))
    site = publication(PROVOCATIONS[rule], twin, now=NOW, lang="zh-Hans")
    rendition = export(name, site=site)
    assert len(items(rendition)) == 2
    assert_sound(rendition)


@every_format
def test_A1_the_feed_itself_breaks_no_rule_whatever_its_publication_says(name: str) -> None:
    site = publication(
        article("a"),
        title="<b>A</b> & B\x08",
        description="d < e &lt; \ufffd </p>",
        authors=(Author("编辑部 &amp; <p>"), Author("Ann", "ann@example.org")),
        lang="zh-Hans",
        id="no uri",
        license="&copy; 2025 <a> </div>",
        base_url="https://例え.example/blog dir/",
        now=NOW,
    )
    assert_sound(export(name, site=site))


@every_format
def test_I4_no_line_of_an_entry_ends_html_or_begins_code_where_it_is_read_as_markdown(
    name: str,
) -> None:
    documents = read_all("**/*.md")
    for body in bodies(export(name, *documents, limit=0, max_bytes=0)):
        if body.html:
            assert not re.search(r"(?m)^(?:[ \t]*$| {4}|\t)", body.html), body.id


def test_the_river_check_finds_what_it_is_for() -> None:
    page = f"{BASE_URL}a/"
    for html, finding in (
        ('<p id="a b">', "id 'a b'"),
        ('<p id="x"><a id="x">', "2 elements have the id 'x'"),
        (f'<a href="{page}#fnx">', "dangling"),
        ('<a href="#x">', "bare fragment"),
        ('<a href="../x">', "relative"),
        ('<a href="https://example.org/ä">', "no URI"),
        ('<img srcset="a.png 1x">', "srcset"),
        ("<script>x</script>", "<script>"),
        ('<p onclick="x">', "onclick"),
        ('<a href="javascript:x">', "active"),
        ("<!-- x -->", "comment"),
    ):
        data = {"items": [{"id": "1", "url": page, "content_html": html}]}
        rendition = Rendition(json.dumps(data).encode(), "", "feed.json", ())
        assert any(finding in text for text in river_findings(rendition)), finding


# --- A3 -----------------------------------------------------------------------------------------


@every_format
def test_A3_a_feed_is_well_formed_utf_8_with_line_feeds(name: str, sample: Path) -> None:
    documents = [publishkit.read(sample), *read_all("*/*crlf*.md")]
    data = export(name, *documents).data
    text = data.decode("utf-8", "strict")
    assert not text.startswith("\ufeff")
    assert "\r" not in text
    assert "&#13;" not in text
    assert text.endswith("\n") and not text.endswith("\n\n")
    if name == "jsonfeed":
        json.loads(text)
    else:
        assert etree.fromstring(data).tag in {"rss", "{http://www.w3.org/2005/Atom}feed"}
        assert text.startswith("<?xml version='1.0' encoding='UTF-8'?>\n")


# --- A4 -----------------------------------------------------------------------------------------


def nasty_article(seed: int) -> str:
    """What a wild article seldom holds: lone surrogates, joined emoji, a very long line."""
    chance = random.Random(seed)
    pieces = [
        "👩\u200d👩\u200d👧\u200d👦 🏳️\u200d🌈", "\u202eabc\u202c \u200fעברית مرحبا", "]]>",
        "<![CDATA[", "&#8; &#x85; &#xD800; &#xFFFE;", "-- --> <!--",
        "\x00\x01\x08\x0b\x0c\x1f\x7f\x85\x9f",
        "<b><i>x</b></i> <p><div></p>", "\ufffe\uffff\ufdd0", "e\u0301\u0302" * 50, "字" * 2000,
    ]  # fmt: skip
    body = "\n\n".join(chance.choice(pieces) for _ in range(12))
    long = "x" * 1_000_000 if seed % 100 == 0 else ""
    title = json.dumps(chance.choice(pieces)[:40].replace("\x00", ""), ensure_ascii=False)
    front_matter = f"---\ntitle: {title}\ndate: 2025-06-19\nslug: nasty-{seed}\n---"
    return f"{front_matter}\n\n{body}[^1] {long}\n\n[^1]: {chance.choice(pieces)}\n"


@pytest.mark.slow
def test_A4_F1_five_hundred_wild_articles_break_no_rule(tmp_path: Path) -> None:
    for seed in range(500):
        make = nasty_article if seed % 5 == 0 else wild_article
        text = make(seed)
        (tmp_path / f"{seed}.md").write_text(text, encoding="utf-8", errors="replace")
    (tmp_path / "broken.md").write_text("---\ntitle: [\n---\n\nx\n", encoding="utf-8")
    documents, failed = [], []
    for path in sorted(tmp_path.glob("*.md")):
        try:
            found = publishkit.read(path)
        except publishkit.PublishKitError as error:
            failed.append((path.name, error.path))
            continue
        metadata = replace(found.metadata, date=found.metadata.date or DAY, lang="en")
        documents.append(replace(found, metadata=metadata))
    assert [name for name, _ in failed] == ["broken.md"]
    assert len(documents) == 500
    for name in EXPORTERS:
        # What JSON has of its own is the same for each.
        chosen = documents[:50] if name == "jsonfeed" else documents
        site = publication(*chosen, lang="en", now=NOW)
        rendition = export(name, site=site, limit=0, max_bytes=0)
        assert len(bodies(rendition)) == len(chosen)
        assert_sound(rendition)


@pytest.mark.parametrize("filename", ["rss.xml", "atom.xml", "feed.json"])
def test_A4_an_article_that_cannot_be_read_is_named_and_costs_no_other(
    filename: str, tmp_path: Path
) -> None:
    (tmp_path / "good.md").write_text("---\ndate: 2025-06-19\n---\nText\n", encoding="utf-8")
    (tmp_path / "bad.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
    (tmp_path / "odd.md").write_bytes(b"---\ndate: 2025-06-19\n---\na\x08b\xc2\x85\n")
    outcomes = list(
        publishkit.export_many(
            [tmp_path],
            to=["rss", "atom", "jsonfeed"],
            folder=tmp_path / "dist",
            jobs=1,
            base_url=BASE_URL,
            title="Site",
        )
    )
    data = (tmp_path / "dist" / filename).read_bytes()
    found = items(Rendition(data, "", filename, ()))
    assert {item.url for item in found} == {f"{BASE_URL}good/", f"{BASE_URL}odd/"}
    assert "ab" in next(item.content for item in found if item.url.endswith("odd/"))
    said = [(item.path, item.severity) for outcome in outcomes for item in outcome.diagnostics]
    assert (tmp_path / "odd.md", Severity.WARNING) in said
    broken = {outcome.error.path for outcome in outcomes if outcome.error is not None}
    assert broken <= {tmp_path / "bad.md"}
    assert broken or (tmp_path / "bad.md", Severity.ERROR) in said


# --- A5 -----------------------------------------------------------------------------------------


@every_format
@pytest.mark.parametrize("count", [0, 1])
def test_A5_a_feed_of_none_or_one_article_is_valid(name: str, count: int) -> None:
    rendition = export(name, site=publication(*[article("a")][:count], now=NOW))
    assert len(items(rendition)) == count
    assert_sound(rendition)


@every_format
def test_A5_a_feed_of_nothing_but_drafts_is_valid_and_says_what_it_left_out(name: str) -> None:
    drafts = (article("a", is_draft=True), article("b", is_draft=True))
    rendition = export(name, site=publication(*drafts, now=NOW))
    assert items(rendition) == []
    assert codes(rendition) == ["P001", "P001"]
    assert_sound(rendition)


def test_a_picture_of_known_size_breaks_no_rule_as_enclosure() -> None:
    asset = Asset("a.png", "image/png", 67, "0", 3, 2, content=b"x" * 67)
    found = replace(article("a", image=FeatureImage("a b.png")), assets={"a b.png": asset})
    for name in EXPORTERS:
        rendition = export(name, site=publication(found, now=NOW))
        assert_sound(rendition)
    (entry,) = feedparser.parse(export("rss", found).data).entries
    assert entry.enclosures[0].length == "67"
