"""The attributes of one tag of raw HTML, as browsers read them."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from html.entities import html5
from typing import Final

__all__ = ["mended_attributes", "read_attributes"]

_ATTRIBUTE: Final = re.compile(
    r"""[\s/]*+([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s>]*+)))?"""
)
_TAG_END: Final = re.compile(r"[\s/]*+>")
_NAMED_REFERENCE: Final = re.compile(r"&([A-Za-z][A-Za-z0-9]*[;=]?)")
#: Where the address of an image is that a script shows once a reader has come near it.
_LAZY_SOURCES: Final = ("data-src", "data-original", "data-lazy-src", "data-actualsrc")


def read_attributes(piece: str, position: int) -> tuple[dict[str, str], int, bool]:
    """Returns the attributes from a place in a tag on, where the tag ends, and whether by ``/>``.

    The end is -1 when there is none.
    """
    attributes: dict[str, str] = {}
    while found := _ATTRIBUTE.match(piece, position):
        value = next((item for item in found.groups()[1:] if item is not None), "")
        attributes.setdefault(found[1].lower(), _unescaped(value))
        position = found.end()
    end = _TAG_END.match(piece, position)
    return attributes, end.end() if end else -1, end is not None and "/" in end[0]


def mended_attributes(name: str, attributes: dict[str, str]) -> Mapping[str, str]:
    """Returns the attributes with which an element says what an outdated or lazy one means."""
    if name == "center":
        return {**attributes, "align": "center"}
    if name == "font" and "color" in attributes:
        return {**attributes, "style": f"color: {attributes['color']}"}
    if name in {"img", "image"}:
        # What such an image has in ``src`` is a placeholder.
        lazy = next(filter(None, map(attributes.get, _LAZY_SOURCES)), None)
        return {**attributes, "src": lazy} if lazy else attributes
    return attributes


def _unescaped(value: str) -> str:
    """Returns a value without character references, ``?a=1&copy=2`` as it is.

    In an attribute a name without semicolon is none before ``=`` or a letter (HTML Standard,
    13.2.5.73).
    """
    if "&" not in value:
        return value
    return html.unescape(_NAMED_REFERENCE.sub(_literal_unless_named, value))


def _literal_unless_named(found: re.Match[str]) -> str:
    return found[0] if found[1] in html5 else f"&amp;{found[1]}"
