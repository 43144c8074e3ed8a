"""WeasyPrint's boxes for a line that is set."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from typing import Any, Final

from publishkit.formats.pdf.typesetting.characters import HAN, LATIN
from publishkit.formats.pdf.typesetting.drawing import DrawnText
from publishkit.formats.pdf.typesetting.paragraph import Paragraph, Piece
from publishkit.formats.pdf.typesetting.setting import SetLine

__all__ = ["LineBuilder", "path_of", "skip_stack_of", "unit_of"]

_THOUSAND: Final = 1000
_DASHES: Final = re.compile("([—…⸺⸻⋯]+)")


class LineBuilder:
    """Copies WeasyPrint's boxes, as far as they are on one line, and puts them in their places."""

    def __init__(
        self,
        weasyprint: Any,
        context: Any,
        paragraph: Paragraph,
        line: SetLine,
        *,
        stop: int,
        hyphen: str,
        containing_block: Any,
        bottom_space: Any,
        absolute_boxes: list[Any],
        fixed_boxes: list[Any],
        placeholders: list[Any],
    ) -> None:
        self._weasyprint = weasyprint
        self._inline = weasyprint.layout.inline
        self._context = context
        self._paragraph = paragraph
        self._line = line
        self._stop = stop
        self._hyphen = hyphen
        self._containing_block = containing_block
        self._bottom_space = bottom_space
        self._absolute_boxes = absolute_boxes
        self._fixed_boxes = fixed_boxes
        self._placeholders = placeholders
        self._x = 0.0
        # A character that the fonts have, since the document has it.
        han = paragraph.classes.index(HAN) if HAN in paragraph.classes else None
        self._guide = paragraph.chars[han] if han is not None else ""

    def built(self, position_x: float) -> Any:
        """Returns the line box; its text begins at ``position_x``."""
        self._x = position_x
        paragraph = self._paragraph
        start = path_of(paragraph, self._line.start)
        end = path_of(paragraph, self._stop)
        box = paragraph.box
        line = box.copy_with_children(self._children(box, (), start, end))
        line.width = self._x - line.content_box_x()
        self._inline._adjust_line_height(line)
        return line

    def _children(
        self,
        box: Any,
        path: tuple[int, ...],
        start: tuple[int, ...] | None,
        end: tuple[int, ...] | None,
    ) -> list[Any]:
        """Returns the children of a box between two places, which are below it or unbounded."""
        first = start[0] if start else 0
        final = len(box.children) if end is None else end[0] + (len(end) > 1)
        children: list[Any] = []
        for index in range(first, final):
            child = box.children[index]
            own_start = start[1:] if start and index == first and len(start) > 1 else None
            own_end = end[1:] if end and index == end[0] and len(end) > 1 else None
            place = (*path, index)
            child.position_y = box.position_y
            if child.is_absolutely_positioned():
                children.append(self._placed_elsewhere(child))
                continue
            if hasattr(child, "justification_spacing"):
                children += self._texts(place, own_start, own_end)
            elif type(child).__name__ == "InlineBox":
                children.append(self._inline_box(child, place, own_start, own_end))
            else:
                children.append(self._object(child, place))
        return children

    def _inline_box(
        self,
        box: Any,
        path: tuple[int, ...],
        start: tuple[int, ...] | None,
        end: tuple[int, ...] | None,
    ) -> Any:
        if start is None:
            self._open_gap(self._paragraph.firsts[path])
        left = self._x
        if start is None:
            self._x += box.margin_left + box.border_left_width + box.padding_left
        outer = self._absolute_boxes
        is_relative = box.style["position"] == "relative"
        if is_relative:
            self._absolute_boxes = []
        children = self._children(box, path, start, end)
        copied = box.copy_with_children(children)
        copied.remove_decoration(start=start is not None, end=end is not None)
        copied.position_x = left
        copied.width = self._x - copied.content_box_x()
        if end is None:
            self._x += box.margin_right + box.border_right_width + box.padding_right
        self._inline._adjust_line_height(copied)
        if is_relative:
            for absolute in self._absolute_boxes:
                self._inline.absolute_layout(
                    self._context, absolute, copied, self._fixed_boxes, self._bottom_space, None
                )
            self._absolute_boxes = outer
        return copied

    def _placed_elsewhere(self, box: Any) -> Any:
        """Returns what stands for an absolutely positioned box, as ruby is, until it is placed."""
        box.position_x = self._x
        placeholder = self._inline.AbsolutePlaceholder(box)
        self._placeholders.append(placeholder)
        is_fixed = box.style["position"] == "fixed"
        (self._fixed_boxes if is_fixed else self._absolute_boxes).append(placeholder)
        return placeholder

    def _object(self, box: Any, path: tuple[int, ...]) -> Any:
        self._open_gap(self._paragraph.firsts[path])
        copied = self._inline.atomic_box(
            self._context,
            box,
            self._x,
            None,
            self._containing_block,
            self._absolute_boxes,
            self._fixed_boxes,
        )
        copied.position_x = self._x
        self._x += copied.margin_width()
        return copied

    def _open_gap(self, unit: int) -> None:
        """Moves on by the space before a character, once."""
        line = self._line
        if line.start < unit <= line.last:
            self._x += line.gaps[unit - line.start]
            line.gaps[unit - line.start] = 0.0

    def _texts(
        self, path: tuple[int, ...], start: tuple[int, ...] | None, end: tuple[int, ...] | None
    ) -> Iterator[Any]:
        """Yields the boxes of what one text box has on the line.

        Dashes and ellipses beside Latin letters have boxes of their own: Pango takes them for
        Latin, for which faces have lower and shorter ones.
        """
        paragraph = self._paragraph
        piece = self._piece(path)
        first = piece.first + (start[0] if start else 0)
        stop = piece.first + (end[0] if end else len(piece.text))
        text = paragraph.chars[first:stop].rstrip("\n")
        if not text:
            return
        self._open_gap(first)
        parts = [text]
        if LATIN in paragraph.classes[first:stop] and not piece.is_code:
            parts = [part for part in _DASHES.split(text) if part]
        for part in parts:
            yield self._text(piece, first, part)
            first += len(part)

    def _text(self, piece: Piece, first: int, text: str) -> Any:
        line = self._line
        guide = self._guide if _DASHES.fullmatch(text) else ""
        has_hyphen = self._hyphen and first <= line.last < first + len(text)
        advances, leads, width = self._set(piece, first, text)
        if has_hyphen:
            text, advances, width = self._hyphenated(piece, text, advances, width)
        box = piece.box.copy_with_text(text.rstrip(" ") or " ")
        box.pango_layout = DrawnText(
            self._weasyprint, piece.metrics, text, advances, leads, guide=guide
        )
        box.position_x = self._x
        box.width = width
        box.height = piece.metrics.height
        leading = (piece.metrics.line_height - box.height) / 2
        box.margin_top = box.margin_bottom = leading
        box.baseline = piece.metrics.baseline + leading
        self._x += width
        return box

    def _piece(self, path: tuple[int, ...]) -> Piece:
        paragraph = self._paragraph
        first = paragraph.firsts[path]
        for piece in paragraph.pieces[max(paragraph.owners[first], 0) :]:
            if piece.path == path:
                return piece
        raise LookupError(f"no text at {path}")

    def _set(self, piece: Piece, first: int, text: str) -> tuple[array[int], dict[int, int], float]:
        """Returns the advances of a text's characters, what is cut off at their left, its width.

        What rounding one advance leaves over goes into the next one.
        """
        paragraph, line = self._paragraph, self._line
        scale = _THOUSAND / piece.metrics.size
        start = max(first, line.start)
        end = min(first + len(text), line.last + 1)
        widths = list(paragraph.advances[start:end])
        leads: dict[int, int] = {}
        for unit, (lead, tail) in line.cuts.items():
            if start <= unit < end:
                widths[unit - start] -= lead + tail
                if lead:
                    leads[len(text[: unit - first].encode())] = round(lead * scale)
        # A gap at the end of the box's own text is before the next box.
        inner = min(end, piece.first + len(piece.text) - 1, line.last)
        for unit in range(start, inner):
            widths[unit - start] += line.gaps[unit + 1 - line.start]
        advances = array("i", bytes(4 * max(start - first, 0)))
        exact = 0.0
        rounded = 0
        for width in widths:
            exact += width
            place = round(exact * scale)
            advances.append(place - rounded)
            rounded = place
        advances.extend([0] * (len(text) - len(advances)))
        return advances, leads, exact

    def _hyphenated(
        self, piece: Piece, text: str, advances: array[int], width: float
    ) -> tuple[str, array[int], float]:
        own = piece.metrics.run(self._hyphen)
        added = array("i", [round(advance * _THOUSAND) for advance in own])
        return text + self._hyphen, advances + added, width + sum(own) * piece.metrics.size


