"""Gathers the diagnostics of one source while it is read."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import unquote

from publishkit.diagnostics import Diagnostic, diagnose, in_line_order

__all__ = ["Findings"]

#: What stands inside paths and addresses beside letters and digits.
_NAME_MARKS: Final = frozenset("/._-%~")
#: A part that is found this often without standing alone is not looked for any longer.
_MOST_PLACES: Final = 100


class Findings:
    """Collects what one reading finds, so that every problem is reported, not the first.

    ``text`` is the whole source, for finding the lines of what pandoc's tree has no lines for.
    """

    __slots__ = ("_diagnostics", "_start", "_text", "path")

    def __init__(self, path: Path | None, text: str = "") -> None:
        self.path = path
        self._text = text
        self._start = 0
        self._diagnostics: list[Diagnostic] = []

    def add(self, code: str, message: str, *, line: int | None, hint: str | None = None) -> None:
        """Records one finding under a code of the catalogue."""
        self._diagnostics.append(diagnose(code, message, path=self.path, line=line, hint=hint))

    def extend(self, other: Findings) -> None:
        """Takes over what an attempt found, once it has turned out to be the right one."""
        self._diagnostics.extend(other._diagnostics)

    def look_from_line(self, line: int) -> None:
        """Keeps ``line_of`` below the front matter, whose text is no part of the body."""
        for _ in range(line - 1):
            self._start = self._text.find("\n", self._start) + 1

    def line_of(self, part: str) -> int | None:
        """Returns the line on which a URL, formula or tag stands first in the source."""
        forms = [form for form in dict.fromkeys((part, unquote(part))) if form]
        # First as a whole: '/a.png' is not meant by '/b/a.png' on an earlier line.
        for is_whole in (True, False):
            for form in forms:
                position = self._find(form, is_whole=is_whole)
                if position >= 0:
                    return self._text.count("\n", 0, position) + 1
        return None

    def _find(self, form: str, *, is_whole: bool) -> int:
        position = self._text.find(form, self._start)
        for _ in range(_MOST_PLACES if is_whole else 0):
            if position < 0 or not self._goes_on(form, position):
                return position
            position = self._text.find(form, position + 1)
        return -1 if is_whole else position

    def _goes_on(self, form: str, position: int) -> bool:
        """Whether what stands there is only a part of a longer path, address or word."""
        before = self._text[max(position - 1, self._start) : position]
        after = self._text[position + len(form) : position + len(form) + 1]
        return (_is_in_name(form[0]) and _is_in_name(before)) or (
            _is_in_name(form[-1]) and _is_in_name(after)
        )

    def count(self, code: str) -> int:
        """Returns how often a code was found so far."""
        return sum(diagnostic.code == code for diagnostic in self._diagnostics)

    def in_line_order(self) -> tuple[Diagnostic, ...]:
        """Returns what was found, by line, equal findings once."""
        return in_line_order(self._diagnostics)


def _is_in_name(character: str) -> bool:
    return character.isalnum() or character in _NAME_MARKS
