"""The linter of WeChat HTML: each rule on markup that keeps it and markup that breaks it."""

from __future__ import annotations

from pathlib import Path

import pytest

import publishkit
from documents import cite, document, heading, note, noted, paragraph
from publishkit.diagnostics import Diagnostic, Severity
from publishkit.formats.wechat import WechatOptions
from publishkit.formats.wechat.linter import IMAGE_BYTES, Fields, Target, lint_wechat
from publishkit.formats.wechat.linter.files import check_file
from publishkit.model.document import Document, Publication
from publishkit.model.metadata import Author
from publishkit.model.nodes import Link, Math, Text

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "samples" / "openai-microsoft.md"
STRESS = ROOT / "tests" / "cases" / "wechat-stress.md"

PNG = b"\x89PNG\r\n\x1a\n"
WEBP = b"RIFF\x00\x00\x00\x00WEBPVP8 "
#: Long enough for two lines of a phone.
LONG = (
    "这一段文字在手机上一定会排成好几行，所以行高小于字号的时候，上下两行就会叠在一起，看不清楚。"
)


def codes(markup: str, **options: object) -> list[str]:
    """The findings as ``WX001 E``, ``WX002 W``."""
    found = lint_wechat(markup, **options)  # type: ignore[arg-type]
    return [f"{one.code} {one.severity.value[0].upper()}" for one in found]


def messages(markup: str, **options: object) -> str:
    return "\n".join(map(str, lint_wechat(markup, **options)))  # type: ignore[arg-type]


def section(style: str, text: str = LONG, *, tag: str = "p") -> str:
    return f'<section><{tag} style="{style}">{text}</{tag}></section>'


def image(attributes: str) -> str:
    return f'<section><img alt="图" data-w="1080" {attributes}/></section>'


# --- what is allowed ------------------------------------------------------------------------------

ALLOWED = [
    '<section style="color:#333"><p style="margin:0 0 1em">文字</p></section>',
    '<p style="text-align:justify"><span leaf="">文字</span></p>',
    '<section style="width:80%">文字</section>',
    '<section data-ignore-width="1" style="width:500px">文字</section>',
    '<section style="overflow-x:auto"><section style="width:900px">宽</section></section>',
    '<section><sup style="line-height:0">[1]</sup>文字</section><p>[1] 来源</p>',
    '<p style="line-height:12px">一行</p>',
    '<svg viewBox="0 0 9 9"><g name="a"><animate begin="click" dur="1s"/></g></svg>',
    '<p><a href="https://mp.weixin.qq.com/s/abc">文章</a></p>',
    '<p><a href="" data-miniprogram-appid="wx1">小程序</a></p>',
    '<iframe class="video_iframe" data-src="https://v.qq.com/iframe/preview.html?vid=1"></iframe>',
    '<img class="rich_pages wxw-img" alt="" data-w="1080" src="https://mmbiz.qpic.cn/a/640"/>',
    '<p style="font-family:mp-quote,PingFang SC,system-ui,-apple-system,sans-serif">文字</p>',
    '<code style="font-family:Menlo,monospace">x&nbsp;&nbsp;y<br/>z</code>',
    "<p>价格是 $5 到 $9，小心![笑]，见[1](上)，2 ** 3</p>",
    "<p>脚注写作 <code>[^1]</code>，粗体写作 <code>**b**</code></p>",
    '<section style="border-top:1px solid #ddd"></section><section><br/></section>',
]


@pytest.mark.parametrize("markup", ALLOWED)
def test_markup_that_survives_has_no_finding(markup: str) -> None:
    assert messages(markup) == ""


@pytest.mark.parametrize("path", [SAMPLE, STRESS], ids=lambda path: path.stem)
def test_W3_our_own_output_has_no_finding_but_those_of_its_source(
    path: Path, tmp_path: Path
) -> None:
    article = publishkit.read(path)
    for theme in ("default", "ink", "sky"):
        made = publishkit.export(article, "wechat", options=WechatOptions(theme=theme))
        file = made.write(tmp_path)
        found = [f"{one.code} {one.message}" for one in check_file(file, source=article)]
        if path == SAMPLE:
            assert found == []
        else:  # a note that nobody defined, and an image that nobody fetched
            assert all("[^missing]" in one or one.startswith("WX004 an image") for one in found)
            assert len(found) <= 3


