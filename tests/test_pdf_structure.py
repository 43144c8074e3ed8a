"""The structure of a PDF: tags that are the document's own, notes, links, standards.

Items 15 to 26 of the acceptance list, and what the bar says of veraPDF (P1) and text (P3).
"""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pikepdf
import pytest

import pdf_reading as reading
import publishkit
from documents import cite, document, heading, inlines, note, noted, paragraph
from pdf_structure_reading import Element, counts, structure_tree
from pdf_text import source_text, tagged_text
from publishkit.errors import PublishKitError
from publishkit.formats.pdf import PdfExporter, PdfOptions
from publishkit.formats.pdf.validation.verapdf import check_with_verapdf, find_verapdf
from publishkit.model.assets import Asset
from publishkit.model.document import Document, Publication
from publishkit.model.nodes import (
    BlockQuote,
    BulletList,
    Cell,
    Code,
    CodeBlock,
    Definition,
    DefinitionList,
    Figure,
    Formatted,
    Image,
    Link,
    ListItem,
    OrderedList,
    Plain,
    Row,
    Table,
)
from test_pdf import PIXEL_ASSET

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "samples" / "openai-microsoft.md"
CASES = sorted((ROOT / "tests" / "cases").glob("*.md"))
CHINESE = "微软的投资额不断攀升，实现了“巨大”的价值，并从中获得可观的收入。" * 6
ENGLISH = "An extraordinarily long paragraph of internationalization, again and again. " * 8


def export(*documents: Document, is_book: bool = False, **options: Any) -> bytes:
    publication = Publication(documents, title="书", lang="zh-Hans", is_book=is_book)
    if not is_book:
        publication = Publication(documents)
    return PdfExporter().export(publication, PdfOptions(**options)).data


def cell(text: str, **values: Any) -> Cell:
    return Cell((Plain(inlines(text)),), **values)


def long_article() -> Document:
    """Every kind of block, each of them long enough to cross a small page."""
    rows = tuple(Row((cell(f"甲{n}"), cell(f"乙{n}"))) for n in range(30))
    items = tuple(ListItem((paragraph(f"第{n}项。{CHINESE}"),)) for n in range(3))
    inner = BulletList((ListItem((Plain(inlines(CHINESE)),)),))
    return noted(
        paragraph(CHINESE, cite(1, 1), Formatted("strong", inlines("粗")), CHINESE, Code("f()")),
        heading(2, "一", id="one"),
        paragraph(ENGLISH, Link(inlines(ENGLISH), "https://example.com/")),
        BlockQuote((paragraph(CHINESE * 2),)),
        OrderedList((*items, ListItem((Plain(inlines("外")), inner)))),
        heading(3, "二", id="two"),
        Table((Row((cell("头甲"), cell("头乙"))),), rows, caption=(Plain(inlines("表题")),)),
        CodeBlock("\n".join(f"line {n}" for n in range(40)), "text"),
        Figure((Plain((Image("x.png", alt="图文"),)),), (Plain(inlines("图题")),)),
        DefinitionList((Definition(inlines("词"), ((paragraph(CHINESE),),)),)),
        paragraph("又引", cite(1, 2), "，再引", cite(2, 1), "。"),
        notes=(
            note(1, paragraph(f"注甲。{CHINESE * 3}"), paragraph("第二段"), cited=2),
            note(2, paragraph("见", Link(inlines("来源"), "https://example.com/s"), "。")),
        ),
    )


@cache
def long_pdf(variant: str) -> bytes:
    return export(with_picture(long_article()), variant=variant)


def with_picture(article: Document) -> Document:
    return Document(
        article.metadata, article.content, article.endnotes, assets={"x.png": PIXEL_ASSET}
    )


@pytest.fixture(scope="module")
def split() -> bytes:
    """The long article on pages so small that all its blocks cross some."""
    return export(with_picture(long_article()), page_size="90mm 110mm", margin="10mm")


@pytest.fixture(scope="module")
def tree(split: bytes) -> Element:
    return structure_tree(split)


def note_of(tree: Element, name: str) -> Element:
    (found,) = (item for item in tree.all("Note", "FENote") if str(item.values["/ID"]) == name)
    return found


def link_names(element: Element) -> list[str]:
    return [
        str(kid["/Contents"])
        for link in element.all("Link")
        for kid in link.kids
        if isinstance(kid, pikepdf.Dictionary)
    ]


# --- notes ----------------------------------------------------------------------------------


