"""Which structure types an HTML element has in PDF 1.7 (ISO 32000-1, 14.8.4) and 2.0."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

__all__ = [
    "EMPTY_KEPT",
    "GROUPING",
    "INLINE",
    "OF_PDF_2",
    "entry_depth",
    "is_page_note",
    "is_single_picture",
    "structure_types",
]

#: Types whose content is blocks: text right in them goes into a ``P`` of its own.
GROUPING: Final = frozenset({"Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Aside"})
#: Types that stand inside a line.
INLINE: Final = frozenset({"Link", "Reference", "Span", "Code", "Quote", "Em", "Strong"})
#: What stays without any content, since others count on it.
EMPTY_KEPT: Final = frozenset({"TR", "TH", "TD", "LI", "LBody"})
#: Types that need the namespace of PDF 2.0 (ISO 32000-2, 14.8.6), each with the nearest one of
#: PDF 1.7 for readers that do not know them.
OF_PDF_2: Final[Mapping[str, str]] = {
    "Document": "Document",
    "Aside": "Sect",
    "Em": "Span",
    "FENote": "Note",
    "Strong": "Span",
}

_DEPTH: Final = re.compile(r"\bdepth-(\d+)")
_TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("div", "header", "footer", "address", "details", "hgroup"), ("Div",)),
    **dict.fromkeys(("section", "nav"), ("Sect",)),
    **dict.fromkeys(("p", "summary"), ("P",)),
    **dict.fromkeys(("ul", "ol", "dl"), ("L",)),
    **dict.fromkeys(("caption", "figcaption"), ("Caption",)),
    **dict.fromkeys(("code", "kbd", "samp", "pre"), ("Code",)),
    **{f"h{level}": (f"H{level}",) for level in range(1, 7)},
    "a": ("Link",),
    "article": ("Art",),
    "aside": ("Sect",),
    "blockquote": ("BlockQuote",),
    "dd": ("LBody",),
    "dt": ("Lbl",),
    "li": ("LI", "LBody"),
    "main": ("Part",),
    "q": ("Quote",),
    "table": ("Table",),
    "tbody": ("TBody",),
    "td": ("TD",),
    "tfoot": ("TFoot",),
    "th": ("TH",),
    "thead": ("THead",),
    "tr": ("TR",),
}
_PDF_2_TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("em", "i"), ("Em",)),
    **dict.fromkeys(("strong", "b"), ("Strong",)),
    "aside": ("Aside",),
}


def structure_types(element: Any, parent: Any, *, is_pdf_2: bool) -> tuple[str, ...]:
    """Returns the types from the outermost to the one that holds the content.

    No type: the content belongs to the element around.
    """
    classes = str(element.get("class", "")).split()
    role = element.get("role", "")
    if role in ("doc-endnote", "doc-footnote"):
        note = "FENote" if is_pdf_2 else "Note"
        return ("LI", "LBody", note) if element.tag == "li" else (note,)
    if element.tag == "a":
        if not element.get("href"):
            return ()
        if "page-note-number" in classes:
            return ("Lbl", "Link")
        return ("Reference", "Link") if role == "doc-noteref" or _is_entry(parent) else ("Link",)
    if "math" in classes:
        return ("Formula",)
    if element.tag == "span":
        return ("Span",) if role == "img" and element.get("aria-label") else ()
    if element.tag == "abbr":
        return ("Span",) if element.get("title") else ()
    if element.tag == "code" and parent is not None and parent.tag == "pre":
        return ()
    if element.tag == "figure":
        return ("Figure",) if is_single_picture(element) else ("Div",)
    if is_pdf_2 and (role == "note" or element.tag in _PDF_2_TYPES):
        return _PDF_2_TYPES.get(element.tag, ("Aside",))
    of_contents = _contents_types(element, classes)
    return _TYPES.get(element.tag, ()) if of_contents is None else of_contents


def _contents_types(element: Any, classes: list[str]) -> tuple[str, ...] | None:
    """Returns the types of a part of the table of contents, ``None`` for all else."""
    if element.tag == "nav" and "contents" in classes:
        return ("TOC",)
    if "entries" in classes:
        return ()
    if "contents-title" in classes:
        return ("Caption",)
    return ("TOCI",) if _is_entry(element) else None


def _is_entry(element: Any) -> bool:
    return element is not None and "entry" in str(element.get("class", "")).split()


def is_page_note(element: Any) -> bool:
    """Whether it is a note at the foot of a page."""
    return bool(element.get("role") == "doc-footnote")


def entry_depth(entry: Any) -> int:
    """Returns the depth, from 1, of an entry of the table of contents, by its class."""
    found = _DEPTH.search(str(entry.get("class", "")))
    return int(found.group(1)) if found else 1


def is_single_picture(figure: Any) -> bool:
    """Whether a ``figure`` holds one picture, beside its caption, and nothing else."""
    pictures = 0
    stack = [figure]
    while stack:
        element = stack.pop()
        if element.tag == "img":
            pictures += 1
        elif (element.tag == "a" and element.get("href")) or (element.text or "").strip():
            return False
        for child in element:
            if (child.tail or "").strip():
                return False
            if child.tag != "figcaption":
                stack.append(child)
    return pictures == 1
