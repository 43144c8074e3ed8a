"""The images of an article, and whether WeChat will take each of them."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from publishkit.formats.wechat.images import image_attributes
from publishkit.formats.wechat.linter.images import IMAGE_BYTES
from publishkit.model.assets import Asset
from publishkit.model.document import Document
from publishkit.model.nodes import Image, Node
from publishkit.model.tree import walk
from publishkit.render.raster import RasterError, scaled_image

__all__ = ["Picture", "State", "cover_url", "pictures_of"]

#: The first two are well; ``large`` has 1 MB or more, ``type`` is none that WeChat takes.
State: TypeAlias = Literal["embedded", "converted", "missing", "remote", "type", "large"]
_TYPES: Final = ("data:image/png;", "data:image/jpeg;", "data:image/gif;")
_SOURCE: Final = re.compile(r'\ssrc="(data:[^"]*)"')
#: A cover is shown small: the page need not carry a poster.
_COVER_PIXELS: Final = 900 * 500


@dataclass(frozen=True, slots=True)
class Picture:
    """One image as written in the article; ``asset`` is ``None`` when there is no file.

    ``data_url`` is what the article's markup holds of it, empty when that is nothing.
    """

    url: str
    alt: str
    state: State
    asset: Asset | None = None
    data_url: str = ""

    @property
    def kind(self) -> str:
        """The type of the file by its bytes, such as ``PNG``; empty when there is none."""
        if self.asset is None:
            return ""
        return self.asset.media_type.partition("/")[2].partition("+")[0].upper()


def pictures_of(document: Document) -> tuple[Picture, ...]:
    """Returns the images of text and notes in their order, each file once."""
    found: dict[str, Picture] = {}
    for node in _nodes(document):
        if isinstance(node, Image) and node.url not in found:
            found[node.url] = _picture(document, node)
    return tuple(found.values())


def cover_url(document: Document) -> str:
    """Returns the cover as a ``data:`` URL of a size fit for a card; empty when there is none."""
    asset = document.image
    if asset is None or not asset.is_image:
        return ""
    data, media_type = asset.read(), asset.media_type
    if asset.width * asset.height > _COVER_PIXELS:
        try:
            smaller = scaled_image(data, media_type, max_pixels=_COVER_PIXELS)
        except RasterError:
            smaller = None
        if smaller is not None:
            data, media_type = smaller.data, smaller.media_type
    return _data_url(data, media_type)


def _data_url(data: bytes, media_type: str) -> str:
    return f"data:{media_type};base64,{b64encode(data).decode('ascii')}"


def _picture(document: Document, image: Image) -> Picture:
    asset = document.assets.get(image.url)
    attributes = image_attributes(document, image, target="paste") or ""
    found = _SOURCE.search(attributes)
    data_url = found[1] if found else ""
    state: State
    if asset is None or not data_url:
        state = "remote" if image.url.startswith(("https://", "http://", "//")) else "missing"
    elif not data_url.startswith(_TYPES):
        state = "type"
    elif len(data_url) * 3 // 4 >= IMAGE_BYTES:
        state = "large"
    else:
        is_same = data_url.startswith(f"data:{asset.media_type};")
        state = "embedded" if is_same else "converted"
    return Picture(image.url, image.alt, state, asset, data_url)


def _nodes(document: Document) -> Iterator[Node]:
    yield from walk(document.content)
    for note in document.endnotes:
        yield from walk(note.content)
