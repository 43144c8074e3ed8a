from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from outline import citation_numbers, outline
from publishkit.model.document import Document
from publishkit.model.nodes import (
    Alert,
    BulletList,
    Code,
    CodeBlock,
    DefinitionList,
    Div,
    EndnoteSection,
    Figure,
    Formatted,
    Heading,
    Image,
    Link,
    Math,
    OrderedList,
    Span,
    Table,
    Text,
)
from publishkit.model.tree import plain_text, walk
from publishkit.reading.article import ReadOptions, read_article, read_text
from publishkit.reading.tokens import SPECIAL

CASES = Path(__file__).parent / "cases"


def read(path: Path, **options: object) -> Document:
    return read_article(
        path.read_bytes(),
        path=path.relative_to(CASES),
        base=path.parent,
        options=ReadOptions(**options),  # type: ignore[arg-type]
    )


def reads(text: str, **options: object) -> Document:
    return read_text(text, path=None, base=None, options=ReadOptions(**options))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def stress() -> Document:
    return read(CASES / "core-stress.md")


# --- cases as files --------------------------------------------------------------------------


def test_every_note_case_reads_as_its_golden_says(golden: Callable[[str, str], None]) -> None:
    parts = []
    for path in sorted((CASES / "notes").glob("*.md")):
        source = path.read_text(encoding="utf-8")
        parts.append(f"=== {path.stem}\n{source.rstrip()}\n--- body\n{outline(read(path))}")
    golden("note-cases.txt", "\n".join(parts))


@pytest.mark.parametrize("name", ["core-stress", "epub-stress", "wechat-stress"])
def test_a_stress_file_reads_as_its_golden_says(
    name: str, golden: Callable[[str, str], None]
) -> None:
    golden(f"{name}.txt", outline(read(CASES / f"{name}.md")))


# --- core-stress.md: what its companion page demands -------------------------------------------

_LABELS = (
    "h 1 注甲 long_label bang strong em del list sub quote alert term expl t1 t2 inlink "
    "fig alt html det - - c1 self n1 multi lst cod tbl late same1 same2 glued inlist "
    "inquote set a.b:c url h3 task brk via c2 n2 inmulti deep n3 unused2 unused only"
)


def test_endnotes_stand_in_the_order_of_first_citation_nested_then_uncited(
    stress: Document,
) -> None:
    labels = [note.label.replace(" ", "_") or "-" for note in stress.endnotes]
    assert labels == _LABELS.split()
    assert [note.number for note in stress.endnotes] == list(range(1, 52))


def test_each_endnote_knows_every_place_that_cites_it(stress: Document) -> None:
    counts = {note.number: len(note.citations) for note in stress.endnotes}
    several = {2: 10, 3: 3, 4: 2, 11: 2, 15: 2, 24: 2, 25: 2, 49: 0, 50: 0}
    assert counts == {number: several.get(number, 1) for number in range(1, 52)}
    assert len(citation_numbers(stress)) == 54
    in_notes = [
        node for note in stress.endnotes for node in walk(note.content) if hasattr(node, "ordinal")
    ]
    assert len(in_notes) == 11


def test_diagnostics_name_undefined_duplicate_and_uncited_labels_with_their_lines(
    stress: Document,
) -> None:
    found = [(item.line, item.code) for item in stress.diagnostics if item.code[0] == "N"]
    assert found == [
        (15, "N001"),
        (15, "N001"),
        (15, "N001"),
        (167, "N002"),
        (196, "N001"),
        (232, "N003"),
        (233, "N003"),
        (234, "N002"),
    ]
    assert "168" in next(item.message for item in stress.diagnostics if item.line == 232)
    images = [item.line for item in stress.diagnostics if item.code == "A001"]
    assert images == [38, 40, 149, 153]


def test_nothing_else_is_reported(stress: Document) -> None:
    assert {item.code for item in stress.diagnostics} == {"N001", "N002", "N003", "A001"}


def test_headings_have_their_levels_and_ids_without_marks(stress: Document) -> None:
    headings = [node for node in walk(stress.content) if isinstance(node, Heading)]
    assert [(node.level, plain_text(node.content), node.id) for node in headings] == [
        (1, "第一节 标题里的注", "第一节-标题里的注"),
        (2, "第二节", "第二节"),
        (2, "方言", "dialect"),
        (3, "三级标题", "三级标题"),
        (2, "分隔线之间: 这一行不能丢", "分隔线之间-这一行不能丢"),
        (2, "参考文献", "参考文献"),
    ]
    assert headings[2].attributes.classes == ("wide",)


