"""The HTML of a body as tags with lines, in time that grows with its length only."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from typing import Final, NamedTuple

from publishkit.formats.feeds.validation.html_names import OPTIONAL_END_TAGS, VOID_TAGS
from publishkit.formats.feeds.validation.namespaces import XHTML
from publishkit.formats.feeds.validation.reading import Element
from publishkit.render.tag_soup import words

__all__ = ["WRONG", "Markup", "Tag", "read_html", "read_xhtml"]

_TAG: Final = re.compile(r"<(?:(!--)|([!?])|(/?)([A-Za-z][^\s/>]*))")
_ATTRIBUTE: Final = re.compile(
    r"""[\s/]*([^\s/>"'=<][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?"""
)
_TAG_END: Final = re.compile(r"[\s/]*>")
_RAW: Final = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noframes"})
_REFERENCE: Final = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,40})(;?)")
_NUMBER: Final = re.compile(r"&#([0-9]{1,9}|[xX][0-9A-Fa-f]{1,8});?")
_TABLE_PARTS: Final = words("caption col colgroup tbody td tfoot th thead tr")
WRONG: Final = "wrong"
_MAX_DEPTH: Final = 100
#: What ends a paragraph that is open (HTML Standard, 13.1.2.4).
_ENDS_PARAGRAPH: Final = words(
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hgroup hr main menu nav ol p pre search section summary"
    " table ul"
)


class Tag(NamedTuple):
    """A start tag.

    ``namespace`` is empty for HTML, else the prefix that is usual for it, such as ``svg``, its
    address in braces where none is, or ``WRONG`` for none at all or the feed's own.
    """

    name: str
    attributes: dict[str, str]
    line: int
    namespace: str = ""


class Markup(NamedTuple):
    """What a body holds. ``faults`` are rule, value and line of what is broken."""

    tags: tuple[Tag, ...]
    faults: tuple[tuple[str, str, int], ...]
    #: Comments and instructions, with their lines.
    notes: tuple[tuple[str, int], ...]
    text: str


def read_html(source: str, line: int) -> Markup:
    """Returns the tags of a body whose first character is on ``line``."""
    return _Scanner(source, line).run()


def read_xhtml(element: Element) -> Markup:
    """Returns the tags of what is in an element as XML, which is balanced by being XML."""
    tags: list[Tag] = []
    texts: list[str] = []
    stack = list(reversed(element.children))
    while stack:
        one = stack.pop()
        prefix, colon, _ = one.key.partition(":")
        namespace = "" if one.namespace == XHTML else prefix if colon and prefix else WRONG
        tags.append(Tag(one.name, one.attributes, one.line, namespace))
        texts.append(one.text)
        stack += reversed(one.children)
    return Markup(tuple(tags), (), (), " ".join(texts))


def _stands_for_a_character(digits: str) -> bool:
    """Whether a number is that of a character, and none of Windows' encoding."""
    number = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    is_character = 0 < number < 0xD800 or 0xDFFF < number < 0x110000
    return is_character and not 0x80 <= number < 0xA0


