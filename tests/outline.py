"""A document as text that a person can read and compare: marks, notes, diagnostics."""

from __future__ import annotations

import re

from publishkit.model.document import Document
from publishkit.model.nodes import Citation
from publishkit.model.tree import walk
from publishkit.render.html import HtmlRenderer

_NOISE = re.compile(r' (?:aria-label|aria-labelledby|role|scope)="[^"]*"')


class _PlainMarks(HtmlRenderer):
    def citation(self, node: Citation) -> str:
        return f"⟦{node.number}.{node.ordinal}⟧"

    def back_links(self, note: object) -> str:
        return ""


def outline(document: Document) -> str:
    """The body as HTML with ⟦note.ordinal⟧ for citations, then labels, then diagnostics."""
    body = _NOISE.sub("", _PlainMarks(document).body())
    notes = "".join(
        f"{note.number} = {note.label!r}, line {note.line}: "
        f"{', '.join(note.citations) or 'uncited'}\n"
        for note in document.endnotes
    )
    found = "".join(f"{item.line}: {item.code} {item.message}\n" for item in document.diagnostics)
    return f"{body}--- notes\n{notes}--- diagnostics\n{found}"


def citation_numbers(document: Document) -> list[int]:
    """The numbers shown in the body, in reading order."""
    return [node.number for node in walk(document.content) if isinstance(node, Citation)]
