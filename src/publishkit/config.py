"""``publishkit.toml``: defaults for the command line, and what is said of the publication.

Every key and value is checked, and all problems are reported at once with their lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, get_type_hints

from publishkit.errors import ConfigurationError
from publishkit.model.language_tags import checked_language
from publishkit.model.metadata import Author
from publishkit.options import convert
from publishkit.publication import checked_base_url
from publishkit.registry import did_you_mean, exporters
from publishkit.render.themes import is_theme_file

__all__ = [
    "FILE_NAME",
    "Configuration",
    "find_configuration",
    "parse_author",
    "parse_time",
    "parse_timezone",
    "read_configuration",
]

FILE_NAME: Final = "publishkit.toml"
_MAX_BYTES: Final = 1_000_000
_OFFSET: Final = re.compile(r"([+-])(\d\d):?(\d\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """The settings of one run. Each field but ``path`` and ``formats`` is a key of the file.

    ``formats`` holds the tables of exporters, such as ``[pdf]``. Paths are absolute or relative to
    the working folder. ``jobs`` 0 means as many as the processors that may be used.
    """

    path: Path | None = None
    # What is said of the publication.
    title: str = ""
    subtitle: str = ""
    description: str = ""
    authors: tuple[Author, ...] = ()
    lang: str = ""
    base_url: str = ""
    id: str = ""
    publisher: str = ""
    license: str = ""
    timezone: tzinfo = UTC
    # How articles are read.
    from_format: str = ""
    uncited: Literal["keep", "drop"] = "keep"
    numbering: Literal["citation", "definition"] = "citation"
    fetch_remote: bool = False
    static_roots: tuple[Path, ...] = ()
    time_limit: float = 20.0
    max_bytes: int = 10_000_000
    # What is made of them.
    to: tuple[str, ...] = ()
    output: Path = Path("dist")
    book: bool = False
    metadata: Path | None = None
    theme: str = ""
    style: Path | None = None
    template_dir: Path | None = None
    notes: Literal["article", "book", ""] = ""
    include_drafts: bool = False
    lock_ids: bool = True
    since: datetime | None = None
    now: datetime | None = None
    # How the program behaves.
    jobs: int = 0
    strict: bool = False
    json: bool = False
    quiet: int = 0
    verbose: int = 0
    formats: Mapping[str, Mapping[str, object]] = field(
        default_factory=lambda: MappingProxyType({})
    )


#: Names that people write for a key, in the file or because the command line has them.
_ALIASES: Final = {
    "author": "authors",
    "from": "from_format",
    "language": "lang",
    "url": "base_url",
    "baseurl": "base_url",
    "static_dirs": "static_roots",
}
_NOT_KEYS: Final = frozenset({"path", "formats"})


def find_configuration(places: Iterable[Path]) -> Path | None:
    """Returns the configuration file beside the sources or in the nearest of their parents.

    ``places`` are the sources. Raises ``ConfigurationError`` when they belong to different files.
    """
    found: dict[Path | None, Path] = {}
    seen: dict[Path, Path | None] = {}
    for place in places:
        folder = place.absolute()
        if not folder.is_dir():
            folder = folder.parent
        if folder not in seen:
            seen[folder] = _nearest(folder)
        found.setdefault(seen[folder], place)
    files = [path for path in found if path is not None]
    if len(files) > 1:
        first, second, *_ = files
        raise ConfigurationError(
            f"'{found[first]}' is configured by '{first}', but '{found[second]}' by '{second}'",
            hint="export them in two runs, or choose one file with --config",
        )
    return files[0] if files else None


def _nearest(folder: Path) -> Path | None:
    candidates = (parent / FILE_NAME for parent in (folder, *folder.parents))
    return next((path for path in candidates if path.is_file()), None)


def read_configuration(path: Path) -> Configuration:
    """Returns the settings of a file; relative paths in it are taken from its folder.

    Raises ``ConfigurationError`` that lists every unknown key and wrong value.
    """
    import tomllib

    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
        if len(data) > _MAX_BYTES:
            raise ConfigurationError("a configuration of more than 1 MB", path=path)
        text = data.decode("utf-8-sig")
        table = tomllib.loads(text)
    except OSError as error:
        raise ConfigurationError(f"cannot be read: {error.strerror}", path=path) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError("not UTF-8", path=path, hint="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        line = re.search(r"at line (\d+)", message)
        raise ConfigurationError(
            f"not TOML: {message}",
            path=path,
            line=int(line[1]) if line else len(text.splitlines()),
        ) from error
    return _Reader(path, text).read(table)


class _Reader:
    """Reads one table, gathering problems as ``(line, message)``."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._lines = text.splitlines()
        self._problems: list[tuple[int | None, str, str | None]] = []

    def read(self, table: Mapping[str, Any]) -> Configuration:
        hints = get_type_hints(Configuration)
        names = {item.name for item in fields(Configuration)} - _NOT_KEYS
        values: dict[str, Any] = {"path": self._path}
        formats: dict[str, Mapping[str, object]] = {}
        for key, value in table.items():
            name = key.replace("-", "_")
            name = _ALIASES.get(name, name)
            if name in names:
                self._set(values, name, value, hints[name], key)
            elif isinstance(value, Mapping):
                self._add_format(formats, key, value, names)
            else:
                hint = did_you_mean(name, [*names, *_ALIASES])
                self._report(self._line(key), f"no key named '{key}'", hint)
        values["formats"] = MappingProxyType(formats)
        zone = values.get("timezone", UTC)
        for name in ("now", "since"):
            moment = values.get(name)
            if moment is not None and moment.tzinfo is None:
                values[name] = moment.replace(tzinfo=zone)
        self._raise_problems()
        return Configuration(**values)

    def _set(self, values: dict[str, Any], name: str, value: object, hint: Any, key: str) -> None:
        try:
            values[name] = self._value(name, value, hint)
        except ValueError as error:
            shown = str(value).lower() if isinstance(value, bool) else value
            self._report(self._line(key), f"'{key}' cannot be '{shown}': {error}", None)

    def _value(self, name: str, value: object, hint: Any) -> object:
        match name:
            case "timezone":
                return parse_timezone(value if isinstance(value, str) else "")
            case "now" | "since":
                return value if isinstance(value, datetime) else parse_time(str(value))
            case "authors":
                return _authors(value)
            case "lang":
                return checked_language(str(value))
            case "base_url":
                return checked_base_url(str(value))
            case "theme" if is_theme_file(str(value)):
                return str(self._path.parent / str(value))
            case "verbose" | "quiet" if isinstance(value, bool):
                return int(value)
            case _:
                return convert(value, hint, base=self._path.parent)

    def _add_format(
        self,
        formats: dict[str, Mapping[str, object]],
        name: str,
        table: Mapping[str, object],
        keys: Iterable[str],
    ) -> None:
        installed = exporters()
        if name in installed:
            formats[name] = MappingProxyType(
                {key.replace("-", "_"): value for key, value in table.items()}
            )
            return
        hint = did_you_mean(name, [*installed, *keys])
        self._report(self._line(name, is_table=True), f"no exporter named '{name}'", hint)

    def _line(self, key: str, *, is_table: bool = False) -> int | None:
        """Returns the line on which a top-level key or table starts, if it is written plainly."""
        name = rf"[\"']?{re.escape(key)}[\"']?"
        pattern = re.compile(rf"\s*\[\s*{name}\s*[\].]" if is_table else rf"\s*{name}\s*[=.]")
        for number, line in enumerate(self._lines, start=1):
            if pattern.match(line):
                return number
            if not is_table and line.lstrip().startswith("["):
                return None
        return None

    def _report(self, line: int | None, message: str, hint: str | None) -> None:
        self._problems.append((line, message, hint))

    def _raise_problems(self) -> None:
        if not self._problems:
            return
        line, message, hint = self._problems[0]
        for other, text, other_hint in self._problems[1:]:
            place = "" if other is None else f"line {other}: "
            message += f"; {place}{text}" + (f" ({other_hint})" if other_hint else "")
        raise ConfigurationError(message, path=self._path, line=line, hint=hint)


