"""The HTML of an article in the elements that mail programs, Outlook's Word engine too, show.

Classes are for the style sheet only, which becomes inline styles; there are no ids, since links
into a mail work in few programs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar, Final

from publishkit.formats.email.code import code_lines
from publishkit.formats.email.images import Picture, Pictures
from publishkit.formats.email.targets import Targets
from publishkit.model.document import Document, Endnote
from publishkit.model.nodes import (
    Alert,
    Attributes,
    Block,
    Citation,
    Code,
    CodeBlock,
    Div,
    Element,
    EndnoteSection,
    Figure,
    Formatted,
    Heading,
    Image,
    LineBreak,
    Link,
    Math,
    OrderedList,
    Span,
    Table,
)
from publishkit.model.tree import player_text
from publishkit.render.direction import direction_of
from publishkit.render.html import HtmlRenderer, attribute, escape

__all__ = ["MailRenderer"]

#: What mail programs keep and readers see; ``style`` is filtered to the alignment of text.
_KEPT: Final = frozenset({"align", "colspan", "dir", "lang", "rowspan", "start", "title", "type"})
_ALIGNMENT: Final = re.compile(r"text-align:\s*(left|center|right|justify)\b")
_BLOCKS: Final = frozenset(
    """address article aside details figcaption figure footer header main nav section
    summary div""".split()  # noqa: SIM905  # a list of names is read more easily as words
)
#: Elements that Gmail, Outlook or Yahoo do not know, and that say nothing without help.
_BARE: Final = frozenset({"abbr", "bdi", "data", "dfn", "font", "ruby", "rb", "rtc", "time"})
#: The width of the text on the narrowest phones, in px.
_NARROW: Final = 280
_BOX: Final = (
    attribute("class", "box")
    + attribute("width", "100%")
    + attribute("cellpadding", "0")
    + attribute("cellspacing", "0")
    + attribute("border", "0")
)


class MailRenderer(HtmlRenderer):
    """Renders one article; ``level_shift`` is added to the levels of its headings."""

    has_mathml: ClassVar[bool] = False

    def __init__(
        self, document: Document, targets: Targets, pictures: Pictures, *, level_shift: int = 0
    ) -> None:
        super().__init__(document)
        self.targets = targets
        self.pictures = pictures
        self.level_shift = level_shift

    def blocks(self, nodes: Iterable[Block]) -> str:
        """Returns blocks one below the other, without empty lines.

        Newsletter services that read a mail's HTML as Markdown would end it at one.
        """
        texts = (self._writers[type(node)](node) for node in nodes)
        return "".join([f"{text}\n" for text in texts if text])

    def heading_level(self, level: int) -> int:
        """Returns the level of a heading below the title of the mail."""
        return level + self.level_shift

    def heading(self, node: Heading) -> str:
        """Returns a heading, or nothing for one without content, which would be a gap."""
        return super().heading(node) if node.content else ""

    # --- links and attributes ---------------------------------------------------------------

    def href(self, url: str) -> str | None:
        """Returns an address on the web; a place in the article is one too."""
        return self.targets.link(url)

    def attributes(self, attributes: Attributes, *classes: str) -> str:
        """Returns our own classes and the attributes that work in mails."""
        parts = [attribute("class", " ".join(classes))] if classes else []
        for name, value in attributes.pairs:
            if name in _KEPT:
                parts.append(attribute(name, value))
            elif name == "style" and (found := _ALIGNMENT.search(value)):
                parts.append(attribute("style", found[0]))
        return "".join(parts)

    # --- inline -----------------------------------------------------------------------------

    def formatted(self, node: Formatted) -> str:
        """Returns text in a style."""
        if node.style == "mark":
            return self.element("span", self.inlines(node.content), attribute("class", "mark"))
        return super().formatted(node)

    def code(self, node: Code) -> str:
        """Returns inline code."""
        return self.element("code", escape(node.text), self.code_direction)

    def math(self, node: Math) -> str:
        """Returns a formula as an image, or as its TeX."""
        picture = self.pictures.formula(node)
        if picture is None:
            return self.element("code", escape(node.tex), self.code_direction)
        own = self._picture_attributes(picture, node.tex, "formula")
        if not node.is_display:
            return self.element("img", "", own + attribute("style", picture.style))
        row = attribute("class", "display-formula")
        return self.element("span", self.element("img", "", own), row)

    def link(self, node: Link) -> str:
        """Returns a hyperlink; one to a film or a sound shows that it is played elsewhere."""
        link = super().link(replace(node, attributes=Attributes()))
        is_player = "media" in node.attributes.classes
        return (
            f"\N{BLACK RIGHT-POINTING TRIANGLE}\N{VARIATION SELECTOR-15} {link}"
            if is_player
            else link
        )

    def image(self, node: Image) -> str:
        """Returns an image with its size, or the text of one that cannot be shown."""
        picture = self.pictures.image(self.document, self.targets, node)
        if picture is None:
            return self.missing_image(node)
        own = self._picture_attributes(picture, node.alt, "image")
        if node.title:
            own += attribute("title", node.title)
        return self.element("img", "", own)

    def _picture_attributes(self, picture: Picture, alt: str, name: str) -> str:
        own = attribute("class", name) + attribute("src", picture.source) + attribute("alt", alt)
        if picture.width:
            own += attribute("width", str(picture.width))
        # A wider picture is made smaller on phones, where its height must follow.
        if picture.height and picture.width <= _NARROW:
            own += attribute("height", str(picture.height))
        return own

    def is_shown(self, image: Image) -> bool:
        """Whether more comes of an image than its text."""
        return self.pictures.image(self.document, self.targets, image) is not None

    def missing_image(self, node: Image) -> str:
        """Returns the text of an image that cannot be shown."""
        return escape(node.alt or node.title)

    def line_break(self, node: LineBreak) -> str:
        """Returns a hard line break."""
        return "<br />"

    def span(self, node: Span) -> str:
        """Returns inline content, with an element only where that says something."""
        return self._with_attributes("span", self.inlines(node.content), node.attributes)

    def citation(self, node: Citation) -> str:
        """Returns the number of an endnote in brackets; links inside a mail work nowhere."""
        return self.element("sup", f"[{node.number}]", attribute("class", "citation"))

    # --- endnotes ---------------------------------------------------------------------------

    def endnote_section(self, node: EndnoteSection) -> str:
        """Returns a list of endnotes under its heading."""
        content = f"\n{self.heading(node.heading)}\n{self.endnote_list(node)}\n"
        return self.element("div", content, attribute("class", "endnotes"))

    def endnote(self, note: Endnote, attributes: str = "") -> str:
        """Returns one endnote as a list item, without links back into the text."""
        return self.element("li", self.blocks(note.content).rstrip("\n"), attributes)

    # --- blocks -----------------------------------------------------------------------------

    def code_block(self, node: CodeBlock) -> str:
        """Returns code in a box, its lines ended by ``br`` so that they wrap on phones."""
        code = self.element("code", code_lines(node.text, node.language))
        return self._box("code-block", code, self.code_direction)

    def _box(self, name: str, content: str, attributes: str = "") -> str:
        """Returns content in a table of one cell: Outlook pads nothing else."""
        cell = self.element("td", content, attribute("class", name) + attributes)
        return self.element("table", f"<tr>{cell}</tr>", _BOX)

    def alert(self, node: Alert) -> str:
        """Returns a call-out with its title."""
        title = self.inlines(node.title) or escape(str(getattr(self.phrases, node.kind)))
        head = self.element("p", title, attribute("class", "alert-title"))
        return self._box(f"alert {node.kind}", f"\n{head}\n{self.blocks(node.content)}")

    def room_for_numbers(self, node: OrderedList) -> str:
        """Returns the style of a list with long numbers, by a side that mail programs know."""
        side = "right" if direction_of(self.document.metadata.lang) == "rtl" else "left"
        return super().room_for_numbers(node).replace("inline-start", side)

    def task_box(self, is_done: bool) -> str:
        """Returns the box of a task as a character."""
        return "\N{BALLOT BOX WITH CHECK}" if is_done else "\N{BALLOT BOX}"

    def table(self, node: Table) -> str:
        """Returns a table as wide as the mail; its caption is a paragraph above it."""
        caption = self.blocks(node.caption).rstrip("\n")
        if caption and not caption.startswith("<"):
            caption = self.element("p", caption)
        plain = replace(node, caption=(), widths=(), attributes=Attributes())
        own = _BOX.replace('"box"', '"data"')
        table = super().table(plain).replace("<table>", f"<table{own}>", 1)
        if not caption:
            return table
        return f"{self.element('div', caption, attribute('class', 'caption'))}\n{table}"

    def figure(self, node: Figure) -> str:
        """Returns content with its caption below it."""
        content = "" if self._is_named_by_caption(node) else self.blocks(node.content)
        if content and not content.startswith("<"):
            content = f"{self.element('p', content.rstrip())}\n"
        if node.caption and not self._is_caption_repeated(node):
            caption = self.blocks(node.caption).rstrip("\n")
            content += self.element("div", caption, attribute("class", "caption")) + "\n"
        return self.element("div", f"\n{content}", attribute("class", "figure"))

    def div(self, node: Div) -> str:
        """Returns blocks, with an element only where that says something."""
        content = self.blocks(node.content)
        own = self.attributes(node.attributes)
        return self.element("div", f"\n{content}", own) if own else content.rstrip("\n")

    # --- raw HTML ---------------------------------------------------------------------------

    def raw_element(self, node: Element) -> str:
        """Returns an element of sanitised raw HTML in a form that mail programs have."""
        tag = node.tag
        if tag in {"rp", "wbr"}:
            return ""
        if tag in {"audio", "video"}:
            return self._player(node)
        content = "".join([self._writers[type(child)](child) for child in node.content])
        if tag == "rt":
            return f"({content})"
        if tag == "summary":
            content = self.element("strong", content)
        if tag in _BLOCKS:
            return self._with_attributes("div", content, node.attributes, is_block=True)
        if tag in _BARE:
            attributes = node.attributes
            if tag == "bdi" and attributes.get("dir") is None:
                attributes = replace(attributes, pairs=(*attributes.pairs, ("dir", "auto")))
            return self._with_attributes("span", content, attributes)
        if tag == "mark":
            return self.element("span", content, attribute("class", "mark"))
        return self.element(tag, content, self.attributes(node.attributes))

    def _with_attributes(
        self, tag: str, content: str, attributes: Attributes, *, is_block: bool = False
    ) -> str:
        own = self.attributes(attributes)
        return self.element(tag, content, own) if own or is_block else content

    def _player(self, node: Element) -> str:
        """Returns the link to a film or sound, below its still picture if that is at hand."""
        children = player_text(node)
        link = "".join([self._writers[type(child)](child) for child in children])
        poster = node.attributes.get("poster")
        targets = [child.url for child in children if isinstance(child, Link)]
        address = self.href(targets[0]) if targets else None
        if poster is None:
            return link
        still = self.image(Image(poster))
        if not still.startswith("<img"):
            return link
        if address is not None:
            still = self.element("a", still, attribute("href", address))
        return f"{still}<br />{link}"
