"""How wide a table needs to be, so that it is set smaller before it runs off the page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from publishkit.model.nodes import Image, Math, Row, Table
from publishkit.model.tree import plain_text, walk

__all__ = ["TableFit", "fit_table"]

#: Tables are set in this share of the text's size; smaller ones in steps down to what it takes.
_SIZE: Final = 0.9
_SIZES: Final = (0.9, 0.82, 0.75)
#: Left and right of what stands in a cell, in sizes of the table's text.
_PADDING: Final = 1.1
#: What a column of text needs at least, whatever its longest word: two characters.
_LEAST: Final = 2.0
#: A line breaks at these: what stands between them stays whole.
_BREAK: Final = re.compile(
    r"[\s\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)
_WIDE_LETTER: Final = 0.62


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
    whole = sum(max(need, _LEAST) for need in needs) + _PADDING * len(needs)
    for size in _SIZES:
        if whole * size <= room:
            return TableFit(size, breaks_words=False, is_wide=False)
    least = (_LEAST + _PADDING) * len(needs)
    size = min(_SIZES[-1], room / least) if least else _SIZE
    return TableFit(round(size, 3), breaks_words=True, is_wide=True)


def _column_needs(table: Table) -> Iterator[float]:
    """Yields the width of the longest word of each column, in sizes of the table's text."""
    rows = (*table.head, *table.body, *table.foot)
    widths: dict[int, float] = {}
    open_spans: dict[int, int] = {}
    for row in rows:
        for column, need in _row_needs(row, open_spans):
            widths[column] = max(widths.get(column, 0.0), need)
    for column in range(max(widths, default=-1) + 1):
        yield widths.get(column, 0.0)


def _row_needs(row: Row, open_spans: dict[int, int]) -> Iterator[tuple[int, float]]:
    """Yields the columns of a row's cells; ``open_spans`` has the rows that a column is taken."""
    column = 0
    taken = {place for place, count in open_spans.items() if count > 0}
    for place in taken:
        open_spans[place] -= 1
    for cell in row.cells:
        while column in taken:
            column += 1
        need = 0.0
        for node in walk(cell.content):
            if isinstance(node, Image):
                need = max(need, 4.0)
            elif isinstance(node, Math):
                need = max(need, min(12.0, len(node.tex) * 0.4))
        words = _BREAK.split(plain_text(cell.content))
        need = max(need, max((_word_width(word) for word in words), default=0.0))
        for place in range(column, column + cell.column_span):
            yield place, need / cell.column_span
            if cell.row_span > 1:
                open_spans[place] = cell.row_span - 1
        column += cell.column_span


def _word_width(word: str) -> float:
    return sum(
        0.0
        if unicodedata.combining(char)
        else _WIDE_LETTER
        if char.islower() or char.isdigit()
        else 0.75
        for char in word
    )
