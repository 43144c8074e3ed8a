"""The HTML of mails: what programs show, and nothing that they drop, in styles of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pypandoc
import pytest
from lxml import html as parser

import publishkit
from documents import cite, document, heading, inlines, note, noted, paragraph
from epub_documents import asset, attributes, element, every_node, link
from feeds import DAY
from mails import (
    BASE_URL,
    DARK_MODE,
    UNAVOIDABLE,
    Mail,
    browser_reports,
    mail,
    unsupported,
    visible_text,
)
from media_files import moving, opened, picture
from publishkit.errors import ConfigurationError, UsageError
from publishkit.model.document import Document
from publishkit.model.metadata import Author, FeatureImage
from publishkit.model.nodes import (
    Attributes,
    Block,
    CodeBlock,
    Figure,
    Image,
    Link,
    ListItem,
    Math,
    OrderedList,
    Paragraph,
    Plain,
    Text,
)
from publishkit.model.tree import plain_text, walk
from reading_systems import Browser

TESTS = Path(__file__).parent
CASES = TESTS / "cases"
SAMPLE = TESTS.parent / "samples" / "openai-microsoft.md"
STRESS = ("core-stress", "epub-stress", "wechat-stress", "attack")
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="40">'
    b'<rect width="50" height="9"/></svg>'
)


def tree(found: Mail) -> Any:
    return parser.document_fromstring(found.html)


def shown(*content: Block, **options: Any) -> Mail:
    return mail(document(*content, date=DAY, slug="a"), **options)


def with_image(image: Image, data: bytes, media_type: str, **size: int) -> Document:
    file = replace(asset("p", media_type, data), **size)
    made = document(Paragraph((image,)), date=DAY, slug="a")
    return replace(made, assets={image.url: file})


def images_in(found: Mail) -> list[dict[str, str]]:
    return [dict(node.attrib) for node in tree(found).iter("img")]


# --- what no mail program shows -----------------------------------------------------------------


@cache
def every_mail() -> dict[str, Mail]:
    read = {name: publishkit.read(CASES / f"{name}.md") for name in STRESS}
    sample = publishkit.read(SAMPLE)
    return {
        "sample": mail(sample),
        **{name: mail(item) for name, item in read.items()},
        "nodes": mail(every_node()),
        "inside": mail(every_node(), images="cid", theme="serif"),
        "digest": mail(sample, *_dated(read.values()), digest=True),
        "summaries": mail(sample, *_dated(read.values()), digest=True, content="summary"),
    }


def _dated(documents: Any) -> list[Document]:
    return [
        replace(item, metadata=replace(item.metadata, date=item.metadata.date or DAY))
        for item in documents
    ]


def test_F6_caniemail_finds_nothing_but_what_is_documented(node: str, tmp_path: Path) -> None:
    pages = {name: item.html for name, item in every_mail().items()}
    expected = dict.fromkeys(pages, UNAVOIDABLE | DARK_MODE)
    found = unsupported(pages, node=node, folder=tmp_path)
    # The addresses of these are the author's: nothing is fetched, so nothing can be converted.
    remote = {"WebP image format", "AVIF image format"}
    shown = {
        name: {key: value for key, value in report.items() if key not in remote}
        for name, report in found.items()
    }
    assert shown == expected


def test_F6_without_dark_mode_caniemail_finds_the_body_alone(node: str, tmp_path: Path) -> None:
    pages = {"sample": mail(publishkit.read(SAMPLE), dark_mode=False).html}
    assert unsupported(pages, node=node, folder=tmp_path) == {"sample": UNAVOIDABLE}


def test_caniemail_is_asked_about_what_would_be_wrong(node: str, tmp_path: Path) -> None:
    bad = "<html><body><p style='display:flex'><a href='#x'>x</a></p></body></html>"
    found = unsupported({"bad": bad}, node=node, folder=tmp_path)["bad"]
    assert {"Local anchors", "display:flex"} <= set(found)


@pytest.mark.parametrize("name", ["sample", *STRESS, "nodes", "digest"])
def test_I4_no_line_is_empty_or_indented(name: str) -> None:
    for page in (every_mail()[name].html, every_mail()[name].page):
        lines = page.split("\n")
        assert [line for line in lines[:-1] if not line.strip()] == []
        assert [line for line in lines if line.startswith((" ", "\t"))] == []


@pytest.mark.parametrize("dialect", ["commonmark+raw_html", "gfm", "markdown_mmd"])
def test_I4_a_service_that_reads_html_as_markdown_shows_the_same(dialect: str) -> None:
    for page in (every_mail()["core-stress"].page, every_mail()["nodes"].page):
        body = page[page.index("<body") : page.index("</body>")]
        read = pypandoc.convert_text(body, "html", dialect, extra_args=["--wrap=preserve"])
        assert visible_text(f"<html><body>{read}</body></html>") == visible_text(page)


def test_I4_code_keeps_its_own_lines_and_indents() -> None:
    code = "def f():\n\n    return  1\n\tx"
    found = shown(CodeBlock(code, "python"))
    (box,) = tree(found).xpath("//td/code")
    for end in box.iter("br"):
        end.tail = "\n" + (end.tail or "")
    assert "".join(box.itertext()).replace("\xa0", " ") == code.replace("\t", "    ")


# --- notes --------------------------------------------------------------------------------------


def test_a_citation_is_a_number_and_no_link_since_links_inside_mails_work_nowhere() -> None:
    found = mail(publishkit.read(CASES / "core-stress.md"))
    marks = [node for node in tree(found).iter("sup") if re.fullmatch(r"\[\d+\]", node.text or "")]
    assert len(marks) > 30
    assert all(not list(mark) for mark in marks)
    assert not re.search(r'href="#|\bid="', found.html)


def test_endnotes_stand_once_under_the_authors_heading_without_back_links() -> None:
    root = tree(mail(publishkit.read(SAMPLE)))
    (title,) = [node for node in root.iter("h2") if node.text == "References"]
    items = title.getnext().findall("li")
    assert [item.text_content().strip()[:4] for item in items] == [
        "Rayk",
        "（202",
        "（202",
        "（202",
        "（202",
    ]
    assert not re.search("[↩↑]", root.text_content())


# --- links and images ---------------------------------------------------------------------------


def test_places_in_the_article_and_files_of_the_site_are_links_to_the_web() -> None:
    found = shown(
        paragraph(link("#sec"), link("../x"), link("//cdn.example/a"), link("mailto:a@b.c"))
    )
    assert [node.get("href") for node in tree(found).iter("a")][1:5] == [
        f"{BASE_URL}a/#sec",
        f"{BASE_URL}x",
        "https://cdn.example/a",
        "mailto:a@b.c",
    ]


def test_without_a_base_url_local_links_are_text_and_images_are_inside() -> None:
    image = Image("images/p.png", "alt")
    made = with_image(image, picture(), "image/png", width=40, height=30)
    made = replace(made, content=(paragraph(link("../x"), link("https://e.org/")), *made.content))
    found = mail(made, site={"base_url": ""})
    assert [node.get("href") for node in tree(found).iter("a")] == ["https://e.org/"]
    (shown_image,) = images_in(found)
    assert shown_image["src"].removeprefix("cid:") in found.files
    assert "data:image/png;base64," in found.page
    assert found.codes == ["P007"]
    assert not re.search(r"https?://[^\"]*invalid", found.html)


def test_an_address_in_the_front_matter_serves_where_there_is_no_base_url() -> None:
    content = (paragraph(link("../x"), Image("/img/p.png", "alt")),)
    made = document(*content, date=DAY, canonical="https://e.org/posts/a/")
    file = replace(asset("p", "image/png", picture()), width=40, height=30)
    found = mail(replace(made, assets={"/img/p.png": file}), site={"base_url": ""})
    assert found.codes == []
    assert images_in(found)[0]["src"] == "https://e.org/img/p.png"
    links = [node.get("href") for node in tree(found).iter("a")]
    assert links[:2] == ["https://e.org/posts/a/", "https://e.org/posts/x"]


def test_an_image_has_its_address_size_and_text() -> None:
    image = Image("images/p 1.png", 'a "b"')
    found = mail(with_image(image, picture(), "image/png", width=200, height=100))
    (shown_image,) = images_in(found)
    assert shown_image["src"] == f"{BASE_URL}a/images/p%201.png"
    assert (shown_image["width"], shown_image["height"]) == ("200", "100")
    assert shown_image["alt"] == 'a "b"'
    assert found.files == {}


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ("", ("560", None)),
        ("50%", ("280", "140")),
        ("100px", ("100", "50")),
        ("2000", ("560", None)),
    ],
)
def test_an_image_is_no_wider_than_the_mail(asked: str, size: tuple[str, str | None]) -> None:
    image = Image("p.png", "alt", width=asked)
    (found,) = images_in(mail(with_image(image, picture(), "image/png", width=1000, height=500)))
    assert (found["width"], found.get("height")) == size
    assert "max-width: 100%" in found["style"]


def test_cid_puts_images_into_the_mail_and_addresses_into_the_page() -> None:
    data = picture()
    found = mail(
        with_image(Image("p.png", "alt"), data, "image/png", width=40, height=30), images="cid"
    )
    ((name, file),) = found.files.items()
    assert file == ("image/png", data)
    assert f'src="cid:{name}"' in found.html
    assert f'src="{BASE_URL}a/p.png"' in found.page
    assert "cid:" not in found.page


@pytest.mark.parametrize("kind", ["WEBP", "AVIF", "BMP", "TIFF"])
def test_types_that_outlook_or_gmail_lack_are_converted_and_inside(kind: str) -> None:
    try:
        data = picture(kind, (60, 40))
    except (KeyError, OSError):
        pytest.skip(f"this Pillow writes no {kind}")
    found = mail(
        with_image(Image("p.x", "alt"), data, f"image/{kind.lower()}", width=60, height=40)
    )
    ((media_type, made),) = found.files.values()
    assert media_type in {"image/png", "image/jpeg"}
    assert opened(made).size == (60, 40)
    assert images_in(found)[0]["width"] == "60"
    assert f'src="{BASE_URL}a/p.x"' in found.page


def test_an_svg_image_is_drawn_twice_as_fine_as_it_is_shown() -> None:
    found = mail(with_image(Image("p.svg", "alt"), SVG, "image/svg+xml"))
    ((media_type, made),) = found.files.values()
    image = opened(made).convert("RGBA")
    assert (media_type, image.size) == ("image/png", (200, 80))
    assert image.getpixel((10, 5)) == (0, 0, 0, 255)
    assert image.getpixel((150, 5)) == (0, 0, 0, 0)
    assert images_in(found)[0]["width"] == "100"


@pytest.mark.parametrize(
    "svg",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg" width="900000" height="900000"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><pattern id="p"'
        b' width="900000" height="900000" patternUnits="userSpaceOnUse">'
        b'<rect width="9" height="9"/></pattern>'
        b'<rect width="9" height="9" fill="url(#p)" transform="scale(90000)"/></svg>',
        b"<svg",
        b"<html/>",
    ],
    ids=["huge", "pattern", "broken", "other"],
)
def test_an_svg_image_that_cannot_be_drawn_costs_only_itself(svg: bytes) -> None:
    found = mail(with_image(Image("p.svg", "alt"), svg, "image/svg+xml"))
    (shown_image,) = images_in(found)
    if not found.files:
        assert shown_image["src"] == f"{BASE_URL}a/p.svg"
        assert found.codes == ["A003"]


def test_large_images_inside_are_made_smaller_and_moving_ones_are_not() -> None:
    large = with_image(
        Image("p.jpg"), picture("JPEG", (3000, 1500)), "image/jpeg", width=3000, height=1500
    )
    ((_, made),) = mail(large, images="cid").files.values()
    assert opened(made).size == pytest.approx((1120, 560), abs=1)
    data = moving("GIF", (60, 40))
    gif = with_image(Image("p.gif"), data, "image/gif", width=60, height=40)
    assert [item for _, item in mail(gif, images="cid").files.values()] == [data]


def test_one_image_shown_twice_is_inside_once() -> None:
    made = with_image(Image("p.png", "a"), picture(), "image/png", width=40, height=30)
    made = replace(made, content=(*made.content, *made.content))
    found = mail(made, images="cid")
    assert len(found.files) == 1
    assert len(images_in(found)) == 2


def test_an_image_elsewhere_in_a_type_that_outlook_lacks_is_reported() -> None:
    found = shown(paragraph(Image("https://e.org/a.webp?x=1", "alt")))
    assert found.codes == ["X002"]
    assert images_in(found)[0]["src"] == "https://e.org/a.webp?x=1"


def test_a_missing_image_leaves_its_text() -> None:
    found = shown(paragraph(Image("none.png", "the text")))
    assert images_in(found) == []
    assert "the text" in visible_text(found.html).replace("thetext", "the text")


def test_the_articles_own_image_comes_first_unless_it_is_in_the_text() -> None:
    made = with_image(Image("p.png", "alt"), picture(), "image/png", width=40, height=30)
    metadata = replace(made.metadata, image=FeatureImage("p.png", "lead"))
    in_text = replace(made, metadata=metadata)
    assert len(images_in(mail(in_text))) == 1
    above = replace(in_text, content=(paragraph("text"),))
    assert [item["alt"] for item in images_in(mail(above))] == ["lead"]
    assert images_in(mail(above, lead_image=False)) == []


def test_a_film_is_a_link_below_its_still_picture() -> None:
    film = element(
        "video",
        element("source", src="v.mp4"),
        Link((Text("Film"),), "v.mp4", attributes=Attributes(classes=("media",))),
        poster="p.png",
    )
    made = document(Paragraph((film,)), date=DAY, slug="a")
    still = replace(asset("p.png", "image/png", picture()), width=40, height=30)
    found = mail(replace(made, assets={"p.png": still}))
    (paragraph_,) = [node for node in tree(found).iter("p") if node.find("a/img") is not None]
    first, second = paragraph_.findall("a")
    assert first.get("href") == second.get("href") == f"{BASE_URL}a/v.mp4"
    assert first.find("img").get("src") == f"{BASE_URL}a/p.png"
    assert second.text == "Film"
    assert not list(tree(found).iter("video", "source"))


# --- formulas, ruby, code, other elements --------------------------------------------------------

MATHML = '<math xmlns="http://www.w3.org/1998/Math/MathML"><msup><mi>x</mi><mn>2</mn></msup></math>'


def test_a_formula_is_a_picture_on_white_with_its_tex_as_text() -> None:
    found = shown(paragraph("a", Math("x^2", mathml=MATHML), "b"))
    (image,) = images_in(found)
    assert image["alt"] == "x^2"
    assert "vertical-align: -" in image["style"]
    ((media_type, data),) = found.files.values()
    drawn = opened(data).convert("RGBA")
    assert media_type == "image/png"
    assert drawn.getpixel((0, 0)) == (255, 255, 255, 255)
    assert drawn.convert("L").getextrema()[0] < 60  # type: ignore[operator]
    assert drawn.width == pytest.approx(2 * int(image["width"]), abs=2)
    assert "data:image/png" in found.page


def test_a_formula_that_cannot_be_drawn_or_is_not_to_be_is_its_tex() -> None:
    for found in (
        shown(paragraph(Math("x^2"))),
        shown(paragraph(Math("x^2", mathml=MATHML)), formulas="tex"),
    ):
        assert [node.text for node in tree(found).iter("code")] == ["x^2"]
        assert found.files == {}


def test_ruby_is_text_in_brackets() -> None:
    ruby = element(
        "ruby",
        Text("字"),
        element("rp", Text("（")),
        element("rt", Text("zì")),
        element("rp", Text("）")),
    )
    found = shown(Paragraph((Text("汉"), ruby)))
    assert "汉字(zì)" in found.html


def test_code_is_highlighted_by_inline_colours() -> None:
    found = shown(CodeBlock("import os  # why", "python"))
    colours = {
        node.text: re.findall(r"color: (#\w+)", node.get("style") or "")
        for node in tree(found).xpath("//td/code/span")
    }
    assert colours["import"] == ["#a5134f"]
    assert colours["# why"] == ["#57606a"]


@pytest.mark.parametrize(
    "tag",
    ["abbr", "bdi", "time", "section", "figure", "details", "summary", "mark", "wbr", "article"],
)
def test_elements_that_some_programs_lack_become_others(tag: str) -> None:
    found = shown(Paragraph((Text("a"), element(tag, Text("inner")))))
    assert not list(tree(found).iter(tag))
    assert ("inner" in found.html) == (tag != "wbr")


@pytest.mark.parametrize(("lang", "side"), [("zh-Hans", "left"), ("ar", "right")])
def test_a_list_of_years_has_room_for_its_numbers(lang: str, side: str) -> None:
    years = OrderedList((ListItem((Plain(inlines("x")),)),), start=2024)
    (listing,) = tree(mail(document(years, date=DAY, lang=lang))).iter("ol")
    assert listing.get("style").endswith(f"padding-{side}: 3.35em")
    assert listing.get("start") == "2024"


def test_a_formula_too_wide_for_any_mail_is_its_tex() -> None:
    row = "".join("<mi>x</mi><mo>+</mo>" for _ in range(120))
    wide = f'<math xmlns="http://www.w3.org/1998/Math/MathML"><mrow>{row}</mrow></math>'
    found = shown(paragraph(Math("long", is_display=True, mathml=wide)))
    assert [node.text for node in tree(found).iter("code")] == ["long"]


def test_a_caption_of_a_figure_and_its_image_are_both_there() -> None:
    made = with_image(Image("p.png", "alt"), picture(), "image/png", width=40, height=30)
    figure = Figure((Plain((Image("p.png", "alt"),)),), (paragraph("Caption", cite(1)),))
    made = replace(
        noted(figure, notes=(note(1, paragraph("N")),), date=DAY, slug="a"), assets=made.assets
    )
    found = mail(made)
    assert len(images_in(found)) == 1
    assert "Caption<sup" in found.html


# --- styles and the page -------------------------------------------------------------------------


def test_all_styles_are_inline_but_the_colours_of_dark_mode() -> None:
    found = mail(every_node())
    (sheet,) = tree(found).xpath("//style")
    assert sheet.text.startswith("@media (prefers-color-scheme: dark) {")
    names = set(
        re.findall(r"([a-z-]+):(?= )", sheet.text.removeprefix("@media (prefers-color-scheme:"))
    )
    assert names == {"background-color", "color", "border-color"}
    classes = {name for node in tree(found).xpath("//@class") for name in node.split()}
    assert classes <= set(re.findall(r"\.([\w-]+)", sheet.text))
    for part in tree(found).iter("p", "li", "td", "h2"):
        assert part.get("style"), part.tag


def test_dark_mode_can_be_left_out() -> None:
    found = mail(every_node(), dark_mode=False)
    assert tree(found).xpath("//style | //meta[@name='color-scheme']") == []
    assert 'class="' not in found.html


def test_a_style_of_the_author_comes_last_and_is_inline() -> None:
    style = "p { color: #123456 } @media (min-width: 1px) { .mail { color: #654321 } }"
    found = shown(paragraph("text"), style=style)
    (text,) = [node for node in tree(found).iter("p") if node.text == "text"]
    assert "color: #123456" in text.get("style")
    assert "#654321" in tree(found).xpath("//style")[0].text


def test_a_style_cannot_leave_its_element() -> None:
    found = shown(
        paragraph("text"), style="@media print { a { content: '</style><script>x</script>' } }"
    )
    assert not list(tree(found).iter("script"))


def test_a_template_of_the_author_goes_before_ours(tmp_path: Path) -> None:
    folder = tmp_path / "email"
    folder.mkdir()
    text = '{% extends "publishkit/email/mail.html" %}{% block foot %}<p>Our foot</p>{% endblock %}'
    (folder / "mail.html").write_text(text, encoding="utf-8")
    found = shown(paragraph("text"), template_dir=tmp_path)
    assert "Our foot" in found.html
    assert "在网页上阅读" not in found.html
    (folder / "mail.html").write_text("{{ nothing }}", encoding="utf-8")
    with pytest.raises(ConfigurationError):
        shown(paragraph("text"), template_dir=tmp_path)


def test_a_theme_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="no theme 'serrif'"):
        shown(paragraph("text"), theme="serrif")


def test_outlook_gets_a_table_of_600_pixels_and_others_a_block() -> None:
    html = shown(paragraph("text")).html
    assert re.search(r"<!--\[if mso\]>\s*<table [^>]*width=\"600\"", html)
    (block,) = parser.document_fromstring(html).xpath("//div[contains(@style, 'max-width')]")
    assert "max-width: 560px" in block.get("style")
    assert "padding: 24px 20px" in block.get("style")


def test_the_preheader_is_the_summary_or_what_was_asked_for() -> None:
    for options, text in (({}, "Summary & more"), ({"preheader": "Other"}, "Other")):
        found = mail(document(paragraph("text"), date=DAY, summary="Summary & more"), **options)
        first = tree(found).find("body")[0]
        assert first.text == text
        assert "font: 1px" in first.get("style")


def test_the_title_is_there_once_and_leads_to_the_article() -> None:
    found = mail(document(heading(1, "标题"), heading(2, "Part"), date=DAY, slug="a"))
    (title,) = tree(found).iter("h1")
    assert title.text_content() == "标题"
    assert title.find("a").get("href") == f"{BASE_URL}a/"
    assert [node.text for node in tree(found).iter("h2")] == ["Part"]


def test_subtitle_authors_and_day_stand_below_the_title() -> None:
    authors = (Author("张三"), Author("李四"))
    made = document(paragraph("text"), date=DAY, subtitle="副标题", authors=authors, slug="a")
    below = tree(mail(made)).xpath("//h1/following-sibling::p")
    assert [node.text for node in below[:2]] == ["副标题", "张三, 李四 · 2025年6月19日"]
    assert mail(made).text.startswith("标题\n====\n副标题\n张三, 李四 · 2025年6月19日\n\ntext\n")


def test_the_placeholder_of_a_service_stays_as_it_is() -> None:
    found = shown(paragraph("text"), unsubscribe="*|UNSUB|*")
    assert 'href="*|UNSUB|*"' in found.html
    assert "退订" in found.html


def test_a_language_from_right_to_left_says_so() -> None:
    found = mail(document(paragraph("نص"), CodeBlock("x"), lang="ar", date=DAY))
    root = tree(found)
    assert root.get("dir") == "rtl"
    assert root.xpath("//td[@dir='ltr']")


@pytest.mark.parametrize("attribute", ["onclick", "srcset", "id", "class"])
def test_attributes_of_raw_html_are_left_out(attribute: str) -> None:
    found = shown(Paragraph((element("cite", Text("x"), **{attribute: "evil"}),)))
    assert "evil" not in found.html


def test_inline_nodes_of_every_kind_have_a_form(golden: Callable[[str, str], None]) -> None:
    # The names of pictures are digests of their bytes, which other versions of resvg may change.
    golden("email/nodes.html", re.sub("cid:[0-9a-f]{24}", "cid:…", mail(every_node()).html))


def test_the_sample_is_this_page(golden: Callable[[str, str], None]) -> None:
    golden("email/sample.html", mail(publishkit.read(SAMPLE)).html)


def test_attributes_stay_that_say_something() -> None:
    styled = Attributes(pairs=(("lang", "ja"), ("style", "color: red; text-align: center")))
    from publishkit.model.nodes import Div

    found = shown(Div((Paragraph(inlines("x")),), styled))
    (block,) = tree(found).xpath("//div[@lang='ja']")
    assert block.get("style") == "text-align: center"
    assert attributes().pairs == ()


def test_I1_a_mail_has_the_whole_text_the_image_first_and_nothing_that_leads_into_it(
    node: str, tmp_path: Path
) -> None:
    read = publishkit.read(SAMPLE)
    found = mail(read)
    root = tree(found)
    body = visible_text(found.html)
    for block in walk(read.content):
        if isinstance(block, Paragraph):
            assert re.sub(r"\s", "", plain_text(block.content)[:20]) in body
    # What an inbox shows is short, and no part of the text.
    assert len(root.find("body")[0].text) < 160
    (article,) = root.xpath("//div[@class='mail']/div[1]")
    first = article.xpath("*[not(self::h1 or @class='byline')]")[0]
    assert first.find("img").get("src").startswith("https://")
    assert not re.search(r'href="#|\bid="', found.html)
    assert all(int(width) <= 600 for width in root.xpath("//@width[not(contains(., '%'))]"))
    pages = {"sample": found.html}
    assert unsupported(pages, node=node, folder=tmp_path)["sample"] == UNAVOIDABLE | DARK_MODE


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["default", "serif"])
def test_I1_in_a_browser_mails_fit_phones_and_are_readable_by_day_and_night(
    theme: str, browser: Browser, tmp_path: Path
) -> None:
    pages = {
        name: mail(publishkit.read(CASES / f"{name}.md"), theme=theme).page
        for name in ("core-stress", "epub-stress", "wechat-stress")
    }
    pages["nodes"] = mail(every_node(), theme=theme).page
    for name, report in browser_reports(pages, browser=browser, folder=tmp_path).items():
        assert report["overflow"] == [], name
        assert report["faint"] == [], name
        assert report["blocks"] == {"600": 600, "375": 375, "1200": 600}, name


@pytest.mark.slow
def test_the_browser_sees_what_would_be_wrong(browser: Browser, tmp_path: Path) -> None:
    style = (
        ".mail { color: #aaaaaa } h1 { margin-right: -400px; width: 900px }"
        "@media (prefers-color-scheme: dark) { .mail { background-color: #888888 !important } }"
    )
    page = shown(paragraph("text"), style=style).page
    (report,) = browser_reports({"bad": page}, browser=browser, folder=tmp_path).values()
    assert "375 light" in report["overflow"]
    assert {text.split()[0] for text in report["faint"]} == {"light", "dark"}
