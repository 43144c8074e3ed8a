"""The text part of a mail: the article for programs and people that want no HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from publishkit.formats.email.tables import TextCell, table_lines
from publishkit.formats.email.targets import Targets
from publishkit.formats.email.wrapping import WIDTH, Line, columns
from publishkit.model.document import Document, Endnote
from publishkit.model.nodes import (
    Alert,
    Block,
    BlockQuote,
    BulletList,
    Citation,
    Code,
    CodeBlock,
    DefinitionList,
    Div,
    Element,
    EndnoteSection,
    Figure,
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
    Table,
    Text,
    ThematicBreak,
)
from publishkit.model.tree import plain_text, player_text
from publishkit.phrases import phrases_for
from publishkit.render.numerals import numeral

__all__ = ["TextRenderer", "title_lines"]

_BLANK: Final = Line()
_RULE: Final = Line("* * *", is_fixed=True)
_UNDERLINES: Final = {1: "=", 2: "-"}
_CODE_INDENT: Final = "    "
_TAB_WIDTH: Final = 4
_SPACES: Final = re.compile(r"[ \t\n]+")
_WORD: Final = re.compile(r"\w+")
#: Elements of raw HTML that stand in a line, with what is put around them.
_AROUND: Final = {"q": ("“", "”"), "rt": ("(", ")"), "kbd": ("[", "]")}
_IN_LINE: Final = frozenset(
    """a abbr b bdi bdo cite data del dfn em font i ins kbd mark q rb rp rt rtc ruby s samp small
    span strong sub sup time u var""".split()  # noqa: SIM905  # a list of names is read more easily as words
)


def title_lines(text: str, level: int) -> list[Line]:
    """Returns a title, underlined at the first two levels and marked at the others."""
    mark = _UNDERLINES.get(level)
    if mark is None:
        return [Line(text, prefix=f"{'#' * level} ")]
    return [Line(text), Line(mark * min(max(columns(text), 3), WIDTH), is_fixed=True)]


class TextRenderer:
    """Renders one article; ``level_shift`` is added to the levels of its headings."""

    def __init__(self, document: Document, targets: Targets, *, level_shift: int = 0) -> None:
        self.document = document
        self.targets = targets
        self.level_shift = level_shift
        self.phrases = phrases_for(document.metadata.lang)

    def body(self) -> list[Line]:
        """Returns the whole text of the article, its endnotes included."""
        return self.blocks(self.document.content)

    def blocks(self, nodes: Iterable[Node], *, is_tight: bool = False) -> list[Line]:
        """Returns blocks, a blank line between two of them unless they are ``is_tight``."""
        result: list[Line] = []
        for lines in filter(None, self._groups(nodes)):
            if result and not is_tight:
                result.append(_BLANK)
            result += lines
        return result

    def _groups(self, nodes: Iterable[Node]) -> Iterable[list[Line]]:
        """Yields the lines of each block; inline nodes between blocks are a paragraph."""
        run: list[Inline] = []
        for node in nodes:
            if _is_inline(node):
                run.append(node)  # type: ignore[arg-type]  # as the test says
                continue
            if run:
                yield self.paragraph(run)
                run = []
            yield self.block(node)
        if run:
            yield self.paragraph(run)

    def block(self, node: Node) -> list[Line]:
        """Returns the lines of one block."""
        match node:
            case Paragraph(content) | Plain(content):
                return self.paragraph(content)
            case Heading():
                return self.heading(node)
            case CodeBlock(text):
                code = text.expandtabs(_TAB_WIDTH).rstrip("\n").split("\n")
                return [Line(row, prefix=_CODE_INDENT, is_fixed=True) for row in code]
            case BlockQuote(content):
                return _quoted(self.blocks(content))
            case BulletList(items):
                return self.list_lines(items, ["-"] * len(items))
            case OrderedList(items, start, style):
                marks = [f"{numeral(start + place, style)}." for place in range(len(items))]
                return self.list_lines(items, marks)
            case DefinitionList():
                return self.definitions(node)
            case Table():
                return self.table(node)
            case Figure():
                return self.figure(node)
            case ThematicBreak():
                return [_RULE]
            case Div(content):
                return self.blocks(content)
            case Alert():
                return self.alert(node)
            case EndnoteSection():
                return self.endnotes(node)
            case Element(tag="hr"):
                return [_RULE]
            case Element(tag=tag) if tag in {"audio", "video"}:
                return self.blocks(player_text(node))
            case Element(content=content):
                return self.blocks(content)
        raise TypeError(f"no block: {type(node).__name__}")

    # --- blocks -----------------------------------------------------------------------------

    def paragraph(self, content: Iterable[Inline]) -> list[Line]:
        """Returns a paragraph: one line, or one for each hard line break."""
        rows = [row.strip() for row in self.inlines(content).split("\n")]
        return [Line(row) for row in rows if row]

    def heading(self, node: Heading) -> list[Line]:
        """Returns a heading with its citations."""
        text = self.inlines(node.content).replace("\n", " ").strip()
        return title_lines(text, min(node.level + self.level_shift, 6)) if text else []

    def list_lines(self, items: Sequence[ListItem], marks: Sequence[str]) -> list[Line]:
        """Returns a list, each item after its mark; loose items have blank lines between them."""
        is_tight = all(not isinstance(block, Paragraph) for item in items for block in item.content)
        result: list[Line] = []
        for item, mark in zip(items, marks, strict=True):
            if result and not is_tight:
                result.append(_BLANK)
            result += _marked(self.blocks(item.content, is_tight=is_tight), _item_mark(item, mark))
        return result

    def definitions(self, node: DefinitionList) -> list[Line]:
        """Returns terms, each with its explanations indented below it."""
        result: list[Line] = []
        for item in node.items:
            result += [_BLANK] if result else []
            result += self.paragraph(item.term)
            for explanation in item.explanations:
                result += _indented(self.blocks(explanation), "  ")
        return result

    def table(self, node: Table) -> list[Line]:
        """Returns a table below its caption, in columns if they fit, else as records."""
        caption = self.blocks(node.caption)
        rows = [
            [
                TextCell(
                    self._cell_text(cell.content), cell.alignment, cell.column_span, cell.row_span
                )
                for cell in row.cells
            ]
            for row in (*node.head, *node.body, *node.foot)
        ]
        lines = table_lines(rows, head_count=len(node.head))
        return [*caption, _BLANK, *lines] if caption and lines else [*caption, *lines]

    def _cell_text(self, content: tuple[Block, ...]) -> str:
        parts = [f"{line.prefix}{line.text}".strip() for line in self.blocks(content)]
        return _SPACES.sub(" ", "; ".join(filter(None, parts)))

    def figure(self, node: Figure) -> list[Line]:
        """Returns a figure; a caption that says what the picture's text does stands for it."""
        match node.content:
            case (Plain((Image() as image,)) | Paragraph((Image() as image,)),):
                if plain_text(node.caption) == (image.alt or image.title):
                    return [
                        *self.block(Plain((replace(image, alt="", title=""),))),
                        *self.blocks(node.caption),
                    ]
        return [*self.blocks(node.content), *self.blocks(node.caption)]

    def alert(self, node: Alert) -> list[Line]:
        """Returns a call-out as a quotation that begins with its title."""
        title = self.inlines(node.title).strip() or str(getattr(self.phrases, node.kind))
        return _quoted([Line(f"{title}:"), *self.blocks(node.content)])

    def endnotes(self, node: EndnoteSection) -> list[Line]:
        """Returns endnotes under their heading, each after its number."""
        result = self.heading(node.heading)
        for number in node.numbers:
            result += [_BLANK, *self.endnote(self.document.endnote(number))]
        return result

    def endnote(self, note: Endnote) -> list[Line]:
        """Returns one endnote."""
        return _marked(self.blocks(note.content), f"{note.number}. ")

    # --- inline -----------------------------------------------------------------------------

    def inlines(self, nodes: Iterable[Node]) -> str:
        """Returns inline content; only hard line breaks are line feeds."""
        return "".join([self.inline(node) for node in nodes])

    def inline(self, node: Node) -> str:
        """Returns the text of one inline node."""
        match node:
            case Text(text):
                return _SPACES.sub(" ", text)
            case LineBreak():
                return "\n"
            case Formatted(style, content):
                return _styled(style, self.inlines(content))
            case Code(text):
                return f"`{_SPACES.sub(' ', text)}`"
            case Math(tex):
                return _SPACES.sub(" ", tex)
            case Link():
                return self.link(node)
            case Image():
                return self.image(node)
            case Span(content):
                return self.inlines(content)
            case Citation(number):
                return f"[{number}]"
            case Element(tag="br"):
                return "\n"
            case Element(tag="rp" | "wbr"):
                return ""
            case Element(tag=tag, content=content):
                is_player = tag in {"audio", "video"}
                inner = self.inlines(player_text(node) if is_player else content)
                if tag in {"sub", "sup"}:
                    return _styled("superscript" if tag == "sup" else "subscript", inner)
                before, after = _AROUND.get(tag, ("", ""))
                return f"{before}{inner}{after}"
        # A block inside a line, as raw HTML may have it.
        return " ".join(f"{line.prefix}{line.text}" for line in self.block(node))

    def link(self, node: Link) -> str:
        """Returns a link's text, and its address unless that is the text."""
        text = self.inlines(node.content)
        target = self.targets.link(node.url)
        if target is None or node.url.startswith("#"):
            return text
        shown = target.removeprefix("mailto:").removeprefix("tel:")
        if not text.strip() or text.strip() in {target, shown, node.url}:
            return f"<{shown}>"
        return f"{text} <{shown}>"

    def image(self, node: Image) -> str:
        """Returns what an image shows, and its address if it has one."""
        words = _SPACES.sub(" ", node.alt or node.title).strip()
        target = None if node.is_decorative else self.targets.image(node.url)
        if target is None or not target.startswith(("http:", "https:")):
            return f"[{words}]" if words else ""
        return f"[{words}] <{target}>" if words else f"<{target}>"


