"""pandoc's JSON tree to our nodes, with every token given its meaning or put back as source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from publishkit.model.draft import NoteDefinition, NotesBelow, RawBlock, RawInline
from publishkit.model.nodes import (
    Alert,
    Attributes,
    BlockQuote,
    BulletList,
    CodeBlock,
    Definition,
    DefinitionList,
    Div,
    Figure,
    Heading,
    LineBreak,
    ListItem,
    OrderedList,
    Paragraph,
    Plain,
    ThematicBreak,
)
from publishkit.reading.callouts import alert_of_div, read_callout, with_title
from publishkit.reading.findings import Findings
from publishkit.reading.inline_decoder import InlineDecoder
from publishkit.reading.inlines import collect_references, trim
from publishkit.reading.overlay import NoteCandidate
from publishkit.reading.tables import decode_table
from publishkit.reading.tokens import TitleToken, TokenTable

__all__ = ["Decoder"]

_LIST_STYLES: Final[Mapping[str, Any]] = {
    "LowerAlpha": "a",
    "UpperAlpha": "A",
    "LowerRoman": "i",
    "UpperRoman": "I",
}


class Decoder(InlineDecoder):
    """Decodes one document. ``tokens`` is that of the overlay, ``candidates`` its definitions.

    ``decode`` gives the body, with ``NoteReference`` and ``NotesBelow`` in it and the raw HTML in
    pieces; ``definitions`` then holds the accepted notes by key, in the order of the source.
    """

    def __init__(
        self,
        tokens: TokenTable,
        candidates: tuple[NoteCandidate, ...] = (),
        *,
        report: Findings,
        is_markdown: bool = True,
        merges_equal_notes: bool = False,
        resolve_wiki: Callable[[str], str | None] = lambda target: None,
    ) -> None:
        self._accepted: dict[str, int] = {}
        super().__init__(tokens, self._accepted, report=report, resolve_wiki=resolve_wiki)
        self._candidates = candidates
        self._is_markdown = is_markdown
        self._merges_equal_notes = merges_equal_notes
        self._unlabelled: dict[tuple[Any, ...], str] = {}
        self.definitions: dict[str, NoteDefinition] = {}
        self._blocks: dict[str, Callable[[Any], Any]] = {
            "Para": self._paragraph,
            "Plain": lambda content: Plain(self.inlines(content)),
            "Header": self._heading,
            "CodeBlock": self._code_block,
            "BlockQuote": self._block_quote,
            "BulletList": lambda content: BulletList(self._items(content)),
            "OrderedList": self._ordered_list,
            "DefinitionList": self._definition_list,
            "Table": lambda content: decode_table(content, self),
            "Figure": self._figure,
            "HorizontalRule": lambda _: ThematicBreak(),
            "Div": self._div,
            "RawBlock": self._raw_block,
            "LineBlock": self._line_block,
        }

    # --- whole documents --------------------------------------------------------------------

    def decode(self, blocks: list[dict[str, Any]]) -> tuple[Any, ...]:
        """Returns the body; raises ``LimitError`` when it is nested too deeply."""
        count = len(self._candidates)
        accepted = [self._index_note(block) for block in blocks[:count]]
        for number, candidate in enumerate(self._candidates):
            if accepted[number] is None:
                continue
            first = self._accepted.setdefault(candidate.key, number)
            if first != number:
                line = self._candidates[first].line
                self._report.add(
                    "N003",
                    f"footnote '{candidate.label}' is defined again; "
                    f"the definition of line {line} is used",
                    line=candidate.line,
                    hint="give one of the two another label",
                )
        # A rule stands between the index and the body.
        body = self.blocks(blocks[count + 1 :] if count else blocks)
        for key, number in self._accepted.items():
            candidate = self._candidates[number]
            content = self.blocks(accepted[number] or [])
            self.definitions[key] = NoteDefinition(key, candidate.label, content, candidate.line)
        return body

    def _index_note(self, block: dict[str, Any]) -> list[dict[str, Any]] | None:
        """Returns the content of a note that pandoc found for an index paragraph, or ``None``."""
        notes = [item for item in block["c"] if item["t"] == "Note"]
        return notes[0]["c"] if notes else None

    # --- blocks -----------------------------------------------------------------------------

    def blocks(self, items: Iterable[dict[str, Any]]) -> tuple[Any, ...]:
        """Returns blocks, without those that hold nothing."""
        self.deeper()
        result: list[Any] = []
        for item in items:
            block = self._blocks[item["t"]](item.get("c"))
            if block is not None:
                result.append(block)
        self._depth -= 1
        return _join_task_lists(result)

    def _paragraph(self, content: Any) -> Any:
        nodes = trim(self.inlines(content))
        if not nodes:
            return None
        if len(nodes) == 1 and isinstance(nodes[0], RawInline):
            return RawBlock(nodes[0].html)
        return Paragraph(nodes)

    def _heading(self, content: Any) -> Heading:
        level, attributes, inlines = content
        self._text.definitions_below = ()
        nodes: tuple[Any, ...] = trim(self.inlines(inlines))
        below: tuple[int, ...] = self._text.definitions_below
        keys = tuple(
            self._candidates[number].key
            for number in below
            if self._accepted.get(self._candidates[number].key) == number
        )
        if keys:
            nodes = (*nodes, NotesBelow(keys))
        return Heading(level, nodes, self.attributes(attributes))

    def _code_block(self, content: Any) -> CodeBlock:
        attributes, text = content
        kept = self.attributes(attributes)
        language = kept.classes[0] if kept.classes else ""
        return CodeBlock(self._tokens.restore(text), language, Attributes(kept.id))

    def _block_quote(self, blocks: Any) -> BlockQuote | Alert | None:
        callout = read_callout(blocks) if self._is_markdown else None
        if callout is None:
            content = self.blocks(blocks)
            return BlockQuote(content) if content else None  # only definitions stood in it
        title = trim(self.inlines(callout.title))
        return Alert(callout.kind, self.blocks(callout.blocks), title)

    def _items(self, items: Any) -> tuple[ListItem, ...]:
        return tuple(self._item(blocks) for blocks in items)

    def _item(self, blocks: list[dict[str, Any]]) -> ListItem:
        first: dict[str, Any] = blocks[0] if blocks else {"t": ""}
        if self._is_markdown and first["t"] in {"Plain", "Para"} and first["c"]:
            start = first["c"][0]
            if start["t"] == "Str" and start["c"] in {"☐", "☒"}:
                rest = {"t": first["t"], "c": first["c"][2:]}
                return ListItem(self.blocks([rest, *blocks[1:]]), start["c"] == "☒")
        return ListItem(self.blocks(blocks))

    def _ordered_list(self, content: Any) -> OrderedList:
        (start, style, _), items = content
        return OrderedList(self._items(items), start, _LIST_STYLES.get(style["t"], "1"))

    def _definition_list(self, content: Any) -> DefinitionList:
        return DefinitionList(
            tuple(
                Definition(
                    self.inlines(term), tuple(self.blocks(blocks) for blocks in explanations)
                )
                for term, explanations in content
            )
        )

    def _figure(self, content: Any) -> Figure:
        attributes, (_, caption), blocks = content
        # The caption of an implicit figure repeats the image's text, which must cite no note twice.
        inner = tuple(_without_references(block) for block in self.blocks(blocks))
        return Figure(inner, self.blocks(caption), self.attributes(attributes))

    def _div(self, content: Any) -> Any:
        attributes, blocks = content
        kept = self.attributes(attributes)
        if self._has_title(blocks):
            title = trim(self.inlines(blocks[0]["c"]))
            return with_title(Div(self.blocks(blocks[1:]), kept), title)
        return alert_of_div(Div(self.blocks(blocks), kept))

    def _has_title(self, blocks: Any) -> bool:
        if not blocks or blocks[0]["t"] != "Para":
            return False
        start = blocks[0]["c"][0]
        meaning = self._tokens.meaning(start["c"][0]) if start["t"] == "Str" else None
        return isinstance(meaning, TitleToken)

    def _raw_block(self, content: Any) -> RawBlock | None:
        format_name, text = content
        if not format_name.startswith("html"):
            return None
        return RawBlock(self._text.html(text))

    def _line_block(self, lines: Any) -> Paragraph:
        nodes: list[Any] = []
        for line in lines:
            nodes += [LineBreak(), *self.inlines(line)] if nodes else self.inlines(line)
        return Paragraph(tuple(nodes))

    def note_key(self, blocks: Any) -> str:
        """Returns the key of a note that stands in the text itself; equal ones may be one."""
        content = self.blocks(blocks)
        if self._merges_equal_notes and content in self._unlabelled:
            return self._unlabelled[content]
        key = f"\0{len(self._candidates) + len(self.definitions)}"
        self.definitions[key] = NoteDefinition(key, "", content)
        self._unlabelled[content] = key
        return key


def _without_references(block: Any) -> Any:
    if isinstance(block, Plain | Paragraph):
        nodes, references = collect_references(block.content)
        return type(block)(nodes) if references else block
    return block


def _join_task_lists(blocks: list[Any]) -> tuple[Any, ...]:
    """Joins what pandoc parts: one list that holds both tasks and plain items."""
    result: list[Any] = []
    for block in blocks:
        before = result[-1] if result else None
        if (
            isinstance(block, BulletList)
            and isinstance(before, BulletList)
            and _is_tasks(before.items[-1:]) != _is_tasks(block.items[:1])
        ):
            result[-1] = BulletList(before.items + block.items)
        else:
            result.append(block)
    return tuple(result)


def _is_tasks(items: tuple[ListItem, ...]) -> bool:
    return bool(items) and items[0].is_done is not None
