"""What a reader shows: endnotes, links and images of feed entries."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import feedparser
import lxml.html
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from documents import cite, document, heading, note, noted, paragraph
from feeds import BASE_URL, DAY, EXPORTERS, article, export, ids_in, items
from publishkit.formats.feeds.urls import absolute_url, is_uri, map_srcset
from publishkit.model.assets import Asset
from publishkit.model.document import Document
from publishkit.model.nodes import (
    Alert,
    Attributes,
    Block,
    BulletList,
    Cell,
    CodeBlock,
    Div,
    Element,
    Formatted,
    Image,
    Link,
    ListItem,
    Math,
    Plain,
    Row,
    Span,
    Table,
    Text,
)

every_format = pytest.mark.parametrize("name", sorted(EXPORTERS))
PAGE = f"{BASE_URL}posts/a/"


def body(name: str, *content: Block, source: str | None = None, **values: object) -> str:
    found = document(*content, slug="a", url="posts/a/", date=DAY)
    found = replace(found, source=None if source is None else Path(source), **values)
    return items(export(name, found))[0].content


def link_body(url: str, name: str = "rss") -> str:
    return body(name, paragraph(Link((Text("x"),), url)))


# --- endnotes -------------------------------------------------------------------------------


@every_format
def test_every_citation_finds_its_note_and_the_note_leads_back(name: str) -> None:
    (item,) = items(export(name, article("a")))
    ids = ids_in(item.content)
    start = "" if name == "atom" else item.url
    targets = re.findall(r'<a class="footnote[^"]*" href="([^"]*)"', item.content)
    assert len(targets) == 6
    assert all(target.startswith(f"{start}#") for target in targets)
    assert {target.partition("#")[2] for target in targets} < set(ids)
    assert Counter(re.findall(r">(\d)</a>\]</sup>", item.content)) == {"1": 2, "2": 1}
    assert re.findall(
        r'reversefootnote" href="[^"]*" aria-label="([^"]*)">([^<]*)</a>', item.content
    ) == [
        ("返回正文 1-1", "↩\ufe0e1"),
        ("返回正文 1-2", "↩\ufe0e2"),
        ("返回正文 2-1", "↩\ufe0e"),
    ]


@every_format
def test_the_same_labels_in_two_articles_are_different_notes(name: str) -> None:
    entries = items(export(name, article("a"), article("b")))
    ids = [identifier for item in entries for identifier in ids_in(item.content)]
    assert len(ids) == 12
    assert len(set(ids)) == 12
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", identifier) for identifier in ids)


@every_format
def test_note_ids_hang_on_the_articles_id_and_not_on_its_place(name: str) -> None:
    alone = items(export(name, article("b", id="urn:x:1")))[0]
    moved = items(export(name, article("c", id="urn:x:1"), article("a")))[-1]
    assert ids_in(alone.content) == ids_in(moved.content)


@every_format
def test_ids_stand_only_where_readers_keep_them(name: str) -> None:
    found = noted(
        heading(3, "标题", cite(1), id="标题"),
        Div((paragraph(Span((Text("x"),), Attributes(id="span"))),), Attributes(id="div")),
        notes=(note(1, paragraph("n")),),
        slug="a",
        date=DAY,
    )
    content = items(export(name, found))[0].content
    assert set(re.findall(r"<(\w+)[^>]* id=", content)) == {"sup", "li"}


@every_format
def test_notes_are_a_numbered_list_below_their_heading(name: str) -> None:
    content = items(export(name, article("a")))[0].content
    assert content.count("References") == 1
    notes = content[content.index('<div class="footnotes">') :]
    assert re.sub(r"<a.*?</a>| id=\"[^\"]*\"", "", notes) == (
        '<div class="footnotes">\n<h2>References</h2>\n<ol>\n'
        "<li><p>来源甲  </p></li>\n<li><p>来源乙 </p></li>\n<li><p>来源丙</p></li>\n</ol>\n</div>"
    )


@pytest.mark.parametrize("name", ["rss", "atom"])
def test_notes_still_pair_up_after_the_sanitiser_of_feedparser(name: str) -> None:
    entry = feedparser.parse(export(name, article("a")).data).entries[0]
    content = entry.content[0].value
    targets = re.findall(r'href="([^"]*)"', content)
    assert len(targets) == 6
    assert all(target.startswith(f"{BASE_URL}a/#") for target in targets)
    assert {target.partition("#")[2] for target in targets} < set(ids_in(content))


def test_atom_says_what_fragments_are_relative_to_on_the_content_only() -> None:
    data = export("atom", article("a")).data.decode()
    assert data.count("xml:base") == 1
    assert f'<content type="html" xml:base="{BASE_URL}a/">' in data


# --- markup ---------------------------------------------------------------------------------


def test_headings_start_below_the_title() -> None:
    content = body("rss", heading(3, "a"), heading(5, "b"), heading(3, "c"))
    assert content == "<h2>a</h2>\n<h3>b</h3>\n<h2>c</h2>"


def test_nothing_is_said_by_style_or_class_alone() -> None:
    content = body(
        "rss",
        paragraph(
            Formatted("small-caps", (Text("sc"),)),
            Span((Text("span"),), Attributes(classes=("x",), pairs=(("style", "color: red"),))),
            Math("a^2", mathml="<math><mi>a</mi></math>"),
        ),
        CodeBlock("if x:\n    <y>", "python"),
        Alert("warning", (paragraph("w"),)),
        BulletList((ListItem((Plain((Text("t"),)),), is_done=True),)),
        Table((), (Row((Cell((Plain((Text("c"),)),), "right"),)),), widths=(1.0,)),
    )
    assert content == (
        "<p>scspan<code>a^2</code></p>\n"
        '<pre><code class="language-python">if x:\n&#32;   &lt;y&gt;</code></pre>\n'
        "<blockquote>\n<p><strong>警告</strong></p>\n<p>w</p>\n</blockquote>\n"
        '<ul class="tasks">\n<li class="task">☑ t</li>\n</ul>\n'
        '<table>\n<tbody>\n<tr><td style="text-align: right">c</td></tr>\n</tbody>\n</table>'
    )


def test_elements_of_raw_html_keep_what_works_in_a_feed() -> None:
    content = body(
        "rss",
        Element(
            "picture",
            (
                Element(
                    "source", (), Attributes(pairs=(("srcset", "a,b.png 1x, ../c%20d.png 2x"),))
                ),
                Element("img", (), Attributes("i", ("c",), (("src", "/x y.png"), ("alt", "z")))),
            ),
        ),
        Element("a", (Text("named"),), Attributes(id="here")),
        Element("blockquote", (Text("q"),), Attributes(pairs=(("cite", "//例.example/"),))),
    )
    assert content == (
        f'<picture><source srcset="{PAGE}a%2Cb.png 1x, {BASE_URL}posts/c%20d.png 2x" />'
        '<img src="https://example.org/x%20y.png" alt="z" /></picture>\n'
        'named\n<blockquote cite="https://xn--fsq.example/">q</blockquote>'
    )


def test_code_has_no_line_that_markdown_would_end_html_at() -> None:
    """Newsletter services may read a feed's HTML as Markdown."""
    source = "a\n\n\n  \n    b\n\tc\n   d"
    content = body("rss", CodeBlock(source), paragraph(Math("x\n\n    y", is_display=True)))
    assert not re.search(r"(?m)^(?:[ \t]*$| {4}|\t)", content)
    pre, math = lxml.html.fragments_fromstring(content)
    assert pre.text_content() == source
    assert math.text_content() == "x\n\n    y"


