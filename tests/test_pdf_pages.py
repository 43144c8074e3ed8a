"""How pages of a PDF look and what they hold: themes, columns, covers, contents, books."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import pdf_boxes as boxes
import pdf_reading as reading
import publishkit
from documents import document, heading, paragraph
from publishkit._resources import read_text
from publishkit.errors import UsageError
from publishkit.formats.base import Rendition
from publishkit.formats.pdf import PdfExporter, PdfOptions
from publishkit.formats.pdf.geometry import PageDefaults, lay_out_page
from publishkit.model.assets import Asset
from publishkit.model.document import Document, Matter, Publication
from publishkit.model.metadata import Author, FeatureImage, Metadata
from publishkit.render.color import contrast, parse_color
from publishkit.render.themes import describe_themes, theme_names

HERE = Path(__file__).parent
STRESS = HERE / "cases" / "pdf-pages.md"
THEMES = ("article", "book", "paper")
SIZES = ("A4", "A5", "B5", "Letter", "phone", "120mm 120mm")


@pytest.fixture(autouse=True)
def poppler(program: Any) -> None:
    program("pdftotext")
    program("pdfinfo")


def export(source: Document, **options: Any) -> Rendition:
    return PdfExporter().export(Publication((source,)), PdfOptions(**options))


def read(text: str) -> Document:
    return publishkit.reads(f"---\ntitle: 标题\nlang: zh-Hans\ndate: 2025-01-01\n---\n\n{text}")


def book(*documents: Document, matter: tuple[Matter, ...] = (), **known: Any) -> Publication:
    values = {"title": "书名", "lang": "zh-Hans", "authors": (Author("张三"),), **known}
    return Publication(documents, is_book=True, matter=matter, **values)


@cache
def stress(theme: str = "article") -> Rendition:
    """The article that has everything, in a theme."""
    return export(publishkit.read(STRESS), theme=theme)


def article(title: str, *, sections: int = 2, length: int = 6, **metadata: Any) -> Document:
    blocks: list[Any] = []
    for number in range(1, sections + 1):
        blocks.append(heading(2, f"{title}之{number}", id=f"s{number}"))
        blocks += [
            paragraph("这一段有几句话，用来把页面填满，好看出页码与页眉对不对。" * 5)
        ] * length
    return document(paragraph("开头。"), *blocks, title=title, **metadata)


def whole_book(**known: Any) -> Publication:
    matter = (
        Matter("dedication", document(paragraph("献给读者"), title="献词")),
        Matter("preface", document(paragraph("序言的话。"), title="前言")),
        Matter("afterword", document(paragraph("后记的话。"), title="后记")),
    )
    parts = ({"part": "第一部"}, {}, {"part": "第二部"})
    documents = tuple(
        article(f"第{number}章", extra=part, length=9) for number, part in enumerate(parts, start=1)
    )
    return book(*documents, matter=matter, **known)


@pytest.fixture(scope="module")
def made_book() -> Rendition:
    return PdfExporter().export(whole_book(), PdfOptions())


# --- nothing off the page -------------------------------------------------------------------


@pytest.mark.parametrize("theme", THEMES)
def test_nothing_is_off_the_page(theme: str) -> None:
    assert boxes.strays(stress(theme).data) == []


@pytest.mark.slow
@pytest.mark.parametrize(("theme", "size", "columns"), [*product(THEMES, SIZES, (1, 2))])
def test_nothing_is_off_any_page(theme: str, size: str, columns: Any, sample: Path) -> None:
    both = book(publishkit.read(STRESS), publishkit.read(sample))
    options = PdfOptions(theme=theme, page_size=size, columns=columns)
    assert boxes.strays(PdfExporter().export(both, options).data) == []


def test_what_is_off_the_page_is_found() -> None:
    source = publishkit.reads("# 长\n\n" + "长" * 200)
    made = export(source, style="p { white-space: nowrap }")
    assert {page for page, _ in boxes.strays(made.data)} == {1}


@pytest.mark.parametrize("columns", [10, 24, 60])
def test_a_table_of_many_columns_stays_on_the_page(columns: int) -> None:
    cells = "|".join(f"Wert{number}" for number in range(columns))
    source = read(f"|{cells}|\n|{'---|' * columns}\n|{cells}|\n")
    for theme in ("article", "paper"):
        made = export(source, theme=theme)
        assert boxes.strays(made.data) == []


# --- the page -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("theme", "size"), [*product(THEMES, ("A4", "A5", "phone", "170mm 240mm"))]
)
def test_a_line_holds_whole_characters_and_a_page_whole_lines(theme: str, size: str) -> None:
    from publishkit.formats.pdf.geometry import page_defaults

    defaults = page_defaults(read_text(f"styles/pdf/{theme}.css"))
    page = lay_out_page(defaults, size=size, is_east_asian=True)
    characters = page.measure / page.font_size
    lines = page.text_height / (page.font_size * page.line_height)
    assert characters % 1 < 0.01
    assert lines % 1 < 0.01
    assert 14 <= characters <= 42


def test_margins_that_are_asked_for_are_kept() -> None:
    page = lay_out_page(PageDefaults(), margin="1in 2in 3in", is_east_asian=True)
    assert page.margins == (72, 144, 216, 144)


@pytest.mark.parametrize(
    "wrong",
    [
        {"margin": "11cm"},
        {"font_size": "150pt"},
        {"columns": 3},
        {"cover": "yes"},
        {"abstract": "maybe"},
        {"toc_depth": 0},
        {"page_size": "10mm 10mm"},
    ],
)
def test_a_page_that_cannot_be_is_refused_with_a_hint(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as caught:
        export(read("文"), **wrong)
    assert caught.value.hint


def test_the_title_block_has_what_the_front_matter_says(tmp_path: Path) -> None:
    page = boxes.pages(stress().data, tmp_path)[0]
    for words in (
        "一页纸上可能出现的一切",
        "表格、代码、公式、图片与长串",
        "张三",
        "某某大学文字信息研究所",
    ):
        assert words in page.text
    assert "2025年3月1日" in page.text
    assert "摘要" not in page.text


def test_summary_and_keywords_are_shown_where_they_are_wanted(tmp_path: Path) -> None:
    source = article("甲", summary="说了什么", tags=("排版", "表格"))
    for options in ({"theme": "paper"}, {"abstract": "on"}):
        text = boxes.pages(export(source, **options).data, tmp_path)[0].text
        for words in ("摘要", "说了什么", "关键词", "排版；表格"):
            assert words in text
    without = export(source, theme="paper", abstract="off")
    assert "关键词" not in boxes.pages(without.data, tmp_path)[0].text


def test_the_running_head_is_the_title_but_for_the_first_page(tmp_path: Path) -> None:
    made = export(article("运行的标题", length=20))
    first, *rest = boxes.pages(made.data, tmp_path)
    assert first.within(0, 0, first.width, 60) == ""
    assert rest
    for page in rest:
        assert page.within(0, 0, page.width, 60) == "运行的标题"


def test_a_short_title_goes_into_the_running_head_and_a_long_one_is_cut(tmp_path: Path) -> None:
    short = export(article("长" * 90, length=20, short_title="短题"))
    assert boxes.pages(short.data, tmp_path)[1].within(0, 0, 600, 60) == "短题"
    cut = export(article("长" * 90, length=20))
    head = boxes.pages(cut.data, tmp_path)[1].within(0, 0, 600, 60)
    assert re.fullmatch("长{20,80}…", head)


def test_every_page_has_its_number(tmp_path: Path) -> None:
    made = export(article("甲", length=20))
    for number, page in enumerate(boxes.pages(made.data, tmp_path), start=1):
        assert page.within(0, page.height - 70, page.width, page.height) == str(number)


@pytest.mark.parametrize("theme", THEMES)
def test_no_heading_stands_last_in_its_column(theme: str, tmp_path: Path) -> None:
    made = export(article("节", sections=40, length=1), theme=theme, page_size="A5")
    found = 0
    for page in boxes.pages(made.data, tmp_path):
        for word in page.words:
            if word.text == "节之":
                is_left = theme != "paper" or word.left < page.width / 2
                left = 0.0 if is_left else page.width / 2
                right = page.width / 2 if theme == "paper" and is_left else page.width
                below = page.within(left, word.bottom, right, page.height - 50)
                assert "把页面填满" in below.split("节之")[0], word
                found += 1
    assert found >= 40


def test_crop_marks_stand_outside_of_the_page() -> None:
    with reading.opened(export(read("文"), crop_marks=True).data) as pdf:
        page = pdf.pages[0]
        media, trim = [[float(value) for value in page[name]] for name in ("/MediaBox", "/TrimBox")]
    assert trim[2] - trim[0] == pytest.approx(595.28, abs=0.1)
    assert media[2] - media[0] > 600


@pytest.mark.parametrize(
    ("theme", "mark"),
    [
        ("article", '<div class="page-break"></div>'),
        ("book", "\\newpage"),
        ("paper", '<div class="pagebreak"></div>'),
    ],
)
def test_a_page_ends_where_its_author_says(theme: str, mark: str, tmp_path: Path) -> None:
    made = export(read(f"前\n\n{mark}\n\n后"), theme=theme)
    first, second = boxes.pages(made.data, tmp_path)
    assert "前" in first.text
    assert second.text.removeprefix("标题").startswith("后")
    assert reading.failures(made.data, tmp_path) == []


# --- columns --------------------------------------------------------------------------------


def test_two_columns_hold_the_text_below_a_title_that_goes_across(tmp_path: Path) -> None:
    page = boxes.pages(export(article("一个题目", length=8), theme="paper").data, tmp_path)[0]
    middle = page.width / 2
    title = next(word for word in page.words if word.text == "一个题目")
    assert title.left < middle < title.right
    text = [word for word in page.words if "页面填满" in word.text]
    assert all(word.right < middle or word.left > middle for word in text)
    assert {word.left < middle for word in text} == {True, False}


@pytest.mark.slow
def test_one_column_can_be_asked_of_every_theme_and_two_of_each(tmp_path: Path) -> None:
    for theme, columns in product(THEMES, (1, 2)):
        made = export(article("甲", length=8), theme=theme, columns=columns, page_size="A4")
        page = boxes.pages(made.data, tmp_path)[0]
        words = [word for word in page.words if "页面填满" in word.text]
        crossing = [word for word in words if word.left < page.width / 2 - 9 < word.right - 18]
        assert bool(crossing) == (columns == 1), (theme, columns)


def test_a_narrow_page_has_one_column_unless_two_are_asked_for() -> None:
    defaults = PageDefaults(columns=2)
    assert lay_out_page(defaults, size="phone").columns == 1
    assert lay_out_page(defaults, size="phone", columns=2).columns == 2


def test_a_table_too_wide_for_a_column_goes_across(tmp_path: Path) -> None:
    cells = "|".join(f"Merkmal{number}" for number in range(8))
    source = read(f"{'文' * 900}\n\n|{cells}|\n|{'---|' * 8}\n|{cells}|\n\n{'字' * 900}")
    pages = boxes.pages(export(source, theme="paper").data, tmp_path)
    found = [word for page in pages for word in page.words if word.text.startswith("Merkmal")]
    assert len({round(word.top) for word in found}) == 2
    assert min(word.left for word in found) < 200
    assert max(word.right for word in found) > 400


# --- tables, code, pictures, formulas ---------------------------------------------------------


@pytest.mark.parametrize("theme", THEMES)
def test_P6_13_the_head_of_a_table_comes_again_on_every_page(theme: str, tmp_path: Path) -> None:
    body = "\n".join(f"|行{number}|值|" for number in range(120))
    pages = boxes.pages(export(read(f"|表头|列|\n|---|---|\n{body}"), theme=theme).data, tmp_path)
    heads = rows = 0
    for page in pages:
        halves = (0.0, page.width / 2) if theme == "paper" else (0.0,)
        for left in halves:
            text = page.within(left, 0, left + page.width / len(halves), page.height)
            if re.search(r"行\d", text):
                assert text.count("表头") == 1
                heads += 1
                rows += len(re.findall(r"行\d+", text))
    assert rows == 120
    assert heads > 1


def test_a_row_stays_whole(tmp_path: Path) -> None:
    cell = "一格里有好几行字，它们应当留在同一页上。" * 6
    body = "\n".join(f"|开{number}{cell}终{number}号|值|" for number in range(24))
    made = export(read(f"|表头|列|\n|---|---|\n{body}"), page_size="A5")
    for page in boxes.pages(made.data, tmp_path):
        starts, ends = re.findall(r"开(\d+)", page.text), re.findall(r"终(\d+)号", page.text)
        assert starts == ends


def test_short_words_in_cells_are_not_broken(tmp_path: Path) -> None:
    page = next(page for page in boxes.pages(stress().data, tmp_path) if "Model-A" in page.text)
    for words in ("参数", "中文", "英文", "推理", "66.6"):
        assert words in {word.text for word in page.words}


def test_a_long_line_of_code_goes_on_indented_with_nothing_lost(tmp_path: Path) -> None:
    code = "".join(f"{number:04d}" for number in range(90))
    made = export(read(f"```\n{code}\nend\n```"))
    (page,) = boxes.pages(made.data, tmp_path)
    rows = [word for word in page.words if re.fullmatch(r"\d{9,}", word.text)]
    assert "".join(word.text for word in rows) == code
    first, *others = rows
    assert len(others) >= 3
    assert all(word.left > first.left + 5 for word in others)
    assert next(word for word in page.words if word.text == "end").left == first.left


def test_code_keeps_its_lines_and_blank_lines_as_text(tmp_path: Path) -> None:
    code = f"if x:\n\n    {'yyy ' * 40}\n# 完"
    made = export(read(f"```python\n{code}\n```"))
    text = reading.text(made.data, tmp_path)
    assert "".join(code.split()) in "".join(text.split())
    (page,) = boxes.pages(made.data, tmp_path)
    tops = {word.text: word.top for word in page.words}
    row = 11 * 0.88 * 1.45
    assert tops["x:"] - 1 < tops["if"] < tops["x:"] + 1
    assert min(word.top for word in page.words if word.text == "yyy") - tops["if"] == pytest.approx(
        2 * row, abs=1
    )


def test_colours_of_code_can_be_read_and_keywords_told_apart_in_grey() -> None:
    css = read_text("styles/pdf.css")
    ground = parse_color("#f5f5f3")
    rules = re.findall(r"(\.highlight [^{]*)\{ color: (#\w+)([^}]*)\}", css)
    assert len(rules) >= 8
    for selector, colour, _ in rules:
        assert contrast(parse_color(colour), ground) >= 5, selector
    keywords = next(rest for selector, _, rest in rules if ".highlight .k," in selector)
    assert "font-weight: 700" in keywords


@pytest.mark.parametrize("theme", THEMES)
def test_pictures_are_at_most_as_wide_as_the_text_and_leave_room(
    theme: str, tmp_path: Path
) -> None:
    made = stress(theme)
    pages = boxes.pages(made.data, tmp_path)
    pictures = [(page, box) for page in pages for box in page.pictures]
    assert len(pictures) == 2
    for page, box in pictures:
        assert box.bottom - box.top < page.height * 0.56
        assert box.right - box.left < page.width * 0.8


def test_a_caption_is_on_the_page_of_its_picture(tmp_path: Path) -> None:
    for theme in THEMES:
        for page in boxes.pages(stress(theme).data, tmp_path):
            assert len(page.pictures) == len(re.findall("横图：|竖图：", page.text))


def test_a_formula_has_the_number_that_its_author_gave(tmp_path: Path) -> None:
    page = next(page for page in boxes.pages(stress().data, tmp_path) if "行内公式" in page.text)
    number = next(word for word in page.words if word.text == "(1)")
    assert number.right > page.width * 0.8


def test_ruby_stands_above_its_characters_and_is_read_after_them(tmp_path: Path) -> None:
    made = export(read("看<ruby>漢<rp>(</rp><rt>hàn</rt><rp>)</rp>字<rt>zì</rt></ruby>吧"))
    assert "漢hàn字zì" in reading.text(made.data, tmp_path).replace(" ", "")
    (page,) = boxes.pages(made.data, tmp_path)
    annotation = next(word for word in page.words if "hàn" in word.text)
    base = next(word for word in page.words if "漢" in word.text)
    assert annotation.bottom < base.bottom - 5
    assert annotation.bottom - annotation.top < (base.bottom - base.top) * 0.6
    assert reading.failures(made.data, tmp_path) == []


# --- contents and numbers ---------------------------------------------------------------------


def test_the_page_numbers_of_the_contents_are_true(made_book: Rendition, tmp_path: Path) -> None:
    lines = [line for line in boxes.contents_lines(made_book.data, tmp_path) if ".." in line.text]
    assert len(lines) == 13
    for line in lines:
        assert re.search(r"\.\.(\w+)$", line.text)[1] == line.target_label  # type: ignore[index]
    assert [line.target_label for line in lines][:2] == ["iv", "1"]


def test_the_contents_of_an_article_go_as_deep_as_they_should(tmp_path: Path) -> None:
    source = read("## 甲\n\n### 乙\n\n#### 丙\n\n文")
    for depth, shown in ((2, {"#甲"}), (3, {"#甲", "#乙"}), (4, {"#甲", "#乙", "#丙"})):
        made = export(source, toc=True, toc_depth=depth)
        assert {link.target for link in reading.links(made.data)} == shown
    assert reading.failures(made.data, tmp_path) == []


def test_sections_are_numbered_when_asked_but_not_twice(tmp_path: Path) -> None:
    text = "## 甲\n\n### 乙\n\n## 丙\n\n文[^1]\n\n## 注释\n\n[^1]: 注\n"
    made = export(read(text), number_sections=True, toc=True)
    titles = [title for _, title in reading.outline(made.data)]
    assert titles == ["标题", "1 甲", "1.1 乙", "2 丙", "注释"]
    numbered = export(read("## 1. 甲\n\n## 2. 乙\n\n## 丙\n\n文"), number_sections=True)
    titles = [title for _, title in reading.outline(numbered.data)]
    assert titles == ["标题", "1. 甲", "2. 乙", "丙"]
    in_book = PdfExporter().export(
        book(article("甲"), article("乙")), PdfOptions(number_sections=True)
    )
    titles = [title for _, title in reading.outline(in_book.data)]
    assert titles == ["1 甲", "1.1 甲之1", "1.2 甲之2", "2 乙", "2.1 乙之1", "2.2 乙之2"]


# --- books ----------------------------------------------------------------------------------


def test_parts_hold_chapters_and_these_their_headings_in_the_outline(made_book: Rendition) -> None:
    assert [*reading.outline(made_book.data)] == [
        (1, "前言"),
        (1, "第一部"),
        (2, "第1章"), (3, "第1章之1"), (3, "第1章之2"),
        (2, "第2章"), (3, "第2章之1"), (3, "第2章之2"),
        (1, "第二部"),
        (2, "第3章"), (3, "第3章之1"), (3, "第3章之2"),
        (1, "后记"),
    ]  # fmt: skip


def test_what_comes_before_the_text_has_roman_numbers(made_book: Rendition, tmp_path: Path) -> None:
    labels = boxes.labels(made_book.data)
    assert labels[:6] == ["C", "i", "ii", "iii", "iv", "v"][: len(labels[:6])]
    start = labels.index("1")
    assert labels[start:] == [str(number) for number in range(1, len(labels) - start + 1)]
    assert start % 2 == 0  # a right-hand page: the first is one
    for label, page in zip(labels, boxes.pages(made_book.data, tmp_path), strict=True):
        printed = page.within(0, page.height - 62, page.width, page.height)
        if "序言的话" in page.text or "目录" in page.text.replace(" ", ""):
            assert printed == label
        if label.isdigit():
            assert printed == label


def test_a_book_names_itself_on_left_pages_and_the_chapter_on_right_ones(
    made_book: Rendition, tmp_path: Path
) -> None:
    heads = {"left": set[str](), "right": set[str]()}
    for number, page in enumerate(boxes.pages(made_book.data, tmp_path), start=1):
        if "页面填满" in page.text:
            head = page.within(0, 0, page.width, 50)
            heads["right" if number % 2 else "left"].add(head)
    assert heads["left"] - {""} == {"书名"}
    assert heads["right"] - {""} <= {"第1章", "第2章", "第3章"}
    assert heads["right"] - {""}


def test_every_chapter_begins_a_page(made_book: Rendition, tmp_path: Path) -> None:
    pages = boxes.pages(made_book.data, tmp_path)
    starts = [page for page in pages if "开头。" in page.text]
    assert len(starts) == 3
    for page in starts:
        assert re.match(r"第\d章开头。", page.text)


def test_chapters_begin_on_right_hand_pages_when_asked(tmp_path: Path) -> None:
    made = PdfExporter().export(whole_book(), PdfOptions(recto=True))
    pages = boxes.pages(made.data, tmp_path)
    for number, page in enumerate(pages, start=1):
        if "开头。" in page.text or re.fullmatch("第[一二]部\\d+", page.text):
            assert number % 2 == 1
    assert reading.failures(made.data, tmp_path) == []


def test_a_dedication_has_a_page_but_no_entry(made_book: Rendition, tmp_path: Path) -> None:
    pages = [page.text for page in boxes.pages(made_book.data, tmp_path)]
    assert "献给读者" in pages
    assert not any("献词" in text for text in pages)
    assert "献词" not in [title for _, title in reading.outline(made_book.data)]


def test_a_book_without_authors_of_its_own_has_those_of_its_articles(tmp_path: Path) -> None:
    documents = (article("甲", authors=(Author("张三"),)), article("乙", authors=(Author("李四"),)))
    made = PdfExporter().export(book(*documents, authors=()), PdfOptions())
    cover, title, *rest = boxes.pages(made.data, tmp_path)
    assert cover.text == title.text == "书名张三李四"
    starts = [page.text for page in rest if "开头。" in page.text]
    assert [text[:3] for text in starts] == ["甲张三", "乙李四"]
    alone = book(article("甲", authors=(Author("张三"),)), authors=())
    pages = boxes.pages(PdfExporter().export(alone, PdfOptions()).data, tmp_path)
    assert "甲开头。" in [page.text[:4] for page in pages]


def test_the_imprint_has_what_is_known_of_the_book(tmp_path: Path) -> None:
    details = Metadata(
        translators=(Author("李四"),), isbn="9787301000014", doi="10.1000/1", series=("丛书",),
        series_index=2,
    )  # fmt: skip
    made = PdfExporter().export(
        book(article("甲"), details=details, publisher="某社", license="CC BY"), PdfOptions()
    )
    text = boxes.pages(made.data, tmp_path)[2].text
    for words in ("译者李四", "丛书丛书2", "某社", "ISBN9787301000014", "DOI10.1000/1", "CCBY"):
        assert words in text
    plain = PdfExporter().export(book(article("甲")), PdfOptions())
    assert "目录" in boxes.pages(plain.data, tmp_path)[2].text.replace(" ", "")


def test_links_between_articles_lead_to_their_chapters() -> None:
    first = publishkit.reads("# 甲\n\n见[乙](b.md)、[节](b.md#节)、[网](https://example.com/)。")
    second = publishkit.reads("# 乙\n\n## 节\n\n文")
    documents = tuple(
        Document(item.metadata, item.content, source=Path(name))
        for item, name in ((first, "x/a.md"), (second, "x/b.md"))
    )
    made = PdfExporter().export(book(*documents), PdfOptions())
    targets = [link.target for link in reading.links(made.data)]
    # The contents link to both as well.
    assert targets.count("#a2-title") == targets.count("#a2-节") == 2
    assert targets[-1] == "https://example.com/"


# --- covers ---------------------------------------------------------------------------------


def picture() -> Asset:
    path = HERE / "cases" / "tall.png"
    data = path.read_bytes()
    return Asset("tall.png", "image/png", len(data), "tall", 500, 1400, None, data)


def test_a_book_has_a_cover_of_type_and_an_article_none_unless_asked(
    made_book: Rendition, tmp_path: Path
) -> None:
    assert boxes.pages(made_book.data, tmp_path)[0].text == "书名张三"
    assert boxes.labels(made_book.data)[0] == "C"
    assert boxes.pages(export(article("甲")).data, tmp_path)[0].text.startswith("甲甲之1") is False
    covered = export(article("甲"), cover="on")
    assert boxes.pages(covered.data, tmp_path)[0].text == "甲"
    assert boxes.labels(covered.data)[:2] == ["C", "1"]
    bare = PdfExporter().export(whole_book(), PdfOptions(cover="off"))
    assert boxes.labels(bare.data)[0] == "i"


def test_the_authors_picture_covers_the_page_and_has_a_text(tmp_path: Path) -> None:
    details = Metadata(image=FeatureImage("tall.png"))
    made = PdfExporter().export(book(article("甲"), details=details, cover=picture()), PdfOptions())
    page = boxes.pages(made.data, tmp_path)[0]
    (box,) = page.pictures
    assert box.bottom - box.top == pytest.approx(page.height, abs=0.5)
    figures = [tag.alt for tag in reading.structure(made.data) if tag.name == "Figure"]
    assert figures == ["封面: 书名"]
    assert reading.failures(made.data, tmp_path) == []


def test_an_article_shows_its_picture_once_when_that_is_its_cover(tmp_path: Path) -> None:
    source = article("甲", image=FeatureImage("tall.png", "一幅图"))
    source = Document(source.metadata, source.content, assets={"tall.png": picture()})
    made = export(source, cover="on")
    assert [len(page.pictures) for page in boxes.pages(made.data, tmp_path)][:2] == [1, 0]
    assert len(boxes.pages(export(source).data, tmp_path)[0].pictures) == 1


# --- themes ---------------------------------------------------------------------------------


def test_every_theme_says_what_it_is_for() -> None:
    assert theme_names("pdf") == THEMES
    for theme in describe_themes("pdf"):
        assert len(theme.description["en"]) > 40


@pytest.mark.parametrize("theme", THEMES)
def test_pages_of_every_theme_follow_pdf_ua(theme: str, tmp_path: Path) -> None:
    assert stress(theme).diagnostics == ()
    assert reading.failures(stress(theme).data, tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("theme", THEMES)
def test_contents_covers_and_books_of_every_theme_follow_pdf_ua(theme: str, tmp_path: Path) -> None:
    made = export(publishkit.read(STRESS), theme=theme, toc=True, cover="on", number_sections=True)
    assert reading.failures(made.data, tmp_path) == []
    for options in ({}, {"columns": 2, "crop_marks": True, "recto": True, "notes": "book"}):
        of_book = PdfExporter().export(whole_book(), PdfOptions(theme=theme, **options))
        assert reading.failures(of_book.data, tmp_path) == []
