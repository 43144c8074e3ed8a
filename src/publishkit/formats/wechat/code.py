"""Code in the form that survives WeChat's editor: ``<br>`` for line ends, ``&nbsp;`` for spaces.

The editor and the draft API swallow line feeds, tabs and runs of spaces, in ``pre`` too.
"""

from __future__ import annotations

import re
from typing import Final

from publishkit.formats.wechat.theme import Theme
from publishkit.render.highlight import highlight
from publishkit.render.html import attribute, escape

__all__ = ["code_lines", "inline_code"]

_SPACE: Final = "&nbsp;"
_TAB_WIDTH: Final = 4
#: The spaces of inline code that would be lost: at its ends, and all but one in a row.
_LOST_SPACES: Final = re.compile(r"^[ \t]+|[ \t]+$|[ \t]{2,}|\t|\n")


def code_lines(text: str, language: str, theme: Theme) -> str:
    """Returns highlighted code on one line of markup; tabs are filled up to stops of four."""
    parts: list[str] = []
    column = 0
    is_blank = True
    for kind, run in highlight(text, language):
        color = theme.tokens.get(kind, "")
        pieces: list[str] = []
        for index, line in enumerate(run.split("\n")):
            if index:
                # An empty line collapses unless it holds something.
                pieces.append(f"{_SPACE if is_blank else ''}<br/>")
                column, is_blank = 0, True
            if line:
                filled = (" " * column + line).expandtabs(_TAB_WIDTH)[column:]
                pieces.append(escape(filled).replace(" ", _SPACE))
                column += len(filled)
                is_blank = False
        content = "".join(pieces)
        if color and run.strip():
            content = f"<span{attribute('style', f'color:{color}')}>{content}</span>"
        parts.append(content)
    return "".join(parts)


def inline_code(text: str) -> str:
    """Returns inline code in which single spaces may still break the line."""
    return _LOST_SPACES.sub(
        lambda match: _SPACE * len(match[0].expandtabs(_TAB_WIDTH)), escape(text)
    )