def test_the_notes_are_printed_under_the_authors_heading_once(stress: Document) -> None:
    sections = [node for node in walk(stress.content) if isinstance(node, EndnoteSection)]
    assert len(sections) == 1
    assert plain_text(sections[0].heading.content) == "参考文献"
    assert sections[0].numbers == tuple(range(1, 52))
    assert stress.content[-1] is sections[0]


def test_the_dialect_is_what_the_authors_site_shows(stress: Document) -> None:
    nodes = list(walk(stress.content))
    bold = [
        plain_text(n.content) for n in nodes if isinstance(n, Formatted) and n.style == "strong"
    ]
    for words in ("重点：", "“你好”", "苹果（Apple）", "100%", "《书名》", "链", "code"):
        assert words in bold
    assert "强调。" in [
        plain_text(n.content) for n in nodes if isinstance(n, Formatted) and n.style == "emphasis"
    ]
    text = plain_text(stress.content)
    assert "文**" not in text.split("代码块里不算")[0]
    assert "后文，文链文，文code文。约10~20岁的占30~40%，$5到$10之间，公式 x^2。" in text
    assert "价格 $5 和 $10 之间" in text
    assert [n.tex for n in nodes if isinstance(n, Math)] == ["a[^1]", "\nb[^1]\n", "x^2"]
    links = [(n.url, plain_text(n.content)) for n in nodes if isinstance(n, Link)]
    assert ("https://example.com/b", "https://example.com/b") in links
    assert ("https://example.com/c", "https://example.com/c") in links
    assert ("https://example.com/[^1]", "https://example.com/[^1]") in links
    assert "https://example.com/b。后文，网址后注" in text
    assert "第一行中文第二行中文第三行 and English next line." in text
    assert "第二行，\u3000\u3000全角空格，©，@张三，\\textbf{x}，中文_下划线_中文。" in text
    assert 'H~2~O x^2^ 不成上下标，他说"直引号"了。It\'s -- ok...' in text


def test_blocks_of_the_dialect_are_seen(stress: Document) -> None:
    nodes = list(walk(stress.content))
    tasks = [n.items for n in nodes if isinstance(n, BulletList) and n.items[0].is_done is not None]
    assert [[item.is_done for item in items] for items in tasks] == [[False, True]]
    assert [plain_text(item.content) for item in tasks[0]] == ["待办", "完成"]
    assert [n.kind for n in nodes if isinstance(n, Alert)] == ["warning"]
    assert [n.start for n in nodes if isinstance(n, OrderedList)] == [1, 1, 2024]
    assert len([n for n in nodes if isinstance(n, DefinitionList)]) == 1
    assert ["warning"] in [list(n.attributes.classes) for n in nodes if isinstance(n, Div)]
    assert ("red",) in [n.attributes.classes for n in nodes if isinstance(n, Span)]
    marks = [n for n in nodes if isinstance(n, Formatted) and n.style in {"mark", "strikeout"}]
    assert [plain_text(n.content) for n in marks][-2:] == ["高亮", "删除"]
    tables = [n for n in nodes if isinstance(n, Table)]
    assert [len(n.body) for n in tables] == [2, 1, 1]
    assert tables[2].body[0].cells[0].column_span == 2
    assert [c.alignment for c in tables[0].head[0].cells] == ["left", "right"]
    figures = [plain_text(n.caption) for n in nodes if isinstance(n, Figure)]
    assert figures == ["图注", "短代码图", "空格文件名"]
    images = [(n.alt, n.title, n.width) for n in nodes if isinstance(n, Image)]
    assert images[0] == ("图注", "题", "50%")
    assert images[1][0] == "小图"


def test_code_keeps_its_source_whatever_was_mended_in_it(stress: Document) -> None:
    blocks = [node for node in walk(stress.content) if isinstance(node, CodeBlock)]
    assert blocks[0].text == (
        "[^1] 代码块里不算\n[^1]: 也不是定义\n[^fake]: 代码块里的假定义\n紧跟的表格不加空行\n"
        "| a |\n|---|\n{{< x >}} **重点：**后文 ^[不是注]"
    )
    assert blocks[1].text == "[^1]: 缩进代码块里也不是"
    python = next(block for block in blocks if block.language == "python")
    assert python.text == 'print("代码 **不变** a**（b）**c")'
    codes = [node.text for node in walk(stress.content) if isinstance(node, Code)]
    assert codes[:4] == ["a[^1]", "[^1]", "x ` [^1]", "^[不是注]"]


def test_shortcodes_become_what_they_mean(stress: Document) -> None:
    figure = next(
        node
        for node in walk(stress.content)
        if isinstance(node, Image) and node.url.endswith("*a*.png")
    )
    assert figure.url == "images/*a*.png"
    assert "前*b*.md后。" in plain_text(stress.content)