def _is_inline(node: Node) -> bool:
    match node:
        case Text() | LineBreak() | Formatted() | Code() | Math() | Link() | Image() | Span():
            return True
        case Citation():
            return True
        case Element(tag=tag):
            return tag in _IN_LINE
    return False


def _styled(style: str, text: str) -> str:
    """Returns text in a style that changes what it says, marked; other styles are left out."""
    match style:
        case "strikeout":
            return f"~{text}~"
        case "superscript" | "subscript":
            mark = "^" if style == "superscript" else "_"
            return f"{mark}{text}" if _WORD.fullmatch(text) else f"{mark}({text})"
    return text


def _quoted(lines: Iterable[Line]) -> list[Line]:
    return [replace(line, quotes=line.quotes + 1) for line in lines]


def _indented(lines: Iterable[Line], indent: str) -> list[Line]:
    return [
        replace(line, prefix=f"{indent}{line.prefix}")
        if (line.text or line.prefix) and not line.quotes
        else line
        for line in lines
    ]


def _marked(lines: Sequence[Line], mark: str) -> list[Line]:
    """Returns lines with a mark before the first one, and the others below its text."""
    if not lines:
        return [Line(prefix=mark)]
    first, *others = lines
    indent = " " * columns(mark)
    if first.quotes or first.is_fixed:
        return [Line(prefix=mark), *_indented(lines, indent)]
    return [replace(first, prefix=f"{mark}{first.prefix}"), *_indented(others, indent)]


def _item_mark(item: ListItem, mark: str) -> str:
    if item.is_done is None:
        return f"{mark} "
    return f"{mark} [{'x' if item.is_done else ' '}] "
