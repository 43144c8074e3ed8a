"""The attributes of an image: where its bytes are, and a width that fits phones and windows."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import Final

from publishkit.model.assets import Asset
from publishkit.model.document import Document
from publishkit.model.nodes import Image
from publishkit.render.html import attribute
from publishkit.render.raster import RasterError, compact_image

__all__ = ["image_attributes", "is_accepted"]

#: The width of the text on a narrow phone, in px: whatever is wider would be cut off there.
_NARROW: Final = 375
#: What WeChat's editor and ``media/uploadimg`` take.
_ACCEPTED: Final = frozenset({"image/jpeg", "image/png", "image/gif"})
#: What is converted to one of these.
_CONVERTED: Final = frozenset({"image/avif", "image/bmp", "image/tiff", "image/webp"})
#: The editor takes images of up to 10 MB.
_MAX_BYTES: Final = 10_000_000
_PIXELS: Final = re.compile(r"(\d+)(?:\.\d+)?(?:px)?")
_SHARE: Final = re.compile(r"\d+(?:\.\d+)?%")


def image_attributes(document: Document, image: Image, *, target: str) -> str | None:
    """Returns ``src``, ``alt``, ``data-w``, ``data-ratio`` and ``style``; ``None`` when missing.

    ``target`` is ``paste`` (the bytes as a ``data:`` URL, converted when WeChat takes no such
    type) or ``draft`` (the address as written, for a program that uploads the image).
    """
    asset = document.assets.get(image.url)
    is_remote = image.url.startswith(("https://", "http://"))
    if asset is not None and asset.is_image and target == "paste":
        source = _embedded(asset)
    elif is_remote or (asset is not None and asset.is_image):
        source = image.url
    else:
        return None
    own = attribute("src", source) + attribute("alt", image.alt)
    if asset is not None and asset.width and asset.height:
        own += attribute("data-w", str(asset.width))
        own += attribute("data-ratio", f"{asset.height / asset.width:.6g}")
    return own + attribute("style", _size(image, asset))


def is_accepted(asset: Asset) -> bool:
    """Whether WeChat takes an image of this type, as it is or converted."""
    return asset.media_type in _ACCEPTED | _CONVERTED


def _embedded(asset: Asset) -> str:
    """Returns the bytes of an image as a ``data:`` URL, of a type that WeChat takes if possible."""
    data, media_type = asset.read(), asset.media_type
    if media_type in _CONVERTED:
        try:
            raster = compact_image(data, media_type, max_bytes=_MAX_BYTES)
        except RasterError:
            pass  # A browser may know the file better.
        else:
            data, media_type = raster.data, raster.media_type
    return f"data:{media_type};base64,{b64encode(data).decode('ascii')}"


def _size(image: Image, asset: Asset | None) -> str:
    """Returns a size that looks the same on every screen (structure spec, 1.4)."""
    width = ""
    asked = _PIXELS.fullmatch(image.width)
    if _SHARE.fullmatch(image.width):
        width = image.width
    elif asked:
        width = "100%" if int(asked[1]) > _NARROW else f"{asked[1]}px"
    elif asset is not None and asset.width > _NARROW:
        width = "100%"
    return f"{f'width:{width}' if width else 'max-width:100%'};vertical-align:middle"
