"""A theme's TOML file, ours or the author's: its keys, and what is wrong with them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from publishkit._resources import read_text
from publishkit.errors import ConfigurationError
from publishkit.render.color import parse_color
from publishkit.render.themes import choose_theme, closest, is_theme_file, theme_names

__all__ = ["DEEP", "DERIVED", "RANGES", "REFERENCE", "read_layers"]

#: ``$name``, ``$name/8`` (a colour at 8 % opacity), ``$size-1`` (the font size less one px).
REFERENCE: Final = re.compile(r"\$([a-z]+(?:-[a-z]+)*)(?:/(\d+)|([+-]\d+))?")
#: What ``font_size`` (px) and ``line_height`` may be.
RANGES: Final = MappingProxyType({"font_size": (15, 18), "line_height": (1.5, 2.0)})
#: Names that styles may use and no theme sets: they follow from others.
DERIVED: Final = frozenset({"size", "primary-text", "on-primary", "kind"})
#: Where ``$kind`` is known: the parts that are written once for each kind of call-out.
_OF_KIND: Final = frozenset({"alert", "alert-title"})

#: The end of a name that means a shade of the colour, fit to be a tinted ground.
DEEP: Final = "-deep"

_DEFAULT: Final = "default"
_TABLES: Final = ("colors", "styles", "alerts", "code")
_KEYS: Final = ("title", "description", "extends", *RANGES, *_TABLES)
_COLOR_NAME: Final = re.compile(r"[a-z]+(?:-[a-z]+)*")
#: What WeChat strips, or what makes an article illegible there (structure spec, 1 and 4).
_FORBIDDEN: Final = re.compile(
    r"position\s*:|float\s*:|var\(|calc\(|expression|url\(|!\s*important|@|opacity\s*:|gradient"
    r"|animation|caret-color|text-align\s*:\s*(?:start|end)|visibility|display\s*:\s*(?:none|grid)"
    r"|line-height\s*:\s*0|[<>\"\\{}]",
    re.IGNORECASE,
)
_MAX_BYTES: Final = 100_000


def read_layers(name: str) -> tuple[Mapping[str, Any], ...]:
    """Returns the tables of a theme in the order in which later ones win: ``default`` is first.

    ``name`` is one of ours or a path that ends in ``.toml``. Raises ``UsageError`` for a theme that
    does not exist, and ``ConfigurationError`` that lists everything wrong with the author's file.
    """
    layers: list[Mapping[str, Any]] = []
    if is_theme_file(name):
        layers.append(_read_file(Path(name)))
        name = layers[0].get("extends", _DEFAULT)
    layers.append(_own(choose_theme("wechat", name)))
    while layers[-1] is not _own(_DEFAULT):
        layers.append(_own(layers[-1].get("extends", _DEFAULT)))
    return tuple(reversed(layers))


@cache
def _own(name: str) -> Mapping[str, Any]:
    return tomllib.loads(read_text(f"styles/wechat/{name}.toml"))


def _read_file(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
        if len(data) > _MAX_BYTES:
            raise ConfigurationError("a theme of more than 100 kB", path=path)
        text = data.decode("utf-8-sig")
        theme = tomllib.loads(text)
    except OSError as error:
        raise ConfigurationError(f"cannot be read: {error.strerror}", path=path) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError("not UTF-8", path=path, hint="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        number = int(line[1]) if line else len(text.splitlines())
        raise ConfigurationError(f"not TOML: {error}", path=path, line=number) from error
    _Checker(path, text).check(theme)
    return theme


class _Checker:
    """Checks one file, gathering problems as ``(line, message)``."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._lines = text.splitlines()
        self._problems: list[tuple[int, str]] = []

    def check(self, theme: Mapping[str, Any]) -> None:
        """Raises ``ConfigurationError`` with all problems in the order of the file."""
        for key, value in theme.items():
            if key not in _KEYS:
                self._report(key, "", f"no key named '{key}'{closest(key, _KEYS)}")
            elif key in _TABLES:
                self._check_table(key, value)
            elif key in RANGES:
                self._check_number(key, value)
            elif key == "extends":
                self._check_base(value)
        base = theme.get("extends", _DEFAULT)
        if not self._problems:
            self._check_references(theme, base)
        if self._problems:
            self._problems.sort(key=lambda item: item[0])
            (line, message), *others = self._problems
            message = "; ".join([message, *(f"line {n}: {text}" for n, text in others)])
            hint = "docs/formats/wechat-themes.md lists the keys"
            raise ConfigurationError(message, path=self._path, line=line or None, hint=hint)

    def _check_base(self, value: object) -> None:
        names = theme_names("wechat")
        if value not in names:
            message = f"'extends' cannot be '{value}': expected {' or '.join(names)}"
            self._report("extends", "", message)

    def _check_number(self, key: str, value: object) -> None:
        low, high = RANGES[key]
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not low <= value <= high
        ):
            self._report(key, "", f"'{key}' cannot be '{value}': expected {low:g} to {high:g}")

    def _check_table(self, table: str, values: object) -> None:
        if not isinstance(values, dict):
            self._report(table, "", f"'{table}' is a table: write [{table}]")
            return
        known = _own(_DEFAULT)[table]
        for key, value in values.items():
            if table != "colors" and key not in known:
                self._report(key, table, f"no '{key}' in [{table}]{closest(key, known)}")
            elif table == "colors" and (
                not _COLOR_NAME.fullmatch(key)
                or key in {*DERIVED, *_own(_DEFAULT)["alerts"]}
                or key.endswith(DEEP)
            ):
                self._report(key, table, f"a colour cannot be named '{key}'")
            elif not isinstance(value, str):
                self._report(key, table, f"'{key}' is text: put it into quotation marks")
            elif table == "styles":
                found = _FORBIDDEN.search(value)
                if found:
                    self._report(
                        key, table, f"'{key}' has '{found[0]}', which WeChat does not keep"
                    )
            elif not REFERENCE.fullmatch(value) and parse_color(value) is None:
                self._report(key, table, f"'{key}' cannot be '{value}': expected a colour")

    def _check_references(self, theme: Mapping[str, Any], base: str) -> None:
        colors: dict[str, str] = {}
        for layer in (*read_layers(base), theme):
            colors.update(layer.get("colors", {}))
        names = {*colors, *DERIVED}
        for table in _TABLES:
            for key, value in theme.get(table, {}).items():
                for match in REFERENCE.finditer(value):
                    is_of_kind = table == "styles" and key in _OF_KIND
                    problem = _reference_problem(match, names, is_of_kind=is_of_kind)
                    if problem:
                        self._report(key, table, f"'{key}' {problem}")
            if not self._problems and table == "colors":
                self._check_circles(colors, theme.get("colors", {}))

    def _check_circles(self, colors: Mapping[str, str], own: Mapping[str, str]) -> None:
        for start in own:
            seen, name = {start}, start
            while (match := REFERENCE.fullmatch(colors.get(name, ""))) is not None:
                name = _origin(match[1])
                if name in seen:
                    self._report(start, "colors", f"'{start}' is named by itself")
                    break
                seen.add(name)

    def _report(self, key: str, table: str, message: str) -> None:
        self._problems.append((self._line(key, table), message))

    def _line(self, key: str, table: str) -> int:
        """Returns the line of a key, 0 where it is not written plainly."""
        current = ""
        for number, line in enumerate(self._lines, start=1):
            header = re.match(r"\s*\[\s*([\w-]+)\s*\]", line)
            current = header[1] if header else current
            if header and not table and current == key:
                return number
            if current == table and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                return number
        return 0


def _reference_problem(match: re.Match[str], names: set[str], *, is_of_kind: bool) -> str:
    """Returns what is wrong with a reference, nothing if it is sound."""
    name, opacity, offset = match.groups()
    if name not in names and name.removesuffix(DEEP) not in names:
        return f"names a colour '${name}' that is not there{closest(name, names)}"
    if name.removesuffix(DEEP) == "size":
        is_sound = name == "size" and opacity is None and match[0] != match.string
        return "" if is_sound else f"takes '{match[0]}' for a colour: $size is a length"
    if name.removesuffix(DEEP) == "kind" and not is_of_kind:
        return f"names '${name}', which only 'alert' and 'alert-title' know"
    if offset is not None:
        return f"has '{match[0]}': only $size can be more or less"
    if opacity is not None and int(opacity) > 100:
        return f"has '{match[0]}': an opacity is 0 to 100 %"
    return ""


def _origin(name: str) -> str:
    """Returns the colour that a reference depends on: a derived one follows from another."""
    while name.endswith(DEEP):
        name = name.removesuffix(DEEP)
    return "primary" if name in {"primary-text", "on-primary"} else name
