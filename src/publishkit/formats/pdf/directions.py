"""Text that runs against its paragraph, which WeasyPrint puts into the wrong order.

WeasyPrint 70 orders what is inside one inline element by the bidirectional algorithm (UAX #9), but
not one element against the next. That is right as long as no run of words
of the other direction crosses the border of emphasis, a link or code.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, Final

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.formats.pdf.source_lines import source_lines
from publishkit.model.document import Document
from publishkit.model.nodes import (
    Code,
    Formatted,
    Heading,
    Inline,
    Link,
    Paragraph,
    Plain,
    Span,
    Text,
)
from publishkit.model.tree import walk
from publishkit.render.direction import direction_of

__all__ = ["report_directions"]

_STRONG: Final = {"L": "ltr", "R": "rtl", "AL": "rtl"}
_SHOWN: Final = 20


def report_directions(documents: Iterable[Document]) -> tuple[Diagnostic, ...]:
    """Names the first place of each document where words may be out of order."""
    return tuple(found for document in documents for found in _of_document(document))


def _of_document(document: Document) -> Iterator[Diagnostic]:
    base = direction_of(document.metadata.lang)
    notes = (block for note in document.endnotes for block in note.content)
    places = [
        place
        for node in walk((*document.content, *notes))
        if isinstance(node, Paragraph | Plain | Heading)
        for place in _crossings(node.content, base)
    ]
    if not places:
        return
    words = places[0]
    lines = source_lines(document.source)
    numbers = [number for number, line in enumerate(lines, start=1) if words in line]
    more = f", and in {len(places) - 1} more places" if len(places) > 1 else ""
    yield diagnose(
        "X015",
        f"words of another direction go on after '{words}', and stand in the wrong order{more}",
        path=document.source,
        line=numbers[0] if len(numbers) == 1 else None,
        hint="let emphasis, link or code hold all words of that direction, or none",
    )


def _crossings(content: tuple[Inline, ...], base: str) -> Iterator[str]:
    """Yields the last words before each border that a run of the other direction crosses."""
    pieces = [(owner, text) for owner, text in _pieces(content, 0) if text]
    for (owner, text), (next_owner, following) in pairwise(pieces):
        if owner == next_owner:
            continue
        before, after = _direction(reversed(text)), _direction(following)
        if before == after and before not in {"", base}:
            yield text.strip()[-_SHOWN:].strip()


def _pieces(content: tuple[Any, ...], owner: int) -> Iterator[tuple[int, str]]:
    """Yields text with a number that tells its inline element from others."""
    for node in content:
        match node:
            case Text() | Code():
                yield (owner if isinstance(node, Text) else id(node)), node.text
            case Formatted() | Link() | Span():
                yield from _pieces(node.content, id(node))
            case _:
                yield id(node), "\n"


def _direction(text: Iterable[str]) -> str:
    """Returns the direction of the first letter, nothing when there is none."""
    kinds = (_STRONG.get(unicodedata.bidirectional(char), "") for char in text)
    return next(filter(None, kinds), "")
