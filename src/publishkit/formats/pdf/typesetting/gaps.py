"""The gaps of a paragraph: which marks are squeezed, where there is space, what can be changed."""

from __future__ import annotations

from array import array
from itertools import accumulate
from typing import Final

from publishkit.formats.pdf.typesetting.characters import (
    BREAK,
    CLOSE,
    COMMA,
    HAN,
    MIDDLE,
    OPEN,
    SPACE,
    STOP,
    is_spaced,
)
from publishkit.formats.pdf.typesetting.paragraph import (
    Flex,
    Paragraph,
    Punctuation,
    TypesettingStyle,
)

__all__ = ["others", "set_gaps", "set_sums"]

#: Han–Latin space in em: as set, least and most (CLREQ: a quarter, at least an eighth).
_AUTOSPACE: Final = 0.2
_AUTOSPACE_LEAST: Final = 0.125
_AUTOSPACE_MOST: Final = 0.25
#: A word space in em: not less than this, and so wide before other gaps open up.
_SPACE_LEAST: Final = 0.25
_SPACE_MOST: Final = 0.33
_PAUSES: Final = frozenset((CLOSE, COMMA, STOP))
_MARKS: Final = frozenset((OPEN, CLOSE, COMMA, STOP, MIDDLE))
#: In which order space is taken away (CLREQ, "Compression"): word spaces, interpuncts, brackets,
#: pauses, Han–Latin spaces, ends of sentences.
_ORDER: Final = {SPACE: 0, MIDDLE: 1, OPEN: 2, CLOSE: 2, COMMA: 3, HAN: 4, STOP: 5}


def set_gaps(paragraph: Paragraph, style: TypesettingStyle) -> None:
    """Finds the marks to squeeze and the spaces to put in."""
    if style.punctuation != "none":
        _set_rooms(paragraph, style.punctuation)
    classes = paragraph.classes
    for unit in sorted(others(classes)):
        left, right = classes[unit - 1], classes[unit]
        size = paragraph.size
        if left in _MARKS or right in _MARKS:
            _set_flex(paragraph, unit)
        if style.has_autospace and is_spaced(left, right) and not _is_code(paragraph, unit):
            paragraph.spaces[unit] = _AUTOSPACE * size
            paragraph.flexes[unit] = Flex(_ORDER[HAN], 0, 0, (_AUTOSPACE - _AUTOSPACE_LEAST) * size)
            paragraph.growths[unit] = (0.0, (_AUTOSPACE_MOST - _AUTOSPACE) * size)
        elif left == SPACE and unit > 1:
            _set_word_space(paragraph, unit, style)


def others(classes: bytearray) -> set[int]:
    """Returns the gaps that are not between two ideographs."""
    units = [unit for unit, kind in enumerate(classes) if kind]
    return {*units, *(unit + 1 for unit in units)} - {0, len(classes)}


def _set_word_space(paragraph: Paragraph, unit: int, style: TypesettingStyle) -> None:
    """Sets the space before ``unit``: as wide as if it were not there between Han and Latin and
    beside full-width marks.
    """
    size = paragraph.size
    advance = paragraph.advances[unit - 1]
    before, after = paragraph.classes[unit - 2], paragraph.classes[unit]
    if style.has_autospace and is_spaced(before, after) and not _is_code(paragraph, unit - 1):
        paragraph.advances[unit - 1] = _AUTOSPACE * size
        paragraph.flexes[unit] = Flex(_ORDER[HAN], 0, 0, (_AUTOSPACE - _AUTOSPACE_LEAST) * size)
        paragraph.growths[unit] = (0.0, (_AUTOSPACE_MOST - _AUTOSPACE) * size)
        return
    if style.has_autospace and (_has_blank(paragraph, unit - 2) or _has_blank(paragraph, unit)):
        paragraph.advances[unit - 1] = 0.0
        return
    if advance > _SPACE_LEAST * size:
        spare = advance - _SPACE_LEAST * size
        paragraph.flexes[unit] = Flex(_ORDER[SPACE], 0, 0, spare)
    paragraph.growths[unit] = (max(_SPACE_MOST * size - advance, 0.0), 0.0)


