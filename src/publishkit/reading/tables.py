"""pandoc's tables to ours: alignment by cell or column, spans, head columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol

from publishkit.model.nodes import Alignment, Attributes, Cell, Row, Table

__all__ = ["decode_table"]

_ALIGNMENTS: Final[Mapping[str, Alignment]] = {
    "AlignLeft": "left",
    "AlignCenter": "center",
    "AlignRight": "right",
    "AlignDefault": None,
}


class _BlockDecoder(Protocol):
    def blocks(self, items: Iterable[dict[str, Any]]) -> tuple[Any, ...]: ...

    def attributes(self, attributes: Any) -> Attributes: ...


def decode_table(content: Any, decoder: _BlockDecoder) -> Table:
    """Returns a table of pandoc 2.10 or newer (Text.Pandoc.Definition, ``Table``)."""
    attributes, (_, caption), columns, (_, head), bodies, (_, foot) = content
    alignments = [_ALIGNMENTS[alignment["t"]] for alignment, _ in columns]
    widths = tuple(width.get("c", 0.0) for _, width in columns)
    rows: list[Row] = []
    for _, head_columns, middle, body in bodies:
        rows += [_row(row, alignments, len(alignments), decoder) for row in middle]
        rows += [_row(row, alignments, head_columns, decoder) for row in body]
    heads = tuple(_row(row, alignments, 0, decoder) for row in head)
    is_empty = all(not cell.content for row in heads for cell in row.cells)
    return Table(
        () if is_empty else heads,
        tuple(rows),
        tuple(_row(row, alignments, 0, decoder) for row in foot),
        decoder.blocks(caption),
        widths if all(widths) else (),
        decoder.attributes(attributes),
    )


def _row(row: Any, alignments: list[Alignment], head_columns: int, decoder: _BlockDecoder) -> Row:
    _, cells = row
    result: list[Cell] = []
    column = 0
    for _, alignment, row_span, column_span, content in cells:
        own = _ALIGNMENTS[alignment["t"]]
        if own is None and column < len(alignments):
            own = alignments[column]
        result.append(
            Cell(decoder.blocks(content), own, row_span, column_span, column < head_columns)
        )
        column += column_span
    return Row(tuple(result))
