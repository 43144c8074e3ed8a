"""What stands in a tree while it is read; none of it is left in a ``Document``."""

from __future__ import annotations

from dataclasses import dataclass

from publishkit.model.nodes import Block

__all__ = ["NoteDefinition", "NoteReference", "NotesBelow", "RawBlock", "RawInline"]


@dataclass(frozen=True, slots=True)
class NoteReference:
    """A place that cites the note with this key; it stands where a ``Citation`` will stand."""

    key: str


@dataclass(frozen=True, slots=True)
class NotesBelow:
    """Stands in a heading and tells which notes are defined below it, by their keys."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoteDefinition:
    """A note that the reader accepted; ``label`` is the author's, empty for a note without one."""

    key: str
    label: str
    content: tuple[Block, ...]
    line: int | None = None


@dataclass(frozen=True, slots=True)
class RawBlock:
    """A block of HTML as the author wrote it, perhaps unbalanced."""

    html: str


@dataclass(frozen=True, slots=True)
class RawInline:
    """A tag or comment inside of text, as the author wrote it."""

    html: str
