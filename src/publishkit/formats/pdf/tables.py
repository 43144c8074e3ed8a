"""How wide a table needs to be, so that it is set smaller before it runs off the page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from publishkit.model.nodes import Cell, Image, Math, Paragraph, Plain, Row, Table, Text
from publishkit.model.tree import plain_text, walk

__all__ = ["TableFit", "fit_table", "is_short"]

#: Tables are set in the first of these shares of the text's size in which they fit.
_SIZES: Final = (0.9, 0.82, 0.75)
#: Left and right of what stands in a cell, in sizes of the table's text.
_PADDING: Final = 1.1
#: What a column of text needs at least, when words may break anywhere.
_LEAST: Final = 2.0
#: A line breaks at these: what stands between them stays whole.
_BREAK: Final = re.compile(
    r"[\s\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)
#: A cell of no more than this is kept in one line.
_SHORT: Final = 4.6
_PICTURE: Final = 4.0
_FORMULA: Final = 12.0


@dataclass(frozen=True, slots=True)
class TableFit:
    """How a table is set: its text's size in ems, and whether words in it must break anywhere.

    ``is_wide`` tells that it needs more than the width that it was given, so that on a page of
    columns it should have all of them.
    """

    size: float
    breaks_words: bool
    is_wide: bool


def fit_table(table: Table, room: float) -> TableFit:
    """Returns how a table is set in ``room``, a width in sizes of the text around it."""
    needs = list(_column_needs(table))
    whole = sum(max(need) for need in needs) + _PADDING * len(needs)
    for size in _SIZES:
        if whole * size <= room:
            return TableFit(size, breaks_words=False, is_wide=False)
    least = sum(least for least, _ in needs) + _PADDING * len(needs)
    size = min(_SIZES[-1], room / least) if least else _SIZES[0]
    return TableFit(round(size - 0.0005, 3), breaks_words=True, is_wide=True)


def is_short(cell: Cell) -> bool:
    """Whether a cell holds so little that its line is not broken: a word, a number."""
    match cell.content:
        case () | (Plain() | Paragraph(),):
            text = plain_text(cell.content)
            is_plain = all(
                isinstance(node, Plain | Paragraph | Text) for node in walk(cell.content)
            )
            return is_plain and 0 < _word_width(text) <= _SHORT
    return False


def _column_needs(table: Table) -> Iterator[tuple[float, float]]:
    """Yields for each column, in sizes of the table's text, what it needs when words may break
    anywhere, and the width of its longest word.
    """
    needs: dict[int, tuple[float, float]] = {}
    open_spans: dict[int, int] = {}
    for row in (*table.head, *table.body, *table.foot):
        for column, least, longest in _row_needs(row, open_spans):
            known = needs.get(column, (_LEAST, 0.0))
            needs[column] = max(known[0], least), max(known[1], longest)
    for column in range(max(needs, default=-1) + 1):
        yield needs.get(column, (_LEAST, 0.0))


def _row_needs(row: Row, open_spans: dict[int, int]) -> Iterator[tuple[int, float, float]]:
    """Yields the columns of a row's cells; ``open_spans`` has the rows that a column is taken."""
    column = 0
    taken = {place for place, count in open_spans.items() if count > 0}
    for place in taken:
        open_spans[place] -= 1
    for cell in row.cells:
        while column in taken:
            column += 1
        longest = _longest(cell) / cell.column_span
        least = longest if is_short(cell) else 0.0
        for place in range(column, column + cell.column_span):
            yield place, least, longest
            if cell.row_span > 1:
                open_spans[place] = cell.row_span - 1
        column += cell.column_span


def _longest(cell: Cell) -> float:
    """The width of the longest piece of a cell that should not be broken."""
    if is_short(cell):
        return _word_width(plain_text(cell.content))
    longest = max(map(_word_width, _BREAK.split(plain_text(cell.content))), default=0.0)
    for node in walk(cell.content):
        if isinstance(node, Image):
            longest = max(longest, _PICTURE)
        elif isinstance(node, Math):
            longest = max(longest, min(_FORMULA, len(node.tex) * 0.4))
    return longest


def _word_width(word: str) -> float:
    """The width of a text in ems of a usual face: generous, for bold letters."""
    return sum(map(_character_width, word))


def _character_width(char: str) -> float:
    if unicodedata.combining(char):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    return 0.62 if char.islower() or char.isdigit() else 0.75
