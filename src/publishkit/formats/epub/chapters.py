"""The articles of a book as chapters: headings re-based, ids plain, long ones in several pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final, TypeAlias, TypeGuard, cast

from publishkit.formats.epub.anchors import Anchors, with_plain_ids
from publishkit.formats.epub.metadata import clean_text
from publishkit.model.document import Document, Endnote, Matter
from publishkit.model.nodes import (
    Attributes,
    Block,
    Citation,
    Div,
    Element,
    EndnoteSection,
    Heading,
    Node,
    Text,
)
from publishkit.model.tree import plain_text, walk
from publishkit.transforms.headings import rebase_headings

__all__ = ["Chapter", "Part", "chapter_of", "title_of"]

_TITLE_ID: Final = "article-title"
#: Elements of raw HTML around whole sections, which each page of them repeats.
_WRAPPERS: Final = frozenset({"article", "div", "main", "section"})


@dataclass(frozen=True, slots=True)
class Part:
    """What one page holds of an article; the first of an article has its title above it."""

    page: str
    content: tuple[Block, ...]

    @property
    def heading(self) -> Heading | None:
        """The first heading, which names a page that is not the first of its article."""
        return next((node for node in walk(self.content) if isinstance(node, Heading)), None)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One article of the book: its prepared document, its pages, and the prefix of its ids.

    The document's content has neither the title nor levels above 2. ``pages`` names the page of
    each id that is on another one than the first; it holds no prefixes, as no id here does.
    ``matter`` is set for a part of the book that is no article.
    """

    title: Heading
    document: Document
    parts: tuple[Part, ...]
    anchors: Anchors
    id_prefix: str = ""
    pages: Mapping[str, str] = field(default_factory=dict)
    matter: Matter | None = None

    @property
    def page(self) -> str:
        """The page with the title, which a link to the article means."""
        return self.parts[0].page

    @property
    def has_title(self) -> bool:
        """Whether the title is printed, and listed in the table of contents."""
        return self.matter is None or self.matter.has_title

    @property
    def semantics(self) -> tuple[str, str]:
        """The division of the book that it is in, and what it is (EPUB Structural Semantics).

        The second is empty where the vocabulary has no name for it.
        """
        if self.matter is None:
            return "bodymatter", "chapter"
        kind = self.matter.kind
        division = "frontmatter" if self.matter.is_front else "backmatter"
        return division, "" if kind == "about_author" else kind

    @property
    def endnote_headings(self) -> Iterator[Heading]:
        """The headings of the article's own sections of endnotes."""
        for node in walk(self.document.content):
            if isinstance(node, EndnoteSection):
                yield node.heading

    def page_of(self, name: str) -> str:
        """Returns the page that has this id."""
        return self.pages.get(name, self.page)


def chapter_of(
    document: Document,
    *,
    page: str,
    id_prefix: str,
    split_level: int,
    notes_page: str = "",
    matter: Matter | None = None,
) -> Chapter:
    """Returns an article as a chapter whose first page has this name.

    A new page begins at each heading of a level from 2 to ``split_level``, the title being 1,
    unless there would be nothing but headings on the page before it. ``notes_page`` is where the
    endnotes are when the chapter has no sections of them.
    """
    title, content = _split_title(document)
    content = rebase_headings(content, 2)
    if title is None:
        title = Heading(1, (Text(title_of(document)),), Attributes(id=_TITLE_ID))
    prepared, anchors = with_plain_ids(
        replace(document, content=(replace(title, level=1), *content))
    )
    first, *rest = prepared.content
    assert isinstance(first, Heading)
    prepared = replace(prepared, content=tuple(rest))
    stem, _, suffix = page.partition(".")
    parts = tuple(
        Part(page if number == 1 else f"{stem}-part-{number}.{suffix}", blocks)
        for number, blocks in enumerate(_split(prepared.content, split_level), start=1)
    )
    pages = {
        name: part.page for part in parts[1:] for name in _names(part.content, document=prepared)
    }
    if notes_page:
        names = _note_names(prepared.endnotes, document=prepared)
        pages |= dict.fromkeys(names, notes_page)
    return Chapter(first, prepared, parts, anchors, id_prefix, pages, matter)


