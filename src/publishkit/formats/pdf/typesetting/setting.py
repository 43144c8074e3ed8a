"""Where each character of a line goes: what is left over or lacking, given to its gaps in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from publishkit.formats.pdf.typesetting.breaking import (
    LATIN_SPACE_MOST,
    MOST_BETWEEN_LETTERS,
    MOST_OPENING,
    SPACE_MOST,
    End,
)
from publishkit.formats.pdf.typesetting.characters import SPACE, STOP
from publishkit.formats.pdf.typesetting.paragraph import Paragraph

__all__ = ["SetLine", "set_line"]

#: What Han–Latin space takes when all gaps open up, in em: up to 0.3.
_THIN_ROOM: Final = 0.05
_KINDS_OF_FLEX: Final = 6
_NEGLIGIBLE: Final = 1e-6


@dataclass(slots=True)
class SetLine:
    """The characters of one line, ``start`` to ``last``; lengths are CSS pixels.

    ``gaps`` is the space before each character, beside the edges of boxes; ``cuts`` what is cut
    off at the left and right of a mark's box.
    """

    start: int
    last: int
    gaps: list[float]
    cuts: dict[int, tuple[float, float]] = field(default_factory=dict)


def set_line(paragraph: Paragraph, start: int, end: End, *, is_justified: bool) -> SetLine:
    """Returns a line that ends at ``end``.

    Space is taken from word spaces first, then from interpuncts, brackets, pauses, Han–Latin
    spaces and ends of sentences. It is given to word spaces first, then to Han–Latin spaces, then
    to all gaps alike (CLREQ, "Line Adjustment"). A line that is not ``is_justified`` is not
    widened, and one that would need too much stays as it is.
    """
    line = SetLine(start, end.last, [0.0] * (end.last - start + 1))
    first, last = start, end.last
    for unit in range(first, last + 1):
        if unit in paragraph.trims:
            line.cuts[unit] = paragraph.trims[unit]
        if unit > first and unit in paragraph.spaces:
            line.gaps[unit - start] = paragraph.spaces[unit]
    _trim_edges(paragraph, line)
    if end.missing < 0:
        _compress(paragraph, line, -end.missing)
    elif is_justified and end.missing > _NEGLIGIBLE:
        _expand(paragraph, line, end.missing)
    return line


def _trim_edges(paragraph: Paragraph, line: SetLine) -> None:
    """Makes an opening mark at the start and a full-width mark at the end half width."""
    if line.start in paragraph.rooms:
        tail = line.cuts.get(line.start, (0.0, 0.0))[1]
        line.cuts[line.start] = (paragraph.rooms[line.start][0], tail)
    if line.last in paragraph.rooms:
        lead = line.cuts.get(line.last, (0.0, 0.0))[0]
        line.cuts[line.last] = (lead, paragraph.rooms[line.last][1])


def _compress(paragraph: Paragraph, line: SetLine, needed: float) -> None:
    flexes = paragraph.flexes
    found = [unit for unit in range(line.start + 1, line.last + 1) if unit in flexes]
    for order in range(_KINDS_OF_FLEX):
        units = [unit for unit in found if flexes[unit].order == order]
        available = sum(flexes[u].tail + flexes[u].lead + flexes[u].gap for u in units)
        if available <= 0:
            continue
        part = min(needed / available, 1.0)
        for unit in units:
            flex = flexes[unit]
            _cut(line, unit - 1, tail=flex.tail * part)
            _cut(line, unit, lead=flex.lead * part)
            if flex.gap:
                line.gaps[unit - line.start] -= flex.gap * part
        needed -= available * part
        if needed <= _NEGLIGIBLE:
            return


def _cut(line: SetLine, unit: int, *, lead: float = 0.0, tail: float = 0.0) -> None:
    if lead or tail:
        before = line.cuts.get(unit, (0.0, 0.0))
        line.cuts[unit] = (before[0] + lead, before[1] + tail)


def _expand(paragraph: Paragraph, line: SetLine, missing: float) -> None:
    places = range(line.start + 1, line.last + 1)
    whole = missing
    growths = [(unit, *paragraph.growths[unit]) for unit in places if unit in paragraph.growths]
    shares: dict[int, float] = {}
    for kind in (1, 2):
        available = sum(growth[kind] for growth in growths)
        if available <= 0 or missing <= 0:
            continue
        part = min(missing / available, 1.0)
        for growth in growths:
            if growth[kind]:
                shares[growth[0]] = shares.get(growth[0], 0.0) + growth[kind] * part
        missing -= available * part
    if missing > _NEGLIGIBLE:
        gaps = [unit for unit in places if paragraph.stretched[unit]]
        opened = _opened(paragraph, line, gaps, missing, has_thin_limit=True)
        if opened is None:
            opened = _opened(paragraph, line, gaps, missing, has_thin_limit=False)
        if opened is None:
            shares = _between_letters(paragraph, line, whole)
        else:
            for unit, share in opened.items():
                shares[unit] = shares.get(unit, 0.0) + share
    for unit, share in shares.items():
        line.gaps[unit - line.start] += share


def _opened(
    paragraph: Paragraph,
    line: SetLine,
    gaps: list[int],
    missing: float,
    *,
    has_thin_limit: bool,
) -> dict[int, float] | None:
    """Returns how much each gap opens up, all alike, or nothing when that is too much.

    Word spaces stop growing at half an em where there is Chinese, Han–Latin spaces at 0.3 em if
    ``has_thin_limit``.
    """
    classes, size = paragraph.classes, paragraph.size
    has_wide = any(kind <= STOP for kind in classes[line.start : line.last + 1])
    most_space = (SPACE_MOST if has_wide else LATIN_SPACE_MOST) * size
    spare: dict[int, float] = {}
    others: list[int] = []
    for unit in gaps:
        word, thin = paragraph.growths.get(unit, (0.0, 0.0))
        if thin and has_thin_limit:
            spare[unit] = _THIN_ROOM * size
        elif classes[unit - 1] == SPACE:
            spare[unit] = max(most_space - paragraph.advances[unit - 1] - word - thin, 0.0)
        else:
            others.append(unit)
    count = len(spare) + len(others)
    if not count:
        return None
    share = missing / count
    full = {unit: room for unit, room in spare.items() if room < share}
    while full and count > len(full):
        share = (missing - sum(full.values())) / (count - len(full))
        more = {unit: room for unit, room in spare.items() if room < share}
        if len(more) == len(full):
            break
        full = more
    if len(full) == count or (others and share > MOST_OPENING * size):
        return None
    return {unit: full.get(unit, share) for unit in gaps}


def _between_letters(paragraph: Paragraph, line: SetLine, missing: float) -> dict[int, float]:
    """Returns a little space for every gap, for addresses and code that have no others."""
    places = range(line.start + 1, line.last + 1)
    units = [unit for unit in places if paragraph.advances[unit]]
    if not units or missing / len(units) > MOST_BETWEEN_LETTERS * paragraph.size:
        return {}
    return dict.fromkeys(units, missing / len(units))
