"""Articles cut at a paragraph, with the endnotes that are cited so far (and no others)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from publishkit.model.document import Document
from publishkit.model.nodes import (
    Block,
    BlockQuote,
    BulletList,
    Citation,
    Div,
    EndnoteSection,
    Heading,
    OrderedList,
    Table,
)
from publishkit.model.tree import walk

__all__ = ["count_units", "cut_content", "notes_of"]

_T = TypeVar("_T")


def count_units(content: Iterable[Block]) -> int:
    """Returns in how many places, one behind each unit, the content can be cut.

    Units are paragraphs and other blocks, items of lists and rows of tables.
    """
    return sum(map(_units, content))


def cut_content(document: Document, units: int) -> tuple[Block, ...]:
    """Returns the first ``units`` of an article's text, without the places of its endnotes.

    A heading never ends what is kept.
    """
    kept, _ = _first(document.content, units)
    body = tuple(block for block in kept if not isinstance(block, EndnoteSection))
    while body and isinstance(body[-1], Heading):
        body = body[:-1]
    return body


def notes_of(document: Document, content: tuple[Block, ...]) -> EndnoteSection | None:
    """Returns the section of the endnotes that this part of the text cites, and that these cite.

    It has the heading of the document's own; ``None`` when nothing is cited.
    """
    headings = [node.heading for node in document.content if isinstance(node, EndnoteSection)]
    found: set[int] = set()
    waiting = _cited(content)
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            waiting |= _cited(document.endnote(number).content)
    if not found or not headings:
        return None
    return EndnoteSection(headings[0], tuple(sorted(found)))


def _cited(content: Iterable[Block]) -> set[int]:
    return {node.number for node in walk(content) if isinstance(node, Citation)}


def _units(block: Block) -> int:
    match block:
        case EndnoteSection():
            return 0
        case Div(content) | BlockQuote(content):
            return max(1, count_units(content))
        case BulletList(items) | OrderedList(items):
            return max(1, sum(max(1, count_units(item.content)) for item in items))
        case Table():
            return max(1, len(block.body))
    return 1


def _first(content: tuple[Block, ...], units: int) -> tuple[tuple[Block, ...], int]:
    """Returns the blocks that the first ``units`` make up, and how many units are left over."""
    kept: list[Block] = []
    for block in content:
        size = _units(block)
        if size <= units:
            kept.append(block)
            units -= size
            continue
        if units > 0:
            kept += _part(block, units)
        return tuple(kept), 0
    return tuple(kept), units


def _part(block: Block, units: int) -> tuple[Block, ...]:
    """Returns a block with only its first units, of which it has more."""
    match block:
        case Div(content) | BlockQuote(content):
            return (replace(block, content=_first(content, units)[0]),)
        case BulletList(items) | OrderedList(items):
            kept = []
            for item in items:
                size = max(1, count_units(item.content))
                if size > units:
                    if units > 0:
                        part = replace(item, content=_first(item.content, units)[0])
                        kept.append(part)
                    break
                kept.append(item)
                units -= size
            return (replace(block, items=tuple(kept)),) if kept else ()
        case Table(body=body):
            return (replace(block, body=body[:units], foot=()),)
    return ()
