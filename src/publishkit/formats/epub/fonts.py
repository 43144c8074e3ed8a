"""Fonts in the book: none unless asked for, and then only the characters that it shows.

They are OpenType files as they are. WOFF2 would be smaller, but Kindle does not read it and
calibre's check rejects it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.errors import MissingDependencyError, UsageError
from publishkit.formats.epub.package import PackageFile
from publishkit.render.font_sources import (
    FONT_ADVICE,
    Face,
    Typeface,
    packaged_typefaces,
    script_of,
)
from publishkit.render.font_subset import FontFacts, coverage, font_facts, subset_font
from publishkit.render.xml import XmlElement

__all__ = ["AUTO", "FontSet", "embedded_fonts", "shown_code_points"]

#: The word that asks for the installed font packages instead of a file.
AUTO: Final = "auto"
_ADVICE: Final = "name a .ttf, .otf or .ttc file"
_REGULAR: Final = 400
_BOLD: Final = 700
_ASCII: Final = frozenset(range(0x20, 0x7F))
#: What readers print themselves: marks of lists and of emphasis, hyphens, an ellipsis.
_GENERATED: Final = frozenset(map(ord, "•◦▪▫▸▾‣‐‑–—…●○◉◎▲△﹅﹆、。"))
_SHOWN_ATTRIBUTES: Final = ("alt", "title", "label")


@dataclass(frozen=True, slots=True)
class FontSet:
    """The files, the CSS that names and uses them, and what was wrong with other fonts."""

    files: tuple[PackageFile, ...] = ()
    css: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class _Style:
    """One ``@font-face``: a face as a family's regular, bold or italic."""

    family: str
    face: Face
    facts: FontFacts
    weight: str
    is_italic: bool


def embedded_fonts(
    wishes: Iterable[Path | Literal["auto"]],
    *,
    lang: str,
    code_points: frozenset[int],
    is_subset: bool,
) -> FontSet:
    """Returns the fonts that the user names, in their order; the same input gives the same bytes.

    The families set the text in this order, those of fixed width the code. Raises ``UsageError``
    for a file that is no font, ``MissingDependencyError`` when no font package is installed. A
    font whose maker forbids it is left out, with a diagnostic (X011).
    """
    styles: list[_Style] = []
    diagnostics: list[Diagnostic] = []
    for wish in dict.fromkeys(wishes):
        if isinstance(wish, Path):
            facts = _checked(wish)
            reason = _refusal(facts, is_subset=is_subset)
            if reason is None:
                styles += _file_styles(wish, facts, is_subset=is_subset)
            else:
                message = f"font '{wish.name}' is left out: {reason[0]}"
                diagnostics.append(diagnose("X011", message, path=wish, hint=reason[1]))
        else:
            styles += _packaged_styles(lang, code_points)
    files: dict[str, PackageFile] = {}
    rules: list[str] = []
    for style in styles:
        file = _file(style, code_points, is_subset=is_subset)
        files.setdefault(file.name, file)
        rules.append(_rule(style, file))
    css = "".join(f"{rule}\n" for rule in (*rules, *_families(styles)))
    return FontSet(tuple(files.values()), css, tuple(diagnostics))


def shown_code_points(pages: Iterable[XmlElement], css: str) -> frozenset[int]:
    """Returns every character that a book may show: its text, ruby and formulas included.

    ASCII is always among them, for numbers of lists; so are the capitals of the text, for small
    ones, and all characters of the style sheets, for generated content.
    """
    characters = set(css)
    for root in pages:
        for text in root.itertext():
            characters.update(text)
        for element in root.iter():
            for name in _SHOWN_ATTRIBUTES:
                characters.update(element.get(name, ""))
    capitals = {letter for character in characters for letter in character.upper()}
    return frozenset(map(ord, characters | capitals)) | _ASCII | _GENERATED


# --- from wishes to faces ---------------------------------------------------------------------


