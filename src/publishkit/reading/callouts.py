"""Alerts as GitHub writes them and call-outs as Obsidian does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from publishkit.model.nodes import (
    Alert,
    AlertKind,
    Div,
    Element,
    Formatted,
    Inline,
    Paragraph,
    Plain,
)

__all__ = ["Callout", "alert_of_div", "read_callout", "with_title"]

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


def with_title(div: Div, title: tuple[Inline, ...]) -> Div | Alert | Element:
    """Returns what a container with a title is: an alert, something to unfold, or a group."""
    names = div.attributes.classes
    name = names[0].lower() if names else ""
    if name in _KINDS:
        return Alert(_KINDS[name], div.content, title)
    if name == "message":  # Zenn: the only word that may follow is "alert"
        return Alert("warning", div.content)
    if name == "details":
        return Element("details", (Element("summary", (Plain(title),)), *div.content))
    return Div((Paragraph((Formatted("strong", title),)), *div.content), div.attributes)


class Callout(NamedTuple):
    """The parts of a call-out, still as pandoc's JSON."""

    kind: AlertKind
    title: list[dict[str, Any]]
    blocks: list[dict[str, Any]]


def read_callout(blocks: list[dict[str, Any]]) -> Callout | None:
    """Returns the call-out that a quotation starting with ``[!kind] title`` is, if it is one.

    pandoc reads only GitHub's own five kinds without a title; Obsidian has more, with titles, and
    a ``+`` or ``-`` that tells whether it is folded.
    """
    if not blocks or blocks[0]["t"] not in {"Para", "Plain"} or not blocks[0]["c"]:
        return None
    first, *rest = blocks[0]["c"]
    mark = _MARK.match(first["c"]) if first["t"] == "Str" else None
    kind = _KINDS.get(mark.group(1).lower()) if mark else None
    if mark is None or kind is None:
        return None
    end = next(
        (number for number, item in enumerate(rest) if item["t"] in {"SoftBreak", "LineBreak"}),
        len(rest),
    )
    title = [{"t": "Str", "c": first["c"][mark.end() :]}, *rest[:end]]
    text = rest[end + 1 :]
    return Callout(kind, title, [*([{"t": "Para", "c": text}] if text else []), *blocks[1:]])
