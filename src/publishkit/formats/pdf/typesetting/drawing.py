"""How the text of a line is drawn: shaped by Pango, its glyphs then put where the line has them."""

from __future__ import annotations

from array import array
from typing import Any, Final

from publishkit.formats.pdf.typesetting.metrics import Metrics

__all__ = ["DrawnText"]

_THOUSAND: Final = 1000
#: WeasyPrint writes thousandths of an em and cuts off what is after the point.
_ROUNDING: Final = 0.4
_DECORATION: Final = (
    "ascent",
    "underline_position",
    "underline_thickness",
    "strikethrough_position",
    "strikethrough_thickness",
)


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
        self._layout: Any = None
        self._ffi = weasyprint.text.ffi
        self._metrics = metrics
        self._own = self.text
        self._advances = array("i", [0, *advances]) if guide else advances
        self._leads = leads
        self._hidden = len(guide.encode())
        for name in _DECORATION:
            setattr(self, name, getattr(metrics.drawn, name, None))

    def draw(self, stream: Any, matrix: Any) -> bool:
        """Writes the text to a page by glyphs that are known; tells whether it could."""
        if self.text != self._own:
            return False
        glyphs = self._metrics.pen.glyphs(self.text, stream)
        if glyphs is None:
            return False
        stream.set_text_matrix(*matrix.values)
        advances, leads = self._advances, self._leads
        font: Any = None
        parts: list[str] = []
        place = byte = 0
        if self._hidden:
            place, byte, glyphs = 1, self._hidden, glyphs[1:]
        for glyph in glyphs:
            if glyph.font is not font:
                if parts:
                    stream.show_text(_string(parts))
                    parts = []
                font = glyph.font
                stream.set_font_size(font.hash, glyph.size)
            if glyph.length == 1:
                wanted = advances[place]
            else:
                wanted = sum(advances[place : place + glyph.length])
            lead = 0
            if leads:
                lead = leads.get(byte, 0)
                byte = len(self.text[: place + glyph.length].encode())
            place += glyph.length
            if lead:
                parts.append(f">{lead}<")
            parts.append(glyph.code)
            kerning = glyph.width - lead - wanted
            if kerning:
                parts.append(f">{kerning}<")
        stream.show_text(_string(parts))
        return True

    def reactivate(self, style: object) -> None:
        """Does nothing yet: the layout is made ready when it is asked for."""

    @property
    def layout(self) -> Any:
        """Pango's layout, which the texts of a style share, with this text in it."""
        if self._layout is None:
            self._layout = self._metrics.drawn.layout
            pango = self._ffi.pango
            pango.pango_layout_set_width(self._layout, -1)
            pango.pango_layout_set_ellipsize(self._layout, 0)
            self.set_text(self.text)
        return self._layout

    def deactivate(self) -> None:
        """Lets the layout go, which others of the same style use."""
        self._layout = None

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


def _string(parts: list[str]) -> str:
    """Returns glyphs and the numbers between them as the operand of ``TJ`` (ISO 32000-1, 9.4.3)."""
    return f"<{''.join(parts)}>".replace("<>", " ")
