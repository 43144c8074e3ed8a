"""Text that its glyphs do not tell: they need it beside them (ISO 32000-1, 14.9.4)."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import Final

__all__ = ["UntoldText"]

#: Scripts that run from right to left or whose glyphs have another order and number than the
#: characters, and characters that only choose or join glyphs.
_COMPLEX: Final = re.compile(
    "[\u0590-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u17ff\u1a20-\u1aaf\u200c\u200d\u200f"
    "\ufb1d-\ufdff\ufe00-\ufe0f\ufe70-\ufeff\U00010800-\U00010fff\U00011000-\U00011fff"
    "\U0001e800-\U0001efff\U000e0100-\U000e01ef]"
)
#: Characters that Noto's and other fonts draw by one glyph, which then stands for one of them in
#: the whole file.
_ALIKE: Final = {
    "\u00b5": "\u03bc", "\u2010": "-", "\u2011": "-", "\u2012": "\u2013", "\u2015": "\u2014",
    "\u2022": "\u00b7", "\u2027": "\u00b7", "\u2219": "\u00b7", "\u22c5": "\u00b7",
    "\u30fb": "\u00b7", "\u2035": "\uff40", "\u2215": "\uff0f", "\u22ef": "\u2026",
    "\u2b95": "\u27a1", "\uff5e": "\u301c",
}  # fmt: skip
#: What is printed beside the text: the marks of lists.
_PRINTED: Final = "\u2022"
_RADICALS: Final = ("\u2e80", "\u2fdf")


class UntoldText:
    """Knows which pieces of a document's text are to be given beside what is drawn."""

    def __init__(self, text: str) -> None:
        by_shape: defaultdict[str, set[str]] = defaultdict(set)
        for char in {*text, *_PRINTED}:
            by_shape[_shape(char)].add(char)
        doubtful = {char for chars in by_shape.values() if len(chars) > 1 for char in chars}
        self._doubtful = frozenset(doubtful)

    def holds(self, piece: str) -> bool:
        """Whether a piece of text is not what a reader makes of its glyphs."""
        return bool(_COMPLEX.search(piece)) or not self._doubtful.isdisjoint(piece)


def _shape(char: str) -> str:
    if char in _ALIKE:
        return _ALIKE[char]
    is_radical = _RADICALS[0] <= char <= _RADICALS[1]
    return unicodedata.normalize("NFKC" if is_radical else "NFC", char)
