"""How wide the characters of a style are and where their ink is, each measured by Pango once."""

from __future__ import annotations

from typing import Any, Final

from publishkit.formats.pdf.typesetting.characters import CLOSE, COMMA, MIDDLE, OPEN, STOP
from publishkit.formats.pdf.typesetting.pen import Pen

__all__ = ["Metrics", "MetricsCache"]

#: Pixels at which all is measured; advances grow with the size.
_SIZE: Final = 1000
_HALF: Final = 0.5
#: What of half an em the ink may take without two marks touching.
_LEAST_ROOM: Final = 0.42
_LEAST_SIDE: Final = 0.2
_PROPERTIES: Final = (
    "font_kerning",
    "text_decoration_line",
    "letter_spacing",
    "direction",
    "font_size",
)


class Metrics:
    """The measures of one style, in em."""

    def __init__(self, weasyprint: Any, style: Any) -> None:
        self._line_break = weasyprint.text.line_break
        self._ffi = weasyprint.text.ffi
        self.size: float = style["font_size"]
        measured = style.copy()
        measured["font_size"] = _SIZE
        measured["text_decoration_line"] = "none"
        measured["word_spacing"] = 0
        measured["letter_spacing"] = "normal"
        self._layout = self._line_break.Layout(measured)
        # Full-width characters are set solid: some faces have kerning for kana.
        solid = measured.copy()
        solid["font_kerning"] = "none"
        self._solid_layout = self._line_break.Layout(solid)
        #: Draws the lines of this style, one after the other.
        self.drawn = self._line_break.Layout(style)
        self.drawn.set_text(" ")
        line, _ = self.drawn.get_first_line()
        _, self.height = self._line_break.line_size(line, style)
        pango = self._ffi.pango
        baseline = pango.pango_layout_get_baseline(self.drawn.layout)
        self.baseline = baseline * self._ffi.FROM_UNITS
        self.line_height: float = self._line_break.strut(style)[0]
        self.pen = Pen(self._ffi, self.drawn.layout)
        self._widths: dict[str, float] = {}
        self._runs: dict[str, tuple[float, ...]] = {}
        self._rooms: dict[str, tuple[float, float]] = {}

    def widths(self, text: str) -> list[float]:
        """Returns the advance of each of some full-width characters, which stand alone."""
        known = self._widths
        new = {char for char in text if char not in known}
        if new:
            chars = "".join(sorted(new))
            known.update(zip(chars, self._measured(chars, self._solid_layout), strict=True))
        return [known[char] for char in text]

    def run(self, text: str) -> tuple[float, ...]:
        """Returns the advances of characters that are shaped together, as words are."""
        found = self._runs.get(text)
        if found is None:
            found = self._runs[text] = tuple(self._measured(text, self._layout))
        return found

    def room(self, char: str, kind: int) -> tuple[float, float]:
        """Returns how much may be cut off at the left and right of a mark's box.

        That is half an em on the side where a full-width mark has no ink, whatever the face: a
        comma stands at the left in Simplified Chinese, in the middle in Traditional Chinese.
        """
        found = self._rooms.get(char)
        if found is None:
            found = self._rooms[char] = self._room(char, kind)
        return found

    def _room(self, char: str, kind: int) -> tuple[float, float]:
        self._layout.set_text(char)
        line, _ = self._layout.get_first_line()
        ink = self._ffi.ffi.new("PangoRectangle *")
        logical = self._ffi.ffi.new("PangoRectangle *")
        self._ffi.pango.pango_layout_line_get_extents(line, ink, logical)
        unit = self._ffi.FROM_UNITS / _SIZE
        width = logical.width * unit
        left, right = ink.x * unit, width - (ink.x + ink.width) * unit
        if width < 0.9:
            return 0.0, 0.0
        if kind == OPEN:
            return (_HALF if left >= _LEAST_ROOM else 0.0), 0.0
        if kind in (CLOSE, COMMA, STOP):
            return 0.0, (_HALF if right >= _LEAST_ROOM else 0.0)
        if kind == MIDDLE and min(left, right) >= _LEAST_SIDE:
            return _HALF / 2, _HALF / 2
        return 0.0, 0.0

    def _measured(self, text: str, layout: Any) -> list[float]:
        """Returns the advance of each character; one that joins the one before it has none."""
        layout.set_text(text)
        line, _ = layout.get_first_line()
        advances: dict[int, int] = {}
        run = line.runs
        null = self._ffi.ffi.NULL
        while run != null:
            item = run.data
            start = item.item.offset
            glyphs, clusters = item.glyphs.glyphs, item.glyphs.log_clusters
            for index in range(item.glyphs.num_glyphs):
                place = start + clusters[index]
                advances[place] = advances.get(place, 0) + glyphs[index].geometry.width
            run = run.next
        unit = self._ffi.FROM_UNITS / _SIZE
        measured: list[float] = []
        place = 0
        for char in text:
            measured.append(advances.get(place, 0) * unit)
            place += len(char.encode())
        return measured


class MetricsCache:
    """The measures of each style of one document."""

    def __init__(self, weasyprint: Any) -> None:
        self._weasyprint = weasyprint
        self._styles: dict[int, tuple[Any, Metrics]] = {}
        self._known: dict[str, Metrics] = {}

    def __call__(self, style: Any) -> Metrics:
        """Returns the measures of a style; styles that look the same share theirs."""
        found = self._styles.get(id(style))
        if found is None:
            line_break = self._weasyprint.text.line_break
            key = line_break._font_style_cache_key(style, include_size=True)
            key += str([style[name] for name in _PROPERTIES])
            metrics = self._known.get(key)
            if metrics is None:
                metrics = self._known[key] = Metrics(self._weasyprint, style)
            # The style is kept, so that no other gets its id.
            found = self._styles[id(style)] = (style, metrics)
        return found[1]