def test_text_of_a_set_direction_keeps_it_without_its_element() -> None:
    """W3C's validator takes ``bdo`` for a security risk, and readers strip it."""
    content = body(
        "rss",
        paragraph(
            Element("bdo", (Text("abc"),), Attributes(pairs=(("dir", "rtl"),))),
            Element("bdo", (Text("def"),)),
        ),
    )
    assert content == "<p>\u202eabc\u202cdef</p>"


def test_ruby_stays_and_its_parts_are_text_elsewhere() -> None:
    reading = Element("rt", (Text("zì"),))
    content = body("rss", paragraph(Element("ruby", (Text("字"), reading)), reading))
    assert content == "<p><ruby>字<rt>zì</rt></ruby>zì</p>"


def test_a_remote_image_of_one_pixel_shows_nothing_and_counts_nobody() -> None:
    pixel = Image("https://example.com/count.gif", "", width="1", height="1")
    line = Image("https://example.com/line.png", "line", width="300", height="1")
    content = body("rss", paragraph("a", pixel, line))
    assert "count.gif" not in content
    assert 'src="https://example.com/line.png"' in content


# --- URLs -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("../other/", f"{BASE_URL}posts/other/"),
        ("/site/path", "https://example.org/site/path"),
        ("?a=1&b=2", f"{PAGE}?a=1&amp;b=2"),
        ("//cdn.example.com/x", "https://cdn.example.com/x"),
        ("#标题", f"{PAGE}#%E6%A0%87%E9%A2%98"),
        ("a b[1]{2}|^`.html", f"{PAGE}a%20b%5B1%5D%7B2%7D%7C%5E%60.html"),
        ("100%/50%25", f"{PAGE}100%25/50%25"),
        ("https://例子.测试/路径?问=答#节", None),
        ("HTTPS://User@Example.com:8080/x", "https://User@example.com:8080/x"),
        ("https://example.com", "https://example.com/"),
        ("mailto:张三@example.org", "mailto:%E5%BC%A0%E4%B8%89@example.org"),
        ("tel:+86-10-1234", "tel:+86-10-1234"),
        ("images\\a.png", f"{PAGE}images/a.png"),
        ("https://[::1]/x", "https://[::1]/x"),
    ],
)
def test_a_link_is_absolute_and_encoded(url: str, expected: str | None) -> None:
    wanted = expected or (
        "https://xn--fsqu00a.xn--0zwm56d/%E8%B7%AF%E5%BE%84?%E9%97%AE=%E7%AD%94#%E8%8A%82"
    )
    assert link_body(url) == f'<p><a href="{wanted}">x</a></p>'


