"""The tree of an article: small frozen block and inline types, safe to share between threads.

The types follow pandoc's document model (Text.Pandoc.Definition) where it has the notion, and add
what it lacks: the citation of a numbered endnote, the place where endnotes are printed, alerts,
task items, and elements of sanitised raw HTML.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

__all__ = [
    "Alert",
    "AlertKind",
    "Alignment",
    "Attributes",
    "Block",
    "BlockQuote",
    "BulletList",
    "Cell",
    "Citation",
    "Code",
    "CodeBlock",
    "Definition",
    "DefinitionList",
    "Div",
    "Element",
    "EndnoteSection",
    "Figure",
    "Formatted",
    "Heading",
    "Image",
    "Inline",
    "LineBreak",
    "Link",
    "ListItem",
    "Math",
    "Node",
    "NO_ATTRIBUTES",
    "OrderedList",
    "Paragraph",
    "Plain",
    "Row",
    "Span",
    "Style",
    "Table",
    "Text",
    "ThematicBreak",
]

AlertKind: TypeAlias = Literal["note", "tip", "important", "warning", "caution"]
Alignment: TypeAlias = Literal["left", "center", "right"] | None
Style: TypeAlias = Literal[
    "emphasis",
    "strong",
    "strikeout",
    "superscript",
    "subscript",
    "underline",
    "small-caps",
    "mark",
]


@dataclass(frozen=True, slots=True)
class Attributes:
    """An element's identifier, classes and other attributes, all safe to print as they are.

    ``id`` is empty when there is none. ``pairs`` keeps the order of the source.
    """

    id: str = ""
    classes: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str | None:
        """Returns the value of one of the other attributes."""
        return next((value for key, value in self.pairs if key == name), None)


NO_ATTRIBUTES: Final = Attributes()


# --- inline ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Characters to print as they are; a soft line break of the source is a space here."""

    text: str


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A hard line break."""


@dataclass(frozen=True, slots=True)
class Formatted:
    """Text in one of the styles that every format knows."""

    style: Style
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Inline code; ``text`` is exactly the source's."""

    text: str
    attributes: Attributes = NO_ATTRIBUTES


@dataclass(frozen=True, slots=True)
class Math:
    """A formula: its TeX without delimiters, and MathML when the TeX could be read.

    ``mathml`` is a whole ``math`` element (MathML 3 presentation, in its namespace), or empty.
    """

    tex: str
    is_display: bool = False
    mathml: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink; ``url`` is as written but for its scheme, which is known to be safe."""

    content: tuple[Inline, ...]
    url: str
    title: str = ""
    attributes: Attributes = NO_ATTRIBUTES


@dataclass(frozen=True, slots=True)
class Image:
    """A picture; look its bytes up as ``document.assets.get(image.url)``.

    When that has no entry and ``url`` is not http(s), the file is missing: print ``alt``.
    ``width`` and ``height`` are what the author asked for (``50%``, ``300px``), or empty.
    ``is_decorative`` tells that ``alt`` is empty on purpose (``alt=""`` in HTML).
    """

    url: str
    alt: str = ""
    title: str = ""
    width: str = ""
    height: str = ""
    attributes: Attributes = NO_ATTRIBUTES
    is_decorative: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Inline content with attributes."""

    content: tuple[Inline, ...]
    attributes: Attributes = NO_ATTRIBUTES


@dataclass(frozen=True, slots=True)
class Citation:
    """A place that cites an endnote: the ``ordinal``-th one (from 1) of endnote ``number``."""

    number: int
    ordinal: int

    @property
    def id(self) -> str:
        """The citation's id, unique in its document."""
        return f"cite-{self.number}-{self.ordinal}"

    @property
    def note_id(self) -> str:
        """The id of the endnote that is cited."""
        return f"note-{self.number}"


