"""Tables as plain text: columns where they fit into a line, else a record for each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from publishkit.formats.email.wrapping import WIDTH, Line, columns
from publishkit.model.nodes import Alignment

__all__ = ["TextCell", "table_lines"]


class TextCell(NamedTuple):
    """A cell's text on one line, and how many columns and rows it spans."""

    text: str
    alignment: Alignment = None
    column_span: int = 1
    row_span: int = 1


_GAP: Final = " | "
_EMPTY: Final = TextCell("")


def table_lines(rows: Sequence[Sequence[TextCell]], *, head_count: int) -> list[Line]:
    """Returns the lines of a table whose first ``head_count`` rows are its head."""
    grid = _grid(rows)
    count = max(map(len, grid), default=0)
    if not count:
        return []
    full = [[*row, *[_EMPTY] * (count - len(row))] for row in grid]
    widths = [max(columns(row[place].text) for row in full) for place in range(count)]
    if sum(widths) + len(_GAP) * (count - 1) < WIDTH:
        return _in_columns(full, widths, head_count)
    return _as_records(full, head_count)


def _grid(rows: Sequence[Sequence[TextCell]]) -> list[list[TextCell]]:
    """Returns rows with an empty cell in each place that another cell spans."""
    grid: list[list[TextCell]] = []
    #: For each column, the rows below that a cell above still spans.
    taken: dict[int, int] = {}
    for row in rows:
        line: list[TextCell] = []
        cells = iter(row)
        last = max((place for place, count in taken.items() if count), default=-1)
        cell = next(cells, None)
        while cell is not None or len(line) <= last:
            place = len(line)
            if taken.get(place, 0):
                taken[place] -= 1
                line.append(_EMPTY)
            elif cell is None:
                line.append(_EMPTY)
            else:
                # More columns than these are never printed side by side.
                span = min(cell.column_span, WIDTH)
                taken.update(dict.fromkeys(range(place, place + span), cell.row_span - 1))
                line += [cell, *[_EMPTY] * (span - 1)]
                cell = next(cells, None)
        grid.append(line)
    return grid


def _in_columns(rows: list[list[TextCell]], widths: list[int], head_count: int) -> list[Line]:
    lines = [
        Line(
            _GAP.join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip(
                _GAP
            ),
            is_fixed=True,
        )
        for row in rows
    ]
    rule = Line("-+-".join("-" * max(width, 1) for width in widths), is_fixed=True)
    return [*lines[:head_count], rule, *lines[head_count:]] if head_count else lines


def _padded(cell: TextCell, width: int) -> str:
    room = width - columns(cell.text)
    before = {"right": room, "center": room // 2}.get(cell.alignment or "left", 0)
    return f"{' ' * before}{cell.text}{' ' * (room - before)}"


def _as_records(rows: list[list[TextCell]], head_count: int) -> list[Line]:
    """Returns a group of lines for each row, each value after the name of its column."""
    names = [cell.text for cell in rows[head_count - 1]] if head_count else []
    # The head's other rows name groups of columns: a record of their own says what there is.
    body = [*rows[: max(head_count - 1, 0)], *rows[head_count:]]
    lines: list[Line] = []
    for row in body or rows:
        lines += [Line()] if lines else []
        for place, cell in enumerate(row):
            name = names[place] if body and place < len(names) else ""
            if cell.text:
                lines.append(Line(cell.text, prefix=f"{name}: " if name else "- "))
    return lines
