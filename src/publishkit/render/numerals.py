"""The numbers of list items as text, where a format has no lists that count for themselves."""

from __future__ import annotations

from typing import Final

__all__ = ["numeral"]

_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def numeral(number: int, style: str) -> str:
    """Returns a number in a style of HTML's ``type`` attribute: ``1``, ``a``, ``A``, ``i``, ``I``.

    Numbers that letters or Roman numerals cannot say are digits.
    """
    if number < 1:
        return str(number)
    match style:
        case "a" | "A":
            text = _letters(number)
        case "i" | "I":
            text = _roman(number)
        case _:
            return str(number)
    return text.upper() if style.isupper() else text


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def _roman(number: int) -> str:
    if number > 3999:
        return str(number)
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text
