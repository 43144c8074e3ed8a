"""The XHTML pages of a book: filled templates, checked, conformed, with what is true of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from publishkit.errors import ConfigurationError, ExportError
from publishkit.formats.epub.attributes import is_language_tag
from publishkit.formats.epub.content import conform, unlink_dangling
from publishkit.formats.epub.metadata import (
    ContentFacts,
    clean_text,
    without_illegal,
)
from publishkit.render.direction import direction_of
from publishkit.render.svg import clean_svg
from publishkit.render.templates import render_template
from publishkit.render.xml import XmlElement, parse_xml, print_xml

__all__ = ["DECORATIVE", "Page", "PageMaker", "printed_date"]

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
_XHTML: Final = "{http://www.w3.org/1999/xhtml}"
_MATHML: Final = "{http://www.w3.org/1998/Math/MathML}"
#: Image types that can hold an animation.
_MOVING: Final = (".gif", ".webp")

#: The class of an image that is there for its looks: its empty ``alt`` lacks nothing.
DECORATIVE: Final = "decorative"


@dataclass(frozen=True, slots=True)
class Page:
    """A finished page; ``ids`` are the places in it that links can name."""

    name: str
    root: XmlElement
    ids: frozenset[str] = frozenset()
    facts: ContentFacts = field(default_factory=ContentFacts)

    @property
    def properties(self) -> tuple[str, ...]:
        """The properties of its manifest item (EPUB 3.3, D.6.1)."""
        return ("mathml",) if self.facts.has_mathml else ()

    @property
    def sources(self) -> frozenset[str]:
        """The names of the files that the page shows."""
        names = (item.get(name) for item in self.root.iter() for name in ("src", "poster"))
        return frozenset(filter(None, names))

    def linked(self, ids_by_page: dict[str, frozenset[str]]) -> Page:
        """Returns the page; its links to places that no page has are text now."""
        body = self.root.find(f"{_XHTML}body")
        unlink_dangling(body, page=self.name, targets=dict(ids_by_page))
        return self

    def data(self) -> bytes:
        """The bytes of the file."""
        return _HEAD.encode() + print_xml(self.root) + b"\n"


@dataclass(frozen=True, slots=True)
class PageMaker:
    """Makes pages from the templates in ``templates/epub``, or the user's own."""

    template_dir: Path | None = None

    def page(
        self,
        template: str,
        name: str,
        *,
        lang: str,
        title: str,
        opening_level: int = 1,
        **values: Any,
    ) -> Page:
        """Returns a page whose body meets the schema; its headings begin at ``opening_level``.

        Raises ``ConfigurationError`` when a user's template is not well-formed XHTML.
        """
        root = self._root(template, name, lang=lang, title=title, **values)
        body = root.find(f"{_XHTML}body")
        if body is None:
            raise ConfigurationError(
                f"template 'epub/{template}.xhtml' has no body", path=self.template_dir
            )
        ids = conform(body, opening_level)
        return Page(name, root, ids, _facts(body))

    def nav(self, name: str, *, lang: str, title: str, **values: Any) -> Page:
        """Returns the navigation document, whose own schema our template meets."""
        return Page(name, self._root("nav", name, lang=lang, title=title, **values))

    def picture(self, template: str, **values: Any) -> bytes:
        """Returns an SVG drawing; what is active or remote in a user's template is taken out.

        Raises ``ConfigurationError`` when a user's template is no well-formed SVG.
        """
        text = render_template(f"epub/{template}.svg", template_dir=self.template_dir, **values)
        data = clean_svg(without_illegal(text).encode())
        if data is None:
            raise ConfigurationError(
                f"template 'epub/{template}.svg' does not give a well-formed SVG image",
                path=self.template_dir,
            )
        return data

    def _root(self, template: str, name: str, *, lang: str, title: str, **values: Any) -> Any:
        if not is_language_tag(lang):
            lang = "und"
        text = render_template(
            f"epub/{template}.xhtml",
            template_dir=self.template_dir,
            lang=lang,
            direction=direction_of(lang),
            title=clean_text(title) or "-",
            **values,
        )
        root = parse_xml(without_illegal(text), is_ours=True)
        if root is None and self.template_dir is not None:
            raise ConfigurationError(
                f"template 'epub/{template}.xhtml' does not give well-formed XHTML",
                path=self.template_dir,
                hint="close every element and write &#160; for &nbsp;",
            )
        if root is None:
            raise ExportError(f"the page '{name}' is not well-formed")
        return root


def _facts(body: XmlElement) -> ContentFacts:
    images = list(body.iter(f"{_XHTML}img"))
    videos = list(body.iter(f"{_XHTML}video"))
    has_video = bool(videos)
    return ContentFacts(
        has_images=bool(images),
        has_missing_alternatives=any(_lacks_alternative(image) for image in images),
        has_mathml=body.find(f".//{_MATHML}math") is not None,
        has_audio=body.find(f".//{_XHTML}audio") is not None,
        has_video=has_video,
        has_uncaptioned_video=any(not _has_captions(video) for video in videos),
        has_endnotes=any(item.get("role") == "doc-endnotes" for item in body.iter()),
        may_flash=has_video or any(image.get("src", "").endswith(_MOVING) for image in images),
    )


def _lacks_alternative(image: XmlElement) -> bool:
    return not image.get("alt", "").strip() and DECORATIVE not in image.get("class", "").split()


def _has_captions(video: XmlElement) -> bool:
    return any(track.get("kind") == "captions" for track in video.iter(f"{_XHTML}track"))


def printed_date(date: datetime | None, *, lang: str) -> str:
    """Returns a day as it is written in Chinese and Japanese, else by ISO 8601."""
    if date is None:
        return ""
    if lang.lower().split("-")[0] in {"zh", "ja"}:
        return f"{date.year}年{date.month}月{date.day}日"
    return date.date().isoformat()
