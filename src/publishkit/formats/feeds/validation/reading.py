"""The XML of a feed as a tree with lines, read without harm.

Expat is used rather than ``render.xml``: it names the line of each element in files of any
length, and gives everything step by step, so that a file made to fill the memory is left early.
Nothing outside the file is ever loaded.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from xml.parsers import expat

from publishkit.formats.feeds.validation.encodings import Decoded
from publishkit.formats.feeds.validation.findings import Finding, Value, quote
from publishkit.formats.feeds.validation.namespaces import near_prefix
from publishkit.formats.feeds.validation.xml_errors import describe_error

__all__ = ["Declaration", "Document", "Element", "parse_document"]

#: HTML in bodies nests less deep than this, and so do feeds.
_MAX_DEPTH: Final = 256
#: A feed of ten thousand entries has some hundred thousand elements.
_MAX_ELEMENTS: Final = 300_000
#: How much longer than the file its text may become by the file's own entities.
_MAX_GROWTH: Final = 4
_GENERAL_REFERENCE: Final = re.compile(r"&(?!#|(?:lt|gt|amp|quot|apos);)")
_XML: Final = "http://www.w3.org/XML/1998/namespace"


class Declaration(NamedTuple):
    """A prefix that an element binds to a namespace."""

    prefix: str
    uri: str
    line: int


class Element:
    """An element of a feed.

    ``key`` names it without regard to the prefix in the file: the plain name for RSS's own and,
    in Atom, Atom's own elements, ``dc:creator`` for those of known namespaces, ``{uri}name`` for
    others. Attributes have keys in the same manner.
    """

    __slots__ = (
        "attributes", "children", "key", "lead", "line", "name", "namespace", "parent", "source",
        "tag", "text_line", "texts",
    )  # fmt: skip

    def __init__(self, tag: str, line: int, parent: Element | None) -> None:
        self.tag = tag
        self.line = line
        self.parent = parent
        self.key = self.name = tag
        self.namespace = ""
        self.attributes: dict[str, str] = {}
        self.children: list[Element] = []
        self.texts: list[str] = []
        #: The text before the first child element.
        self.lead = ""
        self.text_line = line
        #: Where the content stands in the text of the file.
        self.source = slice(0, 0)

    @property
    def text(self) -> str:
        """The text of the element itself, without that of its children."""
        return "".join(self.texts)

    @property
    def value(self) -> Value:
        """The text without white space around it, for the checks of values."""
        return Value(self.text.strip(), self.label, self.line)

    @property
    def label(self) -> str:
        """What messages call the element."""
        return f"<{self.tag}>"

    def attribute(self, key: str) -> Value:
        """Returns the value of an attribute, which may be missing, for the checks of values."""
        return Value(self.attributes.get(key, ""), f"'{key}' of {self.label}", self.line)

    def find(self, key: str) -> Element | None:
        """Returns the first child of a name."""
        return next((child for child in self.children if child.key == key), None)

    def all(self, key: str) -> list[Element]:
        """Returns all children of a name."""
        return [child for child in self.children if child.key == key]

    def has(self, key: str) -> bool:
        """Whether there is a child of a name."""
        return self.find(key) is not None

    def text_of(self, key: str) -> str:
        """Returns the text of the first child of a name, the empty text if there is none."""
        child = self.find(key)
        return "" if child is None else child.text.strip()

    def inherited(self, key: str) -> str:
        """Returns an attribute of the element or of the nearest one around it that has it."""
        element: Element | None = self
        while element is not None:
            if key in element.attributes:
                return element.attributes[key]
            element = element.parent
        return ""


class Document(NamedTuple):
    """A feed in XML.

    One that is not well-formed is not ``is_whole``: a finding says why, and ``root`` is there if
    reading came that far, with some of what is in it.
    """

    root: Element | None
    declarations: tuple[Declaration, ...]
    findings: tuple[Finding, ...]
    text: str
    doctype: str = ""
    is_whole: bool = True

    def source_of(self, element: Element) -> str:
        """Returns the content of an element as it is written in the file."""
        return self.text[element.source]


class _StopError(Exception):
    """Reading ends early; the finding says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.rule)
        self.finding = finding


def parse_document(decoded: Decoded) -> Document:
    """Returns the tree of a feed and what is wrong with its XML."""
    return _Reader(decoded).run()


