"""Syntax highlighting of code by Pygments, as runs of text with a short token class."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

__all__ = ["highlight", "highlight_css"]

#: Longer code is printed plain: some lexers are quadratic.
_MAX_LENGTH = 100_000


def highlight(text: str, language: str) -> list[tuple[str, str]]:
    """Returns runs ``(class, text)`` that join to exactly ``text``.

    The class is Pygments' short name (``k``, ``s1``), or empty. Code without a language, or in
    one that Pygments does not know, is one run.
    """
    lexer = _lexer(language.lower()) if language and len(text) <= _MAX_LENGTH else None
    if lexer is None:
        return [("", text)]
    from pygments.token import STANDARD_TYPES

    runs: list[tuple[str, str]] = []
    for token, piece in lexer.get_tokens(text):
        kind = token
        while kind not in STANDARD_TYPES:
            kind = kind.parent
        name = STANDARD_TYPES[kind]
        if name == "w":
            name = ""
        if runs and runs[-1][0] == name:
            runs[-1] = (name, runs[-1][1] + piece)
        else:
            runs.append((name, piece))
    # Pygments normalises line ends; whatever does not join to the source is printed plain.
    if "".join(piece for _, piece in runs) != text:
        return [("", text)]
    return runs


@lru_cache(maxsize=64)
def _lexer(language: str) -> Any | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@lru_cache(maxsize=16)
def highlight_css(style: str, selector: str) -> str:
    """Returns the CSS rules of a Pygments style for the classes below ``selector``."""
    from pygments.formatters import HtmlFormatter

    formatter: Any = HtmlFormatter(style=style)
    return str(formatter.get_style_defs(selector))
