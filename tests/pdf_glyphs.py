"""Where every glyph of a PDF is, read from its content streams, for tests of typesetting."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

import pikepdf


class Glyph(NamedTuple):
    """A character and its box in points; y grows upwards, ``origin`` is the glyph's own."""

    char: str
    origin: float
    right: float
    baseline: float
    size: float
    font: str


class Row(NamedTuple):
    """Glyphs that share a baseline, from left to right."""

    page: int
    baseline: float
    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        return "".join(glyph.char for glyph in self.glyphs)

    @property
    def size(self) -> float:
        return Counter(round(glyph.size, 1) for glyph in self.glyphs).most_common(1)[0][0]


class _Font(NamedTuple):
    name: str
    widths: dict[int, float]
    chars: dict[int, str]


def rows(data: bytes, *, near: float = 4.0) -> list[Row]:
    """Returns the rows of visible glyphs of all pages, from the top.

    Glyphs whose baselines are less than ``near`` points apart share a row, so that note marks
    belong to their line. Columns are not told apart.
    """
    found: list[Row] = []
    with pikepdf.open(BytesIO(data)) as pdf:
        for number, page in enumerate(pdf.pages, start=1):
            glyphs = [glyph for glyph in _glyphs(page) if glyph.char.strip()]
            glyphs.sort(key=lambda glyph: (-round(glyph.baseline, 1), glyph.origin))
            row: list[Glyph] = []
            for glyph in glyphs:
                if row and abs(row[-1].baseline - glyph.baseline) >= near:
                    found.append(_row(number, row))
                    row = []
                row.append(glyph)
            if row:
                found.append(_row(number, row))
    return found


def _row(page: int, glyphs: list[Glyph]) -> Row:
    baseline = Counter(round(glyph.baseline, 1) for glyph in glyphs).most_common(1)[0][0]
    return Row(page, baseline, tuple(sorted(glyphs, key=lambda glyph: glyph.origin)))


def _glyphs(page: Any) -> Iterator[Glyph]:
    fonts = {
        name: _font(font) for name, font in page.get("/Resources", {}).get("/Font", {}).items()
    }
    stack: list[pikepdf.Matrix] = []
    matrix, text = pikepdf.Matrix(), pikepdf.Matrix()
    font, size = _Font("", {}, {}), 1.0
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                stack.append(matrix)
            case "Q":
                matrix = stack.pop()
            case "cm":
                matrix = pikepdf.Matrix(*map(float, operands)) @ matrix
            case "Tm":
                text = pikepdf.Matrix(*map(float, operands))
            case "Tf":
                font, size = fonts[str(operands[0])], float(operands[1])
            case "TJ" | "Tj":
                parts = operands[0] if str(operator) == "TJ" else [operands[0]]
                for part in parts:
                    if isinstance(part, pikepdf.String):
                        for glyph_id in _ids(bytes(part)):
                            width = font.widths.get(glyph_id, 1000.0) * size / 1000
                            yield _glyph(font, glyph_id, width, size, text @ matrix)
                            text = pikepdf.Matrix(1, 0, 0, 1, width, 0) @ text
                    else:
                        shift = -float(part) * size / 1000
                        text = pikepdf.Matrix(1, 0, 0, 1, shift, 0) @ text


def _glyph(font: _Font, glyph_id: int, width: float, size: float, matrix: Any) -> Glyph:
    left, baseline = matrix.e, matrix.f
    right = left + width * matrix.a
    char = font.chars.get(glyph_id, "\ufffd")
    return Glyph(char, left, right, baseline, size * abs(matrix.d), font.name)


def _ids(data: bytes) -> Iterator[int]:
    for place in range(0, len(data), 2):
        yield int.from_bytes(data[place : place + 2], "big")


def _font(font: Any) -> _Font:
    widths: dict[int, float] = {}
    entries = list(font["/DescendantFonts"][0].get("/W", []))
    place = 0
    while place < len(entries):
        first = int(entries[place])
        if isinstance(entries[place + 1], pikepdf.Array):
            for offset, width in enumerate(entries[place + 1]):
                widths[first + offset] = float(width)
            place += 2
        else:
            for glyph_id in range(first, int(entries[place + 1]) + 1):
                widths[glyph_id] = float(entries[place + 2])
            place += 3
    name = str(font["/BaseFont"]).rpartition("+")[2]
    return _Font(name, widths, _characters(font["/ToUnicode"].read_bytes().decode("latin-1")))


def _characters(cmap: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", block):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text in re.findall(
            r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block
        ):
            start = int(text, 16)
            for offset in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + offset] = chr(start + offset)
    return found
