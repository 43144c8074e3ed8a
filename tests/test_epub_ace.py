"""Ace by DAISY, the judge of accessibility, finds nothing in what the EPUB exporter writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import publishkit
from conftest import ROOT
from documents import cite, document, heading, note, noted, paragraph
from epub_documents import publications
from epubs import Book, book_of
from publishkit.model.document import Document, Publication
from reading_systems import Browser, ace_findings

pytestmark = pytest.mark.slow

CASES = Path(__file__).parent / "cases"
LANGUAGES = sorted((CASES / "languages").glob("*.md"))
ARTICLES = [ROOT / "samples" / "openai-microsoft.md", *sorted(CASES.glob("*.md")), *LANGUAGES]
VARIANTS: dict[str, dict[str, Any]] = {
    "columns": {"writing_mode": "vertical-rl"},
    "classic": {"theme": "classic"},
    "back-links first, no cover": {"backlinks": "start", "cover": "none"},
    "in several pages": {"split_level": 2, "cover": "drawn"},
}


def articles() -> dict[str, Document]:
    return {path.stem: publishkit.read(path) for path in ARTICLES}


def book() -> Publication:
    """The articles of ten languages as one book in Chinese."""
    documents = tuple(publishkit.read(path) for path in LANGUAGES)
    return Publication(documents, title="十种语言", lang="zh-Hans", is_book=True)


def books() -> dict[str, Book]:
    read = articles()
    whole = book()
    result = {name: book_of(item) for name, item in read.items()}
    result |= {name: book_of(item) for name, item in publications().items()}
    result |= {
        f"sample, {name}": book_of(read["openai-microsoft"], **options)
        for name, options in VARIANTS.items()
    }
    result |= {"ja, columns": book_of(read["ja-zenn"], writing_mode="vertical-rl")}
    result |= {f"languages, notes by {by}": book_of(whole, notes=by) for by in ("article", "book")}
    return result


def test_B2_ace_finds_nothing_in_articles_of_ten_languages_and_dialects_and_in_books(
    browser: Browser, tmp_path: Path
) -> None:
    assert len(LANGUAGES) == 10
    data = {name: item.data for name, item in books().items()}
    findings = ace_findings(data, browser=browser, folder=tmp_path)
    assert {name: found for name, found in findings.items() if found} == {}


def test_ace_does_report_a_book_that_is_wrong(browser: Browser, tmp_path: Path) -> None:
    article = noted(heading(2, "节"), paragraph("文", cite(1)), notes=(note(1, paragraph("注")),))
    wrong = book_of(article).edited("chapter.xhtml", ("<h2 ", "<h4 "), ("</h2>", "</h4>"))
    right = book_of(document(paragraph("文"))).data
    data = {"wrong": wrong.data, "right": right}
    findings = ace_findings(data, browser=browser, folder=tmp_path)
    assert findings["right"] == []
    assert any("heading-order" in found for found in findings["wrong"])
