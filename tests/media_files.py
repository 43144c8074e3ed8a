"""Small pictures, sounds and films whose bytes say what they are."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image

MP3 = b"ID3\x03\0\0\0\0\0\0" + b"\xff\xfb\x90\0" + b"\0" * 400
M4A = b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42" + b"\0\0\0\x08mdat"
MP4 = b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + b"\0\0\0\x08mdat"
WEBM = b"\x1a\x45\xdf\xa3" + b"\0" * 40
OPUS = b"OggS\0\2" + b"\0" * 20 + b"\1\x13OpusHead\1\1" + b"\0" * 30
VORBIS = b"OggS\0\2" + b"\0" * 20 + b"\1\x1e\1vorbis" + b"\0" * 30
FLAC = b"fLaC" + b"\0" * 40
VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\n你好\n".encode()


def picture(
    kind: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **how: Any
) -> bytes:
    """A picture that is dark on the left and bright on the right, as the bytes of a file."""
    image = Image.linear_gradient("L").rotate(90).resize(size).convert(mode)
    if "A" in mode:
        image.putpixel((0, 0), (*image.getpixel((0, 0))[:-1], 0))  # type: ignore[index,misc]
    output = BytesIO()
    image.save(output, kind, **how)
    return output.getvalue()


def opened(data: bytes) -> Image.Image:
    """The picture in a file's bytes."""
    image = Image.open(BytesIO(data))
    image.load()
    return image


def moving(kind: str = "GIF", size: tuple[int, int] = (40, 30)) -> bytes:
    """A picture of three frames."""
    frames = [Image.new("L", size, shade) for shade in (0, 100, 200)]
    output = BytesIO()
    frames[0].save(output, kind, save_all=True, append_images=frames[1:], duration=100)
    return output.getvalue()
