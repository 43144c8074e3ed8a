"""The options of the ``pdf`` exporter, checked before any work is done."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from publishkit.errors import UsageError
from publishkit.formats.base import ExporterOptions

__all__ = ["PAGE_SIZES", "PdfOptions", "PdfVariant", "page_rule"]

#: ``a-2a+ua-1`` is one file that is both; ``none`` is an untagged PDF of no standard.
PdfVariant = Literal[
    "ua-1", "ua-2", "a-2a", "a-2b", "a-3a", "a-2a+ua-1", "a-3a+ua-1", "none"
]  # fmt: skip

#: CSS values of ``@page { size }`` and the default margins (top, sides, bottom).
PAGE_SIZES: Final[dict[str, tuple[str, str]]] = {
    "a4": ("210mm 297mm", "25mm 25mm 24mm"),
    "a5": ("148mm 210mm", "18mm 16mm 18mm"),
    "b5": ("176mm 250mm", "20mm 19mm 20mm"),
    "letter": ("215.9mm 279.4mm", "25mm 25mm 24mm"),
    "legal": ("215.9mm 355.6mm", "25mm 25mm 24mm"),
    "phone": ("90mm 160mm", "11mm 7mm 11mm"),
}

_LENGTH: Final = r"\d+(?:\.\d+)?(?:mm|cm|in|pt|px|em)"
_SIZE: Final = re.compile(rf"{_LENGTH} {_LENGTH}")
_MARGIN: Final = re.compile(rf"{_LENGTH}(?: {_LENGTH}){{0,3}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfOptions(ExporterOptions):
    """What can be chosen for a PDF; raises ``UsageError`` for a value that has no meaning."""

    page_size: str = field(
        default="A4",
        metadata={"help": "A4, A5, B5, Letter, Legal, phone, or a size such as '170mm 240mm'"},
    )
    margin: str = field(
        default="", metadata={"help": "page margins as in CSS, such as '20mm' or '25mm 20mm'"}
    )
    font_size: str = field(
        default="", metadata={"help": "size of the text, such as '11pt'; default by page size"}
    )
    toc: bool = field(
        default=False,
        metadata={"help": "a table of contents with page numbers; books always have one"},
    )
    justify: bool = field(
        default=True, metadata={"help": "lines of Chinese and Japanese meet the right edge"}
    )
    variant: PdfVariant = field(
        default="ua-1",
        metadata={
            "help": "standard to follow: ua-1, ua-2, a-2a, a-2b, a-3a (with the source attached), "
            "a-2a+ua-1, a-3a+ua-1 or none"
        },
    )
    font: str = field(
        default="", metadata={"help": "font of the text: a file or the name of an installed family"}
    )
    heading_font: str = field(
        default="", metadata={"help": "font of the headings, in the same way"}
    )
    code_font: str = field(default="", metadata={"help": "font of the code, in the same way"})
    notes: Literal["article", "book"] = field(
        default="article",
        metadata={
            "help": "in a book, list notes after each 'article', or of the 'book' at its end"
        },
    )
    lead_image: bool = field(
        default=True,
        metadata={"help": "the article's own image above the text, when it is not in it"},
    )
    image_dpi: int = field(
        default=300, metadata={"help": "pictures finer than this are made smaller; 0 keeps all"}
    )

    def __post_init__(self) -> None:
        if self.page_size.lower() not in PAGE_SIZES and not _SIZE.fullmatch(self.page_size):
            raise UsageError(
                f"no page size '{self.page_size}'",
                hint="choose A4, A5, B5, Letter, Legal, phone, or write '170mm 240mm'",
            )
        if self.margin and not _MARGIN.fullmatch(self.margin):
            raise UsageError(f"no margin '{self.margin}'", hint="write one to four lengths: '20mm'")
        if self.font_size and not re.fullmatch(_LENGTH, self.font_size):
            raise UsageError(f"no font size '{self.font_size}'", hint="write a length: '11pt'")
        if self.variant not in get_args(PdfVariant):
            raise UsageError(
                f"no PDF variant '{self.variant}'", hint=f"choose {', '.join(get_args(PdfVariant))}"
            )
        if self.image_dpi < 0:
            raise UsageError(f"no image resolution '{self.image_dpi}'", hint="write 0 or more")


def page_rule(options: PdfOptions) -> str:
    """Returns the CSS that sets the page's size and margins and the size of the text."""
    name = options.page_size.lower()
    size, margin = PAGE_SIZES.get(name, (options.page_size, "20mm"))
    small = {"phone": "9pt", "a5": "10pt", "b5": "10.5pt"}
    text = options.font_size or small.get(name, "11pt")
    return (
        f"@page {{ size: {size}; margin: {options.margin or margin} }}\n"
        f"html {{ font-size: {text} }}\n"
    )
