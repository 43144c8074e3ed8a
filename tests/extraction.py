"""Reads each format's output back: the citations, endnotes, back-links and links that it shows.

Nothing of publishkit is used here: what a format shows is found as a reader of that format would.
"""

from __future__ import annotations

import email
import email.policy
import io
import json
import re
import subprocess
import tempfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree, html

_XHTML = "{http://www.w3.org/1999/xhtml}"
_BACK_MARK = re.compile(r"\s*(?:[↑↩]\ufe0e?\s*\d*\s*)+$")


@dataclass
class Shown:
    """``citations`` are the numbers shown, in order; ``notes`` maps a number to its text."""

    citations: list[str] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    note_order: list[str] = field(default_factory=list)
    back_links: int = 0
    dangling: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    text: str = ""


def squeeze(text: str) -> str:
    """Text without white space and invisible marks: formats break lines where they like."""
    return re.sub(r"[\s\u200b\u2060\ufeff\xad]+", "", text)


def shown(to: str, data: bytes) -> list[Shown]:
    """What the output of a format shows, article by article."""
    match to:
        case "html":
            return [_from_markup(html.document_fromstring(data.decode()))]
        case "epub":
            return _from_epub(data)
        case "rss":
            encoded = "{http://purl.org/rss/1.0/modules/content/}encoded"
            items = etree.fromstring(data).iter(encoded)
            return [_from_feed_body(item.text or "") for item in items]
        case "atom":
            contents = etree.fromstring(data).iter("{http://www.w3.org/2005/Atom}content")
            return [_from_feed_body(item.text or "") for item in contents]
        case "jsonfeed":
            return [_from_feed_body(item["content_html"]) for item in json.loads(data)["items"]]
        case "wechat":
            return [_from_wechat(html.fragment_fromstring(data.decode(), create_parent="main"))]
        case "email":
            return [_from_mail(data)]
        case "pdf":
            return [_from_pdf(data)]
    raise AssertionError(to)


def _text(element: Any) -> str:
    return "".join(element.itertext())


def _note_text(element: Any, is_back_link: Any) -> str:
    parts: list[str] = []

    def collect(node: Any) -> None:
        if is_back_link(node):
            return
        parts.append(node.text or "")
        for child in node:
            if isinstance(child.tag, str):
                collect(child)
            parts.append(child.tail or "")

    collect(element)
    return "".join(parts)


def _from_markup(root: Any) -> Shown:
    """Web page and EPUB page: roles of DPUB-ARIA."""
    for node in list(root.iter()):
        if isinstance(node.tag, str) and node.tag.startswith(_XHTML):
            node.tag = node.tag.removeprefix(_XHTML)
    result = Shown()
    ids = {node.get("id") for node in root.iter() if node.get("id")}
    body = root.find(".//body")
    for link in body.iter("a"):
        target = link.get("href", "")
        if target.startswith("#") and target[1:] not in ids:
            result.dangling.append(target)
        if link.get("role") == "doc-noteref":
            result.citations.append(_text(link))
        elif link.get("role") == "doc-backlink":
            result.back_links += 1
        elif not target.startswith("#"):
            result.urls.append(target)
    for section in body.iter("section"):
        if section.get("role") != "doc-endnotes":
            continue
        number = 0
        for item in section.find("ol"):
            number = int(item.get("value", number + 1))
            text = _note_text(item, lambda node: node.get("role") == "doc-backlink")
            result.notes[str(number)] = squeeze(text)
            result.note_order.append(str(number))
    result.headings = [
        squeeze(_text(node)) for node in body.iter("h1", "h2", "h3", "h4", "h5", "h6")
    ]
    result.text = squeeze(_text(body))
    return result


def _from_epub(data: bytes) -> list[Shown]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        opf = next(name for name in book.namelist() if name.endswith(".opf"))
        package = etree.fromstring(book.read(opf))
        names = {
            item.get("id"): item.get("href")
            for item in package.iter("{http://www.idpf.org/2007/opf}item")
            if "nav" not in (item.get("properties") or "").split()
        }
        spine = [
            names[item.get("idref")]
            for item in package.iter("{http://www.idpf.org/2007/opf}itemref")
            if item.get("idref") in names
        ]
        folder = opf.rpartition("/")[0]
        pages = [f"{folder}/{name}" if folder else name for name in spine]
        found = [_from_markup(etree.fromstring(book.read(name))) for name in pages]
    articles = [page for page in found if page.citations or page.notes]
    return articles or found[-1:]


