"""What a PDF holds: notes, links, tags, outline, metadata, fonts; for one article and for books."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import threading
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import pdf_reading as reading
from documents import cite, document, heading, inlines, note, noted, paragraph
from publishkit._resources import read_text
from publishkit.errors import UsageError
from publishkit.formats.base import Rendition
from publishkit.formats.pdf import PdfExporter, PdfOptions
from publishkit.formats.pdf.geometry import PageDefaults, lay_out_page
from publishkit.model.assets import Asset
from publishkit.model.document import Document, Publication
from publishkit.model.metadata import Author, Metadata
from publishkit.model.nodes import (
    BlockQuote,
    BulletList,
    Cell,
    Code,
    CodeBlock,
    Definition,
    DefinitionList,
    EndnoteSection,
    Figure,
    Formatted,
    Image,
    LineBreak,
    Link,
    ListItem,
    Math,
    OrderedList,
    Plain,
    Row,
    Table,
    Text,
)

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
PIXEL_ASSET = Asset(
    "x.png", "image/png", len(PIXEL), hashlib.sha256(PIXEL).hexdigest(), 1, 1, None, PIXEL
)
TASKS = BulletList(
    (ListItem((Plain(inlines("做")),), False), ListItem((Plain(inlines("完")),), True))
)
SQUARED = (
    '<math xmlns="http://www.w3.org/1998/Math/MathML"><msup><mi>x</mi><mn>2</mn></msup></math>'
)


SOURCE = Link(inlines("来源"), "https://example.com/1")


def export(*documents: Document, is_book: bool = False, **options: Any) -> Rendition:
    publication = Publication(documents, title="书名", lang="zh-Hans", is_book=is_book)
    if not is_book:
        publication = Publication(documents)
    return PdfExporter().export(publication, PdfOptions(**options))


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def article() -> Document:
    """Five notes, cited seven, two, one and no times."""
    places = [cite(1, n) for n in range(1, 8)]
    return noted(
        paragraph("正文。", *places[:4]),
        heading(3, "第一节", cite(2, 1), id="one"),
        paragraph("又一段", Formatted("strong", inlines("粗体")), *places[4:], cite(2, 2)),
        heading(5, "小节", id="two"),
        paragraph("末段", cite(3)),
        notes=(
            note(
                1,
                paragraph("甲，见", Link(inlines("来源"), "https://example.com/1"), "。"),
                cited=7,
            ),
            note(2, paragraph("乙。"), cited=2),
            note(3, paragraph("丙。"), paragraph("丙的第二段。"), cited=1),
            note(4, paragraph("丁。"), cited=0),
            note(5, paragraph("戊。"), cited=0),
        ),
        title="前瞻：标题",
        authors=(Author("张三"), Author("Li Si")),
        tags=("测试", "a,b"),
        date=datetime(2025, 6, 19, 20, 3, 39, tzinfo=UTC),
    )


@pytest.fixture(scope="module")
def made() -> Rendition:
    return export(article())


# --- endnotes and links ---------------------------------------------------------------------


def test_each_place_that_cites_has_a_link_to_the_note_and_one_back(made: Rendition) -> None:
    targets = Counter(link.target for link in reading.links(made.data))
    assert [targets[f"#note-{number}"] for number in range(1, 6)] == [7, 2, 1, 0, 0]
    back = [target for target in targets if target.startswith("#cite-")]
    assert len(back) == 10
    assert all(targets[target] == 1 for target in back)


def test_every_inner_link_leads_somewhere(made: Rendition) -> None:
    inner = {link.target[1:] for link in reading.links(made.data) if link.target[0] == "#"}
    assert inner <= reading.destinations(made.data)


def test_every_link_can_be_hit_and_has_a_name_in_words(made: Rendition) -> None:
    for link in reading.links(made.data):
        assert min(link.width, link.height) >= 7.99, link
        assert link.name
        assert link.name != link.target.lstrip("#")
    names = [link.name for link in reading.links(made.data)]
    assert names.count("注释 1") == 7
    assert names.count("返回正文 1-7") == 1


def test_a_source_is_linked_once(made: Rendition) -> None:
    outer = [link.target for link in reading.links(made.data) if link.target[0] != "#"]
    assert outer == ["https://example.com/1"]


@pytest.mark.parametrize(
    "content",
    [
        inlines("a ", Formatted("strong", inlines("b")), " c"),
        inlines(Code("code")),
        (Image("x.png", alt="图"),),
    ],
)
def test_a_link_around_other_elements_is_one_link(content: tuple[Any, ...], tmp_path: Path) -> None:
    source = document(paragraph("前", Link(content, "https://example.com/"), "后"))
    source = Document(source.metadata, source.content, assets={"x.png": PIXEL_ASSET})
    data = export(source).data
    assert [link.target for link in reading.links(data)] == ["https://example.com/"]
    assert reading.failures(data, tmp_path) == []


def test_a_link_to_nowhere_keeps_its_words(tmp_path: Path) -> None:
    made = export(
        document(paragraph(Link(inlines("那里"), "#gone"), Link(inlines("这里"), "x.md")))
    )
    assert reading.links(made.data) == []
    assert made.diagnostics == ()


def test_a_relative_link_becomes_absolute_by_the_canonical_address() -> None:
    source = document(paragraph(Link(inlines("b"), "../b/")), canonical="https://example.com/p/a/")
    assert [link.target for link in reading.links(export(source).data)] == [
        "https://example.com/p/b/"
    ]


# --- structure ------------------------------------------------------------------------------


def test_the_file_follows_pdf_ua(made: Rendition, tmp_path: Path) -> None:
    assert reading.failures(made.data, tmp_path) == []


def test_headings_skip_no_level_and_equal_the_outline(made: Rendition) -> None:
    names = [tag.name for tag in reading.structure(made.data)]
    levels = [int(name[1]) for name in names if name[0] == "H" and name[1:].isdigit()]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert reading.outline(made.data) == [
        (1, "前瞻：标题"), (2, "第一节"), (3, "小节"), (2, "References"),
    ]  # fmt: skip


def test_list_items_hold_a_label_and_one_body_only() -> None:
    items = (ListItem((paragraph("一"), paragraph("二"))), ListItem((Plain(inlines("三")),)))
    tight = ListItem((Plain(inlines("外")), BulletList((ListItem((paragraph("内"),)),))))
    terms = DefinitionList((Definition(inlines("词"), ((paragraph("义"),),)),))
    data = export(document(BulletList(items), OrderedList((tight,)), terms)).data
    items_found = [tag for tag in reading.structure(data) if tag.name == "LI"]
    assert len(items_found) == 5
    for item in items_found:
        assert item.kids in (["Lbl", "LBody"], ["LBody"])


def test_many_kinds_of_blocks_follow_pdf_ua(tmp_path: Path) -> None:
    table = Table(
        (Row((Cell((Plain(inlines("头")),)), Cell((Plain(inlines("列")),)))),),
        (Row((Cell((Plain(inlines("甲")),), column_span=2),)),),
        caption=(Plain(inlines("表题")),),
    )
    source = document(
        BlockQuote((paragraph("引"),)),
        table,
        TASKS,
        CodeBlock("print('码')\n", "python"),
        Figure((Plain((Image("gone.png", alt="没有"),)),), (Plain(inlines("图题")),)),
        paragraph(Math("x^2", mathml=SQUARED), Formatted("mark", inlines("亮"))),
    )
    made = export(source)
    assert reading.failures(made.data, tmp_path) == []
    assert made.diagnostics == ()


def test_a_picture_speaks_by_its_text_its_caption_or_the_title() -> None:
    blocks = (
        paragraph(Image("x.png", alt="图文")),
        Figure((Plain((Image("x.png"),)),), (Plain(inlines("图题")),)),
        paragraph(Image("x.png")),
        paragraph(Math("x^2", mathml=SQUARED)),
    )
    source = Document(document(title="题").metadata, blocks, assets={"x.png": PIXEL_ASSET})
    tags = reading.structure(export(source).data)
    assert [tag.alt for tag in tags if tag.name == "Figure"] == ["图文", "图题", "题"]
    assert [tag.alt for tag in tags if tag.name == "Formula"] == ["x^2"]


# --- text and metadata ----------------------------------------------------------------------


def test_the_text_is_whole(made: Rendition, tmp_path: Path, program: Any) -> None:
    program("pdfinfo")
    text = reading.text(made.data, tmp_path)
    for words in (
        "前瞻：标题",
        "正文。",
        "第一节",
        "粗体",
        "甲，见来源。",
        "丙的第二段。",
        "戊。",
        "References",
    ):
        assert words in text
    assert text.count("References") == 1


def test_task_boxes_are_characters(tmp_path: Path, program: Any) -> None:
    program("pdfinfo")
    made = export(document(TASKS))
    assert "☐ 做" in reading.text(made.data, tmp_path)
    assert "☑ 完" in reading.text(made.data, tmp_path)
    assert made.diagnostics == ()


def test_metadata_comes_from_the_front_matter(made: Rendition) -> None:
    with reading.opened(made.data) as pdf:
        info = pdf.docinfo
        assert str(info["/Title"]) == "前瞻：标题"
        assert str(info["/Author"]) == "张三, Li Si"
        assert str(info["/Keywords"]) == "测试, a b"
        assert str(info["/CreationDate"]).startswith("D:20250619200339")
        assert str(pdf.Root["/Lang"]) == "zh-Hans"
        assert pdf.Root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_a_first_heading_that_says_the_title_is_printed_once_with_its_note(
    tmp_path: Path, program: Any
) -> None:
    program("pdfinfo")
    source = noted(
        heading(1, "标题", cite(1), id="t"), paragraph("文"), notes=(note(1, paragraph("注")),)
    )
    made = export(source)
    assert reading.text(made.data, tmp_path).count("标题") == 1
    assert [link.target for link in reading.links(made.data)] == ["#note-1", "#cite-1-1"]
    assert (1, "标题") in reading.outline(made.data)


def test_an_apostrophe_in_latin_words_leaves_the_text_whole(tmp_path: Path, program: Any) -> None:
    program("pdfinfo")
    made = export(document(paragraph("他说 don’t 与‘引’。")))
    assert "他说 don’t 与‘引’。" in reading.text(made.data, tmp_path)


def test_contents_have_page_numbers_and_links(tmp_path: Path, program: Any) -> None:
    program("pdfinfo")
    source = document(heading(1, "甲", id="a"), paragraph("文"), heading(1, "乙", id="b"))
    made = export(source, toc=True)
    assert {link.target for link in reading.links(made.data)} == {"#a", "#b"}
    assert "目录" in reading.text(made.data, tmp_path)
    assert reading.failures(made.data, tmp_path) == []


# --- fonts ----------------------------------------------------------------------------------


def test_every_font_is_embedded_as_a_subset_with_its_characters(made: Rendition) -> None:
    found = reading.fonts(made.data)
    assert {"PK-Noto-Serif-SC", "PK-Noto-Serif-SC-Bold", "PK-Noto-Sans-SC-Bold"} <= set(found)
    for name, font in found.items():
        assert font == ("Type0", True, True), name


def test_a_short_text_makes_a_small_file() -> None:
    assert len(export(document(paragraph("二十个汉字的短文也要有小文件才算是好的"))).data) < 25_000


def test_other_scripts_take_the_faces_that_have_them() -> None:
    made = export(document(paragraph("简体 繁體 かな 한글 Ελλάδα Москва")))
    assert made.diagnostics == ()
    assert "PK-Noto-Sans-KR" in reading.fonts(made.data)


@pytest.mark.parametrize(
    ("lang", "font"),
    [("zh-Hant", "PK-Noto-Sans-TC"), ("ja", "PK-Noto-Sans-JP"), ("ko", "PK-Noto-Sans-KR")],
)
def test_a_language_has_its_own_face(lang: str, font: str) -> None:
    assert font in reading.fonts(export(document(paragraph("直骨門"), lang=lang)).data)


def test_an_uncovered_character_is_named_and_kept_as_text(tmp_path: Path, program: Any) -> None:
    program("pdfinfo")
    source = noted(paragraph("私用\ue000字", cite(1)), notes=(note(1, paragraph("注\ue001")),))
    made = export(source)
    codes = [(item.code, item.message) for item in made.diagnostics]
    assert codes == [
        ("X001", "character '\ue000' (U+E000) is in none of the fonts"),
        ("X001", "character '\ue001' (U+E001) is in none of the fonts"),
    ]
    assert "私用\ue000字" in reading.text(made.data, tmp_path)
    assert reading.failures(made.data, tmp_path) == []


def test_many_uncovered_characters_share_a_diagnostic() -> None:
    made = export(document(paragraph("".join(map(chr, range(0xE000, 0xE020))))))
    assert len(made.diagnostics) == 11
    assert made.diagnostics[-1].message.startswith("22 more characters")


def test_spaces_and_invisible_characters_need_no_glyph() -> None:
    assert export(document(paragraph("a\u2009b\u200bc\u2060d\u3000e\ufe0f"))).diagnostics == ()


# --- lines ----------------------------------------------------------------------------------

LONG = "微软的投资额不断攀升，Microsoft 365等全线产品，实现了“巨大”的价值——并从中获得。" * 12


@pytest.mark.parametrize("is_justified", [True, False])
def test_lines_of_chinese_meet_the_right_edge_if_they_should(
    is_justified: bool, tmp_path: Path, program: Any
) -> None:
    program("pdftotext")
    source = noted(paragraph(LONG, cite(1), Formatted("strong", inlines(LONG))), notes=(note(1),))
    made = export(source, justify=is_justified)
    _title, *lines = reading.line_ends(made.data, tmp_path)
    body = lines[: len(LONG) // 30]
    edge = 595.28 - lay_out_page(PageDefaults(), is_east_asian=True).margins[1]
    # The box of a mark that is half width at the end of a line sticks out by the other half.
    assert all(min(abs(end - edge), abs(end - edge - 5.5)) < 0.7 for end in body) == is_justified
    assert reading.failures(made.data, tmp_path) == []


def test_a_last_line_and_a_line_before_a_break_are_not_stretched(
    tmp_path: Path, program: Any
) -> None:
    program("pdftotext")
    made = export(
        document(paragraph("这一行比较长，可是还不到右边的边线，也不该拉开", LineBreak(), "末行"))
    )
    assert all(end < 450 for end in reading.line_ends(made.data, tmp_path)[:3])


def test_links_move_with_the_words_of_a_justified_line(tmp_path: Path) -> None:
    source = document(paragraph(LONG, Link(inlines("来源"), "https://example.com/"), LONG))
    ragged, straight = export(source, justify=False), export(source)
    assert len(reading.links(ragged.data)) == len(reading.links(straight.data))
    assert reading.links(ragged.data) != reading.links(straight.data)


def test_backgrounds_move_with_the_words_of_a_justified_line(tmp_path: Path, program: Any) -> None:
    program("pdftotext")
    start, end = (
        "微软的投资额不断攀升得到了巨大的价值微微",
        "等MicrosoftMicrosoft全线产品实现了",
    )
    source = document(paragraph(start, Code("abc"), end * 6))
    ragged, straight = export(source, justify=False), export(source)
    ((before, _),) = reading.filled_areas(ragged.data)
    ((left, right),) = reading.filled_areas(straight.data)
    ((word_left, word_right),) = reading.words(straight.data, tmp_path, "abc")
    assert left > before + 1
    assert word_left - left == pytest.approx(right - word_right, abs=0.1)


def test_a_missing_image_whose_caption_says_the_same_is_named_once(
    tmp_path: Path, program: Any
) -> None:
    program("pdfinfo")
    figure = Figure((Plain((Image("gone.png", "丢失的图"),)),), (Plain(inlines("丢失的图")),))
    assert reading.text(export(document(figure)).data, tmp_path).count("丢失的图") == 1


def test_the_style_names_sides_by_the_direction_of_the_text() -> None:
    css = read_text("styles/pdf.css")
    assert re.findall(r"(?:border|margin|padding)-(?:left|right)", css) == []


# --- books ----------------------------------------------------------------------------------


def test_a_book_has_one_outline_and_notes_by_chapter(tmp_path: Path) -> None:
    made = export(article(), article(), is_book=True)
    assert made.filename == "book.pdf"
    chapters = [title for depth, title in reading.outline(made.data) if depth == 1]
    assert chapters == ["前瞻：标题", "前瞻：标题"]
    targets = Counter(link.target for link in reading.links(made.data))
    assert targets["#a1-note-1"] == targets["#a2-note-1"] == 7
    assert targets["#a1-title"] == targets["#a2-title"] == 1
    assert reading.failures(made.data, tmp_path) == []


# --- options --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"page_size": "A44"},
        {"margin": "wide"},
        {"font_size": "big"},
        {"variant": "ua-9"},
        {"image_dpi": -1},
        {"theme": "gothic"},
        {"font": "No Such Font"},
        {"font": "missing.ttf"},
    ],
)
def test_a_wrong_option_is_refused_with_a_hint(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as caught:
        export(document(paragraph("文")), **wrong)
    assert caught.value.hint


def test_the_page_has_the_size_that_was_asked_for() -> None:
    with reading.opened(export(document(paragraph("文")), page_size="A5").data) as pdf:
        box = [round(float(value)) for value in pdf.pages[0]["/MediaBox"]]
    assert box == [0, 0, 420, 595]


@pytest.mark.parametrize("variant", ["a-2a", "a-3a"])
def test_an_archive_file_follows_pdf_a(variant: str, tmp_path: Path) -> None:
    made = export(article(), variant=variant)
    assert reading.failures(made.data, tmp_path, profile=variant[2:]) == []


def test_a_problem_in_the_users_style_is_told() -> None:
    made = export(document(paragraph("文")), style="p { colour: red }")
    assert [item.code for item in made.diagnostics] == ["X004"]
    assert "colour" in made.diagnostics[0].message


# --- the same bytes everywhere --------------------------------------------------------------


def test_threads_get_the_same_bytes() -> None:
    results: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: results.append(export(article()).data)) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(results)) == 1
    assert len(results) == 2


@pytest.mark.slow
def test_other_processes_give_the_same_bytes(made: Rendition, tmp_path: Path) -> None:
    code = "import test_pdf as t; print(t.digest(t.export(t.article()).data))"
    here = str(Path(__file__).parent)
    for zone, seed in (("Asia/Shanghai", "1"), ("America/New_York", "2")):
        own = {"TZ": zone, "PYTHONHASHSEED": seed, "LANG": "C", "PYTHONPATH": here}
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            env={**os.environ, **own},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == digest(made.data)


def test_a_text_of_note_marks_only_is_set() -> None:
    assert export(noted(paragraph(Text(""), cite(1)), notes=(note(1, paragraph("注")),))).data


def test_ids_of_the_author_are_kept() -> None:
    source = document(heading(2, "节", id="节-1"), paragraph(Link(inlines("去"), "#节-1")))
    assert [link.target for link in reading.links(export(source).data)] == ["#节-1"]


def test_an_ordered_list_keeps_its_start_and_marks_side_by_side_stay_apart(
    tmp_path: Path,
) -> None:
    article = noted(
        OrderedList((ListItem((Plain(inlines("年")),)),), start=2024),
        paragraph("文", cite(1), cite(2)),
        notes=(note(1, paragraph("一")), note(2, paragraph("二"))),
    )
    rendition = PdfExporter().export(Publication((article,)), PdfOptions())
    text = reading.text(rendition.data, tmp_path)
    assert "2024." in text
    assert "文1,2" in "".join(text.split())


def test_notes_in_two_places_keep_the_numbers_of_their_citations(tmp_path: Path) -> None:
    article = Document(
        Metadata(title="标题", lang="zh-Hans"),
        (
            paragraph("甲", cite(1), "乙", cite(2), "丙", cite(3)),
            EndnoteSection(heading(2, "注释", id="a"), (1, 3)),
            EndnoteSection(heading(2, "来源", id="b"), (2,)),
        ),
        (note(1, paragraph("第一")), note(2, paragraph("第二")), note(3, paragraph("第三"))),
    )
    text = reading.text(export(article).data, tmp_path)
    for line in ("1. 第一", "2. 第二", "3. 第三"):
        assert line in text
