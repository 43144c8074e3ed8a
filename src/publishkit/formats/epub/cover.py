"""A cover for books without one: title and authors, drawn as SVG in the reader's own fonts."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

__all__ = ["HEIGHT", "WIDTH", "CoverText", "lay_out", "wrap"]

#: The size of the drawing, in its own units; 3 to 4 as most covers and screens.
WIDTH: Final = 1200
HEIGHT: Final = 1600
_TEXT_WIDTH: Final = 960
_LINE_HEIGHT: Final = 1.35
#: What may not begin a line stays with what stands before it.
_CLOSING: Final = "，。、；：？！）》」』】〉”’…—,.;:?!)]}%"
_COLON: Final = re.compile(r"(?<=：)\s*(?=\S)|(?<=:)\s+(?=\S)")
_OPENING: Final = "（《「『【〈“‘([{"


@dataclass(frozen=True, slots=True)
class CoverText:
    """A text in lines; ``size`` is that of its letters, ``offsets`` are the lines' base lines."""

    lines: tuple[str, ...]
    size: int
    offsets: tuple[int, ...]


def lay_out(text: str, *, top: int, height: int, sizes: tuple[int, ...]) -> CoverText:
    """Returns the text in the largest of the sizes in which it fits, cut when it fits in none.

    No font is known here: a Chinese character counts as wide as high, others as half of that.
    """
    size, lines = sizes[0], [""]
    for size in sizes:
        lines = wrap(text, _TEXT_WIDTH / size)
        if len(lines) * size * _LINE_HEIGHT <= height:
            break
    room = max(1, int(height / (size * _LINE_HEIGHT)))
    if len(lines) > room:
        lines = [*lines[: room - 1], f"{lines[room - 1][:-1]}…"]
    step = size * _LINE_HEIGHT
    return CoverText(
        tuple(lines), size, tuple(round(top + size + number * step) for number in range(len(lines)))
    )


def wrap(text: str, width: float) -> list[str]:
    """Breaks text into as few lines as it needs, about equally long; ``width`` is in ems.

    Lines break after a colon, at spaces and between Chinese characters, and never before closing
    punctuation.
    """
    return [line for part in _COLON.split(text) for line in _wrapped(part, width)]


def _wrapped(text: str, width: float) -> list[str]:
    parts = [piece for part in _parts(text) for piece in _pieces(part, width)]
    lines = _filled(parts, width)
    narrow = sum(map(_width, parts)) / max(1, len(lines))
    while narrow < width:
        even = _filled(parts, narrow)
        if len(even) == len(lines) and all(_width(line) <= width for line in even):
            return even
        narrow += 0.5
    return lines


def _filled(parts: list[str], width: float) -> list[str]:
    lines = [""]
    for part in parts:
        if lines[-1].strip() and _width((lines[-1] + part).rstrip()) > width:
            lines.append("")
        lines[-1] += part
    return [line.strip() for line in lines]


def _parts(text: str) -> list[str]:
    """The parts of a text that stay together: words with what follows them, single characters."""
    parts: list[str] = []
    for match in re.finditer(r"\s+|\S", text):
        piece = match[0]
        before = parts[-1] if parts else ""
        is_joined = before and (
            piece.isspace()
            or piece in _CLOSING
            or before[-1] in _OPENING
            or not (before[-1].isspace() or _is_wide(before[-1]) or _is_wide(piece))
        )
        if is_joined:
            parts[-1] += piece
        else:
            parts.append(piece)
    return parts


def _pieces(part: str, width: float) -> list[str]:
    """A word that is longer than a line, in pieces."""
    if _width(part) <= width:
        return [part]
    length = max(1, int(width))
    return [part[start : start + length] for start in range(0, len(part), length)]


def _width(text: str) -> float:
    narrow = sum(0.0 if unicodedata.combining(item) else 0.56 for item in text)
    return narrow + sum(0.44 for item in text if _is_wide(item))


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in {"W", "F"}