def _authors(value: object) -> tuple[Author, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(parse_author(item) for item in items)


def parse_author(value: object) -> Author:
    """Returns the author of ``Name``, ``Name <mail>`` or a table; raises ``ValueError``."""
    expected = 'expected "Name" or {name = "…", email = "…", url = "…"}'
    if isinstance(value, str) and value.strip():
        match = re.fullmatch(r"(.+?)\s*<(\S+@\S+)>", value.strip())
        return Author(match[1], match[2]) if match else Author(value.strip())
    if isinstance(value, Mapping) and isinstance(value.get("name"), str) and value["name"].strip():
        known = {item.name for item in fields(Author)}
        if value.keys() <= known and all(isinstance(item, str) for item in value.values()):
            return Author(**value)
        raise ValueError(f"an author has only {', '.join(sorted(known))}, all text")
    raise ValueError(expected)


def parse_timezone(name: str) -> tzinfo:
    """Returns the zone of a name such as ``Asia/Shanghai``, ``UTC`` or ``+08:00``.

    Raises ``ValueError``.
    """
    if name.upper() in {"UTC", "Z"}:
        return UTC
    if match := _OFFSET.fullmatch(name):
        offset = timedelta(hours=int(match[2]), minutes=int(match[3]))
        if offset < timedelta(days=1):
            return timezone(-offset if match[1] == "-" else offset)
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        hint = did_you_mean(name, available_timezones()) if name else None
        message = "expected a name such as 'Asia/Shanghai', or an offset such as '+08:00'"
        raise ValueError(f"{message}; {hint}" if hint else message) from error


def parse_time(text: str) -> datetime:
    """Returns the moment of an ISO 8601 date or time; without an offset it is naive.

    Raises ``ValueError``.
    """
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError("expected a time such as '2025-06-19T20:00:00+08:00'") from error
