"""The declarations of a ``style`` attribute, and lengths in px."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

__all__ = ["Declaration", "length", "parse_declarations", "print_declarations"]

#: A piece of a value in which a semicolon does not end it.
_PIECE: Final = re.compile(r"[^;\"'()]+|\"[^\"]*\"?|'[^']*'?|\([^()]*\)?|\)")
_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_IMPORTANT: Final = re.compile(r"\s*!\s*important\s*$", re.IGNORECASE)
_LENGTH: Final = re.compile(
    r"([+-]?(?:\d+(?:\.\d+)?|\.\d+))(px|r?em|ex|ch|pt|vw|%)?", re.IGNORECASE
)
_PHONE: Final = 375.0
_ROOT_SIZE: Final = 16.0


class Declaration(NamedTuple):
    """A property's value without ``!important``, and whether it had that."""

    value: str
    is_important: bool = False


def parse_declarations(style: str) -> dict[str, Declaration]:
    """Returns the declarations by property in small letters; of two with one name the last wins."""
    if "/*" in style:
        style = _COMMENT.sub("", style)
    found: dict[str, Declaration] = {}
    for text in _split(style):
        name, colon, value = text.partition(":")
        value = value.strip()
        if not colon or not value:
            continue
        bare = _IMPORTANT.sub("", value)
        name = name.strip().lower()
        if name in found and found[name].is_important and bare == value:
            continue
        found.pop(name, None)
        found[name] = Declaration(bare, bare != value)
    return found


def _split(style: str) -> list[str]:
    if not any(mark in style for mark in "\"'("):
        return style.split(";")
    parts, position = [""], 0
    while position < len(style):
        piece = _PIECE.match(style, position)
        if piece is None:
            parts.append("")
            position += 1
        else:
            parts[-1] += piece[0]
            position = piece.end()
    return parts


def print_declarations(declarations: dict[str, Declaration]) -> str:
    """Returns the text of a ``style`` attribute."""
    return ";".join(
        f"{name}:{value}{' !important' if is_important else ''}"
        for name, (value, is_important) in declarations.items()
    )


def length(value: str, *, font_size: float = _ROOT_SIZE, whole: float = _PHONE) -> float | None:
    """Returns a length in px, ``None`` for what is none, such as ``auto`` or ``normal``.

    ``whole`` is what per cent are of; a bare number is taken as px.
    """
    match = _LENGTH.fullmatch(value.strip())
    if match is None:
        return None
    number = float(match[1])
    match (match[2] or "px").lower():
        case "em":
            return number * font_size
        case "rem":
            return number * _ROOT_SIZE
        case "ex" | "ch":
            return number * font_size / 2
        case "pt":
            return number * 4 / 3
        case "vw":
            return number * _PHONE / 100
        case "%":
            return number * whole / 100
        case _:
            return number
