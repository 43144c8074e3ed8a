"""The text of an article in parts: its title, its numbered sections, pages the author begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from publishkit.model.document import Document
from publishkit.model.nodes import Block, Div, EndnoteSection, Heading, Inline, Paragraph, Text
from publishkit.model.tree import plain_text, walk

__all__ = ["section_numbers", "split_at_breaks", "split_title"]

_PAGE_BREAKS: Final = frozenset({"page-break", "pagebreak"})
#: Commands of TeX that stay in Markdown as text.
_BREAK_COMMANDS: Final = frozenset({"\\newpage", "\\pagebreak", "\\clearpage"})
#: Headings that an author has numbered already.
_NUMBERED: Final = re.compile(r"\s*(?:\d+[.、．]|[一二三四五六七八九十]+、|第[^\s]{1,4}[章节節])")


def split_title(document: Document) -> tuple[tuple[Inline, ...], tuple[Block, ...]]:
    """Takes off a first heading that says the title again; its citations stay with the title."""
    match document.content:
        case (Heading() as first, *_) if _folded(plain_text(first.content)) == _folded(
            document.metadata.title
        ):
            return first.content, document.content[1:]
    return (), document.content


def split_at_breaks(content: tuple[Block, ...]) -> Iterator[tuple[Block, ...]]:
    """Yields what stands between the places where the author wants a new page.

    A break inside of columns would only begin the next column.
    """
    start = 0
    for place, block in enumerate(content):
        match block:
            case Div(inner, own) if _PAGE_BREAKS.intersection(own.classes):
                yield (*content[start:place], *inner)
                start = place + 1
            case Paragraph((Text(text),)) if text.strip() in _BREAK_COMMANDS:
                yield content[start:place]
                start = place + 1
    yield content[start:]


def section_numbers(
    content: tuple[Block, ...], *, first_level: int, chapter: int = 0
) -> dict[str, str]:
    """Returns the number of each heading by its id, those of endnotes left out.

    ``first_level`` is the level of the highest headings. A ``chapter`` of a book has its number
    under the empty text, and its sections have it before theirs. Where the author has numbered
    most of the headings there is nothing to add.
    """
    headings = list(_sections(content))
    own = sum(_NUMBERED.match(plain_text(node.content)) is not None for node in headings)
    if own * 2 > len(headings):
        return {}
    base = [str(chapter)] if chapter else []
    found = {"": base[0]} if base else {}
    counts = [0] * 7
    for node in headings:
        depth = node.level - first_level
        counts[depth] += 1
        counts[depth + 1 :] = [0] * (6 - depth)
        found[node.id] = ".".join([*base, *map(str, counts[: depth + 1])])
    return found


def _sections(content: tuple[Block, ...]) -> Iterator[Heading]:
    of_notes = {id(node.heading) for node in walk(content) if isinstance(node, EndnoteSection)}
    for node in walk(content):
        if isinstance(node, Heading) and node.id and id(node) not in of_notes:
            yield node


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()
