"""EPUBCheck has nothing to say of books made of Markdown that nobody should write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import publishkit
from epub_documents import PNG
from epub_validation import epubcheck_messages
from epubs import book_of
from publishkit.model.document import Document, Publication
from wild_articles import wild_article

#: The options that change the markup of chapters, each with a book of its own.
BOOKS: tuple[dict[str, Any], ...] = (
    {},
    {"notes": "book"},
    {"writing_mode": "vertical-rl", "duokan": True, "backlinks": "start"},
)


def wild_documents(seeds: range, folder: Path) -> list[Document]:
    (folder / "p.png").write_bytes(PNG)
    return [publishkit.reads(wild_article(seed), base=folder) for seed in seeds]


@pytest.mark.slow
def test_B4_E1_generated_articles_are_valid_alone_and_as_books(
    program: Callable[[str], str], tmp_path: Path
) -> None:
    program("javac")
    documents = wild_documents(range(500), tmp_path)
    books = {f"wild_article({number})": book_of(item).data for number, item in enumerate(documents)}
    whole = Publication(tuple(documents[:100]), title="全书 & <b>", lang="zh-Hans", is_book=True)
    books |= {f"book {options}": book_of(whole, **options).data for options in BOOKS}
    messages = epubcheck_messages(books, java=program("java"), folder=tmp_path)
    assert len(messages) == 503
    found = {
        name: [text for text in texts if "USAGE CSS-028" not in text]
        for name, texts in messages.items()
    }
    assert {name: texts for name, texts in found.items() if texts} == {}
