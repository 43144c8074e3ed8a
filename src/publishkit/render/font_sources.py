"""Where font files are: in installed packages, and in fontconfig's list of the system's fonts.

The packages hold Google's and Adobe's Noto faces (SIL Open Font License 1.1); only their files
are used, none of their code is run. ``docs/formats/pdf.md`` tells how the files were checked.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Final

from publishkit.render.font_subset import coverage

__all__ = [
    "FONT_ADVICE",
    "GAP_FACES",
    "TEXT_FACES",
    "Face",
    "Typeface",
    "installed_typefaces",
    "packaged_typeface",
    "packaged_typefaces",
    "script_of",
]

FONT_ADVICE: Final = "pip install 'publishkit[cjk]'"

Axes = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Face:
    """One style of a typeface: a font file, the number of the face in it, and its axes' values."""

    path: Path
    index: int = 0
    axes: Axes = ()


@dataclass(frozen=True)
class Typeface:
    """A family of faces under one name; the styles that it lacks are ``None``.

    ``traits`` are ``serif``, ``monospace`` and ``CJK``, as far as they are true of it.
    """

    name: str
    regular: Face
    bold: Face | None = None
    italic: Face | None = None
    bold_italic: Face | None = None
    traits: frozenset[str] = field(default=frozenset(), compare=False)

    @cached_property
    def code_points(self) -> Set[int]:
        """What the regular face has glyphs for."""
        return coverage(self.regular.path, self.regular.index)


_REGULAR: Final[Axes] = (("wght", 400.0),)
_BOLD: Final[Axes] = (("wght", 700.0),)
_CJK: Final = "justmytype_intl_cjk:fonts/ofl"
_ZH: Final = "pylopdf_fonts_zh_cn:"
_WEST: Final = "justmytype_western_core:fonts/ofl"
_RTL: Final = "justmytype_intl_rtl:fonts/ofl"
_SOUTH: Final = "justmytype_intl_south_asia:fonts/ofl"
_MANIM: Final = "manimgx_fonts:"


@dataclass(frozen=True, slots=True)
class _Package:
    """The files of a typeface: the first file that is there is taken for each style.

    A file is written ``module:path``; variable files serve for several styles.
    """

    name: str
    regular: tuple[str, ...]
    bold: tuple[str, ...] = ()
    italic: tuple[str, ...] = ()
    traits: frozenset[str] = frozenset()


def _variable(name: str, *files: str, italic: str = "", traits: Iterable[str] = ()) -> _Package:
    return _Package(name, files, files, (italic,) if italic else (), frozenset(traits))


