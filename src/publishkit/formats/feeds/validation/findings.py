"""One finding of the feed check, and the place and value that it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple, TypeAlias

__all__ = ["Finding", "Value", "ValueCheck", "excerpt", "quote", "quote_character"]

_SHOWN: Final = 60


class Finding(NamedTuple):
    """A rule that is broken at one place.

    ``rule`` is a name in ``rules.RULES``, whose words have a place for ``what`` (the element or
    key) and ``value``. ``line`` counts from 1, 0 for the file as a whole. ``entry`` names the
    entry by its title or id. ``origin`` is text of the article that stands at the place, to find
    it again there.
    """

    rule: str
    line: int = 0
    what: str = ""
    value: str = ""
    entry: str = ""
    origin: str = ""


class Value(NamedTuple):
    """A text to be checked, what it is called in messages, and the line where it stands."""

    text: str
    what: str
    line: int

    def breaks(self, rule: str, shown: str | None = None) -> Finding:
        """Returns a finding about this value, which is shown as it is unless ``shown`` says it."""
        return Finding(rule, self.line, self.what, quote(self.text) if shown is None else shown)


ValueCheck: TypeAlias = Callable[[Value], Iterable[Finding] | Iterator[Finding]]


def excerpt(text: str) -> str:
    """Returns the beginning of a text on one line."""
    text = " ".join(text[: 4 * _SHOWN].split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def quote_character(character: str, text: str) -> str:
    """Returns a character in words that name one that cannot be seen, and what it stands in."""
    named = {" ": "a space", "\t": "a tab", "\n": "a line feed"}.get(character)
    return f"{named or quote(character)} in {quote(text)}"


def quote(text: str) -> str:
    """Returns the beginning of a text in quotation marks; what cannot be seen is escaped."""
    shown = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in excerpt(text))
    return f"'{shown}'"
