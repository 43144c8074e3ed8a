"""From a font plan to small font files in the store and the CSS that names them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from publishkit.formats.pdf.fetcher import ResourceStore
from publishkit.formats.pdf.fonts import FontPlan
from publishkit.formats.pdf.symbols import DRAWN, symbol_font
from publishkit.render.font_sources import Face, Typeface
from publishkit.render.font_subset import subset_font

__all__ = ["font_css"]

#: Goes before the names of our families, so that none is an installed one's.
_MARK: Final = "PK"
_SYMBOLS: Final = f"{_MARK} Symbols"


@dataclass(frozen=True, slots=True)
class _Style:
    face: Face
    weight: int
    is_italic: bool


def font_css(plan: FontPlan, code_points: frozenset[int], *, store: ResourceStore) -> str:
    """Returns ``@font-face`` rules and the families of text, headings and code.

    Each face is cut down to ``code_points`` and put into ``store``. The families are the CSS
    classes' custom properties ``--text``, ``--heading`` and ``--code`` of ``styles/pdf.css``.
    """
    rules: list[str] = []
    known: dict[Face, str] = {}
    for typeface in plan.typefaces:
        for style in _styles(typeface):
            url = _stored(style.face, code_points, store, known)
            name = _name(typeface)
            rules.append(_rule(name, url, weight=style.weight, is_italic=style.is_italic))
    drawn = (DRAWN & code_points) | plan.missing
    families = ""
    if drawn:
        data = symbol_font(drawn, family=_SYMBOLS)
        url = store.add("font", "symbols.ttf", data, media_type="font/ttf")
        rules += [_rule(_SYMBOLS, url, weight=weight) for weight in (400, 700)]
        families = f', "{_SYMBOLS}"'
    for kind, chain in (("text", plan.text), ("heading", plan.heading), ("code", plan.code)):
        names = ", ".join(f'"{_name(typeface)}"' for typeface in chain or plan.text)
        rules.append(f":root {{ --{kind}: {names}{families} }}")
    if plan.emphasis:
        names = ", ".join(f'"{_name(typeface)}"' for typeface in plan.emphasis)
        slope = "italic" if plan.emphasis[0].italic else "normal"
        rules.append(
            f"em, i, cite, dfn, var, address {{ font-family: {names}{families}; "
            f"font-style: {slope} }}"
        )
    return "\n".join(rules)


def _styles(typeface: Typeface) -> Iterator[_Style]:
    yield _Style(typeface.regular, 400, False)
    if typeface.bold is not None:
        yield _Style(typeface.bold, 700, False)
    if typeface.italic is not None:
        yield _Style(typeface.italic, 400, True)
    if typeface.bold_italic is not None:
        yield _Style(typeface.bold_italic, 700, True)


def _stored(
    face: Face, code_points: Iterable[int], store: ResourceStore, known: dict[Face, str]
) -> str:
    """Puts a face into the store, once for all the families that have it."""
    if face not in known:
        data = subset_font(face.path, face.index, code_points=code_points, axes=face.axes)
        name = f"{len(known)}-{face.path.name}"
        known[face] = store.add("font", name, data, media_type="font/sfnt")
    return known[face]


def _name(typeface: Typeface) -> str:
    return f"{_MARK} {typeface.name}".replace('"', "")


def _rule(family: str, url: str, *, weight: int, is_italic: bool = False) -> str:
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; '
        f'font-style: {"italic" if is_italic else "normal"}; src: url("{url}") }}'
    )