# --- block ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Inline content as a paragraph of its own."""

    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Plain:
    """Inline content without a paragraph around it, as in the items of a tight list."""

    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's heading; ``level`` is the author's (1 to 6), ``attributes.id`` is unique."""

    level: int
    content: tuple[Inline, ...]
    attributes: Attributes = NO_ATTRIBUTES
    line: int | None = None

    @property
    def id(self) -> str:
        """The heading's id, unique among the headings of its document."""
        return self.attributes.id


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """A block of code; ``text`` is exactly the source's, ``language`` its first class or empty."""

    text: str
    language: str = ""
    attributes: Attributes = NO_ATTRIBUTES


@dataclass(frozen=True, slots=True)
class BlockQuote:
    """A quotation."""

    content: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item; ``is_done`` is ``None`` unless it is a task."""

    content: tuple[Block, ...]
    is_done: bool | None = None


@dataclass(frozen=True, slots=True)
class BulletList:
    """An unordered list."""

    items: tuple[ListItem, ...]


@dataclass(frozen=True, slots=True)
class OrderedList:
    """An ordered list; ``style`` is the value of HTML's ``type`` attribute."""

    items: tuple[ListItem, ...]
    start: int = 1
    style: Literal["1", "a", "A", "i", "I"] = "1"


@dataclass(frozen=True, slots=True)
class Definition:
    """A term and its explanations."""

    term: tuple[Inline, ...]
    explanations: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class DefinitionList:
    """A list of terms with their explanations."""

    items: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; ``alignment`` is its own or else its column's."""

    content: tuple[Block, ...]
    alignment: Alignment = None
    row_span: int = 1
    column_span: int = 1
    is_header: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A table row."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``widths`` are shares of the line from 0 to 1, or empty when not given."""

    head: tuple[Row, ...]
    body: tuple[Row, ...]
    foot: tuple[Row, ...] = ()
    caption: tuple[Block, ...] = ()
    widths: tuple[float, ...] = ()
    attributes: Attributes = NO_ATTRIBUTES


@dataclass(frozen=True, slots=True)
class Figure:
    """Content with a caption, most often one image."""

    content: tuple[Block, ...]
    caption: tuple[Block, ...] = ()
    attributes: Attributes = NO_ATTRIBUTES


@dataclass(frozen=True, slots=True)
class ThematicBreak:
    """A rule between two parts of the text."""


@dataclass(frozen=True, slots=True)
class Div:
    """Blocks with attributes."""

    content: tuple[Block, ...]
    attributes: Attributes = NO_ATTRIBUTES


@dataclass(frozen=True, slots=True)
class Alert:
    """A call-out as GitHub and Obsidian write it; an empty ``title`` means the kind's name."""

    kind: AlertKind
    content: tuple[Block, ...]
    title: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True)
class Element:
    """An element of raw HTML that passed the sanitiser and has no type of its own here.

    ``tag`` and ``attributes`` are from the allow-list of ``render/sanitize.py``. It stands among
    blocks with blocks inside (``details``), or among inlines with inlines inside (``kbd``).

    ``audio`` and ``video`` play files of the article: they hold ``source`` and ``track`` elements
    with ``src``, whose bytes are ``document.assets.get(src)``, and then the link that stands for
    them in formats that play nothing.
    """

    tag: str
    content: tuple[Node, ...]
    attributes: Attributes = NO_ATTRIBUTES


@dataclass(frozen=True, slots=True)
class EndnoteSection:
    """The place where endnotes are printed: a heading, then the endnotes with these numbers.

    Every endnote of a document is printed in exactly one such section.
    """

    heading: Heading
    numbers: tuple[int, ...]


Inline: TypeAlias = (
    Text | LineBreak | Formatted | Code | Math | Link | Image | Span | Citation | Element
)
Block: TypeAlias = (
    Paragraph
    | Plain
    | Heading
    | CodeBlock
    | BlockQuote
    | BulletList
    | OrderedList
    | DefinitionList
    | Table
    | Figure
    | ThematicBreak
    | Div
    | Alert
    | EndnoteSection
    | Element
)
#: What a tree is made of, the parts of lists and tables included.
Node: TypeAlias = Inline | Block | ListItem | Definition | Row | Cell
