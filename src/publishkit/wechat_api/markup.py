"""The images of WeChat's markup: which there are, and their addresses replaced."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from publishkit.render.html import attribute

__all__ = ["Placed", "image_sources", "is_on_wechat", "with_images"]

_IMAGE: Final = re.compile(r'<img(?:\s+[\w-]+="[^"]*")*\s*/?>')
_SOURCE: Final = re.compile(r'\ssrc="([^"]*)"')
_WIDTH: Final = re.compile(r'(\sdata-w=")\d+(")')
_HOSTS: Final = frozenset({"mmbiz.qpic.cn", "mmecoa.qpic.cn"})


class Placed(NamedTuple):
    """Where an image is after it was uploaded, and its width there in pixels (0: unknown)."""

    url: str
    width: int = 0


def image_sources(markup: str) -> tuple[str, ...]:
    """Returns the addresses of all images, each once, in the order of the text."""
    found = (_SOURCE.search(tag) for tag in _IMAGE.findall(markup))
    return tuple(dict.fromkeys(unescape(match[1]) for match in found if match))


def is_on_wechat(url: str) -> bool:
    """Whether an image is on WeChat's own servers, and so is shown without an upload."""
    try:
        return urlsplit(url).hostname in _HOSTS
    except ValueError:
        return False


def with_images(markup: str, placed: Mapping[str, Placed]) -> str:
    """Returns the markup with new addresses for the images that ``placed`` names."""

    def replaced(tag: re.Match[str]) -> str:
        source = _SOURCE.search(tag[0])
        if source is None or (new := placed.get(unescape(source[1]))) is None:
            return tag[0]
        start, end = source.span()
        changed = tag[0][:start] + attribute("src", new.url) + tag[0][end:]
        # ``data-w`` is the width of the file (structure spec), which may be smaller now.
        return _WIDTH.sub(rf"\g<1>{new.width}\g<2>", changed) if new.width else changed

    return _IMAGE.sub(replaced, markup)
