"""Formulas as SVG by ziamath, for formats whose readers do not draw MathML."""

from __future__ import annotations

import re
import threading
import unicodedata
from typing import Final, NamedTuple
from xml.etree import ElementTree

from publishkit.model.nodes import Math
from publishkit.render.html import attribute

__all__ = ["formula_svg"]

_MATHML: Final = "{http://www.w3.org/1998/Math/MathML}"
_DRAWN: Final = frozenset({"path", "rect", "ellipse"})
_PATH_PART: Final = re.compile(r"[A-Z]|-?[\d.]+(?:e-?\d+)?")
#: Square glyphs of STIX Two, all of one width (in em), which keep the places of characters that the
#: font lacks.
_STAND_INS: Final = "▢▣▤▥▦▧▨▩◧◨◩◪◫◰◱◲◳◘◙⧄⧅⧆⧇⧈⬒⬓⬔⬕⬚☒"
_STAND_IN_WIDTH: Final = 0.932
#: What ziamath 0.13 was seen to raise, or could, on MathML that it does not expect.
_FAILURES: Final = (
    ArithmeticError,
    AttributeError,
    ElementTree.ParseError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
)
#: ziafont reads glyphs by seeking in one file object, so only one thread may draw at a time.
_LOCK: Final = threading.Lock()


def formula_svg(math: Math, *, size: float, color: str, text_font: str | None = None) -> str | None:
    """Returns an ``svg`` element of a formula, or ``None`` when it cannot be drawn whole.

    ``size`` is the font size in CSS pixels, ``color`` any CSS colour (``currentColor`` follows the
    text). The element has no ids and no references, names its size in pixels, sits on the text's
    baseline by ``vertical-align``, and carries the TeX as its accessible name. ``None`` means that
    there is no MathML, or that it holds characters which the formula font (STIX Two) lacks.

    With a ``text_font`` (a CSS ``font-family``, empty for that of the text around) the Chinese,
    Japanese and Korean characters among them are ``text`` elements in that font.
    """
    if not math.mathml:
        return None
    try:
        with _LOCK:
            drawing = _draw(math.mathml, size, has_text_font=text_font is not None)
        return None if drawing is None else _compact(drawing, color, math.tex, text_font or "")
    except _FAILURES:
        return None


class _Drawing(NamedTuple):
    """What ziamath drew, and the characters that the glyphs with these ids stand for."""

    svg: ElementTree.Element
    stand_ins: dict[str, str]


def _draw(mathml: str, size: float, *, has_text_font: bool) -> _Drawing | None:
    from ziamath.zmath import Math as Formula

    root = _presentation(mathml)
    formula = Formula(root, size=size)
    characters = dict.fromkeys(char for text in root.itertext() for char in text)
    missing = [
        char for char in characters if not char.isspace() and formula.font.glyphindex(char) == 0
    ]
    if not missing:
        return _Drawing(formula.svgxml(), {})
    free = [char for char in _STAND_INS if char not in characters]
    if not has_text_font or len(missing) > len(free) or not all(map(_is_full_width, missing)):
        return None
    stand_ins = dict(zip(missing, free, strict=False))
    root = _presentation(mathml)
    table = {ord(char): glyph for char, glyph in stand_ins.items()}
    for element in root.iter():
        element.text = (element.text or "").translate(table)
    formula = Formula(root, size=size)
    ids = {formula.font.glyph(glyph).id: char for char, glyph in stand_ins.items()}
    return _Drawing(formula.svgxml(), ids)


def _is_full_width(char: str) -> bool:
    return unicodedata.east_asian_width(char) in {"F", "W"}


def _presentation(mathml: str) -> ElementTree.Element:
    root = ElementTree.fromstring(mathml)
    _drop_annotations(root)
    return root


def _drop_annotations(element: ElementTree.Element) -> None:
    """Takes the presentation out of each ``semantics``, which ziamath does not know."""
    for child in list(element):
        _drop_annotations(child)
        if child.tag.removeprefix(_MATHML) == "semantics":
            place = list(element).index(child)
            element.remove(child)
            element[place:place] = list(child)[:1]


