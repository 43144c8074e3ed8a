"""PNG pictures put into a PDF as they are: their pixels are compressed there in the same way.

WeasyPrint 70 makes RGB of a picture with a palette, which doubles its size, and compresses every
other one anew. What needs more than copying is left to it: transparency, interlacing, 16 bits,
a picture that is turned, one that is too fine, and whatever is broken.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from publishkit.formats.pdf.objects import array, dictionary, stream

if TYPE_CHECKING:
    from publishkit.formats.pdf.fetcher import ResourceStore

__all__ = ["plain_images"]

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_GRAY, _RGB, _PALETTE = 0, 2, 3
#: Chunks that change what the pixels mean.
_TELLING: Final = frozenset({b"tRNS", b"eXIf", b"acTL"})
_CHANNELS: Final[Mapping[int, int]] = {_GRAY: 1, _RGB: 3, _PALETTE: 1}


@dataclass(frozen=True, slots=True)
class _Png:
    width: int
    height: int
    bits: int
    kind: int
    palette: bytes
    pixels: bytes


def plain_images(weasyprint: Any, store: ResourceStore, *, dpi: int) -> dict[str, Any]:
    """Returns WeasyPrint's images by their URLs, for those of the store that can be copied."""
    pictures = {
        url: png
        for url, resource in store
        if resource.media_type == "image/png" and (png := _read(resource.data)) is not None
    }
    if not pictures:
        return {}
    kind = _image_type(weasyprint)
    data = dict(store)
    return {url: kind(png, url, data[url].data, dpi) for url, png in pictures.items()}


def _image_type(weasyprint: Any) -> Any:
    base: Any = weasyprint.images.RasterImage

    class PlainImage(base):  # type: ignore[misc]  # WeasyPrint has no types
        """A picture whose compressed pixels become those of the PDF."""

        def __init__(self, png: _Png, url: str, data: bytes, dpi: int) -> None:
            self.id = _identifier(url)
            self.width, self.height = png.width, png.height
            self.ratio = png.width / png.height
            self._dpi = dpi or None
            self._png, self._data = png, data

        def get_x_object(self, interpolate: bool, dpi_ratio: float) -> Any:
            if dpi_ratio != 1:
                return self._by_pillow().get_x_object(interpolate, dpi_ratio)
            return _x_object(weasyprint.images.pydyf, self._png, interpolate)

        def _by_pillow(self) -> Any:
            from io import BytesIO

            options = {"jpeg_quality": None, "dpi": self._dpi, "optimize_images": False}
            picture = weasyprint.images.Image.open(BytesIO(self._data))
            return base(picture, self.id, self._data, options=options)

    return PlainImage


def _identifier(url: str) -> str:
    from hashlib import sha256

    return sha256(url.encode()).hexdigest()[:32]


def _x_object(pydyf: Any, png: _Png, interpolate: bool) -> Any:
    """Returns the image as a PDF object (ISO 32000-1, 7.4.4.4 and 8.9.5)."""
    space: Any = {_GRAY: "/DeviceGray", _RGB: "/DeviceRGB"}.get(png.kind)
    if png.kind == _PALETTE:
        # A palette may be shorter than its pixels allow; what they never name is black.
        colors = len(png.palette) // 3
        space = array(["/Indexed", "/DeviceRGB", colors - 1, f"<{png.palette.hex()}>"])
    extra = {
        "Type": "/XObject",
        "Subtype": "/Image",
        "Width": png.width,
        "Height": png.height,
        "ColorSpace": space,
        "BitsPerComponent": png.bits,
        "Interpolate": "true" if interpolate else "false",
        "Filter": "/FlateDecode",
        "DecodeParms": dictionary(
            {
                "Predictor": 15,
                "Colors": _CHANNELS[png.kind],
                "BitsPerComponent": png.bits,
                "Columns": png.width,
            }
        ),
    }
    return stream(png.pixels, extra)


def _read(data: bytes) -> _Png | None:
    """Returns the parts of a picture that can be copied, ``None`` of any other."""
    chunks = list(_chunks(data))
    names = [name for name, _ in chunks]
    if not chunks or names[0] != b"IHDR" or names[-1] != b"IEND" or _TELLING.intersection(names):
        return None
    header = chunks[0][1]
    if len(header) != 13:
        return None
    width, height, bits, kind, *rest = struct.unpack(">LLBBBBB", header)
    palette = b"".join(body for name, body in chunks if name == b"PLTE")
    is_plain = rest == [0, 0, 0] and kind in _CHANNELS and bits <= 8 and width and height
    if not is_plain or (kind == _PALETTE and not 3 <= len(palette) <= 768):
        return None
    pixels = b"".join(body for name, body in chunks if name == b"IDAT")
    row = 1 + (width * bits * _CHANNELS[kind] + 7) // 8
    if not _has_length(pixels, row * height):
        return None
    return _Png(width, height, bits, kind, palette, pixels)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yields the chunks of a PNG up to the first one that is damaged (PNG, 5.3)."""
    place = len(_SIGNATURE) if data.startswith(_SIGNATURE) else len(data)
    while place + 12 <= len(data):
        length, name = struct.unpack_from(">L4s", data, place)
        body = data[place + 8 : place + 8 + length]
        check = data[place + 8 + length : place + 12 + length]
        if check != zlib.crc32(body, zlib.crc32(name)).to_bytes(4, "big"):
            return
        yield name, body
        place += 12 + length


def _has_length(pixels: bytes, length: int) -> bool:
    """Whether the compressed pixels are whole: exactly so many bytes."""
    unpacked, step = 0, 1 << 20
    inflater = zlib.decompressobj()
    try:
        rest = pixels
        while not inflater.eof and unpacked <= length and (rest or not unpacked):
            unpacked += len(inflater.decompress(rest, step))
            rest = inflater.unconsumed_tail
        return inflater.eof and unpacked == length
    except zlib.error:
        return False
