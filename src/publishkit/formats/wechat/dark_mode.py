"""What WeChat makes of an article's colours when a phone is in dark mode.

It follows ``src/modules/sdk.js`` and ``color.js`` of wechatjs/mp-darkmode 1.2.1, WeChat's own
program, published under the MIT licence (Copyright Tencent): backgrounds are darkened first, then
text and borders are moved until they stand out from them. SVG and images are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape, unescape
from html.parser import HTMLParser
from typing import Final

from publishkit.render.color import Color, parse_color, replace_colors

__all__ = ["PAGE", "Shades", "dark_background", "dark_markup", "dark_text", "declarations_of"]

#: The page and its text, light and dark (``constant.js``).
_LIGHT_TEXT: Final = Color(0x19, 0x19, 0x19)
_LIGHT_PAGE: Final = Color(255, 255, 255)
_DARK_TEXT: Final = Color(0xA3, 0xA3, 0xA3)
_DARK_PAGE: Final = Color(0x19, 0x19, 0x19)
#: Perceived brightness, from 0 to 255: what counts as white, …
_WHITE: Final = 250.0
#: … the most that a background keeps, the least distance between text and its ground, …
_MAX_GROUND: Final = 190.0
_MIN_DISTANCE: Final = 65.0
#: … from where on a ground is bright, and the most by which text outshines the dark page.
_BRIGHT_GROUND: Final = 100.0
_MAX_DISTANCE: Final = 163.0 - 25.0
#: Lightness in per cent: greys above the first are inverted, what is below the second is raised.
_HIGH_LIGHTNESS: Final = 40.0
_LOW_LIGHTNESS: Final = 22.0
#: Colours with less opacity are not looked at.
_IGNORED_ALPHA: Final = 0.05

_BACKGROUNDS: Final = ("background-color", "background-image", "background")
_TEXTS: Final = frozenset({"text-decoration", "text-decoration-color", "text-emphasis-color"})
_LINES: Final = ("border", "outline", "column-rule", "box-shadow")
_STYLE: Final = re.compile(r"""(\sstyle\s*=\s*)("[^"]*"|'[^']*')""", re.IGNORECASE)
_VOID: Final = frozenset({"br", "hr", "img", "col", "input", "wbr"})
_UNTOUCHED: Final = frozenset({"svg", "iframe", "mpcps"})


def _brightness(color: Color) -> float:
    """Perceived brightness, from 0 to 255 (https://www.w3.org/TR/AERT/#color-contrast)."""
    return (color.red * 299 + color.green * 587 + color.blue * 114) / 1000


def _with_brightness(target: float, color: Color) -> Color:
    """Returns a colour of the perceived brightness ``target`` and, as far as possible, the hue."""
    ratio = target / (_brightness(color) or 1)
    red, green, blue = (min(255.0, value * ratio) for value in (color.red, color.green, color.blue))
    if green == 0 or red == 255 or blue == 255:
        green = (target * 1000 - red * 299 - blue * 114) / 587
    elif red == 0:
        red = (target * 1000 - green * 587 - blue * 114) / 299
    elif blue == 0 or green == 255:
        blue = (target * 1000 - red * 299 - green * 587) / 114
    red, green, blue = (min(max(value, 0.0), 255.0) for value in (red, green, blue))
    return Color(red, green, blue, color.alpha)


def _rounded(color: Color) -> Color:
    """Returns whole channels as ``color`` 3.1 (npm) prints them: rounded to tenths first."""
    red, green, blue = (
        int(int(value * 10 + 0.5) / 10 + 0.5) for value in (color.red, color.green, color.blue)
    )
    return replace(color, red=red, green=green, blue=blue)


def dark_background(color: Color) -> Color:
    """Returns a background in dark mode: white becomes the dark page, bright grounds are dimmed."""
    _, saturation, lightness = color.hsl
    brightness = _brightness(color)
    is_grey = round(saturation, 6) == 0
    if (is_grey and lightness > _HIGH_LIGHTNESS) or brightness > _WHITE:
        _, _, page = _DARK_PAGE.hsl
        grey = min(100.0, 100.0 + page - lightness) / 100 * 255
        return _rounded(Color(grey, grey, grey, color.alpha))
    if brightness > _MAX_GROUND:
        return _rounded(_with_brightness(_MAX_GROUND, color))
    if lightness < _LOW_LIGHTNESS:
        return _rounded(color.with_lightness(_LOW_LIGHTNESS))
    return color


def dark_text(color: Color, ground: Color) -> Color:
    """Returns the colour of text, or of a line, on a ground that is dark already."""
    return _rounded(_distant(color, ground))


def _distant(color: Color, ground: Color) -> Color:
    page = _brightness(_DARK_PAGE)
    below = _brightness(ground) * ground.alpha + page * (1 - ground.alpha)
    own = _brightness(color)
    distance = abs(below - own)
    if own >= _WHITE:
        return color
    if distance > _MAX_DISTANCE and below <= page + 2:
        return _with_brightness(_MAX_DISTANCE + below, color)
    if distance >= _MIN_DISTANCE:
        return color
    _, _, lightness = color.hsl
    is_bright = below >= _BRIGHT_GROUND
    if lightness > 90 - _HIGH_LIGHTNESS if is_bright else lightness <= _HIGH_LIGHTNESS:
        # Inverting the lightness keeps more of the hue; what is not enough then goes on below.
        return _distant(color.with_lightness(90 - lightness), ground)
    step = -_MIN_DISTANCE if is_bright else _MIN_DISTANCE
    return _with_brightness(min(_MAX_DISTANCE, below + step), color)


