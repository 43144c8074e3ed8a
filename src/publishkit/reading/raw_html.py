"""Raw HTML amid Markdown: sanitised, balanced and turned into nodes of our own.

pandoc gives each raw tag as a piece of its own, and the Markdown between the tags as nodes. The
pieces of one row of siblings are joined, with a mark for each stretch of nodes between them; the
HTML is sanitised and read, and the nodes go back to the places of their marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeVar, cast

from publishkit.model.draft import RawBlock, RawInline
from publishkit.model.nodes import (
    Attributes,
    Code,
    Formatted,
    LineBreak,
    Link,
    Math,
    Node,
    Paragraph,
    Plain,
    Span,
    Text,
)
from publishkit.model.tree import rewrite, rewrite_siblings, walk
from publishkit.reading.flow import as_blocks, as_inlines, is_block
from publishkit.reading.html_nodes import NodeBuilder
from publishkit.reading.html_tree import parse_html
from publishkit.render.sanitize import sanitize_pieces

__all__ = ["resolve_raw_html"]

#: Private use, plane 15; the tokens of the notes are in plane 16.
_MARKS: Final = range(0xF0000, 0xFFFFE)
_COMMENTS: Final = re.compile(r"\s*(?:<!--(?:(?!--!?>).)*--!?>\s*)*", re.DOTALL)
_CODE_START: Final = re.compile(r"<(script|style)\b")
_CODE_NAMES: Final = ("script", "style")
_TEXT_ONLY: Final = (Text, LineBreak, Formatted, Code, Math, Span)

_T = TypeVar("_T")


def resolve_raw_html(
    content: tuple[_T, ...],
    *,
    report: Callable[[str, str], None],
    ids: set[str] | None = None,
) -> tuple[_T, ...]:
    """Returns the tree with nodes in the place of raw HTML.

    Every other node is in the result exactly once, whatever the HTML is; only the text of a
    script or style inside of a paragraph goes with its tags. ``report`` is given the code and
    message of what was removed (``M003``) or became a link (``M005``). An id that is taken, or
    has the form of our own, is dropped; ``ids`` lets several trees of one document share theirs.
    """
    if not _has_raw(walk(cast("tuple[Node, ...]", content))):
        return content
    taken = set[str]() if ids is None else ids
    taken.update(_ids(content))
    reported: set[tuple[str, str]] = set()

    def tell(code: str, message: str) -> None:
        if (code, message) not in reported:
            reported.add((code, message))
            report(code, message)

    def change(nodes: tuple[Any, ...], holder: object) -> tuple[Any, ...]:
        if isinstance(holder, Paragraph | Plain):
            return nodes  # its own siblings decide, since blocks may come out of it
        nodes = _with_paragraphs_resolved(nodes, lambda inner: _flow(inner, taken, tell))
        if _has_raw(nodes):
            is_inline = not any(isinstance(node, RawBlock) or is_block(node) for node in nodes)
            flow = _flow(nodes, taken, tell)
            nodes = as_inlines(flow) if is_inline else as_blocks(flow)
        return _without_links(nodes) if isinstance(holder, Link) else nodes

    return rewrite_siblings(content, change)


def _ids(content: tuple[Any, ...]) -> Iterator[str]:
    for node in walk(content):
        own = getattr(node, "attributes", None)
        if isinstance(own, Attributes) and own.id:
            yield own.id


def _has_raw(nodes: Iterable[object]) -> bool:
    return any(isinstance(node, RawBlock | RawInline) for node in nodes)


def _with_paragraphs_resolved(
    nodes: tuple[Any, ...], flow_of: Callable[[tuple[Any, ...]], list[Node]]
) -> tuple[Any, ...]:
    result: list[Any] = []
    for node in nodes:
        if isinstance(node, Paragraph | Plain) and _has_raw(node.content):
            result += as_blocks(flow_of(node.content), type(node))
        else:
            result.append(node)
    return tuple(result) if len(result) != len(nodes) or result != list(nodes) else nodes


def _flow(nodes: tuple[Any, ...], ids: set[str], tell: Callable[[str, str], None]) -> list[Node]:
    raw = "".join(node.html for node in nodes if isinstance(node, RawBlock | RawInline))
    if _COMMENTS.fullmatch(raw):
        return [node for node in nodes if not isinstance(node, RawBlock | RawInline)]
    used = set(raw)
    mark = next(char for char in map(chr, _MARKS) if char not in used)
    pieces: list[str] = []
    runs: list[list[Any]] = []
    is_running = False
    for node in _without_code(nodes):
        is_raw = isinstance(node, RawBlock | RawInline)
        if is_raw:
            pieces.append(f"{node.html}\n" if isinstance(node, RawBlock) else node.html)
        elif is_running:
            runs[-1].append(node)
        else:
            pieces.append(f"{mark}{len(runs)}{mark}")
            runs.append([node])
        is_running = not is_raw
    soup = sanitize_pieces(pieces, mark=mark)
    for removed in soup.removed:
        tell("M003", f"{removed} was removed")
    for linked in soup.linked:
        tell("M005", linked)
    return NodeBuilder(runs, ids).nodes(parse_html(soup.html, mark))


def _without_code(nodes: tuple[Any, ...]) -> list[Any]:
    """Leaves out the text between the tags of a script or style inside of a paragraph."""
    result: list[Any] = []
    last_end = {
        name: index
        for index, node in enumerate(nodes)
        if isinstance(node, RawInline)
        for name in _CODE_NAMES
        if node.html.lower().startswith(f"</{name}")
    }
    until = ""
    for index, node in enumerate(nodes):
        if isinstance(node, RawInline):
            tag = node.html.lower()
            found = _CODE_START.match(tag)
            if not until and found and last_end.get(found[1], -1) > index:
                until = f"</{found[1]}"
            elif until and tag.startswith(until):
                until = ""
            elif until:
                continue
        elif until and all(isinstance(item, _TEXT_ONLY) for item in walk((node,))):
            continue
        result.append(node)
    return result


def _without_links(nodes: tuple[Any, ...]) -> tuple[Any, ...]:
    def change(node: Node) -> Node:
        return Span(node.content, node.attributes) if isinstance(node, Link) else node

    return rewrite(nodes, change)
