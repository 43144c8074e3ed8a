"""A decoded draft to a document: the last stages of reading, in their order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any, Final

from publishkit.diagnostics import in_line_order
from publishkit.model.document import Document
from publishkit.model.draft import NoteDefinition, NoteReference, RawBlock, RawInline
from publishkit.model.metadata import Metadata
from publishkit.model.nodes import Element, EndnoteSection, Heading, Image, Math, Node
from publishkit.model.tree import plain_text, rewrite, walk
from publishkit.phrases import phrases_for
from publishkit.reading.assets import resolve_assets
from publishkit.reading.file_name import source_stem
from publishkit.reading.findings import Findings
from publishkit.reading.foreign import embedded_assets
from publishkit.reading.front_matter import FrontMatter
from publishkit.reading.language import detect_language
from publishkit.reading.pandoc import PandocReply, formulas_to_mathml
from publishkit.render.media_links import is_local
from publishkit.transforms.endnotes import (
    Numbering,
    UncitedPolicy,
    holds_only_notes,
    number_endnotes,
)
from publishkit.transforms.excerpt import excerpt
from publishkit.transforms.headings import heading_id, identify_headings

__all__ = ["Draft", "ReadOptions", "Reading", "assemble"]

_QUOTED: Final = re.compile(r"'([^']+)'")
_PLAYER_PARTS: Final = frozenset({"audio", "source", "track", "video"})
_MORE: Final = re.compile(r"\s*<!--\s*more\s*-->\s*", re.IGNORECASE)
#: How many characters tell the language.
_LANGUAGE_SAMPLE: Final = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How sources are read; ``docs/library.md`` explains each option.

    ``time_limit`` is in seconds for pandoc's work on one article of up to a megabyte, ``max_bytes``
    the largest source. ``static_roots`` are folders that hold files named by absolute paths.
    """

    lang: str = ""
    timezone: tzinfo = UTC
    uncited: UncitedPolicy = "keep"
    numbering: Numbering = "citation"
    from_format: str = ""
    fetch_remote: bool = False
    static_roots: tuple[Path, ...] = ()
    time_limit: float = 20.0
    max_bytes: int = 10_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What the stages of one reading share."""

    text: str
    path: Path | None
    base: Path | None
    options: ReadOptions
    findings: Findings


@dataclass(frozen=True, slots=True)
class Draft:
    """A decoded article before its notes are numbered."""

    matter: FrontMatter
    content: tuple[Any, ...]
    definitions: Mapping[str, NoteDefinition]
    reply: PandocReply


def assemble(reading: Reading, draft: Draft, diagnostics: tuple[Any, ...]) -> Document:
    """Returns the document of a draft: title, language, numbers, files, summary, diagnostics."""
    findings, options = reading.findings, reading.options
    lead, content = _split_at_more(draft.content)
    content, definitions = _without_raw_html(content, draft.definitions, findings)
    content, definitions = _with_formulas(content, definitions, reading)
    metadata, content = _with_title(draft.matter, content, reading)
    lang = options.lang or metadata.lang or _language(draft.matter.metadata, content, definitions)
    metadata = replace(metadata, lang=lang)
    numbered = number_endnotes(
        identify_headings(content),
        definitions,
        heading=phrases_for(lang).notes,
        numbering=options.numbering,
        uncited=options.uncited,
    )
    for item in numbered.uncited:
        findings.add(
            "N002",
            f"footnote '{item.label}' is never cited",
            line=item.line,
            hint="cite it, or leave it out with --uncited drop"
            if options.uncited == "keep"
            else "it is left out",
        )
    found, asset_diagnostics = _assets(reading, draft, metadata, content, definitions)
    body = numbered.content
    if body and isinstance(body[-1], EndnoteSection) and not body[-1].heading.id:
        body = identify_headings(body)  # the heading of the notes is ours
    if lead:
        lead, _ = _without_raw_html(lead, {}, Findings(None))
    return Document(
        metadata,
        body,
        numbered.endnotes,
        found,
        metadata.summary or excerpt(lead or body),
        reading.path,
        # Text without a file is known by its title: several of them must have several names.
        source_stem(reading.path) if reading.path else heading_id(metadata.title) or "article",
        in_line_order(
            (
                *diagnostics,
                *draft.matter.diagnostics,
                *findings.in_line_order(),
                *asset_diagnostics,
            )
        ),
    )


def _split_at_more(content: tuple[Any, ...]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Returns what stands before ``<!--more-->`` (empty without it), and the whole without it."""
    for position, block in enumerate(content):
        if isinstance(block, RawBlock) and _MORE.fullmatch(block.html):
            return content[:position], content[:position] + content[position + 1 :]
        for number, node in enumerate(getattr(block, "content", ())):
            if isinstance(node, RawInline) and _MORE.fullmatch(node.html):
                start = replace(block, content=block.content[:number])
                return (*content[:position], start), content
    return (), content