@dataclass(frozen=True, slots=True)
class Shades:
    """The colours at one place of an article, in both modes; ``ground`` is always opaque.

    ``layer`` is the nearest background in dark mode as it was converted, transparent or not:
    WeChat measures text against it.
    """

    color: Color
    ground: Color
    dark_color: Color
    dark_ground: Color
    layer: Color

    def inside(self, style: Mapping[str, str]) -> Shades:
        """Returns the colours of text inside an element with these declarations."""
        shades = self
        for name in _BACKGROUNDS:
            color = _ground_of(style.get(name, ""))
            if color is not None and color.alpha >= _IGNORED_ALPHA:
                layer = dark_background(color)
                shades = replace(
                    shades,
                    ground=color.over(shades.ground),
                    dark_ground=layer.over(shades.dark_ground),
                    layer=layer,
                    dark_color=dark_text(shades.color, layer),
                )
        own = parse_color(style.get("color", ""))
        if own is not None and own.alpha >= _IGNORED_ALPHA:
            shades = replace(shades, color=own, dark_color=dark_text(own, shades.layer))
        return shades


#: Where an article begins: on WeChat's own page.
PAGE: Final = Shades(_LIGHT_TEXT, _LIGHT_PAGE, _DARK_TEXT, _DARK_PAGE, _DARK_PAGE)


def _ground_of(value: str) -> Color | None:
    """Returns the one colour that a background becomes; gradients are made flat."""
    found: list[Color] = []
    replace_colors(value, found.append)
    if "gradient" not in value or len(found) < 2:
        return found[0] if found else None
    mixed = found[0]
    for color in found[1:]:
        mixed = _mixed(mixed, color)
    return mixed


def _mixed(one: Color, other: Color) -> Color:
    """Returns what ``color`` 3.1 (npm) mixes with the second one's opacity as its weight."""
    weight = 2 * other.alpha - 1
    distance = other.alpha - one.alpha
    product = weight * distance
    share = ((weight if product == -1 else (weight + distance) / (1 + product)) + 1) / 2
    alpha = other.alpha * other.alpha + one.alpha * (1 - other.alpha)
    return replace(replace(other, alpha=share).over(one), alpha=alpha)


def declarations_of(style: str) -> dict[str, str]:
    """Returns the declarations of a ``style`` attribute: names in small letters, last ones win."""
    pairs = (text.partition(":") for text in style.split(";"))
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon and value}


def dark_markup(markup: str) -> str:
    """Returns an article as dark mode shows it on a page of ``#191919``: other ``style`` values."""
    parser = _DarkMode()
    parser.feed(markup)
    parser.close()
    return "".join(parser.parts)


class _DarkMode(HTMLParser):
    """Copies markup and converts the colours of each start tag."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self._open: list[tuple[str, Shades]] = []
        self._shades = PAGE
        #: How many elements are open that WeChat leaves as they are.
        self._untouched = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._copy_start()
        if tag not in _VOID:
            self._open.append((tag, self._shades))
            self._untouched += tag in _UNTOUCHED
            style = declarations_of(dict(attrs).get("style") or "")
            self._shades = self._shades.inside(style)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._copy_start()

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{tag}>")
        if all(name != tag for name, _ in self._open):
            return
        while self._open:
            name, self._shades = self._open.pop()
            self._untouched -= name in _UNTOUCHED
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self.parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.parts.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.parts.append(f"<!--{data}-->")

    def _copy_start(self) -> None:
        text = self.get_starttag_text() or ""
        if not self._untouched:
            text = _STYLE.sub(self._converted, text, 1)
        self.parts.append(text)

    def _converted(self, match: re.Match[str]) -> str:
        style = unescape(match[2].strip(match[2][0]))
        changed = ";".join(f"{name}:{value}" for name, value in _dark(style, self._shades))
        return f'{match[1]}"{escape(changed)}"'


def _dark(style: str, around: Shades) -> Iterator[tuple[str, str]]:
    declarations = declarations_of(style)
    inside = around.inside(declarations)
    for name, value in declarations.items():
        yield name, _dark_value(name, value, inside)
    has_ground = inside.layer is not around.layer
    if has_ground and "color" not in declarations:
        yield "color", inside.dark_color.css


def _dark_value(name: str, value: str, inside: Shades) -> str:
    if name in _BACKGROUNDS:
        ground = _ground_of(value)
        if "gradient" in value and ground is not None:
            return dark_background(ground).css
        return replace_colors(value, lambda color: _if_seen(color, dark_background(color)))
    if name == "color" or name in _TEXTS:
        layer = inside.layer
        return replace_colors(value, lambda color: _if_seen(color, dark_text(color, layer)))
    if name == "text-shadow":
        return replace_colors(value, lambda color: _if_seen(color, dark_background(color)))
    if name.startswith(_LINES):
        return replace_colors(value, lambda color: _if_seen(color, dark_text(color, _DARK_PAGE)))
    return value


def _if_seen(color: Color, changed: Color) -> Color | None:
    return changed if color.alpha >= _IGNORED_ALPHA else None