def _compact(drawing: _Drawing, color: str, tex: str, text_font: str) -> str:
    """Returns the drawing as text, its glyphs joined to one path for each colour.

    ziamath draws each glyph as a ``use`` of a ``symbol`` with an id; ids clash in a page with
    several formulas, and some platforms strip them.
    """
    svg, stand_ins = drawing
    left, top, width, height = (float(value) for value in svg.attrib["viewBox"].split())
    symbols = {symbol.get("id", ""): symbol for symbol in svg.iter("symbol")}
    glyphs: dict[str, list[str]] = {}
    shapes: list[str] = []
    inside = {shape for symbol in symbols.values() for shape in symbol}
    for shape in svg.iter():
        if shape.tag == "use":
            name = shape.attrib["href"].removeprefix("#")
            paint = _paint(shape.get("fill", "black"), color)
            place = _place(shape, symbols[name])
            if name in stand_ins:
                shapes.append(_character(stand_ins[name], place, paint, text_font))
            else:
                glyphs.setdefault(paint, []).append(_glyph_path(symbols[name], place))
        elif shape.tag in _DRAWN and shape not in inside:
            shapes.append(_shape(shape, color))
        elif shape.tag == "defs":
            raise ValueError("markers need ids")
    parts = [f'<path{attribute("fill", fill)} d="{"".join(d)}"/>' for fill, d in glyphs.items()]
    depth = _number(round((top + height) * 100))
    own = (
        attribute("width", _number(round(width * 100)))
        + attribute("height", _number(round(height * 100)))
        + attribute(
            "viewBox", " ".join(_number(round(v * 100)) for v in (left, top, width, height))
        )
        + attribute("style", f"vertical-align: -{depth}px")
        + attribute("role", "img")
        + attribute("aria-label", tex)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg"{own}>{"".join(shapes + parts)}</svg>'


def _paint(value: str, color: str) -> str:
    return color if value == "black" else value


def _shape(shape: ElementTree.Element, color: str) -> str:
    own = {name: value for name, value in shape.attrib.items() if value}
    if "stroke" not in own:
        own.setdefault("fill", "black")
    pairs = [
        attribute(name, _paint(value, color) if name in {"fill", "stroke"} else value.strip())
        for name, value in own.items()
    ]
    return f"<{shape.tag}{''.join(pairs)}/>"


class _Place(NamedTuple):
    """Where a glyph's origin is, in px, and by how much its 12-point outline is enlarged."""

    x: float
    y: float
    scale: float


def _place(use: ElementTree.Element, symbol: ElementTree.Element) -> _Place:
    left, top, _, height = (float(value) for value in symbol.attrib["viewBox"].split())
    scale = float(use.attrib["height"]) / height
    return _Place(
        float(use.attrib["x"]) - left * scale, float(use.attrib["y"]) - top * scale, scale
    )


def _character(char: str, place: _Place, paint: str, text_font: str) -> str:
    """Returns a character of another font, as wide as the glyph that kept its place."""
    own = (
        attribute("x", _number(round(place.x * 100)))
        + attribute("y", _number(round(place.y * 100)))
        + attribute("font-size", _number(round(place.scale * 12 * _STAND_IN_WIDTH * 100)))
        + (attribute("font-family", text_font) if text_font else "")
        + attribute("fill", paint)
    )
    return f"<text{own}>{char}</text>"


def _glyph_path(symbol: ElementTree.Element, place: _Place) -> str:
    """Returns a glyph's outline at its place, in relative steps of 1/100 pixel."""
    outline = symbol.find("path")
    if outline is None:  # a space
        return ""
    return _relative_path(outline.attrib["d"], place.scale, (place.x, place.y))


def _relative_path(data: str, scale: float, offsets: tuple[float, float]) -> str:
    parts: list[str] = []
    here, start = (0, 0), (0, 0)
    is_first = True
    for command, numbers in _path_commands(data):
        if command == "Z":
            parts.append("z")
            here = start
            continue
        points = [
            (
                round((x * scale + offsets[0]) * 100),
                round((y * scale + offsets[1]) * 100),
            )
            for x, y in zip(numbers[::2], numbers[1::2], strict=True)
        ]
        end = points[-1]
        if command == "M":
            start = end
        elif command == "L" and end == here:
            continue
        if command == "M" and is_first:
            # Glyphs are joined to one path, so each must start at a place of its own.
            parts.append("M" + _numbers([end], (0, 0)))
            is_first = False
        else:
            parts.append(command.lower() + _numbers(points, here))
        here = end
    return "".join(parts)


def _path_commands(data: str) -> list[tuple[str, list[float]]]:
    commands: list[tuple[str, list[float]]] = []
    for part in _PATH_PART.findall(data):
        if part.isalpha():
            commands.append((part, []))
        else:
            commands[-1][1].append(float(part))
    return commands


def _numbers(points: list[tuple[int, int]], origin: tuple[int, int]) -> str:
    text = ""
    for point in points:
        for value, zero in zip(point, origin, strict=True):
            number = _number(value - zero)
            text += number if not text or number.startswith("-") else f" {number}"
    return text


def _number(hundredths: int) -> str:
    """Returns hundredths as a decimal number in its shortest form."""
    sign = "-" if hundredths < 0 else ""
    whole, rest = divmod(abs(hundredths), 100)
    if not rest:
        return f"{sign}{whole}"
    return f"{sign}{whole or ''}.{rest:02d}".rstrip("0")
