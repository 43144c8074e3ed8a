"""Themes: the inline style of each part of an article, from a small TOML file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from publishkit.formats.wechat.dark_mode import PAGE, dark_background
from publishkit.formats.wechat.theme_file import DEEP, REFERENCE, read_layers
from publishkit.render.color import Color, contrast, parse_color
from publishkit.render.html import attribute
from publishkit.render.themes import is_theme_file

__all__ = ["Theme", "load_theme"]

#: The groups of code colours, each with the Pygments short names that it paints.
_TOKENS: Final = {
    "comment": "c ch cm cp cpf c1 cs gp",
    "keyword": "k kc kd kn kp kr kt ow",
    "name": "nf fm nc nd ne nn",
    "string": "s sa sb sc dl sd s2 se sh si sx sr s1 ss gi",
    "number": "m mb mf mh mi mo il no",
    "tag": "nt na nb bp nl",
    "removed": "gd err",
}
_PAINT: Final = ("color:", "background-color:")
_WHITE: Final = Color(255, 255, 255)
_NEARLY_BLACK: Final = Color(0x1A, 0x1A, 0x1A)
#: The least contrast of text (WCAG 2.2, 1.4.3), and of a heading or a mark in dark mode.
_READABLE: Final = 4.5
_READABLE_MARK: Final = 3.5
_GROUND_LUMINANCE: Final = 0.08
_DARK_GREY: Final = Color(0x38, 0x38, 0x38)


@dataclass(frozen=True, slots=True)
class Theme:
    """Declarations by the part of the article that carries them, ready to print.

    What depends on the kind of a call-out is named ``PART/KIND``. ``tokens`` maps Pygments' short
    names to the colour of that kind of code.
    """

    name: str
    styles: Mapping[str, str]
    tokens: Mapping[str, str]

    def style(self, part: str, extra: str = "") -> str:
        """Returns `` style="…"`` of a part, ``extra`` declarations last, or nothing.

        A part that no theme knows is a ``KeyError``: a misspelling must not lose a style.
        """
        return _attribute(self.styles[part], extra)

    def style_on(self, color: str, part: str, extra: str = "") -> str:
        """Returns the style of a part that stands on a coloured block: in ``color``, no ground."""
        kept = [text for text in self.styles[part].split(";") if not text.startswith(_PAINT)]
        return _attribute(";".join([*kept, f"color:{color}"]), extra)

    def ink(self, *parts: str) -> str:
        """Returns the colour of text in nested parts if one of them is a block of colour."""
        style = ";".join(self.styles[part] for part in parts)
        found = re.findall(r"(?:^|;)color:([^;]*)", style)
        return found[-1] if "background-color:" in style else ""


def _attribute(*declarations: str) -> str:
    text = ";".join(text for text in declarations if text)
    return attribute("style", text) if text else ""


def load_theme(
    name: str, *, primary_color: str = "", font_size: int = 0, line_height: float = 0
) -> Theme:
    """Returns one of our themes, or the author's when ``name`` is a path that ends in ``.toml``.

    The other arguments, where given, win over what the theme says; ``font_size`` is in px. Raises
    ``UsageError`` when there is no such theme, ``ConfigurationError`` when the file is wrong.
    """
    make = _make if is_theme_file(name) else _make_once
    return make(name, primary_color, font_size, line_height)


def _make(name: str, primary_color: str, font_size: int, line_height: float) -> Theme:
    tables: dict[str, dict[str, str]] = {"colors": {}, "styles": {}, "alerts": {}, "code": {}}
    numbers: dict[str, float] = {}
    for layer in read_layers(name):
        for key, table in tables.items():
            table.update(layer.get(key, {}))
        numbers.update({key: layer[key] for key in ("font_size", "line_height") if key in layer})
    if primary_color:
        tables["colors"]["primary"] = primary_color
    values = _Values(tables["colors"], font_size or int(numbers["font_size"]))
    styles = dict(tables["styles"])
    for kind, color in tables["alerts"].items():
        for part in ("alert", "alert-title"):
            styles[f"{part}/{kind}"] = re.sub(r"\$kind\b", f"${kind}", tables["styles"][part])
        values.colors[kind] = color
    styles["root"] += f";line-height:{line_height or numbers['line_height']:g}"
    tokens = {
        token: values.fill(tables["code"][group])
        for group, names in _TOKENS.items()
        for token in names.split()
    }
    filled = {
        part: values.fill(text)
        for part, text in styles.items()
        if part not in {"alert", "alert-title"}
    }
    return Theme(name or "default", MappingProxyType(filled), MappingProxyType(tokens))


_make_once = lru_cache(maxsize=64)(_make)


class _Values:
    """What the references of a theme stand for."""

    def __init__(self, colors: Mapping[str, str], size: int) -> None:
        self.colors = dict(colors)
        self._size = size
        primary = self._color("primary")
        text, ground = readable(primary), dark_background(primary)
        self.colors["primary-text"] = colors["primary"] if text == primary else text.css
        # White stays white in dark mode, and its ground is as dark there or darker.
        is_dark = contrast(_WHITE, primary) >= _READABLE <= contrast(_WHITE, ground)
        self.colors["on-primary"] = "#fff" if is_dark else _NEARLY_BLACK.css

    def fill(self, text: str) -> str:
        """Returns a style with its references replaced."""
        return REFERENCE.sub(self._value, text)

    def _value(self, match: re.Match[str]) -> str:
        name, opacity, offset = match.groups()
        if name == "size":
            return f"{self._size + int(offset or 0)}px"
        written = self.colors.get(name)
        if opacity is None and written is not None and REFERENCE.fullmatch(written) is None:
            return written + (offset or "")
        color = self._color(name)
        if opacity is not None:
            color = replace(color, alpha=int(opacity) / 100)
        return _short(color)

    def _color(self, name: str) -> Color:
        if name not in self.colors:
            return deep(self._color(name.removesuffix(DEEP)))
        written = self.colors[name]
        match = REFERENCE.fullmatch(written)
        if match is None:
            return parse_color(written) or _NEARLY_BLACK
        color = self._color(match[1])
        return color if match[2] is None else replace(color, alpha=int(match[2]) / 100)


def _short(color: Color) -> str:
    return color.css.replace(",0.", ",.")


def deep(color: Color) -> Color:
    """Returns a shade that WeChat's checker takes at any opacity as the ground of text.

    The checker (structure spec, 4.1.1) overlooks opacity and wants a contrast of 1.5 in dark mode.
    Marks have 3.5 on the dark page, so that grounds of this luminance leave them 1.6.
    """
    opaque = replace(color, alpha=1.0)
    _, _, lightness = opaque.hsl
    darkened = [opaque.with_lightness(value) for value in range(int(lightness), 21, -1)]
    # Dark mode raises what is darker still: from there on, less colour helps.
    least = opaque.with_lightness(min(lightness, 22))
    paler = [replace(least, alpha=share).over(_DARK_GREY) for share in (0.75, 0.5, 0.25)]
    for candidate in (opaque, *darkened, *paler):
        if dark_background(candidate).luminance <= _GROUND_LUMINANCE:
            return candidate
    return _DARK_GREY


def readable(color: Color) -> Color:
    """Returns a colour, darkened as far as text in it needs on the page, on panels, on its tint.

    One that is readable already is returned as it is. Dark mode brightens dark text and leaves
    strong colours as they are, so that a darker colour is often the better one there too.
    """
    opaque = replace(color, alpha=1.0)
    _, _, lightness = opaque.hsl
    grounds = [PAGE.inside({"background-color": text}) for text in ("#fff", "#f7f7f7")]
    grounds.append(PAGE.inside({"background-color": replace(deep(opaque), alpha=0.12).css}))
    for candidate in (
        opaque,
        *(opaque.with_lightness(value) for value in range(int(lightness), 9, -1)),
    ):
        places = [ground.inside({"color": candidate.css}) for ground in grounds]
        if all(
            contrast(place.color, place.ground) >= _READABLE
            and contrast(place.dark_color, place.dark_ground) >= _READABLE_MARK
            for place in places
        ):
            return candidate
    return _NEARLY_BLACK
