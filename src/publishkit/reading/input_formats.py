"""Which pandoc reader an input takes, by its suffix or as the user says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from publishkit.errors import UsageError

__all__ = ["MARKDOWN_READER", "InputFormat", "input_format", "lean_reader"]

#: The dialect that Hugo and GitHub show, by pandoc's extension names. Left out on purpose: smart
#: (wrong for Chinese quotation marks), superscript and subscript (``10~20岁的占30~40%``).
MARKDOWN_READER: Final = (
    "commonmark+footnotes+pipe_tables+strikeout+task_lists+tex_math_dollars+attributes+alerts"
    "+definition_lists+fenced_divs+bracketed_spans+implicit_figures+raw_html"
    "+autolink_bare_uris+emoji"
)

#: What a text must hold for an extension to find anything in it: one of these strings.
_SIGNS: Final[Mapping[str, tuple[str, ...]]] = {
    "alerts": ("[!",),
    "attributes": ("{",),
    "autolink_bare_uris": ("://", "www.", "@"),
    "bracketed_spans": ("{",),
    "fenced_divs": (":::",),
    "footnotes": ("[^",),
    "implicit_figures": ("![",),
    "strikeout": ("~~",),
    "task_lists": ("[ ]", "[x]", "[X]"),
    "tex_math_dollars": ("$",),
}
#: The same, where the bare sign is too common: it would be found in most texts.
_PATTERNS: Final = {
    "definition_lists": re.compile(r"^[ \t>*+\-\d.)]*[:~](?:[ \t]|$)", re.MULTILINE),
    "emoji": re.compile(r":[\w+-]+:"),
    "pipe_tables": re.compile(r"\|[ \t]*:?-|-:?[ \t]*\|"),
}


@dataclass(frozen=True, slots=True)
class InputFormat:
    """How an input is read. ``merges_equal_notes``: the reader repeats a note at each citation.

    ``is_notebook``: its cells are put together as Markdown before they are read.
    """

    reader: str
    is_markdown: bool = False
    is_text: bool = True
    merges_equal_notes: bool = False
    is_notebook: bool = False


_MARKDOWN: Final = InputFormat(MARKDOWN_READER, is_markdown=True)
_FORMATS: Final[Mapping[str, InputFormat]] = {
    "markdown": _MARKDOWN,
    "mdx": _MARKDOWN,
    "docx": InputFormat("docx", is_text=False),
    "odt": InputFormat("odt", is_text=False),
    "epub": InputFormat("epub", is_text=False, merges_equal_notes=True),
    "html": InputFormat("html", merges_equal_notes=True),
    "ipynb": InputFormat("ipynb", is_notebook=True),
    "latex": InputFormat("latex"),
    "org": InputFormat("org", merges_equal_notes=True),
    "rst": InputFormat("rst", merges_equal_notes=True),
    "textile": InputFormat("textile"),
    "mediawiki": InputFormat("mediawiki"),
    "typst": InputFormat("typst"),
}
_SUFFIXES: Final[Mapping[str, str]] = {
    ".mdx": "mdx",
    ".docx": "docx",
    ".odt": "odt",
    ".epub": "epub",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".ipynb": "ipynb",
    ".tex": "latex",
    ".latex": "latex",
    ".org": "org",
    ".rst": "rst",
    ".textile": "textile",
    ".wiki": "mediawiki",
    ".mediawiki": "mediawiki",
    ".typ": "typst",
}
_ALIASES: Final[Mapping[str, str]] = {"md": "markdown", "gfm": "markdown", "commonmark": "markdown"}


def input_format(name: str, path: Path | None) -> InputFormat:
    """Returns the format called ``name``, or that of the path's suffix, or else Markdown.

    Raises ``UsageError`` for a name that is not known.
    """
    if not name:
        return _FORMATS[_SUFFIXES.get(path.suffix.lower() if path else "", "markdown")]
    known = _ALIASES.get(name.lower(), name.lower())
    if known in _FORMATS:
        return _FORMATS[known]
    from difflib import get_close_matches

    close = get_close_matches(known, [*_FORMATS, *_ALIASES], n=1)
    hint = f"did you mean '{close[0]}'?" if close else f"known: {', '.join(_FORMATS)}"
    raise UsageError(f"no input format named '{name}'", hint=hint)


def lean_reader(reader: str, text: str) -> str:
    """Returns the reader without the extensions that have nothing to find in the text.

    pandoc reads the same in a third less time: its CommonMark parser tries each extension at
    each place.
    """
    base, *extensions = reader.split("+")
    return "+".join([base, *(name for name in extensions if _has_use(name, text))])


def _has_use(extension: str, text: str) -> bool:
    if extension in _PATTERNS:
        return _PATTERNS[extension].search(text) is not None
    signs = _SIGNS.get(extension)
    return signs is None or any(sign in text for sign in signs)