#: Scripts and signs of the package that has the emoji.
_MORE_SCRIPTS: Final = (
    "Symbols", "Thai", "Lao", "Khmer", "Myanmar", "Armenian", "Georgian", "Ethiopic", "Gujarati",
    "Gurmukhi", "Kannada", "Malayalam", "Oriya", "Sinhala",
)  # fmt: skip
_SANS_SC: Final = f"{_CJK}/notosanssc/NotoSansSC[wght].ttf"
_PACKAGES: Final = {
    # There is no Noto Serif SC Bold on PyPI; Chinese typography sets bold in Hei anyway.
    "serif-sc": _Package(
        "Noto Serif SC",
        (f"{_ZH}NotoSerifSC-Regular.otf",),
        (_SANS_SC,),
        traits=frozenset({"serif", "CJK"}),
    ),
    "sans-sc": _Package(
        "Noto Sans SC",
        (f"{_ZH}NotoSansSC-Regular.otf", _SANS_SC),
        (_SANS_SC,),
        traits=frozenset({"CJK"}),
    ),
    "sans-tc": _variable(
        "Noto Sans TC", f"{_CJK}/notosanstc/NotoSansTC[wght].ttf", traits=("CJK",)
    ),
    "sans-jp": _variable(
        "Noto Sans JP", f"{_CJK}/notosansjp/NotoSansJP[wght].ttf", traits=("CJK",)
    ),
    "sans-kr": _variable(
        "Noto Sans KR", f"{_CJK}/notosanskr/NotoSansKR[wght].ttf", traits=("CJK",)
    ),
    "serif-latin": _variable(
        "Noto Serif",
        f"{_WEST}/notoserif/NotoSerif[wdth,wght].ttf",
        italic=f"{_WEST}/notoserif/NotoSerif-Italic[wdth,wght].ttf",
        traits=("serif",),
    ),
    "mono": _variable(
        "Noto Sans Mono",
        f"{_WEST}/notosansmono/NotoSansMono[wdth,wght].ttf",
        traits=("monospace",),
    ),
    "symbols": _Package(
        "Noto Sans Symbols 2", (f"{_WEST}/notosanssymbols2/NotoSansSymbols2-Regular.ttf",)
    ),
    "arabic": _variable(
        "Noto Sans Arabic",
        f"{_RTL}/notosansarabic/NotoSansArabic[wdth,wght].ttf",
        f"{_MANIM}NotoSansArabic[wght].ttf",
    ),
    "hebrew": _variable(
        "Noto Sans Hebrew",
        f"{_RTL}/notosanshebrew/NotoSansHebrew[wdth,wght].ttf",
        f"{_MANIM}NotoSansHebrew[wght].ttf",
    ),
    "devanagari": _variable(
        "Noto Sans Devanagari",
        f"{_SOUTH}/notosansdevanagari/NotoSansDevanagari[wdth,wght].ttf",
        f"{_MANIM}NotoSansDevanagari[wght].ttf",
    ),
    "bengali": _variable(
        "Noto Sans Bengali",
        f"{_SOUTH}/notosansbengali/NotoSansBengali[wdth,wght].ttf",
        f"{_MANIM}NotoSansBengali[wght].ttf",
    ),
    "tamil": _variable(
        "Noto Sans Tamil",
        f"{_SOUTH}/notosanstamil/NotoSansTamil[wdth,wght].ttf",
        f"{_MANIM}NotoSansTamil[wght].ttf",
    ),
    "telugu": _variable(
        "Noto Sans Telugu",
        f"{_SOUTH}/notosanstelugu/NotoSansTelugu[wdth,wght].ttf",
        f"{_MANIM}NotoSansTelugu[wght].ttf",
    ),
    # Emoji as outlines, in one colour, for which neither PDF nor a printer needs anything more.
    "emoji": _variable("Noto Emoji", f"{_MANIM}NotoEmoji[wght].ttf"),
    **{
        f"more-{name.lower()}": _variable(f"Noto Sans {name}", f"{_MANIM}NotoSans{name}[wght].ttf")
        for name in _MORE_SCRIPTS
    },
}

#: The packaged faces to try for text of a script, in order.
TEXT_FACES: Final = {
    "hans": ("serif-sc", "sans-sc"),
    "hant": ("sans-tc", "serif-sc", "sans-sc"),
    "ja": ("sans-jp", "serif-sc", "sans-sc"),
    "ko": ("sans-kr", "serif-sc", "sans-sc"),
}
#: What fills the gaps, in this order, whatever the language.
GAP_FACES: Final = (
    "serif-sc", "sans-sc", "sans-tc", "sans-jp", "sans-kr", "serif-latin", "symbols", "arabic",
    "hebrew", "devanagari", "bengali", "tamil", "telugu", "emoji",
    *(f"more-{name.lower()}" for name in _MORE_SCRIPTS),
)  # fmt: skip


def script_of(lang: str) -> str:
    """Returns which of ``TEXT_FACES`` a language tag asks for, or nothing."""
    parts = lang.lower().split("-")
    if parts[0] in {"zh", "cmn", "yue"}:
        return "hant" if {"hant", "tw", "hk", "mo"}.intersection(parts) else "hans"
    return parts[0] if parts[0] in {"ja", "ko"} else ""


def packaged_typefaces(lang: str, needed: frozenset[int]) -> tuple[Typeface, ...]:
    """Returns packaged typefaces for text in a language, the best first; none when not installed.

    The first is that of the language; others follow as far as they have ``needed`` code points
    that those before them lack.
    """
    names = TEXT_FACES.get(script_of(lang), ("serif-latin", "serif-sc"))
    first = next(filter(None, map(packaged_typeface, names)), None)
    chosen = [] if first is None else [first]
    gaps = set(needed).difference(*(typeface.code_points for typeface in chosen))
    for typeface in filter(None, map(packaged_typeface, GAP_FACES)):
        if gaps & typeface.code_points:
            chosen.append(typeface)
            gaps -= typeface.code_points
    return tuple(chosen)


def packaged_typeface(name: str) -> Typeface | None:
    """Returns a typeface of a font package by its short name, ``None`` when not installed."""
    package = _PACKAGES[name]
    regular = _packaged_face(package.regular, _REGULAR)
    if regular is None:
        return None
    return Typeface(
        package.name,
        regular,
        bold=_packaged_face(package.bold, _BOLD),
        italic=_packaged_face(package.italic, _REGULAR),
        bold_italic=_packaged_face(package.italic, _BOLD),
        traits=package.traits,
    )


