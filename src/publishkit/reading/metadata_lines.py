"""Reads the metadata lines of Pelican (``Title: …``) and Nikola (``.. title: …``)."""

from __future__ import annotations

import re
from typing import Final

from publishkit.reading.raw_values import Entry, RawMapping, Scalar

__all__ = ["read_metadata_lines"]

_LINE: Final = re.compile(r"(?:\.\.[ \t]+)?([A-Za-z][\w-]*)[ \t]*:[ \t]*(.*)")


def read_metadata_lines(text: str, *, first_line: int) -> RawMapping:
    """Takes every value as it stands; an indented line goes on with the value before it."""
    entries: list[Entry] = []
    for number, line in enumerate(text.split("\n"), start=first_line):
        is_start = not line.startswith(("    ", "\t")) or line.lstrip().startswith("..")
        match = _LINE.fullmatch(line.strip())
        if match is not None and is_start:
            entries.append(Entry(match[1], _value(match[2], number), number))
        elif line.strip() and entries:
            last = entries[-1]
            assert isinstance(last.value, Scalar)
            whole = f"{last.value.text}\n{line.strip()}"
            entries[-1] = Entry(last.key, _value(whole, last.line), last.line)
    return RawMapping(tuple(entries), first_line)


def _value(text: str, line: int) -> Scalar:
    text = text.strip()
    return Scalar(text, text or None, line)
