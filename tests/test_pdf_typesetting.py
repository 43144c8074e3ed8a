"""How lines of Chinese and Japanese are set in a PDF, measured on its glyphs (CLREQ)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import pdf_reading as reading
import publishkit
from documents import cite, document, heading, inlines, note, noted, paragraph
from pdf_glyphs import Glyph, Row, rows
from publishkit.errors import UsageError
from publishkit.formats.base import Rendition
from publishkit.formats.pdf import PdfExporter, PdfOptions
from publishkit.formats.pdf.typesetting import TypesettingStyle, extended_layout, unknown_source
from publishkit.formats.pdf.typesetting.pen import Pen
from publishkit.model.document import Document, Publication
from publishkit.model.nodes import (
    BulletList,
    Cell,
    Code,
    Formatted,
    LineBreak,
    ListItem,
    Plain,
    Table,
)
from publishkit.model.nodes import Row as TableRow

SAMPLE = Path(__file__).parent.parent / "samples" / "openai-microsoft.md"
NOT_AT_START = frozenset("，。、；：？！）》」』】〕〗〉｝”’·・～–／%‰℃％!),.:;?]}々〻ーっょ")
NOT_AT_END = frozenset("（《「『【〔〖〈｛“‘([{$￥／")
TRIMMED = frozenset("，。、；：？！）》」』】〕〗〉｝”’")
TORTURE = (
    "价格为￥100～200（约$15），温度-5℃～10℃，比例50％·60%。他说：“‘好’（是的）。”——《书》、《刊》；"
    "A／B测试，1–2天，C++语言“引”用《名》（注）。甲·乙·丙“与‘Latin’与”，（见“图1”）……；“——真的吗？！”"
    "！？。“Tap”与‘Word’（x）、$5、￥6；长长长的词internationalization与（characterization）。３％，5％，"
    "100km，2024年12月31日，“《双》”，『「嵌」』。他问：“谁？”“我。”（答）“好！”——～–·／完"
)
PROSE = (
    "微软的投资额不断攀升，累计超过100亿美元，而OpenAI也凭借ChatGPT的横空出世，将生成式AI推向全球聚光灯下。"
    "这段合作一度被视为科技史上最成功的战略联盟之一，实现了双赢，共同推动了技术的大众化（也包括“云”）。"
)
INCH = 25.4


def export(source: Document, **options: Any) -> Rendition:
    return PdfExporter().export(Publication((source,)), PdfOptions(**options))


def column(source: Document, millimetres: int) -> list[Row]:
    """Returns the lines of a document in a column of a width, 11 points large."""
    made = export(
        source,
        page_size=f"{millimetres + 20}mm 250mm",
        margin="10mm",
        font_size="11pt",
        lead_image=False,
    )
    return rows(made.data)


@cache
def sample() -> Document:
    return publishkit.read(SAMPLE)


@cache
def stress(millimetres: int) -> list[Row]:
    """Returns the lines of the sample's text and of all kinds of marks in a column."""
    blocks = (*sample().content, paragraph(TORTURE), paragraph(PROSE, TORTURE))
    return column(replace(sample(), content=blocks), millimetres)


def is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def has_chinese(row: Row) -> bool:
    return any(is_han(glyph.char[0]) for glyph in row.glyphs)


def body(lines: list[Row], size: float = 11) -> list[Row]:
    return [row for row in lines if row.size == size and has_chinese(row)]


def end_of(row: Row) -> float:
    """Returns where a line ends: a mark at its end is half width, its box sticks out."""
    last = row.glyphs[-1]
    is_full = last.right - last.origin > 0.9 * last.size
    return last.right - (last.size / 2 if last.char in TRIMMED and is_full else 0)


