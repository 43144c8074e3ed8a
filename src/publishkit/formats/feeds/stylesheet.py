"""How a feed looks when somebody opens it in a browser: by CSS, since browsers give up XSLT."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from publishkit._resources import read_text
from publishkit.formats.feeds.urls import absolute_url

__all__ = ["stylesheet_url"]

_AROUND_MARKS: Final = re.compile(r" ?([{};:,>]) ?")
#: What a URL may hold as it is, in a place where nothing but the URL itself is read (RFC 3986).
_SAFE: Final = "!$'()*+,/:;=@"


def stylesheet_url(option: str) -> str:
    """Returns the address of the style sheet: a ``data:`` URL of our own, the given one, or none.

    Our own travels in the feed, so that there is no further file to publish. Its spaces stay one.
    """
    if option == "none":
        return ""
    if option:
        # A path is encoded as in an address, and stays a path.
        return absolute_url(option, "") or quote(option, safe=_SAFE + "%?&#~")
    css = " ".join(read_text("styles/feed.css").split("*/")[-1].split())
    return "data:text/css," + quote(_AROUND_MARKS.sub(r"\1", css), safe=_SAFE)
