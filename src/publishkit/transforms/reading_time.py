"""How many words an article has, and how many minutes a reader needs for them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from publishkit.model.nodes import Citation, Code, Formatted, Link, Node, Span, Text
from publishkit.model.tree import walk

__all__ = ["ReadingTime", "reading_time"]

#: Chinese and Japanese characters, of which each counts as a word, …
_CHARACTER: Final = re.compile(
    "[\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
#: … and words of other scripts, with what joins the parts of a number or a name.
_WORD: Final = re.compile(r"[^\W_]+(?:[-.,:/'’_&][^\W_]+)*")
#: Characters and words that are read in a minute: adults read 300 to 400 Chinese characters, and
#: about 240 English words (Brysbaert 2019).
_CHARACTERS_A_MINUTE: Final = 350
_WORDS_A_MINUTE: Final = 240
#: These may stand in the middle of a word; whatever else lies between two texts parts them.
_WITHIN_A_WORD: Final = (Citation, Formatted, Link, Span)


@dataclass(frozen=True, slots=True)
class ReadingTime:
    """``words`` counts a Chinese or Japanese character as a word, as editors there do."""

    words: int
    minutes: int


def reading_time(nodes: Iterable[Node]) -> ReadingTime:
    """Returns how long the text below these nodes is; blocks of code and formulas are not read.

    At least one minute, however short the text.
    """
    parts: list[str] = []
    for node in walk(nodes):
        match node:
            case Text(text) | Code(text):
                parts.append(text)
            case _ if not isinstance(node, _WITHIN_A_WORD):
                parts.append(" ")
    text = "".join(parts)
    characters = len(_CHARACTER.findall(text))
    words = len(_WORD.findall(_CHARACTER.sub(" ", text)))
    minutes = math.ceil(characters / _CHARACTERS_A_MINUTE + words / _WORDS_A_MINUTE)
    return ReadingTime(characters + words, max(1, minutes))