def _checked(path: Path) -> FontFacts:
    if not path.is_file():
        raise UsageError(f"no font file '{path}'", hint=f"{_ADVICE}, or '{AUTO}'")
    try:
        if coverage(path, 0):
            return font_facts(path)
    except MissingDependencyError as error:
        raise UsageError(f"'{path}' is no font", hint=_ADVICE) from error
    raise UsageError(f"'{path}' is no font", hint=_ADVICE)


def _refusal(facts: FontFacts, *, is_subset: bool) -> tuple[str, str] | None:
    """Returns why a font may not be in the book, and what to do."""
    if not facts.may_embed:
        return (
            "its maker forbids to embed it (OS/2 fsType)",
            "take a font under a free licence, such as one of the Noto fonts",
        )
    if is_subset and not facts.may_subset:
        return (
            "its maker forbids to embed a part of it (OS/2 fsType)",
            "embed the whole font with --set epub.subset_fonts=false",
        )
    return None


def _file_styles(path: Path, facts: FontFacts, *, is_subset: bool) -> Iterator[_Style]:
    low, high = facts.weights
    if low == high:
        yield _Style(facts.family, Face(path), facts, str(low), facts.is_italic)
    elif not is_subset and not facts.is_collection:
        yield _Style(facts.family, Face(path), facts, f"{low} {high}", facts.is_italic)
    else:
        # Few readers know variable fonts: their regular and bold become fonts of their own.
        weights = [weight for weight in (_REGULAR, _BOLD) if low <= weight <= high] or [low]
        for weight in weights:
            face = Face(path, axes=(("wght", float(weight)),))
            yield _Style(facts.family, face, facts, str(weight), facts.is_italic)


def _packaged_styles(lang: str, code_points: frozenset[int]) -> Iterator[_Style]:
    wanted = frozenset(point for point in code_points if point > 0x20)
    typefaces = packaged_typefaces(lang, wanted)
    if not typefaces or (script_of(lang) and "CJK" not in typefaces[0].traits):
        raise MissingDependencyError("epub.fonts=auto needs the font packages", hint=FONT_ADVICE)
    for typeface in typefaces:
        yield from _typeface_styles(typeface)


def _typeface_styles(typeface: Typeface) -> Iterator[_Style]:
    for face, weight, is_italic in (
        (typeface.regular, _REGULAR, False),
        (typeface.bold, _BOLD, False),
        (typeface.italic, _REGULAR, True),
        (typeface.bold_italic, _BOLD, True),
    ):
        if face is not None:
            facts = font_facts(face.path, face.index)
            yield _Style(typeface.name, face, facts, str(weight), is_italic)


# --- from faces to files and CSS --------------------------------------------------------------


def _file(style: _Style, code_points: frozenset[int], *, is_subset: bool) -> PackageFile:
    face, facts = style.face, style.facts
    if not is_subset and not facts.is_collection and not face.axes:
        data = face.path.read_bytes()
    else:
        every = coverage(face.path, face.index)
        data = subset_font(
            face.path,
            face.index,
            code_points=every & code_points if is_subset else every,
            axes=face.axes,
            has_all_features=not is_subset,
        )
    kind = "otf" if facts.is_cff else "ttf"
    digest = hashlib.sha256(data).hexdigest()[:16]
    return PackageFile(f"f-{digest}", f"font/{digest}.{kind}", f"font/{kind}", data)


def _rule(style: _Style, file: PackageFile) -> str:
    return (
        f"@font-face {{ font-family: {_quoted(style.family)}; font-weight: {style.weight}; "
        f"font-style: {'italic' if style.is_italic else 'normal'}; "
        f'src: url("{file.name}"); }}'
    )


def _families(styles: list[_Style]) -> Iterator[str]:
    text = dict.fromkeys(item.family for item in styles if not item.facts.is_monospace)
    code = dict.fromkeys(item.family for item in styles if item.facts.is_monospace)
    if text:
        yield f"body {{ font-family: {', '.join(map(_quoted, text))}; }}"
    if code:
        names = ", ".join(map(_quoted, code))
        yield f"code, kbd, samp, pre {{ font-family: {names}, monospace; }}"


def _quoted(name: str) -> str:
    return '"{}"'.format("".join(char for char in name if char.isprintable() and char not in '"\\'))