def inner_lines(lines: list[Row]) -> Iterator[Row]:
    """Yields the lines that another one of the same paragraph follows."""
    pitch = min(
        above.baseline - below.baseline
        for above, below in pairwise(lines)
        if above.page == below.page and above.baseline - below.baseline > 10
    )
    for above, below in pairwise(lines):
        is_next = above.page == below.page and above.baseline - below.baseline < pitch + 2
        if is_next and abs(below.glyphs[0].origin - above.glyphs[0].origin) < 12:
            yield above


def gaps(row: Row) -> Iterator[tuple[Glyph, Glyph, float]]:
    """Yields neighbours of the size and height of a line, and what is between them, in em."""
    for left, right in pairwise(row.glyphs):
        is_plain = abs(left.size - right.size) < 0.1 and abs(left.baseline - right.baseline) < 0.1
        if is_plain:
            yield left, right, (right.origin - left.right) / left.size


def origins(lines: list[Row], text: str) -> list[float]:
    """Returns the distances between the origins of the characters of a text, in em."""
    for row in lines:
        place = row.text.find(text)
        if place >= 0 and len(row.text) == len(row.glyphs):
            found = row.glyphs[place : place + len(text)]
            return [(b.origin - a.origin) / a.size for a, b in pairwise(found)]
    raise AssertionError(f"no line has '{text}' in {[row.text for row in lines]}")


# --- the right edge -------------------------------------------------------------------------


def test_P6_06_every_line_but_the_last_meets_the_edge() -> None:
    lines = body(rows(export(sample(), margin="25mm").data))
    edge = (210 - 25) / INCH * 72
    inner = list(inner_lines(lines))
    assert len(inner) > 25
    assert [row.text for row in inner if abs(end_of(row) - edge) > 0.5] == []


@pytest.mark.parametrize("theme", ["book", "paper"])
def test_P6_06_lines_meet_the_edge_in_every_theme(theme: str) -> None:
    source = document(*[paragraph(PROSE * 3) for _ in range(3)])
    options = {"font_size": "11pt", "page_size": "A4", "margin": "25mm", "columns": 1}
    made = PdfExporter().export(Publication((source,)), PdfOptions(theme=theme, **options))
    inner = list(inner_lines(body(rows(made.data))))
    edges = {round(end_of(row)) for row in inner}
    assert len(inner) > 10
    assert len(edges) <= 2  # The themes' margins are those of left and right pages.


def test_P2_lines_in_two_columns_meet_their_edges() -> None:
    made = export(document(paragraph(PROSE * 30)), columns=2, font_size="11pt", margin="20mm")
    left = [
        Row(row.page, row.baseline, tuple(g for g in row.glyphs if g.origin < 297))
        for row in rows(made.data)
        if row.size == 11
    ]
    ends = [end_of(row) for row in left[2:-2] if len(row.glyphs) > 8]
    assert len(ends) > 20
    assert max(ends) - min(ends) < 0.5


def test_a_ragged_block_and_an_option_keep_lines_ragged() -> None:
    source = document(paragraph(PROSE * 2))
    for made in (
        export(source, justify=False, margin="25mm"),
        export(source, margin="25mm", style="p { text-align: left }"),
    ):
        ends = {round(end_of(row)) for row in inner_lines(body(rows(made.data)))}
        assert len(ends) > 1


def test_P6_11_no_gap_opens_too_wide() -> None:
    for width in (30, 58):
        for row in stress(width):
            if not has_chinese(row) or "↑" in row.text:
                continue
            for left, right, gap in gaps(row):
                where = (width, row.text, left.char + right.char)
                if is_han(left.char[0]) and is_han(right.char[0]):
                    assert gap <= 0.25, where
                assert gap <= 0.5, where


# --- where lines end ------------------------------------------------------------------------


def broken_rules(lines: list[Row]) -> list[str]:
    chinese = [row.text for row in lines if has_chinese(row) or row.text[0] > "\u2e7f"]
    starts = [text[:6] for text in chinese if text[0] in NOT_AT_START]
    return starts + [text[-6:] for text in chinese if text[-1] in NOT_AT_END]


