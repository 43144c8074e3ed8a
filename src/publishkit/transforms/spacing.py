"""Spaces between Chinese and Latin words, where they help and never where they harm.

They go between a Han character and a Latin word or a quantity. They never go beside punctuation,
into URLs, code, file names or topics, and not into names: a lone letter (A股, T恤) and a number
before a word that is no measure (36氪, 58同城) are taken for parts of a name. A second run changes
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

from publishkit.model.document import Document
from publishkit.model.nodes import (
    Citation,
    Code,
    Element,
    Formatted,
    Image,
    LineBreak,
    Link,
    Math,
    Node,
    Span,
    Text,
)
from publishkit.model.tree import rewrite, rewrite_siblings, walk

__all__ = ["gaps", "space_document", "space_text"]

_HAN: Final = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LETTERS: Final = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u03ff"
#: A word or number, with the signs that join its parts and those that end it (C++, C#, 16%).
_RUN: Final = re.compile(
    rf"[$€£¥]?[0-9{_LETTERS}]+(?:[-._/&'’:,+@~–][0-9{_LETTERS}]+)*(?:\+\+|[%‰+#°℃℉])?"
)
_NUMBER: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_LETTER: Final = re.compile(rf"[{_LETTERS}]")
#: What ends a URL or a file name among Chinese text.
_ENDS: Final = r"\s，。；：！？、…（）“”‘’《》〈〉【】「」『』"
#: No space goes into these, nor beside them.
_ADDRESSES: Final = re.compile(
    rf"""
    (?:[a-z][a-z0-9+.-]*://|www\.|mailto:)[^{_ENDS}]*
    | [\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+
    | (?:[a-z0-9-]+\.)+[a-z]{{2,}}/[^{_ENDS}]*
    | [^{_ENDS}]{{1,60}}\.(?:docx?|epub|gif|html?|jpe?g|json|md|mp[34]|pdf|png|pptx?|py|svg|toml
        |txt|webp|xlsx?|xml|ya?ml|zip)(?![a-z0-9])
    | \#[^\s\#]{{1,60}}\#
    | \[\^[^\]\s]+\]
    """,
    re.IGNORECASE | re.VERBOSE,
)
#: Names whose parts look like a word or a quantity beside Han characters.
_NAMES: Final = re.compile(
    "36氪|卡拉OK|UP主|AA制|AB面|AB角|双1[12]|BB机|BP机|PH值|pH值|IC卡|IP地址|SIM卡|KTV房"
    "|QQ(?:音乐|邮箱|空间|浏览器|飞车|炫舞|群|号)|UC(?:浏览器|头条)|YY(?:语音|直播)|MM豆"
    "|ofo小黄车|e代驾|58到家|51信用卡|1号店|7天(?:酒店|连锁|优品)|6人游|3个爸爸|21世纪经济报道"
    "|360(?:安全|搜索|度全景)|12306"
)
#: What follows the number of a quantity, a time or a rank; anything else may be part of a name.
_MEASURES: Final = re.compile(
    "小时|分钟|美元|美金|欧元|英镑|日元|港元|港币|人民币|公里|公斤|公顷|公克|厘米|毫米|微米|纳米"
    "|千米|平方|立方|毫升|世纪|左右|以上|以下|以内|以来|之间|家(?!居)|批(?!发)|到(?!家)|[年月日天"
    "周时点分秒岁个人名位次种类条件款项台只张本页章节回集卷篇句字词行列块元角万亿千百余多倍成折届"
    "期轮场局架辆艘层级代米克吨升度部间所座段步组套支枚份幅首起户处省市县国的是在为和与或及至比]"
)


def space_text(text: str) -> str:
    """Returns plain text with the spaces added."""
    return _with_spaces(text, gaps(text))


def _with_spaces(text: str, places: Iterable[int]) -> str:
    edges = (0, *places, len(text))
    return " ".join(text[start:end] for start, end in pairwise(edges))


def gaps(text: str) -> tuple[int, ...]:
    """Returns the places, as offsets into the text, at which a space belongs."""
    if not _HAN.search(text) or not _RUN.search(text):
        return ()
    closed = {
        place
        for match in _ADDRESSES.finditer(text)
        for place in range(match.start(), match.end() + 1)
    }
    closed |= {
        place for match in _NAMES.finditer(text) for place in range(match.start() + 1, match.end())
    }
    found: list[int] = []
    for match in _RUN.finditer(text):
        if _is_part_of_a_name(match[0], text, match.end()):
            continue
        start, end = match.span()
        if start and _HAN.match(text, start - 1) and start not in closed:
            found.append(start)
        if _HAN.match(text, end) and end not in closed:
            found.append(end)
    return tuple(found)


def _is_part_of_a_name(run: str, text: str, end: int) -> bool:
    if len(run) == 1 and _LETTER.match(run):
        return True
    is_before_han = _HAN.match(text, end) is not None
    return is_before_han and bool(_NUMBER.fullmatch(run)) and not _MEASURES.match(text, end)


# --- documents ----------------------------------------------------------------------------------

#: Text goes on through these: a space may belong between what is inside and what is outside.
_TRANSPARENT: Final = (Element, Formatted, Link, Span)
#: What stands here is no text, and has no space beside it.
_OBJECT: Final = "\N{OBJECT REPLACEMENT CHARACTER}"
_INLINES: Final = (Text, Code, Math, Image, Citation, LineBreak, Formatted, Link, Span)


def space_document(document: Document) -> Document:
    """Returns the document with the spaces added to the text of its body and its endnotes."""
    notes = tuple(
        replace(note, content=rewrite_siblings(note.content, _space_row))
        for note in document.endnotes
    )
    content = rewrite_siblings(document.content, _space_row)
    return replace(document, content=content, endnotes=notes)


def _space_row(row: tuple[Any, ...], holder: Node | None) -> tuple[Any, ...]:
    """Returns a row of siblings with spaces; rows inside of a line wait for the whole line."""
    is_line = any(isinstance(node, _INLINES) for node in row)
    if not is_line or isinstance(holder, Formatted | Link | Span):
        return row
    leaves = list(_leaves(row, 0))
    new = iter(_spaced(leaves))

    def change(node: Node) -> Node:
        if isinstance(node, Text):
            text = next(new)
            return node if text == node.text else replace(node, text=text)
        return node

    return rewrite(row, change)


def _leaves(nodes: tuple[Any, ...], depth: int) -> Iterator[tuple[str, int]]:
    """Yields the text of each leaf and how deep it is; what is no text is an object, depth -1."""
    for node in nodes:
        if isinstance(node, Text):
            yield node.text, depth
        elif isinstance(node, _TRANSPARENT):
            yield from _leaves(node.content, depth + 1)
        else:
            yield _OBJECT, -1
            for inner in walk((node,)):
                if isinstance(inner, Text):
                    yield inner.text, depth
                    yield _OBJECT, -1


def _spaced(leaves: list[tuple[str, int]]) -> Iterator[str]:
    """Yields the new text of each leaf that is text.

    A space between two leaves goes into the one that is less deep: underlines and colours end
    with the word.
    """
    places = gaps("".join(text for text, _ in leaves))
    inserted = [list[int]() for _ in leaves]
    start = 0
    for index, (text, depth) in enumerate(leaves):
        end = start + len(text)
        for place in places:
            if start < place < end:
                inserted[index].append(place - start)
            elif place == end and place != start:
                following = next(i for i in range(index + 1, len(leaves)) if leaves[i][0])
                if leaves[following][1] < depth:
                    inserted[following].append(0)
                else:
                    inserted[index].append(len(text))
        start = end
    for (text, depth), offsets in zip(leaves, inserted, strict=True):
        if depth >= 0:
            yield _with_spaces(text, offsets)
