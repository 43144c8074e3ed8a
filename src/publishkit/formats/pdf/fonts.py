"""Which faces a document needs: the user's, those of installed font packages, the system's.

Every character of the document is looked up in the faces' own tables before anything is set, so
that no character is lost in silence: what none of them has is reported.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from publishkit.errors import MissingDependencyError, UsageError
from publishkit.formats.pdf.symbols import DRAWN
from publishkit.render.font_sources import (
    FONT_ADVICE,
    GAP_FACES,
    TEXT_FACES,
    Face,
    Typeface,
    installed_typefaces,
    packaged_typeface,
    script_of,
)
from publishkit.render.font_subset import coverage

__all__ = [
    "MORE_FONTS_ADVICE",
    "FontPlan",
    "FontWishes",
    "plan_fonts",
    "visible_code_points",
]

MORE_FONTS_ADVICE: Final = "pip install 'publishkit[fonts]'"

_HEADING: Final = {
    "hans": ("sans-sc",),
    "hant": ("sans-tc", "sans-sc"),
    "ja": ("sans-jp", "sans-sc"),
    "ko": ("sans-kr", "sans-sc"),
}
_SKIPPED: Final = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Cs"})


@dataclass(frozen=True, slots=True)
class FontWishes:
    """Fonts that the user names: each a file, an installed family, or empty."""

    text: str = ""
    heading: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class FontPlan:
    """The typefaces for each kind of text, the first one that has a character is taken.

    ``emphasis`` is empty when the text's own typeface has an italic. ``missing`` are code points
    that no face has; ``is_proportional`` tells that a Chinese face sets text of another script, so
    that quotation marks must not be full width.
    """

    text: tuple[Typeface, ...]
    heading: tuple[Typeface, ...]
    code: tuple[Typeface, ...]
    emphasis: tuple[Typeface, ...]
    missing: frozenset[int]
    is_proportional: bool = False

    @property
    def typefaces(self) -> tuple[Typeface, ...]:
        """Every typeface once."""
        return tuple(dict.fromkeys((*self.text, *self.heading, *self.code, *self.emphasis)))


def visible_code_points(text: str) -> frozenset[int]:
    """Returns the code points that need a glyph: no spaces, controls, variation selectors."""
    return frozenset(
        ord(char)
        for char in set(text)
        if unicodedata.category(char) not in _SKIPPED
        and not 0xFE00 <= ord(char) <= 0xFE0F
        and not 0xE0100 <= ord(char) <= 0xE01EF
    )


def plan_fonts(
    needed: frozenset[int], lang: str, *, wishes: FontWishes, has_code: bool
) -> FontPlan:
    """Returns typefaces that have the needed code points, as far as this machine can.

    Raises ``MissingDependencyError`` when there is no font for the document's main script, and
    ``UsageError`` when a font that the user names is not there.
    """
    system = _System()
    script = script_of(lang)
    text = _wished(wishes.text, system) or _text_typefaces(script, needed, lang, system)
    heading = _wished(wishes.heading, system) or _packaged(_HEADING.get(script, ())) or text
    code: tuple[Typeface, ...] = ()
    if has_code or wishes.code:
        code = _wished(wishes.code, system) or _packaged(("mono",)) or system.generic("monospace")
    if not text:
        raise _no_font("any")
    gaps = set(needed - DRAWN)
    for typeface in text:
        gaps -= typeface.code_points
    fillers: list[Typeface] = []
    for typeface in (*heading, *_packaged(GAP_FACES)):
        if typeface not in text and gaps & typeface.code_points:
            fillers.append(typeface)
            gaps -= typeface.code_points
    for typeface in system.fill(gaps):
        fillers.append(typeface)
        gaps -= typeface.code_points
    _refuse_if_unreadable(needed, gaps)
    chain = tuple(dict.fromkeys((*text, *fillers)))
    headings = tuple(dict.fromkeys((*heading, *chain)))
    # Chinese has no italic, and WeasyPrint 70 slants nothing: another typeface emphasises.
    italic = () if text[0].italic else tuple(f for f in _packaged(("serif-latin",)) if f.italic)
    return FontPlan(
        text=chain,
        heading=headings,
        code=tuple(dict.fromkeys((*code, *heading, *chain))),
        emphasis=() if text[0].italic else (*italic, *headings),
        missing=frozenset(gaps),
        is_proportional=not script and any("CJK" in face.traits for face in text),
    )


def _packaged(names: Iterable[str]) -> tuple[Typeface, ...]:
    found = (packaged_typeface(name) for name in names)
    return tuple(typeface for typeface in found if typeface is not None)


def _text_typefaces(
    script: str, needed: frozenset[int], lang: str, system: _System
) -> tuple[Typeface, ...]:
    """Returns the faces of running text: one that has every letter of the document's script."""
    if script:
        found = _packaged(TEXT_FACES[script])[:1] or system.best(_SCRIPT_SAMPLES[script])
        return found or system.generic("serif")
    letters = frozenset(
        point for point in needed if point < 0x2E80 and unicodedata.category(chr(point))[0] == "L"
    )
    for typeface in _packaged(("serif-latin", "serif-sc")):
        if {point for point in letters if point < 0x530} <= typeface.code_points:
            return (typeface,)
    return system.generic("serif") or system.best(frozenset(b"Aa"))