@pytest.mark.parametrize("width", [30, 58])
def test_P6_07_no_mark_stands_where_none_may(width: int) -> None:
    lines = stress(width)
    assert len(lines) > 100
    assert broken_rules(lines) == []


@pytest.mark.slow
def test_P2_no_mark_stands_where_none_may_in_21_widths() -> None:
    found = {width: broken_rules(stress(width)) for width in range(30, 111, 4)}
    assert {width: rules for width, rules in found.items() if rules} == {}


def test_P6_08_what_belongs_together_is_never_split() -> None:
    pairs = ("——", "……", "5％", "9%", "7℃", "￥3", "$4", "2024年", "8公里", "6 km", "3.14")
    blocks = [paragraph("字" * count, whole, "文" * 8) for whole in pairs for count in range(3, 11)]
    texts = [row.text for row in column(document(*blocks), 34)]
    for whole in pairs:
        found = sum(text.count(whole.replace(" ", "")) for text in texts)
        assert found == 8, whole


def test_P6_08_a_note_mark_stays_with_its_text() -> None:
    content = [paragraph("字" * count, cite(1, count), "文" * 12) for count in range(3, 11)]
    lines = column(noted(*content, notes=(note(1, paragraph("注"), cited=12),)), 34)
    texts = [row.text for row in lines]
    assert sum("字1" in text for text in texts) == 8
    assert not any(text.startswith("1文") for text in texts)


def test_P6_12_no_last_line_is_a_single_character() -> None:
    marks = ("", "。", "。”")
    blocks = [paragraph("字" * count, mark) for count in range(20, 60) for mark in marks]
    lines = [row for row in column(document(*blocks, title="题"), 80) if "字" in row.text]
    assert min(row.text.count("字") for row in lines) > 1


def test_P6_12_no_heading_ends_with_a_single_character() -> None:
    blocks = [part for n in range(8, 28) for part in (heading(2, "题" * n), paragraph("文"))]
    lines = [row for row in column(document(*blocks), 80) if "题" in row.text and row.size > 12]
    lines = lines[1:]
    assert min(row.text.count("题") for row in lines) > 1


def test_latin_words_are_hyphenated_and_addresses_divided() -> None:
    text = "这是关于internationalization与characterization的一段很长很长的文字，见"
    address = "https://example.com/a-very-long-address/which/goes/on-and-on.html"
    lines = column(document(paragraph(text, address, "和更多文字。", text * 2)), 42)
    assert any(row.text.endswith("-") and "rna" not in row.text[:3] for row in lines)
    assert "".join(row.text for row in lines).replace("-", "").count("internationalization") == 3
    right = 52 / INCH * 72
    assert all(end_of(row) < right + 0.5 for row in lines)


# --- marks ----------------------------------------------------------------------------------


def test_P6_09_neighbouring_marks_are_squeezed() -> None:
    lines = column(document(paragraph("他说：“好（是）。”甲》、《乙”（丙）。“丁”，（戊")), 110)
    for pair in ("：“", "）。", "。”", "》、", "、《", "”（", "）。", "”，", "，（"):
        assert origins(lines, pair)[0] <= 0.6, pair
    assert origins(lines, "（丙")[0] == pytest.approx(1, abs=0.05)


def test_P6_09_a_mark_at_the_end_of_a_line_is_half_width() -> None:
    # A line of 20.6 em: 20 characters fill it with half of the mark.
    lines = column(document(paragraph("字" * 20, "，", "文" * 30)), 80)
    first = next(row for row in lines if "字" in row.text)
    assert first.text == "字" * 20 + "，"
    assert end_of(first) == pytest.approx(90 / INCH * 72, abs=0.5)


