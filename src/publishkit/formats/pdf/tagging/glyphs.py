"""Text that its glyphs do not tell: they need it beside them (ISO 32000-1, 14.9.4)."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Final

__all__ = ["UntoldText"]

#: Scripts that run from right to left or whose glyphs have another order and number than the
#: characters, characters that only choose or join glyphs, and tabs, which have none.
_COMPLEX: Final = re.compile(
    "[\t\u0590-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u17ff\u1a20-\u1aaf\u200c\u200d\u200f"
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
_WIDE: Final = ("\uff01", "\uff5d")
_RADICALS: Final = ("\u2e80", "\u2fdf")


class UntoldText:
    """Knows which pieces of a document's text are to be given beside what is drawn."""

    def __init__(self, text: str) -> None:
        chars = {*text, *_PRINTED}
        self._doubtful = _sharing(chars, _shape)
        self._doubtful_if_proportional = _sharing(chars, _proportional_shape)

    def holds(self, piece: str, *, is_proportional: bool = False) -> bool:
        """Whether a piece of text is not what a reader makes of its glyphs.

        ``is_proportional`` tells that full-width marks are drawn by the glyphs of ASCII's.
        """
        doubtful = self._doubtful_if_proportional if is_proportional else self._doubtful
        return bool(_COMPLEX.search(piece)) or not doubtful.isdisjoint(piece)


def _sharing(chars: Iterable[str], shape: Callable[[str], str]) -> frozenset[str]:
    """Returns the characters whose shape another one has too."""
    by_shape: defaultdict[str, set[str]] = defaultdict(set)
    for char in chars:
        by_shape[shape(char)].add(char)
    return frozenset(char for alike in by_shape.values() if len(alike) > 1 for char in alike)


def _shape(char: str) -> str:
    if char in _ALIKE:
        return _ALIKE[char]
    is_radical = _RADICALS[0] <= char <= _RADICALS[1]
    return unicodedata.normalize("NFKC" if is_radical else "NFC", char)


def _proportional_shape(char: str) -> str:
    is_wide = _WIDE[0] <= char <= _WIDE[1]
    return unicodedata.normalize("NFKC", char) if is_wide else _shape(char)