def test_P6_15_a_note_is_one_element_with_a_link_back_to_each_citation(tree: Element) -> None:
    assert [str(item.values["/ID"]) for item in tree.all("Note")] == ["note-1", "note-2"]
    assert link_names(note_of(tree, "note-1")) == ["返回正文 1-1", "返回正文 1-2"]
    calls = [name for item in tree.all("Reference") for name in link_names(item)]
    assert calls == ["注释 1", "注释 1", "注释 2"]


def test_P6_15_unused_and_undefined_notes_are_told_with_their_line() -> None:
    article = publishkit.reads("# 题\n\n正文[^a]，无[^b]。\n\n[^a]: 有\n[^c]: 未引\n")
    told = {item.code: item.line for item in article.diagnostics if item.code.startswith("N")}
    assert told == {"N001": 3, "N002": 6}


def test_P6_16_numbers_are_those_of_the_other_formats() -> None:
    article = publishkit.read(SAMPLE)
    page = publishkit.export(article, to="html").data.decode()
    expected = re.findall(r'role="doc-noteref"[^>]*>(\d+)<', page)
    found = [item.text().strip() for item in structure_tree(export(article)).all("Reference")]
    assert found == expected
    assert Counter(found) == {"1": 7, "2": 2, "3": 1}


def test_P6_17_links_lead_both_ways_to_the_right_page_and_can_be_hit(split: bytes) -> None:
    with reading.opened(split) as pdf:
        places = pikepdf.NameTree(pdf.Root["/Names"]["/Dests"])
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages, start=1)}
        pages = {str(name): numbers[cast("Any", place)[0].objgen] for name, place in places.items()}
    tree = structure_tree(split)
    for number in (1, 2):
        (first, *_rest) = note_of(tree, f"note-{number}").all("P")
        page = next(kid[0] + 1 for kid in first.kids if isinstance(kid, tuple))
        assert pages[f"note-{number}"] == page
    for link in reading.links(split):
        if link.target.startswith("#"):
            assert link.target[1:] in pages
        assert min(link.width, link.height) >= 7.99, link


def test_P6_18_notes_hold_links_code_and_several_paragraphs(tmp_path: Path) -> None:
    content = (
        paragraph("甲", Link(inlines("来源"), "https://example.com/s"), Code("x = 1")),
        CodeBlock("print()", "python"),
        paragraph("第二段"),
    )
    article = noted(paragraph("文", cite(1)), notes=(note(1, *content),))
    data = export(article, article, is_book=True)
    tree = structure_tree(data)
    names = [str(item.values["/ID"]) for item in tree.all("Note")]
    assert names == ["a1-note-1", "a2-note-1"]
    first = note_of(tree, "a1-note-1")
    assert [len(first.all(kind)) for kind in ("P", "Code", "Link")] == [2, 2, 2]
    assert reading.failures(data, tmp_path) == []


def page_of(element: Element) -> int:
    return min(
        int(kid[0]) for item in element.below() for kid in item.kids if isinstance(kid, tuple)
    )


@pytest.fixture(scope="module")
def footed() -> bytes:
    """Notes on pages: cited again later, cited by a note only, cited in a table, never cited."""
    table = Table((), (Row((Cell((paragraph("格", cite(2)),)),)),))
    article = noted(
        paragraph("一", cite(1, 1), "。", CHINESE * 4),
        paragraph("二", cite(1, 2), "。"),
        table,
        notes=(
            note(1, paragraph("甲见", cite(3), "。"), paragraph("甲二"), cited=2),
            note(2, BulletList((ListItem((paragraph("乙"),)),))),
            note(3, paragraph("丙")),
            note(4, paragraph("丁"), cited=0),
        ),
    )
    return export(article, notes="page", page_size="90mm 120mm", margin="10mm")


def test_P6_19_notes_are_on_the_page_of_their_first_citation(footed: bytes) -> None:
    tree = structure_tree(footed)
    pages = {number: page_of(note_of(tree, f"note-{number}")) for number in (1, 2, 3)}
    calls = {item.text().strip(): page_of(item) for item in reversed(tree.all("Reference"))}
    assert pages == {1: calls["1"], 2: calls["2"], 3: calls["1"]}
    assert pages[2] > pages[1]


