"""What inline styles come to at each element: sizes, colours, and what hides text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from publishkit.formats.wechat.dark_mode import PAGE, Shades
from publishkit.formats.wechat.linter.declarations import length
from publishkit.formats.wechat.linter.markup import BLOCKS, CODE, Element, Markup

__all__ = ["Computed", "computed_styles"]

#: CSS Fonts 4, 2.5; relative sizes and absolute ones at 16 px.
_SIZES: Final = {
    "xx-small": 9.0,
    "x-small": 10.0,
    "small": 13.0,
    "medium": 16.0,
    "large": 18.0,
    "x-large": 24.0,
    "xx-large": 32.0,
}
_RATIOS: Final = {"smaller": 5 / 6, "larger": 1.2}
_TAG_SIZES: Final = {"sup": 5 / 6, "sub": 5 / 6, "small": 5 / 6}
_SCROLLS: Final = frozenset({"auto", "scroll"})


@dataclass(frozen=True, slots=True)
class Computed:
    """The styles that hold for text directly inside an element.

    ``line_height`` is in px, ``None`` for the font's own; ``line_ratio`` is the bare number that
    children take over. ``block_line`` is the least height of a line, which the nearest block sets.
    ``has_ground`` and ``has_color`` tell whether an element of the article set one; both begin
    anew at each background, since text takes its colour from outside it.
    """

    font_size: float = 16.0
    line_height: float | None = None
    line_ratio: float | None = None
    block_line: float | None = None
    white_space: str = "normal"
    shades: Shades = PAGE
    has_ground: bool = False
    has_color: bool = False
    has_gradient: bool = False
    has_picture: bool = False
    hidden_by: str = ""
    is_in_svg: bool = False
    is_code: bool = False
    is_scrolled: bool = False


def computed_styles(markup: Markup) -> Mapping[Element, Computed]:
    """Returns the styles of all elements, the one around them included."""
    found: dict[Element, Computed] = {markup.root: Computed()}
    for element in markup.elements:
        assert element.parent is not None
        found[element] = _inside(element, found[element.parent])
    return found


def _inside(element: Element, outer: Computed) -> Computed:
    name, css = element.name, element.css
    style = element.style
    changed = outer
    if name == "svg" or css("data-mode") == "svg" or element.attributes.get("data-mode") == "svg":
        changed = replace(changed, is_in_svg=True)
    if name in CODE:
        changed = replace(changed, is_code=True)
    if name == "pre" and "white-space" not in style:
        changed = replace(changed, white_space="pre")
    if name in _TAG_SIZES and "font-size" not in style:
        changed = _sized(changed, outer.font_size * _TAG_SIZES[name])
    if style:
        changed = _styled(element, outer, changed)
    if name in BLOCKS or css("display").startswith(("block", "inline-block", "flex", "grid")):
        line = changed.line_height
        changed = replace(changed, block_line=line) if changed.block_line != line else changed
    return changed


def _styled(element: Element, outer: Computed, changed: Computed) -> Computed:
    css, style = element.css, element.style
    if "font-size" in style:
        value, parent = css("font-size"), outer.font_size
        size = _SIZES.get(value) or parent * _RATIOS.get(value, 0)
        size = size or _or(length(value, font_size=parent, whole=parent), parent)
        changed = _sized(changed, size)
    if "line-height" in style:
        changed = _with_line(changed, css("line-height"))
    if "white-space" in style:
        changed = replace(changed, white_space=css("white-space"))
    if "mono" in css("font-family"):
        changed = replace(changed, is_code=True)
    if any(css(name) in _SCROLLS for name in ("overflow", "overflow-x")):
        changed = replace(changed, is_scrolled=True)
    hidden_by = _hidden_by(element, changed)
    if hidden_by != outer.hidden_by:
        changed = replace(changed, hidden_by=hidden_by)
    return _colored(element, changed)


def _sized(styles: Computed, size: float) -> Computed:
    line = styles.line_height
    if styles.line_ratio is not None:
        line = styles.line_ratio * size
    return replace(styles, font_size=size, line_height=line)


def _with_line(styles: Computed, value: str) -> Computed:
    if value == "normal":
        return replace(styles, line_height=None, line_ratio=None)
    height = length(value, font_size=styles.font_size, whole=styles.font_size)
    if height is None:
        return styles
    if value.replace(".", "", 1).isdecimal():
        return replace(styles, line_height=height * styles.font_size, line_ratio=height)
    return replace(styles, line_height=height, line_ratio=None)


def _hidden_by(element: Element, styles: Computed) -> str:
    """Returns the declaration that hides the text of an element, or nothing."""
    css = element.css
    if css("display") == "none":
        return "display: none"
    if length(css("opacity")) == 0:
        return "opacity: 0"
    if css("visibility") == "hidden":
        return "visibility: hidden"
    undone = {"visibility: hidden": css("visibility"), "font-size: 0": css("font-size")}
    if styles.hidden_by and not undone.get(styles.hidden_by):
        return styles.hidden_by
    return "font-size: 0" if styles.font_size == 0 else ""


def _colored(element: Element, styles: Computed) -> Computed:
    style = {name: declaration.value for name, declaration in element.style.items()}
    image = style.get("background-image", "") + style.get("background", "")
    shades = styles.shades.inside(style)
    if shades.ground != styles.shades.ground:
        styles = replace(styles, has_ground=True, has_color=False, has_gradient=False)
    if "gradient(" in image:
        styles = replace(styles, has_gradient=True)
    if "url(" in image:
        styles = replace(styles, has_picture=True)
    if "color" in style:
        styles = replace(styles, has_color=True)
    return replace(styles, shades=shades)


def _or(value: float | None, default: float) -> float:
    return default if value is None else value
