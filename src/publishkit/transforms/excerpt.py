"""The first words of an article, for summaries and descriptions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from publishkit.model.nodes import (
    Block,
    BlockQuote,
    BulletList,
    DefinitionList,
    Div,
    Figure,
    Image,
    Node,
    OrderedList,
    Paragraph,
    Plain,
)
from publishkit.model.tree import plain_text, rewrite

__all__ = ["excerpt"]

#: 140 wide characters or 300 narrow ones, in units that let both be mixed.
_WIDE_COST: Final = 15
_NARROW_COST: Final = 7
_BUDGET: Final = 2_100
#: A first paragraph that is shorter than this is joined by the next.
_ENOUGH: Final = 600
#: What an article without any paragraph is described by.
_OTHERS: Final = (BlockQuote, BulletList, DefinitionList, OrderedList)
_SPACE: Final = re.compile(r"\s+")
_CLOSING: Final = " \t,;:，、；：—–-（(「『“《"


def excerpt(content: tuple[Block, ...]) -> str:
    """Returns the first paragraph as plain text, with the next when it is very short.

    Headings, images, code, tables and alerts are passed over, and quotations unless the article
    opens with one, as with a lead. At most 140 wide or 300 narrow characters, cut between words or
    graphemes and ended by an ellipsis. Empty when there is no text.
    """
    parts: list[str] = []
    for paragraph in _paragraphs(content):
        text = _plain(paragraph)
        if not any(char.isalnum() for char in text):
            continue
        parts.append(text)
        if _cost(_joined(parts)) >= _ENOUGH:
            break
    text = _joined(parts)
    if not text:
        others = (node for node in content if isinstance(node, _OTHERS))
        text = next(filter(None, map(_plain, others)), "")
    return _cut(text)


def _paragraphs(content: Iterable[Block]) -> Iterator[Paragraph | Plain]:
    """Yields the paragraphs that are running text; a quotation's only if it is the lead."""
    has_begun = False
    for node in content:
        match node:
            case Paragraph() | Plain():
                yield node
                has_begun = has_begun or bool(_plain(node))
            case Div(inner):
                for paragraph in _paragraphs(inner):
                    yield paragraph
                    has_begun = True
            case BlockQuote(inner) if not has_begun:
                lead = [item for item in inner if isinstance(item, Paragraph | Plain)]
                yield from lead
                if lead:
                    return
            case _:
                pass


def _plain(node: Block) -> str:
    def drop_images(item: Node) -> Node | tuple[Node, ...]:
        return () if isinstance(item, Image | Figure) else item

    return _SPACE.sub(_space, plain_text(rewrite((node,), drop_images))).strip()


def _space(found: re.Match[str]) -> str:
    """Returns what a line break or space becomes: nothing between two wide characters."""
    if "\n" not in found[0]:
        return found[0] if found[0] == "\u3000" else " "
    before, after = found.string[found.start() - 1 : found.start()], found.string[found.end() :][:1]
    return "" if _is_wide(before) and _is_wide(after) else " "


def _joined(parts: list[str]) -> str:
    return _SPACE.sub(_space, "\n".join(parts))


def _is_wide(char: str) -> bool:
    return bool(char) and unicodedata.east_asian_width(char) in "WF" and not "가" <= char <= "힣"


def _cost(text: str) -> int:
    return sum(_WIDE_COST if _is_wide(char) else _NARROW_COST for char in text)


def _cut(text: str) -> str:
    if _cost(text) <= _BUDGET:
        return text
    budget = _BUDGET - _NARROW_COST
    end = 0
    for char in text:
        budget -= _WIDE_COST if _is_wide(char) else _NARROW_COST
        if budget < 0:
            break
        end += 1
    end = _word_start(text, end)
    while end and _joins(text[end - 1], text[end]):
        end -= 1
    return f"{text[:end].rstrip(_CLOSING)}…"


def _word_start(text: str, end: int) -> int:
    """Moves back to the space before a word that the end would part, unless it is very long."""
    if _is_wide(text[end]) or not text[end].isalnum():
        return end
    for index in range(end, max(end - 40, 0), -1):
        if _is_wide(text[index - 1]) or not (text[index - 1].isalnum() or text[index - 1] in "'’"):
            return index
    return end


def _joins(before: str, after: str) -> bool:
    """Whether two characters are one grapheme (UAX 29, what running text needs of it)."""
    return (
        unicodedata.category(after)[0] == "M"
        or "\N{ZERO WIDTH JOINER}" in {before, after}
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or ("\U0001f1e6" <= before <= "\U0001f1ff" and "\U0001f1e6" <= after <= "\U0001f1ff")
    )
