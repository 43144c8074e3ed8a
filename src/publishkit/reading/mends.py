"""Mends of the dialect before pandoc reads: what authors' own sites show and CommonMark does not.

Each mend changes the text only by characters that ``TokenTable.restore`` takes out again, so that
code keeps its source whatever was mended in it.
"""

from __future__ import annotations

import re
from typing import Final

from publishkit.reading.scripts import (
    is_chinese,
    is_chinese_letter,
    is_chinese_mark,
    is_punctuation,
)
from publishkit.reading.tokens import ShortcodeToken, TitleToken, TokenTable, WikiToken, is_token

__all__ = ["mend_after_notes", "mend_before_notes"]

_STARS: Final = re.compile(r"(?<=[^\s*\\])\*+(?=[^\s*])")

_CURRENCY: Final = re.compile(r"\$(?=\d[\d,.]* ?([^\x00-\x7f]))")
_WIKI: Final = re.compile(r"(?<![\[\\])(!?)\[\[([^\[\]|\n^$`]+)(?:\|([^\[\]\n]+))?\]\](?![(\[\]])")
_KRAMDOWN: Final = re.compile(r"(?<!\{)\{::?[^{}\n]*\}")
#: kramdown puts the table of contents in the place of this list; each format has its own.
#: (This and other patterns of rare things are texts: compiled only when they are met.)
_KRAMDOWN_CONTENTS: Final = (
    r"(?m)^ {0,3}(?:[*+-]|\d{1,9}[.)]) [^\n]*\n"
    r" {0,3}\{:(?:[^{}\n]*[ \t])?toc(?:[ \t][^{}\n]*)?\}[ \t]*$"
)
_ESM: Final = re.compile(r"^(?:import|export)\s[^\n]*\n", re.MULTILINE)

_BARE_URL: Final = re.compile(r"https?://[^\s<>]+")
_INSIDE_MARKUP: Final = re.compile(r"(?:\]\(<?|[<\"'=]|^ {0,3}\[[^\]\n]+\]:\s*)$", re.MULTILINE)
_SPACED_IMAGE: Final = (
    r"(!\[[^\[\]\n]*\]\()"
    r"((?=[^<>()\n\"]* )[^<>()\s\"](?:[^<>()\n\"]|\([^<>()\n\"]*\))*\."
    r"(?i:png|jpe?g|gif|svg|webp|avif|bmp))"
    r"(?=(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\s*\))"
)

#: VuePress, VitePress, Docusaurus and Zenn: a container with a title behind its name.
_CONTAINER: Final = r"(?m)^(:{3,}[ \t]*[A-Za-z][\w-]*)([ \t]+)(?![{:])(\S[^\n]*)$"

_DELIMITER_ROW: Final = r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$"
_QUOTE_PREFIX: Final = re.compile(r"(?:[ \t]*>)*")
_FENCE: Final = re.compile(r"[ \t>]*(?:```|~~~)")
_WRAPPERS: Final = "article|section|main|div|aside|center|details|header|footer|nav"
_WRAPPER_LINE: Final = (
    rf"(?i) {{0,3}}(?:(?:</?(?:{_WRAPPERS})(?:\s[^<>]*)?>[ \t]*)+|<summary>[^\n]*</summary>[ \t]*)$"
)
_TEXT_LINE: Final = re.compile(r" {0,3}[^\s<]")


def mend_before_notes(
    text: str, tokens: TokenTable, *, first_line: int = 1, is_mdx: bool = False
) -> str:
    """Masks shortcodes, wiki links and the like, and helps emphasis beside Chinese punctuation.

    It comes before citations become tokens: ``**加粗[^1]**后`` needs the bracket to be seen.
    """
    text = _mask_shortcodes(text, tokens, first_line)
    if "{:" in text:
        text = re.sub(_KRAMDOWN_CONTENTS, lambda found: _vanish(found.group(), tokens), text)
        text = _KRAMDOWN.sub(lambda found: _vanish(found.group(), tokens), text)
    if is_mdx:
        text = _ESM.sub(lambda found: f"{_vanish(found.group()[:-1], tokens)}\n", text)
    if "[[" in text:
        text = _mask_wiki_links(text, tokens, first_line)
    if "$" in text:
        text = _CURRENCY.sub(
            lambda found: tokens.dollar if is_chinese(found.group(1)) else "$", text
        )
    if "*" in text:
        text = _join_emphasis(text, tokens.joiner)
    return text


def mend_after_notes(text: str, tokens: TokenTable) -> str:
    """Ends bare URLs where Chinese begins, and parts blocks that stand too close together."""
    if "://" in text:
        text = _BARE_URL.sub(lambda found: _end_url(found, tokens), text)
    if "![" in text:
        text = re.sub(
            _SPACED_IMAGE,
            lambda found: f"{found.group(1)}<{tokens.angle}{found.group(2)}{tokens.angle}>",
            text,
        )
    if ":::" in text:
        text = re.sub(_CONTAINER, lambda found: _part_title(found, tokens), text)
    return _part_blocks(text, tokens)


