"""The text of an article by its nodes, and by the tags of its PDF, to compare them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pikepdf

from pdf_structure_reading import Element, structure_tree
from publishkit.model.document import Document
from publishkit.model.nodes import (
    Alert,
    Cell,
    Citation,
    Code,
    CodeBlock,
    Definition,
    EndnoteSection,
    Figure,
    Formatted,
    Heading,
    Image,
    LineBreak,
    Link,
    ListItem,
    Math,
    Paragraph,
    Plain,
    Span,
    Text,
)
from publishkit.model.nodes import Element as RawElement
from publishkit.model.tree import plain_text
from publishkit.phrases import phrases_for

#: Blocks of the tags, and raw HTML that is a block: they end a run of text.
_BLOCKS = frozenset(
    {f"H{level}" for level in range(1, 7)}
    | {"P", "LI", "LBody", "TD", "TH", "TR", "Caption", "Note", "Div", "Sect", "BlockQuote"}
)
_RAW_BLOCKS = frozenset({"details", "summary", "p", "div", "figure", "figcaption", "center"})
_FIELDS = ("term", "explanations", "caption", "head", "body", "foot", "items", "cells", "content")
#: Stands for what both leave out: numbers of citations, formulas, back-links.
_GAP = "\x01"
#: Characters that are never seen.
_UNSEEN = re.compile(f"{_GAP}|[\u00ad\u200b\u2060\ufeff]")


def tagged_text(data: bytes) -> str:
    """Returns the text of the article in the order of the tags, without its title block."""
    article = structure_tree(data).all("Art")[0]
    kids = [kid for kid in article.kids if not _is_title_block(kid)]
    return _folded(_tagged(Element("Art", article.values, None, kids)))


def source_text(article: Document) -> str:
    """Returns the text of an article, endnotes where they are printed, without its title."""
    content = article.content
    match content:
        case (Heading() as first, *_) if _same(plain_text(first.content), article.metadata.title):
            content = content[1:]
    out: list[str] = []
    for block in content:
        _write(block, article, out)
    return _folded("".join(out))


def _folded(text: str) -> str:
    # What stands between two citations is printed, not written.
    text = re.sub(f"(?<={_GAP}),(?={_GAP})", "", text)
    return " ".join(_UNSEEN.sub("", text).split())


def _same(one: str, other: str) -> bool:
    return "".join(one.split()).casefold() == "".join(other.split()).casefold()


def _is_title_block(kid: Any) -> bool:
    return isinstance(kid, Element) and kid.type == "Div" and bool(kid.all("H1"))


# --- by the tags ----------------------------------------------------------------------------


def _tagged(element: Element) -> str:
    out: list[str] = []
    for kid in element.kids:
        if isinstance(kid, tuple):
            out.append("" if element.type == "Figure" else kid[1])
        elif isinstance(kid, Element):
            out.append(_tagged_kid(kid))
    return "".join(out)


def _tagged_kid(kid: Element) -> str:
    if kid.type == "Lbl":
        return f"\n{_tagged(kid)}\n" if _is_term(kid) else ""
    if kid.type in ("TOC", "Reference", "Formula") or _is_back_link(kid):
        return _GAP + (" " if kid.text()[-1:].isspace() else "")
    is_block = kid.type in _BLOCKS or kid.attribute("/Placement") is not None
    return f"\n{_tagged(kid)}\n" if is_block else _tagged(kid)


def _is_term(label: Element) -> bool:
    assert label.parent is not None
    assert label.parent.parent is not None
    return label.parent.parent.attribute("/ListNumbering") is None


def _is_back_link(element: Element) -> bool:
    annotations = [kid for kid in element.kids if isinstance(kid, pikepdf.Dictionary)]
    return any("cite-" in str(item.get("/Dest", "")) for item in annotations)


# --- by the nodes ---------------------------------------------------------------------------


def _write(node: Any, article: Document, out: list[str]) -> None:
    def write(nodes: Iterable[Any]) -> None:
        for child in nodes:
            _write(child, article, out)

    match node:
        case Text() | Code():
            out.append(node.text)
        case CodeBlock():
            out.append(f"\n{node.text}\n")
        case LineBreak():
            out.append("\n")
        case Citation() | Math():
            out.append(_GAP)
        case Image() if not _is_shown(node, article):
            out.append(node.alt or node.title)
        case EndnoteSection():
            write((node.heading,))
            for number in node.numbers:
                write(article.endnote(number).content)
        case Alert():
            name = str(getattr(phrases_for(article.metadata.lang), node.kind))
            out.append(f"\n{plain_text(node.title) or name}\n")
            write(node.content)
        case ListItem():
            box = "\N{BALLOT BOX WITH CHECK} " if node.is_done else "\N{BALLOT BOX} "
            out.append("\n" if node.is_done is None else f"\n{box}")
            write(node.content)
            out.append("\n")
        case Formatted() | Link() | Span():
            write(node.content)
        case Figure() if _is_named_by_caption(node, article):
            write(node.caption)
        case Figure():
            write((*node.content, *node.caption))
        case _:
            _write_fields(node, article, out)


def _write_fields(node: Any, article: Document, out: list[str]) -> None:
    is_block = not isinstance(node, RawElement) or node.tag in _RAW_BLOCKS
    edge = "\n" if is_block else ""
    out.append(edge)
    for name in _FIELDS:
        for child in getattr(node, name, ()):
            for part in child if isinstance(child, tuple) else (child,):
                _write(part, article, out)
            out.append("\n" if isinstance(child, tuple) else "")
        out.append("\n" if name == "term" and isinstance(node, Definition) else "")
    out.append("\n" if isinstance(node, Cell) else edge)


def _is_shown(image: Image, article: Document) -> bool:
    asset = article.assets.get(image.url)
    return asset is not None and asset.is_image


def _is_named_by_caption(figure: Figure, article: Document) -> bool:
    match figure.content:
        case (Plain((Image() as image,)) | Paragraph((Image() as image,)),):
            said = plain_text(figure.caption) == (image.alt or image.title)
            return said and not _is_shown(image, article)
    return False
