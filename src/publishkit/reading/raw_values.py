"""Front-matter values before a field gives them a type: text, lists and mappings with lines."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, TypeAlias

from publishkit.reading.findings import Findings
from publishkit.reading.source import FORBIDDEN

__all__ = [
    "MAX_DEPTH",
    "Entry",
    "RawList",
    "RawMapping",
    "RawValue",
    "Scalar",
    "clean",
    "to_plain",
    "without_separators",
]

#: Nesting that no front matter needs; deeper blocks are refused.
MAX_DEPTH: Final = 20

_Guess: TypeAlias = "str | int | float | bool | None"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value: ``text`` as written, ``guess`` as YAML, TOML or JSON would type it."""

    text: str
    guess: _Guess
    line: int
    is_quoted: bool = False

    @property
    def is_given(self) -> bool:
        """False for nothing, ``null``, ``~`` and blank text, which all mean *no value*."""
        return self.guess is not None and bool(self.text.strip())

    @property
    def is_bool(self) -> bool:
        """True for an unquoted truth value, as ``image: false`` is used to switch things off."""
        return isinstance(self.guess, bool)


@dataclass(frozen=True, slots=True)
class RawList:
    """A list; ``is_flow`` for YAML's ``[a, b]``, where a full-width comma does not separate."""

    items: tuple[RawValue, ...]
    line: int
    is_flow: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One key with its value; ``line`` is the key's."""

    key: str
    value: RawValue
    line: int


@dataclass(frozen=True, slots=True)
class RawMapping:
    """Entries in the order of the source; a key may occur twice."""

    entries: tuple[Entry, ...]
    line: int


RawValue: TypeAlias = Scalar | RawList | RawMapping


def clean(text: str, *, line: int, findings: Findings) -> str:
    """Drops what escapes such as ``\\u0007`` bring in that XML forbids, and says so (M001)."""
    if FORBIDDEN.search(text) is not None:
        text = FORBIDDEN.sub("", text)
        findings.add("M001", "an escape stands for a character that XML forbids", line=line)
    return without_separators(text)


def without_separators(text: str) -> str:
    """Returns the text with spaces for Unicode's line and paragraph separators."""
    return text.replace("\u2028", " ").replace("\u2029", " ")


def to_plain(value: RawValue) -> object:
    """Returns plain data for ``Metadata.extra``: the guess where there is one, else the text."""
    match value:
        case Scalar(text, guess):
            is_finite = not isinstance(guess, float) or math.isfinite(guess)
            return guess if is_finite else text
        case RawList(items):
            return [to_plain(item) for item in items]
        case RawMapping(entries):
            return {entry.key: to_plain(entry.value) for entry in entries}
