"""Small rules for runs of inline nodes: joining text, Chinese line breaks, marked text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from publishkit.model.draft import NoteReference, NotesBelow
from publishkit.model.nodes import (
    Code,
    Element,
    Formatted,
    Image,
    LineBreak,
    Link,
    Math,
    Span,
    Text,
)

__all__ = [
    "SOFT_BREAK",
    "collect_references",
    "finish_inlines",
    "put_references_outside",
    "trim",
    "without_links",
]


class _SoftBreak:
    """A line break of the source that is a space, or nothing between Chinese characters."""


SOFT_BREAK: Final = _SoftBreak()

#: Marks of ambiguous width that are wide beside Chinese.
_AMBIGUOUS: Final = frozenset("“”‘’—…·")


def finish_inlines(nodes: Iterable[Any]) -> tuple[Any, ...]:
    """Returns the nodes with soft breaks decided, neighbouring text joined and ``==`` read."""
    result: list[Any] = []
    items = list(nodes)
    for position, item in enumerate(items):
        node = item
        if item is SOFT_BREAK:
            before = _edge(map(items.__getitem__, range(position - 1, -1, -1)), is_end=True)
            after = _edge(map(items.__getitem__, range(position + 1, len(items))), is_end=False)
            if _joins(before, after):
                continue
            node = Text(" ")
        if isinstance(node, Text) and result and isinstance(result[-1], Text):
            result[-1] = Text(result[-1].text + node.text)
        else:
            result.append(node)
    if any(isinstance(node, Text) and "==" in node.text for node in result):
        result = _read_marks(result)
    return tuple(result)


def _edge(nodes: Iterable[Any], *, is_end: bool) -> str:
    """Returns the first character seen in this direction, looking through note references."""
    for node in nodes:
        if isinstance(node, NoteReference | NotesBelow):
            continue
        if isinstance(node, Text | Code):
            if node.text:
                return node.text[-1 if is_end else 0]
            continue
        if isinstance(node, Formatted | Link | Span | Element):
            inner = _edge(reversed(node.content) if is_end else node.content, is_end=is_end)
            if inner:
                return inner
            continue
        return "" if isinstance(node, LineBreak | Image | Math) or node is SOFT_BREAK else " "
    return ""


def _is_wide(character: str) -> bool:
    if "\uac00" <= character <= "\ud7af" or "\u1100" <= character <= "\u11ff":
        return False  # Hangul parts words by spaces
    return unicodedata.east_asian_width(character) in "WF"


def _joins(before: str, after: str) -> bool:
    if not before or not after:
        return False
    return (_is_wide(before) and (_is_wide(after) or after in _AMBIGUOUS)) or (
        before in _AMBIGUOUS and _is_wide(after)
    )


def _read_marks(nodes: list[Any]) -> list[Any]:
    """Reads ``==text==`` whose both ends are among these siblings."""
    result: list[Any] = []
    opened: int | None = None  # where in ``result`` the content of an open mark starts
    for node in nodes:
        if not isinstance(node, Text) or "==" not in node.text:
            result.append(node)
            continue
        for number, piece in enumerate(_mark_pieces(node.text)):
            if number % 2 == 0:
                if piece:
                    result.append(Text(piece))
                continue
            is_close = opened is not None and not _ends_in_space(result[opened:])
            if is_close and opened is not None and len(result) > opened:
                result[opened - 1 :] = [Formatted("mark", tuple(result[opened:]))]
                opened = None
            else:
                result.append(Text(piece))
                opened = len(result)
    return _join_text(result)


def _mark_pieces(text: str) -> list[str]:
    """Splits at ``==`` that is no part of a longer run; odd pieces are the marks."""
    pieces, start, position = [], 0, text.find("==")
    while position >= 0:
        end = position
        while end < len(text) and text[end] == "=":
            end += 1
        if end - position == 2:
            pieces += [text[start:position], "=="]
            start = end
        position = text.find("==", end)
    pieces.append(text[start:])
    return pieces


def _ends_in_space(nodes: list[Any]) -> bool:
    first, last = nodes[:1], nodes[-1:]
    starts = bool(first) and isinstance(first[0], Text) and first[0].text[:1].isspace()
    return starts or (bool(last) and isinstance(last[0], Text) and last[0].text[-1:].isspace())


def _join_text(nodes: list[Any]) -> list[Any]:
    result: list[Any] = []
    for node in nodes:
        if isinstance(node, Text) and result and isinstance(result[-1], Text):
            result[-1] = Text(result[-1].text + node.text)
        else:
            result.append(node)
    return result


def trim(nodes: tuple[Any, ...]) -> tuple[Any, ...]:
    """Returns the nodes without white space at the start of the first and end of the last text."""
    items = list(nodes)
    while items and isinstance(items[0], Text):
        text = items[0].text.lstrip()
        if text:
            items[0] = Text(text)
            break
        del items[0]
    while items and isinstance(items[-1], Text):
        text = items[-1].text.rstrip()
        if text:
            items[-1] = Text(text)
            break
        del items[-1]
    return tuple(items)


def collect_references(nodes: tuple[Any, ...]) -> tuple[tuple[Any, ...], list[NoteReference]]:
    """Returns the nodes without note references, and these in reading order.

    A link holds no citation: a link inside a link is nothing that HTML knows.
    """
    found: list[NoteReference] = []
    result: list[Any] = []
    for node in nodes:
        if isinstance(node, NoteReference):
            found.append(node)
            continue
        if isinstance(node, Formatted | Span | Element | Link):
            inner, more = collect_references(node.content)
            if more:
                found += more
                result.append(replace(node, content=inner))
                continue
        result.append(node)
    return tuple(result), found


def put_references_outside(nodes: tuple[Any, ...], _: object) -> tuple[Any, ...]:
    """Returns siblings with the note references in a link among them behind it."""
    result: list[Any] = []
    for node in nodes:
        if isinstance(node, Link):
            content, references = collect_references(node.content)
            result += (replace(node, content=content), *references) if references else (node,)
        else:
            result.append(node)
    return tuple(result)


def without_links(nodes: tuple[Any, ...]) -> tuple[Any, ...]:
    """Returns the nodes with the text of links in place of the links.

    HTML knows no link inside a link, but pandoc makes one of a bare address in a link's text.
    """
    result: list[Any] = []
    for node in nodes:
        if isinstance(node, Link):
            result += without_links(node.content)
        elif isinstance(node, Formatted | Span | Element):
            result.append(replace(node, content=without_links(node.content)))
        else:
            result.append(node)
    return tuple(result)
