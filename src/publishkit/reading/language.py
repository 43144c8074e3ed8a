"""The language that a text is written in, from its script and its most common words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

__all__ = ["detect_language"]

_SAMPLE: Final = 5_000
#: The first word of a letter's Unicode name, for scripts that mean one language or a few.
_SCRIPTS: Final[Mapping[str, str]] = {
    "ARABIC": "ar",
    "ARMENIAN": "hy",
    "BENGALI": "bn",
    "BOPOMOFO": "zh",
    "CJK": "zh",
    "CYRILLIC": "ru",
    "DEVANAGARI": "hi",
    "GEORGIAN": "ka",
    "GREEK": "el",
    "HANGUL": "ko",
    "HEBREW": "he",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "LATIN": "en",
    "TAMIL": "ta",
    "THAI": "th",
}
#: A letter of these says as much as several of an alphabet.
_WEIGHTS: Final[Mapping[str, float]] = {"ja": 3, "ko": 2, "zh": 4}
_KANA_SHARE: Final = 0.08

_SIMPLIFIED: Final = frozenset(
    "这说时为们会对发经学过还国东车门问间见长马话语请让认识记计设论证实现应该开关无图书写体华务产"
    "业员从两动进种样头给与将种点热爱听买卖读觉战术网络终于总结构规则权"
)
_TRADITIONAL: Final = frozenset(
    "這說時為們會對發經學過還國東車門問間見長馬話語請讓認識記計設論證實現應該開關無圖書寫體華務產"
    "業員從兩動進種樣頭給與將種點熱愛聽買賣讀覺戰術網絡終於總結構規則權"
)
#: Letters that another language of the same script does not have.
_LETTERS: Final[Mapping[str, Mapping[str, str]]] = {
    "ar": {"fa": "پچژگ", "ur": "ٹڈڑے"},
    "ru": {"uk": "іїєґ", "sr": "ђјљњћџ", "be": "ў"},
}
_STOP_WORDS: Final[Mapping[str, str]] = {
    "en": "the and of to is that for with this are was it as on be by from have not which",
    "fr": "le la les et des est une dans que qui pour pas sur avec ce sont du au cette nous",
    "de": "der die das und ist nicht ein eine mit von zu den auf für sich dem auch wird im",
    "es": "el la los las y que es una por con para no se del como más su pero este lo",
    "pt": "o a os as e que é uma não com para por do da em se como mais dos ao também são",
    "it": "il di che è la per non una con del della sono gli le un si come anche nel dei",
    "nl": "de het een en van is dat niet zijn op te voor met die er ook aan maar wordt",
    "cs": "je na se že to do ale jako jsou by pro jsem tak které který také není nebo když",
    "pl": "nie się na jest że do jak to co są przez dla ale od oraz który tylko może być",
    "sv": "och att det är en som på för med av den inte till har ett om vi kan från",
    "da": "og at det er en af på til som med den ikke for der et har de kan vi fra",
    "fi": "ja on ei se että oli kun mutta myös ovat tai niin joka hän sen voi ole",
    "hu": "a az és hogy nem is egy ez van volt de meg csak mint azt ki már lesz vagy",
    "ro": "și de la în nu este cu care pe un o sunt mai din pentru că să fi ca",
    "tr": "bir ve bu da de için ile çok olarak daha gibi ne var kadar olan ama değil",
    "vi": "và là của không có một được cho trong này với các người những đã khi để",
    "id": "yang dan di dengan untuk ini dari itu tidak pada adalah dalam akan ke juga",
}
_ONLY_SIMPLIFIED: Final = _SIMPLIFIED - _TRADITIONAL
_ONLY_TRADITIONAL: Final = _TRADITIONAL - _SIMPLIFIED
_WORD: Final = re.compile(r"[^\W\d_]+")


def detect_language(text: str) -> str:
    """Returns a BCP 47 tag: ``zh-Hans``, ``zh-Hant``, ``ja``, ``en``, …; ``en`` when in doubt.

    Only the first 5,000 letters are looked at.
    """
    letters: list[str] = []
    end = 0
    for found in _WORD.finditer(text):
        letters.append(found[0])
        end += len(found[0])
        if end >= _SAMPLE:
            break
    sample = "".join(letters)
    counts = Counter(sample)
    scripts: Counter[str] = Counter()
    for letter, count in counts.items():
        scripts[_script(letter)] += count
    if scripts["ja"] > _KANA_SHARE * (scripts["zh"] + scripts["ja"]):
        scripts["ja"] += scripts.pop("zh", 0)
    else:
        scripts["zh"] += scripts.pop("ja", 0)
    ranked = sorted(
        (name for name in scripts if name),
        key=lambda name: (-scripts[name] * _WEIGHTS.get(name, 1), name),
    )
    language = ranked[0] if ranked and scripts[ranked[0]] else "en"
    if language == "zh":
        return _chinese(counts)
    if language == "en":
        return _latin(letters)
    for other, own in _LETTERS.get(language, {}).items():
        if sum(counts[letter] for letter in own) > scripts[language] / 100:
            return other
    return language


@lru_cache(maxsize=10_000)
def _script(letter: str) -> str:
    return _SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0], "")


def _chinese(counts: Mapping[str, int]) -> str:
    simplified = sum(count for letter, count in counts.items() if letter in _ONLY_SIMPLIFIED)
    traditional = sum(count for letter, count in counts.items() if letter in _ONLY_TRADITIONAL)
    return "zh-Hant" if traditional > simplified else "zh-Hans"


def _latin(sample: list[str]) -> str:
    counts = Counter(word.lower() for word in sample)
    scores = {
        language: sum(counts[word] for word in stop_words.split())
        for language, stop_words in _STOP_WORDS.items()
    }
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] > scores["en"] and scores[best] > 1 else "en"
