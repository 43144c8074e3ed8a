"""Inline nodes to XHTML, and what every element is built of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Final

from publishkit.model.document import Document
from publishkit.model.nodes import (
    Attributes,
    Citation,
    Code,
    Element,
    Formatted,
    Image,
    Inline,
    LineBreak,
    Link,
    Math,
    Span,
    Text,
)
from publishkit.model.tree import player_text
from publishkit.phrases import phrases_for
from publishkit.render.direction import direction_of

__all__ = ["InlineRenderer", "attribute", "escape"]

_FORMATTED_TAGS: Final = {
    "emphasis": "em",
    "strong": "strong",
    "strikeout": "del",
    "superscript": "sup",
    "subscript": "sub",
    "underline": "u",
    "mark": "mark",
}
_VOID_TAGS: Final = frozenset({"br", "col", "hr", "img", "source", "track", "wbr"})


def escape(text: str) -> str:
    """Returns the text as XML character data."""
    # Thirty times faster on Chinese than ``str.translate``, which looks up each character.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(name: str, value: str) -> str:
    """Returns `` name="value"`` with the space before it."""
    escaped = escape(value).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
    return f' {name}="{escaped}"'


class InlineRenderer:
    """Renders runs of inline content; ``HtmlRenderer`` adds the blocks.

    ``id_prefix`` goes before every id, so that several documents can share a page.
    """

    #: What stands between two citations side by side: 2 and 3 are not 23.
    citation_separator: ClassVar[str] = ""
    #: Whether formulas are printed as MathML; else as their TeX.
    has_mathml: ClassVar[bool] = True

    def __init__(self, document: Document, *, id_prefix: str = "") -> None:
        self.document = document
        self.id_prefix = id_prefix
        self.phrases = phrases_for(document.metadata.lang)
        #: Code and formulas run from left to right in every language.
        self.code_direction = (
            attribute("dir", "ltr") if direction_of(document.metadata.lang) == "rtl" else ""
        )
        self._writers: dict[type, Callable[[Any], str]] = {
            Text: self.text,
            LineBreak: self.line_break,
            Formatted: self.formatted,
            Code: self.code,
            Math: self.math,
            Link: self.link,
            Image: self.image,
            Span: self.span,
            Citation: self.citation,
            Element: self.raw_element,
        }

    def inlines(self, nodes: Iterable[Inline]) -> str:
        """Returns inline content."""
        writers = self._writers
        parts: list[str] = []
        is_after_citation = False
        for node in nodes:
            is_citation = type(node) is Citation
            if is_citation and is_after_citation:
                parts.append(self.citation_separator)
            parts.append(writers[type(node)](node))
            is_after_citation = is_citation
        return "".join(parts)

    # --- what formats decide ----------------------------------------------------------------

    def anchor(self, name: str) -> str:
        """Returns the id that is printed for an id of the document."""
        return f"{self.id_prefix}{name}"

    def href(self, url: str) -> str | None:
        """Returns the target that is printed for a link, or ``None`` to print no link."""
        return f"#{self.anchor(url[1:])}" if url.startswith("#") and len(url) > 1 else url

    def image_source(self, image: Image) -> str | None:
        """Returns the ``src`` of an image, or ``None`` when only its text can be shown."""
        return image.url

    # --- building blocks --------------------------------------------------------------------

    def element(self, tag: str, content: str = "", attributes: str = "") -> str:
        """Returns one element; ``attributes`` are printed as they are, each after a space."""
        if tag in _VOID_TAGS:
            return f"<{tag}{attributes} />"
        return f"<{tag}{attributes}>{content}</{tag}>"

    def attributes(self, attributes: Attributes, *classes: str) -> str:
        """Returns an element's own attributes as they are printed."""
        if attributes.id or attributes.classes or attributes.pairs or classes:
            parts = [attribute("id", self.anchor(attributes.id))] if attributes.id else []
            names = dict.fromkeys((*classes, *attributes.classes))
            if names:
                parts.append(attribute("class", " ".join(names)))
            parts += [attribute(name, value) for name, value in attributes.pairs]
            return "".join(parts)
        return ""

    # --- inline -----------------------------------------------------------------------------

    def text(self, node: Text) -> str:
        """Returns character data."""
        return escape(node.text)

    def line_break(self, node: LineBreak) -> str:
        """Returns a hard line break."""
        return f"{self.element('br')}\n"

    def formatted(self, node: Formatted) -> str:
        """Returns text in a style."""
        content = self.inlines(node.content)
        if node.style == "small-caps":
            return self.element("span", content, attribute("class", "small-caps"))
        return self.element(_FORMATTED_TAGS[node.style], content)

    def code(self, node: Code) -> str:
        """Returns inline code."""
        return self.element("code", escape(node.text), self.code_attributes(node.attributes))

    def code_attributes(self, attributes: Attributes, *classes: str) -> str:
        """Returns the attributes of code, whose direction is the author's if given."""
        own = self.attributes(attributes, *classes)
        return own if ' dir="' in own else own + self.code_direction

    def math(self, node: Math) -> str:
        """Returns a formula."""
        if node.mathml and self.has_mathml:
            return self.element("span", node.mathml, self.math_attributes(node))
        return self.element("code", escape(node.tex), self.math_attributes(node))

    def math_attributes(self, node: Math) -> str:
        """Returns the attributes of the element around a formula."""
        name = "math display" if node.is_display else "math inline"
        return attribute("class", name) + self.code_direction

    def link(self, node: Link) -> str:
        """Returns a hyperlink, or its content when there is nowhere to go."""
        content = self.inlines(node.content)
        target = self.href(node.url)
        if target is None:
            return content
        own = attribute("href", target) + (attribute("title", node.title) if node.title else "")
        return self.element("a", content, own + self.attributes(node.attributes))

    def image(self, node: Image) -> str:
        """Returns an image, or its alternative text when its file is missing."""
        source = self.image_source(node)
        if source is None:
            return self.missing_image(node)
        own = attribute("src", source) + attribute("alt", node.alt)
        if node.title:
            own += attribute("title", node.title)
        sizes = [
            (name, value)
            for name, value in (("width", node.width), ("height", node.height))
            if value
        ]
        style = "".join(f"{name}: {value};" for name, value in sizes if not value.isdigit())
        own += "".join(attribute(name, value) for name, value in sizes if value.isdigit())
        if style:
            own += attribute("style", style)
        return self.element("img", "", own + self.attributes(node.attributes))

    def missing_image(self, node: Image) -> str:
        """Returns what stands for an image that cannot be shown."""
        text = node.alt or node.title
        return (
            self.element("span", escape(text), attribute("class", "missing-image")) if text else ""
        )

    def missing_image_url(self, image: Image) -> str | None:
        """Returns where an image that cannot be shown can be seen, for formats that link to it."""
        return None

    def span(self, node: Span) -> str:
        """Returns inline content with attributes."""
        return self.element("span", self.inlines(node.content), self.attributes(node.attributes))

    def citation(self, node: Citation) -> str:
        """Returns the number of an endnote at a place that cites it."""
        own = (
            attribute("href", f"#{self.anchor(node.note_id)}")
            + attribute("id", self.anchor(node.id))
            + attribute("role", "doc-noteref")
            + attribute("aria-label", self.phrases.citation_of(node.number))
        )
        return self.element(
            "sup", self.element("a", str(node.number), own), attribute("class", "citation")
        )

    def raw_element(self, node: Element) -> str:
        """Returns an element of sanitised raw HTML; of a player, the link to what it plays."""
        is_player = node.tag in {"audio", "video"}
        writers = self._writers
        children = player_text(node) if is_player else node.content
        content = "".join([writers[type(child)](child) for child in children])
        if is_player:
            return content
        return self.element(node.tag, content, self.attributes(node.attributes))