def _has_blank(paragraph: Paragraph, unit: int) -> bool:
    """Tells whether a mark has half an em without ink, beside which a space is too much."""
    return paragraph.rooms.get(unit, (0.0, 0.0)) != (0.0, 0.0)


def _is_code(paragraph: Paragraph, unit: int) -> bool:
    """Tells whether a gap touches code, which has an edge of its own."""
    pieces = (paragraph.piece(unit - 1), paragraph.piece(unit))
    return any(piece is not None and piece.is_code for piece in pieces)


def _set_rooms(paragraph: Paragraph, punctuation: Punctuation) -> None:
    """Finds what can be cut off from marks, and cuts off what two neighbours have too much."""
    classes, chars = paragraph.classes, paragraph.chars
    rooms, trims = paragraph.rooms, paragraph.trims
    for unit in [unit for unit, kind in enumerate(classes) if kind in _MARKS]:
        kind = classes[unit]
        piece = paragraph.piece(unit)
        if piece is None or piece.is_code:
            continue
        size = piece.metrics.size
        lead, tail = (part * size for part in piece.metrics.room(chars[unit], kind))
        if not lead and not tail:
            continue
        rooms[unit] = (lead, tail)
        if punctuation == "banjiao" or (punctuation == "kaiming" and kind != STOP):
            trims[unit] = (lead, tail)
            continue
        before = classes[unit - 1] if unit else BREAK
        after = classes[unit + 1] if unit + 1 < len(classes) else BREAK
        if kind == OPEN:
            trims[unit] = (lead if before == OPEN else 0.0, 0.0)
        elif kind in _PAUSES:
            trims[unit] = (0.0, tail if after in _PAUSES or after == OPEN else 0.0)
        else:
            trims[unit] = (0.0, 0.0)


def _set_flex(paragraph: Paragraph, unit: int) -> None:
    rooms, trims = paragraph.rooms, paragraph.trims
    tail = lead = 0.0
    orders: list[int] = []
    if unit - 1 in rooms:
        tail = rooms[unit - 1][1] - trims[unit - 1][1]
        orders += [_ORDER[paragraph.classes[unit - 1]]] if tail else []
    if unit in rooms:
        lead = rooms[unit][0] - trims[unit][0]
        orders += [_ORDER[paragraph.classes[unit]]] if lead else []
    if orders:
        paragraph.flexes[unit] = Flex(max(orders), tail, lead, 0.0)


def set_sums(paragraph: Paragraph) -> None:
    """Puts the characters in a row and sums up what can be taken from gaps and given to them."""
    count = len(paragraph.chars)
    widths = list(paragraph.advances)
    for unit, (lead, tail) in paragraph.trims.items():
        widths[unit] -= lead + tail
    before = [0.0] * (count + 1)
    for places in (paragraph.spaces, paragraph.opens):
        for unit, space in places.items():
            before[unit] += space
    for unit, space in paragraph.closes.items():
        before[unit + 1] += space
    steps = [0.0] * (2 * count)
    steps[0::2] = before[:count]
    steps[1::2] = widths
    places_of = array("d", accumulate(steps))
    paragraph.left, paragraph.right = places_of[0::2], places_of[1::2]
    shrink = [0.0] * count
    for unit, flex in paragraph.flexes.items():
        shrink[unit] = flex.tail + flex.lead + flex.gap
    opening, thin = [0.0] * count, [0.0] * count
    for unit, (word, narrow) in paragraph.growths.items():
        opening[unit], thin[unit] = word, narrow
    paragraph.shrink = array("d", accumulate(shrink))
    paragraph.opening = array("d", accumulate(opening))
    paragraph.thin = array("d", accumulate(thin))
    paragraph.gaps = array("i", accumulate(paragraph.stretched[:count]))
    paragraph.wide = array("i", accumulate(kind <= STOP for kind in paragraph.classes))
