"""The page as lengths: its size, the area of the text and its columns, in points.

The theme and the options decide; the exporter needs the lengths where CSS cannot say what is
meant: how wide a table may be, how high a picture, how long a running head.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from publishkit.errors import UsageError

__all__ = [
    "LENGTH",
    "PAGE_SIZES",
    "Geometry",
    "PageDefaults",
    "lay_out_page",
    "page_defaults",
]

#: Width and height of the named page sizes, in millimetres.
PAGE_SIZES: Final[dict[str, tuple[float, float]]] = {
    "a4": (210, 297),
    "a5": (148, 210),
    "b5": (176, 250),
    "letter": (215.9, 279.4),
    "legal": (215.9, 355.6),
    "phone": (90, 160),
}
LENGTH: Final = r"\d+(?:\.\d+)?(?:mm|cm|in|pt|px|em)"

_POINTS: Final = {"pt": 1.0, "px": 0.75, "mm": 72 / 25.4, "cm": 720 / 25.4, "in": 72.0, "em": 12.0}
#: A page narrower than this (in points) is held in the hand, and its margins are narrow.
_SMALL_PAGE: Final = 300
_SMALL_MARGINS: Final = (0.122, 0.078, 0.122)
#: Between columns, in sizes of the text.
_GAP: Final = 2
#: A column of less is no place for Chinese text, in sizes of the text.
_LEAST_COLUMN: Final = 14
#: A page must hold this much, in sizes of the text.
_LEAST_LINE: Final = 4
_PROPERTY: Final = re.compile(r"--page-([a-z-]+):\s*([^;}]+?)\s*[;}]")


@dataclass(frozen=True, slots=True)
class PageDefaults:
    """What a theme says of the page, as ``--page-…`` properties of ``:root`` in its file.

    ``margins`` are those above, beside and below the text, as shares of the page's width;
    ``line`` is the height of a line in sizes of the text.
    """

    size: str = "A4"
    margins: tuple[float, float, float] = (0.12, 0.12, 0.115)
    columns: int = 1
    text: float = 11.0
    line: float = 1.75
    has_abstract: bool = False


@dataclass(frozen=True, slots=True)
class Geometry:
    """All lengths are in points; ``margins`` are top, right, bottom, left."""

    width: float
    height: float
    margins: tuple[float, float, float, float]
    columns: int
    font_size: float
    line_height: float

    @property
    def text_width(self) -> float:
        """The width of the area of the text, all columns together."""
        return self.width - self.margins[1] - self.margins[3]

    @property
    def text_height(self) -> float:
        """The height of the area of the text."""
        return self.height - self.margins[0] - self.margins[2]

    @property
    def measure(self) -> float:
        """The length of a line of text: the width of a column."""
        gaps = (self.columns - 1) * _GAP * self.font_size
        return (self.text_width - gaps) / self.columns

    @property
    def css(self) -> str:
        """The rules that set the page, and the lengths as custom properties for the themes."""
        top, right, bottom, left = (f"{value:.3f}pt" for value in self.margins)
        return (
            f"@page {{ size: {self.width:.3f}pt {self.height:.3f}pt; "
            f"margin: {top} {right} {bottom} {left} }}\n"
            f"html {{ font-size: {self.font_size:g}pt; line-height: {self.line_height:g} }}\n"
            f":root {{ --page-width: {self.width:.3f}pt; --page-height: {self.height:.3f}pt; "
            f"--text-height: {self.text_height:.3f}pt; "
            f"--measure: {self.measure:.3f}pt; --columns: {self.columns}; "
            f"--gap: {_GAP * self.font_size:g}pt }}\n"
        )


def page_defaults(theme_css: str) -> PageDefaults:
    """Returns what the style sheet of a theme says of the page."""
    found = dict(_PROPERTY.findall(theme_css))
    own = PageDefaults()
    shares = tuple(float(value) for value in found.get("margins", "").split())
    return PageDefaults(
        size=found.get("size", own.size),
        margins=(shares[0], shares[1], shares[2]) if len(shares) == 3 else own.margins,
        columns=int(found.get("columns", own.columns)),
        text=float(found.get("text", own.text)),
        line=float(found.get("line", own.line)),
        has_abstract=found.get("abstract", "") == "on",
    )


def lay_out_page(
    defaults: PageDefaults,
    *,
    size: str = "",
    margin: str = "",
    font_size: str = "",
    columns: int = 0,
    is_east_asian: bool = False,
) -> Geometry:
    """Returns the page; what is empty or 0 is the theme's choice, or follows from the size.

    Where the margins are left to us, a line of Chinese holds a whole number of characters and a
    page a whole number of lines (CLREQ, 2.2.1), so that a line of ideographs alone needs no
    stretching; the margins take what is left over. Raises ``UsageError`` when the margins leave
    no room for a few lines.
    """
    width, height = _size(size or defaults.size)
    text = _points(font_size) if font_size else _text_size(defaults.text, width)
    line = defaults.line if is_east_asian else round(defaults.line - 0.3, 2)
    count = columns or (defaults.columns if width >= 1.5 * _SMALL_PAGE else 1)
    if margin:
        margins = _sides([_points(value) for value in margin.split()])
    else:
        top, side, bottom = _SMALL_MARGINS if width < _SMALL_PAGE else defaults.margins
        margins = (top * width, side * width, bottom * width, side * width)
    geometry = Geometry(width, height, margins, count, text, line)
    if not columns and count > 1 and geometry.measure < _LEAST_COLUMN * text:
        geometry = Geometry(width, height, margins, 1, text, line)
    if geometry.measure < _LEAST_LINE * text or geometry.text_height < _LEAST_LINE * text:
        raise UsageError(
            "the margins leave no room for text on the page",
            hint="set smaller margins, fewer columns or a larger page",
        )
    return geometry if margin else _fitted(geometry, is_east_asian=is_east_asian)


def _fitted(page: Geometry, *, is_east_asian: bool) -> Geometry:
    """The page with a whole number of lines, and of characters in a line."""
    top, right, bottom, left = page.margins
    step = page.font_size * page.line_height
    bottom += page.text_height % step
    if is_east_asian and page.measure > page.font_size:
        spare = (page.measure % page.font_size) * page.columns
        right, left = right + spare / 2, left + spare / 2
    # What calculation loses must not cost a character.
    margins = (top, right - 0.01, bottom - 0.01, left)
    return Geometry(
        page.width, page.height, margins, page.columns, page.font_size, page.line_height
    )


def _text_size(size: float, width: float) -> float:
    """Smaller pages have smaller text: 11 points on A4 are 10 on A5 and 9 on a phone's screen."""
    if width < _SMALL_PAGE:
        return min(size, 9)
    if width < 440:
        return min(size, 10)
    return min(size, 10.5) if width < 520 else size


def _size(size: str) -> tuple[float, float]:
    named = PAGE_SIZES.get(size.lower())
    if named is not None:
        return named[0] * _POINTS["mm"], named[1] * _POINTS["mm"]
    width, height = size.split()
    return _points(width), _points(height)


def _points(length: str) -> float:
    return float(length[:-2]) * _POINTS[length[-2:]]


def _sides(values: list[float]) -> tuple[float, float, float, float]:
    """One to four lengths as CSS reads them (CSS Box Model 3, 3.2)."""
    top = values[0]
    right = values[1] if len(values) > 1 else top
    bottom = values[2] if len(values) > 2 else top
    return top, right, bottom, values[3] if len(values) > 3 else right
