"""Which characters are Chinese letters, Chinese marks, or punctuation, for the dialect's mends.

Comparisons instead of a regular expression: its large character classes take longer to compile
than an article to read.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

__all__ = ["is_chinese", "is_chinese_letter", "is_chinese_mark", "is_punctuation"]


def _bounds(*ranges: tuple[int, int]) -> tuple[int, ...]:
    """Returns starts and ends (exclusive) in turn, so that an odd position is inside a range."""
    return tuple(bound for start, end in ranges for bound in (start, end + 1))


_LETTERS: Final = _bounds(
    (0x2E80, 0x2FFF), (0x3005, 0x3007), (0x3021, 0x30FF), (0x3100, 0x31FF), (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF), (0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0xFF10, 0xFF19), (0xFF21, 0xFF3A),
    (0xFF41, 0xFF5A), (0xFF66, 0xFF9F), (0x20000, 0x3FFFF),
)  # fmt: skip
_MARKS: Final = _bounds(
    (0x2014, 0x2014), (0x2018, 0x201F), (0x2026, 0x2026), (0x3000, 0x303F), (0xFF00, 0xFFEF)
)
_PUNCTUATION: Final = _bounds(
    (0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E), (0xB7, 0xB7), (0x2014, 0x2014),
    (0x2018, 0x201F), (0x2026, 0x2026), (0x3001, 0x3003), (0x3008, 0x3011), (0x3014, 0x301F),
    (0xFF01, 0xFF0F), (0xFF1A, 0xFF20), (0xFF3B, 0xFF40), (0xFF5B, 0xFF65),
)  # fmt: skip


def is_chinese_letter(character: str) -> bool:
    """Whether it is a Han, kana, bopomofo, Hangul or full-width letter or digit."""
    return bisect_right(_LETTERS, ord(character)) % 2 == 1


def is_chinese_mark(character: str) -> bool:
    """Whether it is a mark of Chinese text: CJK symbols, full-width forms, quotation marks, … —."""
    return bisect_right(_MARKS, ord(character)) % 2 == 1


def is_chinese(character: str) -> bool:
    """Whether it is a letter or a mark of Chinese text, or the middle dot of names."""
    return is_chinese_letter(character) or is_chinese_mark(character) or character == "·"


def is_punctuation(character: str) -> bool:
    """Whether it is ASCII or Chinese punctuation, the middle dot included."""
    return bisect_right(_PUNCTUATION, ord(character)) % 2 == 1
