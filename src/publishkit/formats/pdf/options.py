"""The options of the ``pdf`` exporter, checked before any work is done."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from publishkit.errors import UsageError
from publishkit.formats.base import ExporterOptions
from publishkit.formats.pdf.geometry import LENGTH, PAGE_SIZES
from publishkit.formats.pdf.typesetting import Punctuation

__all__ = ["PdfOptions", "PdfVariant"]

#: ``a-2a+ua-1`` is one file that is both; ``none`` is an untagged PDF of no standard.
PdfVariant = Literal[
    "ua-1", "ua-2", "a-2a", "a-2b", "a-3a", "a-2a+ua-1", "a-3a+ua-1", "none"
]  # fmt: skip

_CHOICES: Final[dict[str, tuple[object, ...]]] = {
    "columns": ("auto", 1, 2),
    "cover": ("auto", "on", "off"),
    "abstract": ("auto", "on", "off"),
    "punctuation": get_args(Punctuation),
}
_SIZE: Final = re.compile(rf"{LENGTH} {LENGTH}")
_MARGIN: Final = re.compile(rf"{LENGTH}(?: {LENGTH}){{0,3}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfOptions(ExporterOptions):
    """What can be chosen for a PDF; raises ``UsageError`` for a value that has no meaning."""

    page_size: str = field(
        default="",
        metadata={
            "help": "A4, A5, B5, Letter, Legal, phone, or a size such as '170mm 240mm'; "
            "default by theme"
        },
    )
    margin: str = field(
        default="", metadata={"help": "page margins as in CSS, such as '20mm' or '25mm 20mm'"}
    )
    font_size: str = field(
        default="", metadata={"help": "size of the text, such as '11pt'; default by page size"}
    )
    columns: Literal["auto", 1, 2] = field(
        default="auto", metadata={"help": "columns of text on a page; default by theme"}
    )
    cover: Literal["auto", "on", "off"] = field(
        default="auto",
        metadata={"help": "a cover: the author's picture, else the title; 'auto': books have one"},
    )
    toc: bool = field(
        default=False,
        metadata={"help": "a table of contents with page numbers; books always have one"},
    )
    toc_depth: int = field(
        default=3,
        metadata={"help": "heading levels in the table of contents, the title's included (1 to 6)"},
    )
    abstract: Literal["auto", "on", "off"] = field(
        default="auto",
        metadata={"help": "summary and keywords below the title; 'auto': as the theme has it"},
    )
    number_sections: bool = field(default=False, metadata={"help": "numbers before headings"})
    recto: bool = field(
        default=False,
        metadata={"help": "in a book, parts and chapters begin on right-hand pages"},
    )
    crop_marks: bool = field(
        default=False, metadata={"help": "marks for cutting, and 3 mm of ground around the page"}
    )
    justify: bool = field(
        default=True, metadata={"help": "lines of Chinese and Japanese meet the right edge"}
    )
    punctuation: Punctuation = field(
        default="quanjiao",
        metadata={
            "help": "width of Chinese punctuation: quanjiao (full, neighbours squeezed), kaiming "
            "(half but at ends of sentences), banjiao (half), none (as in the font)"
        },
    )
    autospace: bool = field(
        default=True, metadata={"help": "thin space between Chinese and Latin letters or digits"}
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
    notes: Literal["end", "page", "article", "book"] = field(
        default="end",
        metadata={
            "help": "where notes are printed: at the 'end' of the article, or on the 'page' that "
            "cites them first; in a book after each 'article' (as 'end'), or at the end of the "
            "'book'"
        },
    )
    lead_image: bool = field(
        default=True,
        metadata={"help": "the article's own image above the text, when it is not in it"},
    )
    image_dpi: int = field(
        default=300, metadata={"help": "pictures finer than this are made smaller; 0 keeps all"}
    )
    time_limit: int = field(
        default=900, metadata={"help": "seconds that setting the pages may take; 0 for no limit"}
    )
    memory_limit: int = field(
        default=6000, metadata={"help": "megabytes that it may take, on Linux; 0 for no limit"}
    )

    def __post_init__(self) -> None:
        is_named = not self.page_size or self.page_size.lower() in PAGE_SIZES
        if not is_named and not _SIZE.fullmatch(self.page_size):
            raise UsageError(
                f"no page size '{self.page_size}'",
                hint="choose A4, A5, B5, Letter, Legal, phone, or write '170mm 240mm'",
            )
        if self.margin and not _MARGIN.fullmatch(self.margin):
            raise UsageError(f"no margin '{self.margin}'", hint="write one to four lengths: '20mm'")
        if self.font_size and not re.fullmatch(LENGTH, self.font_size):
            raise UsageError(f"no font size '{self.font_size}'", hint="write a length: '11pt'")
        if self.variant not in get_args(PdfVariant):
            raise UsageError(
                f"no PDF variant '{self.variant}'", hint=f"choose {', '.join(get_args(PdfVariant))}"
            )
        for name, choices in _CHOICES.items():
            value = getattr(self, name)
            if value not in choices:
                known = ", ".join(map(str, choices))
                raise UsageError(f"'{name}' cannot be '{value}'", hint=f"choose one of {known}")
        if not 1 <= self.toc_depth <= 6:
            raise UsageError(
                f"no heading level '{self.toc_depth}'", hint="'toc_depth' is a level from 1 to 6"
            )
        if min(self.time_limit, self.memory_limit) < 0:
            raise UsageError("a limit of the PDF is below 0", hint="write 0 for no limit")
        if self.image_dpi < 0:
            raise UsageError(f"no image resolution '{self.image_dpi}'", hint="write 0 or more")
