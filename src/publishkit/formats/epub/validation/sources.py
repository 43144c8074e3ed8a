"""Where in the author's Markdown the place of a finding comes from.

A finished book says nothing of its sources, and shall not. So the place is found again by what is
the same in both: the text, without all that Markdown and HTML put around it, the address of a
link or image, a tag of raw HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote

from publishkit.formats.epub.validation.markup import Element, Page
from publishkit.formats.source_text import Origin, SourceText, significant

__all__ = ["find_origin"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: How much text before a place, and of the place itself, has to agree; the strictest comes first.
_LENGTHS: Final = ((40, 80), (40, 24), (16, 40), (0, 120), (0, 40), (0, 20), (40, 0), (24, 0))
#: A shorter text is found everywhere.
_SHORTEST: Final = 6
#: Elements that Markdown makes; only others point to raw HTML by their name alone.
_COMMON: Final = _words(
    "html head body title meta link nav p div span section a em strong code pre blockquote ul ol"
    " li h1 h2 h3 h4 h5 h6 hr br img figure figcaption table thead tbody tfoot tr th td dl dt dd"
    " sup sub del math semantics annotation colgroup col caption aside"
)
#: The keys of front matter that an element of the package document, or a page's head, comes from.
_KEYS: Final = {
    "dc:title": "title",
    "dc:language": "lang|language|locale",
    "dc:date": "date|pubdate|published|created",
    "dc:creator": "author|authors",
    "dc:contributor": "translator|translators|editor|editors",
    "dc:subject": "tags|categories|keywords",
    "dc:description": "summary|description|excerpt",
    "dc:identifier": "id|isbn|doi|identifier",
    "dc:publisher": "publisher",
    "dc:rights": "license|rights|copyright",
    "title": "title",
    "docTitle": "title",
    "html": "lang|language|locale",
    "package": "lang|language|locale",
}
_WORD: Final = re.compile(r"\S+")
#: How many lines above its text a tag of raw HTML may stand.
_NEAR: Final = 3
#: How many lines below the text before it a short text is looked for.
_FAR: Final = 8


def find_origin(page: Page, element: Element, sources: Iterable[SourceText]) -> Origin | None:
    """Returns the place that an element of a page comes from, or ``None`` when that is not sure."""
    every = tuple(sources)
    if element.name in _KEYS and (len(every) == 1 or page.title):
        named = every if len(every) == 1 else _titled(page.title, every)
        lines = [(one, one.front_matter_line(_KEYS[element.name])) for one in named]
        if len(lines) == 1:
            return Origin(lines[0][0].path, lines[0][1])
    if element.name.startswith("dc:"):
        return None
    titles = [text for place, text in page.headings if place <= element.start]
    named = _titled(page.title, every) or _titled("\n".join(titles[-1:]), every)
    for group in (named, [one for one in every if one not in named]):
        found = [(one, line) for one in group if (line := _line_in(one, page, element))]
        if len(found) == 1:
            return Origin(found[0][0].path, found[0][1])
        if found:
            return None
    return Origin(named[0].path, 0) if len(named) == 1 else None


def _titled(title: str, sources: tuple[SourceText, ...]) -> list[SourceText]:
    """The articles of a title."""
    wanted = significant(title)
    return [one for one in sources if wanted and significant(one.title) == wanted]


def _line_in(source: SourceText, page: Page, element: Element) -> int:
    """Returns the line of one article that an element comes from, 0 when that is not sure."""
    line = _line_of_text(source, page, element)
    tag = re.compile(rf"<{re.escape(element.name)}(?=[\s/>])", re.IGNORECASE)
    raw = source.lines_with(tag)
    near = [item for item in raw if line - _NEAR <= item <= line]
    if line and near:
        return near[-1]
    addressed = [item for item in _addressed_lines(source, element) if item]
    if len(addressed) == 1:
        return addressed[0]
    if line:
        return min(addressed, key=lambda item: abs(item - line)) if addressed else line
    if len(raw) == 1 and element.name not in _COMMON:
        return raw[0]
    return 0


def _addressed_lines(source: SourceText, element: Element) -> list[int]:
    """The lines with the address, the name or the alternative text that an element has."""
    for name in ("href", "src", "alt", "name", "id", "title"):
        value = element.attributes.get(name, "").strip()
        for form in dict.fromkeys((value, unquote(value), value.rpartition("/")[2])):
            if len(form) > 1 and (lines := source.lines_with(_whole(form))):
                return lines
    return []


def _whole(form: str) -> re.Pattern[str]:
    """A pattern of a value that is not a part of a longer word."""
    start = r"(?<!\w)" if form[0].isalnum() else ""
    end = r"(?!\w)" if form[-1].isalnum() and form.isascii() else ""
    return re.compile(f"{start}{re.escape(form)}{end}")


def _line_of_text(source: SourceText, page: Page, element: Element) -> int:
    """Returns the line where the text of an element stands, 0 when that is not sure."""
    own, before = significant(page.text_of(element)), significant(page.before(element))
    heading = significant(page.heading_before(element))
    below = source.lines_of("", heading) if heading else []
    for context, length in _LENGTHS:
        left, right = before[len(before) - min(context, len(before)) :], own[:length]
        if len(left + right) < _SHORTEST or (length and not own) or (context and not before):
            continue
        lines = list(dict.fromkeys(source.lines_of(left, right)))
        if len(lines) > 1 and len(below) == 1:
            lines = [item for item in lines if item >= below[0]][:1]
        if len(lines) == 1 and (length or not own):
            return lines[0]
        if len(lines) == 1:
            # What stands after the context may be some lines further down.
            later = [item for item in source.lines_of("", own) if 0 <= item - lines[0] <= _FAR]
            return later[0] if later else lines[0]
    return _short_line(source, own, below)


def _short_line(source: SourceText, own: str, below: list[int]) -> int:
    """The line of a text that is too short to be sure of, if it stands once below its heading."""
    lines = source.lines_of("", own) if own else []
    if len(below) == 1:
        lines = [item for item in lines if item >= below[0]]
    return lines[0] if len(lines) == 1 else 0
