"""The nodes of an article as XHTML for EPUB: note semantics, packaged files, links in the book."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar, Final

from publishkit.formats.epub.chapters import Chapter
from publishkit.formats.epub.images import MediaLibrary
from publishkit.formats.epub.links import LinkMap, safe_url
from publishkit.formats.epub.options import EpubOptions
from publishkit.formats.epub.pages import DECORATIVE
from publishkit.formats.epub.players import packaged_player
from publishkit.model.document import Endnote
from publishkit.model.nodes import (
    Attributes,
    Citation,
    Div,
    Element,
    EndnoteSection,
    Formatted,
    Heading,
    Image,
    Inline,
    LineBreak,
    Link,
    ListItem,
    Math,
    Node,
    OrderedList,
    Paragraph,
    Plain,
    Span,
    Text,
)
from publishkit.model.tree import plain_text, player_text, rewrite, walk
from publishkit.render.html import HtmlRenderer, attribute, escape
from publishkit.render.xml import parse_xml, print_xml

__all__ = ["EpubRenderer"]

#: What the author's own HTML may say of an element; the page's schema is applied later.
_OWN_NAMES: Final = frozenset(
    {
        *("title", "lang", "dir", "style", "width", "height", "alt", "start", "reversed", "type"),
        *("value", "colspan", "rowspan", "scope", "span", "open"),
    }
)
#: Elements without content (HTML 5, 13.1.2); what a tree has in them comes after them.
_EMPTY: Final = frozenset({"br", "col", "hr", "img", "source", "track", "wbr"})
#: One or two digits of their own; not in a word, a longer number or an escaped character.
_SHORT_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z.,:/#&-])[0-9]{1,2}(?![0-9A-Za-z,:/;-]|\.[0-9])")
#: Kana and Chinese characters.
_EAST_ASIAN: Final = re.compile("[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_ALIGNMENTS: Final = frozenset({"left", "center", "right", "justify"})
_MATH: Final = "{http://www.w3.org/1998/Math/MathML}math"


class EpubRenderer(HtmlRenderer):
    """Renders one page of a chapter, with endnotes as reading systems open them as pop-ups.

    A link is ``noteref``, its target a ``div`` of type ``footnote`` inside the list item: the one
    form that EPUBCheck and Ace take without a word and that Apple Books, Kobo, KOReader and
    Thorium know. ``options`` may ask for back-links at another place, and for the classes that
    Duokan (多看) knows, which have to stand on the list item. ``media`` collects the files that
    the chapter shows. ``page`` is the name of the page, by default the chapter's first.
    """

    #: An arrow with the variation selector that keeps iOS from drawing an emoji.
    back_mark: ClassVar[str] = "\N{LEFTWARDS ARROW WITH HOOK}\N{VARIATION SELECTOR-15}"
    #: No line holds a back-link alone.
    back_gap: ClassVar[str] = "\N{NO-BREAK SPACE}"
    citation_separator: ClassVar[str] = '<span class="separator">,</span>'
    is_xml: ClassVar[bool] = True

    def __init__(
        self,
        chapter: Chapter,
        *,
        links: LinkMap,
        media: MediaLibrary,
        options: EpubOptions | None = None,
        page: str = "",
    ) -> None:
        super().__init__(chapter.document, id_prefix=chapter.id_prefix)
        self._page = page or chapter.page
        self._chapter = chapter
        self._links = links
        self._media = media
        self._options = options or EpubOptions()

    def text(self, node: Text) -> str:
        """Returns character data; in columns, short numbers stand upright in one place."""
        text = super().text(node)
        if self._options.writing_mode == "horizontal-tb":
            return text
        return _SHORT_NUMBER.sub(r'<span class="upright">\g<0></span>', text)

    def paragraph(self, node: Paragraph) -> str:
        """Returns a paragraph; one of pictures alone has a class, as it is no text."""
        if node.content and all(map(_is_picture, node.content)):
            return self.element("p", self.inlines(node.content), attribute("class", "image"))
        return super().paragraph(node)

    def formatted(self, node: Formatted) -> str:
        """Returns text in a style; stressed Chinese has a class, as it has no italics."""
        if node.style == "emphasis" and _EAST_ASIAN.search(plain_text(node.content)):
            return self.element("em", self.inlines(node.content), attribute("class", "east-asian"))
        return super().formatted(node)

    # --- links and images -------------------------------------------------------------------

    def href(self, url: str) -> str | None:
        """Returns a link to a place in the book or on the web, or ``None``."""
        return self._links.target(url, origin=self._chapter, page=self._page)

    def _place(self, name: str) -> str:
        page = self._chapter.page_of(name)
        return f"{'' if page == self._page else page}#{self.anchor(name)}"

    def link(self, node: Link) -> str:
        """Returns a link; the notes that its text cites follow it, as links do not nest."""
        cited = tuple(item for item in walk(node.content) if isinstance(item, Citation))
        if cited:
            node = replace(node, content=_without_citations(node.content))
        if plain_text(node.content) == node.url:
            # A long address may break anywhere.
            classes = (*node.attributes.classes, "url")
            node = replace(node, attributes=replace(node.attributes, classes=classes))
        return super().link(node) + self.inlines(cited)

    def image_source(self, image: Image) -> str | None:
        """Returns the name of the image in the package, or ``None``."""
        file = self._media.add(self.document, image.url)
        return file.name if file is not None and file.media_type.startswith("image/") else None

    def image(self, node: Image) -> str:
        """Returns an image; a player when the file is a sound or film by its bytes."""
        if self._is_media(node):
            source = Element("source", (), Attributes(pairs=(("src", node.url),)))
            label = (Text(node.alt or node.title),)
            return self._raw_media(Element("audio", (source, *label), node.attributes))
        if node.is_decorative:
            classes = (*node.attributes.classes, DECORATIVE)
            node = replace(node, attributes=replace(node.attributes, classes=classes))
        return super().image(node)

    def plays(self, player: Element) -> bool:
        """Whether the package has a file for a player."""
        packaged = packaged_player(player, document=self.document, media=self._media)
        return packaged is not None

    def is_shown(self, image: Image) -> bool:
        """Whether there is a picture, a player or a link to one."""
        return super().is_shown(image) or self._is_media(image)

    def _is_media(self, image: Image) -> bool:
        asset = self.document.assets.get(image.url)
        return asset is not None and asset.media_type.startswith(("audio/", "video/"))

    def missing_image(self, node: Image) -> str:
        """Returns the image's text, as a link to the image when that is on the web."""
        target = self.missing_image_url(node)
        if target is None:
            return super().missing_image(node)
        text = node.alt or node.title or target
        own = attribute("href", target) + attribute("class", "missing-image")
        return self.element("a", escape(text), own)

    def missing_image_url(self, image: Image) -> str | None:
        """Returns the address of an image that is on the web."""
        return safe_url(image.url) if image.url.lower().startswith(("http", "//")) else None

    # --- what differs in XML ----------------------------------------------------------------

    def attributes(self, attributes: Attributes, *classes: str) -> str:
        """Returns id, classes, language and direction; the rest is not for every element."""
        pairs = _named(attributes.pairs, frozenset({"lang", "dir"}))
        return super().attributes(replace(attributes, pairs=pairs), *classes)

    def math(self, node: Math) -> str:
        """Returns MathML with the TeX as its text for those who cannot see it, or the TeX."""
        root = parse_xml(node.mathml) if node.mathml else None
        if root is None or root.tag != _MATH:
            return super().math(replace(node, mathml=""))
        root.set("alttext", node.tex.strip() or "math")
        if node.is_display:
            root.set("display", "block")
        return super().math(replace(node, mathml=print_xml(root).decode()))

    def math_attributes(self, node: Math) -> str:
        """Returns what the base does; a wide formula scrolls, so it can be reached by keyboard."""
        own = super().math_attributes(node)
        return own + attribute("tabindex", "0") if node.is_display and node.mathml else own

    def heading(self, node: Heading) -> str:
        """Returns a heading; one without any content is only a place, as screen readers stumble."""
        if not self.inlines(node.content).strip():
            return self.element("div", "", self.attributes(node.attributes))
        return super().heading(node)

    # --- endnotes ---------------------------------------------------------------------------

    def citation(self, node: Citation) -> str:
        """Returns a ``noteref`` with nothing but the number inside, as iBooks needs it."""
        own = (
            attribute("href", self._place(node.note_id))
            + attribute("id", self.anchor(node.id))
            + attribute("epub:type", "noteref")
            + attribute("role", "doc-noteref")
        )
        if self._options.duokan:
            own += attribute("class", "duokan-footnote")
        return self.element("sup", self.element("a", str(node.number), own))

    def endnote_section(self, node: EndnoteSection) -> str:
        """Returns a labelled section with the endnotes as its list."""
        heading = node.heading
        if not plain_text((heading,)):
            heading = replace(heading, content=(*heading.content, Text(self.phrases.notes)))
        own = (
            attribute("class", "endnotes")
            + attribute("epub:type", "endnotes")
            + attribute("role", "doc-endnotes")
            + attribute("aria-labelledby", self.anchor(heading.id))
        )
        content = f"\n{self.heading(heading)}\n{self.endnote_list(node)}\n"
        return self.element("section", content, own)

    def endnote_list(self, node: EndnoteSection) -> str:
        """Returns the list of endnotes, with the class by which Duokan knows it when asked."""
        own = attribute("class", "duokan-footnote-content") if self._options.duokan else ""
        last = OrderedList((ListItem(()),), max(node.numbers, default=1))
        if room := self.room_for_numbers(last):
            own += attribute("style", room)
        return f"<ol{own}>{super().endnote_list(node).removeprefix('<ol>')}"

    def endnote(self, note: Endnote, attributes: str = "") -> str:
        """Returns a list item around the ``footnote`` that citations link to.

        Duokan opens only list items: there the item itself is the ``footnote``, without the role,
        which no list item may have.
        """
        own = attribute("id", self.anchor(note.id)) + attribute("epub:type", "footnote")
        if self._options.duokan:
            own += attribute("class", "duokan-footnote-item") + attributes
            return self.element("li", self.endnote_content(note), own)
        own += attribute("role", "doc-footnote")
        return self.element("li", self.element("div", self.endnote_content(note), own), attributes)

    def endnote_content(self, note: Endnote) -> str:
        """Returns an endnote's text with its back-links at its end, or at its start when asked."""
        links = self.back_links(note)
        if self._options.backlinks == "end" or not links:
            return super().endnote_content(note)
        match note.content:
            case (Paragraph() | Plain() as first, *rest):
                start = self.element("p", f"{links} {self.inlines(first.content)}")
            case rest:
                start = self.element("p", links, attribute("class", "back-links"))
        return f"{start}\n{self.blocks(rest)}".rstrip("\n")

    def back_link(self, citation: str, number: int, ordinal: int, label: str) -> str:
        """Returns the link from an endnote to one of the places that cite it."""
        own = (
            attribute("href", self._place(citation))
            + attribute("epub:type", "backlink")
            + attribute("role", "doc-backlink")
            + attribute("aria-label", self.phrases.back_to(number, ordinal))
        )
        return self.element("a", f"{self.back_mark}{label}", own)

    # --- raw HTML ---------------------------------------------------------------------------

    def span(self, node: Span) -> str:
        """Returns inline content with what its author said of it."""
        return self.element("span", self.inlines(node.content), self._own(node.attributes))

    def div(self, node: Div) -> str:
        """Returns blocks with what their author said of them."""
        return self.element("div", f"\n{self.blocks(node.content)}", self._own(node.attributes))

    def raw_element(self, node: Element) -> str:
        """Returns an element of raw HTML, with links and files as everywhere else."""
        match node.tag:
            case "a":
                return self._raw_link(node)
            case "img":
                return self._raw_image(node.attributes) + self._content(node)
            case "audio" | "video":
                return self._raw_media(node)
        content = self._content(node)
        if node.tag in _EMPTY:
            return self.element(node.tag, "", self._own(node.attributes)) + content
        return self.element(node.tag, content, self._own(node.attributes))

    def _raw_link(self, node: Element) -> str:
        target = self.href(node.attributes.get("href") or "")
        own = attribute("href", target) if target else ""
        return self.element("a", self._content(node), own + self._own(node.attributes))

    def _raw_image(self, attributes: Attributes) -> str:
        values = {name: attributes.get(name) or "" for name in ("src", "alt", "title")}
        width, height = (attributes.get(name) or "" for name in ("width", "height"))
        bare = replace(attributes, pairs=())
        return self.image(Image(values["src"], values["alt"], values["title"], width, height, bare))

    def _raw_media(self, node: Element) -> str:
        """Audio and video from the package; else what stands in its place, or a link to it."""
        text = self._nodes(player_text(node))
        player = packaged_player(node, document=self.document, media=self._media)
        if player is not None:
            return self.element(player.tag, player.parts + text, player.attributes)
        if any(isinstance(item, Link) for item in walk(node.content)):
            return self.element("span", text)
        sources = (
            item.attributes.get("src")
            for item in (node, *walk(node.content))
            if isinstance(item, Element)
        )
        target = next((target for url in filter(None, sources) if (target := self.href(url))), None)
        if target is None:
            return self.element("span", text)
        link = self.element("a", escape(target), attribute("href", target))
        return self.element("span", f"{link} {text}")

    def _content(self, node: Element) -> str:
        return self._nodes(node.content)

    def _nodes(self, nodes: tuple[Node, ...]) -> str:
        writers = self._writers
        return "".join([writers[type(child)](child) for child in nodes])

    def _own(self, attributes: Attributes) -> str:
        pairs = dict(_named(attributes.pairs, _OWN_NAMES))
        align = (attributes.get("align") or "").lower()
        if align in _ALIGNMENTS:
            pairs["style"] = f"{pairs.get('style', '')}; text-align: {align}"
        return super().attributes(replace(attributes, pairs=tuple(pairs.items())))


def _named(
    pairs: tuple[tuple[str, str], ...], names: frozenset[str]
) -> tuple[tuple[str, str], ...]:
    """The pairs with one of these names, each name once."""
    values: dict[str, str] = {}
    for name, value in pairs:
        values.setdefault(name.lower(), value)
    return tuple((name, value) for name, value in values.items() if name in names)


def _is_picture(node: Inline) -> bool:
    match node:
        case Image() | LineBreak():
            return True
        case Link(content=content) if content:
            return all(map(_is_picture, content))
        case Text(text=text):
            return not text.strip()
    return False


def _without_citations(content: tuple[Inline, ...]) -> tuple[Inline, ...]:
    def change(node: Node) -> Node | tuple[Node, ...]:
        return () if isinstance(node, Citation) else node

    return rewrite(content, change)
