"""What a PDF needs of the machine, looked for without loading WeasyPrint.

``publishkit doctor`` prints these records; the typesetter asks before it loads anything.
"""

from __future__ import annotations

import ctypes
import sys
from dataclasses import dataclass
from typing import Final

from publishkit.render.font_sources import (
    FONT_ADVICE,
    Typeface,
    installed_typefaces,
    packaged_typeface,
)

__all__ = ["PANGO_ADVICE", "Requirement", "check_fonts", "check_pango", "missing_libraries"]

_APT: Final = "apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0"
PANGO_ADVICE: Final = {
    "darwin": "brew install pango",
    "win32": "install Pango with MSYS2: pacman -S mingw-w64-ucrt-x86_64-pango",
}.get(sys.platform, _APT)

#: The libraries that WeasyPrint 70 opens (weasyprint/text/ffi.py), by their file names.
_LIBRARIES: Final = {
    "linux": (
        "libgobject-2.0.so.0",
        "libpango-1.0.so.0",
        "libharfbuzz.so.0",
        "libfontconfig.so.1",
        "libpangoft2-1.0.so.0",
    ),
}


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that the machine should have; ``remedy`` is the command that gets it."""

    name: str
    is_ok: bool
    detail: str
    remedy: str = ""


def missing_libraries() -> tuple[str, ...]:
    """Returns the system libraries that cannot be opened; on Linux only, else none are named."""
    missing: list[str] = []
    for name in _LIBRARIES.get(sys.platform, ()):
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    return tuple(missing)


def check_pango() -> Requirement:
    """Tells whether Pango is there, and its version."""
    missing = missing_libraries()
    if missing:
        return Requirement("Pango", False, f"missing: {', '.join(missing)}", PANGO_ADVICE)
    if sys.platform not in _LIBRARIES:
        return Requirement("Pango", True, "not looked for on this system")
    version = ctypes.CDLL("libpango-1.0.so.0").pango_version()
    return Requirement("Pango", True, f"{version // 10000}.{version // 100 % 100}.{version % 100}")


def check_fonts() -> tuple[Requirement, ...]:
    """Tells which Chinese faces there are, regular and bold, and whether code has a face."""
    serif, sans = packaged_typeface("serif-sc"), packaged_typeface("sans-sc")
    system = () if serif and sans and sans.bold else installed_typefaces()
    text = serif or sans or _chinese(system)
    bold = next((face for face in (sans, text) if face is not None and face.bold), None)
    mono = packaged_typeface("mono") or next(
        (face for face in system or installed_typefaces() if "monospace" in face.traits), None
    )
    return (
        _font("Chinese font", text, FONT_ADVICE),
        _font("Chinese bold font", bold, FONT_ADVICE),
        _font("font for code", mono, "apt-get install --no-install-recommends fonts-dejavu-core"),
    )


def _chinese(system: tuple[Typeface, ...]) -> Typeface | None:
    sample = frozenset(map(ord, "这个中文"))
    return next((face for face in system if sample <= face.code_points), None)


def _font(name: str, face: Typeface | None, remedy: str) -> Requirement:
    if face is None:
        return Requirement(name, False, "none found", remedy)
    return Requirement(name, True, face.name)
