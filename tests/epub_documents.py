"""Documents that are hard on an EPUB exporter: every node, wrong nesting, odd ids and links."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from documents import cite, document, heading, note, noted, paragraph
from media_files import M4A, MP3, MP4, OPUS, VTT, WEBM, picture
from publishkit.model.assets import Asset
from publishkit.model.document import Document, Publication
from publishkit.model.metadata import Author, FeatureImage, Metadata
from publishkit.model.nodes import (
    Alert,
    Attributes,
    Block,
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
    Heading,
    Image,
    LineBreak,
    Link,
    ListItem,
    Math,
    OrderedList,
    Paragraph,
    Plain,
    Row,
    Span,
    Table,
    Text,
    ThematicBreak,
)

#: One grey pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c6368000000820081"
    "77cd72b60000000049454e44ae426082"
)
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script>'
    b'<linearGradient id="g"><stop offset="0"/></linearGradient>'
    b'<rect width="9" height="9" fill="url(#g)" onclick="alert(1)"/></svg>'
)
MATHML = '<math xmlns="http://www.w3.org/1998/Math/MathML"><msup><mi>x</mi><mn>2</mn></msup></math>'


def asset(name: str, media_type: str, data: bytes) -> Asset:
    return Asset(name, media_type, len(data), hashlib.sha256(data).hexdigest(), content=data)


def attributes(**pairs: str) -> Attributes:
    return Attributes(
        id=pairs.pop("id", ""),
        classes=tuple(pairs.pop("classes", "").split()),
        pairs=tuple((name.rstrip("_"), value) for name, value in pairs.items()),
    )


def element(tag: str, *content: object, **pairs: str) -> Element:
    nodes = tuple(Text(item) if isinstance(item, str) else item for item in content)
    return Element(tag, nodes, attributes(**pairs))  # type: ignore[arg-type]


def link(url: str, text: str = "链接") -> Link:
    return Link((Text(text),), url)


def cell(*content: Block, **values: object) -> Cell:
    return Cell(content, **values)  # type: ignore[arg-type]


def every_node() -> Document:
    """An article with notes in all places and every kind of node."""
    table = Table(
        head=(Row((cell(paragraph("甲", cite(2))), cell(Plain((Text("乙"),))))),),
        body=(
            Row((cell(paragraph("a"), row_span=2, alignment="center"), cell(paragraph("b")))),
            Row((cell(paragraph("c"), is_header=True),)),
        ),
        foot=(Row((cell(paragraph("d"), column_span=2),)),),
        caption=(paragraph("表 1", cite(3)),),
        widths=(0.3, 0.7),
        attributes=attributes(id="表", style="x", width="50%"),
    )
    lists = BulletList(
        (
            ListItem((paragraph("完成", cite(1, 2)),), is_done=True),
            ListItem(
                (Plain((Text("待办"),)), OrderedList((ListItem((paragraph("一"),)),), 3, "a"))
            ),
        )
    )
    code = 'def f():\n\treturn "<&>"\n\n\n# 尾\n'
    content: tuple[Block, ...] = (
        heading(3, "第一节", cite(1), id="第一节"),
        paragraph("文字", Formatted("strong", (Text("粗"), cite(4))), LineBreak(), Code("a < b")),
        paragraph(
            Math("x^2", mathml=MATHML), Math("\\bad{", is_display=True), Math("", mathml="<x")
        ),
        BlockQuote((paragraph("引文", cite(2, 2)), ThematicBreak())),
        lists,
        DefinitionList(
            (
                Definition((Text("词"), cite(1, 3)), ((paragraph("义"),), ())),
                Definition((Text("无义"),), ()),
            )
        ),
        table,
        Figure(
            (paragraph(Image("p.png", "图", width="50%", height="20")),),
            (Plain((Text("图题"), cite(5))),),
            attributes(id="fig:1"),
        ),
        paragraph(Image("v.svg", "矢量"), Image("none.png", "缺图"), Image("none.png")),
        paragraph(Image("https://example.com/a b.png", "远图"), Image("https://example.com/x.png")),
        Figure(
            (paragraph(Link((Image("http://example.com/i.png", "图"),), "https://a.example/")),)
        ),
        CodeBlock(code, "python", attributes(id="code-1", startFrom="7")),
        CodeBlock("\n第一行空", "nonesuch"),
        Alert("warning", (paragraph("小心"),)),
        Div(
            (paragraph("框"),),
            attributes(id="note-1", classes="box a:b", data_x="1", align="center"),
        ),
        paragraph(
            Span((Text("泛"),), attributes(id="有 空格", lang="en", title='"<', onclick="x()"))
        ),
        heading(6, "很深"),
        heading(3, id="empty"),
        paragraph(
            link("#第一节"),
            link("#%E7%AC%AC%E4%B8%80%E8%8A%82"),
            link("#missing"),
            Link((Text("带注"), cite(5, 2), Text("的链接")), "https://example.com/"),
        ),
    )
    notes = (
        note(1, paragraph("一注 ", link("https://example.com/1")), cited=3),
        note(2, paragraph("段"), BulletList((ListItem((paragraph("项"),)),)), cited=2),
        note(3, CodeBlock("code\n", "sh")),
        note(4, paragraph("见", cite(6))),
        note(5, cited=2),
        note(6, paragraph("注中注")),
        note(7, paragraph("未引用"), cited=0),
    )
    article = noted(
        *content, notes=notes, title='标题 <&> "引号"', subtitle="副 & 题", slug="every"
    )
    return replace(
        article,
        assets={
            "p.png": asset("p.png", "image/png", PNG),
            "v.svg": asset("v.svg", "image/svg+xml", SVG),
        },
        summary="摘要 <b> & 其他",
    )


def wrong_nesting() -> Document:
    """Elements of raw HTML where the schema of XHTML does not have them."""
    block = paragraph("块")
    odd = [
        element("p", "a", block, "b", element("table", element("tr", element("td", "x")), "text")),
        element("em", "c", element("div", block), "d"),
        element("h2", element("p", "in heading"), element("ul", element("li", "x"))),
        element("a", element("a", "inner", href="https://b.example/"), href="https://a.example/"),
        element("a", element("details", element("summary", "s")), href="https://a.example/"),
        element("li", "stray item"),
        element("td", "stray cell"),
        element("ul", "text", element("p", "para"), element("li", "item"), "tail"),
        element("ol", element("li", "x", value="3"), start="x", type="Q"),
        element("dl", element("dd", "first"), "text", element("dt", "last")),
        element(
            "table", element("caption", "c", element("table")), element("caption", "d"), "loose"
        ),
        element("table", element("tfoot"), element("thead", "x"), element("thead"), element("tr")),
        element("table", element("col", width="3"), element("tbody", element("td", "cell"))),
        element(
            "figure", "a", element("figcaption", "mid"), "b", element("figcaption", "end"), "c"
        ),
        element("details", "no summary", block),
        element(
            "details", block, element("summary", element("p", "late")), element("summary", "2")
        ),
        element("summary", "stray"),
        element("ruby", "漢", element("rp", "("), element("rt", "kan"), element("rp", ")")),
        element("ruby", "no text"),
        element("ruby", element("div", "x"), element("rt", element("p", "y"))),
        element("rt", "stray"),
        element("pre", "a", element("div", "b"), "\n  c"),
        element("center", "middle"),
        element("font", "f", color="red", size="7"),
        element("time", "yesterday", datetime="x"),
        element("data", "v", value="1"),
        element("bdo", "b", dir="rtl"),
        element("bdo", "no dir"),
        element("address", element("header", element("footer", "x"))),
        element("main", element("main", element("nav", "x"))),
        element("section", element("h1", "big"), element("h6", "small"), lang="not a language"),
        element("audio", element("source", src="a.ogg"), "no audio", src="https://a.example/a.mp3"),
        element("video", src="missing.mp4"),
        element("img", src="p.png", alt="alt", srcset="x 2x", width="50%", onerror="x()"),
        element("img", src="https://a.example/x.png"),
        element("input", type="checkbox"),
        element("custom-thing", "kept"),
        element("area"),
        element("hr", width="50%"),
        element("p", element("hr"), align="right", style="color: red; text-align: left"),
        element("q", "quote", cite="not a url"),
        element("abbr", "HTML", title="HyperText", classes="a"),
        element("kbd", element("kbd", "Ctrl"), role="button", aria_label="x"),
    ]
    nested = [Paragraph((item,)) for item in odd]
    quoted = [BlockQuote((Element("span", (item, paragraph("x"))),)) for item in odd]
    article = document(*odd, *nested, *quoted, slug="nesting")  # type: ignore[arg-type]
    return replace(article, assets={"p.png": asset("p.png", "image/png", PNG)})


def nameless() -> Document:
    """Headings, links, header cells and summaries without text, and what is closed or set aside."""
    formula = Math("x^2", mathml=MATHML)
    wide = MATHML.replace("<msup>", "<mi>x</mi><mo>+</mo>" * 99 + "<msup>")
    images = (Image("p.png", ""), Image("none.png", ""))
    content: list[Block] = [element("h2"), element("h3", " \u00a0", element("br"), id="place")]
    content += [element("h2", formula), element("h2", *images), element("h2", Image("p.png", "图"))]
    for inside in ((), (" ",), images, (formula,), (Image("p.png", "图"),)):
        content.append(paragraph(element("a", *inside, href="https://example.com/")))
        content.append(element("details", element("summary", *inside), paragraph("正文")))
        row = element("tr", element("th", *inside, scope="col"), element("th", "甲"))
        content.append(element("table", row, element("tr", element("td", "1"), element("td"))))
    content += [Table(head=(Row((cell(), cell(paragraph("乙")))),), body=(Row((cell(), cell())),))]
    content += [element("aside", "一"), element("aside", "二"), element("nav", "三")]
    content += [heading(2, "开"), element("details", element("h3", "合"), element("h4", "更深"))]
    content += [
        heading(4, "后"),
        paragraph(link("#place")),
        paragraph(Math("x^2", True, wide)),
    ]
    return replace(
        document(*content, slug="nameless"), assets={"p.png": asset("p.png", "image/png", PNG)}
    )


URLS = (
    "https://例え.jp/路径?q=中文#片段", "https://example.com/a b", "https://example.com/[x]|y^z`{}",
    "https://example.com/%zz%20", "http://", "http:///x", "https://[::1]/", "http://[bad/",
    "http://a_b.example.com/", "https://example.com:99999/", "https://user@example.com/",
    "//example.com/x", "/about/", "other.md", "../x.html#y", "?q=1", "#", "#top", "", " ",
    "mailto:a@example.com", "mailto:", "tel:+123", "javascript:alert(1)", "data:text/html,x",
    "file:///etc/passwd", "HTTPS://EXAMPLE.COM/", "ftp://example.com/", "https://exa mple.com/",
    "https://example.com/#a#b", "https://example.com\\x", "https://例え。jp/", "http://-a.example/",
    "https://example.com/a\u0000b", "https://example.com/?a=1&b=<2>", "weird+scheme:x", "http:x",
)  # fmt: skip


def odd_links_and_ids() -> Document:
    """Links that lead nowhere or are no URLs, and ids that are doubled, empty or no XML names."""
    ids = ("a", "a", "1", "中文", "note-1", "cite-1-1", "with space", "x:y", "s1", "\u0001", "-")
    content: list[Block] = [
        Div((paragraph(f"{number}"),), Attributes(id=name)) for number, name in enumerate(ids)
    ]
    content += [paragraph(link(f"#{name}")) for name in ids]
    content += [paragraph(link(url, f"<{number}>")) for number, url in enumerate(URLS)]
    content += [heading(2, "同名", id="a"), heading(4, "跳级", id="中文"), Heading(2, ())]
    content.append(paragraph("坏\u0000\u0008字\ufffe符\ud800", cite(1)))
    return noted(*content, notes=(note(1, paragraph("\u000b")),), slug="odd")


def rich_metadata() -> Document:
    """Every field that the package document can show, with markup in all of them."""
    metadata = Metadata(
        title="<b>题</b> & \u0001 co.",
        subtitle="副]]>题",
        slug="rich",
        date=datetime(2025, 6, 19, 20, 3, 39, tzinfo=timezone(timedelta(hours=8))),
        updated=datetime(2025, 7, 1, 1, tzinfo=timezone(timedelta(hours=8))),
        tags=("甲 & 乙", "", "<c>", "甲 & 乙"),
        authors=(
            Author("王&五", file_as="Wang & Wu"),
            Author("Ann <x>", role="trl"),
            Author(" ", role="?"),
        ),
        editors=(Author("编 <者>"),),
        isbn="9787020002207",
        doi="10.1000/182<&>",
        series_index=2,
        image=FeatureImage("images/default (20).png"),
        canonical="https://example.com/?a=1&b=2",
        series=("系列",),
        license="CC BY <4.0>",
        publisher="出版 & 社",
        lang="zh-CN",
    )
    assets = {"images/default (20).png": asset("default (20).png", "image/png", PNG)}
    return Document(metadata, (paragraph("文"),), assets=assets, summary='a "b" <c> &\n d')


def bare() -> Document:
    """As little as a document can have, a language that is none, the first date there is."""
    return Document(Metadata(title="", lang="C", date=datetime(1, 1, 1, tzinfo=UTC)), ())


def right_to_left() -> Document:
    return document(paragraph("نص"), title="عنوان", lang="ar", slug="rtl")


def chapter(name: str, *content: Block, **metadata: object) -> Document:
    """An article of a book with one note, cited twice."""
    article = noted(
        heading(2, "小节", id="节"),
        paragraph("正文", cite(1), "，", cite(1, 2)),
        *content,
        notes=(note(1, paragraph(f"{name} 的注"), cited=2),),
        title=f"文章 {name}",
        slug=name,
        **metadata,
    )
    return replace(article, source=Path(f"posts/{name}.md"))


def book() -> Publication:
    """Three articles that link to each other."""
    first = chapter("a", paragraph(link("b.md#节"), link("./b.md"), link("../posts/c.md#none")))
    second = chapter(
        "b",
        paragraph(link("https://site.example/c/"), link("d.md"), link("#节")),
        authors=(Author("甲"),),
        date=datetime(2025, 1, 2, tzinfo=UTC),
    )
    third = chapter("c", canonical="https://site.example/c/", lang="en")
    return Publication((first, second, third), title="一本书", lang="zh-Hans", is_book=True)


def media() -> Document:
    """Players of every kind, with all that may be in them, in all kinds of places."""
    captions = element("track", src="c.vtt", kind="captions", srclang="zh", label="中文")
    subtitles = element("track", src="c.vtt", srclang="?", label="")
    sources = element("source", src="a.webm"), element("source", src="a.mp4")
    film = element("video", *sources, captions, subtitles, link("a.mp4"), poster="p.bmp")
    sound = element("audio", element("source", src="a.mp3"), "文字", id="声")
    article = document(
        paragraph("前", sound, "后"),
        paragraph(film),
        heading(2, "节", sound, id="节"),
        Figure((Plain((Image("a.opus", "讲话"),)),), (paragraph("讲话"),)),
        paragraph(Link((sound,), "https://example.com/")),
        element("details", element("summary", film), paragraph(film)),
        paragraph(Image("p.bmp", "图"), Image("large.png", "", is_decorative=True), Image("a.m4a")),
        slug="media",
    )
    files = {
        "a.mp3": ("audio/mpeg", MP3),
        "a.m4a": ("audio/mp4", M4A),
        "a.opus": ("audio/ogg; codecs=opus", OPUS),
        "a.mp4": ("video/mp4", MP4),
        "a.webm": ("video/webm", WEBM),
        "c.vtt": ("text/vtt", VTT),
        "p.bmp": ("image/bmp", picture("BMP")),
    }
    assets = {name: asset(name, *file) for name, file in files.items()}
    large = asset("large.png", "image/png", picture(size=(3000, 2500)))
    assets["large.png"] = replace(large, width=3000, height=2500)
    return replace(article, assets=assets)


def alone(article: Document) -> Publication:
    return Publication((article,))


def publications() -> dict[str, Publication]:
    """Every hand-made publication, by name."""
    articles = (
        every_node,
        wrong_nesting,
        odd_links_and_ids,
        rich_metadata,
        bare,
        right_to_left,
        media,
    )
    return {make.__name__: alone(make()) for make in articles} | {"book": book()}
