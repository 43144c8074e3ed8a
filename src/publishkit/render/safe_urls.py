"""Which URLs of an article may reach an output."""

from __future__ import annotations

import html
import re
from typing import Final

__all__ = ["is_safe_url"]

_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel", "ftp"})
#: What browsers drop or ignore in URLs, and what hides a scheme from a reader's eye.
_IGNORED: Final = re.compile(
    "[\x00-\x20\x7f-\xa0\xad\u034f\u061c\u115f\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\ufff9-\uffff]+"
)
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_DATA_IMAGE: Final = re.compile(r"data:image/(?:png|jpe?g|gif|webp)[;,]", re.IGNORECASE)
_MAX_UNESCAPES: Final = 4


def is_safe_url(url: str, *, is_image: bool = False) -> bool:
    """Tells whether a link or image may keep this URL: web, mail, telephone, ftp or relative.

    Character references, control characters and white space inside the scheme are seen through
    (URL Standard, 4.4). ``data:`` is for raster images only, ``file:`` for nothing.
    """
    for _ in range(_MAX_UNESCAPES):
        plain = html.unescape(url)
        if plain == url:
            break
        url = plain
    else:
        return False
    url = _IGNORED.sub("", url)
    if is_image and _DATA_IMAGE.match(url):
        return True
    scheme = _SCHEME.match(url)
    return scheme is None or scheme[1].lower() in _SCHEMES
