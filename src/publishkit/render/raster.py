"""Pictures made smaller or converted to types that every reader shows. The only user of Pillow.

What comes out depends on the bytes that go in and on Pillow's version alone: no date, no name, no
place (GPS) and no other metadata is carried over, only the colour profile.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from typing import Any, Final

__all__ = [
    "Raster",
    "RasterError",
    "as_web_image",
    "compact_image",
    "is_moving",
    "scaled_image",
]

#: What Pillow's plug-ins raise on bytes that are not what they start as.
_PILLOW_ERRORS: Final = (
    EOFError, IndexError, KeyError, OSError, OverflowError, SyntaxError, TypeError, ValueError,
    struct.error,
)  # fmt: skip
#: The plug-in and the class for each type. They are called directly: ``Image.open`` loads every
#: plug-in, and warns about large pictures through the interpreter's global warnings.
_PLUGINS: Final = {
    "image/png": ("PngImagePlugin", "PngImageFile"),
    "image/jpeg": ("JpegImagePlugin", "JpegImageFile"),
    "image/gif": ("GifImagePlugin", "GifImageFile"),
    "image/webp": ("WebPImagePlugin", "WebPImageFile"),
    "image/bmp": ("BmpImagePlugin", "BmpImageFile"),
    "image/tiff": ("TiffImagePlugin", "TiffImageFile"),
    "image/avif": ("AvifImagePlugin", "AvifImageFile"),
}
#: More than these are not decoded: at 4 bytes each, 200 MB of memory.
_MAX_DECODED: Final = 50_000_000
_QUALITY: Final = 90
#: A converted picture whose PNG is larger than this (bytes) is a photograph, and JPEG is tried.
_LARGE_PNG: Final = 1_000_000
_ORIENTATION: Final = 0x0112
#: From the orientation of Exif 2.32 (4.6.4) to the transposition that undoes it.
_UPRIGHT: Final = {
    2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_270",
    7: "TRANSVERSE", 8: "ROTATE_90",
}  # fmt: skip
_WITH_ALPHA: Final = frozenset({"LA", "La", "PA", "RGBA", "RGBa"})


class RasterError(Exception):
    """A picture that cannot be decoded here; the message says why."""


@dataclass(frozen=True, slots=True)
class Raster:
    """A picture's new bytes, their type, and its size in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


def scaled_image(data: bytes, media_type: str, *, max_pixels: int) -> Raster | None:
    """Returns a picture of the same shape with at most ``max_pixels`` pixels, upright.

    Its type stays, but for GIF, which is PNG then; so do colour profile and transparency.
    ``None`` for one that moves (GIF, WebP, APNG): it is to be left alone. Raises ``RasterError``
    for what is damaged or too large to be decoded.
    """
    try:
        image = _opened(data, media_type)
        if getattr(image, "is_animated", False):
            return None
        new_type = "image/png" if media_type == "image/gif" else media_type
        return _saved(_fitted(image, max_pixels), image, new_type, data)
    except _PILLOW_ERRORS as error:
        raise RasterError("its bytes are damaged") from error


def as_web_image(data: bytes, media_type: str, *, max_pixels: int = 0) -> Raster:
    """Returns the (first) picture of a BMP, TIFF or AVIF file as PNG, or JPEG for a photograph.

    ``max_pixels`` makes it smaller on the way, 0 does not. Raises ``RasterError``.
    """
    try:
        image = _opened(data, media_type)
        fitted = _fitted(image, max_pixels or _MAX_DECODED)
        if fitted.mode not in {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}:
            fitted = fitted.convert("RGBA" if fitted.mode in _WITH_ALPHA else "RGB")
        is_opaque = fitted.mode in {"L", "RGB"}
        if media_type == "image/avif" and is_opaque:
            return _saved(fitted, image, "image/jpeg", data)
        lossless = _saved(fitted, image, "image/png", data)
        if len(lossless.data) <= _LARGE_PNG or not is_opaque:
            return lossless
        photograph = _saved(fitted, image, "image/jpeg", data)
        return min(lossless, photograph, key=lambda item: len(item.data))
    except _PILLOW_ERRORS as error:
        raise RasterError("its bytes are damaged, or of a kind that is not known") from error


