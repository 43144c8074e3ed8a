"""Where the lines of a paragraph end.

Each end that a line can have is given a cost: how much its gaps must open up, or how much must be
taken from its punctuation. Compressing is cheap, so that a line takes one more character where it
can (CLREQ, "Line Adjustment"). Near the end of the paragraph lines are tried out together, so that
no single character is left for the last one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from publishkit.formats.pdf.typesetting.characters import (
    BREAK,
    HAN,
    LATIN,
    NOTE,
    SPACE,
    WIDE,
    is_barred_from_start,
)
from publishkit.formats.pdf.typesetting.paragraph import Paragraph, Piece

__all__ = [
    "LATIN_SPACE_MOST",
    "MOST_BETWEEN_LETTERS",
    "MOST_OPENING",
    "SPACE_MOST",
    "Breaker",
    "End",
]

#: The most that any gap may open up, and a word space may have where there is Chinese, in em.
MOST_OPENING: Final = 0.24
#: The most between the letters of words, in lines that nothing else can fill, in em.
MOST_BETWEEN_LETTERS: Final = 0.06
SPACE_MOST: Final = 0.5
#: The most that a word space may have in a line without Chinese, in em.
LATIN_SPACE_MOST: Final = 0.95
_COMPRESSED: Final = 0.4
_TIGHT: Final = 0.2
_HYPHEN_COST: Final = 0.35
_DIVIDED_COST: Final = 1.0
_ORPHAN_COST: Final = 4.0
_MOST_OF_ORPHAN: Final = 12
_IMPOSSIBLE: Final = 100.0
#: Lines that open up more than this (as a part of the most) are worth a divided word.
_LOOSE: Final = 0.4
#: A line that would open up more than it may is worth another end of the line before it.
_TOO_LOOSE: Final = 1.0
#: Remaining text of so many lines is tried out as a whole.
#: A cost of the lines that follow for which no other end is tried out.
_SETTLED: Final = 0.2
_LOOKED_AHEAD: Final = 2.6
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)[!-~]+")
_TOLERANCE: Final = 0.01
_DIVIDERS: Final = frozenset("/._-:?&=#,;)>]}+@|\\")


@lru_cache(maxsize=256)
def _addresses(text: str) -> tuple[tuple[int, int], ...]:
    """Returns where the addresses in a text begin and end; they are divided as code is."""
    return tuple(match.span() for match in _ADDRESS.finditer(text))


class End(NamedTuple):
    """An end of a line: the character that begins the next one, and what is done to reach it.

    ``last`` is the last visible character, ``missing`` what the line lacks to its width, less
    than nothing when it must be compressed.
    """

    next: int
    last: int
    missing: float
    cost: float
    is_hyphenated: bool = False


class Breaker:
    """Finds the ends of one paragraph's lines; what was found is kept."""

    def __init__(
        self,
        paragraph: Paragraph,
        *,
        is_justified: bool,
        syllables_of: Callable[[str, Piece], tuple[int, ...]],
        hyphen_width_of: Callable[[Piece], float],
    ) -> None:
        self.paragraph = paragraph
        self.is_justified = is_justified
        self._syllables_of = syllables_of
        self._hyphen_width_of = hyphen_width_of
        self._known: dict[tuple[int, float], End] = {}
        self._found: dict[tuple[int, float], list[End]] = {}

    def end_of(self, start: int, width: float) -> End:
        """Returns the best end of a line of a width that begins with character ``start``."""
        width = round(width, 4)
        key = (start, width)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._chosen(start, width)
        return found

    def _chosen(self, start: int, width: float) -> End:
        paragraph = self.paragraph
        stop = paragraph.stops[bisect_right(paragraph.stops, start - 1)]
        ends = self._ends(start, width, stop)
        best = min(ends, key=_cost)
        rest = paragraph.right[stop - 1] - paragraph.left[start] if stop > start else 0.0
        if best.next >= stop:
            return best
        if rest > _LOOKED_AHEAD * width:
            cost_after, settled = self._cost_of_next, _TOO_LOOSE
        else:
            cost_after, settled = self._cost_after, _SETTLED
        if cost_after(best, width, stop) <= settled:
            return best
        ends = [*ends, *self._earlier(start, width, min(end.next for end in ends))]
        if self.is_justified:
            edge = self._origin(start) + width
            ends += self._divided(start, min(end.next for end in ends) - 1, best.next, edge)
        return min(ends, key=lambda end: end.cost + cost_after(end, width, stop))

    def _cost_of_next(self, end: End, width: float, stop: int) -> float:
        """Returns what the next line costs by itself."""
        if end.next >= stop:
            return 0.0
        return min(map(_cost, self._ends(end.next, width, stop)))

    def _cost_after(self, end: End, width: float, stop: int) -> float:
        if end.next >= stop:
            return 0.0
        following = self.end_of(end.next, width)
        own = following.cost
        if following.next >= stop and self._is_orphan(end.next, stop):
            own += _ORPHAN_COST
        return own + (self._cost_after(following, width, stop) if following.next < stop else 0.0)

    def _is_orphan(self, start: int, stop: int) -> bool:
        """Tells whether a line would have no more than one character and marks."""
        if stop - start > _MOST_OF_ORPHAN:
            return False
        kinds = self.paragraph.classes[start:stop]
        return kinds.count(HAN) + kinds.count(WIDE) + kinds.count(LATIN) / 2 <= 1

    def _ends(self, start: int, width: float, stop: int) -> list[End]:
        """Returns the ends that a line may have; never none."""
        key = (start, width)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._searched(start, width, stop)
        return found

    def _searched(self, start: int, width: float, stop: int) -> list[End]:
        paragraph = self.paragraph
        edge = self._origin(start) + width
        fitting = bisect_right(paragraph.right, edge + _TOLERANCE, start, stop)
        ends: list[End] = []
        most = paragraph.size
        for unit in range(max(fitting, start + 1), stop + 1):
            if unit == stop or paragraph.breaks[unit]:
                end = self._measured(start, unit, edge, is_last=unit == stop)
                if end.cost < _IMPOSSIBLE:
                    ends.append(end)
            over = paragraph.right[min(unit, stop - 1)] - edge
            if over - (paragraph.shrink[min(unit, stop - 1)] - paragraph.shrink[start]) > most:
                break
        unit = min(fitting, stop) - 1
        while unit > start and not paragraph.breaks[unit]:
            unit -= 1
        if unit > start:
            end = self._measured(start, unit, edge, is_last=False)
            if end.cost < _IMPOSSIBLE:
                ends.append(end)
        if not ends or (self.is_justified and min(map(_cost, ends)) > _LOOSE):
            low = max(unit, start)
            ends += self._divided(start, low, min(fitting + 1, stop), edge)
        return ends or [self._overfull(start, stop, edge)]

    def _earlier(self, start: int, width: float, before: int) -> list[End]:
        """Returns the two places before ``before`` where the line could end as well."""
        paragraph = self.paragraph
        edge = self._origin(start) + width
        found: list[End] = []
        unit = before - 1
        while unit > start and len(found) < 2:
            if paragraph.breaks[unit]:
                found.append(self._measured(start, unit, edge, is_last=False))
            unit -= 1
        return [end for end in found if end.cost < _IMPOSSIBLE]

    def _origin(self, start: int) -> float:
        """Returns where a line that begins with a character has its left edge."""
        paragraph = self.paragraph
        origin = paragraph.left[start] - paragraph.opens.get(start, 0.0)
        if start in paragraph.rooms:
            origin += paragraph.rooms[start][0] - paragraph.trims[start][0]
        return origin

    def _measured(
        self, start: int, unit: int, edge: float, *, is_last: bool, hyphen: float = 0.0
    ) -> End:
        """Returns the end of a line whose next one begins with ``unit``."""
        paragraph = self.paragraph
        classes = paragraph.classes
        last = unit - 1
        closing = paragraph.closes.get(last, 0.0)
        while last > start and classes[last] == SPACE:
            last -= 1
            closing += paragraph.closes.get(last, 0.0)
        if self.is_justified:
            # The letters meet the edge, what is painted around code may stick out.
            closing -= paragraph.hangs.get(last, 0.0)
        trim = 0.0
        if last in paragraph.rooms:
            trim = paragraph.rooms[last][1] - paragraph.trims[last][1]
        missing = edge - (paragraph.right[last] + closing - trim) - hyphen
        return End(
            unit, last, missing, self._cost(start, last, missing, is_last=is_last), hyphen > 0
        )

    def _cost(self, start: int, last: int, missing: float, *, is_last: bool) -> float:
        paragraph = self.paragraph
        if missing < -_TOLERANCE:
            available = paragraph.shrink[last] - paragraph.shrink[start]
            if -missing > available + _TOLERANCE or not (self.is_justified or is_last):
                return _IMPOSSIBLE
            return _COMPRESSED * -missing / available + _TIGHT * (missing / available) ** 4
        if is_last:
            return 0.0
        if not self.is_justified:
            return missing / paragraph.size / 1000
        free = missing - (paragraph.opening[last] - paragraph.opening[start])
        free -= paragraph.thin[last] - paragraph.thin[start]
        if free <= 0:
            return 0.01
        count = paragraph.gaps[last] - paragraph.gaps[start]
        if missing <= MOST_BETWEEN_LETTERS * paragraph.size * (last - start):
            # Whatever else fills the line, it is not beyond repair.
            least = 0.9
        else:
            least = _IMPOSSIBLE / 2
        if not count:
            return least
        most = MOST_OPENING * paragraph.size
        if paragraph.wide[last] - (paragraph.wide[start - 1] if start else 0) == 0:
            most = (LATIN_SPACE_MOST - SPACE_MOST) * paragraph.size
        ratio = free / count / most
        return ratio if ratio <= 1 else min(1 + ratio * 2, least)

    def _divided(self, start: int, low: int, high: int, edge: float) -> list[End]:
        """Returns ends inside of words: hyphenated, or in code and addresses wherever it fits."""
        found: list[End] = []
        for unit in range(high, low, -1):
            cost, hyphen = self._division(unit, start)
            if cost is None:
                continue
            end = self._measured(start, unit, edge, is_last=False, hyphen=hyphen)
            if end.cost < _IMPOSSIBLE:
                found.append(end._replace(cost=end.cost + cost))
                if len(found) > 4:
                    break
        return found

    def _division(self, unit: int, start: int) -> tuple[float | None, float]:
        """Returns what it costs to divide a word before a character, and the hyphen's width."""
        paragraph = self.paragraph
        if unit >= len(paragraph.chars) or paragraph.breaks[unit]:
            return None, 0.0
        piece = paragraph.piece(unit)
        if piece is None or piece.first >= unit or piece.is_note:
            return None, 0.0
        before, after = paragraph.chars[unit - 1], paragraph.chars[unit]
        if SPACE in paragraph.classes[unit - 1 : unit + 1]:
            return None, 0.0
        style = piece.box.style
        if style["white_space"] != "normal":
            return None, 0.0
        place = unit - piece.first
        is_address = any(first < place < last for first, last in _addresses(piece.text))
        if is_address and not is_barred_from_start(after):
            return (_HYPHEN_COST if before in _DIVIDERS else _DIVIDED_COST), 0.0
        if before == "\u00ad" or place in self._syllables_of(piece.text, piece):
            return _HYPHEN_COST, self._hyphen_width_of(piece)
        if style["overflow_wrap"] == "anywhere" and not is_barred_from_start(after):
            is_seam = before in _DIVIDERS or (before.islower() and after.isupper())
            return (_HYPHEN_COST if is_seam else _DIVIDED_COST), 0.0
        return None, 0.0

    def _overfull(self, start: int, stop: int, edge: float) -> End:
        """Returns the end of a line that nothing fits into: in a word if it may, else too wide."""
        paragraph = self.paragraph
        fitting = bisect_right(paragraph.right, edge + _TOLERANCE, start, stop)
        piece = paragraph.piece(start)
        is_divided = (
            piece is not None
            and piece.box.style["overflow_wrap"] in ("anywhere", "break-word")
            and piece.box.style["white_space"] == "normal"
        )
        for unit in self._places(start, fitting, stop):
            is_word = paragraph.classes[unit - 1] >= LATIN and paragraph.classes[unit] >= LATIN
            if paragraph.breaks[unit] or (
                is_divided
                and is_word
                and not {BREAK, NOTE} & set(paragraph.classes[unit - 1 : unit + 1])
                and not is_barred_from_start(paragraph.chars[unit])
            ):
                return self._measured(start, unit, edge, is_last=False)
        return self._measured(start, stop, edge, is_last=True)

    @staticmethod
    def _places(start: int, fitting: int, stop: int) -> Iterator[int]:
        """Yields characters from the last that fits to the first, then those that do not fit."""
        yield from range(min(fitting, stop - 1), start, -1)
        yield from range(max(fitting, start) + 1, stop)


def _cost(end: End) -> float:
    return end.cost
