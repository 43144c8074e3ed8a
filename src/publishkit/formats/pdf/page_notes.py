"""Notes at the foot of the page that cites them first (``pdf.notes=page``).

Each note is printed once. Where it is cited again, its number leads to the place where it is
printed; notes that only other notes cite are printed beside the first of these. What the text
never cites has no page and stays where endnotes are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from publishkit.model.document import Document
from publishkit.model.nodes import Block, Citation, EndnoteSection
from publishkit.model.tree import rewrite, walk

__all__ = ["move_page_notes", "notes_by_citation", "without_page_notes"]


def notes_by_citation(document: Document) -> dict[str, tuple[int, ...]]:
    """Returns the numbers of the notes to print at the page of a citation, by its id."""
    cited = {note.number: _citations(note.content) for note in document.endnotes}
    placed: set[int] = set()
    found: dict[str, tuple[int, ...]] = {}
    for citation in _citations(document.content):
        numbers: list[int] = []
        waiting = [citation.number]
        while waiting:
            number = waiting.pop(0)
            if number not in placed and number in cited:
                placed.add(number)
                numbers.append(number)
                waiting += [inner.number for inner in cited[number]]
        if numbers:
            found[citation.id] = tuple(numbers)
    return found


def without_page_notes(document: Document) -> Document:
    """Returns the document with only those notes in its endnote sections that have no page.

    A section that has none left goes, and its heading unless that cites a note.
    """
    placed = {number for numbers in notes_by_citation(document).values() for number in numbers}

    def reduced(node: Any) -> Any:
        if not isinstance(node, EndnoteSection):
            return node
        numbers = tuple(number for number in node.numbers if number not in placed)
        if numbers:
            return replace(node, numbers=numbers)
        return node.heading if _citations((node.heading,)) else ()

    return replace(document, content=rewrite(document.content, reduced))


def _citations(blocks: Iterable[Block]) -> tuple[Citation, ...]:
    return tuple(node for node in walk(blocks) if isinstance(node, Citation))


def move_page_notes(root: Any) -> None:
    """Moves the notes of a page's HTML tree behind the citations that they belong to.

    They are printed after the text, since an HTML parser ends a paragraph where a block begins.
    """
    notes = [element for element in root.iter("aside") if element.get("data-place")]
    if not notes:
        return
    parents = {child: parent for parent in root.iter() for child in parent}
    places = {element.get("id"): element for element in root.iter("a") if element.get("id")}
    last: dict[Any, Any] = {}
    for note in notes:
        link = places[note.get("data-place")]
        mark = parents[link]
        after = last.get(mark, mark)
        _take_out(note, parents[note])
        around = parents[mark]
        note.tail, after.tail = after.tail, None
        around.insert(list(around).index(after) + 1, note)
        parents[note] = around
        last[mark] = note


def _take_out(element: Any, parent: Any) -> None:
    """Removes an element and leaves the text behind it."""
    index = list(parent).index(element)
    if element.tail:
        if index:
            parent[index - 1].tail = (parent[index - 1].tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)
