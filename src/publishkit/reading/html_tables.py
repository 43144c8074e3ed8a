"""Tables of raw HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from publishkit.model.nodes import (
    Alignment,
    Attributes,
    Block,
    Cell,
    Div,
    Node,
    Plain,
    Row,
    Table,
)
from publishkit.reading.html_tree import Tag

if TYPE_CHECKING:
    from publishkit.reading.html_nodes import NodeBuilder

__all__ = ["table_of"]

_TEXT_ALIGN: Final = re.compile(r"(?:^|;)\s*text-align:\s*(left|center|right)")


def table_of(tag: Tag, builder: NodeBuilder) -> Sequence[Node]:
    """Returns a table (HTML Standard, 4.9), or its caption when it has no cells.

    A first row of header cells is the head even where no ``thead`` says so, unless a cell of it
    reaches into the next row.
    """
    own = builder.attributes(tag)
    caption: list[Block] = []
    parts: dict[str, list[Row]] = {"thead": [], "tbody": [], "tfoot": []}
    astray: list[Node] = []
    for child in tag.children:
        if isinstance(child, str | int):
            astray += builder.flow([child])
        elif child.name == "caption":
            caption += builder.blocks(child, Plain)
        elif child.name in parts:
            parts[child.name] += _rows(child, builder, astray)
        elif child.name == "tr":
            parts["tbody"] += _rows_of([child], builder, astray)
        else:
            astray += builder.flow([child])
    head, body, foot = parts.values()
    if not head and len(body) > 1 and _is_head(body[0]):
        head, body = body[:1], body[1:]
    if not (head or body or foot):
        return [*caption, *astray]
    return [Table(tuple(head), tuple(body), tuple(foot), tuple(caption), (), own), *astray]


def _rows(section: Tag, builder: NodeBuilder, astray: list[Node]) -> list[Row]:
    return _rows_of(section.children, builder, astray)


def _rows_of(children: Sequence[Any], builder: NodeBuilder, astray: list[Node]) -> list[Row]:
    rows: list[Row] = []
    for child in children:
        if isinstance(child, str | int) or child.name != "tr":
            astray += builder.flow([child])
            continue
        name = builder.attributes(child).id
        cells: list[Cell] = []
        for item in child.children:
            if isinstance(item, str | int) or item.name not in {"td", "th"}:
                astray += builder.flow([item])
            else:
                cells.append(_cell(item, builder, name))
                name = ""
        if cells:
            rows.append(Row(tuple(cells)))
    return rows


def _cell(tag: Tag, builder: NodeBuilder, row_id: str) -> Cell:
    name = builder.attributes(tag).id
    content = builder.blocks(tag, Plain)
    for anchor in (name, row_id):
        if anchor:
            content = (Div(content, Attributes(anchor)),)
    return Cell(
        content,
        _alignment(tag),
        int(tag.attributes.get("rowspan", "1")),
        int(tag.attributes.get("colspan", "1")),
        tag.name == "th",
    )


def _alignment(tag: Tag) -> Alignment:
    found = _TEXT_ALIGN.search(tag.attributes.get("style", ""))
    match found[1] if found else tag.attributes.get("align", "").lower():
        case "left":
            return "left"
        case "center":
            return "center"
        case "right":
            return "right"
        case _:
            return None


def _is_head(row: Row) -> bool:
    return all(cell.is_header and cell.row_span == 1 for cell in row.cells)
