"""Our own look into a PDF, by pikepdf: what it claims, its fonts, links, title and language.

It runs in the worker's process alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import pikepdf

__all__ = ["UNREADABLE", "inspect"]

#: What pikepdf raises on a file that cannot be read; the worker tells the reason.
UNREADABLE: Final = (
    pikepdf.PasswordError,
    pikepdf.PdfError,
    OSError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
)

_MOST_XMP: Final = 4_000_000
_UA: Final = re.compile(rb"pdfuaid:part\s*(?:=\s*[\"']|>)\s*(\d)")
_A: Final = re.compile(rb"pdfaid:part\s*(?:=\s*[\"']|>)\s*(\d)")
_A_LEVEL: Final = re.compile(rb"pdfaid:conformance\s*(?:=\s*[\"']|>)\s*([A-Za-z])")
_TITLE: Final = re.compile(rb"<dc:title\b.{0,400}?<rdf:li\b[^>]*>\s*[^<\s]", re.DOTALL)
#: Points: what a finger or a shaky hand still hits.
_LEAST_LINK: Final = 8
_SLACK: Final = 0.01


def inspect(path: str) -> dict[str, Any]:
    """Returns ``claims`` and ``findings``: rule, message, page (0 for none) and count of each."""
    with pikepdf.open(path, suppress_warnings=True) as pdf:
        pages = len(pdf.pages)
        xmp = _xmp(pdf)
        findings = [
            *_damage(pdf, pages),
            *_metadata(pdf, xmp),
            *_fonts(pdf),
            *_links(pdf),
        ]
        return {"claims": list(_claims(xmp)), "findings": findings}


def _xmp(pdf: Any) -> bytes:
    stream = pdf.Root.get("/Metadata")
    if not isinstance(stream, pikepdf.Stream):
        return b""
    try:
        return bytes(stream.read_bytes())[:_MOST_XMP]
    except pikepdf.PdfError:
        return b""


def _claims(xmp: bytes) -> Iterator[str]:
    if match := _UA.search(xmp):
        yield f"ua{match[1].decode()}"
    if match := _A.search(xmp):
        level = _A_LEVEL.search(xmp)
        yield match[1].decode() + (level[1].decode().lower() if level else "")


def _damage(pdf: Any, pages: int) -> Iterator[list[Any]]:
    warnings = pdf.get_warnings()
    if warnings:
        yield ["damaged", str(warnings[0]), 0, len(warnings)]
    if not pages:
        yield ["no-page", "the file has no page", 0, 1]


def _metadata(pdf: Any, xmp: bytes) -> Iterator[list[Any]]:
    title = str(pdf.docinfo.get("/Title", "")).strip()
    if not title and not _TITLE.search(xmp):
        yield ["no-title", "neither XMP nor document information has a title", 0, 1]
    if not str(pdf.Root.get("/Lang", "")).strip():
        yield ["no-language", "the catalogue has no /Lang", 0, 1]


def _fonts(pdf: Any) -> Iterator[list[Any]]:
    seen: set[tuple[int, int]] = set()
    for number, page in enumerate(pdf.pages, start=1):
        for font in _fonts_of(page.obj.get("/Resources"), depth=0):
            if font.objgen in seen and font.objgen != (0, 0):
                continue
            seen.add(font.objgen)
            name = str(font.get("/BaseFont", "/?"))[1:].rpartition("+")[2]
            kind = str(font.get("/Subtype", ""))
            if kind == "/Type3":
                yield ["font-type-3", "a font of drawings (Type 3)", number, 1]
            elif not _is_embedded(font, kind):
                yield ["font-not-embedded", f"'{name}'", number, 1]
            if "/ToUnicode" not in font and not _has_known_characters(font, kind):
                yield ["font-without-text", f"'{name}'", number, 1]


def _fonts_of(resources: Any, *, depth: int) -> Iterator[Any]:
    """Yields the fonts of a page and of the forms that it draws."""
    if not isinstance(resources, pikepdf.Dictionary) or depth > 8:
        return
    for font in dict(resources.get("/Font", {})).values():
        if isinstance(font, pikepdf.Dictionary):
            yield font
    for drawn in dict(resources.get("/XObject", {})).values():
        if isinstance(drawn, pikepdf.Stream) and drawn.get("/Subtype") == "/Form":
            yield from _fonts_of(drawn.get("/Resources"), depth=depth + 1)


def _is_embedded(font: Any, kind: str) -> bool:
    if kind == "/Type0":
        below = list(font.get("/DescendantFonts", []))
        font = below[0] if below else font
    descriptor = font.get("/FontDescriptor", {})
    return any(name in descriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))


def _has_known_characters(font: Any, kind: str) -> bool:
    """Whether a reader knows the characters by the font's encoding (ISO 32000-1, 9.10.2)."""
    encoding = font.get("/Encoding")
    if kind == "/Type0":
        return str(encoding) not in {"/Identity-H", "/Identity-V"}
    return encoding is not None and kind != "/Type3"


def _links(pdf: Any) -> Iterator[list[Any]]:
    small = [
        number
        for number, page in enumerate(pdf.pages, start=1)
        for link in page.obj.get("/Annots", [])
        if isinstance(link, pikepdf.Dictionary)
        and link.get("/Subtype") == "/Link"
        and _least_side(link) < _LEAST_LINK - _SLACK
    ]
    if small:
        where = "" if len(set(small)) == 1 else f" on pages {small[0]} to {small[-1]}"
        text = f"narrower or lower than {_LEAST_LINK} points{where}"
        yield ["small-link", text, small[0], len(small)]


def _least_side(link: Any) -> float:
    left, bottom, right, top = (float(value) for value in link["/Rect"])
    return min(abs(right - left), abs(top - bottom))