def test_P6_19_calls_and_notes_of_pages_are_links_to_each_other(
    footed: bytes, tmp_path: Path
) -> None:
    tree = structure_tree(footed)
    targets = Counter(link.target for link in reading.links(footed))
    assert [targets[f"#note-{number}"] for number in range(1, 5)] == [2, 1, 1, 0]
    assert [targets[f"#cite-{name}"] for name in ("1-1", "1-2", "2-1", "3-1")] == [1, 1, 1, 1]
    assert link_names(note_of(tree, "note-1")) == ["返回正文 1-1", "注释 3", "返回正文 1-2"]
    assert all(min(link.width, link.height) >= 7.99 for link in reading.links(footed))
    assert reading.failures(footed, tmp_path) == []


def test_P6_19_each_note_of_a_page_is_printed_once_and_none_is_lost(footed: bytes) -> None:
    text = structure_tree(footed).text()
    assert [text.count(word) for word in ("甲见", "甲二", "乙", "丙", "丁")] == [1] * 5
    assert text.count("References") == 1


@pytest.mark.slow
def test_P6_19_no_note_and_no_call_is_lost_on_pages() -> None:
    for file in sorted((ROOT / "tests" / "cases" / "notes").glob("*.md")):
        article = publishkit.read(file)
        tree = structure_tree(export(article, notes="page"))
        printed = sorted(str(item.values["/ID"]) for item in tree.all("Note"))
        assert printed == sorted(item.id for item in article.endnotes), file
        calls = sum(len(item.citations) for item in article.endnotes)
        assert len(tree.all("Reference")) == calls, file


def test_P6_19_a_heading_of_notes_goes_when_all_are_on_pages() -> None:
    article = noted(paragraph("文", cite(1)), notes=(note(1, paragraph("注")),))
    data = export(article, notes="page")
    assert [title for _, title in reading.outline(data)] == ["标题"]
    assert "References" not in structure_tree(data).text()


def test_P6_19_a_note_is_read_behind_the_paragraph_that_cites_it(footed: bytes) -> None:
    tree = structure_tree(footed)
    first = note_of(tree, "note-1")
    assert first.parent is not None
    before = first.parent.kids[first.parent.kids.index(first) - 1]
    assert before.type == "P"
    assert before.text().startswith("一1")
    assert before.text().endswith("可观的收入。")


# --- tags -----------------------------------------------------------------------------------


def test_P6_23_what_crosses_a_page_is_one_element(split: bytes, tree: Element) -> None:
    found = counts(split)
    pages = {kid[0] for item in tree.below() for kid in item.kids if isinstance(kid, tuple)}
    assert len(pages) > 8
    wanted = {
        "H1": 1, "H2": 2, "H3": 1, "L": 4, "Table": 1, "TR": 31, "TH": 2, "TD": 60, "THead": 1,
        "TBody": 1, "BlockQuote": 1, "Figure": 1, "Caption": 2, "Note": 2, "Reference": 3,
    }  # fmt: skip
    assert {name: found[name] for name in wanted} == wanted
    # Paragraphs: two of text, a quotation's, three items', a term's, one more, three of notes.
    assert found["P"] == 11
    # Items: three and one, the one within, a term with its explanation, two notes.
    assert found["LI"] == found["Lbl"] == found["LBody"] == 8
    assert found["Code"] == 2


def test_P6_23_lines_are_no_elements(split: bytes, tree: Element) -> None:
    assert counts(split)["Span"] == counts(split)["NonStruct"] == 0
    assert max(len(item.kids) for item in tree.all("P")) > 8


def test_P6_23_the_text_is_that_of_the_source_in_its_order(tree: Element) -> None:
    """The spaces at the ends of lines are there, the hyphens of lines are not."""
    paragraphs = [item.text() for item in tree.all("P")]
    assert paragraphs[0] == f"{CHINESE}1粗{CHINESE}f()"
    assert paragraphs[1].strip() == (ENGLISH * 2).strip()
    code = next(item for item in tree.all("Code") if item.attribute("/Placement"))
    assert code.text().split() == [word for n in range(40) for word in ("line", str(n))]
    rows = [[item.text() for item in row.all("TD", "TH")] for row in tree.all("TR")]
    assert rows == [["头甲", "头乙"], *([f"甲{n}", f"乙{n}"] for n in range(30))]


def test_P6_23_a_table_head_that_is_printed_again_is_no_content(split: bytes) -> None:
    drawn = b""
    with reading.opened(split) as pdf:
        for page in pdf.pages:
            drawn += page.Contents.read_bytes()
    assert drawn.count(b"/Artifact") > 4
    assert structure_tree(split).text().count("头甲") == 1


