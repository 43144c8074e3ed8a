"""JSON with the line of each value, and a bound on its depth."""

from __future__ import annotations

import re
from json.decoder import scanstring  # type: ignore[attr-defined]  # typeshed leaves it out
from typing import Final, NamedTuple, TypeAlias

from publishkit.formats.feeds.validation.findings import Finding, quote

__all__ = ["JsonError", "Node", "parse_json"]

_MAX_DEPTH: Final = 100
_MAX_VALUES: Final = 300_000
_SPACE: Final = re.compile(r"[ \t\n\r]*")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d{0,400})(?:\.\d{1,400})?(?:[eE][+-]?\d{1,3})?")
_WORDS: Final = {"true": True, "false": False, "null": None}

Content: TypeAlias = "dict[str, Node] | list[Node] | str | float | bool | None"


class Node(NamedTuple):
    """A value and the line where it begins."""

    content: Content
    line: int


class JsonError(Exception):
    """The text is no JSON, or goes beyond a limit."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.rule)
        self.finding = finding


def parse_json(text: str) -> tuple[Node, tuple[Finding, ...]]:
    """Returns the value that a text is, and the keys that stand twice.

    Raises ``JsonError`` for what is no JSON by RFC 8259, or is nested too deep.
    """
    reader = _Reader(text)
    node = reader.value(0)
    reader.skip()
    if reader.position < len(text):
        raise reader.error("something stands after the end")
    return node, tuple(reader.findings)


class _Reader:
    """A reader that goes down into arrays and objects, no deeper than its limit."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.line = 1
        self.counted = 0
        self.values = 0
        self.findings: list[Finding] = []

    def skip(self) -> str:
        """Goes over white space; returns the character after it, the empty text at the end."""
        match = _SPACE.match(self.text, self.position)
        self.position = match.end() if match else self.position
        return self.text[self.position : self.position + 1]

    def line_here(self) -> int:
        self.line += self.text.count("\n", self.counted, self.position)
        self.counted = self.position
        return self.line

    def error(self, said: str) -> JsonError:
        following = self.text[self.position : self.position + 40]
        shown = quote(following) if following else "the end of the file"
        return JsonError(Finding("not-json", self.line_here(), said, shown))

    def value(self, depth: int) -> Node:
        self.values += 1
        if depth > _MAX_DEPTH:
            raise JsonError(Finding("too-deep", self.line_here(), value=str(_MAX_DEPTH)))
        if self.values > _MAX_VALUES:
            limit = f"{_MAX_VALUES:,}"
            raise JsonError(Finding("too-many-elements", self.line_here(), value=limit))
        first = self.skip()
        line = self.line_here()
        if first == "{":
            return Node(self.object(depth), line)
        if first == "[":
            return Node(self.array(depth), line)
        if first == '"':
            return Node(self.string(), line)
        return Node(self.plain(), line)

    def plain(self) -> float | bool | None:
        for word, meaning in _WORDS.items():
            if self.text.startswith(word, self.position):
                self.position += len(word)
                return meaning
        match = _NUMBER.match(self.text, self.position)
        if match is None:
            raise self.error("a value is expected")
        self.position = match.end()
        return float(match[0]) if set(match[0]) & set(".eE") else int(match[0])

    def string(self) -> str:
        try:
            text, self.position = scanstring(self.text, self.position + 1, True)
        except ValueError:
            raise self.error("a string is not closed, or has a bare control character") from None
        return str(text)

    def array(self, depth: int) -> list[Node]:
        found: list[Node] = []
        self.position += 1
        if self.skip() == "]":
            self.position += 1
            return found
        while True:
            found.append(self.value(depth + 1))
            following = self.skip()
            if following not in {",", "]"}:
                raise self.error("',' or ']' is expected")
            self.position += 1
            if following == "]":
                return found

    def object(self, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        self.position += 1
        if self.skip() == "}":
            self.position += 1
            return found
        while True:
            if self.skip() != '"':
                raise self.error("a key in quotation marks is expected")
            line = self.line_here()
            key = self.string()
            if self.skip() != ":":
                raise self.error("':' is expected")
            self.position += 1
            if key in found:
                self.findings.append(Finding("key-twice", line, value=quote(key)))
            found[key] = self.value(depth + 1)
            following = self.skip()
            if following not in {",", "}"}:
                raise self.error("',' or '}' is expected")
            self.position += 1
            if following == "}":
                return found
