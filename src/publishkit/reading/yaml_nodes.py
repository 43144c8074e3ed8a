"""Reads YAML into raw values: guarded, with lines, and without YAML's guesses about types.

The only module that imports PyYAML. Nothing is constructed: composing yields the text of every
scalar as written, and a wrong date or number cannot raise.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

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

if TYPE_CHECKING:
    import yaml

__all__ = ["read_yaml"]

_MAX_EVENTS: Final = 20_000
_TAG: Final = "tag:yaml.org,2002:"
_KNOWN_TAGS: Final = frozenset(
    _TAG + name
    for name in ("str", "int", "float", "bool", "null", "timestamp", "value", "merge", "seq", "map")
)
_DECIMAL: Final = re.compile(r"[-+]?(?:0|[1-9][0-9_]{0,30})")
_HEXADECIMAL: Final = re.compile(r"[-+]?0x[0-9a-fA-F_]{1,30}")
_FLOAT: Final = re.compile(r"[-+]?[0-9][0-9_]{0,30}\.[0-9_]{0,30}(?:[eE][-+][0-9]{1,3})?")
_OPENED: Final = re.compile("flow|quoted|simple key|alias")
_ESCAPE: Final = re.compile("escape|hexdecimal")
_TRUE: Final = frozenset({"yes", "true", "on"})


def read_yaml(text: str, *, first_line: int, findings: Findings) -> RawValue | None:
    """Returns the one document in ``text``, or None when it holds nothing but comments.

    ``first_line`` is the line of the file on which ``text`` begins. Raises ``InputError`` for
    bad syntax and aliases, ``LimitError`` for depth and size; both bear line and column.
    """
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        # The guard comes first: composing deep nesting kills the process (PyYAML 6.0.3 with
        # libyaml recurses in C), while events come one by one.
        anchors = _guard(yaml.parse(text, Loader=loader), first_line, path=findings.path)
        node = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, text, first_line, path=findings.path) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError(
            "the front matter is not YAML", path=findings.path, line=first_line
        ) from error
    for line in anchors:
        findings.add(
            "F011",
            "a value that starts with '&' is an anchor in YAML",
            line=line,
            hint="quote the value",
        )
    if node is None:
        return None
    return _Reader(text.split("\n"), first_line, findings).read(node)


def _guard(events: Any, first_line: int, *, path: Path | None) -> list[int]:
    """Walks all events; returns the lines of anchors that hold nothing."""
    from yaml import events as kinds

    depth = 0
    documents = 0
    anchors = []
    for count, event in enumerate(events):
        line = event.start_mark.line + first_line
        column = event.start_mark.column + 1
        if count > _MAX_EVENTS:
            message = f"the front matter has more than {_MAX_EVENTS:,} parts"
            raise LimitError(message, path=path, line=line)
        if isinstance(event, kinds.AliasEvent):
            raise InputError(
                f"YAML aliases such as '*{event.anchor}' are not supported",
                path=path,
                line=line,
                column=column,
                hint="quote the value: it starts with '*'",
            )
        if isinstance(event, kinds.CollectionStartEvent):
            depth += 1
        elif isinstance(event, kinds.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, kinds.DocumentStartEvent):
            documents += 1
        elif isinstance(event, kinds.ScalarEvent) and event.anchor and not event.value:
            anchors.append(line)
        if depth > MAX_DEPTH:
            message = f"the front matter is nested deeper than {MAX_DEPTH} levels"
            raise LimitError(message, path=path, line=line, column=column)
        if documents > 1:
            hint = "indent or quote lines that start with '---'"
            raise InputError(
                "the front matter holds a second document", path=path, line=line, hint=hint
            )
    return anchors


class _Reader:
    """Turns composed nodes into raw values; one for each block."""

    def __init__(self, lines: list[str], first_line: int, findings: Findings) -> None:
        self._lines = lines
        self._first_line = first_line
        self._findings = findings

    def read(self, node: yaml.Node) -> RawValue:
        value = self._value(node)
        return Scalar("", None, self._line(node)) if value is None else value

    def _line(self, node: Any) -> int:
        return int(node.start_mark.line) + self._first_line

    def _value(self, node: Any) -> RawValue | None:
        line = self._line(node)
        if node.tag not in _KNOWN_TAGS:
            tag = node.tag.replace(_TAG, "!!")
            self._findings.add(
                "F011",
                f"the YAML tag '{tag}' is not supported",
                line=line,
                hint="quote the value if it starts with '!'",
            )
            return None
        if node.id == "scalar":
            return self._scalar(node, line)
        if node.id == "sequence":
            items = [self._value(item) for item in node.value]
            given = tuple(item for item in items if item is not None)
            return RawList(given, line, bool(node.flow_style))
        return self._mapping(node, line)

    def _scalar(self, node: Any, line: int) -> Scalar:
        is_quoted = bool(node.style)
        if not is_quoted and not node.value and self._is_commented_out(node.end_mark):
            self._findings.add(
                "F009",
                "the value looks commented out by '#'",
                line=line,
                hint="quote a value that starts with '#'",
            )
        text = clean(node.value, line=line, findings=self._findings)
        guess = text if is_quoted else _guess(text, node.tag.removeprefix(_TAG))
        return Scalar(text, guess, line, is_quoted)

    def _is_commented_out(self, mark: Any) -> bool:
        rest = self._lines[mark.line][mark.column :] if mark.line < len(self._lines) else ""
        return re.match(r":?-?\s+#\S", rest) is not None

    def _mapping(self, node: Any, line: int) -> RawMapping:
        entries = []
        for key, value_node in node.value:
            key_line = self._line(key)
            if key.tag == _TAG + "merge":
                self._findings.add("F011", "the merge key '<<' is not supported", line=key_line)
                continue
            name = key.value.strip() if key.id == "scalar" else ""
            if not name or key.tag not in _KNOWN_TAGS:
                self._findings.add("F011", "a key that is no text is left out", line=key_line)
                continue
            value = self._value(value_node)
            if value is not None:
                name = clean(name, line=key_line, findings=self._findings)
                entries.append(Entry(name, value, key_line))
        return RawMapping(tuple(entries), line)


def _guess(text: str, kind: str) -> str | int | float | bool | None:
    """Types a plain scalar as YAML 1.1 does, but for octal, base 60, dates and infinity: text."""
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() in _TRUE
    if kind == "int" and _DECIMAL.fullmatch(text):
        return int(text.replace("_", ""))
    if kind == "int" and _HEXADECIMAL.fullmatch(text):
        return int(text.replace("_", ""), 16)
    if kind == "float" and _FLOAT.fullmatch(text):
        return float(text.replace("_", ""))
    return text


def _syntax_error(
    error: yaml.MarkedYAMLError, text: str, first_line: int, *, path: Path | None
) -> InputError | LimitError:
    context, problem = error.context or "", error.problem or ""
    mark = error.problem_mark or error.context_mark
    if error.context_mark is not None and not _ESCAPE.search(problem) and _OPENED.search(context):
        mark = error.context_mark  # where the bracket, quote or key begins, not where it fails
    number = mark.line if mark is not None else 0
    lines = text.split("\n")
    column = None if mark is None else mark.column + 1
    if not "".join(lines[number:]).strip():
        # What is missing at the end of the block began in its last line.
        number = max((n for n, line in enumerate(lines) if line.strip()), default=0)
        value = lines[number].partition(":")[2].lstrip()
        column = len(lines[number]) - len(value) + 1
    source = lines[number] if number < len(lines) else ""
    if "nesting depth" in problem:  # some builds of libyaml have a limit of their own
        return LimitError(
            f"the front matter is nested deeper than {MAX_DEPTH} levels",
            path=path,
            line=number + first_line,
            column=column,
        )
    return InputError(
        f"the front matter is not YAML: {problem or context}",
        path=path,
        line=number + first_line,
        column=column,
        hint=_hint(source, f"{context}; {problem}"),
    )


def _hint(source: str, problem: str) -> str:
    value = source.partition(":")[2].strip()
    if re.match(r"\s*\t", source):
        return "indent with spaces, not with tabs"
    if "：" in source and not re.search(r"^[^：]*:\s", source):
        return "use a half-width colon and a space: 'key: value'"
    if _ESCAPE.search(problem):
        return "double the backslash, or put the value between ' ' instead"
    if value.startswith(("“", "‘", "「")):
        return "“ ” do not quote in YAML: put the value between ' '"
    if "mapping values are not allowed" in problem:
        return "quote the value: it contains ': '"
    if value.startswith('"') or value.startswith("'"):
        return "close the quote at the end of the value, and double or escape quotes inside it"
    if value[:1] in {"[", "{", "@", "`", "%", "|", ">", "-", "?", "*", "!", "&"} and value:
        return f"quote the value: it starts with '{value[0]}'"
    return "write each line as 'key: value'"
