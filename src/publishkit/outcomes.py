"""What became of one source in one format."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from publishkit.diagnostics import Diagnostic, Severity
from publishkit.errors import PublishKitError
from publishkit.formats.base import Rendition

__all__ = ["Outcome"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result of one export: a written file, a rendition in memory, or an error.

    ``source`` is ``None`` for standard input and for what is made of all sources together.
    Where nothing is written, ``stale`` is a file that would have been, and ``unchanged`` one that
    holds the same bytes already.
    ``format`` is empty when the source was only read, or left out of the collection. ``traceback``
    is set when the error is a defect of the program and not of the article.
    """

    source: Path | None
    format: str = ""
    path: Path | None = None
    stale: Path | None = None
    unchanged: Path | None = None
    rendition: Rendition | None = None
    error: PublishKitError | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    traceback: str = ""

    @property
    def places(self) -> tuple[Path, ...]:
        """Where the file is, or would be."""
        return tuple(path for path in (self.path, self.stale, self.unchanged) if path is not None)

    @property
    def is_ok(self) -> bool:
        """Whether nothing failed; there may be warnings."""
        return self.error is None

    @property
    def has_warnings(self) -> bool:
        """Whether ``--strict`` would fail it."""
        return any(item.severity is not Severity.NOTE for item in self.diagnostics)
