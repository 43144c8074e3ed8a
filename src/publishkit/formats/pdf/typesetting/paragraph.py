"""A paragraph as a row of characters: their places, the gaps between them, where lines may end.

It is made once from WeasyPrint's line box, which holds the whole paragraph before layout; every
line that is later taken from it, whatever its width, needs only differences of sums kept here.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from publishkit.formats.pdf.typesetting.metrics import Metrics

__all__ = ["Flex", "Paragraph", "Piece", "Punctuation", "TypesettingStyle"]

#: How wide punctuation is (CLREQ, "Punctuation Adjustment"; the names are LaTeX's): ``quanjiao``
#: full width with neighbours squeezed, ``kaiming`` half width but for ends of sentences,
#: ``banjiao`` all half width, ``none`` as the font has it.
Punctuation = Literal["quanjiao", "kaiming", "banjiao", "none"]


@dataclass(frozen=True, slots=True)
class TypesettingStyle:
    """What is asked for: lines that meet the edge, punctuation, Han–Latin space."""

    is_justified: bool = True
    punctuation: Punctuation = "quanjiao"
    has_autospace: bool = True


class Piece(NamedTuple):
    """The characters of one text box: which they are, and where the box is in the line box."""

    box: Any
    path: tuple[int, ...]
    first: int
    text: str
    metrics: Metrics
    is_code: bool
    is_note: bool


class Flex(NamedTuple):
    """Space that can be taken away at a gap: from the mark before it, after it, or its own."""

    order: int
    tail: float
    lead: float
    gap: float


@dataclass(slots=True)
class Paragraph:
    """The characters of a line box; lengths are CSS pixels, a gap has the number of the character
    after it.

    ``left`` and ``right`` are where each character begins and ends when the paragraph is one long
    line; ``shrink``, ``opening``, ``thin`` and ``gaps`` are sums from the start to a gap: what can
    be taken away, what word and Han–Latin spaces can grow by, how many gaps can open up.
    Arrays hold them rather than lists, since the collector of garbage does not look into those.
    """

    box: Any
    size: float
    pieces: list[Piece] = field(default_factory=list)
    chars: str = ""
    classes: bytearray = field(default_factory=bytearray)
    advances: array[float] = field(default_factory=lambda: array("d"))
    owners: array[int] = field(default_factory=lambda: array("i"))
    objects: dict[int, tuple[Any, tuple[int, ...]]] = field(default_factory=dict)
    opens: dict[int, float] = field(default_factory=dict)
    closes: dict[int, float] = field(default_factory=dict)
    hangs: dict[int, float] = field(default_factory=dict)
    firsts: dict[tuple[int, ...], int] = field(default_factory=dict)
    trims: dict[int, tuple[float, float]] = field(default_factory=dict)
    rooms: dict[int, tuple[float, float]] = field(default_factory=dict)
    spaces: dict[int, float] = field(default_factory=dict)
    breaks: bytearray = field(default_factory=bytearray)
    stretched: bytearray = field(default_factory=bytearray)
    flexes: dict[int, Flex] = field(default_factory=dict)
    growths: dict[int, tuple[float, float]] = field(default_factory=dict)
    left: array[float] = field(default_factory=lambda: array("d"))
    right: array[float] = field(default_factory=lambda: array("d"))
    shrink: array[float] = field(default_factory=lambda: array("d"))
    opening: array[float] = field(default_factory=lambda: array("d"))
    thin: array[float] = field(default_factory=lambda: array("d"))
    gaps: array[int] = field(default_factory=lambda: array("i"))
    wide: array[int] = field(default_factory=lambda: array("i"))
    stops: list[int] = field(default_factory=list)

    def piece(self, unit: int) -> Piece | None:
        """Returns the text box of a character; a picture has none."""
        owner = self.owners[unit]
        return self.pieces[owner] if owner >= 0 else None

    def is_current(self) -> bool:
        """Tells whether the boxes still hold what was read from them."""
        return all(piece.box.text == piece.text for piece in self.pieces)
