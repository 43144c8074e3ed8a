"""The themes of a format: the files in ``styles/FORMAT/``, whatever their kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final

from publishkit._resources import read_text, resource_folder
from publishkit.errors import UsageError

__all__ = [
    "ThemeInfo",
    "choose_theme",
    "closest",
    "describe_themes",
    "is_theme_file",
    "theme_names",
]

_DEFAULT: Final = "default"


@dataclass(frozen=True, slots=True)
class ThemeInfo:
    """What ``publishkit themes`` says of a theme: titles and descriptions by language."""

    format: str
    name: str
    title: Mapping[str, str]
    description: Mapping[str, str]

    def as_dict(self) -> dict[str, object]:
        """Returns the fields as JSON has them."""
        return {
            "format": self.format,
            "name": self.name,
            "title": dict(self.title),
            "description": dict(self.description),
        }


def theme_names(format_name: str) -> tuple[str, ...]:
    """Returns the names of a format's themes, ``default`` first; none for a format without any."""
    folder = resource_folder("styles") / format_name
    names = {path.stem for path in folder.glob("*.*")}
    return tuple(sorted(names, key=lambda name: (name != _DEFAULT, name)))


def is_theme_file(name: str) -> bool:
    """Whether a theme is named by the path of the author's own file."""
    return name.lower().endswith(".toml")


def choose_theme(format_name: str, name: str, *, default: str = _DEFAULT) -> str:
    """Returns the name of a theme that exists, ``default`` when none is named.

    Raises ``UsageError`` when the format has no theme of that name, with those that it has.
    """
    name = name or default
    names = theme_names(format_name)
    if name not in names:
        close = get_close_matches(name, names, 1)
        raise UsageError(
            f"{format_name} has no theme '{name}'",
            hint=f"did you mean '{close[0]}'?" if close else f"its themes are: {', '.join(names)}",
        )
    return name


def closest(name: str, known: Iterable[str]) -> str:
    """Returns `` (did you mean '…'?)``, or nothing when no name is close."""
    close = get_close_matches(name, [*known], 1)
    return f" (did you mean '{close[0]}'?)" if close else ""


def describe_themes(format_name: str) -> tuple[ThemeInfo, ...]:
    """Returns what each theme of a format says of itself.

    In TOML that is its ``title`` and ``description``; in CSS the first paragraph of its first
    comment is the description, in English.
    """
    return tuple(_describe(format_name, name) for name in theme_names(format_name))


def _describe(format_name: str, name: str) -> ThemeInfo:
    (path,) = (resource_folder("styles") / format_name).glob(f"{name}.*")
    text = read_text(f"styles/{format_name}/{path.name}")
    title: dict[str, Any] = {}
    description: dict[str, Any] = {}
    if path.suffix == ".toml":
        import tomllib

        values = tomllib.loads(text)
        title, description = values["title"], values["description"]
    else:
        comment = re.match(r"\s*/\*\s*(?:Theme \w+:\s*)?(.*?)\s*(?:\n\s*\n|\*/)", text, re.DOTALL)
        if comment:
            words = " ".join(comment[1].split())
            description = {"en": words[:1].upper() + words[1:]}
    return ThemeInfo(format_name, name, MappingProxyType(title), MappingProxyType(description))
