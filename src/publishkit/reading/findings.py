"""Gathers the diagnostics of one source while it is read."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

from publishkit.diagnostics import Diagnostic, diagnose, in_line_order

__all__ = ["Findings"]


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
        for form in (part, unquote(part)):
            position = self._text.find(form, self._start) if form else -1
            if position >= 0:
                return self._text.count("\n", 0, position) + 1
        return None

    def count(self, code: str) -> int:
        """Returns how often a code was found so far."""
        return sum(diagnostic.code == code for diagnostic in self._diagnostics)

    def in_line_order(self) -> tuple[Diagnostic, ...]:
        """Returns what was found, by line, equal findings once."""
        return in_line_order(self._diagnostics)
