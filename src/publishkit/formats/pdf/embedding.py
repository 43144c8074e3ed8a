"""What of the fonts goes into the file: the glyphs that are drawn, and no table that is not read.

WeasyPrint 70 cuts fonts down by the system's HarfBuzz or, where that has no subsetting, by
fontTools, and embeds what comes out whole. Here the glyphs are cut out by our own HarfBuzz, so that
the bytes do not depend on the machine.
"""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from typing import Any

from publishkit.render.font_subset import subset_glyphs

__all__ = ["DrawnFonts", "share_files"]


class DrawnFonts(dict[Any, Any]):
    """The fonts of one WeasyPrint document, put in as its pages are drawn.

    Families may share a face: it is cut down once, to what all of them draw, so that
    :func:`share_files` finds equal files.
    """

    def __init__(self) -> None:
        super().__init__()
        self._faces: dict[int, tuple[bytes, int]] = {}
        self._cut: dict[tuple[bytes, int], bytes] = {}

    def __setitem__(self, key: Any, font: Any) -> None:
        self._faces[id(font)] = (sha256(font.file_content).digest(), font.index)
        font.subset = partial(self._subset, font)
        super().__setitem__(key, font)

    def _subset(self, font: Any, to_unicode: dict[int, str], hinting: bool) -> None:
        """Takes the place of the method of WeasyPrint's font."""
        if font.bitmap or font.png or font.svg or font.colr:
            type(font).subset(font, to_unicode, hinting)
            return
        face = self._faces[id(font)]
        if face not in self._cut:
            glyphs = {
                glyph
                for other in self.values()
                if self._faces[id(other)] == face
                for glyph in other.to_unicode
                if glyph < other.glyph_count
            }
            self._cut[face] = subset_glyphs(font.file_content, glyphs, index=font.index)
        font.file_content = self._cut[face]


def share_files(pdf: Any) -> None:
    """Lets fonts with equal files share one."""
    first: dict[bytes, Any] = {}
    for descriptor in pdf.objects:
        name = _file_name(descriptor)
        if not name:
            continue
        file = pdf.objects[int(descriptor[name].split()[0])]
        data = b"".join(file.stream)
        kept = first.setdefault(data, file)
        if kept is not file:
            descriptor[name] = kept.reference
            # pydyf 0.13 cannot take an object out of a file with object streams.
            file.stream = []


def _file_name(part: Any) -> str:
    """Returns the entry of a font descriptor that holds the file, if it is one with a file."""
    if not isinstance(part, dict) or part.get("Type") != "/FontDescriptor":
        return ""
    return next((name for name in ("FontFile2", "FontFile3") if name in part), "")