# --- WX001 to WX003 -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "markup",
    [
        *(f"<{tag}></{tag}>" for tag in ("style", "script", "object", "form", "button", "div")),
        *("<link>", "<meta>", "<input>"),
        '<iframe src="https://example.org/"></iframe>',
        '<iframe src="https://v.qq.com.example.org/x"></iframe>',
        *("<!-- c -->", "<!DOCTYPE html>", "<html></html>", "<body></body>"),
    ],
)
def test_WX001_elements_that_wechat_does_not_take(markup: str) -> None:
    assert "WX001 E" in codes(f"<p>文字</p>{markup}")


@pytest.mark.parametrize(
    "attribute", ['id="a"', 'class="x"', 'name="n"', 'contenteditable="true"', 'onclick="f()"']
)
def test_WX002_attributes_that_do_not_survive(attribute: str) -> None:
    assert codes(f"<p {attribute}>文字</p>") == ["WX002 E"]


def test_WX002_an_attribute_that_no_article_needs_is_a_warning() -> None:
    assert codes('<p label="x" data-any="1" aria-label="a" dir="ltr">文字</p>') == ["WX002 W"]


@pytest.mark.parametrize(
    "target",
    [
        "https://mp.weixin.qq.com.evil.com/s/1",
        "https://example.org/?x=mp.weixin.qq.com",
        "https://mp.weixin.qq.com@example.org/",
        *("#a", "javascript:alert(1)", "mailto:a@b.org", "other.html", ""),
        "http://[broken/",
    ],
)
def test_WX003_links_elsewhere(target: str) -> None:
    assert codes(f'<p><a href="{target}">文字</a></p>') == ["WX003 E"]


# --- WX004 ----------------------------------------------------------------------------------------


def read_one(data: bytes) -> object:
    return {"a b.png": data}.get


@pytest.mark.parametrize(
    ("source", "data", "target", "expected"),
    [
        ("a%20b.png", PNG, "draft", []),
        ("a b.png", b"\xff\xd8\xff\xe0", "draft", []),
        ("a b.png", PNG.ljust(IMAGE_BYTES - 1), "draft", []),
        ("a b.png", PNG.ljust(IMAGE_BYTES), "draft", ["WX004 E"]),
        ("a b.png", WEBP, "paste", ["WX004 E"]),
        ("a b.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "paste", ["WX004 E"]),
        ("a b.png", b"GIF89a", "paste", []),
        ("a b.png", b"GIF89a", "draft", ["WX004 E"]),
        ("a b.png", b"hello", "paste", ["WX004 E"]),
        ("gone.png", PNG, "paste", ["WX004 E"]),
        ("https://mmecoa.qpic.cn/x", PNG, "draft", []),
        ("https://mmbiz.qpic.cn.evil.com/x", PNG, "draft", ["WX004 E"]),
        ("https://example.org/x.png", PNG, "draft", ["WX004 E"]),
        ("https://example.org/x.png", PNG, "paste", ["WX004 W"]),
        ("https://example.org/x.webp", PNG, "paste", ["WX004 E"]),
        ("data:image/png;base64,iVBORw0KGgo=", PNG, "paste", []),
        ("data:image/png;base64,iVBORw0KGgo=", PNG, "draft", ["WX004 E"]),
        ("data:image/svg+xml,%3Csvg/%3E", PNG, "paste", ["WX004 E"]),
        ("data:image/png;base64,%%", PNG, "paste", ["WX004 E"]),
        ("", PNG, "paste", ["WX004 E"]),
        ("http://[broken/", PNG, "paste", ["WX004 E"]),
    ],
)
def test_WX004_images(source: str, data: bytes, target: Target, expected: list[str]) -> None:
    markup = image(f'src="{source}"')
    assert codes(markup, target=target, read_image=read_one(data)) == expected


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('data-w="375"', []),
        ('data-w="376"', ["WX004 W"]),
        ('data-w="676"', ["WX004 W"]),
        ('data-w="677"', []),
        ('data-w="600" style="width:100%"', []),
        ('data-w="1080" style="width:600px;max-width:100%"', ["WX004 W"]),
        ('data-w="600" data-ignore-width="1"', []),
        ("", ["WX004 W"]),
    ],
)
def test_WX004_a_width_that_fills_a_phone_and_not_a_window(
    attributes: str, expected: list[str]
) -> None:
    markup = f'<p>文<img alt="" src="https://mmbiz.qpic.cn/x" {attributes}/></p>'
    assert codes(markup) == expected


