"""What EPUB pages hold: exact code, formulas, links, ids, headings, and XHTML from any tree."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from documents import document, heading, paragraph
from epub_documents import (
    MATHML,
    PNG,
    URLS,
    alone,
    asset,
    book,
    element,
    every_node,
    link,
    odd_links_and_ids,
    publications,
    wrong_nesting,
)
from epubs import book_of
from publishkit.formats.epub.content import conform
from publishkit.model.document import Document, Publication
from publishkit.model.nodes import (
    Attributes,
    Code,
    CodeBlock,
    Div,
    Heading,
    Image,
    ListItem,
    Math,
    OrderedList,
)

PAGE = "chapter.xhtml"
#: Elements of raw HTML, the unknown and the forbidden among them.
TAG_NAMES = (
    "a abbr article audio b bdo blockquote br caption center code col colgroup dd del details dfn"
    " div dl dt em figcaption figure font form h1 h3 h6 hr i kbd li main nav object ol p pre q rp"
    " rt ruby section span strong sub summary sup table tbody td tfoot th thead time tr u ul x-y"
)


@pytest.mark.parametrize("name", publications())
def test_every_page_is_parsed_by_a_strict_parser_and_has_each_id_once(name: str) -> None:
    epub = book_of(publications()[name])
    for page in epub.pages:
        ids = epub.find(page, "//@id")
        assert len(ids) == len(set(ids))
        assert all(item.isascii() for item in ids)


@pytest.mark.parametrize("name", publications())
def test_every_link_inside_a_book_leads_to_a_place_that_exists(name: str) -> None:
    epub = book_of(publications()[name])
    places = {page: {"", *epub.find(page, "//@id")} for page in epub.pages}
    files = {item[5:] for item in epub.archive.namelist()}
    links = 0
    for page in epub.pages:
        for target in epub.find(page, "//h:a/@href|//h:img/@src"):
            if ":" not in target:
                file, _, fragment = target.partition("#")
                assert (file or page) in files
                assert fragment in places.get(file or page, {""}), f"{page}: {target}"
                links += 1
    for target in epub.find("toc.ncx", "//ncx:content/@src"):
        file, _, fragment = target.partition("#")
        assert fragment in places[file]
    assert links


@pytest.mark.parametrize(
    "code", ["  a\n\tb\n\n", "\nfirst line is empty", "<&>\"'", "x = 1  \n", "中文\u3000\n", ""]
)
@pytest.mark.parametrize("language", ["", "python", "nonesuch"])
def test_C4_the_text_of_code_is_exactly_the_sources(code: str, language: str) -> None:
    epub = book_of(document(CodeBlock(code, language)))
    (block,) = epub.find(PAGE, "//h:pre")
    assert "".join(block.itertext()) == code


def test_D7_a_formula_is_mathml_with_its_tex_and_the_manifest_says_so() -> None:
    epub = book_of(document(paragraph(Math("x^2 & y", is_display=True, mathml=MATHML))))
    (formula,) = epub.find(PAGE, "//m:math")
    assert formula.get("alttext") == "x^2 & y"
    assert epub.find("content.opf", f"//opf:item[@href='{PAGE}']/@properties") == ["mathml"]


@pytest.mark.parametrize("mathml", ["", "<math", "<p/>", "<math><mi>x</mi></math>"])
def test_a_formula_without_sound_mathml_is_its_tex(mathml: str) -> None:
    epub = book_of(document(paragraph(Math("\\x{<", mathml=mathml))))
    assert epub.texts(PAGE, "//h:code") == ["\\x{<"]
    assert not epub.find("content.opf", f"//opf:item[@href='{PAGE}']/@properties")


def test_no_heading_level_is_skipped_below_the_title() -> None:
    for make in (every_node, wrong_nesting, odd_links_and_ids):
        epub = book_of(make())
        levels = [int(item.tag[-1]) for item in epub.find(PAGE, "//h:body//*") if _is_heading(item)]
        assert levels[0] == 1
        for before, after in itertools.pairwise(levels):
            assert after <= before + 1


def test_headings_in_what_is_closed_do_not_count_for_those_after_it() -> None:
    page = _conformed("<h2>甲</h2><details><h3>乙</h3><h4>丙</h4></details><h4>丁</h4>")
    assert re.findall("<(h[1-6])>(.)", page) == [
        ("h1", "甲"),
        ("h2", "乙"),
        ("h3", "丙"),
        ("h2", "丁"),
    ]
    page = _conformed("<h2>甲</h2><details open='open'><h3>乙</h3></details><h4>丙</h4>")
    assert re.findall("<(h[1-6])>(.)", page) == [("h1", "甲"), ("h2", "乙"), ("h3", "丙")]


@pytest.mark.parametrize("inside", ["", " &#160; ", "<img src='p.png' alt=''/>"])
def test_what_has_no_text_is_no_heading_and_no_header_cell(inside: str) -> None:
    page = _conformed(
        f"<h2 id='a'>{inside}</h2><table><tr><th scope='col'>{inside}</th></tr></table>"
    )
    body = etree.fromstring(page)
    assert [etree.QName(item).localname for item in body.iter("{*}h1", "{*}th")] == []
    assert body[0].get("id") == "a"
    assert not body.findall(".//{*}td[@scope]")


def test_a_link_without_text_is_named_by_its_address_or_is_none() -> None:
    page = _conformed(
        "<p><a href='https://a.example/'><img src='p.png' alt=''/></a>"
        "<a href='https://b.example/'> </a><a href='https://c.example/'>丙</a></p>"
    )
    links = list(etree.fromstring(page).iter("{*}a"))
    assert [(item.get("href"), item.get("aria-label")) for item in links] == [
        ("https://a.example/", "https://a.example/"),
        (None, None),
        ("https://c.example/", None),
    ]


def test_a_heading_that_is_a_formula_is_named_by_its_tex() -> None:
    page = book_of(document(Heading(2, (Math("x^2", mathml=MATHML),))))
    assert page.find(PAGE, "//h:h2/@aria-label") == ["x^2"]


def test_a_summary_without_text_has_an_ellipsis_and_an_aside_is_no_landmark() -> None:
    page = _conformed("<details><summary/>甲</details><aside>乙</aside>")
    assert "<details><summary>…</summary>甲</details><div>乙</div>" in page


def test_a_wide_formula_can_be_reached_by_keyboard() -> None:
    epub = book_of(document(paragraph(Math("x", True, MATHML), Math("y", mathml=MATHML))))
    assert epub.find(PAGE, "//h:span[@tabindex='0']/@class") == ["math display"]


def _is_heading(item: etree._Element) -> bool:
    return etree.QName(item).localname in {"h1", "h2", "h3", "h4", "h5", "h6"}


def test_a_list_of_years_has_room_for_its_numbers() -> None:
    items = (ListItem((paragraph("年"),)),)
    epub = book_of(document(OrderedList(items, 2024), OrderedList(items)))
    assert epub.find(PAGE, "//h:ol/@style") == ["padding-inline-start: 3.35em"]


def test_a_first_heading_that_repeats_the_title_is_printed_once() -> None:
    epub = book_of(document(heading(1, "标题", id="t"), heading(2, "节"), paragraph(link("#t"))))
    assert epub.texts(PAGE, "//h:h1|//h:h2") == ["标题", "节"]
    assert epub.find(PAGE, "//h:a/@href") == ["#t"]


def test_a_link_to_a_chinese_heading_leads_there_percent_escaped_or_not() -> None:
    epub = book_of(
        document(
            heading(2, "第一节", id="第一节-标题"),
            paragraph(
                link("#第一节-标题"), link("#%E7%AC%AC%E4%B8%80%E8%8A%82-%E6%A0%87%E9%A2%98")
            ),
            paragraph(link("#没有"), link("#")),
        )
    )
    (place,) = epub.find(PAGE, "//h:h2/@id")
    assert place.isascii()
    assert epub.find(PAGE, "//h:a/@href") == [f"#{place}", f"#{place}"]
    assert epub.texts(PAGE, "//h:p") == ["链接链接", "链接链接"]


def test_an_authors_id_that_looks_like_a_notes_gives_way() -> None:
    epub = book_of(every_node())
    (target,) = epub.find(PAGE, "//*[@id='note-1']/@role")
    assert target == "doc-footnote"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"])
def test_a_link_that_could_do_harm_is_text(url: str) -> None:
    epub = book_of(document(paragraph(link(url, "文字"))))
    assert epub.texts(PAGE, "//h:p") == ["文字"]
    assert not epub.find(PAGE, "//h:a")


def test_the_text_of_a_link_stays_whatever_its_url_is() -> None:
    epub = book_of(odd_links_and_ids())
    texts = epub.texts(PAGE, "//h:p")
    assert all(f"<{number}>" in texts for number in range(len(URLS)))


def test_a_relative_link_becomes_absolute_when_the_articles_address_is_known() -> None:
    article = document(paragraph(link("../b/?q=字"), link("/about/")), url="posts/a/")
    epub = book_of(Publication((article,), base_url="https://example.com/"))
    assert epub.find(PAGE, "//h:a/@href") == [
        "https://example.com/posts/b/?q=%E5%AD%97",
        "https://example.com/about/",
    ]


def test_links_between_the_articles_of_a_book_lead_to_its_chapters() -> None:
    epub = book_of(book())
    targets = epub.find("chapter-1.xhtml", "//h:p/h:a/@href")
    (place,) = epub.find("chapter-2.xhtml", "//h:h1/following::h:h2[1]/@id")
    assert targets[:3] == [f"chapter-2.xhtml#{place}", "chapter-2.xhtml", "chapter-3.xhtml"]
    assert "chapter-3.xhtml" in epub.find("chapter-2.xhtml", "//h:p/h:a/@href")


def test_a_link_to_an_articles_own_web_address_stays_on_the_web() -> None:
    address = "https://site.example/c/"
    epub = book_of(document(paragraph(link(address)), canonical=address))
    assert epub.find(PAGE, "//h:a/@href") == [address]


def test_illegal_characters_are_left_out() -> None:
    epub = book_of(document(paragraph("a\u0000\u0008\ufffe\ud800b"), title="t\u0001"))
    assert epub.texts(PAGE, "//h:p") == ["ab"]
    assert epub.metadata("dc:title") == ["t"]


def test_attributes_of_raw_html_never_run_or_colour_anything() -> None:
    odd = element("p", "x", onclick="x()", style="color: red; text-align: center", bgcolor="red")
    wide = Div((paragraph("y"),), Attributes(pairs=(("onload", "x()"), ("data-a", "1"))))
    page = book_of(document(odd, wide)).bytes(PAGE).decode()  # type: ignore[arg-type]
    assert '<p style="text-align: center">x</p>' in page
    for word in ("onclick", "onload", "red", "data-a"):
        assert word not in page


def test_an_image_that_is_missing_remote_or_of_a_strange_type_leaves_its_text() -> None:
    images = paragraph(
        Image("gone.png", "缺"), Image("https://example.com/i.png", "远"), Image("t.tiff", "异")
    )
    tiff = asset("t.tiff", "image/tiff", b"II*\0")
    article = Document(document().metadata, (images,), assets={"t.tiff": tiff})
    epub = book_of(article)
    assert epub.texts(PAGE, "//h:p") == ["缺远异"]
    assert not epub.find(PAGE, "//h:img")
    assert epub.find(PAGE, "//h:a/@href") == ["https://example.com/i.png"]


def test_an_image_is_stored_once_under_a_safe_name() -> None:
    image = asset("default (20).png", "image/png", PNG)
    content = (paragraph(Image("images/default (20).png", "a"), Image("other.png", "b")),)
    article = Document(
        document().metadata,
        content,
        assets={"images/default (20).png": image, "other.png": image},
    )
    epub = book_of(alone(article))
    sources = epub.find(PAGE, "//h:img/@src")
    assert len(sources) == 2 and len(set(sources)) == 1
    assert epub.bytes(sources[0]) == PNG
    assert sources[0].isascii() and " " not in sources[0]


def test_an_svg_image_carries_no_script() -> None:
    epub = book_of(every_node())
    (name,) = [item for item in epub.find(PAGE, "//h:img/@src") if item.endswith(".svg")]
    data = epub.bytes(name)
    assert b"linearGradient" in data
    assert b"script" not in data and b"onclick" not in data


def _bodies() -> st.SearchStrategy[str]:
    text = st.sampled_from(["", " ", "甲", "乙 丙", "丁"])

    def around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.builds(
            lambda tag, id, content, tail: f"<{tag}{id}>{''.join(content)}</{tag}>{tail}",
            st.sampled_from(TAG_NAMES.split()),
            st.sampled_from(["", ' id="a"', ' id="b"', ' href="#a"', ' colspan="0" style="x"']),
            st.lists(inner, max_size=3),
            text,
        )

    return st.recursive(text, around, max_leaves=12)


def _conformed(markup: str) -> str:
    body = etree.fromstring(f'<body xmlns="http://www.w3.org/1999/xhtml">{markup}</body>')
    conform(body)
    return etree.tostring(body, encoding="unicode")


@given(_bodies())
def test_conforming_loses_no_text_and_leaves_a_conforming_page_as_it_is(markup: str) -> None:
    once = _conformed(markup)
    before = etree.fromstring(f"<body>{markup}</body>")
    for character in "甲乙丙丁":
        text = "".join(etree.fromstring(once).itertext())
        assert text.count(character) == "".join(before.itertext()).count(character)
    inner = once.partition(">")[2].rpartition("</body>")[0] if "</body>" in once else ""
    assert _conformed(inner) == once or not inner


def test_code_that_names_its_direction_in_a_right_to_left_article_names_it_once() -> None:
    own = Attributes(pairs=(("dir", "rtl"),))
    article = document(
        paragraph(Code("a", own), Code("b")), CodeBlock("c", "text", own), lang="ar", slug="rtl"
    )
    epub = book_of(article)
    assert epub.find("chapter.xhtml", "//h:code/@dir|//h:pre/@dir") == ["rtl", "ltr", "rtl"]
