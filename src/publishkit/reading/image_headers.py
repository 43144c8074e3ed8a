"""The size of a picture from its first bytes, without decoding it and without Pillow.

Most articles need nothing else of their pictures, and Pillow takes as long to import as such an
article to read.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["HeaderError", "pixel_size"]

#: JPEG's start of frame, SOF0 to SOF15 without DHT, JPG and DAC (ITU-T T.81, table B.1).
_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
#: JPEG markers without a segment: TEM, RST0 to RST7, SOI.
_BARE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
_SCAN: Final = 0xDA
_END: Final = 0xD9
_PNG_START: Final = 8
_VP8_SYNC: Final = b"\x9d\x01\x2a"
_VP8L_SIGNATURE: Final = 0x2F
_EXTENTS: Final = re.compile(rb"ispe\0\0\0\0(.{8})", re.DOTALL)


class HeaderError(Exception):
    """Bytes that contradict their signature, or end too early."""


def pixel_size(data: bytes, media_type: str) -> tuple[int, int]:
    """Returns width and height; raises ``HeaderError`` for a type that is not known, too.

    Of a PNG, every chunk's checksum is compared as well (PNG 3, 5.3).
    """
    reader = _READERS.get(media_type)
    if reader is None:
        raise HeaderError(media_type)
    try:
        width, height = reader(data)
    except (IndexError, struct.error) as error:
        raise HeaderError(media_type) from error
    if not width or not height:
        raise HeaderError(media_type)
    return width, height


def _png(data: bytes) -> tuple[int, int]:
    kinds = list(_png_chunks(data))
    if kinds[0] != b"IHDR" or kinds[-1] != b"IEND":
        raise HeaderError("image/png")
    return struct.unpack_from(">II", data, _PNG_START + 8)


def _png_chunks(data: bytes) -> Iterator[bytes]:
    """Yields the types of the chunks up to the last one."""
    view = memoryview(data)
    position, kind = _PNG_START, b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, position)
        end = position + 8 + length
        (checksum,) = struct.unpack_from(">I", data, end)
        if zlib.crc32(view[position + 4 : end]) != checksum:
            raise HeaderError("image/png")
        yield kind
        position = end + 4


def _jpeg(data: bytes) -> tuple[int, int]:
    position = 2
    while True:
        if data[position] != 0xFF:
            raise HeaderError("image/jpeg")
        marker = data[position + 1]
        if marker == 0xFF:  # a fill byte
            position += 1
            continue
        position += 2
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, position + 3)
            return width, height
        if marker in {_SCAN, _END}:
            raise HeaderError("image/jpeg")
        if marker not in _BARE:
            position += max(2, int(struct.unpack_from(">H", data, position)[0]))


def _gif(data: bytes) -> tuple[int, int]:
    if len(data) < 14:
        raise HeaderError("image/gif")
    return struct.unpack_from("<HH", data, 6)


def _webp(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        return (
            1 + int.from_bytes(_bytes(data, 24, 3), "little"),
            1 + int.from_bytes(_bytes(data, 27, 3), "little"),
        )
    if kind == b"VP8L" and data[20] == _VP8L_SIGNATURE:
        (bits,) = struct.unpack_from("<I", data, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 " and data[23:26] == _VP8_SYNC:
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    raise HeaderError("image/webp")


def _bytes(data: bytes, start: int, count: int) -> bytes:
    found = data[start : start + count]
    if len(found) < count:
        raise HeaderError("the file ends too early")
    return found


def _bmp(data: bytes) -> tuple[int, int]:
    (header,) = struct.unpack_from("<I", data, 14)
    if header == 12:  # the header of OS/2 1
        return struct.unpack_from("<HH", data, 18)
    width, height = struct.unpack_from("<ii", data, 18)
    return abs(width), abs(height)  # a negative height counts from the top


def _avif(data: bytes) -> tuple[int, int]:
    """The largest of the items' extents (ISO 23008-12, 6.5.3); tiles are smaller."""
    sizes = [struct.unpack(">II", found) for found in _EXTENTS.findall(data[:65_536])]
    if not sizes:
        raise HeaderError("image/avif")
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    return width, height


_READERS: Final[Mapping[str, Callable[[bytes], tuple[int, int]]]] = MappingProxyType(
    {
        "image/png": _png,
        "image/jpeg": _jpeg,
        "image/gif": _gif,
        "image/webp": _webp,
        "image/bmp": _bmp,
        "image/avif": _avif,
    }
)