class _Scanner:
    """Reads tags one after another and keeps which elements are open."""

    def __init__(self, source: str, line: int) -> None:
        self.source = source
        self.line = line
        self.counted = 0
        self.open: list[Tag] = []
        #: How many elements of a name are open, so that what is not is not searched for.
        self.counts: Counter[str] = Counter()
        self.tags: list[Tag] = []
        self.faults: list[tuple[str, str, int]] = []
        self.notes: list[tuple[str, int]] = []
        self.texts: list[str] = []
        #: Where the attributes of the last tag end, so far as they could be read.
        self.read_to = 0

    def run(self) -> Markup:
        position = 0
        while (match := _TAG.search(self.source, position)) is not None:
            self.text(position, match.start())
            position = self.markup(match)
        self.text(position, len(self.source))
        for tag in self.open:
            self.unclosed(tag)
        return Markup(tuple(self.tags), tuple(self.faults), tuple(self.notes), " ".join(self.texts))

    def line_at(self, position: int) -> int:
        """Returns the line of a place; places come in order."""
        self.line += self.source.count("\n", self.counted, position)
        self.counted = max(self.counted, position)
        return self.line

    def text(self, start: int, stop: int) -> None:
        if start == stop:
            return
        piece = self.source[start:stop]
        self.texts.append(piece)
        for digits in _NUMBER.findall(piece) if "&#" in piece else ():
            if not _stands_for_a_character(digits):
                self.faults.append(("html-entity", f"'&#{digits};'", self.line_at(start)))
        for name, end in _REFERENCE.findall(piece) if "&" in piece else ():
            if end and unescape(f"&{name};") == f"&{name};":
                self.faults.append(("html-entity", f"'&{name};'", self.line_at(start)))

    def markup(self, match: re.Match[str]) -> int:
        """Handles what begins with ``<``; returns the place after it."""
        start, source = match.start(), self.source
        if match[1] or match[2]:
            mark = "-->" if match[1] else ">"
            end = source.find(mark, match.end())
            stop = len(source) if end < 0 else end + len(mark)
            self.notes.append((source[start : min(stop, start + 60)], self.line_at(start)))
            return stop
        name = match[4].lower()
        if match[3]:
            end = source.find(">", match.end())
            if end < 0:
                self.cut_off(start)
                return len(source)
            self.end(name, self.line_at(start))
            return end + 1
        return self.start(name, match)

    def cut_off(self, start: int) -> None:
        shown = " ".join(self.source[start : start + 40].split())
        self.faults.append(("tag-cut-off", f"'{shown}'", self.line_at(start)))

    def start(self, name: str, match: re.Match[str]) -> int:
        line = self.line_at(match.start())
        attributes, repeated, stop = self.attributes(match.end())
        if stop < 0:
            self.cut_off(match.start())
            return len(self.source)
        if _TAG_END.match(self.source, self.read_to) is None:
            shown = " ".join(self.source[match.start() : stop][:40].split())
            self.faults.append(("attribute-quotes", f"'{shown}'", line))
        if name in _TABLE_PARTS and not self.counts["table"]:
            self.faults.append(("outside-table", name, line))
        self.faults += [("attribute-repeated", f"'{one}'", line) for one in repeated]
        is_foreign = self.counts["svg"] + self.counts["math"] > self.counts["foreignobject"]
        foreign = self.open[-1].namespace if is_foreign and self.open else ""
        namespace = {"svg": "svg", "math": "mathml"}.get(name, foreign)
        tag = Tag(name, attributes, line, namespace)
        self.tags.append(tag)
        self.imply_ends(name)
        is_empty = name in VOID_TAGS or (namespace and self.source[stop - 2 : stop] == "/>")
        if is_empty or len(self.open) >= _MAX_DEPTH:
            return stop
        self.open.append(tag)
        self.counts[name] += 1
        if name in _RAW and not namespace:
            return self.raw_text(name, stop)
        return stop

    def raw_text(self, name: str, start: int) -> int:
        """Returns where the text of a script and the like ends: it holds no tags."""
        found = re.compile(rf"</{re.escape(name)}", re.IGNORECASE).search(self.source, start)
        return found.start() if found else len(self.source)

    def attributes(self, position: int) -> tuple[dict[str, str], list[str], int]:
        found: dict[str, str] = {}
        repeated: list[str] = []
        while match := _ATTRIBUTE.match(self.source, position):
            name = match[1].lower()
            value = next((part for part in match.groups()[1:] if part is not None), "")
            if name in found:
                repeated.append(name)
            found.setdefault(name, unescape(value))
            position = match.end()
        self.read_to = position
        end = _TAG_END.match(self.source, position)
        if end is not None:
            return found, repeated, end.end()
        # A quotation mark without its fellow, or a character that is none of an attribute.
        stop = self.source.find(">", position)
        return found, repeated, stop + 1 if stop >= 0 else -1

    def imply_ends(self, name: str) -> None:
        """Closes what a start tag ends by itself: a paragraph, an item, a cell."""
        if name in _ENDS_PARAGRAPH:
            self.close_optional("p", frozenset({"td", "th", "li", "dd", "object", "button"}))
        elif name == "li":
            self.close_optional("li", frozenset({"ul", "ol", "menu"}))
        elif name in {"dt", "dd"}:
            for one in ("dt", "dd"):
                self.close_optional(one, frozenset({"dl"}))
        elif name in {"tr", "td", "th", "tbody", "tfoot", "thead"}:
            closes = ("td", "th") if name in {"td", "th"} else ("td", "th", "tr")
            for one in closes:
                self.close_optional(one, frozenset({"table"}))
        elif name in {"rt", "rp", "rb"}:
            for one in ("rt", "rp", "rb"):
                self.close_optional(one, frozenset({"ruby"}))
        elif name == "option":
            self.close_optional("option", frozenset({"select"}))

    def close_from(self, index: int) -> None:
        self.counts.subtract(tag.name for tag in self.open[index:])
        del self.open[index:]

    def close_optional(self, name: str, barrier: frozenset[str]) -> None:
        if not self.counts[name]:
            return
        for index in range(len(self.open) - 1, -1, -1):
            one = self.open[index].name
            if one == name:
                if all(item.name in OPTIONAL_END_TAGS for item in self.open[index:]):
                    self.close_from(index)
                return
            if one in barrier:
                return

    def end(self, name: str, line: int) -> None:
        if name in VOID_TAGS:
            self.faults.append(("stray-end-tag", name, line))
            return
        for index in range(len(self.open) - 1, -1, -1) if self.counts[name] else ():
            if self.open[index].name == name:
                for tag in self.open[index + 1 :]:
                    self.unclosed(tag)
                self.close_from(index)
                return
        if len(self.open) < _MAX_DEPTH:
            self.faults.append(("stray-end-tag", name, line))

    def unclosed(self, tag: Tag) -> None:
        if tag.name not in OPTIONAL_END_TAGS and not tag.namespace:
            self.faults.append(("unclosed-tag", tag.name, tag.line))