class _Reader:
    """Builds the tree from the parser's calls, with the namespaces that are bound at each place."""

    def __init__(self, decoded: Decoded) -> None:
        self.text = decoded.text
        self.findings = list(decoded.findings)
        self.root: Element | None = None
        self.open: list[Element] = []
        self.scopes: list[dict[str, str]] = [{"": "", "xml": _XML}]
        self.declarations: list[Declaration] = []
        self.home = ""
        self.count = 0
        self.length = 0
        self.doctype = ""
        # Positions of the parser are in bytes.
        self.data = self.text.encode("utf-8", "replace")
        parser = expat.ParserCreate("utf-8")
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.StartDoctypeDeclHandler = self.document_type
        parser.EntityDeclHandler = self.entity
        parser.SkippedEntityHandler = self.skipped
        self.parser = parser

    def run(self) -> Document:
        is_whole = False
        try:
            self.parser.Parse(self.data, True)
            is_whole = True
        except expat.ExpatError as error:
            self.findings.append(describe_error(error, self.text, [one.tag for one in self.open]))
        except _StopError as stop:
            self.findings.append(stop.finding)
        if is_whole and self.root is not None and len(self.data) != len(self.text):
            _use_character_positions(self.root, self.data)
        return Document(
            self.root,
            tuple(self.declarations),
            tuple(self.findings),
            self.text,
            self.doctype,
            is_whole,
        )

    @property
    def line(self) -> int:
        return self.parser.CurrentLineNumber

    # --- the parser's calls -----------------------------------------------------------------------

    def start(self, tag: str, pairs: list[str]) -> None:
        self.count += 1
        if self.count > _MAX_ELEMENTS:
            raise _StopError(Finding("too-many-elements", self.line, value=f"{_MAX_ELEMENTS:,}"))
        if len(self.open) >= _MAX_DEPTH:
            raise _StopError(Finding("too-deep", self.line, value=str(_MAX_DEPTH)))
        parent = self.open[-1] if self.open else None
        element = Element(tag, self.line, parent)
        attributes = dict(zip(pairs[::2], pairs[1::2], strict=True))
        self.bind(attributes, element.line)
        element.namespace, element.name = self.resolve(tag, element.line, is_element=True)
        if parent is None:
            self.root = element
            self.home = element.namespace
        else:
            if not parent.children:
                parent.lead = parent.text
            parent.children.append(element)
        is_home = element.namespace == self.home
        element.key = element.name if is_home else _key(element.namespace, element.name)
        for name, value in attributes.items():
            if name != "xmlns" and not name.startswith("xmlns:"):
                uri, local = self.resolve(name, element.line, is_element=False)
                element.attributes[_key(uri, local) if uri else local] = value
        element.source = slice(self.parser.CurrentByteIndex, 0)
        self.open.append(element)

    def end(self, _: str) -> None:
        element = self.open.pop()
        self.scopes.pop()
        if not element.children:
            element.lead = element.text
        start = self.data.find(b">", element.source.start)
        stop = self.parser.CurrentByteIndex
        element.source = slice(min(start + 1, stop), stop)

    def characters(self, text: str) -> None:
        self.length += len(text)
        if self.length > _MAX_GROWTH * len(self.text) + 1000:
            raise _StopError(Finding("entity-bomb", self.line))
        if self.open:
            element = self.open[-1]
            element.texts.append(text)

    def document_type(self, name: str, system: str | None, public: str | None, _: bool) -> None:
        self.doctype = f"{name} {public or ''} {system or ''}".strip()
        if system or public:
            rule = "doctype-rss-091" if "rss-0.91" in (system or "") else "doctype-external"
            if system and "my.netscape.com" in system:
                rule = "doctype-gone"
            self.findings.append(Finding(rule, self.line, value=quote(system or public or "")))

    def entity(
        self,
        name: str,
        is_parameter: bool,
        value: str | None,
        _: str | None,
        system: str | None,
        *__: str | None,
    ) -> None:
        if value is not None and (_GENERAL_REFERENCE.search(value) or is_parameter):
            raise _StopError(Finding("entity-bomb", self.line, value=quote(name)))
        if system is not None:
            self.findings.append(Finding("doctype-external", self.line, value=quote(system)))

    def skipped(self, name: str, _: bool) -> None:
        if "rss-0.91" not in self.doctype:
            self.findings.append(Finding("undefined-entity", self.line, value=quote(f"&{name};")))

    # --- namespaces -------------------------------------------------------------------------------

    def bind(self, attributes: dict[str, str], line: int) -> None:
        scope = self.scopes[-1]
        declared = {
            "" if name == "xmlns" else name[6:]: value
            for name, value in attributes.items()
            if name == "xmlns" or name.startswith("xmlns:")
        }
        if declared:
            scope = {**scope, **declared}
            for prefix, uri in declared.items():
                self.declarations.append(Declaration(prefix, uri, line))
        self.scopes.append(scope)

    def resolve(self, name: str, line: int, *, is_element: bool) -> tuple[str, str]:
        prefix, colon, local = name.partition(":")
        if not colon:
            return (self.scopes[-1][""] if is_element else ""), name
        uri = self.scopes[-1].get(prefix)
        if uri is None:
            self.findings.append(Finding("undeclared-prefix", line, f"<{name}>", quote(prefix)))
            uri = f"undeclared:{prefix}"
        return uri, local


def _key(uri: str, name: str) -> str:
    if not uri:
        return f":{name}"
    prefix = near_prefix(uri)
    return f"{prefix}:{name}" if prefix else f"{{{uri}}}{name}"


def _use_character_positions(root: Element, data: bytes) -> None:
    """Turns positions in bytes into positions in characters, in one pass over both."""
    stack = [root]
    elements: list[Element] = []
    while stack:
        element = stack.pop()
        elements.append(element)
        stack += element.children
    places = sorted({p for one in elements for p in (one.source.start, one.source.stop)})
    known: dict[int, int] = {}
    before = characters = 0
    for place in places:
        characters += len(data[before:place].decode("utf-8", "replace"))
        known[place] = characters
        before = place
    for element in elements:
        element.source = slice(known[element.source.start], known[element.source.stop])