def test_no_token_is_left_anywhere(stress: Document) -> None:
    everything = repr(stress)
    assert SPECIAL.search(everything) is None
    assert "%F4%8" not in everything.upper()


def test_the_front_matter_is_typed(stress: Document) -> None:
    metadata = stress.metadata
    assert metadata.title == "压力测试：脚注与方言 Notes & dialect"
    assert metadata.date == datetime.fromisoformat("2025-06-19T20:03:39+08:00")
    assert metadata.updated == datetime.fromisoformat("2025-06-20T00:00:00+00:00")
    assert metadata.tags == ("测试", "footnotes")
    assert [author.name for author in metadata.authors] == ["张三"]
    assert metadata.lang == "zh-Hans"


def test_the_summary_is_what_stands_before_more_without_marks(stress: Document) -> None:
    assert stress.summary.startswith("首段引用，再引，又引与。")
    assert "转义[^1]不算" in stress.summary


def test_a_missing_title_is_the_first_heading_without_its_mark() -> None:
    document = reads("# 第一节 标题里的注[^h]\n\n正文\n\n[^h]: 注")
    assert document.metadata.title == "第一节 标题里的注"
    assert citation_numbers(document) == [1]


# --- the sample --------------------------------------------------------------------------------


def test_the_sample_has_ten_citations_of_three_notes_and_two_uncited(sample: Path) -> None:
    document = read_article(
        sample.read_bytes(), path=sample, base=sample.parent, options=ReadOptions()
    )
    assert Counter(citation_numbers(document)) == {1: 7, 2: 2, 3: 1}
    assert [note.label for note in document.endnotes] == ["1", "2", "5", "3", "4"]
    assert [note.is_cited for note in document.endnotes] == [True] * 3 + [False] * 2
    assert document.metadata.title == "OpenAI与微软：AI巨头复杂共生关系的裂变与前瞻"
    section = document.content[-1]
    assert isinstance(section, EndnoteSection)
    assert plain_text(section.heading.content) == "References"
    links = [n.url for note in document.endnotes for n in walk(note.content) if isinstance(n, Link)]
    assert len(links) == len(set(links)) == 5


# --- the twelve rules --------------------------------------------------------------------------


def test_numbering_by_definition_keeps_the_authors_order() -> None:
    text = "先引[^z]，后引[^a]。\n\n[^a]: A\n[^u]: 未引\n[^z]: Z"
    assert [n.label for n in reads(text, numbering="definition").endnotes] == ["a", "u", "z"]
    assert citation_numbers(reads(text, numbering="definition")) == [3, 1]
    assert [n.label for n in reads(text).endnotes] == ["z", "a", "u"]


def test_dropping_uncited_notes_drops_what_only_they_cite_and_still_names_them() -> None:
    text = "正文[^a]。\n\n[^u]: 未引[^v][^a]\n[^v]: 只被未引的注引\n[^a]: A"
    dropped = reads(text, uncited="drop")
    assert [(n.label, n.citations) for n in dropped.endnotes] == [("a", ("cite-1-1",))]
    assert [(d.code, d.line) for d in dropped.diagnostics if d.code == "N002"] == [("N002", 3)]
    kept = reads(text)
    assert [n.label for n in kept.endnotes] == ["a", "u", "v"]
    assert len(kept.endnotes[0].citations) == 2


def test_a_heading_whose_only_notes_were_dropped_is_not_left_empty() -> None:
    document = reads("正文。\n\n## References\n\n[^u]: 未引", uncited="drop")
    assert "References" not in plain_text(document.content)


def test_two_headings_over_notes_each_keep_their_own() -> None:
    text = "a[^1] b[^a] c[^2]\n\n## 注释\n\n[^1]: 一\n[^2]: 二\n\n## 文献\n\n[^a]: 甲"
    sections = [n for n in reads(text).content if isinstance(n, EndnoteSection)]
    assert [(plain_text(s.heading.content), s.numbers) for s in sections] == [
        ("注释", (1, 3)),
        ("文献", (2,)),
    ]


def test_the_heading_of_the_notes_is_found_inside_a_wrapper_tag() -> None:
    text = "<article>\n## 一\n\n正文[^1]。\n\n## 引用\n\n[^1]: 注\n</article>\n"
    sections = [n for n in walk(reads(text).content) if isinstance(n, EndnoteSection)]
    assert [plain_text(s.heading.content) for s in sections] == ["引用"]
    assert "注释" not in outline(reads(text))


