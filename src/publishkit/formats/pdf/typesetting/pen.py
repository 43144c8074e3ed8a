"""The glyphs of a style as they go into the file, each found by Pango once.

WeasyPrint shapes every line again when it draws it. Full-width characters have one glyph each,
whatever stands beside them, and words come again and again.
"""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

__all__ = ["Glyph", "Pen"]

#: Ideographs, kana and full-width marks, but none that join or change by what is beside them.
_SOLID: Final = re.compile("[⺀-⿟、-〜ぁ-ゖァ-ヺー㐀-鿿豈-\ufaff！-｠“”]+")
_WORDS: Final = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02af\u0370-\u03ff\u0400-\u0482\u048a-\u052f\u2190-\u21ff]+"
)
_DASHES: Final = re.compile("[—…⸺⸻⋯]+")


class Glyph(NamedTuple):
    """A glyph of ``length`` characters: its font, size and number as the file has them.

    ``width`` is the font's own, in thousandths of an em.
    """

    font: Any
    size: float
    code: str
    width: int
    length: int


class Pen:
    """Finds the glyphs of texts of one style."""

    def __init__(self, ffi: Any, layout: Any) -> None:
        self._ffi = ffi
        self._layout = layout
        self._solid: dict[str, Glyph | None] = {}
        self._words: dict[str, list[Glyph] | None] = {}

    def glyphs(self, text: str, stream: Any) -> list[Glyph] | None:
        """Returns the glyphs of a text, or nothing when Pango must be asked for it as a whole."""
        found: list[Glyph] = []
        place = 0
        while place < len(text):
            if match := _SOLID.match(text, place):
                chars = match[0]
                known = self._solid
                if any(char not in known for char in chars):
                    self._learn(chars, stream)
                for char in chars:
                    glyph = known[char]
                    if glyph is None:
                        return None
                    found.append(glyph)
            elif match := _WORDS.match(text, place):
                words = self._run(match[0], stream)
                if words is None:
                    return None
                found += words
            elif place and (match := _DASHES.match(text, place)):
                dashes = self._after(text[place - 1], match[0], stream)
                if dashes is None:
                    return None
                found += dashes
            else:
                return None
            place = match.end()
        return found

    def _run(self, text: str, stream: Any) -> list[Glyph] | None:
        if text not in self._words:
            self._words[text] = self._shaped(text, stream)
        return self._words[text]

    def _after(self, before: str, dashes: str, stream: Any) -> list[Glyph] | None:
        """Returns the glyphs of dashes, whose forms are those of the script before them."""
        shaped = self._run(before + dashes, stream)
        if shaped is None or shaped[0].length > 1:
            return None
        return shaped[1:]

    def _learn(self, chars: str, stream: Any) -> None:
        new = "".join(sorted({char for char in chars if char not in self._solid}))
        shaped = self._shaped(new, stream)
        if shaped is None or len(shaped) != len(new):
            self._solid.update(dict.fromkeys(new))
        else:
            self._solid.update(zip(new, shaped, strict=True))

    def _shaped(self, text: str, stream: Any) -> list[Glyph] | None:
        """Returns the glyphs of a text in their order; nothing if one is moved or missing."""
        ffi = self._ffi
        pango, null = ffi.pango, ffi.ffi.NULL
        chars = ffi.unicode_to_char_p(text)[0]
        pango.pango_layout_set_text(self._layout, chars, -1)
        line = pango.pango_layout_get_line_readonly(self._layout, 0)
        data = text.encode()
        found: list[Glyph] = []
        run = line.runs
        while run != null:
            item = run.data
            run = run.next
            if item.item.analysis.level % 2:
                return None
            font, size = stream.add_font(item.item.analysis.font)
            if font.bitmap or font.png or font.svg or font.colr:
                return None
            start, count = item.item.offset, item.glyphs.num_glyphs
            glyphs, clusters = item.glyphs.glyphs, item.glyphs.log_clusters
            for index in range(count):
                place = start + clusters[index]
                is_last = index + 1 == count
                end = start + (item.item.length if is_last else clusters[index + 1])
                info = glyphs[index]
                geometry = info.geometry
                if end <= place or geometry.x_offset or geometry.y_offset:
                    return None
                if info.glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG or (
                    info.glyph == pango.PANGO_GLYPH_EMPTY
                ):
                    return None
                own = data[place:end].decode()
                font.to_unicode.setdefault(info.glyph, own)
                width = self._width(font, size, info.glyph, item.item.analysis.font, stream)
                found.append(Glyph(font, size, f"{info.glyph:04x}", width, len(own)))
        return found

    def _width(self, font: Any, size: float, glyph: int, pango_font: Any, stream: Any) -> int:
        width: int | None = font.widths.get(glyph)
        if width is None:
            pango = self._ffi.pango
            pango.pango_font_get_glyph_extents(
                pango_font, glyph, stream.ink_rect, stream.logical_rect
            )
            unit = _THOUSAND * self._ffi.FROM_UNITS
            width = font.widths[glyph] = round(stream.logical_rect.width * unit / size)
        return width


_THOUSAND: Final = 1000
