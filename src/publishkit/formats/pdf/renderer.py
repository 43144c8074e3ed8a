"""One document as HTML for the typesetter, shaped so that its tags follow PDF/UA."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import ClassVar, Final, cast
from urllib.parse import unquote, urljoin, urlsplit

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.formats.pdf.code_lines import code_lines, is_wider
from publishkit.formats.pdf.fetcher import ResourceStore
from publishkit.formats.pdf.geometry import Geometry
from publishkit.formats.pdf.links import BookLinks, document_ids
from publishkit.formats.pdf.page_notes import notes_by_citation
from publishkit.formats.pdf.ruby import overhang, ruby_pairs
from publishkit.formats.pdf.tables import fit_table, is_short
from publishkit.model.assets import Asset
from publishkit.model.document import Document, Endnote
from publishkit.model.nodes import (
    Attributes,
    Block,
    Cell,
    Citation,
    CodeBlock,
    Element,
    Figure,
    Heading,
    Image,
    Inline,
    Math,
    OrderedList,
    Paragraph,
    Table,
    Text,
)
from publishkit.model.tree import plain_text, walk
from publishkit.render.formula import formula_svg
from publishkit.render.highlight import highlight
from publishkit.render.html import HtmlRenderer, attribute, escape

__all__ = ["PdfRenderer"]

#: Formulas are drawn at this size and scaled by ``em``, so that they follow the text around them.
_FORMULA_SIZE: Final = 20.0
_SVG_LENGTHS: Final = re.compile(
    r' width="([\d.]+)" height="([\d.]+)".*? style="vertical-align: (-?[\d.]+)px"'
)
_NUMERALS: Final = {
    "1": "decimal",
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
}
#: The number that an author gives a formula (amsmath, 3.1).
_TAG: Final = re.compile(r"\\tag(?P<bare>\*?)\s*\{(?P<text>[^{}]*)\}")
_APOSTROPHE: Final = re.compile(r"(?<=[A-Za-zÀ-ɏ])’(?=[A-Za-zÀ-ɏ])")


class PdfRenderer(HtmlRenderer):
    """Renders for WeasyPrint: images and formulas go to ``store``, links lead somewhere or are
    not printed, every picture has a text.

    ``diagnostics`` grows with what the author should mend.
    """

    citation_separator: ClassVar[str] = '<span class="separator">,</span>'
    has_mathml: ClassVar[bool] = False

    def __init__(
        self,
        document: Document,
        store: ResourceStore,
        *,
        page: Geometry,
        links: BookLinks,
        id_prefix: str = "",
        base_url: str = "",
        has_page_notes: bool = False,
    ) -> None:
        super().__init__(document, id_prefix=id_prefix)
        self.store = store
        self.page = page
        self.links = links
        self.base_url = links.address(document) or base_url
        self.diagnostics: list[Diagnostic] = []
        #: The numbers that are printed before headings, by their ids.
        self.section_numbers: Mapping[str, str] = {}
        self._places = notes_by_citation(document) if has_page_notes else {}
        self._caption = ""
        self._ids = frozenset(document_ids(document))
        self._depth = 0
        self._formula_width = 0.0

    def href(self, url: str) -> str | None:
        """Returns an absolute target or one in this file; a relative one needs a base URL."""
        if url.startswith("#"):
            return super().href(url) if unquote(url[1:]) in self._ids else None
        if inside := self.links.target(url, self.document):
            return inside
        if urlsplit(url).scheme:
            return url
        return urljoin(self.base_url, url) if self.base_url else None

    # --- pictures ---------------------------------------------------------------------------

    def image_source(self, image: Image) -> str | None:
        """Returns where the store keeps the picture, ``None`` when there is none."""
        asset = self.document.assets.get(image.url)
        return None if asset is None else self.asset_url(asset)

    def asset_url(self, asset: Asset) -> str | None:
        """Puts a picture into the store; ``None`` when the file has gone or is no picture."""
        if not asset.is_image:
            return None
        try:
            data = asset.read()
        except OSError as error:
            self.diagnostics.append(
                diagnose(
                    "A001",
                    f"image '{asset.name}' can no longer be read: {error.strerror or error}",
                    path=self.document.source,
                )
            )
            return None
        return self.store.add("image", asset.digest, data, media_type=asset.media_type)

    def image(self, node: Image) -> str:
        """Returns a picture with the text that PDF/UA asks for (ISO 14289-1, 7.3)."""
        if node.alt.strip() or self.image_source(node) is None:
            return super().image(node)
        text = node.title or self._caption or self.document.metadata.title
        return super().image(replace(node, alt=text))

    def figure(self, node: Figure) -> str:
        """Returns a figure; its caption speaks for a picture without a text of its own."""
        outer, self._caption = self._caption, plain_text(node.caption)
        try:
            return super().figure(node)
        finally:
            self._caption = outer

    def math(self, node: Math) -> str:
        """Returns a formula as a drawing that scales with the text, else its TeX."""
        drawing = formula_svg(node, size=_FORMULA_SIZE, color="#1a1a1a")
        lengths = _SVG_LENGTHS.search(drawing) if drawing else None
        if drawing is None or lengths is None:
            return super().math(node)
        width, height, depth = (float(value) / _FORMULA_SIZE for value in lengths.groups())
        self._formula_width = max(self._formula_width, width)
        data = drawing.encode()
        url = self.store.add("formula", sha256(data).hexdigest(), data, media_type="image/svg+xml")
        image = self.element(
            "img",
            "",
            attribute("src", url)
            + attribute("alt", node.tex)
            + attribute(
                "style",
                f"width: {width:.4g}em; height: {height:.4g}em; vertical-align: {depth:.4g}em",
            ),
        )
        if not node.is_display:
            return self.element("span", image, attribute("class", "math inline"))
        # Readers of TeX leave its number out of the formula.
        numbers = " ".join(
            match["text"] if match["bare"] else f"({match['text']})"
            for match in _TAG.finditer(node.tex)
        )
        kind = "math display numbered" if numbers else "math display"
        if numbers:
            own = attribute("class", "equation-number")
            image += self.element("span", escape(numbers), own)
        return self.element("span", image, attribute("class", kind))

    # --- what may be wider than a line --------------------------------------------------------

    def blocks(self, nodes: Iterable[Block]) -> str:
        """Returns blocks one below the other; tables right in the text may span columns."""
        self._depth += 1
        try:
            return super().blocks(nodes)
        finally:
            self._depth -= 1

    def table(self, node: Table) -> str:
        """Returns a table, set smaller if it is too wide, and across all columns if need be."""
        size = self.page.font_size
        fit = fit_table(node, self.page.measure / size)
        spans = fit.is_wide and self.page.columns > 1 and self._depth == 1
        if spans:
            fit = fit_table(node, self.page.text_width / size)
        own = node.attributes
        classes = (*own.classes, "breaking") if fit.breaks_words else own.classes
        pairs = (*own.pairs, ("style", f"font-size: {fit.size:g}em"))
        html = super().table(replace(node, attributes=Attributes(own.id, classes, pairs)))
        return self.element("div", f"\n{html}\n", attribute("class", "spanning")) if spans else html

    def paragraph(self, node: Paragraph) -> str:
        """Returns a paragraph; a formula alone that is wider than its column spans them all."""
        self._formula_width = 0.0
        html = super().paragraph(node)
        is_alone = len(node.content) == 1 and isinstance(node.content[0], Math)
        is_wide = self._formula_width > self.page.measure / self.page.font_size
        if is_alone and is_wide and self.page.columns > 1 and self._depth == 1:
            return self.element("div", html, attribute("class", "spanning"))
        return html

    def cell(self, cell: Cell, part: str) -> str:
        """Returns a cell, kept in one line when it holds a word or a number only."""
        html = super().cell(cell, part)
        if not is_short(cell):
            return html
        name, _, rest = html.partition(">")
        return f"{name}{attribute('class', 'short')}>{rest}"

    def code_block(self, node: CodeBlock) -> str:
        """Returns code; where a line is too long, each line is an element that can be continued."""
        if not is_wider(node.text, self.page):
            return super().code_block(node)
        lines = code_lines(highlight(node.text, node.language))
        named = attribute("class", f"language-{node.language}") if node.language else ""
        own = self.code_attributes(node.attributes, "highlight", "in-lines")
        return self.element("pre", self.element("code", lines, named), own)

    # --- text -------------------------------------------------------------------------------

    def text(self, node: Text) -> str:
        """Returns character data; an apostrophe between Latin letters is not full width."""
        return _APOSTROPHE.sub(r'<span class="apostrophe">’</span>', super().text(node))

    def ordered_list(self, node: OrderedList) -> str:
        """Returns a list whose start and numerals are CSS: WeasyPrint reads no such attributes."""
        style = (
            f"list-style-type: {_NUMERALS[node.style]}; counter-reset: list-item {node.start - 1}"
        )
        if room := self.room_for_numbers(node):
            style += f"; {room}"
        return self.element("ol", f"\n{self.list_items(node.items)}", attribute("style", style))

    def endnote(self, note: Endnote, attributes: str = "") -> str:
        """Returns an endnote; a number that does not follow the one before it is set by CSS."""
        if attributes:
            # WeasyPrint 70 sets a counter before it increments it, CSS Lists 3 (4.5) says after.
            # Without an increment the order does not matter.
            style = f"counter-increment: list-item 0; counter-set: list-item {note.number}"
            attributes = attribute("style", style)
        return super().endnote(note, attribute("role", "doc-endnote") + attributes)

    def page_notes(self) -> str:
        """Returns the notes that are printed on pages, for ``move_page_notes``."""
        notes = [
            self._page_note(self.document.endnote(number), place)
            for place, numbers in self._places.items()
            for number in numbers
        ]
        return "".join(f"{note}\n" for note in notes)

    def _page_note(self, note: Endnote, place: str) -> str:
        """Returns a note; its number leads back to where it is cited first, marks to the others."""
        first = place if place in note.citations else note.citations[0]
        back = {
            citation: self.back_link(citation, note.number, ordinal, str(ordinal))
            for ordinal, citation in enumerate(note.citations, start=1)
        }
        ordinal = note.citations.index(first) + 1
        number = self.element(
            "a",
            str(note.number),
            attribute("href", f"#{self.anchor(first)}")
            + attribute("class", "page-note-number")
            + attribute("role", "doc-backlink")
            + attribute("aria-label", self.phrases.back_to(note.number, ordinal)),
        )
        others = " ".join(link for citation, link in back.items() if citation != first)
        content = self.blocks(note.content).rstrip("\n")
        if others and content.endswith("</p>"):
            content = f"{content.removesuffix('</p>')} {others}</p>"
        elif others:
            content += self.element("p", others, attribute("class", "back-links"))
        own = (
            attribute("id", self.anchor(note.id))
            + attribute("class", "page-note")
            + attribute("role", "doc-footnote")
            + attribute("data-place", self.anchor(place))
        )
        return self.element("aside", f"{number} {content}", own)

    def raw_element(self, node: Element) -> str:
        """Returns an element of raw HTML; ruby in pairs, with room for long annotations."""
        if node.tag != "ruby":
            return super().raw_element(node)
        pairs: list[str] = []
        for base, annotation in ruby_pairs(node):
            content = self.inlines(cast("tuple[Inline, ...]", base))
            if annotation:
                above = self.inlines(cast("tuple[Inline, ...]", annotation))
                content += self.element("rt", above)
            room = overhang(base, annotation) / 2
            own = "" if pairs else self.attributes(node.attributes)
            if room:
                own += attribute("style", f"padding: 0 {room:.3g}em")
            pairs.append(self.element("ruby", content, own))
        return "".join(pairs)

    def heading(self, node: Heading) -> str:
        """Returns a heading whose bookmark and running head are free of note marks."""
        if any(isinstance(child, Citation) for child in walk(node.content)):
            pairs = (*node.attributes.pairs, ("data-label", plain_text(node.content)))
            node = replace(node, attributes=replace(node.attributes, pairs=pairs))
        number = self.section_numbers.get(node.id)
        if not number:
            return super().heading(node)
        level = min(max(self.heading_level(node.level), 1), 6)
        content = f"{self.section_number(number)}{self.inlines(node.content)}"
        return self.element(f"h{level}", content, self.attributes(node.attributes))

    def section_number(self, number: str) -> str:
        """Returns the number of a section as it stands before its title."""
        return f"{self.element('span', escape(number), attribute('class', 'section-number'))} "
