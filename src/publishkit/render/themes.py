"""The themes of a format: the files in ``styles/FORMAT/``, whatever their kind."""

from __future__ import annotations

from typing import Final

from publishkit._resources import resource_folder
from publishkit.errors import UsageError

__all__ = ["choose_theme", "theme_names"]

_DEFAULT: Final = "default"


def theme_names(format_name: str) -> tuple[str, ...]:
    """Returns the names of a format's themes, ``default`` first; none for a format without any."""
    folder = resource_folder("styles") / format_name
    names = {path.stem for path in folder.glob("*.*")}
    return tuple(sorted(names, key=lambda name: (name != _DEFAULT, name)))


def choose_theme(format_name: str, name: str, *, default: str = _DEFAULT) -> str:
    """Returns the name of a theme that exists, ``default`` when none is named.

    Raises ``UsageError`` when the format has no theme of that name, with those that it has.
    """
    name = name or default
    names = theme_names(format_name)
    if name not in names:
        from difflib import get_close_matches

        close = get_close_matches(name, names, 1)
        raise UsageError(
            f"{format_name} has no theme '{name}'",
            hint=f"did you mean '{close[0]}'?" if close else f"its themes are: {', '.join(names)}",
        )
    return name
