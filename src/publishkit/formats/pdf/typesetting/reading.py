"""Reads the paragraph that a line box of WeasyPrint holds."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator
from typing import Any, Final

from publishkit.formats.pdf.typesetting.characters import (
    BARRED_FROM_START,
    BREAK,
    LATIN,
    MARK,
    NOTE,
    OBJECT,
    SPACE,
    SYMBOL,
    class_of,
    is_breakable,
    is_stretched,
)
from publishkit.formats.pdf.typesetting.gaps import others, set_gaps, set_sums
from publishkit.formats.pdf.typesetting.metrics import Metrics
from publishkit.formats.pdf.typesetting.paragraph import Paragraph, Piece, TypesettingStyle

__all__ = ["read_paragraph"]

_WORDS: Final = frozenset((LATIN, SYMBOL, SPACE, MARK, NOTE))
#: A figure and a word of measure of several characters.
_MEASURE: Final = re.compile(
    "[0-9](?:公[里斤顷分升]|[厘毫微纳千分]米|[平立]方(?:公里|[千厘毫]?米)|[千毫]克|毫升|[美欧日港]元|英镑|"
    "小时|分钟|个月|星期|世纪|摄氏度|百分点)"
)
_CODE: Final = frozenset(("code", "kbd", "samp", "pre", "tt", "var"))


def read_paragraph(
    box: Any,
    style: TypesettingStyle,
    *,
    metrics: Callable[[Any], Metrics],
    width_of: Callable[[Any], float],
    breaks_of: Callable[[str, str], tuple[int, ...]],
) -> Paragraph:
    """Returns the paragraph of a line box.

    ``width_of`` gives the width of a picture's box, ``breaks_of`` the places where words of a
    language other than Chinese may be divided.
    """
    paragraph = Paragraph(box, float(box.style["font_size"]))
    _collect(paragraph, box, (), metrics, width_of, is_code=False, is_note=False)
    _resolve_quotes(paragraph)
    _set_widths(paragraph)
    _set_breaks(paragraph, breaks_of)
    set_gaps(paragraph, style)
    set_sums(paragraph)
    return paragraph


def _collect(
    paragraph: Paragraph,
    box: Any,
    path: tuple[int, ...],
    metrics: Callable[[Any], Metrics],
    width_of: Callable[[Any], float],
    *,
    is_code: bool,
    is_note: bool,
) -> None:
    """Reads the boxes in their order."""
    for index, child in enumerate(box.children):
        if child.is_absolutely_positioned():
            continue
        place = (*path, index)
        first = len(paragraph.chars)
        if hasattr(child, "justification_spacing"):
            piece = Piece(child, place, first, child.text, metrics(child.style), is_code, is_note)
            paragraph.owners.extend([len(paragraph.pieces)] * len(child.text))
            paragraph.pieces.append(piece)
            paragraph.chars += child.text
            kinds = [NOTE] * len(child.text) if is_note else map(class_of, child.text)
            paragraph.classes.extend(kinds)
            paragraph.advances.extend([0.0] * len(child.text))
            paragraph.firsts[place] = first
        elif type(child).__name__ == "InlineBox":
            opening = child.margin_left + child.border_left_width + child.padding_left
            closing = child.margin_right + child.border_right_width + child.padding_right
            if opening:
                paragraph.opens[first] = paragraph.opens.get(first, 0.0) + opening
            paragraph.firsts[place] = first
            tag = str(child.element_tag)
            _collect(
                paragraph,
                child,
                place,
                metrics,
                width_of,
                is_code=is_code or tag in _CODE,
                is_note=is_note or tag == "sup" or tag.endswith("::footnote-call"),
            )
            last = len(paragraph.chars) - 1
            if closing and last >= first:
                paragraph.closes[last] = paragraph.closes.get(last, 0.0) + closing
                paragraph.hangs[last] = paragraph.hangs.get(last, 0.0) + child.padding_right
            elif closing:
                paragraph.opens[first] = paragraph.opens.get(first, 0.0) + closing
        else:
            paragraph.objects[first] = (child, place)
            paragraph.owners.append(-1)
            paragraph.chars += "\ufffc"
            paragraph.classes.append(OBJECT)
            paragraph.advances.append(width_of(child))
            paragraph.firsts[place] = first


def _resolve_quotes(paragraph: Paragraph) -> None:
    """Makes an apostrophe in a word of letters one of its characters."""
    chars, classes = paragraph.chars, paragraph.classes
    for quote in "’‘":
        place = chars.find(quote, 1)
        while 0 < place < len(chars) - 1:
            if classes[place - 1] == LATIN and classes[place + 1] == LATIN:
                classes[place] = SYMBOL
            place = chars.find(quote, place + 1)


def _runs(paragraph: Paragraph, piece: Piece) -> Iterator[tuple[int, int, bool]]:
    """Yields the parts of a piece that are full-width characters, or words shaped together."""
    classes = paragraph.classes
    start, end = piece.first, piece.first + len(piece.text)
    while start < end:
        is_word = classes[start] in _WORDS
        stop = start + 1
        while stop < end and (classes[stop] in _WORDS) == is_word:
            stop += 1
        yield start, stop, is_word
        start = stop


def _set_widths(paragraph: Paragraph) -> None:
    for piece in paragraph.pieces:
        size = piece.metrics.size
        for start, stop, is_word in _runs(paragraph, piece):
            text = paragraph.chars[start:stop]
            if text == "\n":
                continue
            measured = piece.metrics.run(text) if is_word else piece.metrics.widths(text)
            widths = array("d", [advance * size for advance in measured])
            paragraph.advances[start:stop] = widths


def _set_breaks(paragraph: Paragraph, breaks_of: Callable[[str, str], tuple[int, ...]]) -> None:
    chars, classes = _directed(paragraph.chars), paragraph.classes
    count = len(chars)
    # Between ideographs and kana a line may end, but for a few of them.
    breaks, stretched = bytearray(b"\1" * (count + 1)), bytearray(b"\1" * (count + 1))
    breaks[0] = stretched[0] = False
    for barred in BARRED_FROM_START.finditer(chars):
        breaks[barred.start()] = False
    for unit in others(classes):
        gap = chars[unit - 1], chars[unit], classes[unit - 1], classes[unit]
        breaks[unit] = is_breakable(*gap)
        stretched[unit] = is_stretched(*gap)
    for measure in _MEASURE.finditer(chars):
        breaks[measure.start() + 1 : measure.end()] = bytes(measure.end() - measure.start() - 1)
    for piece in paragraph.pieces:
        if piece.is_note:
            continue
        is_wrapped = piece.box.style["white_space"] == "normal"
        if not is_wrapped:
            end = piece.first + len(piece.text)
            breaks[piece.first + 1 : end] = bytes(max(end - piece.first - 1, 0))
            continue
        lang = piece.box.style["lang"] or ""
        for start, stop, is_word in _runs(paragraph, piece):
            if is_word and stop - start > 1:
                breaks[start + 1 : stop] = bytes(stop - start - 1)
                for place in breaks_of(paragraph.chars[start:stop], lang):
                    breaks[start + place] = True
    for unit, kind in enumerate(classes):
        if kind == BREAK:
            breaks[unit] = False
            paragraph.stops.append(unit)
    paragraph.stops.append(len(chars))
    paragraph.breaks, paragraph.stretched = breaks, stretched


def _directed(text: str) -> str:
    """Returns a text whose straight quotation marks open and close, for the rules only."""
    if '"' not in text:
        return text
    parts = text.split('"')
    marks = "“”" * len(parts)
    return "".join(part + mark for part, mark in zip(parts, marks, strict=False))[: len(text)]