def test_P6_09_an_opening_mark_at_the_start_of_a_line_is_trimmed() -> None:
    lines = column(document(paragraph("“字”文"), paragraph("文字")), 60)
    quoted, plain = (row for row in lines if "文" in row.text)
    # The glyph's origin is half an em before the edge, where its ink begins.
    assert plain.glyphs[0].origin - quoted.glyphs[0].origin == pytest.approx(5.5, abs=0.1)


@pytest.mark.parametrize(
    ("punctuation", "comma", "stop", "pair"),
    [
        ("quanjiao", 1, 1, 0.5),
        ("kaiming", 0.5, 1, 0.5),
        ("banjiao", 0.5, 0.5, 0.5),
        ("none", 1, 1, 1),
    ],
)
def test_P6_09_punctuation_is_as_wide_as_the_option_says(
    punctuation: Any, comma: float, stop: float, pair: float
) -> None:
    lines = rows(export(document(paragraph("甲，乙。丙》，丁")), punctuation=punctuation).data)
    assert origins(lines, "，乙")[0] == pytest.approx(comma, abs=0.02)
    assert origins(lines, "。丙")[0] == pytest.approx(stop, abs=0.02)
    assert origins(lines, "》，")[0] == pytest.approx(pair, abs=0.02)


def test_an_unknown_width_of_punctuation_is_refused() -> None:
    with pytest.raises(UsageError, match="punctuation"):
        PdfOptions(punctuation="half")  # type: ignore[arg-type]


def test_centred_commas_of_traditional_chinese_stay_whole() -> None:
    lines = rows(export(document(paragraph("甲，「乙」，丙"), lang="zh-TW")).data)
    comma, bracket = origins(lines, "，「乙")
    assert comma >= 0.5
    assert bracket >= 0.9
    assert origins(lines, "，丙")[0] == pytest.approx(1, abs=0.02)


def test_dashes_and_ellipses_after_latin_are_those_of_chinese() -> None:
    lines = rows(export(document(paragraph("甲——乙……丙Tap——丁Tap……戊"), lang="zh-CN")).data)
    assert "".join(row.text for row in lines).count("——") == 2
    glyphs = [glyph for row in lines for glyph in row.glyphs if glyph.char == "…"]
    assert len({round(glyph.right - glyph.origin, 2) for glyph in glyphs}) == 1


# --- Han and Latin --------------------------------------------------------------------------


def test_P6_10_between_han_and_latin_is_a_thin_space() -> None:
    found = 0
    for row in body(rows(export(sample()).data)):
        for left, right, gap in gaps(row):
            is_pair = is_han(left.char[0]) != is_han(right.char[0])
            if is_pair and all(is_han(c[0]) or c.isalnum() for c in (left.char, right.char)):
                assert 0.125 - 0.01 <= gap <= 0.3 + 0.01, (row.text, left.char, right.char)
                found += 1
    assert found > 50


def test_P6_10_no_space_is_put_into_the_text(tmp_path: Path, program: Any) -> None:
    program("pdfinfo")
    text = "使用Python语言写了3个程序，见“Rust”与C++的，及Go。它很长，with some English words里外。"
    data = export(document(paragraph(text * 3))).data
    assert text * 3 in reading.text(data, tmp_path)


def test_P6_10_no_thin_space_at_edges_of_lines() -> None:
    lines = column(document(*[paragraph("字" * n, "abc", "文" * 20) for n in range(1, 12)]), 40)
    starts = {round(row.glyphs[0].origin, 1) for row in lines if row.size == 11}
    assert starts == {round(10 / INCH * 72, 1)}


def test_P6_10_thin_space_crosses_inline_elements_and_can_be_switched_off() -> None:
    source = document(paragraph("甲", Formatted("strong", inlines("ab")), "乙", Code("c"), "丙d丁"))
    for is_spaced in (True, False):
        (line,) = body(rows(export(source, autospace=is_spaced, justify=False).data))
        space = {a.char + b.char: (b.origin - a.right) / 11 for a, b in pairwise(line.glyphs)}
        expected = pytest.approx(0.2 if is_spaced else 0, abs=0.01)
        assert [space["甲a"], space["b乙"], space["丙d"], space["d丁"]] == [expected] * 4


