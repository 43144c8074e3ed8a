"""Ids that every reading system accepts, for a whole document at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import unquote

from publishkit.model.document import Document
from publishkit.model.nodes import (
    Attributes,
    Code,
    CodeBlock,
    Div,
    Element,
    Figure,
    Heading,
    Image,
    Link,
    Node,
    Span,
    Table,
)
from publishkit.model.tree import rewrite

__all__ = ["Anchors", "with_plain_ids"]

_IDENTIFIED: Final = (Code, CodeBlock, Div, Element, Figure, Heading, Image, Link, Span, Table)
#: XML names in ASCII: calibre and older readers stumble over others.
_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


@dataclass(frozen=True, slots=True)
class Anchors:
    """The places of a document that a link can name: its own ids, and those they became."""

    names: dict[str, str]

    def find(self, fragment: str) -> str | None:
        """Returns the id that a fragment of a URL means, percent-escaped or not."""
        for name in (fragment, unquote(fragment), unquote(fragment).lower()):
            if name in self.names:
                return self.names[name]
        return None


def with_plain_ids(document: Document) -> tuple[Document, Anchors]:
    """Returns the document with unique ASCII ids, every heading having one, and what they were.

    The ids of citations and endnotes are as they always are; an author's id that equals one of
    them gives way.
    """
    taken = {name for note in document.endnotes for name in (note.id, *note.citations)}
    names: dict[str, str] = {}
    numbers = _free_names(taken)

    def changed(attributes: Attributes, *, is_needed: bool) -> Attributes:
        old = attributes.id or attributes.get("name") or ""
        if (not old and not is_needed) or (old and old in names):
            return replace(attributes, id=next(numbers) if is_needed else "")
        new = old if _PLAIN.fullmatch(old) and old not in taken else next(numbers)
        taken.add(new)
        if old:
            names[old] = new
        return replace(attributes, id=new)

    def change(node: Node) -> Node:
        if isinstance(node, _IDENTIFIED):
            attributes = changed(node.attributes, is_needed=isinstance(node, Heading))
            if attributes != node.attributes:
                return replace(node, attributes=attributes)
        return node

    content = rewrite(document.content, change)
    endnotes = tuple(
        replace(note, content=rewrite(note.content, change)) for note in document.endnotes
    )
    return replace(document, content=content, endnotes=endnotes), Anchors(names)


def _free_names(taken: set[str]) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        name = f"s{number}"
        if name not in taken:
            taken.add(name)
            yield name