def compact_image(data: bytes, media_type: str, *, max_bytes: int) -> Raster:
    """Returns the (first) picture as PNG or JPEG of at most ``max_bytes``, upright.

    A PNG or an upright JPEG that is small enough stays, byte by byte. Others are converted, and
    made smaller by steps until they fit. Raises ``RasterError``.
    """
    try:
        image = _opened(data, media_type)
        if len(data) <= max_bytes and (
            media_type == "image/png"
            or (media_type == "image/jpeg" and image.getexif().get(_ORIENTATION, 1) == 1)
        ):
            return Raster(data, media_type, *image.size)
        whole = _fitted(image, _MAX_DECODED)
        if whole.mode not in {"1", "CMYK", "L", "LA", "P", "RGB", "RGBA", "I;16"}:
            whole = whole.convert("RGBA" if whole.mode in _WITH_ALPHA else "RGB")
        is_photograph = media_type in {"image/jpeg", "image/avif"} or (
            media_type == "image/webp" and not _is_lossless_webp(data)
        )
        found = _compact(whole, image, data, max_bytes, is_photograph=is_photograph)
        while len(found.data) > max_bytes:
            if found.width * found.height < 2:
                raise RasterError(f"it cannot be made smaller than {max_bytes:,} bytes")
            # A little less than the bytes ask for, since small pictures need more for a pixel.
            share = math.sqrt(min(0.8, max(0.2, 0.9 * max_bytes / len(found.data))))
            size = (max(1, int(found.width * share)), max(1, int(found.height * share)))
            smaller = _resized(whole, size)
            found = _compact(smaller, image, data, max_bytes, is_photograph=is_photograph)
        return found
    except _PILLOW_ERRORS as error:
        raise RasterError("its bytes are damaged, or of a kind that is not known") from error


def is_moving(data: bytes, media_type: str) -> bool:
    """Whether a picture has more than one frame; raises ``RasterError`` if nobody can tell."""
    try:
        return bool(getattr(_opened(data, media_type), "is_animated", False))
    except _PILLOW_ERRORS as error:
        raise RasterError("its bytes are damaged") from error


def _compact(
    picture: Any, source: Any, data: bytes, max_bytes: int, *, is_photograph: bool
) -> Raster:
    """Returns the picture as JPEG if it is a photograph, or if a PNG of it would be too large."""
    has_jpeg = picture.mode in {"CMYK", "L", "RGB"} and "transparency" not in picture.info
    if not has_jpeg or not (is_photograph or picture.mode == "CMYK"):
        lossless = _saved(picture.copy(), source, "image/png", data)
        if not has_jpeg or len(lossless.data) <= max_bytes:
            return lossless
    return _saved(picture.copy(), source, "image/jpeg", data)


def _resized(image: Any, size: tuple[int, int]) -> Any:
    from PIL import Image

    return _smooth(image).resize(size, Image.Resampling.LANCZOS)


def _opened(data: bytes, media_type: str) -> Any:
    if not _is_whole(data, media_type):
        raise RasterError("its bytes are cut off")
    module, name = _PLUGINS[media_type]
    try:
        opener = getattr(import_module(f"PIL.{module}"), name)
    except ImportError as error:
        raise RasterError(f"this Pillow knows no {media_type}") from error
    return opener(BytesIO(data))


def _is_whole(data: bytes, media_type: str) -> bool:
    """Whether a file has its end.

    Pillow would say so, unless WeasyPrint 70 was imported before: that makes it fill up what is
    missing, for the whole process.
    """
    match media_type:
        case "image/jpeg":
            # After the last scan comes the end of the picture (ITU-T T.81, B.1.1).
            return data.rfind(b"\xff\xd9") > data.rfind(b"\xff\xda")
        case "image/png":
            return data.rfind(b"IEND") > 0
        case "image/gif":
            return data.rstrip(b"\0").endswith(b";")
        case "image/webp":
            return int.from_bytes(data[4:8], "little") + 8 <= len(data)
        case "image/bmp":
            return int.from_bytes(data[2:6], "little") <= len(data)
    return True