def _packaged_face(files: tuple[str, ...], axes: Axes) -> Face | None:
    for file in files:
        module, _, rest = file.partition(":")
        spec = find_spec(module)
        for folder in (spec and spec.submodule_search_locations) or ():
            path = Path(folder, rest)
            if path.is_file():
                return Face(path, axes=axes)
    return None


# --- fontconfig -----------------------------------------------------------------------------

#: fontconfig's numbers (FcWeight): medium and below is regular, demibold and above is bold.
_FIELDS: Final = ("family[0]", "weight", "width", "slant", "spacing", "color", "index", "file")
_FORMAT: Final = "\\t".join(f"%{{{name}}}" for name in _FIELDS) + "\\n"
_MEDIUM, _DEMIBOLD = 100, 180
_MONOSPACE: Final = "100"
#: What stands above the face's number for a variable font as a whole, not for an instance of it.
_VARIABLE: Final = 0x8000
#: Families that are good for any text come first; the rest follow by name.
_PREFERRED: Final = ("noto serif", "noto sans", "source", "dejavu serif", "dejavu sans")
_TIMEOUT: Final = 30


@dataclass(frozen=True, slots=True)
class _Installed:
    family: str
    is_slanted: bool
    is_monospace: bool
    weight: int
    width: int
    face: Face


def installed_typefaces() -> tuple[Typeface, ...]:
    """Returns the system's typefaces that can be embedded, the best for text first.

    Asks ``fc-list``, which comes with Pango; without it there are none. Colour fonts and the
    named instances of variable fonts are left out.
    """
    faces = sorted(_installed_faces(), key=_rank)
    typefaces: list[Typeface] = []
    for (_, family), group in groupby(faces, key=lambda item: _rank(item)[:2]):
        members = list(group)
        regular = _nearest(members, 80, is_slanted=False)
        if regular is None:
            continue
        typefaces.append(
            Typeface(
                members[0].family,
                regular,
                bold=_nearest(members, 200, is_slanted=False, at_least=_DEMIBOLD),
                italic=_nearest(members, 80, is_slanted=True, at_most=_MEDIUM),
                bold_italic=_nearest(members, 200, is_slanted=True, at_least=_DEMIBOLD),
                traits=frozenset(_traits(family, members)),
            )
        )
    return tuple(typefaces)


def _installed_faces() -> Iterator[_Installed]:
    try:
        listing = subprocess.run(
            ["fc-list", "--format", _FORMAT],
            capture_output=True,
            timeout=_TIMEOUT,
            check=True,
        ).stdout.decode("utf-8", "surrogateescape")
    except (OSError, subprocess.SubprocessError):
        return
    for line in listing.splitlines():
        parts = line.split("\t")
        if len(parts) != len(_FIELDS) or not parts[6].isdigit():
            continue
        family, weight, width, slant, spacing, color, index, file = parts
        path, number, instance = Path(file), int(index) & 0xFFFF, int(index) >> 16
        is_font = path.suffix.lower() in {".ttf", ".otf", ".ttc", ".otc"}
        if not is_font or color == "True" or instance not in {0, _VARIABLE}:
            continue
        styles = (family, slant != "0", spacing == _MONOSPACE)
        if weight.startswith("["):
            yield _Installed(*styles, 80, 100, Face(path, number, _REGULAR))
            yield _Installed(*styles, 200, 100, Face(path, number, _BOLD))
        elif weight.isdigit() and width.isdigit():
            yield _Installed(*styles, int(weight), int(width), Face(path, number))


def _rank(item: _Installed) -> tuple[int, str, str, int]:
    family = item.family.casefold()
    order = next(
        (k for k, start in enumerate(_PREFERRED) if family.startswith(start)), len(_PREFERRED)
    )
    return order, family, str(item.face.path), item.face.index


def _nearest(
    members: list[_Installed],
    weight: int,
    *,
    is_slanted: bool,
    at_least: int = 0,
    at_most: int = 1000,
) -> Face | None:
    fitting = [
        item
        for item in members
        if item.is_slanted == is_slanted and at_least <= item.weight <= at_most
    ]
    best = min(
        fitting,
        key=lambda item: (abs(item.width - 100), abs(item.weight - weight)),
        default=None,
    )
    return None if best is None else best.face


def _traits(family: str, members: list[_Installed]) -> Iterator[str]:
    if members[0].is_monospace or "mono" in family:
        yield "monospace"
    elif "serif" in family and "sans" not in family:
        yield "serif"
    if "cjk" in family:
        yield "CJK"
