"""Documents built by hand, for tests of what comes after reading."""

from __future__ import annotations

from publishkit.model.document import Document, Endnote
from publishkit.model.metadata import Metadata
from publishkit.model.nodes import (
    Attributes,
    Block,
    Citation,
    EndnoteSection,
    Heading,
    Inline,
    Paragraph,
    Text,
)


def text(characters: str) -> Text:
    return Text(characters)


def paragraph(*content: Inline | str) -> Paragraph:
    return Paragraph(inlines(*content))


def inlines(*content: Inline | str) -> tuple[Inline, ...]:
    return tuple(Text(item) if isinstance(item, str) else item for item in content)


def heading(level: int, *content: Inline | str, id: str = "") -> Heading:
    return Heading(level, inlines(*content), Attributes(id=id))


def document(*content: Block, **metadata: object) -> Document:
    """An article without endnotes; ``metadata`` are fields of ``Metadata``."""
    values = {"title": "标题", "lang": "zh-Hans", **metadata}
    return Document(Metadata(**values), content)  # type: ignore[arg-type]


def noted(*content: Block, notes: tuple[Endnote, ...], **metadata: object) -> Document:
    """An article with endnotes under the heading References at its end."""
    section = EndnoteSection(
        heading(2, "References", id="references"), tuple(note.number for note in notes)
    )
    values = {"title": "标题", "lang": "zh-Hans", **metadata}
    return Document(Metadata(**values), (*content, section), notes)  # type: ignore[arg-type]


def note(number: int, *content: Block, cited: int = 1) -> Endnote:
    """An endnote that ``cited`` places cite."""
    places = tuple(f"cite-{number}-{ordinal}" for ordinal in range(1, cited + 1))
    return Endnote(number, str(number), content, places)


def cite(number: int, ordinal: int = 1) -> Citation:
    return Citation(number, ordinal)
