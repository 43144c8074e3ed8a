"""The web page of an article."""

from __future__ import annotations

import re
from base64 import b64decode
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from xml.etree import ElementTree

import pytest

import publishkit
from documents import cite, document, heading, inlines, note, noted, paragraph
from publishkit._resources import read_text
from publishkit.errors import UsageError
from publishkit.formats.html import HtmlExporter, HtmlOptions
from publishkit.model.assets import Asset
from publishkit.model.document import Document, Publication
from publishkit.model.metadata import Author, FeatureImage
from publishkit.model.nodes import (
    Code,
    CodeBlock,
    Figure,
    Image,
    Link,
    ListItem,
    Math,
    OrderedList,
    Plain,
)
from publishkit.render.color import contrast, parse_color

#: The smallest PNG: one transparent pixel.
PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def asset(data: bytes = PIXEL, media_type: str = "image/png") -> Asset:
    return Asset("图 (1).png", media_type, len(data), "0" * 64, 640, 480, content=data)


def export(article: Document, **options: object) -> str:
    settings = HtmlOptions(**options)  # type: ignore[arg-type]
    return HtmlExporter().export(Publication((article,)), settings).data.decode()


def parse(page: str) -> ElementTree.Element:
    return ElementTree.fromstring(page.removeprefix("<!doctype html>\n"))


def all_text(element: ElementTree.Element) -> str:
    return "".join(element.itertext())


ARTICLE = noted(
    heading(3, "开头", cite(1), id="start"),
    paragraph("正文", cite(1, 2), "，再引", cite(2), "。"),
    heading(4, "细节", id="detail"),
    paragraph("完。"),
    notes=(
        note(1, paragraph(Link(inlines("来源"), "https://example.com/1")), cited=2),
        note(2, paragraph("第二条。")),
        note(3, paragraph("从未引用。"), cited=0),
    ),
)


def test_the_page_is_html_5_that_an_xml_parser_reads_too() -> None:
    page = export(replace(ARTICLE, summary='A < B & "C"'), toc=True)

    assert page.startswith("<!doctype html>\n<html ")
    assert parse(page).get("lang") == "zh-Hans"


def test_every_citation_links_to_its_endnote_and_back() -> None:
    root = parse(export(ARTICLE))
    ids = {element.get("id"): element for element in root.iter() if element.get("id")}
    marks = [a for a in root.iter("a") if a.get("role") == "doc-noteref"]
    backs = [a for a in root.iter("a") if a.get("role") == "doc-backlink"]

    assert [all_text(mark) for mark in marks] == ["1", "1", "2"]
    assert [ids[mark.attrib["href"][1:]].tag for mark in marks] == ["li"] * 3
    assert [back.attrib["href"] for back in backs] == ["#cite-1-1", "#cite-1-2", "#cite-2-1"]
    assert all(back.attrib["href"][1:] in ids for back in backs)


def test_headings_below_the_title_skip_no_level() -> None:
    root = parse(export(ARTICLE))

    found = [(e.tag, all_text(e)) for e in root.iter() if e.tag in {"h1", "h2", "h3", "h4"}]
    assert found == [("h1", "标题"), ("h2", "开头1"), ("h3", "细节"), ("h2", "References")]


def test_levels_stay_the_authors_when_the_body_has_a_first_level() -> None:
    page = export(document(heading(1, "上篇", id="a"), heading(3, "甲", id="b")))

    assert '<h1 id="a">上篇</h1>' in page
    assert '<h3 id="b">甲</h3>' in page


def test_a_first_heading_that_repeats_the_title_is_the_title() -> None:
    article = noted(
        heading(1, "标题", cite(1), id="title"),
        heading(2, "甲", id="a"),
        notes=(note(1, paragraph("注")),),
    )
    root = parse(export(article))

    assert [all_text(h1) for h1 in root.iter("h1")] == ["标题1"]
    assert [all_text(h2) for h2 in root.iter("h2")] == ["甲", "References"]