def test_P6_23_a_figure_holds_its_picture_and_its_caption(tree: Element) -> None:
    (figure,) = tree.all("Figure")
    assert figure.alt == "图文"
    assert [kid.type for kid in figure.kids if isinstance(kid, Element)] == ["Caption"]
    left, bottom, right, top = (float(side) for side in figure.attribute("/BBox"))
    assert 0 < left < right < 256
    assert 0 < bottom < top < 312


def test_P6_23_lists_say_how_they_are_numbered(tree: Element) -> None:
    kinds = [str(item.attribute("/ListNumbering") or "") for item in tree.all("L")]
    assert kinds == ["/Decimal", "/Circle", "", "/Decimal"]


def test_P6_23_headers_of_a_table_have_a_scope_and_spans_name_their_headers() -> None:
    head = (
        Row((cell("甲", row_span=2), cell("乙", column_span=2))),
        Row((cell("丙"), cell("丁"))),
    )
    body = (Row((cell("一", is_header=True), cell("二"), cell("三"))),)
    tree = structure_tree(export(document(Table(head, body))))
    headers = {item.text(): item for item in tree.all("TH")}
    assert [str(headers[name].attribute("/Scope")) for name in "甲乙丙丁一"] == [
        "/Column", "/Column", "/Column", "/Column", "/Row",
    ]  # fmt: skip
    names = {text: str(item.values["/ID"]) for text, item in headers.items()}
    cells = {item.text(): item for item in tree.all("TD")}
    assert {str(name) for name in cells["三"].attribute("/Headers")} == {
        names["一"], names["乙"], names["丁"],
    }  # fmt: skip


def test_P6_23_a_plain_table_needs_no_names_of_headers(tree: Element) -> None:
    assert all(item.attribute("/Headers") is None for item in tree.all("TD"))
    assert [str(item.attribute("/Scope")) for item in tree.all("TH")] == ["/Column", "/Column"]


def test_P6_23_rows_of_a_raw_table_have_equal_numbers_of_cells() -> None:
    article = publishkit.reads(
        "# 题\n\n<table><tr><td>a</td><td rowspan=3>b</td></tr><tr><td>c</td></tr>"
        "<tr><td>d</td></tr><tr><td colspan=2>e</td></tr><tr><td>f</td></tr></table>\n"
    )
    tree = structure_tree(export(article))
    assert [len(row.all("TD")) for row in tree.all("TR")] == [2, 1, 1, 1, 2]


def test_quotation_marks_that_the_style_prints_are_in_the_fonts() -> None:
    article = publishkit.reads("# Title\n\nThis is <q>a quotation</q> of words.\n")
    made = PdfExporter().export(Publication((article,)), PdfOptions())
    assert [item.code for item in made.diagnostics if item.code == "X001"] == []
    (quote,) = structure_tree(made.data).all("Quote")
    assert quote.text() == "“a quotation”"


def test_P6_23_text_in_another_language_says_so() -> None:
    article = publishkit.reads('# 题\n\n中文 <span lang="fr">le mot</span> 中文\n')
    tree = structure_tree(export(article))
    assert [(item.text(), item.lang) for item in tree.all("Span")] == [("le mot", "fr")]


@pytest.mark.parametrize(
    "text", ["مرحبا بالعالم، هذا نص طويل", "नमस्ते दुनिया त् क्ष", "甲〜乙～丙", "a·b・c"]
)
def test_P3_text_whose_glyphs_do_not_tell_it_is_given_beside_them(text: str) -> None:
    tree = structure_tree(export(document(paragraph(text), lang="zh-Hans")))
    assert tree.all("P")[-1].text() == text


@pytest.mark.parametrize(
    "file",
    [SAMPLE, *(pytest.param(case, marks=pytest.mark.slow) for case in CASES)],
    ids=lambda file: file.stem,
)
def test_P3_text_in_the_order_of_the_tags_is_the_articles(file: Path) -> None:
    article = publishkit.read(file)
    assert tagged_text(export(article)) == source_text(article)


def test_the_contents_are_a_toc_that_is_as_deep_as_the_headings() -> None:
    article = document(
        heading(2, "一", id="a"),
        heading(3, "二", id="b"),
        heading(2, "三", id="c"),
        paragraph("文"),
    )
    tree = structure_tree(export(article, toc=True))
    outer, inner = tree.all("TOC")
    assert [kid.type for kid in outer.kids] == ["Caption", "TOCI", "TOC", "TOCI"]
    assert inner.parent is outer
    assert [item.text().split() for item in tree.all("TOCI")] == [
        ["一", "1"],
        ["二", "1"],
        ["三", "1"],
    ]


# --- headings, links, metadata --------------------------------------------------------------


