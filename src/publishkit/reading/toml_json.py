"""Reads TOML and JSON blocks into raw values, with the lines that their parsers do not give."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any, Final

from publishkit.errors import InputError, LimitError
from publishkit.reading.findings import Findings
from publishkit.reading.raw_values import (
    MAX_DEPTH,
    Entry,
    RawList,
    RawMapping,
    RawValue,
    Scalar,
    clean,
)

__all__ = ["read_json", "read_toml"]

_TOML_KEY: Final = re.compile(r"""\s*(?:"([^"\n]*)"|'([^'\n]*)'|([\w-]+))\s*[=.]""")
_TOML_TABLE: Final = re.compile(r"""\s*\[\[?\s*(?:"([^"\n]*)"|'([^'\n]*)'|([\w-]+))\s*[\].]""")
_TOML_PLACE: Final = re.compile(r" \(at line (\d+), column (\d+)\)$")
_DOTTED: Final = re.compile(r"(?:[^.\n]*\.){1000}")
_JSON_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"(\s*:)?|[\[\]{}]', re.DOTALL)


class _Number(str):
    """A number's text as the source has it: ``1.10`` stays ``1.10``."""

    __slots__ = ()


class _Pairs(list[tuple[str, Any]]):
    """The members of a JSON object, double names and all."""


def read_toml(text: str, *, first_line: int, findings: Findings) -> RawMapping:
    """Raises ``InputError`` with line and column for bad syntax, wrong dates and double keys."""
    import tomllib

    path = findings.path
    # tomllib (3.11 to 3.14) takes quadratic time for keys of very many parts.
    if any(_DOTTED.match(line) for line in text.split("\n") if "=" in line or "[" in line):
        message = "a line of the front matter has too many dots"
        raise LimitError(message, path=path, line=first_line)
    try:
        data = tomllib.loads(text, parse_float=_Number)
    except RecursionError as error:
        raise _too_deep(first_line, findings) from error
    except ValueError as error:
        message = str(error)
        place = _TOML_PLACE.search(message)
        raise InputError(
            f"the front matter is not TOML: {_TOML_PLACE.sub('', message).lower()}",
            path=path,
            line=first_line + (int(place[1]) - 1 if place else 0),
            column=int(place[2]) if place else None,
            hint="write text between quotes, and quote keys that are not plain English letters",
        ) from error
    lines = _toml_lines(text, first_line)
    return _Converter(findings, lines).mapping(list(data.items()), first_line)


def _toml_lines(text: str, first_line: int) -> Mapping[tuple[str, ...], int]:
    """Finds the line of each key of the top level and of each table's own keys."""
    lines: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    is_inside_text = False
    for number, line in enumerate(text.split("\n"), start=first_line):
        if not is_inside_text:
            if header := _TOML_TABLE.match(line):
                table = (next(filter(None, header.groups()), ""),)
                lines.setdefault(table, number)
            elif key := _TOML_KEY.match(line):
                lines.setdefault((*table, next(filter(None, key.groups()), "")), number)
        if (line.count('"""') + line.count("'''")) % 2:
            is_inside_text = not is_inside_text
    return lines


def read_json(text: str, *, first_line: int, findings: Findings) -> tuple[RawMapping | None, int]:
    """Decodes the object that ``text`` begins with; returns it and where it ends.

    None stands for another JSON value. Raises ``InputError`` with line and column.
    """
    decoder = json.JSONDecoder(
        object_pairs_hook=_Pairs,
        parse_float=_Number,
        parse_int=_Number,
        parse_constant=_Number,
    )
    try:
        data, end = decoder.raw_decode(text)
    except RecursionError as error:
        raise _too_deep(first_line, findings) from error
    except json.JSONDecodeError as error:
        raise InputError(
            f"the front matter is not JSON: {error.msg[:1].lower()}{error.msg[1:]}",
            path=findings.path,
            line=first_line + error.lineno - 1,
            column=error.colno,
            hint="put keys and text between double quotes, and no comma before '}'",
        ) from error
    if not isinstance(data, _Pairs):
        return None, end
    starts = _json_lines(text[:end], first_line)
    lines: dict[tuple[str, ...], int] = {
        (name,): line for (name, _), line in zip(data, starts, strict=False)
    }
    reader = _Converter(findings, lines)
    mapping = reader.mapping(data, first_line)
    entries = tuple(
        Entry(entry.key, entry.value, line)
        for entry, line in zip(mapping.entries, starts, strict=False)
    )
    return RawMapping(entries or mapping.entries, first_line), end


def _json_lines(text: str, first_line: int) -> list[int]:
    """Finds the lines of the outer object's names, in order, doubles included."""
    lines = []
    depth, line, position = 0, first_line, 0
    for token in _JSON_TOKEN.finditer(text):
        if token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
        elif depth == 1 and token[1]:
            line += text.count("\n", position, token.start())
            position = token.start()
            lines.append(line)
    return lines


def _too_deep(line: int, findings: Findings) -> LimitError:
    message = f"the front matter is nested deeper than {MAX_DEPTH} levels"
    return LimitError(message, path=findings.path, line=line)


class _Converter:
    """Gives the parsers' plain data the lines of their keys."""

    def __init__(self, findings: Findings, lines: Mapping[tuple[str, ...], int]) -> None:
        self._findings = findings
        self._lines = lines

    def mapping(
        self, members: Sequence[tuple[str, Any]], line: int, place: tuple[str, ...] = ()
    ) -> RawMapping:
        entries = []
        for name, value in members:
            here = (*place, name)
            own_line = self._lines.get(here, line)
            key = clean(name, line=own_line, findings=self._findings).strip()
            if not key:
                self._findings.add("F011", "a key that is no text is left out", line=own_line)
                key = " "
            entries.append(Entry(key, self.value(value, own_line, here), own_line))
        return RawMapping(tuple(entries), line)

    def value(self, value: Any, line: int, place: tuple[str, ...]) -> RawValue:
        if len(place) > MAX_DEPTH:
            raise _too_deep(line, self._findings)
        match value:
            case _Pairs():
                return self.mapping(value, line, place)
            case dict():
                return self.mapping(list(value.items()), line, place)
            case list():
                deeper = (*place, "")
                return RawList(tuple(self.value(item, line, deeper) for item in value), line)
            case _Number():
                return Scalar(str(value), _read_number(str(value)), line)
            case None:
                return Scalar("", None, line)
            case bool():
                return Scalar(str(value).lower(), value, line)
            case int():
                # Printing an integer of very many digits is quadratic, and refused by Python.
                text = str(value) if value.bit_length() < 4096 else hex(value)
                return Scalar(text, value if value.bit_length() < 256 else text, line)
            case date() | time():
                return Scalar(value.isoformat(), value.isoformat(), line)
        text = clean(str(value), line=line, findings=self._findings)
        return Scalar(text, text, line, is_quoted=True)


def _read_number(text: str) -> int | float | str:
    if len(text) > 40:
        return text
    try:
        return int(text)
    except ValueError:
        return float(text)
