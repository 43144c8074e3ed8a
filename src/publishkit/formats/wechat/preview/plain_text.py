"""An article's markup as plain text, for programs that take no rich text from the clipboard."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

__all__ = ["plain_text_of"]

#: A blank line stands around these, …
_PARAGRAPHS: Final = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "table", "ul", "ol", "blockquote"}
)
#: … and these begin and end a line.
_LINES: Final = frozenset({"section", "li", "tr"})
_BLANK_LINES: Final = re.compile(r"\n[ \t]*\n\s*\n|\n(?:[ \t]*\n)+")


def plain_text_of(markup: str) -> str:
    """Returns the visible text: a blank line between paragraphs, a line for each item and row.

    Images and formulas are their alternative text, in brackets.
    """
    parser = _PlainText()
    parser.feed(markup)
    parser.close()
    text = "".join(parser.parts).replace("\N{NO-BREAK SPACE}", " ")
    return _BLANK_LINES.sub("\n\n", text).strip() + "\n"


class _PlainText(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        #: The number of the next item of each open list; none for a list without numbers.
        self._lists: list[int | None] = []
        self._drawings = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "svg":
            self._drawings += 1
        if tag in {"img", "svg"}:
            words = " ".join((found.get("alt") or found.get("aria-label") or "").split())
            self.parts.append(f"[{words}]" if words else "")
        elif tag == "br":
            self.parts.append("\n")
        elif tag in {"td", "th"}:
            self._cell()
        elif tag in {"ul", "ol"}:
            self._end_line(1 if self._lists else 2)
            self._lists.append(int(found.get("start") or 1) if tag == "ol" else None)
        elif tag == "li":
            self._item()
        else:
            self._block(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag == "svg":
            self._drawings -= 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "svg":
            self._drawings -= 1
        elif tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
            self._end_line(1 if self._lists else 2)
        else:
            self._block(tag)

    def handle_data(self, data: str) -> None:
        if not self._drawings:
            self.parts.append(data)

    def _block(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self._end_line(2 if not self._lists else 1)
        elif tag in _LINES:
            self._end_line(1)

    def _item(self) -> None:
        self._end_line(1)
        number = self._lists[-1] if self._lists else None
        indent = "  " * max(0, len(self._lists) - 1)
        self.parts.append(f"{indent}• " if number is None else f"{indent}{number}. ")
        if number is not None:
            self._lists[-1] = number + 1

    def _cell(self) -> None:
        if self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append("\t")

    def _end_line(self, count: int) -> None:
        """Ends the line that is begun; a list's mark stays with what follows it."""
        last = self.parts[-1] if self.parts else "\n"
        if last.endswith(("• ", ". ")) and self._lists:
            return
        missing = count - (len(last) - len(last.rstrip("\n")))
        if missing > 0:
            self.parts.append("\n" * missing)
