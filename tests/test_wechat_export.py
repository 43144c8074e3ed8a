"""An article as the markup that is pasted into WeChat."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from types import MappingProxyType

import pytest

import publishkit
from documents import cite, document, heading, inlines, note, noted, paragraph
from publishkit.errors import UsageError
from publishkit.formats.base import Rendition
from publishkit.formats.wechat import WechatExporter, WechatOptions
from publishkit.model.assets import Asset
from publishkit.model.document import Document, Publication
from publishkit.model.nodes import (
    Alert,
    Attributes,
    BlockQuote,
    BulletList,
    Cell,
    Code,
    CodeBlock,
    Definition,
    DefinitionList,
    Div,
    Element,
    Figure,
    Formatted,
    Image,
    Link,
    ListItem,
    Math,
    OrderedList,
    Plain,
    Row,
    Span,
    Table,
    ThematicBreak,
)
from publishkit.model.tree import walk
from publishkit.render.themes import theme_names
from wechat_rules import parse, violations

NBSP = "\N{NO-BREAK SPACE}"
MATHML = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>'


def rendition(article: Document, *, base_url: str = "", **options: object) -> Rendition:
    settings = WechatOptions(**options)  # type: ignore[arg-type]
    return WechatExporter().export(Publication((article,), base_url=base_url), settings)


def export(article: Document, **options: object) -> str:
    return rendition(article, **options).data.decode()


def text_of(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", markup.replace("<br/>", "\n")))


def marks(markup: str) -> list[str]:
    return re.findall(r"<sup[^>]*>(\[\d+\])</sup>", markup)


def link_marks(markup: str) -> list[str]:
    return re.findall(r"<span [^>]*vertical-align:super[^>]*>(\[\d+\])</span>", markup)


def entries(markup: str) -> list[str]:
    """The text of each entry of the list, without the paragraphs that follow its first one."""
    return [
        line
        for line in (text_of(p) for p in re.findall(r"<p [^>]*>.*?</p>", markup))
        if re.match(r"\[\d+\] ", line)
    ]


def plain(*content: object) -> Plain:
    return Plain(inlines(*content))  # type: ignore[arg-type]


def link(text: str, url: str) -> Link:
    return Link(inlines(text), url)


def item(*blocks: object, is_done: bool | None = None) -> ListItem:
    return ListItem(blocks, is_done)  # type: ignore[arg-type]


def picture(width: int = 1080, height: int = 720, media_type: str = "image/png") -> Asset:
    data = b"not looked at here"
    return Asset("图.png", media_type, len(data), "0" * 64, width, height, content=data)


def with_assets(article: Document, **assets: Asset) -> Document:
    return replace(article, assets=MappingProxyType({f"{k}.png": v for k, v in assets.items()}))


#: Every kind of node, most of them inside others.
EVERYTHING = with_assets(
    noted(
        heading(3, "一级", cite(1), link("外", "https://example.net/h"), id="one"),
        paragraph(
            "文", Formatted("strong", inlines("粗")), Formatted("emphasis", inlines("斜")),
            Formatted("strikeout", inlines("删")), Formatted("superscript", inlines("2")),
            Formatted("subscript", inlines("2")), Formatted("underline", inlines("线")),
            Formatted("small-caps", inlines("sc")), Formatted("mark", inlines("亮")),
            Code("a  b"), Math("x^2", mathml=MATHML),
            Math("x", is_display=True, mathml=MATHML.replace("x", "率")),
            Math(r"\bad"), Image("gone.png", "缺"), Image("a.png", "内"),
            Span(inlines("红"), Attributes("s", ("red",), (("style", "color: red; width: 9px"),))),
            Element("kbd", inlines("Ctrl")), Element("samp", inlines("out")), Element("wbr", ()),
            Element("ruby", (*inlines("漢"), Element("rt", inlines("かん")))),
        ),
        heading(5, "深", id="deep"),
        BlockQuote((paragraph("引", cite(1, 2)), BlockQuote((paragraph("内引"),)))),
        BulletList((item(plain("平")), item(plain("列")))),
        OrderedList((item(plain("一")), item(plain("二")))),
        BulletList((
            item(plain("一层"), BulletList((item(plain("二层"), OrderedList((
                item(plain("三层")),), 3, "i")),))),
            item(paragraph("两段"), paragraph("第二段"), CodeBlock("x")),
            item(CodeBlock("以代码开头")),
        )),
        BulletList((item(plain("待办"), is_done=False), item(plain("完成"), is_done=True))),
        Alert("warning", (paragraph("提示"),)),
        Alert("tip", (BulletList((item(plain("表")),)),), inlines("自己的标题")),
        CodeBlock("if x:\n\n\ty(  '<&>' )", "python"),
        Table(
            (Row((Cell((plain("左"),), "left"), Cell((plain("右"),), "right"))),),
            (Row((Cell((paragraph("两"), paragraph("段")),), Cell((BulletList((item(
                plain("表中列表")),)),)))), Row((Cell((plain("跨"),), column_span=2),))),
            caption=(plain("表题"),),
        ),
        Figure((Plain((Image("a.png", "替代"),)),), (plain("图题", cite(2)),)),
        paragraph(Image("https://example.com/r.jpg", "远")),
        DefinitionList((Definition(inlines("术语"), ((plain("解释"),),)),)),
        Div((paragraph("居中"),), Attributes("d", (), (("style", "text-align: center"),))),
        Element("details", (Element("summary", (plain("摘要"),)), paragraph("折叠"))),
        ThematicBreak(),
        notes=(
            note(1, paragraph("甲", link("来源", "https://example.com/1"), "。"), cited=2),
            note(2, paragraph("第一段"), CodeBlock("代码"), paragraph("第二段")),
            note(3, paragraph("未引"), cited=0),
        ),
    ),
    a=picture(),
)  # fmt: skip


@pytest.mark.parametrize("theme", theme_names("wechat"))
@pytest.mark.parametrize("has_leaves", [True, False])
@pytest.mark.parametrize("target", ["paste", "draft"])
def test_every_node_keeps_the_rules_in_every_theme(
    theme: str, target: str, has_leaves: bool
) -> None:
    assert violations(export(EVERYTHING, theme=theme, target=target, leaf=has_leaves)) == []


def test_no_text_is_lost() -> None:
    text = text_of(export(EVERYTHING))

    for word in [
        "一级",
        "外",
        "文",
        "粗",
        "斜",
        "删",
        "线",
        "sc",
        "亮",
        "\\bad",
        "缺",
        "红",
        "Ctrl",
        "漢（かん）",
        "深",
        "引",
        "内引",
        "平",
        "列",
        "一",
        "二",
        "一层",
        "二层",
        "三层",
        "两段",
        "第二段",
        "以代码开头",
        "待办",
        "完成",
        "提示",
        "警告",
        "自己的标题",
        "表",
        "左",
        "右",
        "表中列表",
        "跨",
        "表题",
        "图题",
        "术语",
        "解释",
        "居中",
        "摘要",
        "折叠",
        "References",
        "甲",
        "来源",
        "代码",
        "未引",
    ]:
        assert word in text, word


# --- references ---------------------------------------------------------------------------------


def test_citations_are_numbers_without_links() -> None:
    markup = export(
        noted(
            paragraph("一", cite(1), "二", cite(2), "三", cite(1, 2)),
            notes=(note(1, paragraph("甲"), cited=2), note(2, paragraph("乙"))),
        )
    )

    assert marks(markup) == ["[1]", "[2]", "[1]"]
    assert entries(markup) == ["[1] 甲", "[2] 乙"]
    assert "<a" not in markup


def test_the_heading_of_the_endnotes_is_the_authors_and_stands_once() -> None:
    markup = export(noted(paragraph("一", cite(1)), notes=(note(1, paragraph("甲")),)))

    assert re.findall(r"<h2[^>]*>(.*?)</h2>", markup) == ['<span leaf="">References</span>']


def test_an_address_in_a_note_is_printed_once_below_it() -> None:
    url = "https://example.com/a?x=1&y=2"
    markup = export(
        noted(
            paragraph("一", cite(1)),
            notes=(note(1, paragraph("甲。", link("标题", url), "，", link("又", url), "。检索")),),
        )
    )

    assert entries(markup) == [f"[1] 甲。标题，又。检索\n{url}"]
    assert marks(markup) == ["[1]"]


def test_an_address_that_is_its_own_text_is_not_repeated() -> None:
    url = "https://example.org/"
    markup = export(
        noted(
            paragraph("见", link(url, url), "和", link("a@b.com", "mailto:a@b.com"), cite(1)),
            notes=(note(1, paragraph("在", link("https://Example.org", url), "。")),),
        )
    )

    assert text_of(markup) == f"见{url}和a@b.com[1]References[1] 在https://Example.org。"


def test_a_link_and_a_citation_of_the_same_source_show_one_number() -> None:
    url = "https://example.org/"
    markup = export(
        noted(
            paragraph(link("甲", url), cite(1), "，", link("乙", url), cite(2)),
            notes=(note(1, paragraph(link("源", url))), note(2, paragraph("注"))),
        )
    )

    assert text_of(markup).startswith("甲[1]，乙[1][2]References")


def test_outside_links_are_numbered_on_after_the_notes_each_page_once() -> None:
    markup = export(
        noted(
            paragraph(
                link("甲", "https://example.com"), link("乙", "HTTPS://Example.com:443/"),
                link("丙", "https://example.com/b"), cite(1),
            ),
            notes=(note(1, paragraph("注")), note(2, paragraph("未引"), cited=0)),
        )
    )  # fmt: skip

    assert marks(markup) == ["[1]"]
    assert link_marks(markup) == ["[3]", "[3]", "[4]"]
    assert entries(markup) == [
        "[1] 注", "[3] 甲\nhttps://example.com", "[4] 丙\nhttps://example.com/b", "[2] 未引",
    ]  # fmt: skip


def test_uncited_notes_come_last_under_a_label_of_their_own() -> None:
    markup = export(
        noted(
            paragraph("一", cite(1)),
            notes=(note(1, paragraph("甲")), note(2, paragraph("乙"), cited=0)),
        )
    )

    assert text_of(markup).endswith("References[1] 甲未引用[2] 乙")


def test_a_link_to_a_page_that_a_note_names_takes_the_notes_number() -> None:
    markup = export(
        noted(
            paragraph(link("原文", "https://example.com/a")),
            notes=(note(1, paragraph(link("来源", "https://example.com/a")), cited=0),),
        )
    )

    assert (marks(markup), link_marks(markup)) == ([], ["[1]"])
    assert entries(markup) == ["[1] 来源\nhttps://example.com/a"]
    assert "未引用" not in markup


def test_without_endnotes_the_links_have_a_list_of_their_own() -> None:
    markup = export(document(paragraph(link("甲", "https://example.com/a"), "和")))

    assert text_of(markup) == "甲[1]和参考链接[1] 甲\nhttps://example.com/a"
    assert "参考链接" not in export(document(paragraph("没有链接")))


@pytest.mark.parametrize(
    "url",
    [
        "https://mp.weixin.qq.com.evil.com/s/1",
        "https://mp.weixin.qq.com@evil.com/s/1",
        "https://example.com/?x=mp.weixin.qq.com",
        "https://mp.weixin.qq.com:8080/s/1",
        "ftp://mp.weixin.qq.com/s/1",
        "https://[::1",
        "mailto:a@mp.weixin.qq.com",
        "#one",
        "../other.md",
    ],
)
def test_links_elsewhere_are_text(url: str) -> None:
    markup = export(document(paragraph(link("文字", url))))

    assert "<a" not in markup
    assert "文字" in markup


@pytest.mark.parametrize(
    "url", ["https://mp.weixin.qq.com/s/abc", "http://MP.weixin.qq.com/s?a=1&b=2"]
)
def test_links_on_the_platform_stay_links(url: str) -> None:
    article = noted(
        paragraph(link("往期", url)), notes=(note(1, paragraph(link("注", url)), cited=0),)
    )
    anchors = list(parse(export(article)).iter("a"))

    assert [(a.get("href"), a.text) for a in anchors] == [(url, "往期"), (url, "注")]


def test_a_relative_link_is_completed_by_the_base_url_or_reported() -> None:
    article = document(paragraph(link("别篇", "../b/")))

    alone = rendition(article)
    assert marks(alone.data.decode()) == []
    assert [(d.code, "../b/" in d.message) for d in alone.diagnostics] == [("X002", True)]
    based = rendition(article, base_url="https://example.com/a/")
    assert entries(based.data.decode()) == ["[1] 别篇\nhttps://example.com/b/"]
    assert based.diagnostics == ()


@pytest.mark.parametrize(("lang", "is_justified"), [("zh-Hans", True), ("ja", True), ("en", False)])
def test_only_languages_without_spaces_are_justified(lang: str, is_justified: bool) -> None:
    assert ("justify" in export(document(paragraph("a"), lang=lang))) == is_justified


def test_a_language_from_right_to_left_has_its_marks_on_the_right() -> None:
    blocks = (heading(2, "أمثلة"), BlockQuote((paragraph("ب"),)), CodeBlock("x = 1"))
    root = parse(export(document(*blocks, lang="ar")))

    assert root.get("dir") == "rtl"
    styles = [element.get("style", "") for element in root]
    assert "border-right" in styles[0] and "text-align:right" in styles[0]
    assert "border-right" in styles[1]
    assert "direction:ltr;text-align:left" in styles[2]
    assert violations(export(document(*blocks, lang="ar"))) == []
    assert "dir" not in parse(export(document(*blocks))).attrib


def test_a_quotation_inside_of_another_ends_as_close_to_its_edge() -> None:
    inner = BlockQuote((paragraph("内"),))
    (outer,) = parse(export(document(BlockQuote((paragraph("外"), inner)))))
    assert "margin:8px 0" in outer[-1].get("style", "")


def test_links_without_an_address_are_reported_together() -> None:
    article = document(paragraph(*(link("篇", f"../{name}/") for name in "abcdea")))
    (found,) = rendition(article).diagnostics
    assert found.message.endswith(": '../a/', '../b/', '../c/' and 2 more")


# --- blocks -------------------------------------------------------------------------------------


def test_code_keeps_every_space_tab_and_blank_line() -> None:
    code = "def f(x):\n\tif x:  # 注  释\n\n    return '<a> & b'\n\n"
    (block,) = re.findall(
        r"<code [^>]*display:block.*?</code>", export(document(CodeBlock(code, "python")))
    )

    assert " " not in re.sub(r"<[^>]*>", "", block)
    lines = text_of(block).replace("\N{NO-BREAK SPACE}", " ").split("\n")
    assert lines == ["def f(x):", "    if x:  # 注  释", " ", "    return '<a> & b'", " ", ""]


def test_a_tab_reaches_to_the_next_stop_of_four() -> None:
    markup = export(document(CodeBlock("a\tb\n\t\tc\nabcd\te")))

    assert text_of(markup).replace("\N{NO-BREAK SPACE}", ".") == "a...b\n........c\nabcd....e"


def test_code_is_coloured_inline() -> None:
    assert re.search(
        r'<span style="color:#\w+">if</span>', export(document(CodeBlock("if x:", "python")))
    )


def test_a_note_mark_in_code_is_code() -> None:
    markup = export(document(paragraph(Code("[^a]")), CodeBlock("[^b]")))

    assert text_of(markup) == "[^a][^b]"


def test_lists_in_lists_are_sections_with_marks_of_their_own() -> None:
    inner = OrderedList((item(plain("子一")), item(plain("子二"))), 3, "A")
    markup = export(document(BulletList((item(plain("一"), inner), item(plain("二"))))))

    assert text_of(markup) == "•一C.\N{NO-BREAK SPACE}子一D.\N{NO-BREAK SPACE}子二•二"
    assert "<ul" not in markup
    assert "<li" not in markup


def test_flat_lists_stay_lists() -> None:
    markup = export(document(OrderedList((item(plain("一")), item(paragraph("二"))))))

    assert ["".join(li.itertext()) for li in parse(markup).iter("li")] == ["一", "二"]


def test_tasks_are_boxes_as_text() -> None:
    tasks = BulletList((item(plain("甲"), is_done=True), item(plain("乙"), is_done=False)))

    assert text_of(export(document(tasks))) == "☑\N{NO-BREAK SPACE}甲☐\N{NO-BREAK SPACE}乙"


def test_roman_and_letter_numbers_go_on() -> None:
    items = tuple(item(plain("x")) for _ in range(3))
    roman = text_of(export(document(OrderedList(items, 8, "i"))))
    letters = text_of(export(document(OrderedList(items, 26, "a"))))

    assert (roman, letters) == (
        "viii. xix. xx. x".replace(" ", NBSP),
        "z. xaa. xab. x".replace(" ", NBSP),
    )


def test_tables_scroll_and_keep_spans_and_alignment() -> None:
    root = parse(export(EVERYTHING))
    (table,) = root.iter("table")
    parents = {child: parent for parent in root.iter() for child in parent}

    assert "overflow-x:auto" in parents[table].attrib["style"]
    assert table.attrib["style"].startswith("min-width:100%;")
    assert table.get("data-ignore-width") == "true"
    assert [cell.get("colspan") for cell in table.iter("td")] == [None, None, "2"]
    assert [cell.attrib["style"].rpartition(":")[2] for cell in table.iter("th")] == [
        "left",
        "right",
    ]


def test_a_formula_is_drawn_in_the_colour_of_the_text() -> None:
    (drawing,) = (
        e for e in parse(export(document(paragraph(Math("x", mathml=MATHML))))).iter()
        if e.tag.endswith("svg")
    )  # fmt: skip

    assert drawing.get("alt") == "x"
    assert [shape.get("fill") for shape in drawing] == ["currentColor"]


def test_a_formula_that_cannot_be_drawn_is_its_tex() -> None:
    assert text_of(export(document(paragraph(Math(r"\foo{x}"))))) == r"\foo{x}"


def test_an_alert_names_its_kind_in_the_language_of_the_article() -> None:
    alert = Alert("note", (paragraph("x"),))

    assert text_of(export(document(alert))) == "注意x"
    assert text_of(export(document(alert, lang="en"))) == "Notex"


def test_a_first_heading_that_repeats_the_title_is_left_to_wechat() -> None:
    assert "<h1" not in export(document(heading(1, "标题"), paragraph("x")))
    cited = noted(heading(1, "标题", cite(1)), notes=(note(1, paragraph("注")),))
    assert marks(export(cited)) == ["[1]"]


def test_a_lone_space_between_two_elements_is_kept() -> None:
    strong = Formatted("strong", inlines("a"))

    assert text_of(export(document(paragraph(strong, " ", strong)))) == "a\N{NO-BREAK SPACE}a"


def test_nothing_empty_is_printed() -> None:
    markup = export(
        document(
            paragraph(),
            BulletList((item(plain()), item())),
            Alert("tip", (paragraph(),)),
            paragraph(" "),
        )
    )

    assert violations(markup) == []


def test_a_style_of_raw_html_keeps_its_colours_and_alignment_only() -> None:
    root = parse(export(EVERYTHING))

    (red,) = (e for e in root.iter("span") if e.text == "红")
    assert red.get("style") == "color:red"
    (centred,) = (e for e in root.iter("p") if "".join(e.itertext()) == "居中")
    assert centred.attrib["style"].endswith(";text-align:center")


# --- images -------------------------------------------------------------------------------------


def test_an_image_carries_its_bytes_and_its_size() -> None:
    article = with_assets(document(paragraph(Image("a.png", "替代"))), a=picture(1080, 540))
    (image,) = parse(export(article)).iter("img")

    assert b64decode(image.attrib["src"].removeprefix("data:image/png;base64,")) == picture().read()
    assert (image.get("data-w"), image.get("data-ratio"), image.get("alt")) == (
        "1080",
        "0.5",
        "替代",
    )


def test_a_linked_image_has_its_address_as_written() -> None:
    article = with_assets(document(paragraph(Image("a.png", "替代"))), a=picture())

    assert 'src="a.png"' in export(article, target="draft")


@pytest.mark.parametrize(
    ("own", "asked", "style"),
    [
        (300, "", "max-width:100%"),
        (500, "", "width:100%"),
        (1080, "", "width:100%"),
        (1080, "50%", "width:50%"),
        (1080, "200", "width:200px"),
        (1080, "200.5px", "width:200px"),
        (1080, "640px", "width:100%"),
        (300, "12em", "max-width:100%"),
    ],
)
def test_an_image_is_never_as_wide_as_one_screen_only(own: int, asked: str, style: str) -> None:
    image = Image("a.png", "图", width=asked)
    markup = export(with_assets(document(paragraph("文", image)), a=picture(own)))

    (found,) = parse(markup).iter("img")
    assert found.attrib["style"].split(";")[0] == style


def test_a_caption_is_the_title_before_the_alternative_text() -> None:
    titled = Figure((Plain((Image("a.png", "替代", "题"),)),), (plain("替代"),))
    noted_caption = Figure((Plain((Image("a.png", "替代", "题"),)),), (plain("替代", cite(1)),))

    assert text_of(export(with_assets(document(titled), a=picture()))) == "题"
    assert text_of(export(with_assets(document(noted_caption), a=picture()))) == "替代[1]"


def test_a_missing_image_leaves_its_words_once() -> None:
    figure = Figure((Plain((Image("gone.png", "缺图"),)),), (plain("缺图"),))

    assert text_of(export(document(figure))) == "缺图"
    assert text_of(export(document(paragraph(Image("gone.png", "缺图"))))) == "缺图"
    assert text_of(export(document(paragraph(Image("gone.png", title="题"))))) == "题"


def test_an_image_that_wechat_does_not_take_is_reported() -> None:
    article = document(paragraph(Image("a.png", "图")))

    for media_type, codes in (("image/svg+xml", ["X002"]), ("image/jpeg", [])):
        found = rendition(with_assets(article, a=picture(media_type=media_type))).diagnostics
        assert [d.code for d in found] == codes


# --- limits and the file ------------------------------------------------------------------------


def test_limits_of_the_platform_are_reported() -> None:
    assert rendition(document(paragraph("文" * 15_000), title="题" * 64)).diagnostics == ()
    found = rendition(document(paragraph("文" * 20_000), title="题" * 65)).diagnostics
    assert [d.code for d in found] == ["X003", "X003"]


def test_the_bytes_of_images_do_not_count_towards_the_limit() -> None:
    large = Asset("a", "image/png", 60_000, "0" * 64, 9, 9, content=b"x" * 60_000)

    assert rendition(with_assets(document(paragraph(Image("a.png"))), a=large)).diagnostics == ()


def test_extra_css_is_reported_as_lost() -> None:
    assert [d.code for d in rendition(EVERYTHING, style="p {}").diagnostics] == ["X002"]


def test_an_unknown_theme_is_refused_with_a_suggestion() -> None:
    with pytest.raises(UsageError) as caught:
        export(EVERYTHING, theme="skye")

    assert caught.value.hint == "did you mean 'sky'?"


def test_the_file_is_named_after_the_slug() -> None:
    found = rendition(document(paragraph("x"), slug="a-b"))

    assert (found.filename, found.media_type) == ("a-b.wechat.html", "text/html")


def test_the_markup_looks_as_it_did(golden: Callable[[str, str | bytes], None]) -> None:
    markup = export(EVERYTHING, target="draft")

    golden("wechat/everything.html", markup.replace("><", ">\n<") + "\n")


def test_the_sample_has_every_citation_and_source(
    sample: Path, golden: Callable[[str, str | bytes], None]
) -> None:
    article = publishkit.read(sample)
    markup = export(article)
    text = text_of(markup)

    assert marks(markup) == [f"[{n}]" for n in (1, 1, 1, 1, 1, 1, 1, 2, 3, 2)]
    assert [line[:3] for line in entries(markup)] == ["[1]", "[2]", "[3]", "[4]", "[5]"]
    assert text.index("[3] ") < text.index("未引用") < text.index("[4] ")
    links = [
        node.url
        for note in article.endnotes
        for node in walk(note.content)
        if isinstance(node, Link)
    ]
    assert [text.count(url) for url in links] == [1] * 5
    assert re.findall(r"<h\d[^>]*>(?:<[^>]*>)*([^<]*)", markup).count("References") == 1
    assert "[^" not in markup
    assert violations(markup) == []
    golden("wechat/sample.html", markup.replace("><", ">\n<") + "\n")