#: Characters that tell a font of a script from others.
_SCRIPT_SAMPLES: Final = {
    "hans": frozenset(map(ord, "这个文书")),
    "hant": frozenset(map(ord, "這個文書")),
    "ja": frozenset(map(ord, "あア文書")),
    "ko": frozenset(map(ord, "한글")),
}


def _refuse_if_unreadable(needed: frozenset[int], gaps: set[int]) -> None:
    ideographs = {point for point in needed if _is_east_asian(point)}
    if ideographs and ideographs <= gaps:
        raise _no_font("Chinese, Japanese or Korean")


def _no_font(what: str) -> MissingDependencyError:
    return MissingDependencyError(f"no font for {what} text is installed", hint=FONT_ADVICE)


def _is_east_asian(point: int) -> bool:
    return 0x3040 <= point <= 0x9FFF or 0xAC00 <= point <= 0xD7A3 or 0x20000 <= point <= 0x3FFFF


def _wished(name: str, system: _System) -> tuple[Typeface, ...]:
    """Returns the typeface that the user names, or nothing when no name is given."""
    if not name:
        return ()
    path = Path(name)
    if path.suffix.lower() in {".ttf", ".otf", ".ttc", ".otc"}:
        points = coverage(path, 0)
        if not points:
            raise UsageError(f"no font in file '{name}'", hint="name a .ttf, .otf or .ttc file")
        return (Typeface(path.stem, Face(path), bold=Face(path, axes=(("wght", 700.0),))),)
    found = system.named(name)
    if not found:
        raise UsageError(
            f"no font '{name}' is installed", hint="see 'fc-list : family', or name a file"
        )
    return found


class _System:
    """The fonts that fontconfig knows, asked for once and only when they are needed."""

    def __init__(self) -> None:
        self._known: tuple[Typeface, ...] | None = None

    @property
    def _typefaces(self) -> tuple[Typeface, ...]:
        if self._known is None:
            self._known = installed_typefaces()
        return self._known

    def named(self, name: str) -> tuple[Typeface, ...]:
        wanted = name.casefold()
        return tuple(face for face in self._typefaces if face.name.casefold() == wanted)[:1]

    def generic(self, kind: str) -> tuple[Typeface, ...]:
        return tuple(face for face in self._typefaces if kind in face.traits)[:1]

    def best(self, points: frozenset[int]) -> tuple[Typeface, ...]:
        return tuple(face for face in self._typefaces if points <= face.code_points)[:1]

    def fill(self, gaps: set[int]) -> list[Typeface]:
        """Returns typefaces that have some of the code points, the most useful first."""
        rest, chosen = set(gaps), list[Typeface]()
        while rest:
            best = max(self._typefaces, key=lambda face: len(rest & face.code_points), default=None)
            if best is None or not rest & best.code_points:
                break
            chosen.append(best)
            rest -= best.code_points
        return chosen
