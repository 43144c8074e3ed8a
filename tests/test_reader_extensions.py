"""Leaving out the extensions that have nothing to find changes nothing of what pandoc reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishkit.reading.input_formats import MARKDOWN_READER, lean_reader
from publishkit.reading.pandoc import parse

ROOT = Path(__file__).parent.parent
SOURCES = [*sorted((ROOT / "tests" / "cases").rglob("*.md")), *sorted(ROOT.glob("samples/*.md"))]

#: For each extension, texts in which it finds something.
FINDS = {
    "alerts": ["> [!NOTE]\n> x"],
    "attributes": ["# a {#b}", "`x`{.c}", "```{.py}\nx\n```"],
    "autolink_bare_uris": ["a https://e.com b", "a www.e.com b", "a x@e.com b"],
    "bracketed_spans": ["[a]{.b}"],
    "definition_lists": ["a\n: b", "a\n\n~ b", "> a\n>\n> :   b", "1. a\n\n   : b", "- a\n  : b"],
    "emoji": [":smile:", "x:+1:y", "中:e-mail:文"],
    "fenced_divs": ["::: a\nx\n:::", "> ::: a\n> x\n> :::"],
    "footnotes": ["a[^1]\n\n[^1]: b"],
    "implicit_figures": ["![a](b.png)", "![a][b]\n\n[b]: c.png"],
    "pipe_tables": [
        "|a|\n|-|\n|b|",
        "a|b\n-|-\n1|2",
        "| a |\n| :---: |\n| b |",
        "a | b\n:-: | -:\n1 | 2",
        "a|\n-|\nb|",
        "> |a|\n> |--|\n> |b|",
        "- |a|\n  |-|\n  |b|",
    ],
    "strikeout": ["~~a~~"],
    "task_lists": ["- [ ] a", "- [x] b", "* [X] c"],
    "tex_math_dollars": ["$a$", "$$a$$"],
}
# Without notes: pandoc never finishes on those that cite each other.
SNIPPETS = [text for name, texts in FINDS.items() if name != "footnotes" for text in texts]


def tree(text: str, reader: str) -> object:
    return parse(text.encode(), reader=reader, time_limit=10).document


@pytest.mark.parametrize("extension", FINDS)
def test_an_extension_stays_where_it_finds_something(extension: str) -> None:
    without = MARKDOWN_READER.replace(f"+{extension}", "")
    for text in FINDS[extension]:
        assert f"+{extension}" in lean_reader(MARKDOWN_READER, text), text
        assert tree(text, without) != tree(text, MARKDOWN_READER), text


def test_every_extension_of_the_dialect_is_known() -> None:
    _, *extensions = MARKDOWN_READER.split("+")
    assert {*extensions} - {"raw_html"} == {*FINDS}


def test_a_plain_text_needs_no_extension() -> None:
    lean = lean_reader(MARKDOWN_READER, "# 标题\n\n正文，*强调*。\n")
    assert lean == "commonmark+raw_html"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_a_source_is_read_the_same(path: Path) -> None:
    text = path.read_text(encoding="utf-8", errors="replace").replace("[^", "[")
    assert tree(text, lean_reader(MARKDOWN_READER, text)) == tree(text, MARKDOWN_READER)


@given(
    st.lists(
        st.sampled_from([*SNIPPETS, "\n\n", "\n", " ", "> ", "- ", "1. ", "文", "a: b", "|", "-"]),
        max_size=12,
    ).map("".join)
)
def test_any_mixture_is_read_the_same(text: str) -> None:
    assert tree(text, lean_reader(MARKDOWN_READER, text)) == tree(text, MARKDOWN_READER)
