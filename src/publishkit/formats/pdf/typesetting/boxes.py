"""WeasyPrint's boxes for a line that is set, and how its text is drawn."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from typing import Any, Final

from publishkit.formats.pdf.typesetting.characters import HAN, LATIN
from publishkit.formats.pdf.typesetting.metrics import Metrics
from publishkit.formats.pdf.typesetting.paragraph import Paragraph, Piece
from publishkit.formats.pdf.typesetting.setting import SetLine

__all__ = ["LineBuilder", "path_of", "skip_stack_of", "unit_of"]

_THOUSAND: Final = 1000
_DASHES: Final = re.compile("([—…⸺⸻⋯]+)")
#: WeasyPrint writes thousandths of an em and cuts off what is after the point.
_ROUNDING: Final = 0.4


class DrawnText:
    """Stands for WeasyPrint's ``Layout`` of a text box: sets each glyph where the line has it.

    Pango shapes the text once, when it is drawn; the places of its glyphs are then overwritten.
    ``advances`` are thousandths of an em, one for each character; ``leads`` what is cut off at
    the left of a character. ``guide`` is a character that is shaped before the text and not drawn:
    it tells Pango of which script dashes are.
    """

    first_line_direction = 0
    max_width = None
    justification_spacing = 0

    def __init__(
        self,
        weasyprint: Any,
        metrics: Metrics,
        text: str,
        advances: array[int],
        leads: dict[int, int],
        *,
        guide: str = "",
    ) -> None:
        self.text = guide + text
        self.layout: Any = None
        self._ffi = weasyprint.text.ffi
        self._metrics = metrics
        self._own = self.text
        self._advances = array("i", [0, *advances]) if guide else advances
        self._leads = leads
        self._hidden = len(guide.encode())
        for name in _DECORATION:
            setattr(self, name, getattr(metrics.drawn, name, None))

    def reactivate(self, style: object) -> None:
        """Makes the layout ready to be drawn."""
        drawn = self._metrics.drawn
        self.layout = drawn.layout
        pango = self._ffi.pango
        pango.pango_layout_set_width(self.layout, -1)
        pango.pango_layout_set_ellipsize(self.layout, 0)
        self.set_text(self.text)

    def deactivate(self) -> None:
        """Lets the layout go, which others of the same style use."""
        self.layout = None

    def set_text(self, text: str, justify: bool = False) -> None:
        """Sets the text; one that is not the line's, such as one with an ellipsis, is not moved."""
        self.text = text
        chars = self._ffi.unicode_to_char_p(text)[0]
        self._ffi.pango.pango_layout_set_text(self.layout, chars, -1)

    def get_first_line(self) -> tuple[Any, None]:
        """Returns Pango's line with every glyph in its place."""
        line = self._ffi.pango.pango_layout_get_line_readonly(self.layout, 0)
        if self.text == self._own:
            self._place(line)
        return line, None

    def _place(self, line: Any) -> None:
        pango = self._ffi.pango
        size = self._metrics.size
        unit = size * self._ffi.TO_UNITS / _THOUSAND
        leads, hidden = self._leads, self._hidden
        sums = self._sums()
        run, null = line.runs, self._ffi.ffi.NULL
        while run != null:
            item = run.data
            run = run.next
            start, count = item.item.offset, item.glyphs.num_glyphs
            glyphs, clusters = item.glyphs.glyphs, item.glyphs.log_clusters
            bound = start + item.item.length
            index = count
            while index:
                index -= 1
                cluster = clusters[index]
                place = start + cluster
                geometry = glyphs[index].geometry
                natural = geometry.width
                first = index
                while first and clusters[first - 1] == cluster:
                    first -= 1
                    natural += glyphs[first].geometry.width
                index = first
                if place < hidden:
                    glyphs[first].glyph = pango.PANGO_GLYPH_EMPTY
                    geometry.width = 0
                    bound = place
                    continue
                wanted = sums[bound] - sums[place]
                bound = place
                lead = leads.get(place, 0)
                difference = wanted - round(natural / unit) + lead
                if difference or lead:
                    bias = _ROUNDING if difference > 0 else -_ROUNDING
                    geometry.width += round((wanted + bias) * unit) - natural
                if lead:
                    # WeasyPrint 70 divides the offset by the size, and takes it for thousandths.
                    glyphs[first].geometry.x_offset -= round(lead * size)

    def _sums(self) -> dict[int, int]:
        """Returns the sums of the advances by the byte where a character begins."""
        sums: dict[int, int] = {0: 0}
        byte = total = 0
        for char, advance in zip(self.text, self._advances, strict=True):
            byte += 3 if "\u07ff" < char < "\U00010000" else len(char.encode())
            total += advance
            sums[byte] = total
        return sums


_DECORATION: Final = (
    "ascent",
    "underline_position",
    "underline_thickness",
    "strikethrough_position",
    "strikethrough_thickness",
)


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
        absolute_boxes: list[Any],
        fixed_boxes: list[Any],
    ) -> None:
        self._weasyprint = weasyprint
        self._inline = weasyprint.layout.inline
        self._context = context
        self._paragraph = paragraph
        self._line = line
        self._stop = stop
        self._hyphen = hyphen
        self._containing_block = containing_block
        self._lists = (absolute_boxes, fixed_boxes)
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
        children = self._children(box, path, start, end)
        copied = box.copy_with_children(children)
        copied.remove_decoration(start=start is not None, end=end is not None)
        copied.position_x = left
        copied.width = self._x - copied.content_box_x()
        if end is None:
            self._x += box.margin_right + box.border_right_width + box.padding_right
        self._inline._adjust_line_height(copied)
        return copied

    def _object(self, box: Any, path: tuple[int, ...]) -> Any:
        self._open_gap(self._paragraph.firsts[path])
        copied = self._inline.atomic_box(
            self._context, box, self._x, None, self._containing_block, *self._lists
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
