"""Spaces between Chinese and Latin words: where they go, and above all where they never go."""

from __future__ import annotations

import random

import pytest

from documents import cite, inlines, note, noted, paragraph
from publishkit.model.nodes import Code, CodeBlock, Element, Formatted, LineBreak, Link, Text
from publishkit.model.tree import plain_text, walk
from publishkit.transforms.spacing import space_document, space_text


@pytest.mark.parametrize(
    ("text", "spaced"),
    [
        ("中文English混排", "中文 English 混排"),
        ("有3个问题", "有 3 个问题"),
        ("占16%的份额", "占 16% 的份额"),
        ("2025年6月19日", "2025 年 6 月 19 日"),
        ("检索日期2025/6/19。", "检索日期 2025/6/19。"),
        ("发布GPT-4o模型", "发布 GPT-4o 模型"),
        ("C++语言和C#语言", "C++ 语言和 C# 语言"),
        ("增长3.5倍，共100", "增长 3.5 倍，共 100"),
        ("售价$20每月", "售价 $20 每月"),
        ("AT&T公司", "AT&T 公司"),
        ("气温36℃左右", "气温 36℃ 左右"),
        ("Café里", "Café 里"),
        ("𠮷野家Yoshinoya", "𠮷野家 Yoshinoya"),
    ],
)
def test_a_space_goes_between_han_characters_and_latin_words(text: str, spaced: str) -> None:
    assert space_text(text) == spaced


@pytest.mark.parametrize(
    "text",
    [
        # punctuation, of either width
        "（2025/6/19）。OpenAI，“AI”、《Nature》：GPT！",
        "中文(English)中文",
        "对/错，A/B",
        "中文-English",
        # names
        "36氪",
        "58同城、51信用卡、360搜索、163邮箱、4399小游戏、2345浏览器、999感冒灵、90后、211大学",
        "A股、T恤、B站、U盘、X光、Q币、阿Q、卡拉OK、UP主、双11大促、双12",
        "7天酒店，1号店，QQ音乐，ofo小黄车",
        # addresses, files, topics and note marks as they are written
        "见https://example.com/中文A路径/3个。",
        "在example.com/图片A里",
        "写信给张三a@example.com吧",
        "www.例子A.cn",
        "下载报告v2.pdf。",
        "#iPhone发布会#",
        "[^注1]",
        # nothing to do
        "只有中文。",
        "English only, 36 words.",
        "",
        "中文 English 中文",
    ],
)
def test_no_space_goes_anywhere_else(text: str) -> None:
    assert space_text(text) == text


def test_a_second_run_changes_nothing() -> None:
    pieces = [
        "中", "文字", "氪", "个", "年", "A", "GPT-4", "36", "3.5", "%", " ", "，", "（", "/", ".",
        "#", "https://a.cn/", "双11", "v2.pdf", "@", "+", "C++", "“", "到家", "\n", "é", "𠮷",
    ]  # fmt: skip
    dice = random.Random(6)
    for _ in range(5000):
        text = "".join(dice.choices(pieces, k=dice.randint(1, 12)))
        once = space_text(text)
        assert space_text(once) == once, text
        assert once.replace(" ", "") == text.replace(" ", "")


def test_a_space_between_two_elements_stays_outside_of_the_styled_one() -> None:
    strong = Formatted("strong", inlines("English"))
    link = Link(inlines("GPT"), "https://example.com/")
    spaced = space_document(
        noted(paragraph("中文", strong, "中文", link, "中"), notes=(note(1, paragraph("注A1")),))
    )
    (first, *_) = spaced.content

    assert plain_text((first,)) == "中文 English 中文 GPT 中"
    inner = [plain_text((node,)) for node in walk((first,)) if isinstance(node, Formatted | Link)]
    assert inner == ["English", "GPT"]
    assert [n.text for n in walk(spaced.endnotes[0].content) if isinstance(n, Text)] == ["注 A1"]


def test_a_name_in_two_styles_is_still_a_name() -> None:
    strong = Formatted("strong", inlines("36"))
    spaced = space_document(noted(paragraph("据", strong, "氪报道"), notes=()))

    assert plain_text(spaced.content[:1]) == "据36氪报道"


def test_code_marks_and_line_breaks_are_no_words() -> None:
    content = paragraph("中", Code("x=中A"), "文", cite(1), "AI", LineBreak(), "中")
    article = noted(content, CodeBlock("中A"), notes=(note(1, paragraph("注")),))

    assert space_document(article) == article


def test_text_in_blocks_of_raw_html_is_spaced_too() -> None:
    details = Element("details", (Element("summary", inlines("摘AI要")), paragraph("折AI叠")))
    spaced = space_document(noted(details, notes=()))

    assert plain_text(spaced.content[:1]).split("\n") == ["摘 AI 要", "折 AI 叠"]