def test_notes_defined_elsewhere_go_to_the_heading_that_holds_notes() -> None:
    text = "a[^1] b[^2]\n\n[^2]: 二\n\n正文\n\n## 注释\n\n[^1]: 一"
    (section,) = [n for n in reads(text).content if isinstance(n, EndnoteSection)]
    assert section.numbers == (1, 2)


def test_without_such_a_heading_the_notes_come_last_in_the_documents_language() -> None:
    (section,) = [
        n
        for n in reads("### 一\n\n这里有一条注[^1]。\n\n### 二\n\n后文的文字。\n\n[^1]: 注").content
        if isinstance(n, EndnoteSection)
    ]
    assert (plain_text(section.heading.content), section.heading.level) == ("注释", 3)
    document = reads("## One\n\nSome words with a note[^1].\n\n## Notes\n\nMore.\n\n[^1]: x")
    section = document.content[-1]
    assert isinstance(section, EndnoteSection)
    assert plain_text(section.heading.content) == "Notes"
    assert section.heading.id == "notes-1"


def test_combined_citations_are_several_when_all_are_defined() -> None:
    text = "a[^1, ^2] b[^1，^2] c[^2、^1] d[^1; ^3]\n\n[^1]: 一\n[^2]: 二"
    document = reads(text)
    assert citation_numbers(document) == [1, 2, 1, 2, 2, 1]
    assert "d[^1; ^3]" in plain_text(document.content)


def test_a_citation_in_a_link_comes_right_behind_the_link() -> None:
    document = reads("[文字[^1]](https://e.com)后\n\n[^1]: 注")
    (paragraph, _) = document.content
    kinds = [type(node).__name__ for node in paragraph.content]  # type: ignore[union-attr]
    assert kinds == ["Link", "Citation", "Text"]