def test_the_table_of_contents_is_nested_and_shows_no_note_marks() -> None:
    (contents,) = (nav for nav in parse(export(ARTICLE, toc=True)).iter("nav"))
    outer = contents.find("ol")

    assert outer is not None
    assert [all_text(item) for item in outer.findall("li")] == ["开头细节", "References"]
    assert [a.get("href") for a in outer.iter("a")] == ["#start", "#detail", "#references"]


def test_there_is_no_table_of_contents_unless_asked_for() -> None:
    assert "<nav" not in export(ARTICLE)


def test_an_image_is_inside_the_page_and_keeps_its_size() -> None:
    article = document(paragraph(Image("图 (1).png", "替代")))
    article = replace(article, assets=MappingProxyType({"图 (1).png": asset()}))
    (image,) = parse(export(article)).iter("img")

    media_type, _, data = image.attrib["src"].removeprefix("data:").partition(";base64,")
    assert (media_type, b64decode(data)) == ("image/png", PIXEL)
    assert (image.get("width"), image.get("height"), image.get("alt")) == ("640", "480", "替代")


def test_a_remote_image_stays_remote_and_a_missing_one_leaves_its_text() -> None:
    page = export(
        document(paragraph(Image("https://example.com/a.png", "远"), Image("gone.png", "丢失的图")))
    )

    assert 'src="https://example.com/a.png"' in page
    assert "gone.png" not in page
    assert '<span class="missing-image">丢失的图</span>' in page


def test_a_link_to_a_place_that_is_not_there_is_its_text() -> None:
    page = export(
        document(
            heading(2, "甲", id="甲"),
            paragraph(Link(inlines("有"), "#%E7%94%B2"), Link(inlines("无"), "#乙")),
        )
    )

    assert '<p><a href="#%E7%94%B2">有</a>无</p>' in page


def test_a_missing_image_whose_caption_says_the_same_is_named_once() -> None:
    figure = Figure((Plain((Image("gone.png", "丢失的图"),)),), (Plain(inlines("丢失的图")),))

    assert export(document(figure)).count("丢失的图") == 1


def test_a_list_of_years_has_room_for_its_numbers() -> None:
    items = (ListItem((Plain(inlines("年")),)),)

    assert '<ol style="padding-inline-start: 3.35em" start="2024">' in export(
        document(OrderedList(items, 2024))
    )
    assert "<ol>" in export(document(OrderedList(items)))


@pytest.mark.parametrize("is_in_text", [False, True])
def test_the_articles_image_is_shown_once(is_in_text: bool) -> None:
    body = paragraph(Image("a.png", "图")) if is_in_text else paragraph("文")
    article = document(body, image=FeatureImage("a.png"))
    article = replace(article, assets=MappingProxyType({"a.png": asset()}))

    assert export(article).count("<img") == 1
    assert export(article, lead_image=False).count("<img") == is_in_text


def test_metadata_is_escaped_wherever_it_is_printed() -> None:
    article = document(
        paragraph("文"),
        title='<b>"A" & B',
        tags=("<i>", "二"),
        authors=(Author("张<三>", url="https://example.com/?a=1&b=2"),),
        date=datetime(2025, 6, 19, 20, 3, 39, tzinfo=UTC),
        updated=datetime(2025, 6, 20, tzinfo=UTC),
    )
    root = parse(export(replace(article, summary='摘"要"\n<x>')))
    named = {meta.get("name"): meta.get("content") for meta in root.iter("meta")}

    assert root.findtext("head/title") == '<b>"A" & B'
    assert [all_text(h1) for h1 in root.iter("h1")] == ['<b>"A" & B']
    assert named["description"] == '摘"要" <x>'
    assert named["author"] == "张<三>"
    assert named["keywords"] == "<i>, 二"
    assert [(time.get("datetime"), time.text) for time in root.iter("time")] == [
        ("2025-06-19T20:03:39+00:00", "2025年6月19日"),
        ("2025-06-20T00:00:00+00:00", "2025年6月20日"),
    ]


def test_nothing_can_run() -> None:
    page = export(ARTICLE, style="</style><script>alert(1)</script>", toc=True)

    assert "<script" not in page.partition("</style>")[2]
    assert page.count("</style>") == 1
    (policy,) = (meta for meta in parse_loosely(page) if "default-src 'none'" in meta)
    assert "script-src" not in policy


