"""Which exporters are installed: the entry points of the group ``publishkit.exporters``.

The built-in exporters take the same road as those of other packages. Only our own entry points are
read for a built-in name: asking ``importlib.metadata`` about every installed package costs more
time than reading an article.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from publishkit.errors import ExportError, MissingDependencyError, UsageError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from publishkit.formats.base import Exporter

__all__ = ["GROUP", "did_you_mean", "exporters", "load_exporter"]

GROUP: Final = "publishkit.exporters"
#: What an exporter's class must say of itself; see ``formats/base.py``.
_CLASS_DATA: Final = (
    "name",
    "suffix",
    "media_type",
    "scope",
    "can_make_books",
    "options_type",
    "export",
)


def exporters() -> Mapping[str, EntryPoint]:
    """Returns the entry point of every installed exporter by its name; loads none of them.

    A name of publishkit's own cannot be taken by another package. Otherwise the first package on
    the path has it.
    """
    from importlib.metadata import entry_points
    from types import MappingProxyType

    found: dict[str, EntryPoint] = {}
    for point in entry_points(group=GROUP):
        is_own = point.value.startswith("publishkit.")
        if point.name not in found or is_own:
            found[point.name] = point
    return MappingProxyType(dict(sorted(found.items())))


def load_exporter(name: str) -> Exporter:
    """Returns the exporter with this name, ready to be asked.

    Raises ``UsageError`` for an unknown name, ``MissingDependencyError`` when its module cannot be
    imported, and ``ExportError`` when what is there is no exporter.
    """
    target = _own_targets().get(name)
    if target is None:
        installed = exporters()
        if name not in installed:
            raise UsageError(
                f"no exporter named '{name}'",
                hint=did_you_mean(name, installed)
                or f"installed are: {', '.join(installed) or 'none'}",
            )
        target = installed[name].value
    return _instance(name, target)


def _instance(name: str, target: str) -> Exporter:
    module, _, attribute = target.partition("[")[0].strip().partition(":")
    try:
        exporter_class = getattr(import_module(module), attribute)
    except ImportError as error:
        raise MissingDependencyError(
            f"the exporter '{name}' cannot be loaded: {error}",
            hint="'publishkit doctor' says what is missing",
        ) from error
    except AttributeError as error:
        raise ExportError(
            f"the exporter '{name}' cannot be loaded: '{module}' has no '{attribute}'",
            hint="correct the entry point in its package's pyproject.toml",
        ) from error
    missing = [item for item in _CLASS_DATA if not hasattr(exporter_class, item)]
    if missing:
        raise ExportError(
            f"'{target}' is no exporter: it lacks {', '.join(missing)}",
            hint="see docs/writing-an-exporter.md",
        )
    exporter: Exporter = exporter_class()
    return exporter


def did_you_mean(word: str, choices: Iterable[str]) -> str | None:
    """Returns the hint that names the closest of the choices, or ``None`` if none is close."""
    from difflib import get_close_matches

    by_fold = {choice.casefold(): choice for choice in choices}
    close = get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    return f"did you mean '{by_fold[close[0]]}'?" if close else None


# --- our own entry points, read without importlib.metadata ------------------------------------


def _own_targets() -> dict[str, str]:
    """Returns name and ``module:attribute`` of the exporters that publishkit itself brings."""
    for folder in sys.path:
        try:
            entries = os.scandir(folder or ".")
        except OSError:
            continue
        with entries:
            for entry in entries:
                if entry.name.startswith("publishkit-") and entry.name.endswith(".dist-info"):
                    targets = _targets_in(Path(entry.path) / "entry_points.txt")
                    if targets:
                        return targets
    return {}


def _targets_in(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    targets: dict[str, str] = {}
    is_ours = False
    for line in lines:
        text = line.strip()
        if text.startswith("["):
            is_ours = text == f"[{GROUP}]"
        elif is_ours and "=" in text:
            name, _, target = text.partition("=")
            targets[name.strip()] = target.strip()
    return {name: target for name, target in targets.items() if target.startswith("publishkit.")}
