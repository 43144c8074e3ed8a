"""Code in lines of their own, so that a long line goes on below itself with a mark."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

from publishkit.formats.pdf.geometry import Geometry
from publishkit.render.html import escape

__all__ = ["CONTINUED", "code_lines", "is_wider"]

#: The most rows of a line that have the mark, and the height of a row in the style sheet.
_ROWS: Final = 60
_ROW: Final = 14.5
#: The mark of rows that go on, one below the other from the second row of a line:
#: ``publishkit:decoration/continued.svg`` of ``styles/pdf.css``.
CONTINUED: Final = (
    f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="{_ROWS * _ROW:g}" '
    f'viewBox="0 0 9 {_ROWS * _ROW:g}"><path d="'
    + "".join(f"M1 {_ROW * row + 3:g}v4.5h6m-2-2l2 2l-2 2" for row in range(_ROWS))
    + '" fill="none" stroke="#777" stroke-width="0.9"/></svg>'
).encode()
#: The width of a character of code in sizes of the text, and what the box around it takes.
_CHARACTER: Final = 0.54
_PADDING: Final = 2.4


def is_wider(text: str, page: Geometry) -> bool:
    """Whether a line of the code may not fit into a column."""
    room = int((page.measure / page.font_size - _PADDING) / _CHARACTER)
    return any(len(line) * 2 > room and _width(line) > room for line in text.split("\n"))


def code_lines(pieces: Iterable[tuple[str, str]]) -> str:
    """Returns highlighted code with each line in a ``span`` of the class ``line``.

    ``pieces`` are runs of text with their classes; together they are the code. Line feeds stay in
    the text, at the ends of the lines.
    """
    lines: list[list[str]] = [[]]
    for kind, text in pieces:
        for number, part in enumerate(text.split("\n")):
            if number:
                lines[-1].append("\n")
                lines.append([])
            if part:
                shown = escape(part)
                lines[-1].append(f'<span class="{kind}">{shown}</span>' if kind else shown)
    if not lines[-1]:
        lines.pop()
    return "".join(f'<span class="line">{"".join(line)}</span>' for line in lines)


def _width(line: str) -> int:
    expanded = line.expandtabs(8)
    return len(expanded) + sum(unicodedata.east_asian_width(char) in "WF" for char in expanded)
