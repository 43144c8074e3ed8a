"""The text of the page as it was written, to compare with what is drawn of it."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from publishkit.formats.pdf.tagging.elements import is_page_note

__all__ = ["Drawn", "SourceText"]

_SPACES: Final = re.compile(r"\s*")


class Drawn(NamedTuple):
    """Where in the source a piece of drawn text stands, and whether it ends in a hyphen that the
    typesetter put there.
    """

    start: int
    end: int
    is_hyphenated: bool


class SourceText:
    """All text of an HTML tree as one string; says where each drawn piece comes from.

    Pieces are asked for in the order in which an element has them.
    """

    def __init__(self, root: Any) -> None:
        parts: list[str] = []
        self._ranges: dict[Any, list[tuple[int, int]]] = {}
        self._length = 0
        self._collect(root, parts)
        #: All text, in the order of the source.
        self.text = "".join(parts)
        #: For each element the range that is read, and how far.
        self._places: dict[Any, tuple[int, int]] = {}

    def _collect(self, root: Any, parts: list[str]) -> None:
        def add(element: Any, text: str | None) -> None:
            if text:
                end = self._length + len(text)
                self._ranges.setdefault(element, []).append((self._length, end))
                parts.append(text)
                self._length = end

        # Deep nesting must not end in a recursion error, so the stack is our own.
        stack: list[Any] = [root]
        notes: list[Any] = []
        while stack or notes:
            # Notes of a page do not stand between the words that they interrupt.
            element = stack.pop() if stack else notes.pop(0)
            if isinstance(element, _Tail):
                add(element.parent, element.text)
                continue
            # A line break keeps words apart as a space does.
            add(element, "\n" if element.tag == "br" else element.text)
            for child in reversed(element):
                stack.append(_Tail(element, child.tail))
                (notes if is_page_note(child) else stack).append(child)

    def find(self, element: Any, text: str, hyphen: str) -> Drawn | None:
        """Returns where the next piece of an element's own text stands, ``None`` when its text is
        not that of the source (CSS can transform it).
        """
        ranges = self._ranges.get(element, [])
        index, place = self._places.get(element, (0, ranges[0][0] if ranges else 0))
        words = text.split()
        while index < len(ranges) and words:
            end = ranges[index][1]
            found = self._match(words, place, end, hyphen)
            if found is None and (later := self.text.find(words[0], place, end)) >= 0:
                # What stands between is drawn otherwise than written, or not at all.
                found = self._match(words, later, end, hyphen)
            if found is not None:
                self._places[element] = (index, found.end)
                return found
            index += 1
            place = ranges[index][0] if index < len(ranges) else 0
        return None

    def has_space(self, start: int, end: int) -> bool:
        """Whether there is white space, and nothing else, between two places."""
        between = self.text[start:end]
        return bool(between) and not between.strip()

    def _match(self, words: list[str], place: int, end: int, hyphen: str) -> Drawn | None:
        text = self.text
        start = -1
        for number, word in enumerate(words):
            spaces = _SPACES.match(text, place, end)
            place = spaces.end() if spaces else place
            if start < 0:
                start = place
            if text.startswith(word, place, end):
                place += len(word)
                continue
            stem = word.removesuffix(hyphen)
            is_last = number == len(words) - 1
            if is_last and stem and stem != word and text.startswith(stem, place, end):
                return Drawn(start, place + len(stem), True)
            return None
        return Drawn(start, place, False)


class _Tail(NamedTuple):
    """The text after a child, which is its parent's."""

    parent: Any
    text: str | None
