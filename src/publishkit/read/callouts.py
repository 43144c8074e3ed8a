"""Alerts as GitHub writes them and call-outs as Obsidian does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from publishkit.model.nodes import (
    Alert,
    AlertKind,
    BlockQuote,
    Div,
    LineBreak,
    Paragraph,
    Plain,
    Text,
)
from publishkit.read.inlines import trim

__all__ = ["alert_of_div", "alert_of_quote"]

_KINDS: Final[Mapping[str, AlertKind]] = {
    "note": "note",
    "info": "note",
    "todo": "note",
    "abstract": "note",
    "summary": "note",
    "tldr": "note",
    "question": "note",
    "help": "note",
    "faq": "note",
    "example": "note",
    "quote": "note",
    "cite": "note",
    "tip": "tip",
    "hint": "tip",
    "success": "tip",
    "check": "tip",
    "done": "tip",
    "important": "important",
    "warning": "warning",
    "attention": "warning",
    "failure": "caution",
    "fail": "caution",
    "missing": "caution",
    "caution": "caution",
    "danger": "caution",
    "error": "caution",
    "bug": "caution",
}
_MARK: Final = re.compile(r"\[!([A-Za-z]+)\][+-]?[ \t]*")


def alert_of_div(div: Div) -> Div | Alert:
    """Returns the alert that pandoc's ``alerts`` extension made a div of, or the div itself."""
    classes = div.attributes.classes
    first = div.content[0] if div.content else None
    if (
        len(classes) == 1
        and classes[0] in _KINDS
        and isinstance(first, Div)
        and first.attributes.classes == ("title",)
    ):
        return Alert(_KINDS[classes[0]], div.content[1:])
    return div


def alert_of_quote(quote: BlockQuote) -> BlockQuote | Alert:
    """Returns the call-out that a quotation starting with ``[!kind] title`` is, or the quotation.

    pandoc reads only GitHub's own five kinds without a title; Obsidian has more, with titles.
    """
    first = quote.content[0] if quote.content else None
    if not isinstance(first, Paragraph | Plain) or not isinstance(first.content[0], Text):
        return quote
    mark = _MARK.match(first.content[0].text)
    if mark is None or mark.group(1).lower() not in _KINDS:
        return quote
    rest: tuple[Any, ...] = (Text(first.content[0].text[mark.end() :]), *first.content[1:])
    end = next(
        (number for number, node in enumerate(rest) if isinstance(node, LineBreak)), len(rest)
    )
    title, text = trim(rest[:end]), trim(rest[end + 1 :])
    body = (Paragraph(text),) if text else ()
    return Alert(_KINDS[mark.group(1).lower()], (*body, *quote.content[1:]), title)
