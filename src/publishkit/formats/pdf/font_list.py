"""The fonts that Pango may choose from: ours, and those of the system only for who names them.

WeasyPrint 70 gives Pango all fonts of the system as well. Pango then takes a colour font for emoji
where there is one, whatever the style says, and the same article looks different elsewhere.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

__all__ = ["font_list"]

#: fontconfig by its file name, where WeasyPrint opens the same file.
_LIBRARY: Final = {"linux": "libfontconfig.so.1"}


@contextmanager
def font_list(weasyprint: Any, *, has_system: bool) -> Iterator[Any]:
    """Yields WeasyPrint's list of fonts, and frees what Pango keeps of it.

    Pango 1.50 never lets go of fontconfig's list that a font map was made with, a quarter of a
    megabyte for each document; it does when it is given none.
    """
    fonts = _fonts(weasyprint, has_system=has_system or sys.platform not in _LIBRARY)
    try:
        yield fonts
    finally:
        ffi = weasyprint.text.ffi
        font_map = ffi.ffi.cast("PangoFcFontMap *", fonts.font_map)
        ffi.pangoft2.pango_fc_font_map_set_config(font_map, ffi.ffi.NULL)


def _fonts(weasyprint: Any, *, has_system: bool) -> Any:
    base: Any = weasyprint.text.fonts.FontConfiguration
    if has_system:
        return base()
    ffi = weasyprint.text.ffi

    class OwnFonts(base):  # type: ignore[misc]  # WeasyPrint has no types
        """A list that begins empty; ``@font-face`` fills it."""

        def __init__(self) -> None:
            self._config = _empty_list(ffi)
            self.font_map = ffi.ffi.gc(
                ffi.pangoft2.pango_ft2_font_map_new(), ffi.gobject.g_object_unref
            )
            font_map = ffi.ffi.cast("PangoFcFontMap *", self.font_map)
            ffi.pangoft2.pango_fc_font_map_set_config(font_map, self._config)
            ffi.fontconfig.FcConfigDestroy(self._config)  # The font map has its own reference.
            self._folder = None
            self.strut_layouts: dict[Any, Any] = {}
            self.font_features: dict[Any, Any] = {}

    return OwnFonts()


def _empty_list(ffi: Any) -> Any:
    """Returns fontconfig's list with nothing in it, which WeasyPrint declares no function for."""
    create = ctypes.CDLL(_LIBRARY[sys.platform]).FcConfigCreate
    create.restype = ctypes.c_void_p
    return ffi.ffi.cast("FcConfig *", create())
