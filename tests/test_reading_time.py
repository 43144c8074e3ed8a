"""How long an article takes to read."""

from __future__ import annotations

import pytest

from documents import cite, inlines, paragraph
from publishkit.model.nodes import CodeBlock, Formatted, Math
from publishkit.phrases import phrases_for
from publishkit.transforms.reading_time import reading_time


@pytest.mark.parametrize(("characters", "minutes"), [(0, 1), (350, 1), (351, 2), (2800, 8)])
def test_three_hundred_and_fifty_chinese_characters_take_a_minute(
    characters: int, minutes: int
) -> None:
    found = reading_time([paragraph("字" * characters + "，。")])

    assert (found.words, found.minutes) == (characters, minutes)


def test_words_of_other_scripts_count_as_words() -> None:
    nodes = [paragraph("It’s a well-known 3.5 测", Formatted("strong", inlines("试")), "AI")]

    assert reading_time(nodes).words == 4 + 2 + 1
    assert reading_time([paragraph("word " * 480)]).minutes == 2


def test_a_word_may_change_its_style_but_ends_with_its_paragraph() -> None:
    within = paragraph("un", Formatted("emphasis", inlines("believ")), cite(1), "able")

    assert reading_time([within, paragraph("next")]).words == 2


def test_blocks_of_code_and_formulas_are_not_read() -> None:
    assert reading_time([CodeBlock("a b c"), paragraph("甲", Math("x + y"))]).words == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-Hans", "全文约 2800 字，阅读约需 8 分钟"),
        ("zh-TW", "全文約 2800 字，閱讀約需 8 分鐘"),
        ("en", "Reading time: 8 min"),
        ("xx", "Reading time: 8 min"),
    ],
)
def test_it_is_said_in_the_language_of_the_article(language: str, words: str) -> None:
    assert phrases_for(language).reading_time(2800, 8) == words
