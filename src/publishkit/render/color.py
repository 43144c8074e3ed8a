"""Colours as CSS writes them, and the contrast between two of them. The only user of tinycss2."""

from __future__ import annotations

import colorsys
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

__all__ = ["Color", "contrast", "cover_colour", "parse_color", "replace_colors"]

#: Grounds of drawn covers; white text on them has a contrast of 7 to 1 or more (WCAG 2.2, 1.4.6).
_COVERS: Final = ("#1f3a5f", "#3b2c5a", "#14483f", "#5a2433", "#3d3a1e", "#26404a")
_HEX: Final = re.compile(r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})", re.IGNORECASE)
#: What may be a colour within a declaration's value; addresses and strings are passed over.
_CANDIDATE: Final = re.compile(
    r"""url\([^)]*\)|"[^"]*"|'[^']*'"""
    r"|(#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\([^()]*\)|(?<![\w.#-])[a-z]+(?![\w(-]))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Color:
    """A colour of sRGB: channels from 0 to 255, not always whole, and opacity from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    @property
    def hsl(self) -> tuple[float, float, float]:
        """Hue in degrees, saturation and lightness in per cent."""
        hue, light, saturation = colorsys.rgb_to_hls(
            self.red / 255, self.green / 255, self.blue / 255
        )
        return hue * 360, saturation * 100, light * 100

    @property
    def luminance(self) -> float:
        """Relative luminance from 0 to 1 (WCAG 2.2, "relative luminance")."""
        red, green, blue = (
            value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
            for value in (self.red / 255, self.green / 255, self.blue / 255)
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def with_lightness(self, lightness: float) -> Color:
        """Returns the colour with another lightness, in per cent."""
        hue, saturation, _ = self.hsl
        red, green, blue = colorsys.hls_to_rgb(hue / 360, lightness / 100, saturation / 100)
        return replace(self, red=red * 255, green=green * 255, blue=blue * 255)

    def over(self, ground: Color) -> Color:
        """Returns what is seen of the colour on an opaque ground."""
        share = self.alpha
        return Color(
            self.red * share + ground.red * (1 - share),
            self.green * share + ground.green * (1 - share),
            self.blue * share + ground.blue * (1 - share),
        )

    @property
    def css(self) -> str:
        """The colour in CSS: ``#rrggbb``, or ``rgba(…)`` where it is not opaque."""
        red, green, blue = (int(value + 0.5) for value in (self.red, self.green, self.blue))
        if self.alpha < 1:
            return f"rgba({red},{green},{blue},{self.alpha:g})"
        return f"#{red:02x}{green:02x}{blue:02x}"


@lru_cache(maxsize=1024)
def parse_color(text: str) -> Color | None:
    """Returns the colour that CSS text means, ``None`` where it means none by itself.

    ``currentColor``, ``inherit`` and ``var()`` mean none; ``transparent`` is one without opacity.
    Colours outside sRGB, such as ``oklch()``, are not converted (tinycss2 1.5.1) and mean none too.
    """
    text = text.strip()
    if _HEX.fullmatch(text):
        digits = text[1:] if len(text) > 5 else "".join(digit * 2 for digit in text[1:])
        values = [int(digits[start : start + 2], 16) for start in range(0, len(digits), 2)]
        red, green, blue, *alpha = values
        return Color(red, green, blue, alpha[0] / 255 if alpha else 1.0)
    from tinycss2.color4 import parse_color as parse

    parsed: Any = parse(text)
    if parsed is None or parsed == "currentcolor":
        return None
    try:
        coordinates = parsed.to("srgb").coordinates
    except NotImplementedError:
        return None
    red, green, blue = (min(max(value, 0), 1) * 255 for value in coordinates)
    return Color(red, green, blue, parsed.alpha)


def replace_colors(value: str, function: Callable[[Color], Color | None]) -> str:
    """Returns a declaration's value with each colour replaced; ``None`` leaves it as written."""

    def change(match: re.Match[str]) -> str:
        color = parse_color(match[1]) if match[1] else None
        changed = None if color is None else function(color)
        return match[0] if changed is None else changed.css

    return _CANDIDATE.sub(change, value)


def contrast(one: Color, other: Color) -> float:
    """Returns the contrast of two opaque colours, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    light, dark = sorted((one.luminance, other.luminance), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def cover_colour(key: str) -> str:
    """Returns the ground of a drawn cover, always the same for a book."""
    return _COVERS[zlib.crc32(key.encode("utf-8", "replace")) % len(_COVERS)]