def test_a_space_of_the_author_between_han_and_latin_is_as_wide() -> None:
    lines = rows(export(document(paragraph("甲 ab 乙cd丙"))).data)
    first, second = origins(lines, "甲a"), origins(lines, "乙c")
    assert first == pytest.approx(second, abs=0.01)


# --- pages ----------------------------------------------------------------------------------


def test_P6_13_headings_keep_with_text_and_no_line_stands_alone() -> None:
    blocks = [
        block
        for number in range(1, 40)
        for block in (heading(2, f"题{number}"), paragraph("文" * (60 + 17 * (number % 7))))
    ]
    lines = rows(export(document(*blocks), page_size="A5", margin="18mm").data)
    texts = [row for row in lines if "文" in row.text or "题" in row.text]
    pages = max(row.page for row in lines)
    assert pages > 5
    for page in range(1, pages + 1):
        own = [row.text for row in texts if row.page == page]
        assert "题" not in own[-1]
        # Pages begin with a heading or with two lines of a paragraph.
        assert "题" in own[0] or "文" in own[1]


def test_P6_13_the_head_of_a_table_is_repeated() -> None:
    head = (TableRow((Cell(inlines("列头")), Cell(inlines("另一")))),)
    cells = tuple(TableRow((Cell(inlines("甲")), Cell(inlines("乙")))) for _ in range(120))
    lines = rows(export(document(Table(head, cells))).data)
    pages = max(row.page for row in lines)
    assert pages > 2
    assert sum("列头" in row.text for row in lines) == pages


# --- source and language --------------------------------------------------------------------


def test_P6_14_a_soft_break_in_chinese_gives_no_space(tmp_path: Path, program: Any) -> None:
    program("pdfinfo")
    source = tmp_path / "soft.md"
    source.write_text(
        "---\ntitle: 题\nlang: zh-CN\ndate: 2025-01-01\n---\n\n"
        "第一行的文字\n第二行的文字，\n“第三行”\n",
        encoding="utf-8",
    )
    data = export(publishkit.read(source)).data
    assert "第一行的文字第二行的文字，“第三行”" in reading.text(data, tmp_path)


def test_P6_14_the_language_chooses_the_forms_of_characters() -> None:
    names = [
        {glyph.font for row in rows(export(document(paragraph("直骨门"), lang=lang)).data)
         for glyph in row.glyphs if glyph.char in "直骨门"}
        for lang in ("zh-CN", "zh-TW", "ja")
    ]  # fmt: skip
    assert all(len(fonts) == 1 for fonts in names)
    assert len(set.union(*names)) == 3


def test_japanese_is_set_by_the_same_rules() -> None:
    text = "これは日本語の文章です。「ちょっと」と言って、コンピューターのプログラムを書きました。"
    for width in (42, 54, 66):
        lines = column(document(paragraph(text * 4), lang="ja"), width)
        assert broken_rules(lines) == []
        inner = list(inner_lines([row for row in lines if row.size == 11]))
        edge = (width + 10) / INCH * 72
        assert all(abs(end_of(row) - edge) < 0.5 for row in inner)


def test_other_languages_are_left_to_weasyprint() -> None:
    text = "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. "
    source = document(paragraph(text * 6), lang="ko")
    assert export(source).data == export(source, justify=False, autospace=False).data


# --- what lines are made of -----------------------------------------------------------------


def test_a_forced_break_and_the_line_before_it_are_kept() -> None:
    lines = rows(export(document(paragraph("甲乙丙", LineBreak(), "丁", LineBreak(), "戊"))).data)
    assert [row.text for row in lines if row.text in ("甲乙丙", "丁", "戊")] == [
        "甲乙丙",
        "丁",
        "戊",
    ]


