"""Mixed inlines and blocks, as HTML has them, to content of one kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, cast

from publishkit.model.nodes import (
    Alert,
    Block,
    BlockQuote,
    BulletList,
    Cell,
    Code,
    CodeBlock,
    Definition,
    DefinitionList,
    Div,
    Element,
    EndnoteSection,
    Figure,
    Heading,
    Inline,
    LineBreak,
    ListItem,
    Node,
    OrderedList,
    Paragraph,
    Plain,
    Row,
    Span,
    Table,
    Text,
    ThematicBreak,
)

__all__ = ["as_blocks", "as_inlines", "is_block"]

_BLOCKS: Final = (
    Alert,
    BlockQuote,
    BulletList,
    CodeBlock,
    DefinitionList,
    Div,
    EndnoteSection,
    Figure,
    Heading,
    OrderedList,
    Paragraph,
    Plain,
    Table,
    ThematicBreak,
)
_BLOCK_ELEMENTS: Final = frozenset({"address", "aside", "details", "summary"})
_SPACE: Final = " \t\r\n\f"


def is_block(node: Any) -> bool:
    """Tells whether a node stands among blocks; one of another program's types does not."""
    if isinstance(node, Element):
        return node.tag in _BLOCK_ELEMENTS
    return isinstance(node, _BLOCKS)


def as_blocks(flow: Iterable[Node], wrap: type[Paragraph | Plain] = Paragraph) -> tuple[Block, ...]:
    """Returns blocks; each stretch of inlines that shows anything is put into ``wrap``."""
    result: list[Any] = []
    run: list[Node] = []

    def flush() -> None:
        content = _trimmed(run)
        run.clear()
        if content and all(isinstance(node, Span) and not node.content for node in content):
            # Anchors alone make no paragraph that a reader sees.
            result.extend(Div((), cast("Span", node).attributes) for node in content)
        elif content:
            result.append(wrap(content))

    for node in flow:
        if is_block(node):
            flush()
            result.append(node)
        else:
            run.append(node)
    flush()
    return tuple(result)


def as_inlines(flow: Iterable[Node], *, is_trimmed: bool = False) -> tuple[Inline, ...]:
    """Returns inlines; a block gives its text, on lines of its own."""
    parts: list[list[Any]] = [[]]
    for node in flow:
        if is_block(node):
            parts += [_flattened(node), []]
        else:
            parts[-1].append(node)
    if len(parts) == 1:
        return _trimmed(parts[0]) if is_trimmed else _merged(parts[0])
    return _joined([_trimmed(part) for part in parts], LineBreak())


def _flattened(node: Any) -> list[Any]:
    match node:
        case Paragraph(content) | Plain(content) | Heading(content=content):
            return list(content)
        case CodeBlock(text):
            return [Code(text)]
        case BlockQuote(content) | Div(content) | ListItem(content) | Cell(content):
            return list(as_inlines(content))
        case Element(content=content):
            return list(as_inlines(content))
        case Alert():
            return list(_joined([node.title, as_inlines(node.content)], LineBreak()))
        case BulletList(items) | OrderedList(items) | DefinitionList(items):
            return list(_joined([_flattened(item) for item in items], LineBreak()))
        case Definition(term, explanations):
            return list(_joined([term, *map(as_inlines, explanations)], LineBreak()))
        case Row(cells):
            return list(_joined([_flattened(cell) for cell in cells], Text(" ")))
        case Table():
            rows = [_flattened(row) for row in (*node.head, *node.body, *node.foot)]
            return list(_joined([as_inlines(node.caption), *rows], LineBreak()))
        case Figure():
            parts = [as_inlines(node.content), as_inlines(node.caption)]
            return list(_joined(parts, LineBreak()))
        case ThematicBreak():
            return []
        case _:
            return [node]


def _joined(parts: Sequence[Sequence[Any]], separator: Inline) -> tuple[Any, ...]:
    result: list[Any] = []
    for part in parts:
        if part:
            if result:
                result.append(separator)
            result += part
    return _merged(result)


def _trimmed(run: Sequence[Any]) -> tuple[Any, ...]:
    content = list(_merged(run))
    while content and _is_blank(content[0]):
        del content[0]
    while content and _is_blank(content[-1]):
        del content[-1]
    if content and isinstance(content[0], Text):
        content[0] = Text(content[0].text.lstrip(_SPACE))
    if content and isinstance(content[-1], Text):
        content[-1] = Text(content[-1].text.rstrip(_SPACE))
    return tuple(content)


def _is_blank(node: Any) -> bool:
    return isinstance(node, LineBreak) or (isinstance(node, Text) and not node.text.strip(_SPACE))


def _merged(nodes: Iterable[Any]) -> tuple[Any, ...]:
    result: list[Any] = []
    texts: list[str] = []
    for node in nodes:
        if isinstance(node, Text):
            texts.append(node.text)
            continue
        if texts:
            result.append(Text("".join(texts)))
            texts.clear()
        result.append(node)
    if texts:
        result.append(Text("".join(texts)))
    return tuple(result)
