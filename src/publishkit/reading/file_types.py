"""What a file is by its bytes, and the size of an image."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from publishkit.reading.image_headers import HeaderError, pixel_size
from publishkit.render.svg import clean_svg

__all__ = [
    "BrokenImageError",
    "FileType",
    "converted_tiff",
    "file_type",
    "image_size",
    "safe_svg",
]

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
TIFF: Final = FileType("image/tiff", ".tif")
#: With its parameter, by which EPUB knows it (EPUB 3.3, 3.2).
OPUS: Final = FileType("audio/ogg; codecs=opus", ".opus")

_SIGNATURES: Final = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), PNG),
    (re.compile(rb"\xff\xd8\xff"), JPEG),
    (re.compile(rb"GIF8[79]a"), GIF),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), WEBP),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), AVIF),
    (re.compile(rb"BM....\0\0\0\0", re.DOTALL), BMP),
    (re.compile(rb"II\*\0|MM\0\*"), TIFF),
    (re.compile(rb"%PDF-"), FileType("application/pdf", ".pdf")),
    (re.compile(rb"ID3|\xff[\xf2\xf3\xfa\xfb]"), FileType("audio/mpeg", ".mp3")),
    (re.compile(rb"\xff[\xf0\xf1\xf8\xf9]"), FileType("audio/aac", ".aac")),
    (re.compile(rb"....ftyp(?:M4A|M4B)", re.DOTALL), FileType("audio/mp4", ".m4a")),
    (re.compile(rb"....ftypqt  ", re.DOTALL), FileType("video/quicktime", ".mov")),
    (re.compile(rb"....ftyp(?!hei|mif|msf|hev)", re.DOTALL), FileType("video/mp4", ".mp4")),
    # The first page holds nothing but the codec's head (RFC 7845, 3).
    (re.compile(rb"OggS.{22}\x01.OpusHead", re.DOTALL), OPUS),
    (re.compile(rb"OggS.{22}\x01.\x80theora", re.DOTALL), FileType("video/ogg", ".ogv")),
    (re.compile(rb"OggS"), FileType("audio/ogg", ".ogg")),
    (re.compile(rb"fLaC"), FileType("audio/flac", ".flac")),
    (re.compile(rb"RIFF....WAVE", re.DOTALL), FileType("audio/wav", ".wav")),
    (re.compile(rb"\x1a\x45\xdf\xa3"), FileType("video/webm", ".webm")),
    # WebVTT 1, 4.1
    (re.compile(rb"(?:\xef\xbb\xbf)?WEBVTT(?=[ \t\r\n]|$)"), FileType("text/vtt", ".vtt")),
    (_SVG_START, SVG),
)


def file_type(data: bytes) -> FileType | None:
    """Returns the type that the first bytes show (WHATWG MIME Sniffing, 6), ``None`` for others.

    HEIC and Photoshop files are not known.
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


def converted_tiff(data: bytes) -> tuple[FileType, bytes]:
    """Returns a TIFF image, which no browser shows, as PNG or JPEG; its first page if it has many.

    Raises ``BrokenImageError``.
    """
    start = int.from_bytes(data[4:8], "little" if data[:2] == b"II" else "big")
    if not 8 <= start < len(data) - 2:  # Pillow would print a warning of its own
        raise BrokenImageError("its bytes are damaged or cut off")
    # Pillow takes as long to import as an article to read, and TIFF is rare.
    from publishkit.render.raster import RasterError, as_web_image

    try:
        raster = as_web_image(data, TIFF.media_type)
    except RasterError as error:
        raise BrokenImageError(str(error)) from error
    return (PNG if raster.media_type == PNG.media_type else JPEG), raster.data


def image_size(data: bytes, kind: FileType) -> tuple[int, int]:
    """Returns width and height in pixels from the header; zeros when it does not say.

    Nothing is decoded. Raises ``BrokenImageError``.
    """
    if kind == SVG:
        return _svg_size(data)
    if not kind.media_type.startswith("image/"):
        return 0, 0
    try:
        size = pixel_size(data, kind.media_type)
    except HeaderError as error:
        raise BrokenImageError("its bytes are damaged or cut off") from error
    if size[0] * size[1] > _MAX_PIXELS:
        raise BrokenImageError(f"{size[0]} × {size[1]} pixels are too many")
    return size


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
