"""Feeds as readers show them that put the entries of many feeds on one page.

There an id must be the only one of its name, and a link that is none of the page's leads away.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

import lxml.html
from lxml import etree

from publishkit.formats.base import Rendition

_ATOM = "{http://www.w3.org/2005/Atom}"
_ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
_ACTIVE = frozenset(
    {
        *("applet", "base", "button", "embed", "form", "frame", "frameset", "iframe", "input"),
        *("link", "meta", "object", "script", "select", "style", "textarea"),
    }
)
_URLS = frozenset({"cite", "href", "poster", "src", "xlink:href"})
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_SCHEME = re.compile(r"(?:https?|mailto|tel):")
_ACTIVE_URL = re.compile(r"(?:javascript|vbscript|data:(?!image/(?:png|jpeg|gif|webp)))", re.I)
_NO_URI = re.compile(r"[\s\"<>\\^`{|}\[\]]|[^\x00-\x7f]|%(?![0-9A-Fa-f]{2})")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Body(NamedTuple):
    """What a reader shows of one entry, and where it takes the entry from."""

    id: str
    url: str
    html: str


def bodies(rendition: Rendition) -> list[Body]:
    """Returns the entries of a feed, read strictly: nothing is mended."""
    if rendition.filename.endswith(".json"):
        return [
            Body(item["id"], item["url"], item.get("content_html", ""))
            for item in json.loads(rendition.data)["items"]
        ]
    root = etree.fromstring(rendition.data, etree.XMLParser(huge_tree=True))
    if root.tag == f"{_ATOM}feed":
        return [
            Body(
                entry.findtext(f"{_ATOM}id") or "",
                next(
                    link.attrib["href"]
                    for link in entry.findall(f"{_ATOM}link")
                    if link.get("rel") == "alternate"
                ),
                entry.findtext(f"{_ATOM}content") or "",
            )
            for entry in root.findall(f"{_ATOM}entry")
        ]
    return [
        Body(
            item.findtext("guid") or "", item.findtext("link") or "", item.findtext(_ENCODED) or ""
        )
        for item in root.iter("item")
    ]


def river_findings(rendition: Rendition) -> list[str]:
    """Returns what is wrong with all entries on one page."""
    entries = bodies(rendition)
    ids = Counter(entry.id for entry in entries)
    found = [f"id of {count} entries: {name!r}" for name, count in ids.items() if count > 1]
    found += ["an entry without id"] * (not all(ids))
    page: Counter[str] = Counter()
    for entry in entries:
        own = [*_ids(entry)]
        page.update(own)
        has_base = rendition.filename.endswith("atom.xml")
        found += [f"{entry.id}: {text}" for text in _entry_findings(entry, {*own}, has_base)]
    return found + [
        f"{count} elements have the id {name!r}" for name, count in page.items() if count > 1
    ]


def _tree(entry: Body) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(
        entry.html, create_parent="div", parser=lxml.html.HTMLParser(huge_tree=True)
    )


def _ids(entry: Body) -> Iterator[str]:
    for element in _tree(entry).iter():
        if isinstance(element.tag, str) and element.get("id"):
            yield element.attrib["id"]


def _entry_findings(entry: Body, ids: set[str], has_base: bool) -> Iterator[str]:
    if found := _CONTROL.search(entry.html):
        yield f"character {found[0]!r}"
    yield from (f"id {name!r}" for name in ids if not _ID.fullmatch(name))
    for element in _tree(entry).iter():
        if not isinstance(element.tag, str):
            yield f"comment {str(element)[:40]}"
            continue
        if element.tag in _ACTIVE:
            yield f"<{element.tag}>"
        for name, value in element.attrib.items():
            if name.startswith("on") or (name == "style" and "(" in value):
                yield f"{name}={value}"
            elif name == "srcset":
                yield from _srcset_findings(value)
            elif name in _URLS:
                text = _url_finding(entry, value, ids, has_base)
                if text:
                    yield f"{text}: {name}={value}"


def _srcset_findings(value: str) -> Iterator[str]:
    for candidate in value.split(", "):
        if not re.fullmatch(r"https?:[^\s,]+(?: [0-9.]+[wx])?", candidate):
            yield f"srcset={value}"


def _url_finding(entry: Body, value: str, ids: set[str], has_base: bool) -> str:
    if _ACTIVE_URL.match(re.sub(r"[\x00-\x20]", "", value)):
        return "active"
    page, mark, fragment = value.partition("#")
    if mark and page in ("", entry.url):
        if not page and not has_base:
            return "bare fragment"
        # The page on the web has other ids, but never those of notes.
        is_note = not page or fragment.startswith("fn")
        return "dangling" if is_note and unquote(fragment) not in ids else ""
    if value.startswith("data:image/"):
        return ""
    if not _SCHEME.match(value):
        return "relative or of another scheme"
    return "no URI" if _NO_URI.search(value) else ""
