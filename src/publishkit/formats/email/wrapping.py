"""Lines of plain text in a width that counts Chinese characters as two columns (RFC 3676)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

__all__ = ["WIDTH", "Line", "columns", "flowed_text"]

#: RFC 3676, section 4.2: lines of 78 columns or less, the line's soft end and stuffing included.
WIDTH: Final = 76
#: What may not begin or end a line (JIS X 4051, GB/T 15834), beside the closing and opening marks
#: of Unicode.
_NOT_FIRST: Final = frozenset("、。，．：；！？…—～·々ー)]}>,.:;!?%’”」』）】》〉")
_NOT_LAST: Final = frozenset("([{<“‘「『（【《〈$￥")


@dataclass(frozen=True, slots=True)
class Line:
    """A line as its author means it: however wide, without a line feed.

    ``prefix`` stands before it (a list's mark, an indent), ``quotes`` is the depth of quotation.
    One that ``is_fixed``, such as code or a table's row, is not broken.
    """

    text: str = ""
    prefix: str = ""
    quotes: int = 0
    is_fixed: bool = False


def columns(text: str) -> int:
    """Returns how many columns a text takes in a font of one width (UAX 11)."""
    if text.isascii():
        return len(text)
    return sum(map(_columns_of, text))


def _columns_of(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def flowed_text(lines: Iterable[Line]) -> str:
    """Returns lines as ``format=flowed; DelSp=yes``, broken at ``WIDTH`` columns.

    A space at the end of a line says that the next one goes on, and is no part of the text. So
    programs that know the format fill their own windows, and others show lines that fit.
    """
    written: list[str] = []
    for line in lines:
        quotes = ">" * line.quotes
        text = f"{line.prefix}{line.text}"
        width = WIDTH - len(quotes) - 1
        rows = [text] if line.is_fixed else list(_wrapped(text, width, len(line.prefix)))
        for row in rows[:-1]:
            written.append(f"{_stuffed(quotes, row)} ")
        # A space at the end of the last line would take in the line after it.
        written.append(_stuffed(quotes, rows[-1].rstrip()).rstrip())
    return "\n".join(written) + "\n"


def _stuffed(quotes: str, row: str) -> str:
    """Returns a row with the space before it that keeps it from being read as something else."""
    if quotes or row.startswith((" ", ">", "From ")):
        return f"{quotes} {row}"
    return row


def _wrapped(text: str, width: int, prefix: int) -> Iterator[str]:
    """Yields the rows of a text, each with the spaces that it ends in.

    The first ``prefix`` characters, an indent or a list's mark, stay with what follows them.
    """
    start = 0
    used = 0
    last_break = 0
    for index, char in enumerate(text):
        if index > max(start, prefix) and _may_break(text[index - 1], char):
            last_break = index
        if char != " ":
            used += _columns_of(char)
            if used > width and last_break > start:
                yield text[start:last_break]
                start = last_break
                used = columns(text[start : index + 1])
        else:
            used += 1
    yield text[start:]


def _may_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters."""
    if before == " " or after == " ":
        # mailparser 3.14 keeps the stuffing of a line that goes on with ">".
        return after not in " >"
    if _is_joined(before, after) or after in _NOT_FIRST or before in _NOT_LAST:
        return False
    return _is_wide(before) or _is_wide(after)


def _is_joined(before: str, after: str) -> bool:
    """Whether two characters are one grapheme (UAX 29, what running text needs of it)."""
    return (
        unicodedata.category(after)[0] == "M"
        or "\N{ZERO WIDTH JOINER}" in {before, after}
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or ("\U0001f1e6" <= before <= "\U0001f1ff" and "\U0001f1e6" <= after <= "\U0001f1ff")
    )


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF" and not "가" <= char <= "힣"