def parse_loosely(page: str) -> list[str]:
    return [line for line in page.splitlines() if line.startswith("<meta http-equiv")]


def test_extra_css_comes_last() -> None:
    page = export(ARTICLE, style="body { color: rebeccapurple; }")

    assert "body { color: rebeccapurple; }\n</style>" in page


def test_right_to_left_languages_have_their_direction() -> None:
    assert '<html lang="ar" dir="rtl">' in export(document(paragraph("نص"), lang="ar"))
    assert '<html lang="en" dir="ltr">' in export(document(paragraph("x"), lang="en"))


def test_code_and_formulas_run_from_left_to_right_in_every_language() -> None:
    content = (paragraph(Code("a: b"), Math("x", mathml="<math></math>")), CodeBlock("a: b"))

    page = export(document(*content, lang="fa"))
    assert '<code dir="ltr">a: b</code>' in page
    assert '<span class="math inline" dir="ltr"><math>' in page
    assert '<pre class="highlight" dir="ltr">' in page
    assert page.count("dir=") == 4
    assert export(document(*content, lang="en")).count("dir=") == 1


def test_formulas_are_mathml_and_code_is_highlighted() -> None:
    mathml = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>'
    page = export(document(paragraph(Math("x", mathml=mathml)), CodeBlock("if x: y()", "python")))

    assert mathml in page
    assert '<span class="k">if</span>' in page


def test_a_users_template_goes_before_ours(tmp_path: Path) -> None:
    folder = tmp_path
    (folder / "html.html").write_text("<p>{{ title }}</p>{{ body | safe }}", encoding="utf-8")

    assert export(document(paragraph("文")), template_dir=folder) == "<p>标题</p><p>文</p>\n"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_of_text_stands_out_in_both_schemes(scheme: str) -> None:
    palettes = re.findall(r":root \{(.*?)\}", read_text("styles/html/default.css"), re.DOTALL)
    light, dark = palettes
    found = re.findall(r"--([\w-]+): (#\w{6});", light if scheme == "light" else dark)
    colors = {name: color for name, text in found if (color := parse_color(text))}
    grounds = {colors[name] for name in ("page", "panel")}
    inks = colors.keys() - {"page", "panel", "line", "mark"}

    low = [name for name in inks for ground in grounds if contrast(colors[name], ground) < 4.5]
    assert len(inks) == 15
    assert low == []
    assert contrast(colors["text"], colors["mark"]) > 4.5


def test_an_unknown_theme_is_refused() -> None:
    with pytest.raises(UsageError, match="no theme 'nope'"):
        export(ARTICLE, theme="nope")


def test_the_page_is_named_after_the_slug() -> None:
    rendition = HtmlExporter().export(
        Publication((document(paragraph("x"), slug="my-slug"),)),
        HtmlOptions(),
    )

    assert (rendition.filename, rendition.media_type) == ("my-slug.html", "text/html")


def test_a_page_looks_as_it_did(golden: Callable[[str, str | bytes], None]) -> None:
    page = export(replace(ARTICLE, summary="摘要"), toc=True)

    golden("html/notes.html", page.partition("<style>")[0] + page.partition("</style>\n")[2])


def test_the_sample_has_every_citation_and_source(
    sample: Path, golden: Callable[[str, str | bytes], None]
) -> None:
    page = export(publishkit.read(sample))
    root = parse(page)
    marks = [all_text(a) for a in root.iter("a") if a.get("role") == "doc-noteref"]
    sources = [a.get("href", "") for a in root.iter("a") if a.get("href", "#")[0] != "#"]
    headings = [all_text(e) for e in root.iter() if e.tag in {"h1", "h2", "h3", "h4", "h5"}]

    assert Counter(marks) == {"1": 7, "2": 2, "3": 1}
    assert len([a for a in root.iter("a") if a.get("role") == "doc-backlink"]) == 10
    assert len(sources) == len(set(sources)) == 5
    assert headings.count("References") == 1
    assert "[^" not in page
    golden(
        "html/sample.html", re.sub(r"<style>.*?</style>|(?<=base64,)[^\"]*", "…", page, flags=re.S)
    )
