"""Where a citation gets its number: the one place that numbers endnotes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias, cast

from publishkit.model.document import Endnote
from publishkit.model.draft import NoteDefinition, NoteReference, NotesBelow
from publishkit.model.nodes import (
    Block,
    Citation,
    Div,
    Element,
    EndnoteSection,
    Heading,
    Node,
    Text,
)
from publishkit.model.tree import rewrite, walk
from publishkit.transforms.headings import section_level

__all__ = ["Numbered", "Numbering", "UncitedPolicy", "holds_only_notes", "number_endnotes"]

Numbering: TypeAlias = Literal["citation", "definition"]
UncitedPolicy: TypeAlias = Literal["keep", "drop"]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A numbered tree with its endnotes, and the definitions that the body never leads to."""

    content: tuple[Block, ...]
    endnotes: tuple[Endnote, ...]
    uncited: tuple[NoteDefinition, ...]


def number_endnotes(
    content: tuple[Any, ...],
    definitions: Mapping[str, NoteDefinition],
    *,
    heading: str,
    numbering: Numbering = "citation",
    uncited: UncitedPolicy = "keep",
) -> Numbered:
    """Returns the tree with a ``Citation`` for each reference, and the endnotes in order.

    Numbers run by first citation in the body; then come the notes that only notes cite, read in
    the order of the notes' numbers; then the uncited ones as the author listed them, each followed
    by what only it cites. ``definitions`` are in the order of the source. The notes are printed
    under the heading that has nothing but them below it, else at the end under ``heading``.
    """
    order: dict[str, None] = {}
    _follow(_references(content), definitions, order)
    rest = [key for key, item in definitions.items() if key not in order and item.label]
    cited_by_rest = {
        key for source in rest for key in _references(definitions[source].content) if key != source
    }
    never = tuple(definitions[key] for key in rest if key not in cited_by_rest)
    if uncited == "keep":
        # Those that no other note cites come first: what they cite follows each of them.
        for key in [*(item.key for item in never), *rest]:
            _follow([key], definitions, order)
    keys = list(order)
    if numbering == "definition":
        keys = sorted(
            keys, key=lambda key: (definitions[key].line is None, definitions[key].line or 0)
        )
    numbers = {key: number for number, key in enumerate(keys, start=1)}
    content = _place_sections(content, numbers, heading)
    places: dict[str, list[str]] = {key: [] for key in keys}

    def numbered(node: Any) -> Node | tuple[Node, ...]:
        if isinstance(node, NotesBelow):
            return ()
        if not isinstance(node, NoteReference):
            return cast("Node", node)
        citations = places[node.key]
        citation = Citation(numbers[node.key], len(citations) + 1)
        citations.append(citation.id)
        return citation

    content = rewrite(content, numbered)
    contents = {key: rewrite(definitions[key].content, numbered) for key in keys}
    endnotes = tuple(
        Endnote(
            numbers[key],
            definitions[key].label,
            contents[key],
            tuple(places[key]),
            definitions[key].line,
        )
        for key in keys
    )
    return Numbered(content, endnotes, never)


def _references(content: Iterable[Any]) -> list[str]:
    nodes: Iterable[Any] = walk(content)
    return [node.key for node in nodes if isinstance(node, NoteReference)]


def _follow(
    keys: Iterable[str], definitions: Mapping[str, NoteDefinition], known: dict[str, None]
) -> None:
    """Adds the keys and, breadth first, what their notes cite; cycles end at what is known."""
    queue = deque(key for key in dict.fromkeys(keys) if key not in known)
    known.update(dict.fromkeys(queue))
    while queue:
        for key in _references(definitions[queue.popleft()].content):
            if key not in known:
                known[key] = None
                queue.append(key)


# --- where they are printed ------------------------------------------------------------------


def _place_sections(
    content: tuple[Any, ...], numbers: Mapping[str, int], heading: str
) -> tuple[Any, ...]:
    claims = [
        sorted(numbers[key] for key in keys if key in numbers) for keys in _note_headings(content)
    ]
    taken = {number for claim in claims for number in claim}
    left = [number for number in sorted(numbers.values()) if number not in taken]
    if left and claims:
        filled = [place for place, claim in enumerate(claims) if claim] or [len(claims) - 1]
        claims[filled[-1]] = sorted([*claims[filled[-1]], *left])
    content = _with_sections(content, iter(claims))
    if left and not claims:
        own = Heading(section_level(content), (Text(heading),))
        content = (*content, EndnoteSection(own, tuple(left)))
    return content


def _note_headings(content: tuple[Any, ...]) -> Iterator[tuple[str, ...]]:
    """Yields the keys below each heading over nothing but notes, also those inside wrappers."""
    for position, block in enumerate(content):
        if holds_only_notes(content, position):
            yield _keys_below(block)
        elif isinstance(block, Div | Element):
            yield from _note_headings(block.content)


def _with_sections(content: tuple[Any, ...], claims: Iterator[list[int]]) -> tuple[Any, ...]:
    """Puts a section for each claim in the place of its heading, in the same order."""
    result: list[Any] = []
    for position, block in enumerate(content):
        if holds_only_notes(content, position):
            claim = next(claims)
            if claim:
                result.append(EndnoteSection(block, tuple(claim)))
            elif _references((block,)):
                result.append(block)  # it cites a note itself: that must not be lost
        elif isinstance(block, Div | Element):
            result.append(replace(block, content=_with_sections(block.content, claims)))
        else:
            result.append(block)
    return tuple(result)


def _keys_below(block: Any) -> tuple[str, ...]:
    if not isinstance(block, Heading):
        return ()
    nodes: tuple[Any, ...] = block.content
    return next((node.keys for node in nodes if isinstance(node, NotesBelow)), ())


def holds_only_notes(content: tuple[Any, ...], position: int) -> bool:
    """Whether the block there is a heading over note definitions and nothing else.

    Its section ends at the next heading of its own or a higher level.
    """
    if not _keys_below(content[position]):
        return False
    if position + 1 == len(content):
        return True
    following = content[position + 1]
    return isinstance(following, Heading) and following.level <= content[position].level