def _fitted(image: Any, max_pixels: int) -> Any:
    """Returns the decoded picture, upright, in at most so many pixels."""
    from PIL import Image

    width, height = image.size
    share = math.sqrt(max_pixels / (width * height))
    wide, high = max(1, int(width * share)), max(1, int(height * share))
    size = (min(wide, max_pixels), min(high, max_pixels))  # also where one of them is 1
    turned = image.getexif().get(_ORIENTATION, 1)
    if share < 1:
        # JPEG is decoded at a half, a quarter or an eighth when that is still fine enough.
        image.draft(None, (size[0] * 2, size[1] * 2))
    if image.size[0] * image.size[1] > _MAX_DECODED:
        raise RasterError(f"{width} × {height} pixels are too many to be decoded")
    fitted = image
    fitted.load()
    if share < 1:
        fitted = _smooth(image).resize(size, Image.Resampling.LANCZOS)
    if turned in _UPRIGHT and image.format != "TIFF":  # Pillow itself turns TIFF
        fitted = fitted.transpose(getattr(Image.Transpose, _UPRIGHT[turned]))
    return fitted


def _smooth(image: Any) -> Any:
    """Returns the picture in a mode whose pixels can be averaged."""
    if image.mode == "1":
        return image.convert("L")
    if image.mode == "PA" or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode == "P":
        return image.convert("RGB")
    return image


def _saved(image: Any, source: Any, media_type: str, data: bytes) -> Raster:
    from PIL import JpegImagePlugin

    settings: dict[str, Any] = {}
    name = media_type.partition("/")[2].upper()
    if media_type == "image/jpeg":
        sampling = -1 if source.format != "JPEG" else JpegImagePlugin.get_sampling(source)
        settings = {
            "quality": _QUALITY,
            "optimize": True,
            "subsampling": max(0, sampling),
            "progressive": bool(source.info.get("progressive")),
        }
    elif media_type == "image/webp":
        settings = {"quality": _QUALITY, "lossless": _is_lossless_webp(data)}
    profile = source.info.get("icc_profile")
    if profile and _fits(profile, image.mode):
        settings["icc_profile"] = profile
    if image.mode in {"1", "L", "P", "RGB"} and "transparency" in image.info:
        image.info = {"transparency": image.info["transparency"]}
    else:
        image.info = {}
    if media_type == "image/jpeg" and not _fits_optimizer(image, settings):
        settings |= {"optimize": False, "progressive": False}
    return Raster(_bytes(image, name, settings), media_type, *image.size)


def _bytes(image: Any, name: str, settings: dict[str, Any]) -> bytes:
    output = BytesIO()
    image.save(output, name, **settings)
    return output.getvalue()


def _fits_optimizer(image: Any, settings: dict[str, Any]) -> bool:
    """Whether a JPEG can be optimised: Pillow 13 gives it a buffer of a byte for each pixel.

    Noise needs more; libjpeg then fails, and complains on standard error. A first, plain try
    tells, and costs little. A buffer that grows would let us delete this.
    """
    plain = settings | {"optimize": False, "progressive": False}
    width, height = int(image.size[0]), int(image.size[1])
    return len(_bytes(image, "JPEG", plain)) < max(int(0.9 * width * height), 50_000)


def _is_lossless_webp(data: bytes) -> bool:
    """Whether the picture's chunk is ``VP8L`` (RFC 9649, 2.6); profiles may stand before it."""
    position = 12
    while position + 8 <= len(data):
        kind, length = struct.unpack_from("<4sI", data, position)
        if kind in {b"VP8L", b"VP8 "}:
            return bool(kind == b"VP8L")
        position += 8 + length + length % 2
    return False


def _fits(profile: bytes, mode: str) -> bool:
    """Whether a profile's colour space (ICC.1, 7.2.8) is that of the mode."""
    spaces = {b"RGB ": ("RGB", "RGBA", "P"), b"GRAY": ("1", "L", "LA", "I;16"), b"CMYK": ("CMYK",)}
    return mode in spaces.get(profile[16:20], ())