def test_P6_24_headings_skip_no_level_and_are_the_outline() -> None:
    article = document(
        heading(4, "深", id="a"), heading(6, "更深", id="b"), heading(1, "浅", id="c"), title="题"
    )
    data = export(article)
    headings = [item for item in structure_tree(data).below() if re.fullmatch(r"H\d", item.type)]
    levels = [int(item.type[1]) for item in headings]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert reading.outline(data) == [
        (level, item.text()) for level, item in zip(levels, headings, strict=True)
    ]


def test_P6_24_the_file_says_its_title_and_language_and_how_to_go_through_it(split: bytes) -> None:
    with reading.opened(split) as pdf:
        assert bool(pdf.Root["/ViewerPreferences"]["/DisplayDocTitle"])
        assert bool(pdf.Root["/MarkInfo"]["/Marked"])
        assert str(pdf.Root["/Lang"]) == "zh-Hans"
        assert {str(page.obj["/Tabs"]) for page in pdf.pages} == {"/S"}
        assert str(pdf.open_metadata()["dc:title"]) == "标题"


def test_P6_25_every_link_has_words_and_an_element_that_knows_it(split: bytes) -> None:
    tree = structure_tree(split)
    known = [
        kid.objgen
        for item in tree.all("Link")
        for kid in item.kids
        if isinstance(kid, pikepdf.Dictionary)
    ]
    with reading.opened(split) as pdf:
        annotations = [item for page in pdf.pages for item in page.get("/Annots", [])]
        assert sorted(item.objgen for item in annotations) == sorted(known)
        owners = pikepdf.NumberTree(pdf.Root["/StructTreeRoot"]["/ParentTree"])
        for item in annotations:
            assert owners[int(item["/StructParent"])]["/S"] == "/Link"
    names = {link.name for link in reading.links(split)}
    assert {"注释 1", "返回正文 1-2", "来源", ENGLISH.strip()} == names - {
        "返回正文 1-1",
        "返回正文 2-1",
        "注释 2",
    }


def test_P6_25_a_link_around_a_picture_is_named_by_it() -> None:
    article = document(paragraph(Link((Image("x.png", alt="图文"),), "https://example.com/")))
    (link,) = reading.links(export(with_picture(article)))
    assert link.name == "图文"


