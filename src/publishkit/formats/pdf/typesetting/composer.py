"""Sets the paragraphs of one document: from WeasyPrint's line boxes to lines in their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from publishkit.formats.pdf.typesetting.boxes import LineBuilder, skip_stack_of, unit_of
from publishkit.formats.pdf.typesetting.breaking import Breaker, End
from publishkit.formats.pdf.typesetting.characters import (
    BREAK,
    RIGHT_TO_LEFT,
    SPACE,
    has_east_asian,
)
from publishkit.formats.pdf.typesetting.metrics import MetricsCache
from publishkit.formats.pdf.typesetting.paragraph import Paragraph, Piece, TypesettingStyle
from publishkit.formats.pdf.typesetting.reading import read_paragraph
from publishkit.formats.pdf.typesetting.setting import set_line

__all__ = ["Composer"]

_LANGUAGES: Final = frozenset({"zh", "cmn", "yue", "wuu", "lzh", "ja"})
#: The language of Latin words in Chinese text that say none: names and terms, mostly English.
_LATIN_LANGUAGE: Final = "en"
_WORD: Final = re.compile(r"[A-Za-zÀ-ɏ]{2,}")
_UNIT: Final = re.compile(
    r"\d (?=(?:%|‰|°|℃|[kcdmµμn]?m[²³23]?|[kmµμ]?g|[kmµ]?s|min|h|[KMGT]i?B|[kMGT]?Hz|"
    r"[kMG]?W|[km]?V|[km]?A|Pa|px|pt|em|dpi)(?![A-Za-z]))"
)
_PLAIN: Final = re.compile(r"[A-Za-z0-9 ]*")
_ATTRIBUTE: Final = "_publishkit_paragraph"


class _Known(NamedTuple):
    """What was made of a line box with these children in a block of this width."""

    width: float
    children: Any
    breaker: Breaker | None

    def is_for(self, box: Any, width: float) -> bool:
        """Tells whether it is still true."""
        if self.children is not box.children:
            return False
        if self.breaker is None:
            return True
        return self.width == width and self.breaker.paragraph.is_current()


class Composer:
    """Sets the paragraphs of one document, each read once."""

    def __init__(self, weasyprint: Any, style: TypesettingStyle) -> None:
        self._weasyprint = weasyprint
        self._inline = weasyprint.layout.inline
        self._boxes = weasyprint.formatting_structure.boxes
        self._style = style
        self._metrics = MetricsCache(weasyprint)
        self._breaks: dict[tuple[str, str], tuple[int, ...]] = {}
        self._syllables: dict[tuple[str, str], tuple[int, ...]] = {}
        self._dictionaries: dict[str, Any] = {}

    def breaker_of(self, context: Any, box: Any, containing_block: Any) -> Breaker | None:
        """Returns what breaks a line box, or nothing when WeasyPrint should."""
        width = getattr(containing_block, "width", 0)
        known: _Known | None = box.__dict__.get(_ATTRIBUTE)
        if known is not None and known.is_for(box, width):
            return known.breaker
        breaker: Breaker | None = None
        if self._is_ours(box):
            self._resolve(box, containing_block)
            breaker = self._breaker(context, box, containing_block)
        setattr(box, _ATTRIBUTE, _Known(width, box.children, breaker))
        return breaker

    def line(
        self,
        context: Any,
        breaker: Breaker,
        *,
        position_x: float,
        max_x: float,
        skip_stack: Any,
        containing_block: Any,
        bottom_space: Any,
        absolute_boxes: list[Any],
        fixed_boxes: list[Any],
        placeholders: list[Any],
    ) -> tuple[Any, Any, bool]:
        """Returns a line box, where the next one begins, and whether the author broke the line."""
        paragraph = breaker.paragraph
        start = unit_of(paragraph, skip_stack)
        while paragraph.classes[start] == SPACE and start + 1 < len(paragraph.chars):
            start += 1
        if paragraph.classes[start] == BREAK:
            end = End(start, start - 1, 0.0, 0.0)
        else:
            end = breaker.end_of(start, max_x - position_x)
        count = len(paragraph.chars)
        is_broken = end.next < count and paragraph.classes[end.next] == BREAK
        following = end.next + is_broken
        while following < count and paragraph.classes[following] == SPACE:
            following += 1
        is_justified = breaker.is_justified and not is_broken and following < count
        line = set_line(paragraph, start, end, is_justified=is_justified)
        hyphen = ""
        if end.is_hyphenated:
            piece = paragraph.piece(end.last)
            hyphen = piece.box.style["hyphenate_character"] if piece else ""
        builder = LineBuilder(
            self._weasyprint,
            context,
            paragraph,
            line,
            stop=following,
            hyphen=hyphen,
            containing_block=containing_block,
            bottom_space=bottom_space,
            absolute_boxes=absolute_boxes,
            fixed_boxes=fixed_boxes,
            placeholders=placeholders,
        )
        built = builder.built(position_x)
        return built, skip_stack_of(paragraph, following), is_broken

    def widths(self, breaker: Breaker, *, is_least: bool, skip_stack: Any) -> Iterator[float]:
        """Yields how wide the lines of a paragraph are that are as narrow or as wide as can be."""
        paragraph = breaker.paragraph
        start = unit_of(paragraph, skip_stack)
        count = len(paragraph.chars)
        own = paragraph.box.style["text_indent"]
        indent = own.value if not start and getattr(own, "unit", "") == "px" else 0.0
        for unit in range(start + 1, count + 1):
            is_end = unit == count or paragraph.classes[unit] == BREAK
            if is_end or (is_least and (paragraph.breaks[unit] or _is_anywhere(paragraph, unit))):
                opened = paragraph.left[start] - paragraph.opens.get(start, 0.0)
                closed = paragraph.right[unit - 1] + paragraph.closes.get(unit - 1, 0.0)
                yield max(closed - opened + indent, 0.0)
                start, indent = unit, 0.0

    # --- which paragraphs ---------------------------------------------------------------------

    def _is_ours(self, box: Any) -> bool:
        style = box.style
        language = (style["lang"] or "").partition("-")[0].lower()
        if language not in _LANGUAGES or style["direction"] != "ltr":
            return False
        if box.first_letter_style or box.first_line_style:
            return False
        texts: list[str] = []
        return self._is_simple(box, texts) and has_east_asian("".join(texts))

    def _is_simple(self, box: Any, texts: list[str]) -> bool:
        """Tells whether a line has only text, inline boxes and pictures; collects the text."""
        boxes = self._boxes
        for child in box.children:
            if child.is_absolutely_positioned():
                continue
            if not child.is_in_normal_flow() or child.is_leader:
                return False
            style = child.style
            if isinstance(child, boxes.TextBox):
                is_collapsed = style["white_space"] in ("normal", "nowrap")
                if not is_collapsed and child.text != "\n":
                    return False
                if is_collapsed and "\n" in child.text:
                    return False
                if style["letter_spacing"] != "normal" or style["word_spacing"]:
                    return False
                if style["word_break"] != "normal":
                    return False
                if not style["font_size"] or RIGHT_TO_LEFT.search(child.text):
                    return False
                texts.append(child.text)
            elif isinstance(child, boxes.InlineBox):
                if style["box_decoration_break"] == "clone" or style["direction"] != "ltr":
                    return False
                if child.first_letter_style:
                    return False
                if not self._is_simple(child, texts):
                    return False
            elif not isinstance(child, boxes.AtomicInlineLevelBox):
                return False
        return True

    def _resolve(self, box: Any, containing_block: Any) -> None:
        for child in box.children:
            if child.is_absolutely_positioned():
                continue
            self._inline.resolve_percentages(child, containing_block)
            if isinstance(child, self._boxes.InlineBox):
                for side in ("margin_left", "margin_right"):
                    if getattr(child, side) == "auto":
                        setattr(child, side, 0)
                self._resolve(child, containing_block)

    def _breaker(self, context: Any, box: Any, containing_block: Any) -> Breaker:
        def width_of(child: Any) -> float:
            if not hasattr(containing_block, "width"):
                preferred = self._weasyprint.layout.preferred
                return float(preferred.max_content_width(context, child))
            copied = self._inline.atomic_box(context, child, 0, None, containing_block, [], [])
            return float(copied.margin_width())

        paragraph = read_paragraph(
            box,
            self._style,
            metrics=self._metrics,
            width_of=width_of,
            breaks_of=self._breaks_of,
        )
        align = box.style["text_align_all"]
        return Breaker(
            paragraph,
            is_justified=align == "justify" or (align == "start" and self._style.is_justified),
            syllables_of=self._syllables_of,
            hyphen_width_of=_hyphen_width,
        )

    # --- words of other scripts ---------------------------------------------------------------

    def _breaks_of(self, text: str, lang: str) -> tuple[int, ...]:
        """Returns the places in a run of words where Unicode's algorithm lets a line end."""
        key = (text, lang)
        found = self._breaks.get(key)
        if found is None:
            if _PLAIN.fullmatch(text):
                places = [place + 1 for place, char in enumerate(text) if char == " "]
            else:
                attributes = self._weasyprint.text.line_break.get_log_attrs(text, lang)
                places = [place for place in range(1, len(text)) if attributes[place].is_line_break]
            if " " in text:
                barred = {match.end() for match in _UNIT.finditer(text)}
                places = [place for place in places if place not in barred]
            found = self._breaks[key] = tuple(place for place in places if place < len(text))
        return found

    def _syllables_of(self, text: str, piece: Piece) -> tuple[int, ...]:
        """Returns the places in a text where a word may be hyphenated."""
        style = piece.box.style
        if style["hyphens"] != "auto" or piece.is_code:
            return ()
        lang = str(style["lang"] or "")
        key = (text, lang)
        found = self._syllables.get(key)
        if found is None:
            dictionary = self._dictionary(lang, style)
            least = style["hyphenate_limit_chars"][0]
            found = self._syllables[key] = tuple(
                match.start() + place
                for match in _WORD.finditer(text)
                if len(match[0]) >= least and dictionary is not None
                for place in dictionary.positions(match[0])
            )
        return found

    def _dictionary(self, lang: str, style: Any) -> Any:
        pyphen = self._weasyprint.text.line_break.pyphen
        if lang not in self._dictionaries:
            known = pyphen.language_fallback(lang) if lang else None
            known = known or pyphen.language_fallback(_LATIN_LANGUAGE)
            _, left, right = style["hyphenate_limit_chars"]
            made = pyphen.Pyphen(lang=known, left=left, right=right) if known else None
            self._dictionaries[lang] = made
        return self._dictionaries[lang]


def _hyphen_width(piece: Piece) -> float:
    return sum(piece.metrics.run(piece.box.style["hyphenate_character"])) * piece.metrics.size


def _is_anywhere(paragraph: Paragraph, unit: int) -> bool:
    """Tells whether the least width lets a word be divided before a character."""
    piece = paragraph.piece(unit)
    if piece is None or piece.is_note or piece.first >= unit:
        return False
    style = piece.box.style
    return bool(style["overflow_wrap"] == "anywhere" and style["white_space"] == "normal")