def _part_title(found: re.Match[str], tokens: TokenTable) -> str:
    """Makes the title of a container a paragraph of its own: pandoc takes one word and no more."""
    opening, space, title = found.groups()
    line_break = f"{tokens.line_break}\n"
    return f"{opening}{line_break}{tokens.new(TitleToken(space))}{title}{line_break}"


def _vanish(source: str, tokens: TokenTable) -> str:
    return tokens.new(ShortcodeToken(source, "", "", "", 0), line_feeds=source.count("\n"))


def _mask_shortcodes(text: str, tokens: TokenTable, first_line: int) -> str:
    if "{{" not in text and "{%" not in text:
        return text
    from publishkit.reading.shortcodes import find_shortcodes, shortcode_html, shortcode_url

    pieces: list[str] = []
    done, line = 0, first_line
    for item in find_shortcodes(text):
        line += text.count("\n", done, item.start)
        pieces.append(text[done : item.start])
        source = text[item.start : item.end]
        # In code, an escaped shortcode prints as what it stands for, as on Hugo's own site.
        in_code = source if item.name else item.inner or source
        token = ShortcodeToken(in_code, item.name, shortcode_html(item), shortcode_url(item), line)
        pieces.append(tokens.new(token, line_feeds=source.count("\n")))
        line += source.count("\n")
        done = item.end
    return "".join([*pieces, text[done:]])


def _mask_wiki_links(text: str, tokens: TokenTable, first_line: int) -> str:
    pieces: list[str] = []
    done, line = 0, first_line
    for found in _WIKI.finditer(text):
        target = found.group(2).strip()
        if not target or target.isdigit():
            continue
        line += tokens.count_lines(text, done, found.start())
        pieces.append(text[done : found.start()])
        label = (found.group(3) or target).strip()
        pieces.append(
            tokens.new(WikiToken(found.group(), target, label, bool(found.group(1)), line))
        )
        done = found.end()
    return "".join([*pieces, text[done:]])


def _join_emphasis(text: str, joiner: str) -> str:
    """Puts the joiner between a run of ``*`` and the punctuation that keeps it from flanking.

    The rule is that of CommonMark issue 650: beside a Chinese letter, or a Chinese mark inside a
    sentence, punctuation is no reason not to open or close emphasis.
    """

    def joined(found: re.Match[str]) -> str:
        before, after = text[found.start() - 1], text[found.end()]
        if is_punctuation(before) and (
            is_chinese_letter(after) or (is_chinese_mark(before) and not is_punctuation(after))
        ):
            return joiner + found.group()
        if is_punctuation(after) and (
            is_chinese_letter(before) or (is_chinese_mark(after) and not is_punctuation(before))
        ):
            return found.group() + joiner
        return found.group()

    return _STARS.sub(joined, text)


def _end_url(found: re.Match[str], tokens: TokenTable) -> str:
    url = found.group()
    if url.isascii():
        return url
    # Most characters are ASCII, which is neither.
    end = next(
        (
            place
            for place, mark in enumerate(url)
            if mark > "\x7f" and (is_chinese(mark) or is_token(mark))
        ),
        len(url),
    )
    before = found.string[max(0, found.start() - 300) : found.start()]
    if end == len(url) or _INSIDE_MARKUP.search(before):
        return url
    return f"{url[:end]}{tokens.space_break} {url[end:]}"


def _part_blocks(text: str, tokens: TokenTable) -> str:
    """Adds a blank line where a table, a wrapper tag or a shortcode is glued to its neighbours."""
    lines = text.split("\n")
    result: list[str] = []
    for number, line in enumerate(lines):
        before = lines[number - 1] if number else ""
        if before.strip(" \t>") and _is_glued(lines, number, before, tokens):
            prefix = _QUOTE_PREFIX.match(line)
            result[-1] += tokens.line_break
            result.append(prefix.group() if prefix else "")
        result.append(line)
    return "\n".join(result)


def _is_glued(lines: list[str], number: int, before: str, tokens: TokenTable) -> bool:
    line = lines[number]
    if _is_block_shortcode(before, tokens):
        return True
    if _is_block_shortcode(line, tokens):
        # A token behind the marks of a fence would keep it from closing.
        return not _FENCE.match(before)
    if "<" in before and re.match(_WRAPPER_LINE, before):
        return _TEXT_LINE.match(line) is not None and _indent(line) >= _indent(before)
    return _starts_table(lines, number, before)


def _is_block_shortcode(line: str, tokens: TokenTable) -> bool:
    stripped = line.strip(" \t>")
    if len(stripped) != 1:
        return False
    meaning = tokens.meaning(stripped)
    return isinstance(meaning, ShortcodeToken) and bool(meaning.name)


def _starts_table(lines: list[str], number: int, before: str) -> bool:
    line = lines[number]
    if "|" not in line or number + 1 >= len(lines) or "-" not in lines[number + 1]:
        return False
    delimiter = lines[number + 1]
    if "|" in before or not re.match(_DELIMITER_ROW, delimiter) or _FENCE.match(before):
        return False
    prefixes = {_prefix(text) for text in (before, line, delimiter)}
    return len(prefixes) == 1 and _columns(line) == _columns(delimiter)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _prefix(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t>"))].replace(" ", "")


def _columns(row: str) -> int:
    cells = row.strip(" \t>").replace("\\|", "").strip("|")
    return cells.count("|") + 1