def test_P6_25_an_image_without_text_is_warned_of(tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(PIXEL_ASSET.read())
    file = tmp_path / "a.md"
    file.write_text("# 题\n\n![](x.png)\n", encoding="utf-8")
    told = {item.code: (item.line, item.severity) for item in publishkit.read(file).diagnostics}
    assert told["A006"] == (3, "warning")


def test_P6_26_qpdf_finds_no_fault(split: bytes, tmp_path: Path, program: Any) -> None:
    qpdf = program("qpdf")
    made = {name: long_pdf(name) for name in ("ua-2", "a-2a+ua-1", "a-3a+ua-1")}
    for name, data in {"ua-1": split, **made}.items():
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(data)
        done = subprocess.run([qpdf, "--check", str(file)], check=False, capture_output=True)
        assert done.returncode == 0, done.stdout + done.stderr
        assert b"No syntax or stream encoding errors" in done.stdout


# --- standards ------------------------------------------------------------------------------


def broken_rules(files: list[tuple[Path, str]]) -> list[tuple[str, str, str]]:
    """Returns file, flavour and rule of all that veraPDF finds, in one run of Java."""
    program = find_verapdf()
    if program is None:
        pytest.skip("veraPDF is not installed")
    found: list[tuple[str, str, str]] = []
    for (file, flavour), said in zip(files, check_with_verapdf(program, files), strict=True):
        assert not isinstance(said, PublishKitError), said
        found += [(file.name, flavour, item.rule) for item in said]
    return found


@pytest.mark.slow
def test_P1_verapdf_accepts_every_variant_of_sample_and_stress_files(tmp_path: Path) -> None:
    """P6_20 to P6_22: PDF/UA-1, PDF/UA-2, PDF/A-2a and -3a, and files that are both."""
    flavours = {
        "ua-1": ("ua1",), "ua-2": ("ua2",), "a-2a": ("2a",), "a-3a": ("3a",),
        "a-2a+ua-1": ("2a", "ua1"), "a-3a+ua-1": ("3a", "ua1"),
    }  # fmt: skip
    files: list[tuple[Path, str]] = []
    for source in (SAMPLE, *CASES):
        article = publishkit.read(source)
        for variant, names in flavours.items():
            notes = "page" if variant in ("ua-2", "a-2a+ua-1") else "end"
            file = tmp_path / f"{source.stem}-{variant}.pdf"
            file.write_bytes(export(article, variant=variant, notes=notes, toc=True))
            files += [(file, name) for name in names]
    assert broken_rules(files) == []


@pytest.mark.slow
def test_P6_20_page_validation_accepts_every_fixture(tmp_path: Path) -> None:
    for file in (SAMPLE, *sorted((ROOT / "tests" / "cases").rglob("*.md"))):
        notes = "page" if file.parent.name == "notes" else "end"
        made = export(publishkit.read(file), notes=notes)
        assert reading.failures(made, tmp_path) == [], (file, notes)


def test_P6_20_the_default_is_pdf_ua_1(split: bytes, tmp_path: Path) -> None:
    assert reading.failures(split, tmp_path) == []
    with reading.opened(split) as pdf:
        assert str(pdf.open_metadata()["pdfuaid:part"]) == "1"


def test_P6_21_notes_of_pdf_ua_2_know_what_cites_them_and_links_aim_at_elements() -> None:
    data = long_pdf("ua-2")
    tree = structure_tree(data)
    assert data.startswith(b"%PDF-2.0")
    found = counts(data)
    assert (found["FENote"], found["Note"], found["Strong"]) == (2, 0, 1)
    first = note_of(tree, "note-1")
    assert str(first.attribute("/NoteType")) == "/Endnote"
    assert [citing["/P"]["/S"] for citing in first.values["/Ref"]] == ["/Reference"] * 2
    with reading.opened(data) as pdf:
        inner = [
            item["/A"]
            for page in pdf.pages
            for item in page.get("/Annots", [])
            if item["/A"]["/S"] == "/GoTo"
        ]
        assert len(inner) == 6
        assert all(action["/SD"][0]["/Type"] == "/StructElem" for action in inner)
        with pdf.open_outline() as outline:
            entry = outline.root[0].children[0]
            assert entry.obj is not None
            assert entry.obj["/A"]["/SD"][0]["/S"] == "/H2"


def test_P6_21_a_call_out_in_another_is_no_aside_in_an_aside() -> None:
    article = publishkit.reads("# 题\n\n> [!NOTE]\n> 外\n>\n> > [!TIP]\n> > 内\n")
    tree = structure_tree(export(article, variant="ua-2"))
    (aside,) = tree.all("Aside")
    assert "内" in aside.text()


@pytest.mark.parametrize("part", ["2", "3"])
def test_P6_22_one_file_is_archivable_and_accessible(part: str, tmp_path: Path) -> None:
    data = long_pdf(f"a-{part}a+ua-1")
    assert reading.failures(data, tmp_path) == []
    assert reading.failures(data, tmp_path, profile=f"{part}a") == []


def test_P6_22_a_file_of_pdf_a_3_carries_its_source(tmp_path: Path) -> None:
    source = tmp_path / "文章.md"
    source.write_text("---\ndate: 2025-06-19\n---\n# 题\n\n正文\n", encoding="utf-8")
    article = publishkit.read(source)
    with reading.opened(export(article, article, is_book=True, variant="a-3a")) as pdf:
        assert sorted(pdf.attachments) == ["文章-2.md", "文章.md"]
        attached = pdf.attachments["文章.md"]
        assert attached.obj["/AFRelationship"] == "/Source"
        assert attached.get_file().mime_type == "text/markdown"
        assert attached.get_file().read_bytes() == source.read_bytes()
        assert len(pdf.Root["/AF"]) == 2
    with reading.opened(export(article, variant="a-2a")) as pdf:
        assert list(pdf.attachments) == []


def test_P6_22_a_source_that_has_gone_is_not_attached(tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    source.write_text("# 题\n", encoding="utf-8")
    article = publishkit.read(source)
    source.unlink()
    with reading.opened(export(article, variant="a-3a")) as pdf:
        assert list(pdf.attachments) == []


def test_a_picture_that_cannot_be_drawn_leaves_no_figure() -> None:
    broken = b"\x89PNG\r\n\x1a\n broken"
    asset = Asset("x.png", "image/png", len(broken), "0" * 64, 1, 1, None, broken)
    figure = Figure((Plain((Image("x.png", alt="图文"),)),), (Plain(inlines("图题")),))
    base = document(figure)
    tree = structure_tree(export(Document(base.metadata, base.content, assets={"x.png": asset})))
    assert tree.all("Figure") == []
    assert "图文" in tree.text()
