"""Characters that feeds cannot carry."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["drop_illegal", "has_illegal"]

# What XML 1.0 (section 2.2) forbids or discourages: C0 and C1 controls, DEL, surrogates and
# noncharacters. The W3C feed validator reports each of them.
_PLANE_ENDS: Final = "".join(
    chr(plane * 0x10000 + end) for plane in range(17) for end in (0xFFFE, 0xFFFF)
)
_ILLEGAL: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef" + _PLANE_ENDS + "]"
)


def has_illegal(text: str) -> bool:
    """Whether the text holds a character that XML forbids or discourages."""
    return _ILLEGAL.search(text) is not None


def drop_illegal(text: str) -> str:
    """Returns the text without the characters that XML forbids or discourages."""
    return _ILLEGAL.sub("", text)