def test_WX004_an_image_without_alternative_text_is_a_warning() -> None:
    assert codes('<p>文<img data-w="1" src="https://mmbiz.qpic.cn/x"/></p>') == ["WX004 W"]


# --- WX005 and WX006 ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "style",
    [
        "position:relative",
        "-webkit-animation:a 1s",
        "animation-name:a",
        "color:var(--c)",
        "width:calc(100% - 2px)",
        "width:expression(alert(1))",
        "background-image:url(https://example.org/x.png)",
        "background-image:url('data:image/png;base64,AA==')",
        *("text-align:start", "text-align: END"),
        *("caret-color:transparent", "caret-color: rgba(0, 0, 0, 0)"),
        *("display:none", "visibility:hidden", "opacity:0", "font-size:0"),
        *("color:transparent", "color:rgba(0,0,0,0)"),
    ],
)
def test_WX005_css_that_wechat_deletes_or_forbids(style: str) -> None:
    assert codes(section(style)) == ["WX005 E"]


def test_WX005_media_queries_are_in_no_inline_style() -> None:
    markup = "<style>@media print{p{color:red}} @keyframes a{from{top:0}}</style><p>文字</p>"
    assert codes(markup) == ["WX001 E", "WX005 E", "WX005 E"]


@pytest.mark.parametrize("style", ["color:#333 !important", "font-family:SimSun,serif"])
def test_WX005_what_blocks_the_platforms_own_styles_is_a_warning(style: str) -> None:
    assert codes(section(style)) == ["WX005 W"]


def test_WX005_text_that_is_hidden_further_out_and_shown_again() -> None:
    hidden = '<section style="font-size:0"><p>文字</p></section>'
    assert codes(hidden) == ["WX005 E"]
    assert codes(hidden.replace("<p>", '<p style="font-size:16px">')) == []


@pytest.mark.parametrize(
    "markup",
    [
        section("height:0"),
        section("height:0;overflow:hidden", tag="section"),
        *(section(f"line-height:{height}") for height in ("12px", "15px", "15.5px", ".9", "0")),
        f'<p style="line-height:12px"><span leaf="">{LONG}</span></p>',
        f'<section style="line-height:0"><p>{LONG}</p></section>',
        '<p><sup style="line-height:0"><a style="line-height:0" '
        'href="https://mp.weixin.qq.com/s/1">[1]</a></sup></p><p>[1] 来源</p>',
        *(section(f"display:inline-block;width:{width}px") for width in (376, 500, 676)),
        section("min-width:800px"),
        section("width:800px"),
        *(section(f"margin-left:{margin}") for margin in ("400px", "-300px", "-700%")),
        section("margin:0 300px"),
        "<table><thead><tr><th style='width:200px'>一</th></tr></thead></table>",
        '<section style="overflow-x:auto"><table style="max-width:100%">'
        '<tr><td style="white-space:nowrap">一</td></tr></table></section>',
        image('src="https://mmbiz.qpic.cn/x" style="opacity:0"'),
        '<svg viewBox="0 0 9 9"><animate begin="touchstart"/></svg>',
    ],
)
def test_WX006_what_hides_or_cuts_off(markup: str) -> None:
    assert codes(markup) == ["WX006 E"]


@pytest.mark.parametrize(
    "markup",
    [
        section("line-height:1"),
        section("line-height:16px"),
        section("line-height:0", '<span style="line-height:1.5">字</span>'),
        section("width:375px"),
        section("width:800px;max-width:100%"),
        section("margin-left:-20px"),
        section("height:0", "<br/>"),
        "<table data-ignore-width='1'><thead><tr><th style='width:200px'>一</th></tr></thead>"
        "</table>",
        '<section style="overflow-x:auto"><table data-ignore-width="1" style="width:900px">'
        '<tr><td style="white-space:nowrap">一</td></tr></table></section>',
        '<section style="overflow-x:auto"><table><tr><td style="white-space:nowrap">一</td></tr>'
        "</table></section>",
        '<svg viewBox="0 0 9 9"><animate begin="click;touchstart"/></svg>',
    ],
)
def test_WX006_what_hides_nothing(markup: str) -> None:
    assert codes(markup) == []


