"""What a file is by its bytes, and the size of an image. The only module that uses Pillow."""

from __future__ import annotations

import re
import struct
from io import BytesIO
from typing import Any, Final, NamedTuple

from publishkit.render.svg import clean_svg

__all__ = ["BrokenImageError", "FileType", "file_type", "image_size", "safe_svg"]

#: What Pillow's plug-ins raise on bytes that are not what they start as.
_PILLOW_ERRORS: Final = (
    EOFError,
    IndexError,
    KeyError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)
_MAX_PIXELS: Final = 120_000_000
_SVG_START: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:(?><\?xml[^>]*\?>|<!--.*?-->|<!DOCTYPE\s+svg[^>\[]*(?:\[[^\]]*\])?[^>]*>"
    rb"|\s))*+<(?:\w+:)?svg[\s>]",
    re.DOTALL | re.IGNORECASE,
)
_SVG_ROOT: Final = re.compile(rb"<(?:\w+:)?svg\b([^>]*)>")
_SVG_LENGTH: Final = re.compile(rb"\s(width|height)=\"\s*([0-9.]+)(?:px)?\s*\"")
_SVG_VIEW: Final = re.compile(
    rb"\sviewBox=\"\s*[-0-9.e]+[\s,]+[-0-9.e]+[\s,]+([0-9.e]+)[\s,]+([0-9.e]+)\s*\""
)
_LONGEST_PROLOGUE: Final = 4_096


class FileType(NamedTuple):
    """A media type and the suffix that goes with it."""

    media_type: str
    suffix: str


class BrokenImageError(Exception):
    """An image whose bytes contradict its signature, or that is too large to be shown."""


PNG: Final = FileType("image/png", ".png")
JPEG: Final = FileType("image/jpeg", ".jpg")
GIF: Final = FileType("image/gif", ".gif")
WEBP: Final = FileType("image/webp", ".webp")
AVIF: Final = FileType("image/avif", ".avif")
BMP: Final = FileType("image/bmp", ".bmp")
SVG: Final = FileType("image/svg+xml", ".svg")

_SIGNATURES: Final = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), PNG),
    (re.compile(rb"\xff\xd8\xff"), JPEG),
    (re.compile(rb"GIF8[79]a"), GIF),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), WEBP),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), AVIF),
    (re.compile(rb"BM....\0\0\0\0", re.DOTALL), BMP),
    (re.compile(rb"%PDF-"), FileType("application/pdf", ".pdf")),
    (re.compile(rb"ID3|\xff[\xf2\xf3\xfa\xfb]"), FileType("audio/mpeg", ".mp3")),
    (re.compile(rb"....ftypM4A", re.DOTALL), FileType("audio/mp4", ".m4a")),
    (re.compile(rb"....ftyp(?!hei|mif|msf|hev)", re.DOTALL), FileType("video/mp4", ".mp4")),
    (re.compile(rb"OggS"), FileType("audio/ogg", ".ogg")),
    (re.compile(rb"fLaC"), FileType("audio/flac", ".flac")),
    (re.compile(rb"RIFF....WAVE", re.DOTALL), FileType("audio/wav", ".wav")),
    (re.compile(rb"\x1a\x45\xdf\xa3"), FileType("video/webm", ".webm")),
    (_SVG_START, SVG),
)


def file_type(data: bytes) -> FileType | None:
    """Returns the type that the first bytes show (WHATWG MIME Sniffing, 6), ``None`` for others.

    Images are those that browsers and e-readers know; TIFF, HEIC and Photoshop files are not.
    """
    start = data[:_LONGEST_PROLOGUE]
    for signature, kind in _SIGNATURES:
        if signature.match(start):
            return kind
    return None


def safe_svg(data: bytes) -> bytes:
    """Returns the drawing without anything active; raises ``BrokenImageError`` if it is no XML."""
    cleaned = clean_svg(data)
    if cleaned is None:
        raise BrokenImageError("it is no well-formed SVG")
    return cleaned


def image_size(data: bytes, kind: FileType) -> tuple[int, int]:
    """Returns width and height in pixels from the header; zeros when it does not say.

    Nothing is decoded. Raises ``BrokenImageError``.
    """
    if kind == SVG:
        return _svg_size(data)
    open_image = _opener(kind)
    if open_image is None:
        return 0, 0
    try:
        image = open_image(BytesIO(data))
        size: tuple[int, int] = image.size
        if kind == PNG:
            image.verify()
    except (
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        KeyError,
        IndexError,
        struct.error,
    ) as error:
        raise BrokenImageError("its bytes are damaged or cut off") from error
    if size[0] * size[1] > _MAX_PIXELS:
        raise BrokenImageError(f"{size[0]} × {size[1]} pixels are too many")
    return size


def _opener(kind: FileType) -> Any:
    # The classes are called directly: Image.open loads every plug-in, and warns about large
    # images through the interpreter's global warnings.
    if kind == PNG:
        from PIL import PngImagePlugin

        return PngImagePlugin.PngImageFile
    if kind == JPEG:
        from PIL import JpegImagePlugin

        return JpegImagePlugin.JpegImageFile
    if kind == GIF:
        from PIL import GifImagePlugin

        return GifImagePlugin.GifImageFile
    if kind == WEBP:
        from PIL import WebPImagePlugin

        return WebPImagePlugin.WebPImageFile
    if kind == BMP:
        from PIL import BmpImagePlugin

        return BmpImagePlugin.BmpImageFile
    if kind == AVIF:
        from PIL import features

        if features.check("avif"):
            from PIL import AvifImagePlugin

            return AvifImagePlugin.AvifImageFile
    return None


def _svg_size(data: bytes) -> tuple[int, int]:
    root = _SVG_ROOT.search(data)
    if root is None:
        return 0, 0
    try:
        lengths = {key: round(float(value)) for key, value in _SVG_LENGTH.findall(root[1])}
        if len(lengths) == 2:
            return lengths[b"width"], lengths[b"height"]
        view = _SVG_VIEW.search(root[1])
        return (round(float(view[1])), round(float(view[2]))) if view else (0, 0)
    except (ValueError, OverflowError):
        return 0, 0
