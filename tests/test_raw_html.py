"""Raw HTML amid Markdown becomes nodes, and no node of the article is lost in it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import publishkit
from publishkit.model.draft import RawBlock, RawInline
from publishkit.model.nodes import (
    Attributes,
    Block,
    BlockQuote,
    BulletList,
    Cell,
    Citation,
    Code,
    CodeBlock,
    Definition,
    DefinitionList,
    Div,
    Element,
    Figure,
    Formatted,
    Heading,
    Image,
    LineBreak,
    Link,
    ListItem,
    OrderedList,
    Paragraph,
    Plain,
    Row,
    Span,
    Table,
    Text,
    ThematicBreak,
)
from publishkit.model.tree import plain_text, walk
from publishkit.reading.raw_html import resolve_raw_html

INLINES = (Text, LineBreak, Formatted, Code, Link, Image, Span, Element)


def resolve(*content: Any, reports: list[tuple[str, str]] | None = None) -> tuple[Any, ...]:
    def report(code: str, message: str) -> None:
        if reports is not None:
            reports.append((code, message))

    return resolve_raw_html(content, report=report)


def paragraph(*parts: str) -> Paragraph:
    """A paragraph whose tags are raw pieces, as pandoc gives them."""
    return Paragraph(
        tuple(RawInline(part) if part.startswith("<") else Text(part) for part in parts)  # type: ignore[arg-type]  # raw pieces are no part of the model
    )


def assert_valid(nodes: tuple[Any, ...], *, is_inline: bool) -> None:
    for node in nodes:
        is_block_element = isinstance(node, Element) and node.tag in {
            "address", "aside", "details", "summary",
        }  # fmt: skip
        assert (isinstance(node, INLINES) and not is_block_element) == is_inline, node
        match node:
            case Formatted(_, content) | Link(content) | Span(content):
                assert_valid(content, is_inline=True)
            case Paragraph(content) | Plain(content) | Heading(_, content):
                assert_valid(content, is_inline=True)
            case Element(content=content):
                assert_valid(content, is_inline=not is_block_element)
            case BlockQuote(content) | Div(content):
                assert_valid(content, is_inline=False)
            case BulletList(items) | OrderedList(items):
                for item in items:
                    assert isinstance(item, ListItem)
                    assert_valid(item.content, is_inline=False)
            case Figure(content, caption):
                assert_valid(content + caption, is_inline=False)
            case DefinitionList(items):
                for definition in items:
                    assert isinstance(definition, Definition)
                    assert_valid(definition.term, is_inline=True)
                    for blocks in definition.explanations:
                        assert_valid(blocks, is_inline=False)
            case Table():
                assert_valid(node.caption, is_inline=False)
                for row in (*node.head, *node.body, *node.foot):
                    assert isinstance(row, Row)
                    assert row.cells
                    for cell in row.cells:
                        assert isinstance(cell, Cell)
                        assert_valid(cell.content, is_inline=False)


# --- single elements ------------------------------------------------------------------------


def one(html: str) -> Any:
    (node,) = resolve(RawBlock(html))
    return node


def test_details_take_the_markdown_between_their_tags() -> None:
    inner = Paragraph((Text("折叠"),))
    (details,) = resolve(
        RawBlock("<details>\n<summary>摘要</summary>\n"), inner, RawBlock("</details>\n")
    )
    summary = Element("summary", (Plain((Text("摘要"),)),))
    assert details == Element("details", (summary, inner))


def test_an_article_around_the_text_leaves_no_trace() -> None:
    heading, text = Heading(2, (Text("a"),)), Paragraph((Text("b"),))
    assert resolve(RawBlock("<article>"), heading, text, RawBlock("</article>")) == (heading, text)


def test_inline_tags_take_the_text_between_them() -> None:
    (result,) = resolve(
        paragraph("水 H", "<sub>", "2", "</sub>", "O 与", '<b title="[^1]">', "粗", "</b>", "。")
    )
    bold = Formatted("strong", (Text("粗"),))
    assert result == Paragraph(
        (
            Text("水 H"),
            Formatted("subscript", (Text("2"),)),
            Text("O 与"),
            Span((bold,), Attributes(pairs=(("title", "[^1]"),))),
            Text("。"),
        )
    )


def test_comments_vanish() -> None:
    assert resolve(RawBlock("<!-- [^1] -->"), paragraph("a", "<!--b-->", "c")) == (
        Paragraph((Text("ac"),)),
    )
    assert resolve(paragraph("<!--b-->")) == ()


def test_a_cell_spans_columns_and_rows() -> None:
    table = one("<table><tr><td colspan='2' rowspan='3' align=right>跨列</td></tr></table>")
    (cell,) = table.body[0].cells
    assert (cell.column_span, cell.row_span, cell.alignment) == (2, 3, "right")
    assert cell.content == (Plain((Text("跨列"),)),)


def test_a_table_keeps_its_parts() -> None:
    table = one(
        "<table><caption>题</caption><thead><tr><th>a</th></tr></thead><tbody><tr>"
        "<th>b</th><td style='text-align: center'>c</td></tr></tbody>"
        "<tfoot><tr><td>d</td></tr></tfoot></table>"
    )
    assert plain_text(table.caption) == "题"
    assert [plain_text(part) for part in (table.head, table.body, table.foot)] == ["a", "b\nc", "d"]
    assert [cell.is_header for cell in table.body[0].cells] == [True, False]
    assert table.body[0].cells[1].alignment == "center"


def test_a_first_row_of_header_cells_is_the_head() -> None:
    table = one("<table><tr><th>a<th>b<tr><td>1<td>2</table>")
    assert plain_text(table.head) == "a\nb"
    assert plain_text(table.body) == "1\n2"


def test_markdown_in_a_cell_stays_in_the_cell() -> None:
    inner = Paragraph((Text("x"),))
    (table,) = resolve(
        RawBlock("<table>\n<tr><td>\n"), inner, RawBlock("</td></tr>\n"), RawBlock("</table>")
    )
    assert table.body[0].cells[0].content == (inner,)


def test_preformatted_text_is_exact() -> None:
    assert one("<pre>\n\n  a\t&lt;b> \n[^1]  \n</pre>") == CodeBlock("\n  a\t<b> \n[^1]  ")
    assert one('<pre><code class="language-Rust">fn\n</code></pre>') == CodeBlock("fn", "rust")


def test_a_blank_line_in_preformatted_text_loses_nothing() -> None:
    inner = Paragraph((Text("b"),))
    result = resolve(RawBlock("<div><pre>\na"), inner, RawBlock("c</pre></div>"))
    assert result == (CodeBlock("a"), inner, CodeBlock("c"))


def test_inline_code_of_text_is_code() -> None:
    (result,) = resolve(paragraph("<code>", "a", "</code>"))
    assert result == Paragraph((Code("a"),))


def test_white_space_is_one_space_and_none_between_chinese_lines() -> None:
    assert one("<div>\n  第一行\n  第二行\n  third\n  line\n</div>") == Paragraph(
        (Text("第一行第二行 third line"),)
    )


def test_a_full_width_indent_stays() -> None:
    assert one("<div>\n　　段\n</div>") == Paragraph((Text("　　段"),))


@pytest.mark.parametrize(
    ("html", "node"),
    [
        ("<hr>", ThematicBreak()),
        ("<blockquote>q</blockquote>", BlockQuote((Paragraph((Text("q"),)),))),
        ("<h3 id=x>a<br>b</h3>", Heading(3, (Text("a"), LineBreak(), Text("b")), Attributes("x"))),
        (
            "<ul><li>a<li>b</ul>",
            BulletList((ListItem((Plain((Text("a"),)),)), ListItem((Plain((Text("b"),)),)))),
        ),
        ("<ol start=3 type=a><li>a</ol>", OrderedList((ListItem((Plain((Text("a"),)),)),), 3, "a")),
        (
            "<dl><dt>a<dd>b</dl>",
            DefinitionList((Definition((Text("a"),), ((Plain((Text("b"),)),),)),)),
        ),
        (
            "<figure><img src=a.png alt=x><figcaption>c</figcaption></figure>",
            Figure((Plain((Image("a.png", "x"),)),), (Plain((Text("c"),)),)),
        ),
        (
            "<img src=a.png width=300px style='height: 50%'>",
            Paragraph((Image("a.png", width="300", height="50%"),)),
        ),
        ("<a href=x title=y>z</a>", Paragraph((Link((Text("z"),), "x", "y"),))),
        ("<a name=x></a>", Div((), Attributes("x"))),
        (
            "<p class='a b' lang=en>x</p>",
            Div((Paragraph((Text("x"),)),), Attributes("", ("a", "b"), (("lang", "en"),))),
        ),
        (
            "<center>x</center>",
            Div((Paragraph((Text("x"),)),), Attributes(pairs=(("style", "text-align: center"),))),
        ),
        ("<kbd>x</kbd>", Paragraph((Element("kbd", (Text("x"),)),))),
        (
            "<ruby>漢<rt>kan</rt></ruby>",
            Paragraph((Element("ruby", (Text("漢"), Element("rt", (Text("kan"),)))),)),
        ),
        ("<u>a</u>", Paragraph((Formatted("underline", (Text("a"),)),))),
        ("<strike>a</strike>", Paragraph((Formatted("strikeout", (Text("a"),)),))),
        ("<tt>a</tt>", Paragraph((Code("a"),))),
        (
            "<div><b>Note:</b> **text** [^1]</div>",
            Paragraph((Formatted("strong", (Text("Note:"),)), Text(" **text** [^1]"))),
        ),
    ],
)
def test_an_element_becomes_a_node(html: str, node: Block) -> None:
    assert one(html) == node


# --- misfits --------------------------------------------------------------------------------


def test_a_block_inside_a_paragraph_parts_it() -> None:
    result = resolve(paragraph("a", "<table><tr><td>", "b", "</td></tr></table>", "c"))
    assert [type(node) for node in result] == [Paragraph, Table, Paragraph]
    assert plain_text(result) == "a\nb\nc"


def test_a_block_inside_a_heading_is_flattened() -> None:
    heading = Heading(1, (Text("a"), RawInline("<div>"), Text("b"), RawInline("</div>")))  # type: ignore[arg-type]  # raw pieces are no part of the model
    assert resolve(heading) == (Heading(1, (Text("a"), LineBreak(), Text("b"))),)


def test_a_style_around_paragraphs_goes_into_each() -> None:
    one, two = Paragraph((Text("1"),)), Paragraph((Text("2"),))
    assert resolve(RawBlock("<b>"), one, two, RawBlock("</b>")) == (
        Paragraph((Formatted("strong", (Text("1"),)),)),
        Paragraph((Formatted("strong", (Text("2"),)),)),
    )


def test_links_do_not_nest() -> None:
    link = Link((Text("https://x"),), "https://x")
    for content in (
        (RawInline("<a href='https://y'>"), link, RawInline("</a>")),
        (Link((RawInline("<a href=z>"), Text("w"), RawInline("</a>")), "y"),),  # type: ignore[arg-type]  # raw pieces are no part of the model
    ):
        result = resolve(Paragraph(content))  # type: ignore[arg-type]  # as above
        for node in walk(result):
            if isinstance(node, Link):
                assert not any(isinstance(inner, Link) for inner in walk(node.content))
        assert sum(isinstance(node, Link) for node in walk(result)) == 1


@pytest.mark.parametrize("inner", ["x[^1]", "<kbd>x[^1]</kbd>", "<rt>x[^1]</rt>"])
def test_a_citation_in_a_link_of_raw_html_stands_behind_it(inner: str) -> None:
    document = publishkit.reads(f'<a href="https://e.com">{inner}</a> y\n\n[^1]: note\n')
    (link,) = (node for node in walk(document.content) if isinstance(node, Link))
    assert plain_text(link.content) == "x"
    (paragraph,) = (node for node in document.content if isinstance(node, Paragraph))
    assert paragraph.content[:2] == (link, Citation(1, 1))


def test_the_text_of_an_inline_script_goes_with_its_tags() -> None:
    reports: list[tuple[str, str]] = []
    result = resolve(paragraph("a", "<script>", "alert(1)", "</script>", "b"), reports=reports)
    assert plain_text(result) == "ab"
    assert reports == [("M003", "'<script>' was removed")]


def test_a_film_becomes_a_link_with_a_note() -> None:
    reports: list[tuple[str, str]] = []
    (result,) = resolve(RawBlock("<iframe src='https://e.com/v'></iframe>"), reports=reports)
    (link,) = result.content
    assert (link.url, link.attributes.classes) == ("https://e.com/v", ("media",))
    assert reports == [("M005", "'<iframe>' became a link to 'https://e.com/v'")]


def test_an_id_is_given_once_and_never_one_of_ours() -> None:
    result = resolve(RawBlock("<p id=a>x<p id=a>y<p id=note-1>z<p id=cite-1-1>w"))
    ids = [node.attributes.id for node in walk(result) if isinstance(node, Div)]
    assert ids == ["a"]


def test_an_id_of_the_article_is_not_given_again() -> None:
    heading = Heading(2, (Text("a"),), Attributes("intro"))
    assert resolve(RawBlock("<a name=intro></a>"), heading) == (heading,)


def test_trees_of_one_document_share_their_ids() -> None:
    ids: set[str] = set()
    for expected in ("x", ""):
        (block,) = resolve_raw_html(
            (paragraph("<i id=x>", "a", "</i>"),), report=lambda *_: None, ids=ids
        )
        (inline,) = block.content
        assert getattr(inline, "attributes", Attributes()).id == expected


def test_what_only_looks_like_a_tag_is_text() -> None:
    reports: list[tuple[str, str]] = []
    (result,) = resolve(paragraph("Vec", "<String>", " and ", "<name>", "."), reports=reports)
    assert result == Paragraph((Text("Vec<String> and <name>."),))
    assert reports == []


def test_an_unknown_element_keeps_its_content() -> None:
    reports: list[tuple[str, str]] = []
    (result,) = resolve(
        paragraph("<tab-item>", "a", "</tab-item>", "<Badge/>", "<x y=z>"), reports=reports
    )
    assert result == Paragraph((Text("a"),))
    assert len(reports) == 3


def test_a_comment_over_several_blocks_leaves_no_end_mark() -> None:
    inner = Paragraph((Text("b"),))
    result = resolve(RawBlock("<div>\n<!-- a"), inner, RawBlock("c -->\n<hr>\n</div>"))
    assert result == (inner, ThematicBreak())


def test_raw_html_inside_of_lists_and_tables_is_resolved_there() -> None:
    item = ListItem((RawBlock("<div class=x>"), Plain((Text("a"),)), RawBlock("</div>")))  # type: ignore[arg-type]  # raw pieces are no part of the model
    (result,) = resolve(BulletList((item,)))
    assert result.items[0].content == (Div((Plain((Text("a"),)),), Attributes("", ("x",))),)


def test_a_tree_without_raw_html_is_the_same_object() -> None:
    content = (Paragraph((Text("a"),)),)
    assert resolve_raw_html(content, report=lambda *_: None) is content


def test_ten_thousand_nested_divisions_are_no_depth() -> None:
    inner = Paragraph((Text("x"),))
    assert resolve(RawBlock("<div class=a>" * 10_000), inner)[0].content
    depth, node = 0, resolve(RawBlock("<blockquote>" * 10_000), inner)[0]
    while isinstance(node, BlockQuote):
        depth, node = depth + 1, node.content[0]
    assert node == inner
    assert 20 < depth < 60


def test_an_anchor_with_the_id_of_its_heading_goes_and_the_heading_keeps_it() -> None:
    text = '---\ntitle: t\n---\n<a name="intro"></a>\n\n## Intro\n\n<span id="intro">x</span>\n'
    heading, text_below = publishkit.reads(text).content
    assert isinstance(heading, Heading)
    assert heading.id == "intro"
    assert text_below == Paragraph((Text("x"),))
    heading, text_below = publishkit.reads(text.replace("## Intro", "<h2>Intro</h2>")).content
    assert isinstance(heading, Heading)
    assert heading.id == "intro"
    assert text_below == Paragraph((Text("x"),))


# --- conservation ---------------------------------------------------------------------------

NAMES = """
    a href=x|b|i|span class=x|code|kbd|sup|p|div|div id=q|h2|ul|ol|li|dl|dt|dd|table|thead|tbody
    |tfoot|tr|td|th|caption|colgroup|figure|figcaption|details|summary|pre|blockquote|script|style
    |svg|math|video|audio|iframe|object|textarea|select|option|title|template|noscript|form|button
    |ruby|rt|center|section|address|xmp|plaintext|frameset|body|html