# --- WX007 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (Fields(title="题" * 32), []),
        (Fields(title="题" * 33), ["WX007 W"]),
        (Fields(title="题" * 64), ["WX007 W"]),
        (Fields(title="题" * 65), ["WX007 E"]),
        (Fields(author="者" * 16), []),
        (Fields(author="者" * 17), ["WX007 E"]),
        (Fields(digest="摘" * 120), []),
        (Fields(digest="摘" * 121), ["WX007 W"]),
        (Fields(digest="摘" * 128), ["WX007 W"]),
        (Fields(digest="摘" * 129), ["WX007 E"]),
        (Fields(source_url="h" * 1024), []),
        (Fields(source_url="h" * 1025), ["WX007 E"]),
        (Fields(source_url="址" * 342), ["WX007 E"]),
    ],
)
def test_WX007_fields(fields: Fields, expected: list[str]) -> None:
    assert codes("<p>文字</p>", fields=fields) == expected


@pytest.mark.parametrize(("length", "is_long"), [(19_999, False), (20_000, True)])
def test_WX007_characters_of_the_markup(length: int, is_long: bool) -> None:
    markup = f"<p>{'字' * (length - 7)}</p>"
    assert len(markup) == length
    assert codes(markup, target="draft") == (["WX007 E"] if is_long else [])
    assert codes(markup) == (["WX007 W"] if is_long else [])


@pytest.mark.parametrize(
    ("size", "is_large"), [(2**20 - 1, False), (2**20, True), (2**20 + 1, True)]
)
def test_WX007_bytes_of_the_markup(size: int, is_large: bool) -> None:
    markup = f"<p>{'a' * (size - 7)}</p>"
    assert ("1 MB" in messages(markup, target="draft")) is is_large


def test_WX007_an_image_inside_the_markup_counts_as_its_address() -> None:
    markup = image(f'src="data:image/png;base64,iVBORw0KGgoA{"A" * 40_000}"')
    assert codes(markup) == []


def test_WX007_the_fields_are_the_articles_own() -> None:
    article = document(paragraph("文字"), title="题" * 33, authors=(Author("者" * 17),))
    found = lint_wechat("<p>文字</p>", source=article)
    assert [one.severity for one in found] == [Severity.ERROR, Severity.WARNING]


# --- WX008 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "预期[^1]。",
        "[标题](https://example.org/a)",
        "![图](images/默认 (20).png)",
        "**加粗**",
        "[!NOTE]",
        "$$E=mc^2$$",
        "公式 $a_1$ 在此",
        "| a | b |<br/>| --- | :-: |",
        "title: 标题<br/>date: 2025-06-19<br/>tags: [a]",
        "## 标题",
        "```python",
        "一条注释。↩︎",
    ],
)
def test_WX008_markdown_that_was_not_read(text: str) -> None:
    assert set(codes(f"<p>{text}</p>")) == {"WX008 E"}


@pytest.mark.parametrize(
    "markup",
    ["<h2></h2>", "<h3><br/></h3>", "<section></section>", "<ul><li>一</li><li></li></ul>"],
)
def test_WX008_empty_parts(markup: str) -> None:
    assert codes(f"<p>文字</p>{markup}") == ["WX008 E"]


def test_WX008_each_citation_has_an_entry() -> None:
    text = "<p>一<sup>[1]</sup>二<sup>[2]</sup></p><p>[1] 来源</p>"
    assert messages(text).count("the citation [2] has no entry") == 1
    assert codes(f"{text}<p>[2] 来源</p>") == []
    listed = "<p>一<sup>[1]</sup>二<sup>[2]</sup></p><ol><li>来源</li><li>来源</li></ol>"
    assert codes(listed) == []


def test_WX008_a_literal_that_the_author_wrote_is_text() -> None:
    article = document(paragraph("写 **这样** 就是粗体"))
    assert codes("<p>写 **这样** 就是粗体</p>") == ["WX008 E"]
    assert codes("<p>写 **这样** 就是粗体</p>", source=article) == []


def article_with_notes() -> Document:
    source = Link((Text("报告"),), "https://example.org/a%20b")
    return noted(
        paragraph("第一句话", cite(1), "，第二句话", cite(2), "。"),
        heading(2, "小节"),
        paragraph("末段。"),
        notes=(note(1, paragraph("作者。", source, "。检索日期")), note(2, paragraph("第二条"))),
    )


