"""What the user can choose about an EPUB."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from publishkit.formats.base import ExporterOptions

__all__ = ["EpubOptions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EpubOptions(ExporterOptions):
    """The options of the ``epub`` exporter, ``--set epub.NAME=VALUE``."""

    toc_depth: int = field(
        default=3,
        metadata={"help": "heading levels in the table of contents, the title's included (1 to 6)"},
    )
    split_level: int = field(
        default=1,
        metadata={
            "help": "heading levels that begin a page of their own, the title's included (1 to 6)"
        },
    )
    cover: Literal["auto", "image", "drawn", "none"] = field(
        default="auto",
        metadata={
            "help": "the article's featured 'image', one 'drawn' with the title, or what there is"
        },
    )
    notes: Literal["article", "book"] = field(
        default="article",
        metadata={
            "help": "in a book, list notes after each 'article', or of the 'book' at its end"
        },
    )
    writing_mode: Literal["horizontal-tb", "vertical-rl"] = field(
        default="horizontal-tb",
        metadata={"help": "lines from left to right, or columns from right to left"},
    )
    backlinks: Literal["end", "start"] = field(
        default="end",
        metadata={"help": "where an endnote has its back-links; Kindle pop-ups need 'start'"},
    )
    max_megapixels: float = field(
        default=5.6,
        metadata={"help": "pictures of more megapixels are made smaller; 0 leaves them"},
    )
    fonts: tuple[Literal["auto"] | Path, ...] = field(
        default=(),
        metadata={"help": "font files to embed, or 'auto' for those of the installed packages"},
    )
    subset_fonts: bool = field(
        default=True, metadata={"help": "embed only the characters that the book shows"}
    )
    duokan: bool = field(
        default=False,
        metadata={"help": "mark notes so that Duokan (多看) and WeChat Read open them as pop-ups"},
    )

    def __post_init__(self) -> None:
        if not 0 <= self.max_megapixels <= 1_000:
            raise ValueError(
                f"'max_megapixels' is a number of megapixels, or 0, not {self.max_megapixels:g}"
            )
        for name in ("toc_depth", "split_level"):
            value = getattr(self, name)
            if not 1 <= value <= 6:
                raise ValueError(f"'{name}' is a heading level from 1 to 6, not {value}")