def test_the_line_of_an_image_is_not_that_of_a_longer_path(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    text = "![x](b/a.png)\n\n![y](/a.png?2) 文<script>1</script>\n\n![z](a.png)\n"
    path.write_text(f"---\ntitle: T\ndate: 2025-01-01\n---\n{text}", encoding="utf-8")
    document = read_article(path.read_bytes(), path=path, base=tmp_path, options=ReadOptions())
    found = {(item.code, item.message.split("'")[1]): item.line for item in document.diagnostics}
    assert found == {
        ("A001", "b/a.png"): 5,
        ("A001", "/a.png?2"): 7,
        ("M003", "<script>"): 7,
        ("A001", "a.png"): 9,
    }


def test_notes_of_other_formats_are_endnotes_and_equal_ones_are_one() -> None:
    org = "Text[fn:1] and again[fn:1].\n\n[fn:1] The note.\n"
    document = reads(org, from_format="org")
    assert citation_numbers(document) == [1, 1]
    assert len(document.endnotes) == 1
    latex = reads(r"One\footnote{same} two\footnote{same}.", from_format="latex")
    assert citation_numbers(latex) == [1, 2]


_RST = """
====
标题
====

:Author: 甲
:Date: 2024-01-02

节
==

文 [1]_

.. [1] 注
"""
_HTML = """<html><head><title>标题</title><meta name="author" content="甲">
<meta name="dcterms.date" content="2024-01-02"></head><body><p>文</p></body></html>"""


@pytest.mark.parametrize(("text", "name"), [(_RST, "rst"), (_HTML, "html")])
def test_title_author_and_date_of_other_formats_are_read_as_they_write_them(
    text: str, name: str
) -> None:
    document = reads(text, from_format=name)
    metadata = document.metadata
    assert (metadata.title, metadata.authors[0].name) == ("标题", "甲")
    assert str(metadata.date) == "2024-01-02 00:00:00+00:00"
    assert "甲" not in plain_text(document.content)
    assert document.diagnostics == ()


# --- the dialect, beyond the stress file ---------------------------------------------------------

_EMPHASIS = [
    ("他说**“你好”**然后", "strong", "“你好”"),
    ("**苹果（Apple）**公司", "strong", "苹果（Apple）"),
    ("这是*强调。*后文", "emphasis", "强调。"),
    ("前**《书名》**后", "strong", "《书名》"),
    ("（**重点**）后", "strong", "重点"),
    ("**a**：b", "strong", "a"),
    ("价格**100%**增长", "strong", "100%"),
    ("**“引”**：说", "strong", "“引”"),
    ("**技术创新：** 保持", "strong", "技术创新："),
    ("**重点：**[链接](x)", "strong", "重点："),
    ("文**`code`**文", "strong", "code"),
    ("文**[链](x)**文", "strong", "链"),
    ("**16%**来自", "strong", "16%"),
]


@pytest.mark.parametrize(("source", "style", "inner"), _EMPHASIS)
def test_emphasis_beside_chinese_punctuation_is_emphasis(
    source: str, style: str, inner: str
) -> None:
    document = reads(source)
    found = [n for n in walk(document.content) if isinstance(n, Formatted)]
    assert [(n.style, plain_text(n.content)) for n in found] == [(style, inner)]
    assert "*" not in plain_text(document.content)


def test_two_runs_in_one_sentence_and_bold_with_a_note_are_read() -> None:
    document = reads("**甲：**乙**丙：**丁，**加粗[^1]**后，**加粗**[^1]后\n\n[^1]: 注")
    found = [n for n in walk(document.content) if isinstance(n, Formatted)]
    assert [plain_text(n.content) for n in found] == ["甲：", "丙：", "加粗", "加粗"]
    assert citation_numbers(document) == [1, 1]


def test_emphasis_mends_leave_code_alone() -> None:
    document = reads("代码 ``a `*（b）*c`` 后，`**甲：**乙`")
    codes = [n.text for n in walk(document.content) if isinstance(n, Code)]
    assert codes == ["a `*（b）*c", "**甲：**乙"]


def test_markdown_glued_to_a_wrapper_tag_is_read() -> None:
    document = reads("<article>\n## 标题[^1]\n\n正文**粗**[^1]\n</article>\n后文\n\n[^1]: 注")
    assert citation_numbers(document) == [1, 1]
    headings = [n for n in walk(document.content) if isinstance(n, Heading)]
    assert plain_text(headings[0].content) == "标题"
    assert "后文" in plain_text(document.content)


def test_a_list_of_plain_and_task_items_is_one_list() -> None:
    (block,) = reads("- [ ] 待办\n- 平常\n- [x] 完成").content
    assert isinstance(block, BulletList)
    assert [item.is_done for item in block.items] == [False, None, True]


def test_an_obsidian_callout_keeps_its_title() -> None:
    (block,) = reads("> [!info]- 我的标题\n> 正文").content
    assert isinstance(block, Alert)
    assert (block.kind, plain_text(block.title), plain_text(block.content)) == (
        "note",
        "我的标题",
        "正文",
    )


def test_wiki_links_find_the_article_beside(tmp_path: Path) -> None:
    (tmp_path / "别的.md").write_text("x", encoding="utf-8")
    document = read_text(
        "见[[别的]]与[[别的#节|文字]]，[[没有]]，[[1]]，`[[别的]]`",
        path=None,
        base=tmp_path,
        options=ReadOptions(),
    )
    links = [(n.url, plain_text(n.content)) for n in walk(document.content) if isinstance(n, Link)]
    assert links == [("别的.md", "别的"), ("别的.md#节", "文字")]
    assert plain_text(document.content) == "见别的与文字，没有，[[1]]，[[别的]]"
    assert [d.code for d in document.diagnostics if d.code == "M006"] == ["M006"]


def test_emoji_names_and_soft_breaks() -> None:
    document = reads("笑:smile:了\n下一行\n한국어\n한국 word\n汉字")
    assert plain_text(document.content) == "笑😄了下一行 한국어 한국 word 汉字"


def test_unknown_shortcodes_leave_their_inner_text_and_a_diagnostic() -> None:
    document = reads("{{< box >}}\n内**文**\n{{< /box >}}\n\n{{< box >}}x{{< /box >}}")
    assert plain_text(document.content).split() == ["内文", "x"]
    assert [(d.code, d.line) for d in document.diagnostics if d.code == "M002"] == [("M002", 1)]


def test_formulas_have_mathml_and_broken_ones_a_diagnostic() -> None:
    document = reads("$x^2$ 与 $\\nosuchcommand x$")
    first, *_ = [n for n in walk(document.content) if isinstance(n, Math)]
    assert first.mathml.startswith("<math")
    assert [d.code for d in document.diagnostics if d.code == "M007"] == ["M007"]


def test_texts_without_a_file_are_known_by_their_titles() -> None:
    assert reads("---\ntitle: 甲 与 乙\n---\nx").slug == "甲-与-乙"
    assert reads("---\ntitle: t\nslug: s\n---\nx").slug == "s"
    assert reads("x").slug == "article"


def test_a_document_pickles_equal(stress: Document) -> None:
    assert pickle.loads(pickle.dumps(stress)) == stress


def test_a_document_reads_equal_twice(stress: Document) -> None:
    assert read(CASES / "core-stress.md") == stress


def test_the_text_is_kept_as_text_nodes_joined() -> None:
    (paragraph,) = reads("一 二 three").content
    assert paragraph.content == (Text("一 二 three"),)  # type: ignore[union-attr]
