"""Nodes to well-formed XHTML: one renderer for every format.

A format subclasses :class:`HtmlRenderer` and overrides the few methods that decide how citations,
endnotes, links, images and code are written. Everything printed is valid both as XHTML and, sent
as ``text/html``, as HTML 5.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from publishkit.model.document import Document, Endnote
from publishkit.model.nodes import (
    Alert,
    Block,
    BlockQuote,
    BulletList,
    Cell,
    CodeBlock,
    DefinitionList,
    Div,
    Element,
    EndnoteSection,
    Figure,
    Heading,
    Image,
    Link,
    ListItem,
    OrderedList,
    Paragraph,
    Plain,
    Row,
    Table,
    ThematicBreak,
)
from publishkit.model.tree import plain_text
from publishkit.render.highlight import highlight
from publishkit.render.inline import InlineRenderer, attribute, escape

__all__ = ["HtmlRenderer", "attribute", "escape"]

#: The numbers of lists for which style sheets leave room.
_USUAL_DIGITS: Final = 2


class HtmlRenderer(InlineRenderer):
    """Renders the parts of one document. Make one for each document; it keeps no other state."""

    back_mark: ClassVar[str] = "\N{UPWARDS ARROW}"
    #: What stands between an endnote's text and its back-links.
    back_gap: ClassVar[str] = " "
    #: Whether an XML parser reads the output; an HTML parser eats a line feed after ``<pre>``.
    is_xml: ClassVar[bool] = False

    def __init__(self, document: Document, *, id_prefix: str = "") -> None:
        super().__init__(document, id_prefix=id_prefix)
        self._writers |= {
            Paragraph: self.paragraph,
            Plain: self.plain,
            Heading: self.heading,
            CodeBlock: self.code_block,
            BlockQuote: self.block_quote,
            BulletList: self.bullet_list,
            OrderedList: self.ordered_list,
            DefinitionList: self.definition_list,
            Table: self.table,
            Figure: self.figure,
            ThematicBreak: self.thematic_break,
            Div: self.div,
            Alert: self.alert,
            EndnoteSection: self.endnote_section,
        }

    def body(self) -> str:
        """Returns the whole text of the article, its endnotes included."""
        return self.blocks(self.document.content)

    def blocks(self, nodes: Iterable[Block]) -> str:
        """Returns blocks one below the other, each followed by a line feed."""
        writers = self._writers
        return "".join([f"{writers[type(node)](node)}\n" for node in nodes])

    def heading_level(self, level: int) -> int:
        """Returns the level, 1 to 6, that is printed for a heading's."""
        return level

    # --- endnotes ---------------------------------------------------------------------------

    def endnote_section(self, node: EndnoteSection) -> str:
        """Returns a list of endnotes under its heading."""
        own = attribute("class", "endnotes") + attribute("role", "doc-endnotes")
        if node.heading.id:
            own += attribute("aria-labelledby", self.anchor(node.heading.id))
        content = f"\n{self.heading(node.heading)}\n{self.endnote_list(node)}\n"
        return self.element("section", content, own)

    def endnote_list(self, node: EndnoteSection) -> str:
        """Returns the endnotes of a section as a list with their own numbers."""
        items: list[str] = []
        following = 1
        for number in node.numbers:
            value = "" if number == following else attribute("value", str(number))
            items.append(self.endnote(self.document.endnote(number), value))
            following = number + 1
        return self.element("ol", "\n" + "\n".join(items) + "\n")

    def endnote(self, note: Endnote, attributes: str = "") -> str:
        """Returns one endnote as a list item; ``attributes`` carry its number if need be."""
        own = attribute("id", self.anchor(note.id)) + attributes
        return self.element("li", self.endnote_content(note), own)

    def endnote_content(self, note: Endnote) -> str:
        """Returns an endnote's text with its back-links at the end of the last paragraph."""
        links = self.back_links(note)
        if not links:
            return self.blocks(note.content).rstrip("\n")
        *before, last = note.content or (Paragraph(()),)
        if isinstance(last, Paragraph | Plain):
            final = self.element("p", f"{self.inlines(last.content)}{self.back_gap}{links}")
        else:
            own = attribute("class", "back-links")
            final = self.blocks((last,)) + self.element("p", links, own)
        return self.blocks(before) + final

    def back_links(self, note: Endnote) -> str:
        """Returns one link for each citation of an endnote, or nothing."""
        is_only = len(note.citations) == 1
        links: list[str] = []
        for ordinal, citation in enumerate(note.citations, start=1):
            links.append(
                self.back_link(citation, note.number, ordinal, "" if is_only else str(ordinal))
            )
        return " ".join(links)

    def back_link(self, citation: str, number: int, ordinal: int, label: str) -> str:
        """Returns the link from an endnote to one of the places that cite it."""
        own = (
            attribute("href", f"#{self.anchor(citation)}")
            + attribute("class", "back-link")
            + attribute("role", "doc-backlink")
            + attribute("aria-label", self.phrases.back_to(number, ordinal))
        )
        return self.element("a", f"{self.back_mark}{label}", own)

    # --- block ------------------------------------------------------------------------------

    def paragraph(self, node: Paragraph) -> str:
        """Returns a paragraph."""
        return self.element("p", self.inlines(node.content))

    def plain(self, node: Plain) -> str:
        """Returns inline content without a paragraph around it."""
        return self.inlines(node.content)

    def heading(self, node: Heading) -> str:
        """Returns a heading."""
        level = min(max(self.heading_level(node.level), 1), 6)
        return self.element(
            f"h{level}", self.inlines(node.content), self.attributes(node.attributes)
        )

    def code_block(self, node: CodeBlock) -> str:
        """Returns a block of code, highlighted when its language is known."""
        pieces = [
            f'<span class="{kind}">{escape(text)}</span>' if kind else escape(text)
            for kind, text in highlight(node.text, node.language)
        ]
        named = attribute("class", f"language-{node.language}") if node.language else ""
        own = self.code_attributes(node.attributes, "highlight")
        # Without this line feed an HTML parser eats a first one that belongs to the code.
        start = "\n" if node.text.startswith("\n") and not self.is_xml else ""
        return self.element("pre", start + self.element("code", "".join(pieces), named), own)

    def block_quote(self, node: BlockQuote) -> str:
        """Returns a quotation."""
        return self.element("blockquote", f"\n{self.blocks(node.content)}")

    def bullet_list(self, node: BulletList) -> str:
        """Returns an unordered list."""
        is_tasks = any(item.is_done is not None for item in node.items)
        own = attribute("class", "tasks") if is_tasks else ""
        return self.element("ul", "\n" + self.list_items(node.items), own)

    def ordered_list(self, node: OrderedList) -> str:
        """Returns an ordered list."""
        room = self.room_for_numbers(node)
        own = attribute("style", room) if room else ""
        if node.start != 1:
            own += attribute("start", str(node.start))
        if node.style != "1":
            own += attribute("type", node.style)
        return self.element("ol", "\n" + self.list_items(node.items), own)

    def room_for_numbers(self, node: OrderedList) -> str:
        """Returns the style of a list whose numbers need more room than usual, such as years."""
        digits = len(str(node.start + len(node.items) - 1))
        if digits <= _USUAL_DIGITS:
            return ""
        return f"padding-inline-start: {0.65 * digits + 0.75:.4g}em"

    def list_items(self, items: Iterable[ListItem]) -> str:
        """Returns the items of a list."""
        return "".join([f"{self.list_item(item)}\n" for item in items])

    def list_item(self, item: ListItem) -> str:
        """Returns an item, with a box before its text if it is a task."""
        content = self.blocks(item.content).rstrip("\n")
        if item.is_done is None:
            return self.element("li", content)
        return self.element("li", self.task_item_content(item, content), attribute("class", "task"))

    def task_box(self, is_done: bool) -> str:
        """Returns the box of a task."""
        label = self.phrases.done if is_done else self.phrases.to_do
        own = (
            attribute("class", "task-box")
            + attribute("role", "img")
            + attribute("aria-label", label)
        )
        return self.element(
            "span", "\N{BALLOT BOX WITH CHECK}" if is_done else "\N{BALLOT BOX}", own
        )

    def task_item_content(self, item: ListItem, content: str) -> str:
        """Returns a task's content with its box inside the first paragraph, if there is one."""
        box = self.task_box(item.is_done is True)
        if content.startswith("<p>"):
            return f"<p>{box} {content[3:]}"
        return f"{box} {content}"

    def definition_list(self, node: DefinitionList) -> str:
        """Returns a list of terms and explanations."""
        parts: list[str] = []
        for item in node.items:
            parts.append(self.element("dt", self.inlines(item.term)))
            parts += [
                self.element("dd", self.blocks(blocks).rstrip("\n")) for blocks in item.explanations
            ]
        return self.element("dl", "\n" + "\n".join(parts) + "\n")

    def table(self, node: Table) -> str:
        """Returns a table."""
        parts: list[str] = []
        if node.caption:
            parts.append(self.element("caption", self.blocks(node.caption).rstrip("\n")))
        if node.widths:
            columns = [
                self.element("col", "", attribute("style", f"width: {width * 100:.4g}%"))
                for width in node.widths
            ]
            parts.append(self.element("colgroup", "".join(columns)))
        for tag, rows in (("thead", node.head), ("tbody", node.body), ("tfoot", node.foot)):
            if rows:
                content = "".join([f"{self.row(row, tag)}\n" for row in rows])
                parts.append(self.element(tag, f"\n{content}"))
        own = self.attributes(node.attributes)
        return self.element("table", "\n" + "\n".join(parts) + "\n", own)

    def row(self, row: Row, part: str) -> str:
        """Returns a row of a table's ``part``, one of ``thead``, ``tbody`` and ``tfoot``."""
        return self.element("tr", "".join([self.cell(cell, part) for cell in row.cells]))

    def cell(self, cell: Cell, part: str) -> str:
        """Returns a cell."""
        is_header = cell.is_header or part == "thead"
        own = ""
        if is_header:
            own = attribute("scope", "col" if part == "thead" else "row")
        if cell.column_span > 1:
            own += attribute("colspan", str(cell.column_span))
        if cell.row_span > 1:
            own += attribute("rowspan", str(cell.row_span))
        if cell.alignment:
            own += attribute("style", f"text-align: {cell.alignment}")
        return self.element(
            "th" if is_header else "td", self.blocks(cell.content).rstrip("\n"), own
        )

    def figure(self, node: Figure) -> str:
        """Returns content with a caption, which may name a missing image in its place."""
        content = "" if self._is_named_by_caption(node) else self.blocks(node.content)
        if node.caption and not self._is_caption_repeated(node):
            content += self.element("figcaption", self.blocks(node.caption).rstrip("\n")) + "\n"
        return self.element("figure", f"\n{content}", self.attributes(node.attributes))

    def _is_named_by_caption(self, node: Figure) -> bool:
        match node.content:
            case (Plain((Image() as image,)) | Paragraph((Image() as image,)),):
                is_named = plain_text(node.caption) == (image.alt or image.title)
                return is_named and not self.is_shown(image)
        return False

    def _is_caption_repeated(self, node: Figure) -> bool:
        """Whether the link that stands for a sound or film says what the caption does."""
        match node.content:
            case (Plain((only,)) | Paragraph((only,)),):
                is_link = isinstance(only, Link) and "media" in only.attributes.classes
                if isinstance(only, Element) and only.tag in {"audio", "video"}:
                    is_link = not self.plays(only)
                return is_link and plain_text((only,)) == plain_text(node.caption)
        return False

    def plays(self, player: Element) -> bool:
        """Whether an ``audio`` or ``video`` element plays here; else it is a link."""
        return False

    def is_shown(self, image: Image) -> bool:
        """Whether more comes of an image than its text."""
        return self.image_source(image) is not None or self.missing_image_url(image) is not None

    def thematic_break(self, node: ThematicBreak) -> str:
        """Returns a rule."""
        return self.element("hr")

    def div(self, node: Div) -> str:
        """Returns blocks with attributes."""
        return self.element(
            "div", f"\n{self.blocks(node.content)}", self.attributes(node.attributes)
        )

    def alert(self, node: Alert) -> str:
        """Returns a call-out with its title."""
        title = self.inlines(node.title) or escape(str(getattr(self.phrases, node.kind)))
        head = self.element("p", title, attribute("class", "alert-title"))
        own = attribute("class", f"alert alert-{node.kind}") + attribute("role", "note")
        return self.element("div", f"\n{head}\n{self.blocks(node.content)}", own)
