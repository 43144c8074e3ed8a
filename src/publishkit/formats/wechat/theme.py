"""Themes: the inline style of each part of an article, from a small TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from string import Template
from types import MappingProxyType
from typing import Any, Final

from publishkit._resources import read_text
from publishkit.render.html import attribute
from publishkit.render.themes import choose_theme

__all__ = ["Theme", "load_theme"]

DEFAULT: Final = "default"
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


@dataclass(frozen=True, slots=True)
class Theme:
    """Declarations by the part of the article that carries them, ready to print.

    ``tokens`` maps Pygments' short names to the colour of that kind of code.
    """

    name: str
    description: str
    styles: Mapping[str, str]
    alerts: Mapping[str, str]
    tokens: Mapping[str, str]

    def style(self, part: str, extra: str = "") -> str:
        """Returns `` style="…"`` of a part, ``extra`` declarations last, or nothing.

        A part that no theme knows is a ``KeyError``: a misspelling must not lose a style.
        """
        declarations = ";".join(text for text in (self.styles[part], extra) if text)
        return attribute("style", declarations) if declarations else ""


@cache
def load_theme(name: str) -> Theme:
    """Returns one of our themes; raises ``UsageError`` when there is none of that name."""
    name = choose_theme("wechat", name)
    tables: dict[str, dict[str, str]] = {"colors": {}, "styles": {}, "alerts": {}, "code": {}}
    description = ""
    for layer in dict.fromkeys((DEFAULT, name)):
        values: dict[str, Any] = tomllib.loads(read_text(f"styles/wechat/{layer}.toml"))
        description = values["description"]
        for key, table in tables.items():
            table.update(values.get(key, {}))
    colors = tables["colors"]
    styles = {key: Template(text).substitute(colors) for key, text in tables["styles"].items()}
    tokens = {
        token: tables["code"][group] for group, names in _TOKENS.items() for token in names.split()
    }
    return Theme(
        name,
        description,
        MappingProxyType(styles),
        MappingProxyType(tables["alerts"]),
        MappingProxyType(tokens),
    )
