"""Marks content while a page is painted (ISO 32000-1, 14.6 and 14.7.4)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from publishkit.formats.pdf.objects import dictionary, string
from publishkit.formats.pdf.tagging.nodes import Piece
from publishkit.formats.pdf.tagging.plan import TagPlan

__all__ = ["mark_when_painted"]


def mark_when_painted(document: Any, plan: TagPlan) -> None:
    """Makes the pages of a laid out document mark their content by ``plan`` when painted.

    It replaces ``paint`` of each page object, so nothing changes for other documents. WeasyPrint
    must be asked for no tags (``pdf_tags=False``): it would make a tree of its own.
    """
    for page in document.pages:
        page.paint = partial(_paint, page.paint, plan)


def _paint(paint: Any, plan: TagPlan, stream: Any, scale: float = 1) -> None:
    # A dictionary here makes the stream mark decoration as artifacts; streams within share it.
    stream._tags = {}
    stream.marked = partial(_marked, stream, plan)
    paint(stream, scale)


@contextmanager
def _marked(stream: Any, plan: TagPlan, box: Any, _tag: str) -> Iterator[None]:
    """Takes the place of ``Stream.marked``."""
    piece = plan.pieces.get(box)
    if piece is None:
        stream.begin_marked_content("Artifact")
    else:
        # WeasyPrint counts what is in the dictionary for the streams within.
        piece.mcid = len(stream._tags)
        stream._tags[box] = {"tag": piece.tag, "mcid": piece.mcid}
        stream.begin_marked_content(piece.tag, dictionary(_properties(piece)))
    try:
        yield
    finally:
        stream.end_marked_content()


def _properties(piece: Piece) -> dict[str, object]:
    values: dict[str, object] = {"MCID": piece.mcid}
    if piece.actual_text:
        values["ActualText"] = string(piece.actual_text)
    return values