def _from_feed_body(body: str) -> Shown:
    root = html.fragment_fromstring(body, create_parent="main")
    result = Shown(text=squeeze(_text(root)))
    ids = {node.get("id") for node in root.iter() if node.get("id")}

    def is_back_link(node: Any) -> bool:
        return node.tag == "a" and "reversefootnote" in (node.get("class") or "").split()

    for link in root.iter("a"):
        target = link.get("href", "")
        classes = (link.get("class") or "").split()
        if "footnote-ref" in classes:
            result.citations.append(squeeze(_text(link)))
        elif is_back_link(link):
            result.back_links += 1
        else:
            result.urls.append(target)
            continue
        if target.rpartition("#")[2] not in ids:
            result.dangling.append(target)
    for listing in root.iter("ol"):
        number = 0
        for item in listing:
            number = int(item.get("value", number + 1))
            if re.search(r"-note-\d+$|note-?\d+$|fn-?\d+$", item.get("id") or ""):
                result.notes[str(number)] = squeeze(_note_text(item, is_back_link))
                result.note_order.append(str(number))
    result.headings = [
        squeeze(_text(node)) for node in root.iter("h1", "h2", "h3", "h4", "h5", "h6")
    ]
    return result


def _from_wechat(root: Any) -> Shown:
    result = Shown(text=squeeze(_text(root)))
    result.urls = [link.get("href", "") for link in root.iter("a")]
    for mark in root.iter("sup"):
        number = re.fullmatch(r"\[(\d+)\]", squeeze(_text(mark)))
        if number:
            result.citations.append(number.group(1))
    result.headings = [squeeze(_text(node)) for node in root.iter("h1", "h2", "h3", "h4")]
    return result


def _from_mail(data: bytes) -> Shown:
    message = email.message_from_bytes(data, policy=email.policy.default)
    part = message.get_body(("html",))
    assert part is not None
    body = html.document_fromstring(part.get_content()).find("body")
    for preview in body.xpath("div[@class='preheader']"):
        body.remove(preview)
    result = _from_wechat(body)
    for section in body.xpath("//div[@class='endnotes']"):
        number = 0
        for item in section.find("ol"):
            number = int(item.get("value", number + 1))
            result.notes[str(number)] = squeeze(_text(item))
            result.note_order.append(str(number))
    return result


def _from_pdf(data: bytes) -> Shown:
    import pikepdf

    result = Shown()
    with pikepdf.open(io.BytesIO(data)) as document:
        names: set[str] = set()
        _collect_names(document.Root.get("/Names", {}).get("/Dests"), names)
        for page in document.pages:
            for annotation in page.get("/Annots", []):
                action = annotation.get("/A", {})
                if "/URI" in action:
                    # A link that runs over two lines has an annotation on each of them.
                    if result.urls[-1:] != [str(action["/URI"])]:
                        result.urls.append(str(action["/URI"]))
                    continue
                target = annotation.get("/Dest", action.get("/D"))
                if not isinstance(target, pikepdf.String):
                    continue
                name = str(target)
                if name not in names:
                    result.dangling.append(name)
                if found := re.search(r"(?:^|-)note-(\d+)$", name):
                    result.citations.append(found.group(1))
                elif re.search(r"(?:^|-)cite-\d+-\d+$", name):
                    result.back_links += 1
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        command = ["pdftotext", "-raw", "-enc", "UTF-8", file.name, "-"]
        run = subprocess.run(command, capture_output=True, check=True)
    result.text = squeeze(run.stdout.decode())
    return result


def _collect_names(node: Any, names: set[str]) -> None:
    if node is None:
        return
    pairs = list(node.get("/Names", []))
    names.update(str(name) for name in pairs[::2])
    for child in node.get("/Kids", []):
        _collect_names(child, names)


def read_output(folder: Path) -> dict[str, bytes]:
    """The files of an output folder by name."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