def _without_raw_html(
    content: tuple[Any, ...], definitions: Mapping[str, NoteDefinition], findings: Findings
) -> tuple[tuple[Any, ...], dict[str, NoteDefinition]]:
    trees = (content, *(item.content for item in definitions.values()))
    if not any(isinstance(node, RawBlock | RawInline) for tree in trees for node in walk(tree)):
        return content, dict(definitions)
    # Most articles hold no HTML, and these modules take longer to import than an article to read.
    from publishkit.reading.raw_html import resolve_raw_html

    def report(code: str, message: str) -> None:
        quoted = _QUOTED.search(message)
        part = quoted.group(1).rstrip(">") if quoted else ""
        findings.add(code, message, line=findings.line_of(part))

    ids: set[str] = set()
    resolved = resolve_raw_html(content, report=report, ids=ids)
    notes = {
        key: replace(item, content=resolve_raw_html(item.content, report=report, ids=ids))
        for key, item in definitions.items()
    }
    return resolved, notes


def _with_formulas(
    content: tuple[Any, ...], definitions: dict[str, NoteDefinition], reading: Reading
) -> tuple[tuple[Any, ...], dict[str, NoteDefinition]]:
    """Writes all formulas of the document as MathML in one request."""
    trees = [content, *(item.content for item in definitions.values())]
    formulas = list(
        dict.fromkeys(
            (node.tex, node.is_display)
            for tree in trees
            for node in walk(tree)
            if isinstance(node, Math)
        )
    )
    if not formulas:
        return content, definitions
    elements = formulas_to_mathml(
        formulas, time_limit=reading.options.time_limit, path=reading.path
    )
    written = dict(zip(formulas, elements, strict=True))
    for (tex, _), element in written.items():
        if not element:
            reading.findings.add(
                "M007",
                f"the formula '{tex.strip()[:60]}' cannot be read as TeX",
                line=reading.findings.line_of(tex),
            )

    def filled(node: Node) -> Node:
        if isinstance(node, Math):
            return replace(node, mathml=written[node.tex, node.is_display])
        return node

    return rewrite(content, filled), {
        key: replace(item, content=rewrite(item.content, filled))
        for key, item in definitions.items()
    }


def _with_title(
    matter: FrontMatter, content: tuple[Any, ...], reading: Reading
) -> tuple[Metadata, tuple[Any, ...]]:
    """Fills a missing title, and takes a first heading off the body that repeats the title."""
    metadata = matter.metadata
    # A heading over nothing but notes names these, not the article.
    headings = [
        node
        for position, node in enumerate(content)
        if isinstance(node, Heading) and not holds_only_notes(content, position)
    ]
    if not metadata.title:
        first = next(
            (node for node in headings if node.level == 1), headings[0] if headings else None
        )
        text = " ".join(plain_text(first.content).split()) if first else ""
        title = text or source_stem(reading.path)
        reading.findings.add(
            "F001",
            f"no title in the front matter: '{title}' is used",
            line=1,
            hint="add 'title: …' to the front matter",
        )
        metadata = replace(metadata, title=title)
    first_block = content[0] if content else None
    if (
        first_block in headings
        and first_block.level == 1
        and " ".join(plain_text(first_block.content).split()) == metadata.title
        and not any(isinstance(node, NoteReference) for node in walk((first_block,)))
    ):
        content = content[1:]
    return metadata, content


def _language(
    metadata: Metadata, content: tuple[Any, ...], definitions: Mapping[str, NoteDefinition]
) -> str:
    """Detects the language of what the author wrote; a file's name is no part of that.

    The beginning is enough, and is all that is looked at.
    """
    parts: list[str] = [metadata.title]
    length = 0
    for block in (*content, *(block for item in definitions.values() for block in item.content)):
        parts.append(plain_text((block,)))
        length += len(parts[-1])
        if length > _LANGUAGE_SAMPLE:
            break
    return detect_language("\n".join(parts))


def _assets(
    reading: Reading,
    draft: Draft,
    metadata: Metadata,
    content: tuple[Any, ...],
    definitions: Mapping[str, NoteDefinition],
) -> tuple[dict[str, Any], tuple[Any, ...]]:
    embedded = embedded_assets(draft.reply.media)
    urls: dict[str, int | None] = {}
    image = metadata.image
    if image is not None:
        urls[image.url] = image.line or draft.matter.lines.get("image")
    if metadata.enclosure is not None and is_local(metadata.enclosure.url):
        urls[metadata.enclosure.url] = draft.matter.lines.get("enclosure")
    for tree in (content, *(item.content for item in definitions.values())):
        for node in walk(tree):
            if isinstance(node, Image) and not (node.alt.strip() or node.is_decorative):
                reading.findings.add(
                    "A006",
                    f"the image '{node.url[:60]}' has no alternative text",
                    line=reading.findings.line_of(node.url),
                    hint='say what it shows: ![…](…), or alt="" in HTML when it shows nothing',
                )
            for url in _files_of(node):
                if url not in urls and url not in embedded:
                    urls[url] = reading.findings.line_of(url)
    if not urls:
        return embedded, ()
    options = reading.options
    found, diagnostics = resolve_assets(
        urls.items(),
        base=reading.base,
        path=reading.path,
        static_roots=options.static_roots,
        fetch_remote=options.fetch_remote,
    )
    return {**embedded, **found}, diagnostics


def _files_of(node: Node) -> tuple[str, ...]:
    """The URLs of what a picture or player shows."""
    match node:
        case Image(url):
            return (url,)
        case Element(tag) if tag in _PLAYER_PARTS:
            urls = (node.attributes.get("src"), node.attributes.get("poster"))
            return tuple(filter(None, urls))
    return ()
