"""The text part: lines that fit, and everything that the HTML says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import publishkit
from documents import cite, document, heading, inlines, note, noted, paragraph
from epub_documents import cell, element, every_node, link
from feeds import DAY
from mails import BASE_URL, mail, unflowed
from publishkit.formats.email.wrapping import WIDTH, Line, columns, flowed_text
from publishkit.model.nodes import (
    Alert,
    Block,
    BlockQuote,
    BulletList,
    Citation,
    Code,
    CodeBlock,
    Definition,
    DefinitionList,
    Figure,
    Formatted,
    Image,
    LineBreak,
    ListItem,
    Math,
    OrderedList,
    Paragraph,
    Plain,
    Row,
    Table,
    Text,
    ThematicBreak,
)
from publishkit.model.tree import walk

CASES = Path(__file__).parent / "cases"
SAMPLE = Path(__file__).parent.parent / "samples" / "openai-microsoft.md"
WORDS = st.text(st.sampled_from("ab 中文，。“”（）-—> .From é\u0301👍\u200d👩字"), max_size=300)


def body(*content: Block, **metadata: object) -> str:
    """The text between the title and what stands at the end."""
    found = mail(document(*content, date=None, title="T", slug="a", **metadata)).text
    return found.removeprefix("T\n===\n\n").partition("\n\n———\n")[0]


# --- lines --------------------------------------------------------------------------------------


@given(st.lists(st.builds(Line, WORDS, st.sampled_from(["", "- ", "   "]), st.integers(0, 2))))
def test_lines_are_read_back_as_they_were_written(lines: list[Line]) -> None:
    expected = "".join(
        (f"{'>' * line.quotes} " if line.quotes else "")
        + f"{line.prefix}{line.text}".rstrip(" ")
        + "\n"
        for line in lines
    )
    stripped = "\n".join(row.rstrip(" ") for row in expected.split("\n"))
    read = "\n".join(row.rstrip(" ") for row in unflowed(flowed_text(lines)).split("\n"))
    assert read == (stripped or "\n")


@given(WORDS)
def test_no_line_is_wider_than_the_limit_where_it_could_be_broken(text: str) -> None:
    for row in flowed_text([Line(text)]).split("\n"):
        pieces = re.split(r"(?<= )|(?<=[中文字👍👩])(?=[ab中文字])", row.rstrip(" "))
        assert columns(row.rstrip(" ")) <= max(WIDTH + 1, *(columns(piece) for piece in pieces))


def test_chinese_is_broken_anywhere_but_before_its_punctuation() -> None:
    text = "汉字" * 18 + "，后面。" * 20
    rows = flowed_text([Line(text)]).rstrip("\n").split("\n")
    assert all(columns(row) <= WIDTH + 1 for row in rows)
    assert not any(row[0] in "，。" for row in rows)
    assert "".join(row.removesuffix(" ") for row in rows) == text


def test_an_address_and_a_character_of_several_parts_stay_whole() -> None:
    address = "<https://example.org/" + "x" * 90 + ">"
    assert f"\n{address} \n" in flowed_text([Line(f"word {address} word")]).replace("  \n", " \n")
    family = "👩‍👩‍👧"
    rows = flowed_text([Line(family * 40)]).split("\n")
    assert all(len(row.rstrip(" ")) % len(family) == 0 for row in rows)


@pytest.mark.parametrize("start", [" indented", "> no quotation", "From here"])
def test_a_line_that_could_be_taken_for_something_else_is_stuffed(start: str) -> None:
    assert flowed_text([Line(start)]) == f" {start}\n"
    assert unflowed(f" {start}\n") == f"{start}\n"


def test_columns_count_chinese_as_two_and_marks_as_none() -> None:
    assert [columns(text) for text in ("ab", "中文", "e\u0301", "a\u200d", "…")] == [2, 4, 1, 1, 1]


# --- blocks -------------------------------------------------------------------------------------


def test_headings_are_underlined_or_marked_by_their_level() -> None:
    text = body(heading(2, "部分"), heading(3, "Deep"), heading(4, "Deeper"))
    assert text == "部分\n----\n\n### Deep\n\n#### Deeper"


def test_lists_have_their_marks_and_depth() -> None:
    inner = OrderedList((ListItem((Plain(inlines("x")),)),), 3, "i")
    items = (
        ListItem((Plain(inlines("one")), inner)),
        ListItem((Plain(inlines("two")),), is_done=True),
        ListItem((Plain(inlines("three")),), is_done=False),
    )
    assert body(BulletList(items)) == "- one\n  iii. x\n- [x] two\n- [ ] three"
    loose = OrderedList((ListItem((paragraph("a"), paragraph("b"))), ListItem((paragraph("c"),))))
    assert body(loose) == "1. a\n\n   b\n\n2. c"


def test_quotations_are_marked_by_their_depth_and_call_outs_by_their_title() -> None:
    quote = BlockQuote((paragraph("a"), BlockQuote((paragraph("b"),))))
    assert body(quote) == "> a\n> \n>> b"
    assert body(Alert("warning", (paragraph("care"),))) == "> 警告:\n> care"


def test_code_is_indented_and_kept_as_it_is() -> None:
    code = "def f():\n\n\treturn '" + "x" * 90 + "'"
    assert body(CodeBlock(code)) == "\n".join(
        f"    {row}".rstrip() for row in code.expandtabs(4).split("\n")
    )


def test_terms_stand_above_their_explanations() -> None:
    item = Definition(inlines("term"), ((paragraph("said"),), (paragraph("more"),)))
    assert body(DefinitionList((item,))) == "term\n  said\n  more"


def test_a_narrow_table_is_set_in_columns_by_width() -> None:
    table = Table(
        head=(Row((cell(paragraph("名称")), cell(paragraph("No"), alignment="right"))),),
        body=(
            Row((cell(paragraph("a")), cell(paragraph("1"), alignment="right"))),
            Row((cell(paragraph("中文字"), column_span=2),)),
        ),
        caption=(paragraph("表", cite(1)),),
    )
    made = noted(table, notes=(note(1, paragraph("n")),), title="T", date=None)
    assert "表[1]\n\n名称   | No\n-------+---\na      |  1\n中文字\n" in mail(made).text


def test_a_cell_of_several_rows_keeps_the_others_in_their_columns() -> None:
    rows = (
        Row((cell(paragraph("a"), row_span=3), cell(paragraph("b")), cell(paragraph("c")))),
        Row((cell(paragraph("d"), row_span=2), cell(paragraph("e")))),
        Row((cell(paragraph("f")),)),
    )
    assert body(Table((), rows)) == "a | b | c\n  | d | e\n  |   | f"


def test_a_wide_table_is_a_record_for_each_row() -> None:
    long = "文" * 40
    table = Table(
        head=(Row((cell(paragraph("甲")), cell(paragraph("乙")))),),
        body=(
            Row((cell(paragraph(long)), cell(paragraph("x")))),
            Row((cell(paragraph("y")), cell(paragraph("")))),
        ),
    )
    assert body(table) == f"甲: {long}\n乙: x\n\n甲: y"


def test_rules_and_figures_have_a_form() -> None:
    assert body(paragraph("a"), ThematicBreak(), paragraph("b")) == "a\n\n* * *\n\nb"
    image = Plain((Image("https://e.org/p.png", "alt"),))
    same = Figure((image,), (Plain(inlines("alt")),))
    other = Figure((image,), (Plain(inlines("Caption")),))
    assert body(same) == "<https://e.org/p.png>\nalt"
    assert body(other) == "[alt] <https://e.org/p.png>\nCaption"


# --- inline -------------------------------------------------------------------------------------


def test_links_have_their_address_unless_it_is_their_text() -> None:
    text = body(
        paragraph(link("https://e.org/a", "here"), "; ", link("https://e.org/", "https://e.org/")),
        paragraph(link("mailto:a@e.org", "a@e.org"), "; ", link("#sec", "below")),
    )
    assert text == "here <https://e.org/a>; <https://e.org/>\n\n<a@e.org>; below"


def test_styles_that_change_what_is_said_are_marked() -> None:
    parts = [
        Formatted(style, inlines(words))  # type: ignore[arg-type]  # names of styles
        for style, words in (
            ("strong", "a"),
            ("strikeout", "b"),
            ("superscript", "2"),
            ("subscript", "i + 1"),
        )
    ]
    assert body(Paragraph(tuple(parts))) == "a~b~^2_(i + 1)"


def test_code_formulas_ruby_and_breaks_are_text() -> None:
    ruby = element("ruby", Text("字"), element("rt", Text("zì")))
    content = (Code("x  y"), LineBreak(), Math("a^2"), ruby, element("kbd", Text("K")))
    assert body(Paragraph(content)) == "`x y`\na^2字(zì)[K]"


def test_text_that_looks_like_a_signature_is_none() -> None:
    raw = mail(document(paragraph("--"), paragraph("-- "), date=DAY)).raw_text
    assert "-- " not in raw.replace("\r\n", "\n").split("\n")


# --- notes --------------------------------------------------------------------------------------


def test_C5_the_text_part_shows_marks_and_numbered_notes() -> None:
    text = mail(publishkit.read(SAMPLE)).text
    assert [text.count(f"[{number}]") for number in range(1, 6)] == [7, 2, 1, 0, 0]
    before, after = text.split("References\n----------\n\n")
    assert re.findall(r"(?m)^(\d)\. ", after) == ["1", "2", "3", "4", "5"]
    assert re.findall(r"(?m)^\d\. ", before) == []
    assert after.startswith("1. Rayking629（2025/6/19）。OpenAI 企业版大打折扣，与微软分手？")
    assert text.count("<https://36kr.com/p/3343261367826691>") == 1
    assert "[^" not in text


def test_C5_every_note_of_the_stress_file_is_there_once() -> None:
    made = publishkit.read(CASES / "core-stress.md")
    text = mail(made).text
    after = text.split("### 参考文献")[-1]
    numbers = [int(found) for found in re.findall(r"(?m)^(\d+)\.(?: |$)", after)]
    assert numbers == [item.number for item in made.endnotes]


@pytest.mark.parametrize("path", sorted((CASES / "notes").glob("*.md")), ids=lambda path: path.stem)
def test_no_note_case_loses_a_mark_or_a_note_in_the_text_part(path: Path) -> None:
    made = publishkit.read(path)
    text = mail(made, lead_image=False).text
    trees = [made.content, *(item.content for item in made.endnotes)]
    cited = Counter(n.number for tree in trees for n in walk(tree) if isinstance(n, Citation))
    for item in made.endnotes:
        words = [n.text for n in walk(item.content) if isinstance(n, Text)]
        assert text.count(f"[{item.number}]") >= cited[item.number]
        assert len(re.findall(rf"(?m)^{item.number}\.(?: |$)", text)) >= 1
        assert all(" ".join(word.split()) in text for word in words if word.strip())


def test_a_note_may_hold_any_block() -> None:
    made = noted(
        paragraph("x", cite(1)),
        notes=(note(1, CodeBlock("code"), BlockQuote((paragraph("q"),)), paragraph("p")),),
        title="T",
        date=None,
    )
    assert "1.\n       code\n\n> q\n\n   p\n" in mail(made).text


def test_the_sample_reads_like_this(golden: Callable[[str, str], None]) -> None:
    golden("email/sample.txt", mail(publishkit.read(SAMPLE)).raw_text)


def test_nodes_of_every_kind_read_like_this(golden: Callable[[str, str], None]) -> None:
    golden("email/nodes.txt", mail(every_node()).raw_text)


def test_the_end_says_where_the_article_is() -> None:
    made = document(paragraph("x"), date=DAY, slug="a", lang="en")
    text = mail(made, unsubscribe="mailto:leave@e.org").text
    assert text.endswith(f"\n———\nRead online: <{BASE_URL}a/>\nUnsubscribe: <leave@e.org>\n")
    assert mail(made, site={"base_url": ""}).text.endswith("\nx\n")