@pytest.mark.parametrize("url", ["https://[broken/", "https://example.org:port/"])
def test_what_is_no_url_leaves_its_text(url: str) -> None:
    assert link_body(url) == "<p>x</p>"


@every_format
def test_a_link_to_another_articles_source_leads_to_its_page(name: str) -> None:
    content = paragraph(Link((Text("x"),), "../b/文.md#sec"), Link((Text("y"),), "none.md"))
    first = replace(document(content, slug="a", date=DAY), source=Path("site/a/a.md"))
    second = replace(article("second"), source=Path("site/b/文.md"))
    found = next(item for item in items(export(name, first, second)) if item.url.endswith("/a/"))
    assert f'href="{BASE_URL}second/#sec"' in found.content
    assert "none.md" not in found.content  # its words stay
    assert found.content.endswith("</a>y</p>")


@pytest.mark.parametrize("url", ["/b/文.md", "@/b/文.md", "/site/b/文.md", "../b/文.md?plain=1"])
def test_a_link_from_the_folder_of_all_articles_leads_to_the_page(url: str) -> None:
    content = paragraph(Link((Text("x"),), f"{url}#sec"))
    first = replace(document(content, slug="a", date=DAY), source=Path("site/a/a.md"))
    second = replace(article("second"), source=Path("site/b/文.md"))
    found = next(item for item in items(export("rss", first, second)) if item.url.endswith("/a/"))
    assert found.content == f'<p><a href="{BASE_URL}second/#sec">x</a></p>'


def test_an_image_by_ftp_which_no_client_loads_leaves_its_text() -> None:
    assert body("rss", paragraph(Image("ftp://example.com/a.png", "alt"))) == "<p>alt</p>"


def with_asset(url: str, path: Path, source: Path) -> Document:
    found = document(paragraph(Image(url, "alt")), slug="a", date=DAY)
    asset = Asset("a.png", "image/png", 1, "0", path=path)
    return replace(found, source=source, assets=MappingProxyType({url: asset}))


@pytest.mark.parametrize(
    ("url", "file", "expected"),
    [
        ("images/a b.png", "content/images/a b.png", f"{BASE_URL}a/images/a%20b.png"),
        ("images/a%20b.png", "content/images/a b.png", f"{BASE_URL}a/images/a%20b.png"),
        ("/images/a.png", "static/images/a.png", f"{BASE_URL}images/a.png"),
        ("images/a.png", "static/images/a.png", f"{BASE_URL}images/a.png"),
    ],
)
def test_an_image_is_where_the_site_serves_it(
    tmp_path: Path, url: str, file: str, expected: str
) -> None:
    found = with_asset(url, tmp_path / file, tmp_path / "content" / "a.md")
    content = items(export("rss", found))[0].content
    assert content == f'<p><img src="{expected}" alt="alt" /></p>'


def test_a_missing_image_leaves_its_text_and_a_remote_one_stays() -> None:
    content = body(
        "rss", paragraph(Image("gone.png", "a < b"), Image("https://example.com/图.png", "r"))
    )
    assert content == '<p>a &lt; b<img src="https://example.com/%E5%9B%BE.png" alt="r" /></p>'


def test_an_image_inside_the_article_stays_inside() -> None:
    url = "data:image/png;base64,iVBORw0KGgo="
    asset = Asset("x.png", "image/png", 1, "0", content=b"x")
    content = body("rss", paragraph(Image(url, "alt")), assets=MappingProxyType({url: asset}))
    assert content == f'<p><img src="{url}" alt="alt" /></p>'


def test_the_candidates_of_a_srcset_are_told_apart_from_commas_in_urls() -> None:
    value = "a.png, b,c.png 1.5x,  d.png 200w"
    assert map_srcset(value, str.upper) == "A.PNG, B%2CC.PNG 1.5x, D.PNG 200w"
    assert (
        map_srcset("a.png 1x, b.png 2x", lambda url: None if url == "a.png" else url) == "b.png 2x"
    )


@given(st.text())
@example("A:")
@example("mailto:")
def test_whatever_an_author_writes_becomes_a_uri_or_nothing(url: str) -> None:
    found = absolute_url(url, PAGE)
    assert found is None or is_uri(found)
    if found is not None:
        assert absolute_url(found, PAGE) == found
