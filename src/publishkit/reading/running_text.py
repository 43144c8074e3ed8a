"""Tokens that come out in running text: citations, shortcodes and wiki links get their meaning."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection
from typing import Any, Final

from publishkit.model.draft import NoteReference, RawInline
from publishkit.model.nodes import Image, Link, Text
from publishkit.reading.findings import Findings
from publishkit.reading.media import embedded
from publishkit.reading.tokens import (
    SPECIAL,
    CitationToken,
    DefinitionToken,
    HeadingToken,
    Meaning,
    ShortcodeToken,
    TitleToken,
    TokenTable,
    UndefinedToken,
    WikiToken,
)
from publishkit.render.safe_urls import is_safe_url

__all__ = ["RunningText"]

_CARET: Final = "[^"
#: Comments and code, which stay as they are, and tags; text lies between.
#: (Compiled only when raw HTML is met.)
_MARKUP: Final = (
    r"(?is)(?P<verbatim><!--.*?(?:-->|\Z)|<(?P<name>pre|script|style)\b.*?(?:</(?P=name)\s*>|\Z))"
    r"|<[a-z/](?:\"[^\"]*\"|'[^']*'|[^<>\"'])*>?"
)


class RunningText:
    """Reads the strings of one document's tree; ``accepted`` are the keys of its real notes."""

    def __init__(
        self,
        tokens: TokenTable,
        accepted: Collection[str],
        *,
        report: Findings,
        resolve_wiki: Callable[[str], str | None],
    ) -> None:
        self._tokens = tokens
        self._accepted = accepted
        self._report = report
        self._resolve_wiki = resolve_wiki
        self._unknown_shortcodes: set[str] = set()
        #: The definitions named by the heading token that was met last.
        self.definitions_below: tuple[int, ...] = ()

    def nodes(self, text: str) -> list[Any]:
        """Returns the nodes that a string of pandoc's stands for."""
        if SPECIAL.search(text) is None:
            return [Text(text)]
        result: list[Any] = []
        done = 0
        for found in SPECIAL.finditer(text):
            meaning = self._tokens.meaning(found.group())
            start, end = found.span()
            if isinstance(meaning, DefinitionToken):
                # A definition that pandoc rejected: it stands in text, with its brackets.
                start, end = start - len(_CARET), end + 1
            if start > done:
                result.append(Text(text[done:start]))
            done = max(done, end)
            if meaning is not None:
                is_after_caret = text[:start].endswith(_CARET)
                result += self._meant(meaning, is_after_caret=is_after_caret)
            elif fixed := self._tokens.restore(found.group()):
                result.append(Text(fixed))
        if done < len(text):
            result.append(Text(text[done:]))
        return result

    def html(self, source: str) -> str:
        """Returns raw HTML with its shortcodes replaced, as Hugo and Jekyll do before they read it.

        Everything else that was masked is put back: raw HTML cites no notes.
        """
        if SPECIAL.search(source) is None:
            return source
        pieces: list[str] = []
        done = 0
        for found in re.finditer(_MARKUP, source):
            pieces.append(self._replace_shortcodes(source[done : found.start()], in_tag=False))
            tag = found[0]
            pieces.append(tag if found["verbatim"] else self._replace_shortcodes(tag, in_tag=True))
            done = found.end()
        pieces.append(self._replace_shortcodes(source[done:], in_tag=False))
        return self._tokens.restore("".join(pieces))

    def _replace_shortcodes(self, text: str, *, in_tag: bool) -> str:
        def replaced(found: re.Match[str]) -> str:
            meaning = self._tokens.meaning(found[0])
            if not isinstance(meaning, ShortcodeToken) or not meaning.name:
                return found[0]
            if in_tag:
                return html.escape(meaning.url or "")
            return "".join(
                node.html if isinstance(node, RawInline) else html.escape(node.text)
                for node in self._shortcode(meaning)
            )

        return SPECIAL.sub(replaced, text)

    def _meant(self, meaning: Meaning, *, is_after_caret: bool) -> list[Any]:
        match meaning:
            case CitationToken():
                return self._cited(meaning)
            case DefinitionToken(source, key, line):
                if key in self._accepted:
                    return [NoteReference(key)]
                self._report_undefined(source, line)
                return [Text(f"{_CARET}{source}]")]
            case UndefinedToken(label, line, has_wide_colon):
                if is_after_caret:
                    self._report_undefined(label, line, has_wide_colon=has_wide_colon)
                return []
            case HeadingToken(definitions):
                self.definitions_below = definitions
                return []
            case ShortcodeToken():
                return self._shortcode(meaning)
            case TitleToken():
                return []
            case WikiToken():
                return self._wiki_link(meaning)

    def _cited(self, token: CitationToken) -> list[Any]:
        for label, key in zip(token.labels, token.keys, strict=True):
            if key not in self._accepted:
                self._report_undefined(label, token.line)
                return [Text(self._tokens.restore(token.source))]
        return [NoteReference(key) for key in token.keys]

    def _report_undefined(self, label: str, line: int, *, has_wide_colon: bool = False) -> None:
        hint = f"add a line '[^{label}]: …', or write '\\[^{label}]' if no footnote is meant"
        if has_wide_colon:
            hint = f"a definition needs the half-width colon: '[^{label}]: …'"
        self._report.add("N001", f"footnote '{label}' is not defined", line=line, hint=hint)

    def _shortcode(self, token: ShortcodeToken) -> list[RawInline | Text]:
        if token.html is not None:
            return [RawInline(token.html)] if token.html else []
        if token.url is not None:
            return [Text(token.url)]
        if token.name not in self._unknown_shortcodes:
            self._unknown_shortcodes.add(token.name)
            self._report.add(
                "M002",
                f"unknown shortcode '{token.name}'; the text inside it is kept",
                line=token.line,
                hint="see docs/shortcodes.md for those that are known",
            )
        return []

    def _wiki_link(self, token: WikiToken) -> list[Any]:
        target, _, fragment = token.target.partition("#")
        if token.is_image:
            image = Image(target, token.text)
            return [embedded(image)] if is_safe_url(target) else [Text(token.text)]
        url = self._resolve_wiki(target) if target else ""
        if url is None:
            self._report.add(
                "M006",
                f"no article '{target}' beside this one to link to",
                line=token.line,
            )
            return [Text(token.text)]
        return [Link((Text(token.text),), f"{url}#{fragment}" if fragment else url)]
