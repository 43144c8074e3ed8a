"""Tables as plain text: columns where they fit into a line, else a record for each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

from publishkit.formats.email.wrapping import WIDTH, Line, columns
from publishkit.model.nodes import Alignment

__all__ = ["TextCell", "table_lines"]

#: Text, alignment, and how many columns it spans.
TextCell: TypeAlias = "tuple[str, Alignment, int]"
_GAP: Final = " | "


def table_lines(rows: Sequence[Sequence[TextCell]], *, head_count: int) -> list[Line]:
    """Returns the lines of a table whose first ``head_count`` rows are its head."""
    grid = [row for row in map(_spread, rows) if row]
    count = max(map(len, grid), default=0)
    if not count:
        return []
    full = [[*row, *[("", None)] * (count - len(row))] for row in grid]
    widths = [max(columns(row[place][0]) for row in full) for place in range(count)]
    if sum(widths) + len(_GAP) * (count - 1) < WIDTH:
        return _in_columns(full, widths, head_count)
    return _as_records(full, head_count)


def _spread(row: Sequence[TextCell]) -> list[tuple[str, Alignment]]:
    """Returns the cells of a row, an empty one for each further column that one spans."""
    cells: list[tuple[str, Alignment]] = []
    for text, alignment, span in row:
        cells += [(text, alignment), *[("", None)] * (span - 1)]
    return cells


def _in_columns(
    rows: list[list[tuple[str, Alignment]]], widths: list[int], head_count: int
) -> list[Line]:
    lines = [
        Line(
            _GAP.join(
                _padded(*cell, width) for cell, width in zip(row, widths, strict=True)
            ).rstrip(_GAP),
            is_fixed=True,
        )
        for row in rows
    ]
    rule = Line("-+-".join("-" * max(width, 1) for width in widths), is_fixed=True)
    return [*lines[:head_count], rule, *lines[head_count:]] if head_count else lines


def _padded(text: str, alignment: Alignment, width: int) -> str:
    room = width - columns(text)
    before = {"right": room, "center": room // 2}.get(alignment or "left", 0)
    return f"{' ' * before}{text}{' ' * (room - before)}"


def _as_records(rows: list[list[tuple[str, Alignment]]], head_count: int) -> list[Line]:
    """Returns a group of lines for each row, each value after the name of its column."""
    names = [text for text, _ in rows[head_count - 1]] if head_count else []
    # The head's other rows name groups of columns: a record of their own says what there is.
    body = [*rows[: max(head_count - 1, 0)], *rows[head_count:]]
    lines: list[Line] = []
    for row in body or rows:
        lines += [Line()] if lines else []
        for place, (text, _) in enumerate(row):
            name = names[place] if body and place < len(names) else ""
            if text:
                lines.append(Line(text, prefix=f"{name}: " if name else "- "))
    return lines
