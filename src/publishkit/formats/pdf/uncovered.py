"""Characters that no font has, each with the line of the article where it first stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.formats.pdf.fonts import MORE_FONTS_ADVICE
from publishkit.formats.pdf.source_lines import source_lines
from publishkit.model.document import Document
from publishkit.model.nodes import Heading
from publishkit.model.tree import plain_text, walk

__all__ = ["report_uncovered"]

#: Characters that get a diagnostic each; the others share one.
_MOST_NAMED: Final = 10
_MOST_LINES: Final = 5
_HINT: Final = f"a box stands for it; {MORE_FONTS_ADVICE}, or a system font that has it"


def report_uncovered(
    documents: Iterable[Document], missing: frozenset[int]
) -> tuple[Diagnostic, ...]:
    """Names each character, with its code point and its lines, in every document that has it.

    Nodes of the document have no lines, so they are looked up in its source. A character that
    stands nowhere in it was put there by a template or a style and is named once, without a line.
    """
    if not missing:
        return ()
    found: list[Diagnostic] = []
    left = set(map(chr, missing))
    first: Path | None = None
    for document in documents:
        first = first or document.source
        lines = source_lines(document.source)
        places = {char: list(_lines(document, char, lines)) for char in map(chr, sorted(missing))}
        own = {char: numbers for char, numbers in places.items() if numbers}
        left -= own.keys()
        found += _diagnostics(document.source, own)
    return (*found, *_diagnostics(first, {char: [0] for char in sorted(left)}))


def _diagnostics(path: Path | None, places: dict[str, list[int]]) -> Iterator[Diagnostic]:
    """Yields a diagnostic for each of the first characters, and one for all others."""
    items = list(places.items())
    for char, numbers in items[:_MOST_NAMED]:
        more = [str(number) for number in numbers[1:_MOST_LINES]]
        also = f", also in line {' '.join(more)}" if more else ""
        if len(numbers) > _MOST_LINES:
            also += " …"
        message = f"character '{char}' (U+{ord(char):04X}) is in none of the fonts{also}"
        yield diagnose("X001", message, path=path, line=numbers[0] or None, hint=_HINT)
    rest = [
        f"{char} (U+{ord(char):04X}{f', line {numbers[0]}' if numbers[0] else ''})"
        for char, numbers in items[_MOST_NAMED:]
    ]
    if rest:
        message = f"{len(rest)} more characters are in none of the fonts: {', '.join(rest)}"
        yield diagnose("X001", message, path=path, hint=_HINT)


def _lines(document: Document, char: str, lines: list[str]) -> Iterator[int]:
    """Yields the lines where a character stands, 0 when only that it does is known."""
    written = re.compile(
        rf"{re.escape(char)}|&#(?:[xX]0*{ord(char):x}|0*{ord(char)});|\\U0*{ord(char):x}\b",
        re.IGNORECASE if ord(char) > 0x7F else 0,
    )
    numbers = [number for number, line in enumerate(lines, start=1) if written.search(line)]
    if numbers:
        yield from numbers
        return
    for node in walk(document.content):
        if isinstance(node, Heading) and node.line and char in plain_text(node.content):
            yield node.line
            return
    for note in document.endnotes:
        if char in plain_text(note.content):
            yield note.line or 0
            return
    metadata = document.metadata
    names = (metadata.title, metadata.subtitle or "", *(author.name for author in metadata.authors))
    if char in "".join((plain_text(document.content), *names)):
        yield 0
