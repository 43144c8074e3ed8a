"""EPUBCheck has nothing to say of anything that the exporter writes, usage notes included."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from documents import document, heading, paragraph
from epub_documents import MATHML, PNG, alone, asset, element, link, publications
from epub_validation import epubcheck_messages
from epubs import book_of
from publishkit.model.document import Publication
from publishkit.model.nodes import (
    BulletList,
    Code,
    CodeBlock,
    Element,
    Image,
    ListItem,
    Math,
    ThematicBreak,
)

TAG_NAMES = (
    "a abbr address article aside audio b bdi bdo blockquote br caption center cite code col"
    " colgroup custom dd del details dfn div dl dt em fieldset figcaption figure footer form h1 h2"
    " h3 h4 h5 h6 header hr i iframe img ins kbd label legend li main mark nav object ol p pre q rb"
    " rp rt ruby s samp section small source span strong sub summary sup table tbody td tfoot th"
    " thead time tr u ul var video wbr"
)
ATTRIBUTES: tuple[dict[str, str], ...] = (
    {},
    {},
    {"href": "https://example.com/"},
    {"id": "中"},
    {"id": "a"},
    {"style": "color: red; width: 3%"},
    {"colspan": "2", "lang": "xx-yy-"},
    {"src": "p.png"},
)

#: The options that change the markup of pages or of the package document.
VARIANTS: tuple[dict[str, Any], ...] = (
    {"backlinks": "start", "cover": "none"},
    {"writing_mode": "vertical-rl", "split_level": 3, "theme": "classic"},
    {"split_level": 2, "theme": "classic"},
    {"duokan": True, "cover": "drawn"},
    {"duokan": True, "backlinks": "start", "notes": "book"},
)


def _tree(source: random.Random, depth: int = 0) -> Element:
    content: list[object] = []
    for _ in range(source.choice([0, 1, 1, 2, 3]) if depth < 6 else 0):
        kind = source.random()
        if kind < 0.3:
            content.append(source.choice(["文字", "  ", "<&>"]))
        elif kind < 0.4:
            content.append(
                source.choice(
                    [
                        paragraph("p"),
                        ThematicBreak(),
                        Code("c"),
                        link("https://example.com/"),
                        BulletList((ListItem((paragraph("i"),)),)),
                        heading(2, "h"),
                        Math("x", mathml=MATHML),
                        Image("p.png", "图"),
                        CodeBlock("a\n b"),
                    ]
                )
            )
        else:
            content.append(_tree(source, depth + 1))
    tag = source.choice(TAG_NAMES.split())
    return element(tag, *content, **source.choice(ATTRIBUTES))


def generated(seed: int) -> Publication:
    """An article of raw HTML elements that are nested at random."""
    source = random.Random(seed)
    trees = [_tree(source) for _ in range(40)]
    article = document(*trees, slug=f"generated-{seed}")  # type: ignore[arg-type]
    return alone(replace(article, assets={"p.png": asset("p.png", "image/png", PNG)}))


@pytest.mark.slow
def test_B1_epubcheck_has_nothing_to_say_of_any_book(
    program: Callable[[str], str], tmp_path: Path
) -> None:
    program("javac")
    books = {name: book_of(item).data for name, item in publications().items()}
    books |= {
        f"{name} {options}": book_of(publications()[name], **options).data
        for options in VARIANTS
        for name in ("every_node", "book", "rich_metadata")
    }
    books |= {f"generated {seed}": book_of(generated(seed)).data for seed in range(20)}
    messages = epubcheck_messages(books, java=program("java"), folder=tmp_path)
    assert {name: found for name, found in messages.items() if found} == {}


@pytest.mark.slow
def test_epubcheck_does_report_a_book_that_is_wrong(
    program: Callable[[str], str], tmp_path: Path
) -> None:
    program("javac")
    broken = book_of(document(paragraph("文"))).data.replace(b"mimetype", b"mimetypo", 1)
    messages = epubcheck_messages({"broken": broken}, java=program("java"), folder=tmp_path)
    assert messages["broken"]
