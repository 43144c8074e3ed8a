"""The body of an article as feed readers, which strip most of what they do not know, show it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar, Final

from publishkit.formats.feeds.links import ArticleLinks
from publishkit.formats.feeds.urls import is_local, map_srcset
from publishkit.model.document import Document, Endnote
from publishkit.model.nodes import (
    Alert,
    Attributes,
    Block,
    Citation,
    CodeBlock,
    Div,
    Element,
    EndnoteSection,
    Formatted,
    Image,
    Math,
    OrderedList,
    Span,
    Table,
)
from publishkit.render.html import HtmlRenderer, attribute, escape
from publishkit.transforms.headings import rebase_headings

__all__ = ["FeedRenderer"]

#: Attributes that mean something to a reader without our style sheet or script.
_KEPT: Final = frozenset(
    {
        *("align", "alt", "colspan", "datetime", "dir", "height", "lang", "media", "open"),
        *("reversed", "rowspan", "sizes", "start", "title", "type", "value", "width"),
    }
)
_URLS: Final = frozenset({"cite", "href", "poster", "src"})
#: Readers print an article's title as the heading above this one.
_FIRST_LEVEL: Final = 2
_ALIGNMENT: Final = re.compile(r"text-align:\s*(left|center|right|justify)\b")
#: What Markdown takes for the end of HTML, and for the start of code.
_BLANK_LINE: Final = re.compile(r"(?<=\n)([ \t]*)\n")
_INDENT: Final = re.compile(r"(?<=\n)(?: (?= {3})|\t)")
#: Directions that characters keep where a reader strips the element (Unicode 15, UAX #9, 2.7).
_OVERRIDES: Final = {"ltr": "\u202d", "rtl": "\u202e"}
_END_OF_OVERRIDE: Final = "\u202c"
#: What HTML parsers close early anywhere but in ``ruby``.
_RUBY_PARTS: Final = frozenset({"rp", "rt"})
_INVISIBLE_SIZES: Final = frozenset({"0", "1"})


class FeedRenderer(HtmlRenderer):
    """Renders one article with absolute URLs and without any class or style that it needs.

    Ids are printed for citations and endnotes only, on ``sup`` and ``li``, which Miniflux keeps.
    ``note_base`` goes before the fragment of the links between them: the permalink in RSS and
    JSON Feed, nothing in Atom, whose ``content`` has an ``xml:base``. The classes of these links
    are those that NetNewsWire shows pop-ups for.
    """

    # The variation selector keeps the arrow from becoming an emoji on iOS.
    back_mark: ClassVar[str] = "\N{LEFTWARDS ARROW WITH HOOK}\N{VARIATION SELECTOR-15}"

    def __init__(
        self, document: Document, links: ArticleLinks, *, id_prefix: str, note_base: str
    ) -> None:
        super().__init__(document, id_prefix=id_prefix)
        self.links = links
        self.note_base = note_base
        self._is_in_ruby = False

    def body(self) -> str:
        """Returns the whole text of the article, with headings that start below its title."""
        body = self.blocks(rebase_headings(self.document.content, _FIRST_LEVEL)).rstrip("\n")
        # Some newsletter services read a feed's HTML as Markdown.
        return _INDENT.sub(_reference, _BLANK_LINE.sub(r"\1&#10;", body))

    def blocks(self, nodes: Iterable[Block]) -> str:
        """Returns blocks one below the other, none of them as an empty line."""
        return "".join([f"{text}\n" for text in map(self._block, nodes) if text])

    def _block(self, node: Block) -> str:
        return self._writers[type(node)](node)

    # --- links and attributes ---------------------------------------------------------------

    def href(self, url: str) -> str | None:
        """Returns an absolute URL; a fragment of the article leads to it on the web."""
        return self.links.target(url)

    def image_source(self, image: Image) -> str | None:
        """Returns the absolute URL of an image that the site serves; no client loads ftp."""
        url = self.links.image(image.url)
        return None if url is None or url.startswith("ftp:") else url

    def image(self, node: Image) -> str:
        """Returns an image, and of a remote one of a single pixel, which only counts, nothing."""
        if {node.width, node.height} <= _INVISIBLE_SIZES and not is_local(node.url):
            return escape(node.alt)
        return super().image(node)

    def note_href(self, name: str) -> str:
        """Returns the target of a link to a citation or endnote."""
        return f"{self.note_base}#{self.anchor(name)}"

    def attributes(self, attributes: Attributes, *classes: str) -> str:
        """Returns the attributes that work in a feed, URLs made absolute."""
        parts: list[str] = []
        for name, value in attributes.pairs:
            kept = self._attribute_value(name, value)
            if kept is not None:
                parts.append(attribute(name, kept))
        return "".join(parts)

    def _attribute_value(self, name: str, value: str) -> str | None:
        if name in _KEPT:
            return value
        if name in _URLS:
            return self.links.target(value)
        if name == "srcset":
            return map_srcset(value, self.links.target) or None
        if name == "style":
            found = _ALIGNMENT.search(value)
            return found and found[0]
        return None

    # --- inline -----------------------------------------------------------------------------

    def formatted(self, node: Formatted) -> str:
        """Returns text in a style; small capitals, which only a style sheet makes, are plain."""
        if node.style == "small-caps":
            return self.inlines(node.content)
        return super().formatted(node)

    def math(self, node: Math) -> str:
        """Returns the TeX of a formula: readers strip MathML, the W3C validator reports it."""
        return self.element("code", escape(node.tex), self.code_direction)

    def span(self, node: Span) -> str:
        """Returns inline content, with an element only where that says something."""
        own = self.attributes(node.attributes)
        content = self.inlines(node.content)
        return self.element("span", content, own) if own else content

    def missing_image(self, node: Image) -> str:
        """Returns the text of an image that cannot be shown."""
        return escape(node.alt or node.title)

    # --- endnotes ---------------------------------------------------------------------------

    def citation(self, node: Citation) -> str:
        """Returns the number in brackets, so that neighbours stay apart without any style."""
        own = attribute("class", "footnote footnote-ref") + attribute(
            "href", self.note_href(node.note_id)
        )
        link = self.element("a", str(node.number), own)
        return self.element("sup", f"[{link}]", attribute("id", self.anchor(node.id)))

    def endnote_section(self, node: EndnoteSection) -> str:
        """Returns a list of endnotes under its heading, readable with every link stripped."""
        content = f"\n{self.heading(node.heading)}\n{self.endnote_list(node)}\n"
        return self.element("div", content, attribute("class", "footnotes"))

    def endnote(self, note: Endnote, attributes: str = "") -> str:
        """Returns one endnote as a list item."""
        own = attribute("id", self.anchor(note.id)) + attributes
        return self.element("li", self.endnote_content(note), own)

    def back_link(self, citation: str, number: int, ordinal: int, label: str) -> str:
        """Returns the link from an endnote to one of the places that cite it."""
        own = (
            attribute("class", "footnote-backref reversefootnote")
            + attribute("href", self.note_href(citation))
            + attribute("aria-label", self.phrases.back_to(number, ordinal))
        )
        return self.element("a", f"{self.back_mark}{label}", own)

    # --- block ------------------------------------------------------------------------------

    def code_block(self, node: CodeBlock) -> str:
        """Returns a block of code without highlighting, whose colours readers do not have."""
        named = attribute("class", f"language-{node.language}") if node.language else ""
        start = "\n" if node.text.startswith("\n") else ""
        content = start + self.element("code", escape(node.text), named)
        return self.element("pre", content, self.code_direction)

    def room_for_numbers(self, node: OrderedList) -> str:
        """Returns nothing: readers strip styles and leave room of their own."""
        return ""

    def task_box(self, is_done: bool) -> str:
        """Returns the box of a task as a character."""
        return "\N{BALLOT BOX WITH CHECK}" if is_done else "\N{BALLOT BOX}"

    def table(self, node: Table) -> str:
        """Returns a table whose columns are as wide as the reader makes them."""
        return super().table(replace(node, widths=()))

    def div(self, node: Div) -> str:
        """Returns blocks, with an element only where that says something."""
        own = self.attributes(node.attributes)
        content = self.blocks(node.content)
        return self.element("div", f"\n{content}", own) if own else content.rstrip("\n")

    def alert(self, node: Alert) -> str:
        """Returns a call-out as a quotation with its title in bold."""
        title = self.inlines(node.title) or escape(str(getattr(self.phrases, node.kind)))
        head = self.element("p", self.element("strong", title))
        return self.element("blockquote", f"\n{head}\n{self.blocks(node.content)}")

    def raw_element(self, node: Element) -> str:
        """Returns an element of sanitised raw HTML, or its content if nothing else is left."""
        if node.tag in {"audio", "video"}:
            return super().raw_element(node)
        is_in_ruby, self._is_in_ruby = self._is_in_ruby, node.tag == "ruby"
        content = "".join([self._writers[type(child)](child) for child in node.content])
        self._is_in_ruby = is_in_ruby
        if node.tag in _RUBY_PARTS and not is_in_ruby:
            return content
        if node.tag == "bdo":
            override = _OVERRIDES.get(node.attributes.get("dir") or "")
            return f"{override}{content}{_END_OF_OVERRIDE}" if override else content
        own = self.attributes(node.attributes)
        if node.tag in ("a", "span", "font") and not own:
            return content
        return self.element(node.tag, content, own)


def _reference(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"
