"""Raw HTML made to run, to fetch or to read files: nothing of it reaches an output."""

from __future__ import annotations

import email
import email.policy
import io
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree, html

import publishkit
from publishkit.model.document import Document

CASES = Path(__file__).parent / "cases"
SECRET = b"\x89PNG\r\n\x1a\nTOP-SECRET-CANARY"
SVG = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 width="20" height="20" onload="alert(40)"><script>alert(41)</script>
<image xlink:href="file:///etc/passwd"/><image href="https://evil.example/t.png"/>
<a xlink:href="javascript:alert(42)"><rect width="20" height="20" onclick="alert(43)"/></a>
<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><script>alert(44)</script></body>
</foreignObject><style>@import url(https://evil.example/s.css);</style></svg>"""
_ACTIVE_TAGS = {
    "script", "iframe", "object", "embed", "form", "input", "button", "textarea", "base",
    "template", "applet", "frame", "frameset",
}  # fmt: skip
_URL_ATTRIBUTES = {"href", "src", "srcset", "data", "action", "poster", "formaction", "background"}
_BAD_URL = re.compile(r"(?i)^[\s\x00-\x20]*(?:javascript|vbscript|file|data:text|data:application)")


@pytest.fixture
def article(tmp_path: Path) -> Document:
    folder = tmp_path / "site" / "posts"
    folder.mkdir(parents=True)
    (tmp_path / "secret.png").write_bytes(SECRET)
    (tmp_path / "outside.png").write_bytes(SECRET)
    (folder / "escape.png").symlink_to(tmp_path / "outside.png")
    (folder / "evil.svg").write_text(SVG, encoding="utf-8")
    path = folder / "attack.md"
    path.write_bytes((CASES / "attack.md").read_bytes())
    return publishkit.read(path)


def pages(to: str, data: bytes) -> list[str]:
    """The markup in an output, page by page."""
    if to == "epub":
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return [
                book.read(name).decode()
                for name in book.namelist()
                if name.endswith((".xhtml", ".svg", ".opf", ".ncx"))
            ]
    if to in {"rss", "atom"}:
        root = etree.fromstring(data)
        names = {"encoded", "description", "content"}
        return [
            node.text or ""
            for node in root.iter()
            if etree.QName(node).localname in names or node.get("type") == "html"
        ]
    if to == "email":
        message = email.message_from_bytes(data, policy=email.policy.default)
        part = message.get_body(("html",))
        assert part is not None
        return [part.get_content()]
    return [data.decode()]


def assert_inert(markup: str, *, allows_style: bool) -> None:
    root = html.document_fromstring(f"<html><body>{markup}</body></html>")
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        tag = node.tag.rpartition("}")[2].rpartition(":")[2].lower()
        assert tag not in _ACTIVE_TAGS, tag
        if tag == "style":
            assert allows_style
            assert "evil" not in (node.text or "")
        if tag == "link":
            assert node.get("rel") not in {"attachment"}
            assert "evil" not in node.get("href", "")
        if tag == "meta":
            assert (node.get("http-equiv") or "").lower() in {"", "content-security-policy"}
        for name, value in node.attrib.items():
            short = name.rpartition("}")[2].rpartition(":")[2].lower()
            assert not short.startswith("on"), name
            assert not (short in _URL_ATTRIBUTES and _BAD_URL.match(value)), value
            if short == "style":
                assert not re.search(r"(?i)expression|javascript|url\(|position", value), value


@pytest.mark.parametrize("to", ["html", "epub", "rss", "atom", "wechat", "email"])
def test_nothing_active_reaches_markup(to: str, article: Document) -> None:
    settings = {"base_url": "https://example.org/"}
    data = publishkit.export(article, to=to, **settings).data
    assert b"CANARY" not in data
    assert b"root:x:0" not in data
    for page in pages(to, data):
        assert "CANARY" not in page
        text = re.sub(r"<\?xml[^>]*>|<!DOCTYPE[^>]*>", "", page)
        assert_inert(text, allows_style=to in {"html", "epub", "email"})


def test_nothing_active_reaches_a_json_feed(article: Document) -> None:
    import json

    feed = json.loads(publishkit.export(article, to="jsonfeed", base_url="https://e.org/").data)
    (item,) = feed["items"]
    assert_inert(item["content_html"], allows_style=False)
    assert item["title"].startswith("攻击")


def test_nothing_active_reaches_a_pdf(article: Document) -> None:
    import pikepdf

    data = publishkit.export(article, to="pdf").data
    assert b"CANARY" not in data
    with pikepdf.open(io.BytesIO(data)) as document:
        for item in document.objects:
            if not isinstance(item, pikepdf.Dictionary):
                continue
            assert item.get("/S") not in {"/JavaScript", "/Launch", "/GoToR", "/SubmitForm"}
            assert "/EmbeddedFiles" not in item
            assert item.get("/Type") != "/Filespec"
            uri = str(item.get("/URI", ""))
            assert not _BAD_URL.match(uri)
            for stream_data in [item.read_bytes()] if isinstance(item, pikepdf.Stream) else []:
                assert b"root:x:0" not in stream_data


def test_the_text_of_an_attack_is_shown_as_text(article: Document) -> None:
    page = publishkit.export(article, to="html").data.decode()
    root = html.document_fromstring(page)
    assert root.findtext(".//h1") == '攻击 <script>alert("title")</script>'
    codes = ["".join(node.itertext()) for node in root.iter("code")]
    assert '<script>alert("code")</script>' in codes
    assert "<script>alert(26)</script>" in codes


def test_every_refused_file_and_link_is_reported(article: Document) -> None:
    codes = {item.code for item in article.diagnostics}
    assert {"A002", "M003", "M004", "M005"} <= codes
    outside = [item.message for item in article.diagnostics if item.code == "A002"]
    assert any("secret.png" in message for message in outside)
    assert any("escape.png" in message for message in outside)
    assert all(not asset.read().startswith(SECRET) for asset in article.assets.values())


def test_no_file_but_the_articles_own_is_opened(
    article: Document, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[str] = []
    import sys

    is_watching = True

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if is_watching and event == "open" and isinstance(arguments[0], str | bytes | Path):
            opened.append(str(arguments[0]))

    sys.addaudithook(watch)
    publishkit.read(article.source or tmp_path)
    for to in ("html", "epub", "pdf"):
        publishkit.export(article, to=to)
    is_watching = False
    bad = [name for name in opened if "passwd" in name or "secret" in name or "outside" in name]
    assert bad == []


def test_nothing_is_fetched_unless_asked_for(
    article: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    def refuse(*arguments: object, **settings: object) -> None:
        raise AssertionError("the network was asked for")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for to in ("html", "epub", "pdf", "wechat", "email", "rss", "atom", "jsonfeed"):
        publishkit.export(article, to=to, now=datetime(2026, 1, 1, tzinfo=UTC))


def test_the_note_is_still_right(article: Document, program: Callable[[str], str]) -> None:
    (note,) = article.endnotes
    assert note.citations == ("cite-1-1", "cite-1-2")
