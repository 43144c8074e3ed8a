"""Makes the structure tree of the laid out pages: from HTML elements, each once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

from publishkit.formats.pdf.tagging.elements import (
    GROUPING,
    INLINE,
    entry_depth,
    is_page_note,
    structure_types,
)
from publishkit.formats.pdf.tagging.glyphs import UntoldText
from publishkit.formats.pdf.tagging.nodes import LinkArea, Node, PictureArea, Piece
from publishkit.formats.pdf.tagging.source_text import Drawn, SourceText
from publishkit.formats.pdf.tagging.table_cells import TableCell, short_rows, table_cells
from publishkit.formats.pdf.tagging.tidying import tidy

__all__ = ["TagPlan", "plan_tags"]

#: What can have notes among its blocks.
_HOLDS_NOTES: Final = GROUPING | {"LBody", "TD", "TH", "Note", "FENote"}
_NUMBERINGS: Final = {
    "decimal": "Decimal",
    "lower-alpha": "LowerAlpha",
    "upper-alpha": "UpperAlpha",
    "lower-roman": "LowerRoman",
    "upper-roman": "UpperRoman",
    "disc": "Disc",
    "circle": "Circle",
    "square": "Square",
}


class TagPlan:
    """Which content of which page belongs to which structure element.

    ``pieces`` has an entry for each box that draws text or a picture; ``None`` stands for what is
    no part of the document: page headers, repeated table heads, leaders (ISO 32000-1, 14.8.2.2).
    ``bookmarked`` are the HTML elements of the outline's entries, in their order.
    """

    def __init__(self, root: Any, weasyprint: Any, *, is_pdf_2: bool) -> None:
        self.document = Node("Document", None)
        self.pieces: dict[Any, Piece | None] = {}
        self.bookmarked: list[Any] = []
        self._boxes = weasyprint.formatting_structure.boxes
        self._placeholder = weasyprint.layout.absolute.AbsolutePlaceholder
        self._is_pdf_2 = is_pdf_2
        self._parents = {child: parent for parent in root.iter() for child in parent}
        self._source = SourceText(root)
        self._untold = UntoldText(self._source.text)
        self._nodes: dict[Any, Node] = {}
        self._outer: dict[Any, Node] = {}
        self._labels: dict[Any, Node] = {}
        self._cells: dict[Any, TableCell] = {}
        self._short_rows: dict[Any, int] = {}
        #: The depth of the first entry of each table of contents.
        self._depths: dict[Node, int] = {}
        self._table_heads: set[Any] = set()
        self._links: set[Any] = set()
        self._ids: dict[str, Any] = {}
        for element in root.iter():
            if name := element.get("id"):
                self._ids.setdefault(name, element)
        self._last: _Last | None = None
        self._is_after_leader = False

    def target(self, name: str) -> Node:
        """Returns the structure element of an HTML id, or the next one around it."""
        element = self._ids.get(name)
        return self.document if element is None else self.node(element)

    def node(self, element: Any) -> Node:
        """Returns the structure element that holds an HTML element's content."""
        known = self._nodes.get(element)
        if known is None:
            above = self._parents.get(element)
            parent = self.document if above is None else self.node(above)
            known = self._make(element, above, parent)
            self._nodes[element] = known
        return known

    # --- structure elements -----------------------------------------------------------------

    def _make(self, element: Any, above: Any, parent: Node) -> Node:
        if element.tag in ("html", "body"):
            return parent
        types = structure_types(element, above, is_pdf_2=self._is_pdf_2)
        lang = element.get("lang", "")
        is_other_language = bool(lang) and lang != self._lang(above)
        if not types and is_other_language:
            types = ("Span",)
        if element.tag in ("dt", "dd"):
            parent = self._group(element, parent)
        elif types == ("TOCI",):
            parent = self._level(element, parent)
        node = parent
        for number, name in enumerate(types):
            is_inline = name in INLINE and element.tag != "pre"
            if is_page_note(element):
                node = _add_behind(_block(parent), name)
            else:
                node = self._add(self._holder(node) if is_inline else node, name)
            if number == 0:
                self._outer[element] = node
                node.lang = lang if is_other_language else ""
        if types:
            self._describe(element, node)
        return node

    def _add(self, parent: Node, name: str) -> Node:
        if name == "Aside" and _is_within(parent, "Aside"):
            name = "Div"  # One aside is not part of another (ISO/TS 32005, table 5).
        node = Node(name, parent)
        parent.kids.append(node)
        return node

    def _holder(self, node: Node) -> Node:
        """Returns where text goes: a ``P`` of its own in an element that is for blocks only."""
        if node.type not in GROUPING:
            return node
        last = node.kids[-1] if node.kids else None
        if isinstance(last, Node) and last.is_anonymous:
            return last
        paragraph = Node("P", node, is_anonymous=True)
        node.kids.append(paragraph)
        return paragraph

    def _lang(self, element: Any) -> str:
        while element is not None:
            if lang := element.get("lang"):
                return str(lang)
            element = self._parents.get(element)
        return ""

    def _group(self, element: Any, parent: Node) -> Node:
        """Returns the ``LI`` of a term and its explanations, the explanations' ``LBody``."""
        last = parent.kids[-1] if parent.kids else None
        if isinstance(last, Node) and last.type == "LI":
            has_body = any(isinstance(kid, Node) and kid.type == "LBody" for kid in last.kids)
            if element.tag == "dd" or not has_body:
                return last
        return self._add(parent, "LI")

    def _level(self, entry: Any, contents: Node) -> Node:
        """Returns the ``TOC`` for an entry of the table of contents: one in another by depth."""
        depth = entry_depth(entry)
        # The contents of an article begin below the depth of its title.
        depth -= self._depths.setdefault(contents, depth)
        for _ in range(depth):
            last = contents.kids[-1] if contents.kids else None
            if not isinstance(last, Node) or last.type == "Caption":
                break
            contents = last if last.type == "TOC" else self._add(contents, "TOC")
        return contents

    def _describe(self, element: Any, node: Node) -> None:
        """Adds what a type asks for beside its content."""
        match node.type:
            case "Note" | "FENote":
                node.identifier = element.get("id") or f"note-{len(self._nodes)}"
                if node.type == "FENote":
                    kind = "/Footnote" if is_page_note(element) else "/Endnote"
                    node.attributes["FENote"] = {"NoteType": kind}
                    backward = [a for a in element.iter("a") if a.get("role") == "doc-backlink"]
                    node.refers_to = _inner_targets(backward)
            case "TOCI":
                node.refers_to = _inner_targets(element.iter("a"))
            case "Link" if element.get("role") == "doc-noteref":
                node.refers_to = _inner_targets([element])
            case "L" if element.tag == "dl" and self._is_pdf_2:
                node.attributes["List"] = {"ListNumbering": "/Description"}
            case "Formula":
                pictures = [child.get("alt") for child in element.iter("img")]
                node.alt = pictures[0] if pictures else "".join(element.itertext())
            case "Span":
                node.alt = element.get("aria-label") if element.get("role") == "img" else None
                node.expansion = element.get("title", "") if element.tag == "abbr" else ""
            case "Table":
                self._cells |= table_cells(element, f"table-{len(self._nodes)}")
                self._short_rows |= short_rows(element)
            case "TH" | "TD" if element in self._cells:
                described = self._cells[element]
                node.identifier = described.identifier
                node.attributes["Table"] = described.attributes
            case "Code" if element.tag == "pre":
                node.attributes["Layout"] = {"Placement": "/Block"}

    # --- pages ------------------------------------------------------------------------------

    def add_page(self, page: Any, number: int) -> None:
        """Takes in what a page draws, and takes from it the links in what is no content."""
        self._links = {box for _, _, _, box in page.links}
        self._visit(page._page_box, number, is_artifact=False)
        page.links = [link for link in page.links if link[3] not in self._links]

    def fill_rows(self) -> None:
        """Gives rows that have fewer cells than others empty ones, when all pages are in."""
        for row, missing in self._short_rows.items():
            node = self.node(row)
            node.kids += [Node("TD", node) for _ in range(missing)]

    def _visit(self, box: Any, page: int, *, is_artifact: bool) -> None:
        """Goes through the boxes in their order."""
        boxes = self._boxes
        if isinstance(box, self._placeholder):
            box = box._box
        if box.bookmark_label and box.style["bookmark_level"] != "none":
            self.bookmarked.append(box.element)
        if isinstance(box, boxes.MarginBox) or box.is_leader or self._is_repeated(box):
            is_artifact = True
        if isinstance(box, boxes.TextBox):
            self._add_text(box, page, is_artifact=is_artifact)
        elif isinstance(box, boxes.ReplacedBox):
            self._add_picture(box, page, is_artifact=is_artifact)
        elif isinstance(box, boxes.ParentBox):
            if not is_artifact and box.element is not None:
                self._enter(box, page)
            self._is_after_leader |= box.is_leader
            for child in box.children:
                self._visit(child, page, is_artifact=is_artifact)

    def _is_repeated(self, box: Any) -> bool:
        """Whether it is the head or foot of a table that was printed on a page before."""
        if not isinstance(box, self._boxes.TableRowGroupBox):
            return False
        if not (box.is_header or box.is_footer):
            return False
        is_repeated = box.element in self._table_heads
        self._table_heads.add(box.element)
        return is_repeated

    def _enter(self, box: Any, page: int) -> None:
        element = box.element
        if "::" in box.element_tag:
            return
        node = self.node(element)
        if box in self._links:
            self._links.discard(box)
            node.kids.append(LinkArea(page, box))
        if element.tag == "li":
            self._number(box, self._outer[element])

    def _number(self, box: Any, item: Node) -> None:
        if item.parent is not None and item.parent.type == "L":
            style = box.style["list_style_type"]
            name = _NUMBERINGS.get(style, "None") if isinstance(style, str) else "None"
            item.parent.attributes.setdefault("List", {"ListNumbering": f"/{name}"})

    def _label(self, element: Any) -> Node:
        known = self._labels.get(element)
        if known is None:
            self.node(element)
            item = self._outer[element]
            known = self._labels[element] = Node("Lbl", item)
            item.kids.insert(0, known)
        return known

    def _add_picture(self, box: Any, page: int, *, is_artifact: bool) -> None:
        if is_artifact or "::" in box.element_tag:
            self.pieces[box] = None
            return
        element = box.element
        node = self.node(element)
        if node.type not in ("Figure", "Formula"):
            node = self._add(node, "Figure")
        if node.type == "Figure":
            node.alt = element.get("alt") or ""
        left, top = box.content_box_x(), box.content_box_y()
        node.area = PictureArea(page, left, top, left + box.width, top + box.height)
        piece = Piece(page, node.type)
        node.kids.append(piece)
        self.pieces[box] = piece

    def _add_text(self, box: Any, page: int, *, is_artifact: bool) -> None:
        text = box.text
        if is_artifact or not text.strip():
            self.pieces[box] = None
            return
        element, tag = box.element, box.element_tag
        node = self._label(element) if tag.endswith("::marker") else self.node(element)
        node = self._holder(node)
        piece = Piece(page, node.type)
        node.kids.append(piece)
        self.pieces[box] = piece
        is_proportional = "proportional-width" in box.style["font_variant_east_asian"]
        holds = self._untold.holds(text, is_proportional=is_proportional)
        if holds or box.style["direction"] == "rtl":
            piece.actual_text = text
        before, self._last = self._last, None
        if "::" in tag:
            if self._is_after_leader and before is not None:
                _end_with_space(before)
            self._is_after_leader = False
            return
        block = _block(node)
        drawn = self._source.find(element, text, box.style["hyphenate_character"])
        if drawn is None:
            return
        if drawn.is_hyphenated:
            piece.actual_text = text.removesuffix(box.style["hyphenate_character"])
        if before is not None and self._is_apart(before, block, text, drawn):
            _end_with_space(before)
        self._last = _Last(block, box, piece, drawn.end)

    def _is_apart(self, before: _Last, block: Node, text: str, drawn: Drawn) -> bool:
        """Whether a space of the source between two pieces of a block is not drawn."""
        is_same_block = before.block is block and not text[0].isspace()
        return is_same_block and self._source.has_space(before.end, drawn.start)


