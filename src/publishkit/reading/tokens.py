"""Private-use characters that stand for parts of the source while pandoc reads it.

pandoc carries such a character through whatever it makes of the text around it. Where it comes out
in running text it is given its meaning; where it comes out in code, in a formula, in an attribute
or in a URL, the source is put back exactly, so that nothing before pandoc has to know what is code.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import unquote

from publishkit.errors import LimitError

__all__ = [
    "CitationToken",
    "DefinitionToken",
    "HeadingToken",
    "Meaning",
    "ShortcodeToken",
    "TitleToken",
    "TokenTable",
    "UndefinedToken",
    "WikiToken",
    "is_token",
]

_FIRST, _LAST = 0x100000, 0x10FFFD
#: From so many tokens on, equal citations share one.
_SHARED_FROM: Final = 20_000
#: Letters for the joiner: in commonmark-hs a private-use character counts as punctuation, and the
#: joiner must not. Linear A is as good as never used.
_JOINERS: Final = range(0x10600, 0x10737)

#: What may come out of pandoc and need restoring; the percent-encoded form occurs in URLs.
SPECIAL: Final = re.compile("[\U00010600-\U00010736\U00100000-\U0010fffd]")
_ENCODED: Final = re.compile(
    "(?i)%f4%8[0-9a-f]%[89ab][0-9a-f]%[89ab][0-9a-f]|%f0%90%9[89a-c]%[89ab][0-9a-f]"
)


def is_token(character: str) -> bool:
    """Whether it is of the kind that tokens and the joiner are made of."""
    return SPECIAL.match(character) is not None


@dataclass(frozen=True, slots=True)
class CitationToken:
    """A citation, or several in one pair of brackets; ``keys`` are folded labels."""

    source: str
    labels: tuple[str, ...]
    keys: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class DefinitionToken:
    """The label of what looks like a definition; the source around it stays."""

    source: str
    key: str
    line: int
    index: int
    is_inline: bool = False


@dataclass(frozen=True, slots=True)
class UndefinedToken:
    """Stands behind the caret of a label that nothing looks like a definition of.

    ``has_wide_colon``: the Chinese colon follows, so that it was meant as a definition.
    """

    label: str
    line: int
    has_wide_colon: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class HeadingToken:
    """Stands in a heading that has definitions below it; ``definitions`` are their indexes."""

    definitions: tuple[int, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class ShortcodeToken:
    """A shortcode: what it means as HTML and as a URL, ``None`` when it is not known."""

    source: str
    name: str
    html: str | None
    url: str | None
    line: int


@dataclass(frozen=True, slots=True)
class WikiToken:
    """A link in double brackets."""

    source: str
    target: str
    text: str
    is_image: bool
    line: int


@dataclass(frozen=True, slots=True)
class TitleToken:
    """Stands before the title of a container; ``source`` is the space in its place."""

    source: str


Meaning: TypeAlias = (
    CitationToken
    | DefinitionToken
    | UndefinedToken
    | HeadingToken
    | ShortcodeToken
    | TitleToken
    | WikiToken
)


class TokenTable:
    """The tokens of one document; none of them occurs in its source.

    Five characters serve many times: ``joiner`` (a letter without width), ``line_break`` (before a
    line feed that was added), ``space_break`` (before a space that was added), ``angle`` (inside an
    angle bracket that was added) and ``dollar`` (a dollar sign that opens no formula).
    """

    def __init__(self, text: str) -> None:
        used = set(SPECIAL.findall(text))
        self._used = used
        self._next = _FIRST
        self._meanings: dict[str, Meaning] = {}
        self._lines: dict[str, int] = {}
        self._by_source: dict[str, str] = {}
        self.joiner = next((chr(code) for code in _JOINERS if chr(code) not in used), "")
        self.index = self._allocate()
        self.line_break = self._allocate()
        self.space_break = self._allocate()
        self.angle = self._allocate()
        self.dollar = self._allocate()
        self._fixed = re.compile(
            f"{self.line_break}\n?|{self.space_break} ?|<{self.angle}|{self.angle}>"
            f"|{self.angle}|{self.joiner}|{self.index}"
        )

    def _allocate(self) -> str:
        while chr(self._next) in self._used:
            self._next += 1
        if self._next > _LAST:
            raise LimitError("more than 65,000 footnotes and shortcodes in one article")
        character = chr(self._next)
        self._next += 1
        return character

    def new(self, meaning: Meaning, *, line_feeds: int = 0) -> str:
        """Returns a character that was not used before; ``line_feeds`` are those it stands for."""
        character = self._allocate()
        self._meanings[character] = meaning
        if line_feeds:
            self._lines[character] = line_feeds
        return character

    def shared(self, meaning: CitationToken) -> str:
        """Returns a character of its own, or in a very long article that of an equal citation.

        Sharing costs the second one only its line number in a diagnostic.
        """
        if len(self._meanings) < _SHARED_FROM:
            return self.new(meaning)
        if meaning.source not in self._by_source:
            self._by_source[meaning.source] = self.new(meaning)
        return self._by_source[meaning.source]

    def meaning(self, character: str) -> Meaning | None:
        """Returns what a character stands for, or ``None`` if it is the author's own."""
        return self._meanings.get(character)

    def count_lines(self, text: str, start: int, end: int) -> int:
        """Returns how many line feeds of the source lie in a stretch of the changed text."""
        count = text.count("\n", start, end)
        if self._lines:
            count += sum(self._lines.get(found, 0) for found in SPECIAL.findall(text, start, end))
        return count

    def restore(self, text: str) -> str:
        """Returns the source's own characters for a stretch that is not running text."""
        if SPECIAL.search(text) is None:
            return text
        text = self._fixed.sub("", text).replace(self.dollar, "$")
        return SPECIAL.sub(self._source, text)

    def _source(self, match: re.Match[str]) -> str:
        meaning = self._meanings.get(match.group())
        if meaning is None:
            return match.group()
        return self.restore(meaning.source)

    def restore_url(self, url: str, resolve: Callable[[Meaning], str | None]) -> str:
        """Returns a URL with its tokens put back, those that mean a URL of their own resolved."""
        if "%" in url:
            url = _ENCODED.sub(self._decoded, url)
        if SPECIAL.search(url) is None:
            return url

        def replaced(match: re.Match[str]) -> str:
            meaning = self._meanings.get(match.group())
            resolved = None if meaning is None else resolve(meaning)
            return match.group() if resolved is None else resolved

        return self.restore(SPECIAL.sub(replaced, url))

    def _decoded(self, match: re.Match[str]) -> str:
        character = unquote(match.group())
        is_ours = character in self._meanings or character in self._fixed_characters()
        return character if is_ours else match.group()

    def _fixed_characters(self) -> str:
        return (
            self.joiner + self.index + self.line_break + self.space_break + self.angle + self.dollar
        )
