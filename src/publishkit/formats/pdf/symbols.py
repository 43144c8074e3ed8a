"""A font drawn here: task boxes, and a box for each character that no font has.

The Noto faces have no ballot boxes, and PDF/UA (ISO 14289-1, 7.21.8) forbids the glyph
``.notdef``. A box of its own for each uncovered character keeps the document's text whole, for
searching and reading aloud, while the eye and a diagnostic see that a glyph is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any, Final

__all__ = ["DRAWN", "symbol_font"]

#: The characters that are drawn for what they are.
DRAWN: Final = frozenset({0x2610, 0x2611, 0x2612})

_SPACES: Final = (0x20, 0xA0)
_UPEM: Final = 1000
_ADVANCE: Final = 1000
_LEFT, _RIGHT, _BOTTOM, _TOP, _STROKE = 120, 880, -60, 700, 60
_TICK: Final = ((260, 330), (320, 400), (445, 270), (690, 560), (750, 500), (450, 140))
_CROSS: Final = (
    (335, 110), (500, 275), (665, 110), (710, 155), (545, 320), (710, 485),
    (665, 530), (500, 365), (335, 530), (290, 485), (455, 320), (290, 155),
)  # fmt: skip


def symbol_font(code_points: Iterable[int], *, family: str) -> bytes:
    """Returns a TrueType font with a glyph of its own for each of the code points.

    Spaces are in it too: Pango sets the spaces of a run in the font of the run.
    """
    from fontTools.fontBuilder import FontBuilder

    points = sorted({*code_points, *_SPACES})
    names = [".notdef", *(f"u{point:04X}" for point in points)]
    builder = FontBuilder(_UPEM, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({point: f"u{point:04X}" for point in points})
    glyphs = {f"u{point:04X}": _glyph(point) for point in points}
    builder.setupGlyf({".notdef": _glyph(0), **glyphs})
    wide = dict.fromkeys(names, (_ADVANCE, _LEFT))
    builder.setupHorizontalMetrics(wide | {f"u{point:04X}": (250, 0) for point in _SPACES})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": "Symbols"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    builder.setupPost()
    builder.updateHead(created=0, modified=0)
    file = BytesIO()
    builder.font.recalcTimestamp = False
    builder.save(file)
    return file.getvalue()


def _glyph(point: int) -> Any:
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    if point in _SPACES:
        return pen.glyph()
    _box(pen, _LEFT, _BOTTOM, _RIGHT, _TOP)
    inner = (_LEFT + _STROKE, _BOTTOM + _STROKE, _RIGHT - _STROKE, _TOP - _STROKE)
    _box(pen, *inner, is_hole=True)
    shape = {0x2611: _TICK, 0x2612: _CROSS}.get(point)
    if shape is not None:
        _polygon(pen, shape)
    return pen.glyph()


def _box(pen: Any, left: int, bottom: int, right: int, top: int, *, is_hole: bool = False) -> None:
    corners = [(left, bottom), (left, top), (right, top), (right, bottom)]
    _polygon(pen, corners[::-1] if is_hole else corners)


def _polygon(pen: Any, corners: Iterable[tuple[int, int]]) -> None:
    first, *rest = corners
    pen.moveTo(first)
    line: Callable[[tuple[int, int]], None] = pen.lineTo
    for corner in rest:
        line(corner)
    pen.closePath()