"""
TAGS = [
    f"<{slash}{name.strip()}{rest}>"
    for name in NAMES.split("|")
    for slash, rest in (("", ""), ("/", ""), ("", "/"))
]
GARBAGE = [
    *("<!--", "-->", "<b title='", '<i x="', "<", ">", "<![CDATA[", "<?x", "&lt;", "&#0;"),
    *(
        "\U000f0000",
        "\U000f00000\U000f0000",
        "<br>",
        "<hr>",
        "<img src=x>",
        "<col>",
        "text",
        " \n ",
    ),
]
PIECES = st.lists(st.sampled_from(TAGS + GARBAGE), min_size=1, max_size=4).map("".join)


def markers(nodes: tuple[Any, ...]) -> list[int]:
    text = "".join(node.text for node in walk(nodes) if isinstance(node, Text | Code | CodeBlock))
    return [int(part.partition("⟧")[0]) for part in text.split("⟦")[1:]]


@settings(max_examples=500, deadline=None)
@given(
    st.lists(
        st.one_of(PIECES.map(RawBlock), st.sampled_from(["p", "h", "l", "q", "t"])), max_size=12
    )
)
def test_every_block_is_in_the_result_exactly_once(kinds: list[Any]) -> None:
    content: list[Any] = []
    for number, kind in enumerate(kinds):
        text = (Text(f"⟦{number}⟧"),)
        cell = Cell((Plain(text),))
        content.append(
            {
                "p": Paragraph(text),
                "h": Heading(2, text),
                "l": BulletList((ListItem((Plain(text),)),)),
                "q": BlockQuote((Paragraph(text),)),
                "t": Table((), (Row((cell,)),)),
            }[kind]
            if isinstance(kind, str)
            else kind
        )
    expected = [number for number, kind in enumerate(kinds) if isinstance(kind, str)]
    result = resolve(*content)
    assert sorted(markers(result)) == expected
    assert_valid(result, is_inline=False)


@settings(max_examples=500, deadline=None)
@given(
    st.lists(st.one_of(PIECES.map(RawInline), st.sampled_from("lfi")), max_size=12),
    st.sampled_from([Paragraph, Plain, Heading]),
)
def test_every_inline_is_in_the_result_exactly_once(kinds: list[Any], holder: Any) -> None:
    content: list[Any] = []
    for number, kind in enumerate(kinds):
        link = Link((Text(f"⟦{number}⟧"),), "u")
        nodes = {"l": link, "f": Formatted("strong", (link,)), "i": Span((link,))}
        content.append(nodes[kind] if isinstance(kind, str) else kind)
    expected = [number for number, kind in enumerate(kinds) if isinstance(kind, str)]
    row = tuple(content)
    result = resolve(Heading(2, row) if holder is Heading else holder(row))
    assert sorted(markers(result)) == expected
    assert_valid(result, is_inline=False)
