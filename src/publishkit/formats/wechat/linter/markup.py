"""Any HTML as elements that know their places in the file, for findings and for mending.

The markup of other programs is seldom well-formed. It is read by the rules that matter here of
the HTML standard's parsing chapter: void elements, implied end tags, end tags of nothing.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, TypeAlias

from publishkit.formats.wechat.linter.declarations import Declaration, parse_declarations

__all__ = ["BLOCKS", "CODE", "Element", "Markup", "Note", "Run", "parse_markup", "words"]


def words(text: str) -> frozenset[str]:
    """Returns the words of a text, to write down sets of names."""
    return frozenset(text.split())


BLOCKS: Final = words(
    "address article aside blockquote body center dd details div dl dt figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table tbody td tfoot th"
    " thead tr ul"
)
#: What is printed here is meant literally.
CODE: Final = words("code kbd pre samp tt var")
_VOID: Final = words("area base br col embed hr img input link meta source track wbr")
#: Their content is no markup.
_RAW: Final = words("script style textarea title")
#: Which open elements a start tag closes, and which of their ancestors it does not look beyond.
_CLOSES: Final = {
    "li": (words("li"), words("ul ol")),
    "td": (words("td th"), words("table")),
    "th": (words("td th"), words("table")),
    "tr": (words("tr td th"), words("table")),
    "dd": (words("dd dt"), words("dl")),
    "dt": (words("dd dt"), words("dl")),
    **dict.fromkeys(
        BLOCKS - words("li td th tr dd dt"), (words("p"), words("table foreignobject"))
    ),
}
#: Elements further in stand beside each other, as browsers have it from 512 on.
_MAX_DEPTH: Final = 256
_NAME: Final = re.compile(r"[A-Za-z][^\s/<>]*")
_ATTRIBUTE: Final = re.compile(r"[\s/]*([^\s/>=][^\s/>=]*)(?:\s*=\s*([^\s>\"'][^\s>]*|(?=[\"'])))?")
_TAG_END: Final = re.compile(r"[\s/]*>")


@dataclass(slots=True, eq=False)
class Run:
    """Text between tags; ``text`` has its character references read, ``raw`` is as written."""

    raw: str
    start: int
    parent: Element

    @property
    def text(self) -> str:
        """What a reader sees."""
        return html.unescape(self.raw)

    @property
    def stop(self) -> int:
        """The place after it."""
        return self.start + len(self.raw)


@dataclass(slots=True, eq=False)
class Note:
    """A comment, a document type or a processing instruction."""

    raw: str
    start: int
    parent: Element

    @property
    def stop(self) -> int:
        """The place after it."""
        return self.start + len(self.raw)


@dataclass(slots=True, eq=False)
class Element:
    """One element: ``start`` is the place of its ``<``, ``content`` that after its start tag.

    ``end`` is the place of its end tag, or where the standard implies one, ``stop`` that after it.
    Attributes have small letters; of two with one name the first counts, as in browsers.
    """

    name: str
    attributes: dict[str, str]
    start: int
    content: int
    parent: Element | None
    children: list[Child] = field(default_factory=list)
    end: int = -1
    stop: int = -1
    style: dict[str, Declaration] = field(init=False)

    def __post_init__(self) -> None:
        self.style = parse_declarations(self.attributes.get("style", ""))

    def css(self, name: str) -> str:
        """Returns the value of an inline declaration, in small letters, or nothing."""
        found = self.style.get(name)
        return found.value.lower() if found else ""

    @property
    def elements(self) -> Iterator[Element]:
        """The element children."""
        return (child for child in self.children if isinstance(child, Element))

    @property
    def runs(self) -> Iterator[Run]:
        """The text directly inside."""
        return (child for child in self.children if isinstance(child, Run))

    @property
    def has_own_text(self) -> bool:
        """Whether text that is more than space stands directly inside."""
        return any(run.text.strip() for run in self.runs)

    def walk(self) -> Iterator[Element]:
        """Yields itself and all elements inside, in the order of the file."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack += reversed(tuple(element.elements))

    def walk_runs(self) -> Iterator[Run]:
        """Yields all text inside, in the order of the file."""
        stack: list[Child] = [self]
        while stack:
            child = stack.pop()
            if isinstance(child, Run):
                yield child
            elif isinstance(child, Element):
                stack += reversed(child.children)

    @property
    def text(self) -> str:
        """All text inside."""
        return "".join(run.text for run in self.walk_runs())

    @property
    def has_words(self) -> bool:
        """Whether a letter or digit stands directly inside; a lone dot only keeps a place open."""
        return any(char.isalnum() for run in self.runs for char in run.text)

    @property
    def lines(self) -> list[str]:
        """The text inside without that of blocks inside, parted where it breaks."""
        parts: list[str] = []
        stack: list[Child] = [self]
        while stack:
            child = stack.pop()
            if isinstance(child, Run):
                parts.append(child.text)
            elif isinstance(child, Element) and child.name == "br":
                parts.append("\n")
            elif isinstance(child, Element) and (child is self or child.name not in BLOCKS):
                stack += reversed(child.children)
        return "".join(parts).split("\n")

    @property
    def ancestors(self) -> Iterator[Element]:
        """The elements around it, the nearest first."""
        element = self.parent
        while element is not None:
            yield element
            element = element.parent


