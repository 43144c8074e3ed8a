"""An article's first words describe it, without anything that is not running text."""

from __future__ import annotations

import pytest

from publishkit.model.nodes import (
    Alert,
    Block,
    BlockQuote,
    BulletList,
    Citation,
    Code,
    CodeBlock,
    Div,
    Figure,
    Formatted,
    Heading,
    Image,
    LineBreak,
    Link,
    ListItem,
    Paragraph,
    Plain,
    Text,
)
from publishkit.transforms.excerpt import excerpt


def p(*content: object) -> Paragraph:
    return Paragraph(tuple(Text(item) if isinstance(item, str) else item for item in content))  # type: ignore[misc]  # inlines by construction


LONG = "很长的一段话。" * 15


def test_a_lead_in_quotation_marks_is_the_excerpt() -> None:
    assert excerpt((BlockQuote((p(LONG),)), p("正文"))) == LONG


def test_a_later_quotation_is_passed_over() -> None:
    assert excerpt((p("甲。"), BlockQuote((p("引文"),)), p("乙。"))) == "甲。乙。"


def test_what_is_no_running_text_is_passed_over() -> None:
    picture = Image("a.png", "图")
    before: tuple[Block, ...] = (
        Heading(1, (Text("标题"),)),
        Figure((Plain((picture,)),), (Plain((Text("图注"),)),)),
        p(picture),
        CodeBlock("code"),
        Alert("note", (p("提示"),)),
        p("——"),
    )
    assert excerpt((*before, p(LONG))) == LONG


def test_marks_and_markup_are_left_out() -> None:
    content = (
        p(
            Formatted("strong", (Text("重点："),)),
            "引用",
            Citation(1, 1),
            Link((Text("链接"),), "https://e.com"),
            Image("a.png", "图"),
            Code("x"),
            "。",
            LineBreak(),
            "第二行",
        ),
    )
    assert excerpt(content) == "重点：引用链接x。第二行"


def test_a_short_first_paragraph_is_joined_by_the_next() -> None:
    assert excerpt((p("Hello."), p("This is more."), p("And more."))) == (
        "Hello. This is more. And more."
    )
    assert excerpt((p("短。"), p(LONG), p("不要"))) == f"短。{LONG}"


def test_a_division_is_looked_into() -> None:
    assert excerpt((Div((p("甲" * 50),)), p("乙"))) == "甲" * 50


def test_chinese_is_cut_at_140_characters() -> None:
    text = excerpt((p("字" * 500),))
    assert text == "字" * 139 + "…"
    assert excerpt((p("字" * 140),)) == "字" * 140


def test_english_is_cut_between_words() -> None:
    text = excerpt((p("wordy " * 100),))
    assert 285 < len(text) <= 300
    assert text.endswith("wordy…")


def test_punctuation_before_the_ellipsis_goes() -> None:
    assert excerpt((p("字" * 138 + "，字" + "字" * 50),)) == "字" * 138 + "…"


@pytest.mark.parametrize("cluster", ["👩‍👩‍👧‍👦", "👍🏽", "e\u0301\u0302", "🇨🇳"])
def test_a_grapheme_is_never_cut(cluster: str) -> None:
    for offset in range(20):
        text = excerpt((p("字" * (130 + offset // 2) + "," * (offset % 2) + cluster * 40),))
        body = text.removesuffix("…").lstrip("字").lstrip(",")
        assert body == cluster * body.count(cluster)


def test_an_article_of_lists_gives_their_text() -> None:
    content = (BulletList((ListItem((p("甲"),)), ListItem((p("乙"),)))),)
    assert excerpt(content) == "甲乙"


def test_nothing_gives_nothing() -> None:
    assert excerpt(()) == ""
    assert excerpt((Heading(1, (Text("a"),)),)) == ""
