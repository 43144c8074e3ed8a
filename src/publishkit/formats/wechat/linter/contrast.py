"""WX010: text that can be read in light and in dark mode."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from publishkit.formats.wechat.dark_mode import PAGE
from publishkit.formats.wechat.linter.cascade import Computed
from publishkit.formats.wechat.linter.findings import WARNING, Finding, excerpt
from publishkit.formats.wechat.linter.markup import Element, Markup, words
from publishkit.render.color import Color, contrast

__all__ = ["contrast_findings"]

#: WCAG 2.2, 1.4.3, and structure spec, 4.1.1.
_LIGHT: Final = 4.5
_DARK: Final = 1.5
#: Text of 24 px, or bold of 18.66 px, needs less (WCAG 2.2, 1.4.3).
_LARGE: Final = 24.0
_LARGE_LIGHT: Final = 3.0
_PAINTED: Final = words("path line polyline polygon rect circle ellipse text use g")
_FORMULA: Final = re.compile(r"[\\^_{}]|=")


def contrast_findings(markup: Markup, styles: Mapping[Element, Computed]) -> Iterator[Finding]:
    """Yields all findings of WX010."""
    for element in markup.elements:
        if element.name == "svg":
            yield from _formula(element)
        if "data-no-dark" in element.attributes:
            said = "'data-no-dark' keeps an element as it is in dark mode (structure spec, 4.5.1)"
            yield Finding("WX010", WARNING, element.start, said, "delete it")
        computed = styles[element]
        if element.has_own_text and not computed.is_in_svg and not computed.has_picture:
            yield from _text(element, computed)


def _text(element: Element, computed: Computed) -> Iterator[Finding]:
    ignored = element.attributes.get("data-ignore-dm", "").split()
    if computed.has_gradient and "text-bg-gradient" not in ignored:
        said = f"text stands on a gradient, which dark mode makes flat: {excerpt(element.text)}"
        yield Finding("WX010", WARNING, element.start, said, "one colour is safer")
        return
    if computed.has_ground and not computed.has_color:
        said = f"text on a background has no colour of its own: {excerpt(element.text)}"
        yield Finding("WX010", WARNING, element.start, said, "give it one beside the background")
    shades = computed.shades
    if shades.color.alpha < 0.05 or computed.hidden_by:
        return  # hidden text is WX005's
    light = contrast(shades.color.over(shades.ground), shades.ground)
    least = _LARGE_LIGHT if computed.font_size >= _LARGE else _LIGHT
    if light < least:
        said = f"text in {shades.color.css} on {shades.ground.css} has a contrast of {light:.2f}"
        hint = f"{least:g} is the least that everyone can read"
        yield Finding("WX010", WARNING, element.start, said, hint)
    color, ground = min(_dark_pairs(computed), key=lambda pair: contrast(*pair))
    dark = contrast(color, ground)
    if dark < _DARK and "low-contrast" not in ignored:
        said = (
            f"in dark mode text in {color.css} on {ground.css} "
            f"has a contrast of {dark:.2f} (structure spec, 4.1.1)"
        )
        yield Finding("WX010", WARNING, element.start, said, f"{_DARK:g} is the least")


def _dark_pairs(computed: Computed) -> Iterator[tuple[Color, Color]]:
    """Yields text and ground as they are seen, and as the official checker takes them.

    That reads colours as opaque, and gives text on a ground the page's colour unless it has one.
    """
    shades = computed.shades
    yield shades.dark_color.over(shades.dark_ground), shades.dark_ground
    layer = replace(shades.layer, alpha=1.0)
    yield replace(shades.dark_color, alpha=1.0), layer
    if not computed.has_color:
        yield PAGE.dark_color, layer


def _formula(element: Element) -> Iterator[Finding]:
    """A formula that is drawn must take the colour of the text: dark mode changes no SVG."""
    title = element.attributes.get("alt", "") + element.attributes.get("data-formula", "")
    is_formula = bool(_FORMULA.search(title)) or any(
        one.name.startswith("mjx-") or one.attributes.get("data-mml-node") for one in element.walk()
    )
    if not is_formula:
        return
    painted = [one for one in element.walk() if one.name in _PAINTED or one is element]
    colors = [one.attributes.get("fill", "") or one.css("fill") for one in painted]
    colors += [one.attributes.get("stroke", "") or one.css("stroke") for one in painted]
    if "currentcolor" not in {color.lower() for color in colors} and not element.css("background"):
        said = "a formula's drawing does not take the colour of the text"
        yield Finding("WX010", WARNING, element.start, said, "fill and stroke: currentColor")
