"""The language of a text is told by its script and its common words."""

from __future__ import annotations

import pytest

from publishkit.reading.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("OpenAI近期大幅下调ChatGPT企业版价格，此举不仅是市场竞争的策略。", "zh-Hans"),
        ("OpenAI近期大幅調降ChatGPT企業版價格，這不僅是市場競爭的策略。", "zh-Hant"),
        ("中文", "zh-Hans"),
        ("これは漢字とかなの文章です。設計思想を説明する。", "ja"),
        ("カタカナ", "ja"),
        ("이것은 한국어 문장입니다.", "ko"),
        ("Это предложение на русском языке.", "ru"),
        ("Це речення українською мовою, її є багато.", "uk"),
        ("Αυτή είναι μια πρόταση.", "el"),
        ("هذه جملة باللغة العربية.", "ar"),
        ("זה משפט בעברית.", "he"),
        ("यह हिंदी में एक वाक्य है।", "hi"),
        ("นี่คือประโยคภาษาไทย", "th"),
        ("This is the house of which the others have heard.", "en"),
        ("Ceci est une phrase et les autres sont dans la maison.", "fr"),
        ("Das ist ein Satz und der andere ist nicht von mir.", "de"),
        ("Esta es la casa de los otros y no de una persona que viene.", "es"),
        ("Esta não é a casa dos outros e uma pessoa também vem.", "pt"),
        ("Questa è la casa degli altri e non di una persona che viene.", "it"),
        ("To je věta, která není v angličtině, ale jsou tak i jiné.", "cs"),
        ("To jest zdanie, które nie jest po angielsku i się tak pisze.", "pl"),
        ("Đây là một câu tiếng Việt và không phải của người khác.", "vi"),
        ("", "en"),
        ("12345 !?", "en"),
        ("zsh", "en"),
    ],
)
def test_a_sentence_has_its_language(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_chinese_with_much_code_is_chinese() -> None:
    text = "这是一篇关于编程的文章，其中有很多代码。" * 10 + "def main(): return value " * 30
    assert detect_language(text) == "zh-Hans"


def test_english_with_a_chinese_name_is_english() -> None:
    assert detect_language("The author 鲁迅 was born in Shaoxing in the year 1881.") == "en"


def test_a_few_chinese_terms_do_not_make_japanese_chinese() -> None:
    assert detect_language("機械学習による自動運転技術の研究について") == "ja"


def test_a_long_text_is_judged_by_its_start() -> None:
    assert detect_language("这是中文。" * 2_000 + "this is the end " * 100_000) == "zh-Hans"