WHOLE = (
    "<p>第一句话<sup>[1]</sup>，第二句话<sup>[2]</sup>。</p><h2>小节</h2><p>末段。</p>"
    "<h2>References</h2><p>[1] 作者。报告。检索日期 https://example.org/a b</p><p>[2] 第二条</p>"
)


def test_WX008_an_article_that_is_whole_has_no_finding() -> None:
    assert messages(WHOLE, source=article_with_notes()) == ""


@pytest.mark.parametrize(
    ("lost", "instead", "said"),
    [
        ("<p>末段。</p>", "", "a text below '小节' is missing: '末段。'"),
        ("第二句话", "第二句", "a text is missing: '，第二句话'"),
        ("检索日期", "", "the note '1' is not whole: '。检索日期' is missing"),
        ("第二条", "", "the note '2' is not whole"),
        ("https://example.org/a b", "", "the address 'https://example.org/a%20b' is missing"),
        ("<sup>[2]</sup>", "", "1 of 2 citations have no mark"),
    ],
)
def test_WX008_what_is_lost_is_named(lost: str, instead: str, said: str) -> None:
    assert said in messages(WHOLE.replace(lost, instead), source=article_with_notes())


def test_WX008_a_link_inside_wechat_that_became_text_is_named() -> None:
    url = "https://mp.weixin.qq.com/s/abc"
    article = document(paragraph("见", Link((Text("往期"),), url), "。"))
    assert messages(f'<p>见<a href="{url}">往期</a>。</p>', source=article) == ""
    found = messages(f"<p>见往期<sup>[1]</sup>。</p><p>[1] 往期: {url}</p>", source=article)
    assert f"'{url}' is no link any more, though WeChat keeps it" in found


@pytest.mark.parametrize(
    "damaged", ["甲（ 2025/6/19）。", "甲（2025/6/19 ）。", "甲（2025/6/19） 。"]
)
def test_WX008_a_space_put_beside_chinese_punctuation_is_named(damaged: str) -> None:
    article = document(paragraph("甲（2025/6/19）。"))
    assert messages("<p>甲（2025/6/19）。</p>", source=article) == ""
    found = messages(f"<p>{damaged}</p>", source=article)
    assert "a space was put beside Chinese punctuation" in found


def test_WX008_the_authors_own_spaces_and_those_beside_a_picture_are_left_alone() -> None:
    own = document(paragraph("甲（ 2025/6/19 ）。"))
    assert messages("<p>甲（ 2025/6/19 ）。</p>", source=own) == ""
    formula = document(paragraph("公式 ", Math("x"), "，如此。"))
    picture = '<img alt="x" data-w="9" src="https://mmbiz.qpic.cn/x"/>'
    assert messages(f"<p>公式 {picture}，如此。</p>", source=formula) == ""


def test_WX008_hundreds_of_lost_texts_are_few_findings() -> None:
    article = document(*(paragraph(f"第{number}段文字") for number in range(300)))
    found = messages("<p>别的</p>", source=article)
    assert found.count("\n") < 8
    assert "295 more texts are missing" in found


# --- WX009 and WX010 ------------------------------------------------------------------------------


def nested(count: int) -> str:
    return "<section>" * count + "<p>文字</p>" + "</section>" * count


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (nested(9), []),
        (nested(10), ["WX009 W"]),
        ('<p><span leaf=""><p>文字</p></span></p>', ["WX009 W"]),
        ('<section><section leaf=""><section>文字</section></section></section>', ["WX009 W"]),
        ('<p><span leaf="">文字</span></p><p>文字</p>', ["WX009 W"]),
        ("<section><p>一</p>\n<p>二</p></section>", ["WX009 W"]),
        ("<ul><li>一</li> <li>二</li></ul>", ["WX009 W"]),
        (f"<section>{'<p></p>' * 15}{'<p>字</p>' * 6}</section>", []),
        (f"<section>{'<p></p>' * 16}{'<p>字</p>' * 5}</section>", ["WX009 W"]),
        (f"<pre>{'x' * 80}</pre>", ["WX009 W"]),
        (f'<pre style="white-space:pre-wrap">{"x" * 80}</pre>', []),
        ("<pre>x</pre>", []),
        ("<p><code>a\nb</code></p>", ["WX009 W"]),
        ("<p><code>a\tb</code></p>", ["WX009 W"]),
        ("<p><code>a  b</code></p>", ["WX009 W"]),
        ("<p><code>a b</code></p>", []),
        ('<pre style="white-space:pre-wrap">a\nb</pre>', ["WX009 W"]),
        ("文字<p>段落</p>", ["WX009 W"]),
    ],
)
def test_WX009_structure_that_the_editor_changes(markup: str, expected: list[str]) -> None:
    assert codes(markup) == expected


