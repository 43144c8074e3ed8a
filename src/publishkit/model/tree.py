"""Walking and rewriting the tree of an article, and taking its plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, Final, TypeVar, cast

from publishkit.model.nodes import (
    Alert,
    BlockQuote,
    BulletList,
    Cell,
    Citation,
    Code,
    CodeBlock,
    Definition,
    DefinitionList,
    Div,
    Element,
    EndnoteSection,
    Figure,
    Formatted,
    Heading,
    Image,
    LineBreak,
    Link,
    ListItem,
    Math,
    Node,
    OrderedList,
    Paragraph,
    Plain,
    Row,
    Span,
    Table,
    Text,
)

__all__ = ["plain_text", "player_text", "rewrite", "rewrite_siblings", "walk"]

#: The fields that hold child nodes, in the order in which they are read.
_CHILD_FIELDS: Final[dict[type, tuple[str, ...]]] = {
    Formatted: ("content",),
    Link: ("content",),
    Span: ("content",),
    Paragraph: ("content",),
    Plain: ("content",),
    Heading: ("content",),
    BlockQuote: ("content",),
    ListItem: ("content",),
    BulletList: ("items",),
    OrderedList: ("items",),
    DefinitionList: ("items",),
    Definition: ("term", "explanations"),
    Cell: ("content",),
    Row: ("cells",),
    Table: ("caption", "head", "body", "foot"),
    Figure: ("content", "caption"),
    Div: ("content",),
    Alert: ("title", "content"),
    Element: ("content",),
}
_NONE: Final[tuple[str, ...]] = ()

_T = TypeVar("_T")


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yields every node in reading order, a parent before its children.

    The heading of an ``EndnoteSection`` is yielded; the endnotes themselves are not part of the
    tree. Iterative, so that depth is no concern.
    """
    stack: list[Iterator[Any]] = [iter(nodes)]
    while stack:
        for item in stack[-1]:
            kind = type(item)
            if kind is tuple:  # one explanation of a definition list
                stack.append(iter(item))
                break
            yield item
            names = _CHILD_FIELDS.get(kind, _NONE)
            if names:
                if len(names) == 1:
                    stack.append(iter(getattr(item, names[0])))
                else:
                    stack.append(iter([child for name in names for child in getattr(item, name)]))
                break
            if kind is EndnoteSection:
                stack.append(iter((item.heading,)))
                break
        else:
            stack.pop()


def rewrite(
    nodes: tuple[_T, ...], change: Callable[[Node], Node | tuple[Node, ...]]
) -> tuple[_T, ...]:
    """Returns the nodes with ``change`` applied to each one, children first, in reading order.

    ``change`` gives the node itself, another one, or a tuple of nodes to put in its place (empty
    to remove it). Nodes that stay the same are shared with the old tree.
    """
    result: list[Any] = []
    is_changed = False
    for item in cast("tuple[Any, ...]", nodes):
        kind = type(item)
        if kind is tuple:
            new: Any = rewrite(item, change)
            is_changed |= new is not item
            result.append(new)
            continue
        is_parent = kind in _CHILD_FIELDS or kind is EndnoteSection
        new = change(_rewrite_children(item, change) if is_parent else item)
        is_changed |= new is not item
        if type(new) is tuple:
            result.extend(new)
        else:
            result.append(new)
    return tuple(result) if is_changed else nodes


def _rewrite_children(item: Any, change: Callable[[Node], Node | tuple[Node, ...]]) -> Any:
    if isinstance(item, EndnoteSection):
        (heading,) = rewrite((item.heading,), change)
        return item if heading is item.heading else replace(item, heading=heading)
    changes: dict[str, Any] = {}
    for name in _CHILD_FIELDS[type(item)]:
        old = getattr(item, name)
        new = rewrite(old, change)
        if new is not old:
            changes[name] = new
    return replace(item, **changes) if changes else item


def rewrite_siblings(
    nodes: tuple[_T, ...],
    change: Callable[[tuple[Any, ...], Node | None], tuple[Any, ...]],
    holder: Node | None = None,
) -> tuple[_T, ...]:
    """Returns the nodes with ``change`` applied to each row of siblings, the innermost first.

    ``change`` is given the row and the node that holds it (``None`` at the top).
    """
    result: list[Any] = []
    is_changed = False
    for item in cast("tuple[Any, ...]", nodes):
        new: Any = item
        if isinstance(item, tuple):
            new = rewrite_siblings(item, change, holder)
        else:
            changes: dict[str, Any] = {}
            for name in _CHILD_FIELDS.get(type(item), _NONE):
                old = getattr(item, name)
                row = rewrite_siblings(old, change, item)
                if row is not old:
                    changes[name] = row
            if changes:
                new = replace(item, **changes)
        is_changed |= new is not item
        result.append(new)
    return change(tuple(result) if is_changed else nodes, holder)


def player_text(player: Element) -> tuple[Node, ...]:
    """Returns what an ``audio`` or ``video`` element says to those whom it plays nothing."""
    return tuple(
        node
        for node in player.content
        if not (isinstance(node, Element) and node.tag in {"source", "track"})
    )


_BLOCKS: Final = (Paragraph, Plain, Heading, CodeBlock, ListItem, Definition, Cell)


def plain_text(nodes: Iterable[Node]) -> str:
    """Returns the text that a reader sees, without note marks; blocks are parted by a line feed.

    Formulas give their TeX and images their ``alt``.
    """
    parts: list[str] = []
    for node in walk(nodes):
        match node:
            case Text(text) | Code(text) | CodeBlock(text):
                if isinstance(node, CodeBlock) and parts:
                    parts.append("\n")
                parts.append(text)
            case Math(tex):
                parts.append(tex)
            case Image(alt=alt):
                parts.append(alt)
            case LineBreak():
                parts.append("\n")
            case Citation():
                pass
            case _ if isinstance(node, _BLOCKS) and parts and parts[-1] != "\n":
                parts.append("\n")
    return "".join(parts).strip()
