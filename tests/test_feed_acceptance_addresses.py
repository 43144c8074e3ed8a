"""Acceptance of feeds, D: every address of an entry leads where its author meant, from anywhere."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import feedparser
import pytest

import publishkit
from feed_river import bodies, river_findings
from feeds import DAY, EXPORTERS, codes, export, publication
from media_files import MP3, picture
from publishkit.model.document import Document

every_format = pytest.mark.parametrize("name", sorted(EXPORTERS))
#: A site in a folder of its host.
BASE = "https://example.org/blog/"
PAGE = f"{BASE}posts/a/"
PNG = picture(size=(3, 2))


def write_site(folder: Path, text: str) -> list[Document]:
    """Writes an article with neighbours, in the folders of a Hugo site, and reads them all."""
    (folder / "hugo.toml").write_text("", encoding="utf-8")
    for name in ("content/posts/images/a b.png", "static/img/root.png", "content/posts/%41.png"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PNG)
    articles = {"posts/a": text, "posts/邻居": "Sibling", "notes/other": "Other"}
    for name, body in articles.items():
        path = folder / "content" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        front_matter = f"---\ndate: 2025-06-19\nurl: /{name}/\nlang: en\n---\n\n"
        path.write_text(front_matter + body + "\n", encoding="utf-8")
    return [publishkit.read(folder / "content" / f"{name}.md") for name in articles]


def entry(name: str, folder: Path, text: str) -> str:
    """Returns the HTML of the article, read back from the feed, whose every address is sound."""
    rendition = export(name, site=publication(*write_site(folder, text), base_url=BASE))
    assert river_findings(rendition) == []
    return next(body.html for body in bodies(rendition) if body.url == PAGE)


LINKS = {
    "../x": f"{BASE}posts/x",
    "x/y.html": f"{PAGE}x/y.html",
    "?q=1&a=b": f"{PAGE}?q=1&amp;a=b",
    "#sec": f"{PAGE}#sec",
    "/top/path": "https://example.org/top/path",
    "//cdn.example.org/x": "https://cdn.example.org/x",
    "<a b.html>": f"{PAGE}a%20b.html",
    "a%20b.html": f"{PAGE}a%20b.html",
    "路径/页.html": f"{PAGE}%E8%B7%AF%E5%BE%84/%E9%A1%B5.html",
    "https://e.com/a[1]{2}|3": "https://e.com/a%5B1%5D%7B2%7D%7C3",
    "https://例子.测试/路?问=答#节": (
        "https://xn--fsqu00a.xn--0zwm56d/%E8%B7%AF?%E9%97%AE=%E7%AD%94#%E8%8A%82"
    ),
    "mailto:a@b.example?subject=x%20y": "mailto:a@b.example?subject=x%20y",
    "tel:+86-10-1234": "tel:+86-10-1234",
}


@every_format
@pytest.mark.parametrize("url", LINKS)
def test_D1_a_link_is_absolute_and_encoded(name: str, url: str, tmp_path: Path) -> None:
    assert f'<a href="{LINKS[url]}">x</a>' in entry(name, tmp_path, f"[x]({url})\n\n## sec")


MARKUP = {
    # What the author wrote, and all that may be left of it.
    '<img src="images/a%20b.png" srcset="images/a%20b.png 1x, //e.com/b,c.png 2x" alt="i">': (
        f'<p><img src="{PAGE}images/a%20b.png" alt="i" /></p>'
    ),
    '<picture><source srcset="https://e.com/a.webp 1x" type="image/webp">'
    '<img src="https://e.com/a.jpg" alt="p"></picture>': (
        '<p><img src="https://e.com/a.jpg" alt="p" /></p>'
    ),
    '<img src="data:image/gif;base64,R0lGODlhAQABAA==" data-src="https://e.com/l.png" alt="l">': (
        '<p><img src="https://e.com/l.png" alt="l" /></p>'
    ),
    '<img src="/img/root.png" alt="r" loading="lazy">': (
        f'<p><img src="{BASE}img/root.png" alt="r" /></p>'
    ),
    '<video src="https://e.com/v.mp4" poster="p.png" controls></video>': (
        '<p><a href="https://e.com/v.mp4">https://e.com/v.mp4</a></p>'
    ),
    '<iframe src="//player.bilibili.com/player.html?bvid=BV1xx" title="片"></iframe>': (
        '<p><a href="https://www.bilibili.com/video/BV1xx">片</a></p>'
    ),
    '<object data="https://e.com/o b.pdf">o</object>': (
        '<p><a href="https://e.com/o%20b.pdf">https://e.com/o b.pdf</a> o</p>'
    ),
    '<blockquote cite="../source">q</blockquote>': "<blockquote>\n<p>q</p>\n</blockquote>",
    '<p style="background:url(x.png)">s</p>': "<p>s</p>",
    '<svg><image xlink:href="x.png"/><text>t</text></svg>x': "<p>tx</p>",
    '<a href="x?a=1&copy=2&reg;=3">amp</a>': (
        f'<p><a href="{PAGE}x?a=1&amp;copy=2%C2%AE=3">amp</a></p>'
    ),
    '<img src="https://e.com/p.gif" width=1 height=1 alt="">text': "<p>text</p>",
    "![missing](none.png)": "<figure>\n<figcaption>missing</figcaption>\n</figure>",
    "text ![a](<images/a b.png>)": f'<p>text <img src="{PAGE}images/a%20b.png" alt="a" /></p>',
}


@every_format
@pytest.mark.parametrize("markup", MARKUP)
def test_D1_an_address_in_raw_html_is_absolute_or_gone(
    name: str, markup: str, tmp_path: Path
) -> None:
    assert entry(name, tmp_path, markup) == MARKUP[markup]


@every_format
@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("[x](邻居.md)", f"{BASE}posts/%E9%82%BB%E5%B1%85/"),
        ("[x](%E9%82%BB%E5%B1%85.md#一节)", f"{BASE}posts/%E9%82%BB%E5%B1%85/#%E4%B8%80%E8%8A%82"),
        ("[x](../notes/other.md)", f"{BASE}notes/other/"),
        ("[x](/notes/other.md)", f"{BASE}notes/other/"),
        ('[x]({{< ref "邻居.md" >}})', f"{BASE}posts/%E9%82%BB%E5%B1%85/"),
        ("[[邻居|x]]", f"{BASE}posts/%E9%82%BB%E5%B1%85/"),
    ],
)
def test_D2_a_link_between_sources_leads_to_the_page(
    name: str, link: str, target: str, tmp_path: Path
) -> None:
    assert f'<a href="{target}">x</a>' in entry(name, tmp_path, link)


@every_format
def test_D2_a_wiki_link_to_nothing_is_text(name: str, tmp_path: Path) -> None:
    assert entry(name, tmp_path, "a [[nowhere|x]] b") == "<p>a x b</p>"


def illustrated(folder: Path, image: str, extra: str = "") -> Document:
    (folder / "images").mkdir()
    # A PNG that is called otherwise: what counts is the bytes.
    (folder / "images" / "封面 (1).jpg").write_bytes(PNG)
    (folder / "talk.mp3").write_bytes(MP3)
    path = folder / "a.md"
    front_matter = f"---\ndate: 2025-06-19\nimage: {image}\n{extra}---\n"
    path.write_text(f"{front_matter}\nText\n", encoding="utf-8")
    return publishkit.read(path)


@pytest.mark.parametrize("name", ["atom", "rss"])
def test_D3_an_image_is_media_content_and_an_enclosure_with_real_length_and_type(
    name: str, tmp_path: Path
) -> None:
    found = illustrated(tmp_path, "images/封面 (1).jpg")
    (item,) = feedparser.parse(export(name, found).data).entries
    url = f"{BASE}a/images/%E5%B0%81%E9%9D%A2%20(1).jpg"
    (enclosure,) = item.enclosures
    assert (enclosure.href, enclosure.type) == (url, "image/png")
    assert int(enclosure.length) == len(PNG)
    (media,) = item.media_content
    assert (media["url"], media["type"], media["medium"]) == (url, "image/png", "image")
    assert (media["width"], media["height"]) == ("3", "2")


def test_D3_json_has_the_image_and_the_sound(tmp_path: Path) -> None:
    found = illustrated(tmp_path, "images/封面 (1).jpg", "enclosure: talk.mp3\n")
    (item,) = json.loads(export("jsonfeed", found).data)["items"]
    assert item["image"] == f"{BASE}a/images/%E5%B0%81%E9%9D%A2%20(1).jpg"
    assert item["attachments"] == [
        {"url": f"{BASE}a/talk.mp3", "mime_type": "audio/mpeg", "size_in_bytes": len(MP3)}
    ]
    (entry,) = feedparser.parse(export("rss", found).data).entries
    assert [item.type for item in entry.enclosures] == ["audio/mpeg"]
    assert [item["medium"] for item in entry.media_content] == ["image"]


@every_format
def test_D3_a_missing_image_is_a_warning_and_no_enclosure(name: str, tmp_path: Path) -> None:
    found = illustrated(tmp_path, "images/none.jpg")
    assert [item.code for item in found.diagnostics if item.code == "A001"] == ["A001"]
    rendition = export(name, found)
    assert b"none.jpg" not in rendition.data
    assert b"enclosure" not in rendition.data
    assert codes(rendition) == []


def test_D3_a_remote_image_is_shown_without_a_made_up_length(tmp_path: Path) -> None:
    found = illustrated(tmp_path, "https://e.com/图.png")
    found = replace(found, metadata=replace(found.metadata, date=DAY))
    (item,) = feedparser.parse(export("rss", found).data).entries
    assert item.enclosures == []
    assert item.media_content[0]["url"] == "https://e.com/%E5%9B%BE.png"


@every_format
def test_D3_a_missing_sound_is_a_warning_and_no_enclosure(name: str, tmp_path: Path) -> None:
    found = illustrated(tmp_path, "images/封面 (1).jpg", "enclosure: none.mp3\n")
    assert [item.line for item in found.diagnostics if item.code == "A001"] == [4]
    assert b"none.mp3" not in export(name, found).data