def test_lists_and_narrow_cells_lose_nothing() -> None:
    rows_of = tuple(
        TableRow((Cell(inlines(PROSE)), Cell(inlines("短")), Cell(inlines(TORTURE))))
        for _ in range(2)
    )
    items = BulletList((ListItem((Plain(inlines(TORTURE)),)), ListItem((Plain(inlines(PROSE)),))))
    made = export(document(items, Table((), rows_of)), page_size="A5")
    chars = "".join(row.text for row in rows(made.data)).replace("-", "")
    for char in set(TORTURE + PROSE) - {" ", "-", "—"}:
        expected = 3 * TORTURE.count(char) + 3 * PROSE.count(char)
        assert chars.count(char) >= expected, char


def test_kept_glyphs_stand_where_pango_puts_them(monkeypatch: pytest.MonkeyPatch) -> None:
    content = (PROSE, Formatted("strong", inlines("粗体ffi——Wörter…")), Code("a_b = 'x'"), TORTURE)
    source = document(paragraph(*content), paragraph("Привет", TORTURE), lang="zh-CN")
    kept = rows(export(source).data)
    monkeypatch.setattr(Pen, "glyphs", lambda *_: None)
    shaped = rows(export(source).data)
    assert [row.text for row in kept] == [row.text for row in shaped]
    for row, other in zip(kept, shaped, strict=True):
        for glyph, twin in zip(row.glyphs, other.glyphs, strict=True):
            assert glyph.font == twin.font
            assert glyph.origin == pytest.approx(twin.origin, abs=0.25)


# --- the extension itself -------------------------------------------------------------------


def test_P6_30_nothing_of_weasyprint_stays_changed() -> None:
    import weasyprint.layout.inline as inline
    import weasyprint.layout.preferred as preferred

    before = (inline.split_inline_box, inline.justify_line, preferred.inline_line_widths)
    export(document(paragraph(PROSE)))
    with pytest.raises(UsageError), extended_layout(_weasyprint(), TypesettingStyle()):
        assert inline.split_inline_box is not before[0]
        raise UsageError("in the middle")
    after = (inline.split_inline_box, inline.justify_line, preferred.inline_line_widths)
    assert after == before


def test_P6_30_another_thread_is_not_touched() -> None:
    weasyprint = _weasyprint()
    html = f'<html lang="zh"><p>{PROSE * 3}'

    def plain() -> bytes:
        return bytes(weasyprint.HTML(string=html).write_pdf())

    expected, found = plain(), list[bytes]()
    with extended_layout(weasyprint, TypesettingStyle()):
        thread = threading.Thread(target=lambda: found.append(plain()))
        thread.start()
        thread.join()
        assert plain() != expected
    assert found == [expected]


def test_P6_30_an_unknown_weasyprint_is_left_alone_and_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_weasyprint(), "__version__", "71.0")
    made = export(document(paragraph(PROSE)))
    (found,) = (item for item in made.diagnostics if item.code == "X004")
    assert "version 71.0" in found.message
    english = export(document(paragraph("Text"), title="Title", lang="en"))
    assert not any(item.code == "X004" for item in english.diagnostics)


def test_P6_30_changed_source_is_noticed(tmp_path: Path) -> None:
    own = Path(str(_weasyprint().__file__)).parent
    for name in ("layout/inline.py", "layout/preferred.py", "text/line_break.py", "draw/text.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text((own / name).read_text(encoding="utf-8"), encoding="utf-8")
    fake = SimpleNamespace(__version__="70.1", __file__=str(tmp_path / "__init__.py"))
    assert unknown_source(fake) == ""
    changed = tmp_path / "changed"
    (tmp_path / "layout").rename(changed)
    fake = SimpleNamespace(__version__="70.1", __file__=str(changed / "__init__.py"))
    assert unknown_source(fake) == "layout/inline.py"


def _weasyprint() -> Any:
    import weasyprint

    return weasyprint
