"""Finds the front matter of a source and splits it from the body, in every dialect's form.

The only module that imports python-frontmatter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from publishkit.reading.field_names import is_known

__all__ = ["Block", "Syntax", "find_block", "looks_like_mapping", "looks_meant"]


class Syntax(Enum):
    """How a block is written."""

    YAML = "YAML"
    TOML = "TOML"
    JSON = "JSON"
    LINES = "metadata lines"


@dataclass(frozen=True, slots=True)
class Block:
    """A candidate for front matter: ``text`` begins on ``first_line``, the body at ``body``.

    A block that ``is_fenced`` was opened by a fence; one that ``is_closed`` has its end. JSON
    shows its end only when it is decoded: its ``body`` is empty and its text the whole rest.
    """

    syntax: Syntax
    text: str
    body: str
    first_line: int
    is_closed: bool = True
    is_fenced: bool = True


_WORDS: Final = {
    None: Syntax.YAML,
    "yaml": Syntax.YAML,
    "yml": Syntax.YAML,
    "toml": Syntax.TOML,
    "json": Syntax.JSON,
}

_OPENING: Final = re.compile(
    r"(?:(?P<yaml>-{3,})[ \t]*+(?P<word>ya?ml|toml|json)?|(?P<toml>\+{3,}))[ \t]*+(?:\n|\Z)"
)
_YAML_FENCE: Final = re.compile(
    r"^(?:-{3,}[ \t]*+(?:ya?ml|toml|json)?|\.\.\.)[ \t]*+(?:\n|\Z)", re.MULTILINE
)
_TOML_FENCE: Final = re.compile(r"^\+{3,}[ \t]*(?:\n|\Z)", re.MULTILINE)
_CLOSING: Final = re.compile(r"^-{3,}[ \t]*(?:\n|\Z)", re.MULTILINE)
_KEY: Final = re.compile(r"""["']?([^\W\d_][\w .-]{0,40}?)["']?[ \t]{0,20}+(?:[:：]|=(?=[ \t]))""")
_YAML_KEY: Final = re.compile(r"""["']?[^\W_][\w .-]{0,40}["']?[ \t]{0,20}+:(?:[ \t]|$)""")
_PELICAN_LINE: Final = re.compile(r"([A-Za-z][\w-]*)[ \t]*:(?:[ \t].*)?|[ ]{4,}\S.*|\t+\S.*")
_NIKOLA_OPENING: Final = re.compile(r"<!--[ \t]*+\n?(?=[ \t]*+\.\.[ \t]+\w[\w-]*:)")


def find_block(text: str) -> Block | None:
    """Returns what stands where front matter stands, or None when the text is all body.

    Whether a fenced block really is front matter, and no text between two thematic breaks, is
    seen only when it is read.
    """
    indented = len(text) - len(text.lstrip(" \t\n"))
    start = text.rfind("\n", 0, indented) + 1
    first_line = 1 + text.count("\n", 0, start)
    text = text[start:]
    if opening := _OPENING.match(text):
        return _fenced(text, opening, first_line)
    if text.startswith("{"):
        return Block(Syntax.JSON, text, "", first_line)
    if comment := _NIKOLA_OPENING.match(text):
        return _nikola(text, comment, first_line)
    return _unfenced(text, first_line)


def _fenced(text: str, opening: re.Match[str], first_line: int) -> Block:
    from frontmatter.default_handlers import YAMLHandler

    is_toml = opening["toml"] is not None
    syntax = Syntax.TOML if is_toml else _WORDS[opening["word"]]
    fence = _TOML_FENCE if is_toml else _YAML_FENCE
    if fence.search(text, opening.end()) is None:
        rest = text[opening.end() :]
        return Block(syntax, rest, "", first_line + 1, is_closed=False)
    # The handler's own pattern would swallow the blank lines after a fence and does not know
    # `...` or `+++` (python-frontmatter 1.3.0 reads TOML only with the third-party package).
    block, body = YAMLHandler(fm_boundary=fence).split(text)
    return Block(syntax, block, body, first_line + 1)


def _nikola(text: str, comment: re.Match[str], first_line: int) -> Block | None:
    end = text.find("-->", comment.end())
    if end < 0:
        return None
    rest = text[end + 3 :]
    line_end = rest.find("\n")
    if rest[: line_end if line_end >= 0 else len(rest)].strip():
        return None
    body = rest[line_end + 1 :] if line_end >= 0 else ""
    lines = comment[0].count("\n")
    return Block(Syntax.LINES, text[comment.end() : end], body, first_line + lines)


def _unfenced(text: str, first_line: int) -> Block | None:
    """Hexo's block without an opening fence, and Pelican's lines before the first blank one."""
    if _KEY.match(text) is None:
        return None
    blank = re.search(r"^[ \t]*(?:\n|\Z)", text, re.MULTILINE)
    end = blank.start() if blank else len(text)
    block = text[:end]
    closing = _CLOSING.search(text, 0, end + 1)
    if closing is not None and closing.start():
        block = text[: closing.start()]
        if _is_metadata(block) and looks_like_mapping(block):
            return Block(Syntax.YAML, block, text[closing.end() :], first_line, is_fenced=False)
        return None
    lines = block.rstrip("\n").split("\n")
    if all(map(_PELICAN_LINE.fullmatch, lines)) and _is_metadata(block):
        body = text[blank.end() if blank else end :]
        return Block(Syntax.LINES, block, body, first_line, is_fenced=False)
    return None


def _is_metadata(block: str) -> bool:
    """True when the keys include a title, or a date with another known key."""
    keys = [match[1].strip().lower() for line in block.split("\n") if (match := _KEY.match(line))]
    known = [key for key in keys if is_known(key)]
    return "title" in keys or ("date" in keys and len(known) > 1)


def looks_like_mapping(block: str) -> bool:
    """True when the first line that is no comment reads ``key: value``, if not quite in YAML."""
    for line in block.split("\n"):
        if line.strip() and not line.lstrip().startswith("#"):
            return _YAML_KEY.match(line) is not None
    return False


def looks_meant(block: str) -> bool:
    """True when a line of the first paragraph gives a known key a value, in whatever way."""
    paragraph = block.lstrip("\n").split("\n\n", 1)[0]
    keys = (_KEY.match(line.strip()) for line in paragraph.split("\n"))
    return any(is_known(key[1]) for key in keys if key is not None)