@pytest.mark.parametrize(
    "ground", ["#888", "#07c160", "rgba(59,130,246,.5)", "rgba(175,184,193,.2)", "#f7f7f7"]
)
def test_WX010_text_on_a_background_has_a_colour_of_its_own(ground: str) -> None:
    bare = f'<section style="background-color:{ground}"><p>文字</p></section>'
    assert "no colour of its own" in messages(bare)
    assert "no colour of its own" not in messages(bare.replace("<p>", '<p style="color:#111">'))


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("color:#767676", []),
        ("color:#777", ["WX010 W"]),
        ("color:#949494;font-size:24px", []),
        ("color:#fff;background:#333", []),
        ("color:#fff;background-image:linear-gradient(90deg,#333,#000)", ["WX010 W"]),
    ],
)
def test_WX010_contrast_and_gradients(style: str, expected: list[str]) -> None:
    assert codes(section(style)) == expected


def test_WX010_contrast_is_measured_in_dark_mode_too() -> None:
    markup = '<section style="background-color:#888"><p style="color:#fff">文字</p></section>'
    assert "in dark mode" not in messages(markup)
    bare = '<section style="background-color:#888"><p>文字</p></section>'
    dark = [line for line in messages(bare).splitlines() if "in dark mode" in line]
    ignored = bare.replace("<p>", '<p data-ignore-dm="low-contrast">')
    assert not [line for line in messages(ignored).splitlines() if "in dark mode" in line]
    assert len(dark) <= 1


@pytest.mark.parametrize("color", ["#000", "currentColor"])
def test_WX010_a_formula_takes_the_colour_of_the_text(color: str) -> None:
    markup = f'<p>设 <svg alt="x_1" viewBox="0 0 9 9"><path d="M0 0" fill="{color}"/></svg></p>'
    assert codes(markup) == ([] if color == "currentColor" else ["WX010 W"])


def test_WX010_a_part_that_dark_mode_skips_is_reported() -> None:
    assert codes('<p data-no-dark="1">文字</p>') == ["WX010 W"]


# --- places, order, hostile input -----------------------------------------------------------------


def test_a_finding_has_line_and_column_and_equal_ones_are_one() -> None:
    found = lint_wechat('<p>一</p>\n<p><b id="a">二</b><b id="b">三</b></p>', path=Path("a.html"))
    first = next(one for one in found if one.code == "WX002")
    assert (first.line, first.column) == (2, 4)
    assert str(first).startswith("a.html:2:4: WX002 ")
    assert "2 times (also 2:19)" in first.message


def test_errors_come_first() -> None:
    found: tuple[Diagnostic, ...] = lint_wechat('<p style="color:#999">一</p><div>二</div>')
    assert [one.severity for one in found] == [Severity.ERROR, Severity.WARNING]


@pytest.mark.parametrize(
    "piece",
    ["<a ", '<a "', "<!--", "</p>", "<p><b>", "<li>", "<ul><li>", "[^", "**a", "![", "$a", "x;(("],
)
def test_hostile_markup_is_read_to_its_end(piece: str) -> None:
    markup = f'<p>{piece * 1_500}</p><p id="last">'
    found = lint_wechat(markup)
    is_swallowed = piece in {"<a ", '<a "', "<!--"}  # an open tag or comment takes all the rest
    assert any(one.code == "WX002" and "'id'" in one.message for one in found) or is_swallowed


def test_the_linter_takes_what_the_exporter_is_given() -> None:
    publication = Publication((article_with_notes(),))
    made = publishkit.export(publication.documents[0], "wechat")
    assert lint_wechat(made.data.decode(), source=article_with_notes(), target="draft") == ()
