"""From Markdown to PDF: the sample article whole."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import pdf_reading as reading
import publishkit
from publishkit.formats.base import Rendition
from publishkit.formats.pdf import PdfExporter, PdfOptions
from publishkit.model.document import Document, Publication
from publishkit.model.nodes import Code, CodeBlock, Text
from publishkit.model.tree import walk


@pytest.fixture(scope="module")
def article() -> Document:
    return publishkit.read(Path(__file__).parent.parent / "samples" / "openai-microsoft.md")


@pytest.fixture(scope="module")
def made(article: Document) -> Rendition:
    return PdfExporter().export(Publication((article,)), PdfOptions())


def test_ten_citations_and_ten_links_back(made: Rendition) -> None:
    targets = Counter(link.target for link in reading.links(made.data))
    assert [targets[f"#note-{number}"] for number in range(1, 6)] == [7, 2, 1, 0, 0]
    assert sum(count for target, count in targets.items() if target.startswith("#cite-")) == 10


def test_each_source_is_linked_once(made: Rendition) -> None:
    # A link that runs over two lines is two annotations with one target.
    outer = {link.target for link in reading.links(made.data) if not link.target.startswith("#")}
    assert len(outer) == 5


def texts(blocks: Any) -> list[str]:
    return [node.text for node in walk(blocks) if isinstance(node, Text | Code | CodeBlock)]


def test_every_character_is_there_in_its_order(
    article: Document, made: Rendition, tmp_path: Path, program: Any
) -> None:
    program("pdfinfo")
    squeezed = "".join(reading.text(made.data, tmp_path).split())
    assert "[^" not in squeezed
    notes = [block for note in article.endnotes for block in note.content]
    place = 0
    for piece in texts((*article.content, *notes)):
        words = "".join(piece.split())
        found = squeezed.find(words, place)
        assert found >= 0, words
        place = found + len(words)
    assert squeezed.count("References") == 1


def test_the_sample_is_valid_and_without_complaint(made: Rendition, tmp_path: Path) -> None:
    assert made.diagnostics == ()
    assert reading.failures(made.data, tmp_path) == []


def test_the_text_of_the_sample_makes_a_small_file(article: Document) -> None:
    bare = PdfExporter().export(Publication((article,)), PdfOptions(lead_image=False))
    assert len(bare.data) <= 180_000


def test_the_outline_is_that_of_the_headings(article: Document, made: Rendition) -> None:
    titles = [title for _, title in reading.outline(made.data)]
    assert titles[0] == article.metadata.title
    assert titles[-1] == "References"
    assert {depth for depth, _ in reading.outline(made.data)} == {1, 2}