def title_of(document: Document) -> str:
    """Returns an article's title as one line of text that is never empty."""
    return clean_text(document.metadata.title) or clean_text(document.slug) or "-"


def _split_title(document: Document) -> tuple[Heading | None, tuple[Block, ...]]:
    """Takes off a first heading that says the title again, so that the page has it once."""
    match document.content:
        case (Heading() as first, *rest):
            if clean_text(plain_text(first.content)) == clean_text(document.metadata.title):
                return first, tuple(rest)
    return None, document.content


# --- pages ------------------------------------------------------------------------------------

#: A block with the wrappers around it, the outermost first.
_Placed: TypeAlias = "tuple[tuple[_Wrapper, ...], Block]"
_Wrapper: TypeAlias = "Div | Element"


def _split(content: tuple[Block, ...], level: int) -> list[tuple[Block, ...]]:
    """The blocks of each page of an article, of which there is at least one."""
    pages: list[list[_Placed]] = [[]]
    for around, block in _unwrapped(content, level):
        if _opens_page(block, level) and not all(_is_heading(item) for _, item in pages[-1]):
            pages.append([])
        pages[-1].append((around, block))
    if len(pages) == 1:
        return [content]
    named: set[int] = set()
    return [_wrapped(page, named) for page in pages]


def _opens_page(block: Node, level: int) -> bool:
    heading = block.heading if isinstance(block, EndnoteSection) else block
    return isinstance(heading, Heading) and heading.level <= level


def _is_heading(block: Block) -> bool:
    return isinstance(block, Heading)


def _unwrapped(
    content: Iterable[Block], level: int, around: tuple[_Wrapper, ...] = ()
) -> Iterator[_Placed]:
    """Takes blocks out of elements that a page may begin in, as ``<article>`` around the text."""
    for block in content:
        if _is_wrapper(block) and any(_opens_page(node, level) for node in walk((block,))):
            inner = cast("tuple[Block, ...]", block.content)
            yield from _unwrapped(inner, level, (*around, block))
        else:
            yield around, block


def _is_wrapper(block: Block) -> TypeGuard[_Wrapper]:
    return isinstance(block, Div) or (isinstance(block, Element) and block.tag in _WRAPPERS)


def _wrapped(page: Iterable[_Placed], named: set[int], depth: int = 0) -> tuple[Block, ...]:
    """Puts what is around the blocks of a page around them again, each wrapper's id only once."""
    blocks: list[Block] = []
    for wrapper, group in groupby(page, lambda item: item[0][depth] if item[0][depth:] else None):
        if wrapper is None:
            blocks += [block for _, block in group]
            continue
        own = wrapper.attributes
        if id(wrapper) in named:
            own = replace(own, id="")
        named.add(id(wrapper))
        inner = _wrapped(group, named, depth + 1)
        blocks.append(replace(wrapper, content=inner, attributes=own))
    return tuple(blocks)


# --- names ------------------------------------------------------------------------------------


def _names(content: Iterable[Node], *, document: Document) -> Iterator[str]:
    """The ids that are printed with these nodes, endnotes included."""
    for node in walk(content):
        if isinstance(node, Citation):
            yield node.id
        elif isinstance(own := getattr(node, "attributes", None), Attributes) and own.id:
            yield own.id
        if isinstance(node, EndnoteSection):
            notes = (document.endnote(number) for number in node.numbers)
            yield from _note_names(notes, document=document)


def _note_names(notes: Iterable[Endnote], *, document: Document) -> Iterator[str]:
    for note in notes:
        yield note.id
        yield from _names(note.content, document=document)
