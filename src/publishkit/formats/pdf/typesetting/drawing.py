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