Child: TypeAlias = Element | Run | Note


@dataclass(frozen=True)
class Markup:
    """A file's text and its tree; ``root`` is no element of the file, but around all of them."""

    source: str
    root: Element

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.source))]

    def place(self, position: int) -> tuple[int, int]:
        """Returns line and column of a place, both from 1."""
        line = bisect_right(self._line_starts, position)
        return line, position - self._line_starts[line - 1] + 1

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """All elements, in the order of the file."""
        return tuple(self.root.walk())[1:]

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """All comments and the like."""
        return tuple(
            child
            for element in self.root.walk()
            for child in element.children
            if isinstance(child, Note)
        )


def parse_markup(source: str) -> Markup:
    """Returns the tree of any HTML; what cannot be a tag is text, as in browsers."""
    parser = _Parser(source)
    parser.run()
    return Markup(source, parser.root)


class _Parser:
    """Reads tags one after another and keeps the elements that are open."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.root = Element("", {}, 0, 0, None)
        self.open = [self.root]
        #: How many elements of a name are open, so that an end tag of nothing costs no search.
        self.counts: dict[str, int] = {}

    def run(self) -> None:
        """Reads all of the source."""
        source, text_start, position = self.source, 0, 0
        while (position := source.find("<", position)) >= 0:
            after = self._after_tag(position, text_start)
            if after < 0:
                position += 1
            else:
                text_start = position = after
        self._text(text_start, len(source))
        while self.open:
            self._close(len(source), len(source))

    def _after_tag(self, position: int, text_start: int) -> int:
        """Handles what begins at a ``<``; returns the place after it, -1 when it is text."""
        source = self.source
        following = source[position + 1 : position + 2]
        if following in {"!", "?"}:
            mark = "-->" if source.startswith("<!--", position) else ">"
            stop = source.find(mark, position)
            stop = len(source) if stop < 0 else stop + len(mark)
            self._text(text_start, position)
            self._top.children.append(Note(source[position:stop], position, self._top))
            return stop
        is_end = following == "/"
        name = _NAME.match(source, position + 1 + is_end)
        if name is None:
            return -1
        self._text(text_start, position)
        if is_end:
            stop = source.find(">", position)
            stop = len(source) if stop < 0 else stop + 1
            self._end(name[0].lower(), position, stop)
            return stop
        return self._start(name[0].lower(), position, name.end())

    @property
    def _top(self) -> Element:
        return self.open[-1]

    def _text(self, start: int, stop: int) -> None:
        if stop > start:
            self._top.children.append(Run(self.source[start:stop], start, self._top))

    def _start(self, name: str, start: int, position: int) -> int:
        attributes, stop = self._attributes(position)
        closes, barrier = _CLOSES.get(name, (frozenset(), frozenset()))
        if any(self.counts.get(one) for one in closes):
            for index in range(len(self.open) - 1, 0, -1):
                if self.open[index].name in closes:
                    self._close_to(index, start)
                    break
                if self.open[index].name in barrier:
                    break
        element = Element(name, attributes, start, stop, self._top)
        self._top.children.append(element)
        is_svg = any(self.counts.get(one) for one in ("svg", "math")) or name == "svg"
        if name in _VOID or (is_svg and self.source[stop - 2 : stop] == "/>"):
            element.end = element.stop = stop
            return stop
        if len(self.open) >= _MAX_DEPTH:
            element.end = element.stop = stop
            return stop
        self.open.append(element)
        self.counts[name] = self.counts.get(name, 0) + 1
        if name in _RAW and not is_svg:
            found = re.compile(rf"</{name}", re.IGNORECASE).search(self.source, stop)
            end = found.start() if found else len(self.source)
            self._text(stop, end)
            return end
        return stop

    def _attributes(self, position: int) -> tuple[dict[str, str], int]:
        attributes: dict[str, str] = {}
        source = self.source
        while found := _ATTRIBUTE.match(source, position):
            name, value, position = found[1].lower(), found[2], found.end()
            if value == "":
                closing = source.find(source[position], position + 1)
                if closing < 0:  # an open quotation mark swallows the rest of the file
                    return attributes, len(source)
                value, position = source[position + 1 : closing], closing + 1
            attributes.setdefault(name, html.unescape(value or ""))
        end = _TAG_END.match(source, position)
        return attributes, end.end() if end else len(source)

    def _end(self, name: str, start: int, stop: int) -> None:
        if not self.counts.get(name):
            return
        for index in range(len(self.open) - 1, 0, -1):
            if self.open[index].name == name:
                self._close_to(index + 1, start)
                self._close(start, stop)
                return

    def _close_to(self, index: int, place: int) -> None:
        while len(self.open) > index:
            self._close(place, place)

    def _close(self, end: int, stop: int) -> None:
        element = self.open.pop()
        element.end, element.stop = end, stop
        if element.name:
            self.counts[element.name] -= 1