class _Last(NamedTuple):
    """The piece of text before: the block that it is in, its box, where it ends in the source."""

    block: Node
    box: Any
    piece: Piece
    end: int


def _end_with_space(last: _Last) -> None:
    """Gives a line the space that it ends in, which layout takes away: words are words only by
    the spaces between them (ISO 14289-1, 7.2; ISO 32000-1, 14.8.2.5).
    """
    layout = last.box.pango_layout
    if last.piece.actual_text:
        last.piece.actual_text = f"{last.piece.actual_text.rstrip()} "
    elif not layout.text[-1:].isspace():
        layout.text += " "


def _block(node: Node) -> Node:
    """Returns the element of a run of text that an element inside it belongs to."""
    while node.type in INLINE and node.parent is not None and "Layout" not in node.attributes:
        node = node.parent
    return node


def _is_within(node: Node | None, name: str) -> bool:
    while node is not None and node.type != name:
        node = node.parent
    return node is not None


def _add_behind(block: Node, name: str) -> Node:
    """Adds a note behind the block that cites it, or in one that holds blocks.

    Its text does not interrupt the sentence, wherever on the page it is printed.
    """
    while block.parent is not None and block.type not in _HOLDS_NOTES:
        above = block.parent
        if above.type in _HOLDS_NOTES:
            # The block is near the end: what follows on the page is not there yet.
            place = len(above.kids)
            while above.kids[place - 1] is not block:
                place -= 1
            while place < len(above.kids) and _is_note(above.kids[place]):
                place += 1
            note = Node(name, above)
            above.kids.insert(place, note)
            return note
        block = above
    note = Node(name, block)
    block.kids.append(note)
    return note


def _is_note(kid: object) -> bool:
    return isinstance(kid, Node) and kid.type in ("Note", "FENote")


def _inner_targets(links: Iterable[Any]) -> tuple[str, ...]:
    targets = (str(link.get("href", "")) for link in links)
    return tuple(unquote(target[1:]) for target in targets if target.startswith("#"))


def plan_tags(document: Any, weasyprint: Any, *, is_pdf_2: bool) -> TagPlan:
    """Returns the structure of a laid out document, whose pages are not painted yet."""
    root = document.pages[0]._page_box.children[0].element
    plan = TagPlan(root, weasyprint, is_pdf_2=is_pdf_2)
    for number, page in enumerate(document.pages):
        plan.add_page(page, number)
    plan.fill_rows()
    tidy(plan.document)
    return plan
