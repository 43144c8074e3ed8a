"""From the address of an embedded player to the page that a reader can open."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["media_page"]

_PLAYERS: Final = (
    (
        re.compile(r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/(?!videoseries)([\w-]+)"),
        r"https://www.youtube.com/watch?v={}",
    ),
    (re.compile(r"https?://player\.vimeo\.com/video/(\d+)"), "https://vimeo.com/{}"),
    (
        re.compile(r"https?://player\.bilibili\.com/player\.html\?(?:[^#]*&)?bvid=(BV\w+)"),
        "https://www.bilibili.com/video/{}",
    ),
    (
        re.compile(r"https?://player\.bilibili\.com/player\.html\?(?:[^#]*&)?aid=(\d+)"),
        "https://www.bilibili.com/video/av{}",
    ),
)


def media_page(url: str) -> str:
    """Returns the page of a film whose player has this URL, or the URL itself with a scheme."""
    if url.startswith("//"):
        url = f"https:{url}"
    for pattern, page in _PLAYERS:
        if found := pattern.match(url):
            return page.format(found[1])
    return url
