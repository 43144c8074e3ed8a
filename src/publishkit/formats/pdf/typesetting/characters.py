"""What a character is to a line of Chinese or Japanese: its class, and what may stand beside it.

After CLREQ ("Prohibition Rules for Line Start and Line End", level GB; "Unbreakable Marks";
"Line Adjustment") and JLREQ for kana.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

__all__ = [
    "BARRED_FROM_START",
    "BREAK",
    "CLOSE",
    "COMMA",
    "HAN",
    "LATIN",
    "LINK",
    "MARK",
    "MIDDLE",
    "NOTE",
    "OBJECT",
    "OPEN",
    "RIGHT_TO_LEFT",
    "SPACE",
    "STOP",
    "SYMBOL",
    "WIDE",
    "class_of",
    "has_east_asian",
    "is_barred_from_start",
    "is_breakable",
    "is_spaced",
    "is_stretched",
]

#: Ideographs and kana; other full-width characters, which take no space beside Latin letters.
HAN: Final = 0
WIDE: Final = 1
#: Brackets and quotation marks; pauses; ends of sentences; interpuncts.
OPEN: Final = 2
CLOSE: Final = 3
COMMA: Final = 4
STOP: Final = 5
MIDDLE: Final = 6
#: Dashes, ellipses, connectors and solidi.
LINK: Final = 7
#: Letters and digits of other scripts, their spaces, all else of theirs.
LATIN: Final = 8
SPACE: Final = 9
SYMBOL: Final = 10
#: A character of a note mark; a picture or formula in the line; a forced line break; what joins
#: the character before it, such as an accent or a variation selector.
NOTE: Final = 11
OBJECT: Final = 12
BREAK: Final = 13
MARK: Final = 14

_CLASSES: Final[dict[str, int]] = {
    **dict.fromkeys("（《「『【〔〖〈｛［｟“‘", OPEN),
    **dict.fromkeys("）》」』】〕〗〉｝］｠”’", CLOSE),
    **dict.fromkeys("，、；：", COMMA),
    **dict.fromkeys("。．？！", STOP),
    **dict.fromkeys("·・‧", MIDDLE),
    **dict.fromkeys("—…⸺⸻⋯～〜–／", LINK),
    **dict.fromkeys(" \u00a0", SPACE),
    **dict.fromkeys("%+#$€£@°℃‰", LATIN),
    "\n": BREAK,
    "\ufffc": OBJECT,
}
_IDEOGRAPH: Final = re.compile("[⺀-⿟々-〇〡-〩〱-〵ぁ-ヿㇰ-ㇿ㐀-鿿豈-\ufaff\U00020000-\U0003ffff]")
_WIDE: Final = re.compile("[\u3000-\u303f㄀-ㄯㆠ-ㆿ㈀-㏿︰-﹏！-｠￠-￦]")
_EAST_ASIAN: Final = re.compile("[⺀-ㇿ㐀-鿿豈-\ufaff！-｠\U00020000-\U0003ffff]")
#: Text that Pango must put in order; it is left to WeasyPrint.
RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefe]"
)

_NOT_AT_START: Final = frozenset(
    "，、；：。．？！）》」』】〕〗〉｝］｠”’·・‧～〜–／﹐﹑﹒﹔﹕﹖﹗"
    "!),.:;?]}%/‰℃°％¢￠′″℉々〻ゝゞヽヾー"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
    "‼⁇⁈⁉゠\u2019\u00bb\u203a"
)
BARRED_FROM_START: Final = re.compile(f"[{re.escape(''.join(sorted(_NOT_AT_START)))}]")
_NOT_AT_END: Final = frozenset(
    "（《「『【〔〖〈｛［｟“‘([{／$￥¥€£￡＄№＃\u00ab\u2039\u2060\u200d\ufeff"
)
_CURRENCY: Final = frozenset("$￥¥€£￡＄№＃#@+-±−")
#: Words of measure that stay with a figure before them.
_UNITS: Final = frozenset(
    "年月日号时点分秒周天岁元角块万亿千百十兆美欧英港日倍个名人位次级页章节条项种"
    "米克吨升度公厘毫纳微平立里亩寸尺斤两％℃"
)
_INSEPARABLE: Final = frozenset("—…⸺⸻⋯")
_CONNECTORS: Final = frozenset("～〜–／·・‧")
_RUN: Final = frozenset((LATIN, SYMBOL, MARK))


@lru_cache(maxsize=8192)
def class_of(char: str) -> int:
    """Returns the class of a character, whatever stands beside it."""
    known = _CLASSES.get(char)
    if known is not None:
        return known
    if _IDEOGRAPH.match(char):
        return HAN
    if _WIDE.match(char):
        return WIDE
    category = unicodedata.category(char)
    if category[0] in "LN" and not "\uac00" <= char <= "\ud7a3":
        return LATIN
    if category[0] == "M" or (category == "Cf" and char not in "\u00ad\u200b"):
        return MARK
    return SYMBOL


def is_barred_from_start(char: str) -> bool:
    """Tells whether a character may start no line."""
    return char in _NOT_AT_START


def has_east_asian(text: str) -> bool:
    """Tells whether a text has a character that the rules of this package are made for."""
    return _EAST_ASIAN.search(text) is not None


@lru_cache(maxsize=65536)
def is_breakable(before: str, after: str, left: int, right: int) -> bool:
    """Tells whether a line may end between two characters of the classes ``left`` and ``right``.

    Between two characters of one word of another script the answer is no; where such words may
    be divided is not known here.
    """
    if right in (NOTE, SPACE, MARK) or after in _NOT_AT_START:
        return False
    if left == SPACE:
        return before == " "
    if before in _NOT_AT_END:
        return False
    if left == NOTE:
        return right not in _RUN
    if before in _INSEPARABLE and after in _INSEPARABLE:
        return False
    if after.isdecimal() and before in _CURRENCY:
        return False
    if before.isdecimal() and after in _UNITS:
        return False
    return not (left in _RUN and right in _RUN)


@lru_cache(maxsize=65536)
def is_stretched(before: str, after: str, left: int, right: int) -> bool:
    """Tells whether two characters may be moved apart to fill a line."""
    if left == SPACE:
        return right not in (NOTE, MARK)
    if right in (SPACE, NOTE, BREAK, MARK) or (left in _RUN and right in _RUN):
        return False
    if before in _INSEPARABLE and after in _INSEPARABLE:
        return False
    if before in _CONNECTORS or after in _CONNECTORS:
        return False
    if left == NOTE and right in _RUN:
        return False
    return not (
        (before.isdecimal() and after in _UNITS) or (after.isdecimal() and before in _CURRENCY)
    )


def is_spaced(left: int, right: int) -> bool:
    """Tells whether Han–Latin space stands between two classes (CLREQ, CSS ``text-autospace``)."""
    return (left == HAN and right == LATIN) or (left == LATIN and right == HAN)
