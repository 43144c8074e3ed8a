"""What the cells of a table say of their place: spans, scope, headers (ISO 32000-1, 14.8.5.7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

__all__ = ["TableCell", "short_rows", "table_cells"]


class TableCell(NamedTuple):
    """The identifier of a header that cells name, and the attributes of owner ``Table``."""

    identifier: str
    attributes: dict[str, Any]


class _Placed(NamedTuple):
    element: Any
    row: int
    column: int
    rows: int
    columns: int

    @property
    def is_row_header(self) -> bool:
        return bool(self.element.tag == "th" and self.element.get("scope") == "row")

    @property
    def is_column_header(self) -> bool:
        return bool(self.element.tag == "th") and not self.is_row_header


def table_cells(table: Any, name: str) -> dict[Any, TableCell]:
    """Returns the description of each cell; ``name`` makes identifiers unique in the file.

    A header's scope says all in a plain table. Where a header spans several cells or stands in one
    of several rows of headers, cells name their headers too.
    """
    cells = list(_placed(table))
    headers = [cell for cell in cells if cell.element.tag == "th"]
    is_plain = all(cell.rows == cell.columns == 1 for cell in headers) and (
        len({cell.row for cell in headers if cell.is_column_header}) <= 1
        and len({cell.column for cell in headers if cell.is_row_header}) <= 1
    )
    named = {} if is_plain else {cell: f"{name}-{n}" for n, cell in enumerate(headers)}
    by_column: dict[int, list[_Placed]] = {}
    by_row: dict[int, list[_Placed]] = {}
    for cell in named:
        if cell.is_row_header:
            for row in range(cell.row, cell.row + cell.rows):
                by_row.setdefault(row, []).append(cell)
        else:
            for column in range(cell.column, cell.column + cell.columns):
                by_column.setdefault(column, []).append(cell)
    found: dict[Any, TableCell] = {}
    for cell in cells:
        values: dict[str, Any] = {}
        if cell.element.tag == "th":
            values["Scope"] = "/Row" if cell.is_row_header else "/Column"
        if cell.columns > 1:
            values["ColSpan"] = cell.columns
        if cell.rows > 1:
            values["RowSpan"] = cell.rows
        own = [
            *(header for n in range(cell.rows) for header in by_row.get(cell.row + n, ())),
            *(header for n in range(cell.columns) for header in by_column.get(cell.column + n, ())),
        ]
        names = [named[header] for header in dict.fromkeys(own) if _is_before(header, cell)]
        if names:
            values["Headers"] = names
        found[cell.element] = TableCell(named.get(cell, ""), values)
    return found


def short_rows(table: Any) -> dict[Any, int]:
    """Returns how many cells rows lack that have fewer columns than others of the table.

    Such tables come of raw HTML; ISO 14289-1, 7.2, wants all rows alike.
    """
    rows = [row for group in _groups(table) for row in group]
    taken: Counter[int] = Counter()
    for cell in _placed(table):
        for row in range(cell.row, cell.row + cell.rows):
            taken[row] += cell.columns
    widest = max(taken.values(), default=0)
    return {row: widest - taken[n] for n, row in enumerate(rows) if taken[n] < widest}


def _is_before(header: _Placed, cell: _Placed) -> bool:
    return header.column < cell.column if header.is_row_header else header.row < cell.row


def _placed(table: Any) -> Iterator[_Placed]:
    """Yields the cells with their places in the grid (HTML, 4.9.12.1)."""
    first = 0
    for group in _groups(table):
        taken: set[tuple[int, int]] = set()
        for number, row in enumerate(group):
            column = 0
            for element in row:
                if element.tag not in ("td", "th"):
                    continue
                while (number, column) in taken:
                    column += 1
                columns = _span(element, "colspan")
                rows = min(_span(element, "rowspan"), len(group) - number)
                taken |= {(number + r, column + c) for r in range(rows) for c in range(columns)}
                yield _Placed(element, first + number, column, rows, columns)
                column += columns
        first += len(group)


def _groups(table: Any) -> list[list[Any]]:
    groups: list[list[Any]] = []
    for child in table:
        if child.tag in ("thead", "tbody", "tfoot"):
            groups.append([row for row in child if row.tag == "tr"])
        elif child.tag == "tr":
            groups.append([child])
    return groups


def _span(element: Any, name: str) -> int:
    value = str(element.get(name, "")).strip()
    return max(1, min(int(value), 1000)) if value.isascii() and value.isdigit() else 1
