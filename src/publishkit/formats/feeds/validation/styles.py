"""R012: styles in bodies that could cover or change the page of a reader."""

from __future__ import annotations

import re
from typing import Final

from publishkit.formats.feeds.validation.findings import quote
from publishkit.formats.feeds.validation.html_names import SAFE_STYLES
from publishkit.render.tag_soup import words

__all__ = ["dangerous_style"]

#: Text of a style without functions, escapes, comments or anything else that could hide something.
_PLAIN: Final = re.compile(r"(?:[:,;#%.\sa-zA-Z0-9!\-]|'[\s\w]+'|\"[\s\w]+\"|\([\d,\s]+\))*")
_DECLARATIONS: Final = re.compile(r"(?:\s*[-\w]+\s*:\s*[^:;]*(?:;|$))*\s*")
_DECLARATION: Final = re.compile(r"([-\w]+)\s*:\s*([^:;]*)")
_SPACING: Final = ("background", "border", "margin", "padding")
_KEYWORDS: Final = words(
    "aqua auto black block blue bold both bottom brown center collapse currentcolor dashed dotted"
    " double fuchsia gray green !important inherit initial inset italic left lime maroon medium"
    " none navy normal nowrap olive outset pointer purple red right ridge groove solid silver teal"
    " thick thin top transparent underline white yellow"
)
_MEASURE: Final = re.compile(
    r"#[0-9a-f]+|rgb\(\d+%?,\d*%?,?\d*%?\)?|\d{0,3}(?:\.\d{1,3})?"
    r"(?:cm|em|ex|in|mm|pc|pt|px|rem|%|,|\))?"
)
_MAX: Final = 2000


def dangerous_style(style: str) -> str:
    """Returns what is dangerous in the value of a ``style`` attribute, or the empty text."""
    if len(style) > _MAX or not _PLAIN.fullmatch(style) or not _DECLARATIONS.fullmatch(style):
        return quote(style)
    for name, value in _DECLARATION.findall(style.lower()):
        if name not in SAFE_STYLES:
            return quote(name)
        if name.partition("-")[0] in _SPACING:
            for word in value.split():
                if word not in _KEYWORDS and not _MEASURE.fullmatch(word):
                    return quote(word)
    return ""
