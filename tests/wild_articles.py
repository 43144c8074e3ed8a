"""Markdown as nobody should write it, made from a seed: the same articles on every machine.

Each article mixes what real ones hold (headings, lists, tables, code, formulas, notes, images,
links) with raw HTML that is nested and closed at random, control characters, and three scripts.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from typing import Final

__all__ = ["wild_article"]

_WORDS: Final = (
    "word", "a longer one", "中文", "《引号》", "日本語", "한국어", "עברית", "كلمة", "naïve",
    "Ω", "😀",
    "👩\u200d👩\u200d👧", "<", "&", "&nbsp;", "&#0;", "&#x1F600;", "&bogus;", "\\*", "a_b_c",
    "1 < 2 && 3 > 2", "]]>",
    "<!--", "-->", "x\u0001y", "\u000b", "\u200f", "\u202e", "\ufffe", "zero\u200bwidth", "…",
    "——", "12", "100%",
    "http://bare.example/路径?a=1&b=2", "user@example.com", "`code <b>`", "``a ` b``", "~~gone~~",
)  # fmt: skip
#: Of these two lists one is chosen first, so that the elements whose nesting is ruled come often.
_RULED_TAGS: Final = (
    "a audio blockquote caption code col colgroup dd del details div dl dt em figcaption figure"
    " h2 h5 hr img ins li ol p picture pre q rp rt ruby source span strong summary table tbody td"
    " tfoot th thead tr ul video"
)
_TAGS: Final = (
    "a abbr address area article aside audio b base bdi bdo big blink blockquote body br button"
    " canvas caption center cite code col colgroup custom-tag data datalist dd del details dfn"
    " dialog dir div dl dt em embed fieldset figcaption figure font footer form frame frameset h1"
    " h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link"
    " main map mark marquee math menu meta meter mi mrow msup nav nobr noscript object ol optgroup"
    " option output p param picture plaintext pre progress q rb rp rt rtc ruby s samp script"
    " search section select slot small source span strike strong style sub summary sup svg g"
    " circle foreignObject table tbody td template textarea tfoot th thead time title tr track tt"
    " u ul use var video wbr xmp"
)
_ATTRIBUTES: Final = (
    'id="a"', 'id="中 文"', 'id=""', 'id="cite-1-1"', "name=top", 'class="x y"', 'class=""',
    "CLASS='中'",
    'style="color:red;position:fixed"', 'style="width: 50%"', 'lang="zh_CN"', 'lang="en"',
    'xml:lang="x"',
    'dir="rtl"', 'dir="up"', 'title="a &quot; <b>"', "title='", 'href="#a"',
    'href="https://例え.jp/路?x=<y>"',
    'href="javascript:x()"', 'href="other.md#节"', 'href=""', 'src="p.png"', 'src="none.png"',
    'src="https://example.com/i.png"',
    f'src="data:image/png;base64,{base64.b64encode(b"x").decode()}"',
    'alt=""', 'alt="图 <>"', 'width="50%"', 'width="3" height="-1"', "colspan=0",
    'rowspan="99999"', "span=2",
    'scope="x"', 'start="x"', 'type="A"', 'value="3"', "reversed open", "controls autoplay loop",
    'datetime="never"', 'cite="not a url"', 'role="doc-endnotes"', 'role="button"',
    'epub:type="footnote"',
    'aria-label="x"', 'aria-hidden="true"', 'tabindex="0"', "onclick=alert(1)",
    'xmlns="http://x"', 'data-x="1"',
    'data-X-Y="1"', 'data-="1"', "@click=x", "v-if", 'align="center"', 'border="1"', "hidden",
    'for="a"',
    'usemap="#m"', 'srcset="p.png 2x"', 'xlink:href="#a"', 'viewBox="0 0 1 1"', 'property="x"',
    'is="x-y"',
)  # fmt: skip
_URLS: Final = (
    "https://example.com/", "https://例え.jp/路径", "#a", "#节", "#nowhere", "other.md",
    "other.md#a", "./x.html?q=1",
    "../../up.md", "/root/", "//cdn.example/x", "mailto:a@b.example", "mailto:", "tel:1",
    "javascript:alert(1)",
    "data:text/html,x", "file:///etc/passwd", "https://exa mple.com/", "https://[bad/",
    "http://", "<a b>",
    "HTTPS://EXAMPLE.COM/%zz", "https://example.com/\\x|y^z`{}", "p.png", "none.png",
    "images/default%20(20).png",
    "https://example.com:99999/", "urn:isbn:0", "about:blank", "ftp://x/", "x:y", "?", "#", "&",
    "%", "\u0001",
)  # fmt: skip
_FORMULAS: Final = (
    r"x^2", r"\frac{a}{b}", r"\bad{", r"a < b & c", r"\text{中文}",
    r"\begin{matrix}a&b\\c&d\end{matrix}",
    r"\sqrt[3]{x}\,\mathbb{R}", r"\color{red}x", r"\href{javascript:x}{y}", r"\sum_{i=0}^\infty",
    r"\\", "'", "%",
)  # fmt: skip
_LANGUAGES: Final = (
    "",
    "",
    "zh-Hans",
    "zh_CN",
    "ja",
    "ar",
    "en-US-x-private",
    "C",
    "klingon",
    "und",
)


def wild_article(seed: int) -> str:
    """Returns an article of about sixty lines, which may show the image ``p.png`` beside it."""
    return _Writer(random.Random(seed), seed).article()


class _Writer:
    """Writes one article; every choice comes from the one source of chance."""

    def __init__(self, chance: random.Random, seed: int) -> None:
        self._chance = chance
        self._seed = seed
        self._labels = [f"n{number}" for number in range(chance.randint(0, 6))]

    def article(self) -> str:
        blocks = [self._block(0) for _ in range(self._chance.randint(4, 18))]
        blocks += [f"[^{label}]: {self._note()}" for label in self._labels]
        self._chance.shuffle(blocks)
        return f"{self._front_matter()}\n" + "\n\n".join(blocks) + "\n"

    def _front_matter(self) -> str:
        title = self._chance.choice(
            ['"<b>题</b> & x"', "Plain", "中文标题", '"\\u0001"', "'# *x* [^n0]'", ""]
        )
        lines = [f"title: {title}"] if self._chance.random() < 0.9 else []
        lines.append(
            self._chance.choice(
                ["date: 2025-06-19", "date: 2025-06-19T20:03:39+08:00", "date: soon"]
            )
        )
        language = self._chance.choice(_LANGUAGES)
        lines += [f"lang: {language}"] if language else []
        if self._chance.random() < 0.3:
            lines += [
                "tags: [甲, '<b>', '', \"a & b\"]",
                "authors: ['王 & 五', '', Ann]",
                "summary: 'a < b'",
            ]
        return "\n".join(["---", f"slug: wild-{self._seed}", *lines, "---", ""])

    # --- blocks -----------------------------------------------------------------------------

    def _block(self, depth: int) -> str:
        makers: list[Callable[[int], str]] = [
            self._paragraph, self._paragraph, self._heading, self._list, self._quote,
            self._table, self._code,
            self._soup, self._soup, self._soup, self._formula, self._figure, self._definitions,
            self._fence,
        ]  # fmt: skip
        return self._chance.choice(makers if depth < 3 else makers[:2])(depth)

    def _paragraph(self, _: int) -> str:
        return "\n".join(self._line() for _ in range(self._chance.randint(1, 3)))

    def _heading(self, _: int) -> str:
        attributes = self._chance.choice(["", "", " {#a}", " {#节 .c}", " {id='1 2'}"])
        return f"{'#' * self._chance.randint(1, 6)} {self._line(3)}{attributes}"

    def _list(self, depth: int) -> str:
        mark = self._chance.choice(["- ", "1. ", "7) ", "* [ ] ", "- [x] ", "a. "])
        items = [self._block(depth + 1) for _ in range(self._chance.randint(1, 3))]
        return "\n".join(_indented(item, mark, " " * len(mark)) for item in items)

    def _quote(self, depth: int) -> str:
        kind = self._chance.choice(["", "", "[!NOTE]\n", "[!warning] 标题\n"])
        return _indented(f"{kind}{self._block(depth + 1)}", "> ", "> ")

    def _table(self, _: int) -> str:
        width = self._chance.randint(1, 4)
        rows = [
            "| " + " | ".join(self._line(1).replace("\n", " ") for _ in range(width)) + " |"
            for _ in range(self._chance.randint(1, 4))
        ]
        rule = (
            "|" + "|".join(self._chance.choice([":-:", "---", "--:"]) for _ in range(width)) + "|"
        )
        caption = self._chance.choice(["", "", "\n\n: 表 [^n0]"])
        return "\n".join([rows[0], rule, *rows[1:]]) + caption

    def _code(self, _: int) -> str:
        info = self._chance.choice(["", "python", "c++ {linenos=true}", "mermaid", "{.x #a}", "中"])
        body = self._chance.choice(
            ["a < b && c", "\tx\n\n\n  y [^n0]", "<script>\n</pre>", "\u0001]]>", ""]
        )
        return f"```{info}\n{body}\n```"

    def _formula(self, _: int) -> str:
        return f"$$\n{self._chance.choice(_FORMULAS)}\n$$"

    def _figure(self, _: int) -> str:
        return f'![{self._line(2)}]({self._url()} "{self._chance.choice(["题", "", "a <b>"])}")'

    def _definitions(self, depth: int) -> str:
        return f"{self._line(2)}\n: " + _indented(self._block(depth + 1), "", "  ")

    def _fence(self, depth: int) -> str:
        kind = self._chance.choice(["tip 标题", "details", "{.x #a lang=xx}", "warning"])
        return f"::: {kind}\n{self._block(depth + 1)}\n:::"

    def _soup(self, depth: int) -> str:
        """Raw HTML: elements opened and closed as chance has it, Markdown between them."""
        parts: list[str] = []
        open_tags: list[str] = []
        for _ in range(self._chance.randint(2, 14)):
            what = self._chance.random()
            if what < 0.45:
                tag = self._tag()
                open_tags.append(tag)
                parts.append(self._open(tag))
            elif what < 0.65 and open_tags:
                at = -1 if self._chance.random() < 0.8 else 0
                parts.append(f"</{open_tags.pop(at)}>")
            elif what < 0.7:
                parts.append(
                    self._chance.choice(
                        ["<!-- a--b -->", "<!doctype html>", "<?php x ?>", "<![CDATA[x]]>"]
                    )
                )
            elif what < 0.8 and depth < 3:
                parts.append(f"\n\n{self._block(depth + 1)}\n\n")
            else:
                parts.append(self._line(2))
        if self._chance.random() < 0.6:
            parts += [f"</{tag}>" for tag in reversed(open_tags)]
        return self._chance.choice(["", "", "\n"]).join(parts)

    def _tag(self) -> str:
        return self._chance.choice((_RULED_TAGS if self._chance.random() < 0.7 else _TAGS).split())

    def _open(self, tag: str) -> str:
        chosen = [
            self._chance.choice(_ATTRIBUTES) for _ in range(self._chance.choice([0, 0, 1, 1, 2, 3]))
        ]
        end = self._chance.choice([">", ">", ">", "/>", " >"])
        return "<" + " ".join([tag if self._chance.random() < 0.9 else tag.upper(), *chosen]) + end

    # --- inside a line ------------------------------------------------------------------------

    def _line(self, count: int = 6) -> str:
        return " ".join(self._inline() for _ in range(self._chance.randint(1, count)))

    def _inline(self) -> str:
        word = self._chance.choice(_WORDS)
        match self._chance.randint(0, 17):
            case 0:
                return f"**{word}**"
            case 1:
                return f"*{word} [^n0]*"
            case 2:
                return f"[{word}]({self._url()})"
            case 3:
                return f"![{word}]({self._url()})"
            case 4 | 5 | 6 if self._labels:
                return f"{word}[^{self._chance.choice(self._labels)}]"
            case 7:
                return f"{word}^[inline {word}]"
            case 8:
                return f"${self._chance.choice(_FORMULAS)}$"
            case 9 | 10:
                tag = self._tag()
                return f"{self._open(tag)}{word}</{tag}>"
            case 11:
                return self._open(self._tag())
            case 12:
                return self._chance.choice(
                    ["[^undefined]", "[^n0, ^n1]", "[[wiki|词]]", "{{< x >}}", "  \n", "\\\n"]
                )
            case 13:
                return f"[{word}]{{#a .x style='color:red' onclick=x lang=xx}}"
            case _:
                return word

    def _note(self) -> str:
        text = self._line()
        if self._chance.random() < 0.3:
            text += "\n\n" + self._block(2)
        return _indented(text, "", "    ")

    def _url(self) -> str:
        return self._chance.choice(_URLS)


def _indented(text: str, first: str, rest: str) -> str:
    """Returns the text with a mark before its first line and another before all that follow."""
    return first + f"\n{rest}".join(text.split("\n"))
