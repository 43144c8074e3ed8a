"""The endnotes of a book in one place: numbered through all its articles, and taken out of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from publishkit.model.document import Document
from publishkit.model.nodes import Block, Citation, EndnoteSection, Node
from publishkit.model.tree import rewrite, walk

__all__ = ["number_through_book"]


def number_through_book(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Returns the documents with endnotes that are numbered on from one to the next.

    Their own sections of endnotes are gone: who prints the book lists ``endnotes`` elsewhere. A
    section's heading stays only where it cites a note itself.
    """
    result: list[Document] = []
    before = 0
    for document in documents:
        result.append(_renumbered(document, before))
        before += len(document.endnotes)
    return tuple(result)


def _renumbered(document: Document, before: int) -> Document:
    def change(node: Node) -> Node | tuple[Node, ...]:
        if isinstance(node, EndnoteSection):
            cites = any(isinstance(child, Citation) for child in walk((node.heading,)))
            return node.heading if cites else ()
        return replace(node, number=node.number + before) if isinstance(node, Citation) else node

    content: tuple[Block, ...] = rewrite(document.content, change)
    endnotes = tuple(
        replace(
            note,
            number=note.number + before,
            content=rewrite(note.content, change),
            citations=tuple(
                Citation(note.number + before, ordinal).id
                for ordinal in range(1, len(note.citations) + 1)
            ),
        )
        for note in document.endnotes
    )
    return replace(document, content=content, endnotes=endnotes)
