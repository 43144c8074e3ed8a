"""WX008 beside the article: every text, note and address of it is in the markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple
from urllib.parse import unquote

from publishkit.formats.wechat.linter.findings import excerpt
from publishkit.formats.wechat.linter.leftovers import citation_marks
from publishkit.formats.wechat.linter.markup import Element, Markup
from publishkit.formats.wechat.references import is_platform_link
from publishkit.model.document import Document
from publishkit.model.nodes import (
    Block,
    Citation,
    EndnoteSection,
    Heading,
    Image,
    Link,
    Math,
    Node,
    Text,
)
from publishkit.model.tree import plain_text, rewrite, walk

__all__ = ["Loss", "losses", "visible_text"]

#: It parts texts between which an export may put a number.
_CUT: Final = "\N{INFORMATION SEPARATOR FOUR}"
_CUTS: Final = re.compile(f"[{_CUT}\n]")
_NOT_TEXT: Final = re.compile(r"[\W_]+")
_SCHEME: Final = re.compile(r"^(?:https?:|mailto:)?(?://)?", re.IGNORECASE)
#: A space inside brackets or before a mark: full-width punctuation brings its own white.
_PADDED: Final = re.compile("[（《「『【] | [）》」』】，。、；：！？]")
#: So many lost texts are named.
_NAMED: Final = 5


class Loss(NamedTuple):
    """What the markup lacks, and the line of the article where that is known."""

    message: str
    line: int | None = None


def visible_text(document: Document) -> str:
    """Returns all that the article and its notes say, as the author wrote it."""
    return plain_text(document.content) + "".join(
        f"\n{plain_text(note.content)}" for note in document.endnotes
    )


def losses(markup: Markup, document: Document) -> Iterator[Loss]:
    """Yields what of the article is not in the markup as it was: texts, notes, links, citations."""
    shown = _shown(markup)
    text = _significant(shown)
    yield from _lost_texts(document, text)
    for note in document.endnotes:
        lost = [piece for piece in _pieces(note.content) if _significant(piece) not in text]
        if lost:
            name = f"'{note.label}'" if note.label else str(note.number)
            yield Loss(f"the note {name} is not whole: {excerpt(lost[0])} is missing", note.line)
    addresses = _address(shown)
    for link, line in _links(document):
        if _address(link) not in addresses:
            yield Loss(f"the address {excerpt(link)} is missing", line)
    yield from _lost_own_links(markup, document)
    yield from _lost_citations(markup, document)
    yield from _padded_punctuation(markup, document)


def _shown(markup: Markup) -> str:
    parts: list[str] = [markup.root.text]
    for element in markup.elements:
        parts += [
            element.attributes[name] for name in ("alt", "href") if name in element.attributes
        ]
    return "\n".join(parts)


def _lost_texts(document: Document, text: str) -> Iterator[Loss]:
    lost: list[Loss] = []
    heading, line = "", None
    for node in _shown_blocks(document):
        if isinstance(node, Heading):
            heading, line = plain_text(node.content), node.line
        for piece in _pieces((node,)):
            if _significant(piece) not in text:
                below = f" below {excerpt(heading)}" if heading else ""
                lost.append(Loss(f"a text{below} is missing: {excerpt(piece)}", line))
    yield from lost[:_NAMED]
    if len(lost) > _NAMED:
        yield Loss(f"{len(lost) - _NAMED} more texts are missing")


def _shown_blocks(document: Document) -> tuple[Block, ...]:
    """The blocks that an export prints: WeChat shows the title itself."""
    content = document.content
    match content:
        case (Heading(level=1, content=words), *_):
            if plain_text(words).split() == document.metadata.title.split():
                content = content[1:]
    return tuple(node for node in content if not isinstance(node, EndnoteSection))


def _pieces(nodes: tuple[Block, ...]) -> list[str]:
    """Returns texts of one line each, between which a number or a picture may stand."""
    text = plain_text(rewrite(nodes, _parted))
    return [piece for piece in _CUTS.split(text) if len(_significant(piece)) > 1]


def _parted(node: Node) -> Node | tuple[Node, ...]:
    match node:
        case Link(content=content):
            return (Text(_CUT), *content, Text(_CUT))
        case Image(alt=alt):
            return Text(f"{_CUT}{alt}{_CUT}")
        case Math(tex=tex):
            return Text(f"{_CUT}{tex}{_CUT}")
        case Citation() | EndnoteSection():
            return Text(_CUT)
        case _:
            return node


def _significant(text: str) -> str:
    return _NOT_TEXT.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _address(text: str) -> str:
    """Returns addresses without what may differ: scheme, percent signs, white space."""
    bare = re.sub(r"https?://|mailto:", "", text, flags=re.IGNORECASE)
    return re.sub(r"\s+|/(?=\s|$)", "", unquote(bare)).casefold()


def _links(document: Document) -> Iterator[tuple[str, int | None]]:
    """Yields each address of the article that has a host, with the line of its note."""
    seen: set[str] = set()
    places: Iterable[tuple[tuple[Block, ...], int | None]] = [
        (document.content, None),
        *((note.content, note.line) for note in document.endnotes),
    ]
    for content, line in places:
        for node in walk(content):
            if not isinstance(node, Link) or node.url in seen:
                continue
            if node.url.lower().startswith(("http://", "https://", "mailto:", "//")):
                seen.add(node.url)
                yield node.url, line


def _lost_citations(markup: Markup, document: Document) -> Iterator[Loss]:
    wanted = sum(len(note.citations) for note in document.endnotes)
    marks: list[tuple[Element, int]] = list(citation_marks(markup, is_bracketed=False))
    if len(marks) < wanted:
        yield Loss(f"{wanted - len(marks)} of {wanted} citations have no mark")


def _lost_own_links(markup: Markup, document: Document) -> Iterator[Loss]:
    """Yields the links inside WeChat, which it keeps, that the markup has as text only."""
    kept = {_address(element.attributes.get("href", "")) for element in markup.elements}
    for link, line in _links(document):
        if is_platform_link(link) and _address(link) not in kept:
            yield Loss(f"{excerpt(link)} is no link any more, though WeChat keeps it", line)


def _padded_punctuation(markup: Markup, document: Document) -> Iterator[Loss]:
    """Yields spaces that the article has not; each run by itself, as pictures stand between."""
    source = " ".join(visible_text(document).split())
    for run in markup.root.walk_runs():
        for found in _PADDED.finditer(run.text):
            if found[0] not in source:
                there = run.text[max(found.start() - 9, 0) : found.end() + 9].strip()
                yield Loss(f"a space was put beside Chinese punctuation: {excerpt(there)}")
                return
