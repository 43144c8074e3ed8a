"""SVG drawn as PNG by resvg, for readers that show no SVG. The only user of ``resvg_py``."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any, Final

from publishkit.render.font_sources import packaged_typeface
from publishkit.render.raster import Raster, RasterError
from publishkit.render.svg import clean_svg
from publishkit.render.xml import parse_xml

__all__ = ["draw_svg", "svg_image"]

#: More pixels than these are not drawn: at 4 bytes each, 64 MB.
_MAX_PIXELS: Final = 16_000_000
_MAX_SOURCE: Final = 5_000_000
#: Seconds and bytes for one image of an article.
_TIME_LIMIT: Final = 20
_MEMORY_LIMIT: Final = 2_000_000_000
_LENGTH: Final = re.compile(r"\s*(\d{1,7}(?:\.\d+)?|\.\d+)(px|pt|pc|in|cm|mm|q|em|ex)?\s*", re.I)
#: CSS pixels in a unit (CSS Values 4, section 6).
_UNITS: Final = {
    "": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54,
    "q": 2.4 / 2.54, "em": 16.0, "ex": 8.0,
}  # fmt: skip
#: What runs in the other process: an image can make resvg take all memory, or end the process.
_CHILD: Final = """
import json, sys
try:
    import resource
    limits = json.loads(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"],) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (limits["time"],) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except ImportError:
    pass
import resvg_py
settings = json.loads(sys.argv[2])
source = sys.stdin.buffer.read().decode()
sys.stdout.buffer.write(resvg_py.svg_to_bytes(svg_string=source, **settings))
"""


def draw_svg(svg: str, *, scale: float, background: str) -> Raster | None:
    """Returns a drawing of our own on a ground of one colour; ``None`` when it is too large.

    ``scale`` is pixels of the picture for each of the drawing's.
    """
    size = _size(parse_xml(svg, is_ours=True))
    if size is None or size[0] * size[1] * scale * scale > _MAX_PIXELS:
        return None
    import resvg_py

    settings = _settings(has_text="<text" in svg)
    data = resvg_py.svg_to_bytes(svg_string=svg, zoom=scale, background=background, **settings)
    return Raster(bytes(data), "image/png", *_png_size(data))


def svg_image(data: bytes, *, width: int) -> tuple[Raster, int, int]:
    """Returns an SVG image as a PNG that is ``width`` pixels wide at most twice its own size.

    The two numbers are the size in CSS pixels that the image asks for. It is drawn in a process of
    its own with limits of time and memory. Raises ``RasterError`` that says why it cannot be.
    """
    cleaned = clean_svg(data) if len(data) <= _MAX_SOURCE else None
    root = None if cleaned is None else parse_xml(cleaned)
    size = _size(root)
    if cleaned is None or size is None:
        raise RasterError("it is no sound SVG image with a size")
    own_width, own_height = size
    drawn = min(float(width), 2 * own_width)
    if drawn * drawn * own_height / own_width > _MAX_PIXELS or drawn < 1:
        raise RasterError(f"{own_width:g} × {own_height:g} pixels are too many to be drawn")
    settings = _settings(has_text=b"<text" in cleaned) | {"width": round(drawn)}
    png = _drawn_apart(cleaned, settings)
    return (
        Raster(png, "image/png", *_png_size(png)),
        max(1, round(own_width)),
        max(1, round(own_height)),
    )


def _settings(*, has_text: bool) -> dict[str, Any]:
    """Returns what makes a drawing the same on every machine that has our fonts."""
    if not has_text:
        return {"skip_system_fonts": True}
    faces = [packaged_typeface(name) for name in ("sans-sc", "serif-latin")]
    files = [str(face.regular.path) for face in faces if face is not None]
    if not files:
        return {"skip_system_fonts": False}
    names = [face.name for face in faces if face is not None]
    return {
        "skip_system_fonts": True,
        "font_files": files,
        "font_family": names[0],
        "sans_serif_family": names[0],
        "serif_family": names[-1],
    }


def _drawn_apart(svg: bytes, settings: dict[str, Any]) -> bytes:
    import json

    limits = json.dumps({"memory": _MEMORY_LIMIT, "time": _TIME_LIMIT})
    command = [sys.executable, "-I", "-c", _CHILD, limits, json.dumps(settings)]
    try:
        run = subprocess.run(
            command, input=svg, capture_output=True, check=False, timeout=_TIME_LIMIT
        )
    except subprocess.TimeoutExpired as error:
        raise RasterError("it takes too long to be drawn") from error
    if run.returncode != 0 or not run.stdout.startswith(b"\x89PNG"):
        raise RasterError("it cannot be drawn")
    return run.stdout


def _png_size(data: bytes) -> tuple[int, int]:
    """Returns width and height of a PNG (PNG 3, section 11.2.1)."""
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def _size(root: Any) -> tuple[float, float] | None:
    """Returns the size of an SVG image in CSS pixels, by its attributes or its ``viewBox``."""
    if root is None:
        return None
    width, height = _length(root.get("width")), _length(root.get("height"))
    try:
        box = [float(part) for part in re.split(r"[\s,]+", (root.get("viewBox") or "").strip())]
    except ValueError:
        box = []
    if len(box) == 4 and box[2] > 0 and box[3] > 0:
        ratio = box[3] / box[2]
        if width is None and height is None:
            width = box[2]
        if width is None and height is not None:
            width = height / ratio
        if height is None and width is not None:
            height = width * ratio
    if not width or not height or width * height > 1e12:
        return None
    return width, height


def _length(text: str | None) -> float | None:
    found = _LENGTH.fullmatch(text or "")
    return float(found[1]) * _UNITS[(found[2] or "").lower()] if found else None
