"""The text of an article, in which the place is found again that something finished comes from.

A finished book or feed says nothing of its sources, and shall not. What is the same in both is the
text, without all that Markdown and HTML put around it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

__all__ = ["Origin", "SourceText", "significant"]

#: What a source has and the text of a page has not: addresses, notes' marks, tags, attributes.
_UNSEEN: Final = re.compile(
    r"\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)?\)|\]\[[^\]\n]*\]|\[\^[^\]\n]*\]:?"
    r"|</?[A-Za-z!][^<>]*>|\{[#.:][^{}\n]*\}|&#?[A-Za-z0-9]+;"
)
_FENCE: Final = re.compile(r"\A(---|\+\+\+)[ \t]*\n.*?\n\1[ \t]*(?:\n|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Origin:
    """A place in a source; ``line`` is 0 where only the article is known."""

    path: Path
    line: int


@dataclass(frozen=True)
class SourceText:
    """The text of an article, and its title if it says one."""

    path: Path
    text: str
    title: str = ""

    @cached_property
    def _visible(self) -> tuple[str, list[int], list[int]]:
        """Letters and digits alone, where pieces of them begin, and where in the source."""
        parts: list[str] = []
        starts: list[int] = []
        places: list[int] = []
        length = 0
        for place, piece in self._pieces():
            kept = significant(piece)
            if kept:
                parts.append(kept)
                starts.append(length)
                places.append(place)
                length += len(kept)
        return "".join(parts), starts, places

    def _pieces(self) -> Iterator[tuple[int, str]]:
        """Yields the words of the body with their places."""
        place = self.body
        for match in (*_UNSEEN.finditer(self.text, self.body), None):
            end = len(self.text) if match is None else match.start()
            yield from (
                (place + m.start(), m[0]) for m in re.finditer(r"\S+", self.text[place:end])
            )
            if match is None:
                return
            if match[0].startswith("&"):
                yield match.start(), html.unescape(match[0])
            place = match.end()

    @cached_property
    def body(self) -> int:
        """The place where the front matter ends."""
        match = _FENCE.match(self.text)
        return match.end() if match else 0

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def line_at(self, place: int) -> int:
        """Returns the line of a place, from 1."""
        return bisect_right(self._line_starts, place)

    def lines_of(self, before: str, own: str) -> list[int]:
        """Returns the lines where a text stands after another; both have significant characters."""
        text, starts, places = self._visible
        needle = before + own
        lines: list[int] = []
        found = text.find(needle)
        while found >= 0 and len(lines) < 50:
            at = found + (len(before) if own else max(len(before) - 1, 0))
            lines.append(self.line_at(places[bisect_right(starts, at) - 1]))
            found = text.find(needle, found + 1)
        return lines

    def lines_with(self, pattern: re.Pattern[str]) -> list[int]:
        """Returns the lines of the body that hold a pattern."""
        found = (self.line_at(match.start()) for match in pattern.finditer(self.text, self.body))
        return list(dict.fromkeys(found))

    def front_matter_line(self, keys: str) -> int:
        """Returns the line of the first of some keys in the front matter, 0 for none."""
        pattern = re.compile(rf"^[\"']?(?:{keys})[\"']?\s*[:=]", re.MULTILINE | re.IGNORECASE)
        match = pattern.search(self.text, 0, self.body)
        return self.line_at(match.start()) if match else 0


def significant(text: str) -> str:
    """Returns the letters and digits of a text, folded: all else is written in many ways."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(filter(str.isalnum, folded))
