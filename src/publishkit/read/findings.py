"""Gathers the diagnostics of one source while it is read."""

from __future__ import annotations

from pathlib import Path

from publishkit.diagnostics import Diagnostic, diagnose, in_line_order

__all__ = ["Findings"]


class Findings:
    """Collects what one reading finds, so that every problem is reported, not the first."""

    __slots__ = ("_diagnostics", "path")

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._diagnostics: list[Diagnostic] = []

    def add(self, code: str, message: str, *, line: int | None, hint: str | None = None) -> None:
        """Records one finding under a code of the catalogue."""
        self._diagnostics.append(diagnose(code, message, path=self.path, line=line, hint=hint))

    def extend(self, other: Findings) -> None:
        """Takes over what an attempt found, once it has turned out to be the right one."""
        self._diagnostics.extend(other._diagnostics)

    def count(self, code: str) -> int:
        """Returns how often a code was found so far."""
        return sum(diagnostic.code == code for diagnostic in self._diagnostics)

    def in_line_order(self) -> tuple[Diagnostic, ...]:
        """Returns what was found, by line, equal findings once."""
        return in_line_order(self._diagnostics)
