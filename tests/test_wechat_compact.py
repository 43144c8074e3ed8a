"""Markup near WeChat's limit: shorter, with the same text and the same look."""

from __future__ import annotations

import re
from html import unescape

from documents import document, inlines, paragraph
from publishkit.formats.wechat import WechatExporter, WechatOptions
from publishkit.formats.wechat.compact import (
    counted_length,
    merge_inherited_styles,
    with_plain_code,
    without_leaves,
)
from publishkit.model.document import Document, Publication
from publishkit.model.nodes import BlockQuote, Code, CodeBlock, Formatted
from wechat_rules import parse


def export(article: Document, **options: object) -> str:
    settings = WechatOptions(**options)  # type: ignore[arg-type]
    return WechatExporter().export(Publication((article,)), settings).data.decode()


def text_of(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", markup))


def article(count: int, paragraphs: int = 0) -> Document:
    strong = Formatted("strong", inlines("粗"))
    blocks = (
        paragraph("文" * 90, strong, Code("a  b")),
        BlockQuote((paragraph("引"),)),
        CodeBlock("if x:\n\ty = '<'", "python"),
    )
    return document(*(blocks * count), *[paragraph("文" * 40)] * paragraphs)


def test_leaves_go_and_their_content_stays() -> None:
    markup = '<p><span leaf="">a<span style="x">b</span><em>c</em></span>d</p>'
    markup += '<p><span leaf="">e</span></p>'

    assert without_leaves(markup) == '<p>a<span style="x">b</span><em>c</em>d</p><p>e</p>'


def test_what_is_inherited_is_not_repeated() -> None:
    markup = (
        '<section style="color:#333;font-size:16px"><p style="margin:0;color:#333">a'
        '<span style="color:#333">b</span><span style="color:#666">c</span></p></section>'
    )

    assert merge_inherited_styles(markup) == (
        '<section style="color:#333;font-size:16px"><p style="margin:0">ab'
        '<span style="color:#666">c</span></p></section>'
    )


def test_elements_that_browsers_style_keep_their_own_declarations() -> None:
    markup = (
        '<section style="color:#333;font-weight:bold;font-size:16px;text-align:left">'
        '<h2 style="font-size:16px"><strong style="font-weight:bold">a</strong></h2>'
        '<a href="https://mp.weixin.qq.com/" style="color:#333">b</a>'
        '<table><tr><th style="text-align:left">c</th></tr></table></section>'
    )

    assert merge_inherited_styles(markup) == markup


def test_text_on_a_ground_keeps_its_colour() -> None:
    markup = (
        '<section style="color:#333"><section style="background-color:#eee">'
        '<p style="color:#333">a</p></section></section>'
    )

    assert merge_inherited_styles(markup) == markup


def test_code_inside_of_lines_keeps_its_colour_and_size_alone() -> None:
    markup = (
        '<code style="padding:2px;background-color:#eee;color:#a22;font-size:14px">a</code>'
        '<code style="display:block;color:#333;white-space:nowrap">b</code>'
    )

    assert with_plain_code(markup) == (
        '<code style="color:#a22;font-size:14px">a</code>'
        '<code style="display:block;color:#333;white-space:nowrap">b</code>'
    )


def test_the_address_of_an_image_counts_as_it_will_be_once_uploaded() -> None:
    uploaded = '<img src="https://mmbiz.qpic.cn/a" alt=""/>'

    assert counted_length(uploaded) == len(uploaded)
    lengths = {
        counted_length(f'<img src="{source}" alt=""/>')
        for source in ("a.png", "data:image/png;base64," + "x" * 90_000)
    }
    assert len(lengths) == 1
    assert counted_length('<p>&lt;img src="a.png"&gt;</p>') == 30


def test_an_article_far_from_the_limit_is_not_made_shorter() -> None:
    markup = export(article(5))

    assert markup.count('<span leaf="">') == 4 * 5 - 5
    assert "padding:2px 4px" in markup


def test_an_article_near_the_limit_gets_shorter_by_steps() -> None:
    forms: dict[tuple[bool, ...], list[int]] = {}
    for count in range(170):
        markup = export(article(16, count))
        has = ("leaf" in markup, "0 0 20px;color:#333" in markup, "padding:2px 4px" in markup)
        forms.setdefault(has, []).append(counted_length(markup))
        assert text_of(markup) == text_of(export(article(16, count), leaf=False))

    assert list(forms) == [
        (True, True, True), (False, True, True), (False, False, True), (False, False, False),
    ]  # fmt: skip
    *shorter, last = forms.values()
    assert max(length for lengths in shorter for length in lengths) < 19_500
    assert max(last) > 19_500


def test_the_shorter_forms_are_well_formed_and_say_the_same() -> None:
    markup = export(article(3))
    for shorten in (without_leaves, merge_inherited_styles, with_plain_code):
        shorter = shorten(markup)
        assert len(shorter) < len(markup)
        assert "".join(parse(shorter).itertext()) == "".join(parse(markup).itertext())
        assert shorten(shorter) == shorter
        markup = shorter
