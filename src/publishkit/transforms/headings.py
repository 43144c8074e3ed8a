"""Ids, levels and titles of headings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final, cast

from publishkit.model.nodes import Attributes, Block, Div, Heading, Node
from publishkit.model.tree import plain_text, rewrite, walk

__all__ = ["heading_id", "identify_headings", "rebase_headings", "section_level"]

_DROPPED: Final = re.compile(r"[^\w\- ]")


def heading_id(text: str) -> str:
    """Returns GitHub's id for a heading: lower case, spaces as hyphens, no punctuation."""
    folded = " ".join(text.split()).lower()
    return _DROPPED.sub("", folded).replace(" ", "-")


def identify_headings(content: tuple[Any, ...]) -> tuple[Any, ...]:
    """Returns the tree with an id for each heading: the author's own, or one made of its text.

    Ids that are made are unique by a number behind them, as on GitHub; what an author wrote twice
    keeps its id in the first place only. Another node with a heading's id loses it: that is the
    anchor that authors put before their headings.
    """
    ids: list[str] = []
    other_ids: set[str] = set()
    for node in walk(content):
        if isinstance(node, Heading):
            ids.append(node.id)
        elif isinstance(own := getattr(node, "attributes", None), Attributes):
            other_ids.add(own.id)
    taken = set(ids) - {""}
    if len(taken) == len(ids) and taken.isdisjoint(other_ids):
        return content
    seen: set[str] = set()
    next_number: dict[str, int] = {}

    def identified(node: Node) -> Node:
        if not isinstance(node, Heading) or (node.id and node.id not in seen):
            if isinstance(node, Heading):
                seen.add(node.id)
            return node
        base = heading_id(plain_text(node.content)) or "section"
        number = next_number.get(base, 0)
        name = f"{base}-{number}" if number else base
        while name in seen or name in taken:
            number += 1
            name = f"{base}-{number}"
        next_number[base] = number + 1
        seen.add(name)
        own = node.attributes
        return replace(node, attributes=Attributes(name, own.classes, own.pairs))

    def without_heading_id(node: Any) -> Node | tuple[Node, ...]:
        own = getattr(node, "attributes", None)
        if isinstance(node, Heading) or not isinstance(own, Attributes) or own.id not in seen:
            return cast("Node", node)
        if isinstance(node, Div) and not node.content:
            return ()
        return cast("Node", replace(node, attributes=Attributes("", own.classes, own.pairs)))

    content = rewrite(content, identified)
    return content if seen.isdisjoint(other_ids) else rewrite(content, without_heading_id)


def rebase_headings(content: tuple[Block, ...], first_level: int) -> tuple[Block, ...]:
    """Returns the tree with levels that start at ``first_level`` and skip none.

    A heading keeps its place under the headings above it: the next one of the same or of a higher
    level is never printed as its child. Levels stop at 6.
    """
    open_levels: list[int] = []

    def rebased(node: Node) -> Node:
        if not isinstance(node, Heading):
            return node
        while open_levels and open_levels[-1] >= node.level:
            open_levels.pop()
        level = min(first_level + len(open_levels), 6)
        open_levels.append(node.level)
        return node if level == node.level else replace(node, level=level)

    return rewrite(content, rebased)


def section_level(content: Iterable[Block]) -> int:
    """Returns the level of the document's own sections.

    It is the highest level that occurs more than once or stands alone; an only heading of the
    highest level that comes before all others is a title, not a section. Without headings it is 2.
    """
    levels = [node.level for node in walk(content) if isinstance(node, Heading)]
    if not levels:
        return 2
    top = min(levels)
    if levels.count(top) == 1 and levels[0] == top and len(levels) > 1:
        return min(levels[1:])
    return top
