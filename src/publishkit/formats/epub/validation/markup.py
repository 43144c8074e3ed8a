"""The elements of a page with their places, read without asking whether the page is well-formed.

Validators name a line and a column of a page, or show an element's markup. What the author knows of
that place is its text, its heading, the image or the link: they are found here.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

__all__ = ["Element", "Page"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: A tag, or what is no tag but begins like one. Quoted values hold no ``<`` in XML, so that each
#: attempt ends at the next one, and the whole takes linear time on any text.
_TAG: Final = re.compile(
    r"<(?:(?P<other>!--|!\[CDATA\[|\?)"
    r"|(?P<end>/?)(?P<name>[A-Za-z][^\s/<>]*)(?P<rest>[^<>\"']*(?:(?:\"[^\"<]*\"|'[^'<]*')[^<>\"']*)*)>)"
)
_ENDS: Final = {"!--": "-->", "![CDATA[": "]]>", "?": "?>"}
_ATTRIBUTE: Final = re.compile(r"([^\s=/\"'<>]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_HEADING: Final = re.compile("h[1-6]")
#: What pandoc makes the title of a page.
_FILE_NAME: Final = re.compile(r"\S+\.x?html?")
_SPACE: Final = re.compile(r"\s+")
_BLOCKS: Final = _words(
    "address article aside blockquote body caption dd details div dl dt figcaption figure footer"
    " h1 h2 h3 h4 h5 h6 header hr li ol p pre section summary table td th tr ul"
)
#: Marks of notes, which the source has in another form or not at all.
_NOTE_ROLES: Final = frozenset({"doc-noteref", "doc-backlink"})
_NOTE_CLASSES: Final = frozenset({"footnote-ref", "footnote-back", "footnote-backref", "noteref"})


@dataclass(slots=True)
class Element:
    """One element: ``start`` is the place of its ``<``, ``content`` that after its start tag.

    ``end`` is the place of its end tag, ``stop`` the one after it.
    """

    name: str
    attributes: dict[str, str]
    start: int
    content: int
    parent: Element | None
    end: int = -1
    stop: int = -1
    is_note_mark: bool = field(init=False)

    def __post_init__(self) -> None:
        kind = self.attributes.get("epub:type", "")
        classes = self.attributes.get("class", "").split()
        self.is_note_mark = (
            self.attributes.get("role", "") in _NOTE_ROLES
            or kind in {"noteref", "backlink"}
            or not _NOTE_CLASSES.isdisjoint(classes)
        )

    def ancestors(self) -> Iterator[Element]:
        """Yields the elements around this one, from the inside out."""
        around = self.parent
        while around is not None:
            yield around
            around = around.parent


class Page:
    """A file with markup."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """All elements, in the order of their start tags."""
        return tuple(self._scan[0])

    @cached_property
    def _scan(self) -> tuple[list[Element], list[tuple[int, Element]]]:
        """The elements, and after each tag its end with the element that it belongs to."""
        elements: list[Element] = []
        tags: list[tuple[int, Element]] = []
        tree = _OpenElements()
        place = 0
        while (match := _TAG.search(self.text, place)) is not None:
            place = match.end()
            if match["other"]:
                end = self.text.find(_ENDS[match["other"]], place)
                place = len(self.text) if end < 0 else end
            elif match["end"]:
                closed = tree.close(match["name"], match.start(), place)
                if closed is not None:
                    tags.append((place, closed))
            else:
                one = tree.open(match)
                elements.append(one)
                tags.append((place, one))
        tree.close_all(len(self.text))
        return elements, tags

    def at(self, line: int, column: int) -> Element | None:
        """Returns the element whose tag ends at a place, or the last one before it."""
        starts = self._line_starts
        if not 0 < line <= len(starts):
            return None
        place = starts[line - 1] + max(column - 1, 0)
        if column < 1:
            place = starts[line] if line < len(starts) else len(self.text)
        tags = self._scan[1]
        index = bisect_right(tags, place, key=lambda item: item[0]) - 1
        return tags[index][1] if index >= 0 else None

    def like(self, markup: str) -> Element | None:
        """Returns the first element whose start tag, and text if it has any, a snippet shows."""
        shown = Page(markup)
        if not shown.elements:
            return None
        wanted = shown.elements[0]
        values = {key: value for key, value in wanted.attributes.items() if key[:5] != "xmlns"}
        alike = [
            one
            for one in self.elements
            if one.name == wanted.name and values.items() <= one.attributes.items()
        ]
        text = shown.text_of(wanted)[:40]
        exact = [one for one in alike if self.text_of(one).startswith(text)] if text else alike
        return next(iter(exact or alike), None)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", self.text))]

    # --- text ---------------------------------------------------------------------------------

    def text_of(self, element: Element) -> str:
        """Returns the text in an element without marks of notes, white space as one space."""
        return self.text_between(element.content, element.end)

    def text_between(self, start: int, end: int) -> str:
        """Returns the text between two places without marks of notes."""
        parts: list[str] = []
        place = start
        for stop, one in self._scan[1][bisect_right(self._scan[1], start, key=lambda it: it[0]) :]:
            tag = self.text.rfind("<", 0, stop)
            if tag >= end or place >= end:
                break
            if tag < place:
                # What lies between is inside a tag, or in a mark that was skipped.
                place = max(place, stop)
                continue
            parts.append(self.text[place:tag])
            if one.name in _BLOCKS or one.name == "br":
                parts.append(" ")
            place = one.stop if one.is_note_mark and one.start == tag else stop
        parts.append(self.text[place : max(place, end)])
        return _SPACE.sub(" ", html.unescape("".join(parts))).strip()

    def before(self, element: Element, count: int = 300) -> str:
        """Returns the text before an element, about ``count`` characters of markup."""
        body = next((one.content for one in self.elements if one.name == "body"), 0)
        return self.text_between(max(body, element.start - count), element.start)

    def after(self, element: Element, count: int = 300) -> str:
        """Returns the text after an element's start, about ``count`` characters of markup."""
        return self.text_between(element.start, min(len(self.text), element.stop + count))

    # --- what the author calls the place ------------------------------------------------------

    @cached_property
    def title(self) -> str:
        """The page's title, or its first heading when that is none but the name of the file."""
        for name in ("title", "h1", "docTitle"):
            for one in self.elements:
                text = self.text_of(one) if one.name == name else ""
                if text and not _FILE_NAME.fullmatch(text):
                    return text
        return ""

    @cached_property
    def headings(self) -> tuple[tuple[int, str], ...]:
        """The text of each heading, with its place."""
        return tuple(
            (one.start, self.text_of(one))
            for one in self.elements
            if _HEADING.fullmatch(one.name) and self.text_of(one)
        )

    def heading_before(self, element: Element) -> str:
        """Returns the last heading that begins before an element ends its start tag."""
        found = [text for place, text in self.headings if place < element.content]
        return found[-1] if found else ""


class _OpenElements:
    """The elements around a place while a page is read."""

    def __init__(self) -> None:
        self._open: list[Element] = []
        self._names: Counter[str] = Counter()

    def open(self, tag: re.Match[str]) -> Element:
        """Returns the element of a start tag; it stays open unless the tag ends it as well."""
        values = {
            item[1]: html.unescape(item[2] if item[2] is not None else item[3])
            for item in _ATTRIBUTE.finditer(tag["rest"])
        }
        around = self._open[-1] if self._open else None
        one = Element(tag["name"], values, tag.start(), tag.end(), around)
        if tag["rest"].endswith("/"):
            one.end = one.stop = tag.end()
        else:
            self._open.append(one)
            self._names[one.name] += 1
        return one

    def close(self, name: str, end: int, stop: int) -> Element | None:
        """Ends the innermost open element of a name, and those in it that were left open."""
        if not self._names[name]:
            return None
        while True:
            one = self._open.pop()
            self._names[one.name] -= 1
            one.end = one.stop = end
            if one.name == name:
                one.stop = stop
                return one

    def close_all(self, place: int) -> None:
        """Ends what is open where the page ends."""
        for one in self._open:
            one.end = one.stop = place
