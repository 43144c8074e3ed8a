"""Which lists may stay list elements, and the marks of those that may not."""

from __future__ import annotations

from typing import Final

from publishkit.model.nodes import BulletList, ListItem, OrderedList, Paragraph, Plain
from publishkit.render.numerals import numeral

__all__ = ["is_flat", "list_markers"]

_BULLETS: Final = ("•", "◦", "▪")
_TASK_MARKS: Final = {True: "☑&nbsp;", False: "☐&nbsp;"}


def is_flat(node: BulletList | OrderedList) -> bool:
    """Whether every item is one line of text, so that WeChat's own list elements serve."""
    if isinstance(node, OrderedList) and (node.start != 1 or node.style != "1"):
        return False
    return all(item.is_done is None and _is_line(item) for item in node.items)


def _is_line(item: ListItem) -> bool:
    match item.content:
        case (Plain(content) | Paragraph(content),):
            return bool(content)
    return False


def list_markers(node: BulletList | OrderedList, depth: int) -> list[str]:
    """Returns the mark of each item, as markup; ``depth`` counts from 1."""
    if isinstance(node, BulletList):
        bullet = _BULLETS[min(depth, len(_BULLETS)) - 1]
        return [
            bullet if item.is_done is None else _TASK_MARKS[item.is_done] for item in node.items
        ]
    return [
        f"{numeral(node.start + index, node.style)}.&nbsp;"
        + ("" if item.is_done is None else _TASK_MARKS[item.is_done])
        for index, item in enumerate(node.items)
    ]