def path_of(paragraph: Paragraph, unit: int) -> tuple[int, ...] | None:
    """Returns where a character is: the numbers of the boxes down to its text, then its own.

    The path is cut where the character is the first in a box; it is nothing at both ends.
    """
    if unit <= 0 or unit >= len(paragraph.chars):
        return None
    piece = paragraph.piece(unit)
    if piece is None:
        path = paragraph.objects[unit][1]
        offset = 0
    else:
        path = piece.path
        offset = unit - piece.first
    for depth in range(1, len(path) + 1):
        if paragraph.firsts[path[:depth]] == unit:
            return path[:depth]
    return (*path, offset)


def skip_stack_of(paragraph: Paragraph, unit: int) -> dict[int, Any] | None:
    """Returns WeasyPrint's ``skip_stack`` for a line that begins with a character."""
    path = path_of(paragraph, unit)
    if path is None:
        return None
    piece = paragraph.piece(unit)
    numbers = list(path)
    if piece is not None and len(path) > len(piece.path):
        numbers[-1] = len(piece.text[: path[-1]].encode())
    stack: dict[int, Any] | None = None
    for number in reversed(numbers):
        stack = {number: stack}
    return stack


def unit_of(paragraph: Paragraph, skip_stack: dict[int, Any] | None) -> int:
    """Returns the character that a line begins with by WeasyPrint's ``skip_stack``."""
    path: list[int] = []
    while skip_stack:
        ((number, skip_stack),) = skip_stack.items()
        path.append(number)
    place = tuple(path)
    if not place:
        return 0
    if place in paragraph.firsts:
        return paragraph.firsts[place]
    for piece in paragraph.pieces:
        if piece.path == place[:-1]:
            return piece.first + len(piece.text.encode()[: place[-1]].decode())
    return min(
        (unit for found, unit in paragraph.firsts.items() if found > place),
        default=len(paragraph.chars),
    )
