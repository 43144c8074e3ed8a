"""What readers leave of an entry's HTML, as strict as the strictest of them."""

from __future__ import annotations

import re
from typing import NamedTuple

import lxml.html

#: Where Miniflux keeps an ``id``, and what it drops with their tags.
_KEEP_ID = frozenset(
    ["a", "sup", "li", "ol", "ul", "dl", "dt", "dd", *(f"h{n}" for n in range(1, 7))]
)
_UNWRAPPED = frozenset(["section", "div", "span", "article", "aside", "header", "footer", "main"])
_DROPPED = frozenset(["class", "role", "style", "rel", "aria-label", "name", "lang", "dir"])


class NoteLink(NamedTuple):
    """A link from a citation to its note, or back."""

    id: str
    target: str
    text: str


def _parsed(html: str) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(html, create_parent="body")


def _printed(tree: lxml.html.HtmlElement) -> str:
    return lxml.html.tostring(tree, encoding="unicode")


def by_miniflux(html: str) -> str:
    """Keeps ids on few elements, and no section, div, span, hr, class or role."""
    tree = _parsed(html)
    for element in list(tree.iter()):
        if element is tree:
            continue
        if element.tag == "hr":
            element.drop_tree()
            continue
        if element.tag in _UNWRAPPED:
            element.drop_tag()
            continue
        for name in list(element.attrib):
            if name in _DROPPED or (name == "id" and element.tag not in _KEEP_ID):
                del element.attrib[name]
    return _printed(tree)


def by_simplepie(html: str, page: str) -> str:
    """Renames ids and classes, so that links within the entry open the page on the web."""
    tree = _parsed(html)
    for element in tree.iter():
        for name in ("id", "class", "style"):
            if name in element.attrib:
                element.attrib[f"data-sanitized-{name}"] = element.attrib.pop(name)
        if element.get("href", "").startswith("#"):
            element.attrib["href"] = page + element.attrib["href"]
    return _printed(tree)


def note_links(html: str) -> tuple[list[NoteLink], list[NoteLink]]:
    """Returns the citations and the back-links, by nothing but elements, ids and fragments.

    The ``id`` of a citation is that of its ``sup``; that of a back-link is its note's.
    """
    tree = _parsed(html)
    citations, back_links = [], []
    for link in tree.iter("a"):
        parent = link.getparent()
        fragment = link.get("href", "").partition("#")[2]
        holder = next((item for item in link.iterancestors("li") if item.get("id")), None)
        if parent is not None and parent.tag == "sup" and re.fullmatch(r"\d+", link.text or ""):
            citations.append(NoteLink(parent.get("id", ""), fragment, link.text or ""))
        elif holder is not None and (link.text or "").startswith("↩"):
            back_links.append(NoteLink(holder.attrib["id"], fragment, link.text or ""))
    return citations, back_links


def number_of(html: str, identifier: str) -> str:
    """Returns the number that a list gives to the note with an id."""
    for items in _parsed(html).iter("ol"):
        number = int(items.get("start", "1")) - 1
        for item in items.iterchildren("li"):
            number = int(item.get("value", number + 1))
            if item.get("id") == identifier:
                return str(number)
    return ""
