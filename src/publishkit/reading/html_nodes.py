"""Sanitised HTML to nodes, with nodes of the article at the places where marks stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from publishkit.model.nodes import (
    NO_ATTRIBUTES,
    Attributes,
    Block,
    BlockQuote,
    BulletList,
    Code,
    CodeBlock,
    Definition,
    DefinitionList,
    Div,
    Element,
    Figure,
    Formatted,
    Heading,
    Image,
    Inline,
    LineBreak,
    Link,
    ListItem,
    Node,
    OrderedList,
    Paragraph,
    Plain,
    Span,
    Style,
    Text,
    ThematicBreak,
)
from publishkit.model.tree import rewrite_siblings, walk
from publishkit.reading.flow import as_blocks, as_inlines, is_block
from publishkit.reading.html_tables import table_of
from publishkit.reading.html_tree import Tag
from publishkit.reading.inlines import put_references_outside
from publishkit.reading.media import embedded, player
from publishkit.render.tag_soup import words

__all__ = ["NodeBuilder"]

_SPACES: Final = re.compile(r"[ \t\n\r\f]+")
_WIDE: Final = (
    "\u2e80-\u303f\u3041-\u30ff\u3100-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60"
)
#: A line break between two wide characters is no space (CSS Text 3, 4.1.3).
_WIDE_BREAK: Final = re.compile(rf"(?<=[{_WIDE}])[ \t]*\r?\n[ \t]*(?=[{_WIDE}])")
_RESERVED_ID: Final = re.compile(r"(?:note|cite)-\d")
_LANGUAGE: Final = re.compile(r"(?:language|lang|highlight|brush:?)-?([A-Za-z0-9_+#.\-]+)")
_SIZE: Final = re.compile(r"(?:^|;)\s*(width|height):\s*([^;]+)")

_STYLES: Final[dict[str, Style]] = {
    "b": "strong",
    "del": "strikeout",
    "em": "emphasis",
    "i": "emphasis",
    "ins": "underline",
    "mark": "mark",
    "s": "strikeout",
    "strong": "strong",
    "sub": "subscript",
    "sup": "superscript",
    "u": "underline",
}
_TRANSPARENT: Final = words("article div footer header main nav p section")
_BLOCK_ELEMENTS: Final = frozenset({"address", "aside", "details", "summary"})
_INLINE_ELEMENTS: Final = words("abbr bdi bdo cite data dfn kbd q rp rt ruby samp small time var")


class NodeBuilder:
    """Makes nodes of elements. ``ids`` collects the ids that are taken; it is shared by a document.

    Every run of siblings is put in exactly once: where its mark stands, or else at the end.
    """

    def __init__(self, runs: Sequence[Sequence[Any]], ids: set[str]) -> None:
        self.runs = dict(enumerate(runs))
        self.ids = ids
        self.tags: dict[str, Callable[[Tag], Sequence[Node]]] = {
            "a": self.link,
            "blockquote": self.block_quote,
            "br": lambda _: (LineBreak(),),
            "code": self.code,
            "dl": self.definition_list,
            "figure": self.figure,
            "hr": lambda _: (ThematicBreak(),),
            "img": self.image,
            "ol": self.list,
            "pre": self.code_block,
            "table": lambda tag: table_of(tag, self),
            "ul": self.list,
            "wbr": lambda _: (Element("wbr", ()),),
            **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), self.heading),
            **dict.fromkeys(_STYLES, self.formatted),
            **dict.fromkeys(_TRANSPARENT, self.division),
            **dict.fromkeys(_BLOCK_ELEMENTS, self.block_element),
            **dict.fromkeys(_INLINE_ELEMENTS, self.inline_element),
        }

    def nodes(self, root: Tag) -> list[Node]:
        """Returns the mixed inlines and blocks of a whole tree."""
        flow = self.flow(root.children)
        for number in tuple(self.runs):
            flow += self.runs.pop(number)
        return flow

    def flow(self, children: Sequence[Tag | str | int]) -> list[Node]:
        """Returns inlines and blocks as they stand, white space collapsed."""
        result: list[Node] = []
        for child in children:
            if isinstance(child, str):
                result.append(Text(_SPACES.sub(" ", _WIDE_BREAK.sub("", child))))
            elif isinstance(child, int):
                result += self.runs.pop(child, ())
            else:
                result += self.tags.get(child.name, self.other)(child)
        return result

    def blocks(self, tag: Tag, wrap: type[Paragraph | Plain] = Paragraph) -> tuple[Block, ...]:
        """Returns the content of an element as blocks."""
        return as_blocks(self.flow(tag.children), wrap)

    def inlines(self, tag: Tag) -> tuple[Inline, ...]:
        """Returns the content of an element as inlines; blocks in it are flattened."""
        return as_inlines(self.flow(tag.children), is_trimmed=True)

    def attributes(self, tag: Tag) -> Attributes:
        """Returns what is kept of an element's attributes, the id only if it is not taken."""
        values = tag.attributes
        if not values:
            return NO_ATTRIBUTES
        name = values.get("id", "")
        if name in self.ids or _RESERVED_ID.match(name):
            name = ""
        elif name:
            self.ids.add(name)
        style = values.get("style", "")
        align = values.get("align", "").lower()
        if align and tag.name not in {"img", "table", "td", "th"}:
            style = f"text-align: {align}; {style}".rstrip("; ")
        if tag.name == "img":
            style = ""
        pairs = [(key, values[key]) for key in ("title", "lang", "dir") if values.get(key)]
        if style:
            pairs.append(("style", style))
        pairs += [(key, values[key]) for key in ("datetime", "value", "open") if key in values]
        return Attributes(name, tuple(values.get("class", "").split()), tuple(pairs))

    # --- inline -----------------------------------------------------------------------------

    def other(self, tag: Tag) -> Sequence[Node]:
        """Returns an element without meaning of its own: a span, or its bare content."""
        own = self.attributes(tag)
        flow = self.flow(tag.children)
        if own == NO_ATTRIBUTES:
            return flow
        if any(map(is_block, flow)):
            return (Div(as_blocks(flow), own),)
        if not flow and not own.id:
            return ()
        return (Span(as_inlines(flow), own),)

    def formatted(self, tag: Tag) -> Sequence[Node]:
        """Returns text in a style."""
        style = _STYLES[tag.name]
        own = self.attributes(tag)

        def wrap(content: tuple[Inline, ...]) -> Inline:
            return Formatted(style, content)

        nodes = wrapped(self.flow(tag.children), wrap)
        return nodes if own == NO_ATTRIBUTES else _grouped(nodes, own)

    def inline_element(self, tag: Tag) -> Sequence[Node]:
        """Returns an inline element that has no type of its own."""
        own = self.attributes(tag)

        def wrap(content: tuple[Inline, ...]) -> Inline:
            return Element(tag.name, content, own)

        return wrapped(self.flow(tag.children), wrap)

    def link(self, tag: Tag) -> Sequence[Node]:
        """Returns a link, or the anchor that an ``a`` without target is."""
        url = tag.attributes.get("href", "")
        if "name" in tag.attributes:
            tag.attributes.setdefault("id", tag.attributes["name"])
        if not url:
            return self.other(tag)
        title = tag.attributes.pop("title", "")
        own = self.attributes(tag)

        def wrap(content: tuple[Inline, ...]) -> Inline:
            # Links do not nest; the inner ones, of the article's text, are worth more.
            if any(isinstance(node, Link) for node in walk(content)):
                return Span(content, own)
            link = Link(content, url, title, own)
            kind = tag.attributes.get("data-media", "")
            return player(link, kind=kind, files=tag.attributes.get("data-files", ""))

        flow = self.flow(tag.children)
        if not flow:
            return (Span((), own),) if own.id else ()
        return rewrite_siblings(wrapped(flow, wrap), put_references_outside)

    def image(self, tag: Tag) -> Sequence[Node]:
        """Returns a picture, or its alternative text when it has no source."""
        values = tag.attributes
        if not values.get("src"):
            return (Text(values["alt"]),) if values.get("alt") else ()
        styles = {key: value.strip() for key, value in _SIZE.findall(values.get("style", ""))}
        width = styles.get("width") or values.get("width", "")
        height = styles.get("height") or values.get("height", "")
        title = values.pop("title", "")
        own = self.attributes(tag)
        alt = _SPACES.sub(" ", values.get("alt", "")).strip()
        sizes = _size(width), _size(height)
        is_decorative = not alt and "alt" in values
        return (embedded(Image(values["src"], alt, title, *sizes, own, is_decorative)),)

    def code(self, tag: Tag) -> Sequence[Node]:
        """Returns inline code; with markup inside it is an element."""
        own = self.attributes(tag)

        def wrap(content: tuple[Inline, ...]) -> Inline:
            if all(isinstance(node, Text) for node in content):
                text = "".join(node.text for node in content if isinstance(node, Text))
                return Code(text, own)
            return Element("code", content, own)

        return wrapped(self.flow(tag.children), wrap)

    # --- block ------------------------------------------------------------------------------

    def division(self, tag: Tag) -> Sequence[Node]:
        """Returns the blocks of a division or paragraph, grouped if it has attributes."""
        own = self.attributes(tag)
        content = self.blocks(tag)
        return content if own == NO_ATTRIBUTES else (Div(content, own),)

    def block_element(self, tag: Tag) -> Sequence[Node]:
        """Returns a block element that has no type of its own."""
        own = self.attributes(tag)
        wrap = Plain if tag.name == "summary" else Paragraph
        return (Element(tag.name, self.blocks(tag, wrap), own),)

    def block_quote(self, tag: Tag) -> Sequence[Node]:
        """Returns a quotation."""
        own = self.attributes(tag)
        return _grouped((BlockQuote(self.blocks(tag)),), own)

    def heading(self, tag: Tag) -> Sequence[Node]:
        """Returns a heading; it is left out when it is empty."""
        own = self.attributes(tag)
        content = self.inlines(tag)
        return (Heading(int(tag.name[1]), content, own),) if content else ()

    def code_block(self, tag: Tag) -> Sequence[Node]:
        """Returns preformatted text; what is no text in it follows piece by piece."""
        own = self.attributes(tag)
        codes = tag.named("code")
        names = " ".join(item.attributes.get("class", "") for item in (tag, *codes))
        found = _LANGUAGE.search(names)
        language = found[1].lower() if found else ""
        result: list[Node] = []
        text: list[str] = []

        def flush() -> None:
            joined = "".join(text).removesuffix("\n")
            if joined.strip():
                result.append(CodeBlock(joined, language, own))
            text.clear()

        stack: list[Tag | str | int] = [*reversed(tag.children)]
        while stack:
            child = stack.pop()
            if isinstance(child, str):
                text.append(child)
            elif isinstance(child, int):
                flush()
                result += self.runs.pop(child, ())
            elif child.name == "br":
                text.append("\n")
            elif child.name == "img":
                flush()
                result += self.image(child)
            else:
                stack += reversed(child.children)
        flush()
        return as_blocks(result)

    def list(self, tag: Tag) -> Sequence[Node]:
        """Returns a list; what stands between its items becomes an item of its own."""
        own = self.attributes(tag)
        items: list[ListItem] = []
        for child in tag.children:
            if isinstance(child, Tag) and child.name == "li":
                identity = self.attributes(child)
                content = self.blocks(child, Plain)
                items.append(ListItem(_blocks_with(content, identity)))
            elif content := as_blocks(self.flow([child]), Plain):
                items.append(ListItem(content))
        if not items:
            return ()
        if tag.name == "ul":
            return _grouped((BulletList(tuple(items)),), own)
        start = int(tag.attributes.get("start", "1"))
        style: Any = tag.attributes.get("type", "1")
        return _grouped((OrderedList(tuple(items), start, style),), own)

    def definition_list(self, tag: Tag) -> Sequence[Node]:
        """Returns terms with their explanations (HTML Standard, 4.4.9)."""
        own = self.attributes(tag)
        items: list[Definition] = []
        children = [
            part
            for child in tag.children
            for part in (
                child.children if isinstance(child, Tag) and child.name == "div" else [child]
            )
        ]
        for child in children:
            if isinstance(child, Tag) and child.name == "dt":
                identity = self.attributes(child)
                term = self.inlines(child)
                if identity != NO_ATTRIBUTES:
                    term = (Span(term, identity),)
                items.append(Definition(term, ()))
                continue
            if isinstance(child, Tag) and child.name == "dd":
                identity = self.attributes(child)
                content = _blocks_with(self.blocks(child, Plain), identity)
            else:
                content = as_blocks(self.flow([child]), Plain)
            if content:
                last = items.pop() if items else Definition((), ())
                items.append(Definition(last.term, (*last.explanations, content)))
        return _grouped((DefinitionList(tuple(items)),), own) if items else ()

    def figure(self, tag: Tag) -> Sequence[Node]:
        """Returns content with a caption."""
        own = self.attributes(tag)
        content: list[Node] = []
        caption: list[Block] = []
        for child in tag.children:
            if isinstance(child, Tag) and child.name == "figcaption":
                caption += self.blocks(child, Plain)
            else:
                content += self.flow([child])
        blocks = as_blocks(content, Plain)
        if not blocks:
            return caption
        return (Figure(blocks, tuple(caption), own),)


def wrapped(flow: Sequence[Node], wrap: Callable[[tuple[Inline, ...]], Inline]) -> tuple[Node, ...]:
    """Puts inlines into another; where blocks are among them, inside of each paragraph."""
    if not flow:
        return ()
    if not any(map(is_block, flow)):
        return (wrap(as_inlines(flow)),)
    result: list[Node] = []
    for block in as_blocks(flow):
        match block:
            case Paragraph(content) if content:
                result.append(Paragraph((wrap(content),)))
            case Plain(content) if content:
                result.append(Plain((wrap(content),)))
            case _:
                result.append(block)
    return tuple(result)


def _grouped(nodes: Sequence[Node], own: Attributes) -> Sequence[Node]:
    if own == NO_ATTRIBUTES or not nodes:
        return nodes
    if any(map(is_block, nodes)):
        return (Div(as_blocks(nodes), own),)
    return (Span(as_inlines(nodes), own),)


def _blocks_with(blocks: tuple[Block, ...], own: Attributes) -> tuple[Block, ...]:
    return (Div(blocks, Attributes(own.id)),) if own.id else blocks


def _size(value: str) -> str:
    return value.removesuffix("px") if value.removesuffix("px").isdigit() else value
