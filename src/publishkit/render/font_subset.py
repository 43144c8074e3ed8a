"""What a font file says of itself, and small files of it, by HarfBuzz.

PDF has them made before WeasyPrint sees them: WeasyPrint 70 embeds CJK faces with all their glyph
ids (15 characters cost 240 KB) and pins variable fonts by fontTools (5 to 17 seconds); HarfBuzz
needs 10 ms for either.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from publishkit.errors import MissingDependencyError

__all__ = ["FontFacts", "coverage", "font_facts", "subset_font", "subset_glyphs"]

_ROS: Final = (12, 30)
_CHARSET: Final = (15,)
_CHAR_STRINGS: Final = (17,)
_FAMILY_NAMES: Final = (16, 1)
_NO_SUBSET: Final = 0x0100
_BITMAPS_ONLY: Final = 0x0200
_ITALIC: Final = 0x0001
_COLLECTION: Final = b"ttcf"
#: Tables of a font that nobody reads who has glyph ids already.
_LAYOUT_TABLES: Final = (
    "BASE", "DSIG", "GDEF", "GPOS", "GSUB", "JSTF", "OS/2", "STAT", "VORG", "gasp", "name", "post",
    "vhea", "vmtx",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FontFacts:
    """What matters when a face is embedded.

    ``weights`` are the smallest and the largest one, the same for a face that does not vary.
    ``may_embed`` and ``may_subset`` are what its maker allows (OpenType, OS/2 ``fsType``).
    """

    family: str
    weights: tuple[int, int]
    is_italic: bool
    is_monospace: bool
    is_cff: bool
    is_collection: bool
    may_embed: bool
    may_subset: bool


def font_facts(path: Path, index: int = 0) -> FontFacts:
    """Returns the facts of a face; raises ``MissingDependencyError`` when it is no font."""
    face = _open(path, index)
    family = next(filter(None, map(face.get_name, _FAMILY_NAMES)), "") or path.stem
    os2, post = (bytes(face.reference_table(tag).data) for tag in ("OS/2", "post"))
    weight, rights, selection = 400, 0, 0
    if len(os2) >= 64:
        (weight,) = struct.unpack_from(">H", os2, 4)
        (rights,) = struct.unpack_from(">H", os2, 8)
        (selection,) = struct.unpack_from(">H", os2, 62)
    weights = next(
        (
            (round(axis.min_value), round(axis.max_value))
            for axis in face.axis_infos
            if axis.tag == "wght"
        ),
        (weight, weight),
    )
    return FontFacts(
        " ".join(family.split()),
        weights,
        bool(selection & _ITALIC),
        len(post) >= 16 and post[12:16] != b"\0\0\0\0",
        "CFF " in face.table_tags,
        _start(path) == _COLLECTION,
        # Of the lowest bits the most generous one counts; 2 alone forbids.
        rights & 0xF != 2 and not rights & _BITMAPS_ONLY,
        not rights & _NO_SUBSET,
    )


class CodePoints(Set[int]):
    """The code points of a face, kept by HarfBuzz: as a set of Python they take 3 MB for Chinese.

    What is made of it, such as an intersection, is a set.
    """

    __slots__ = ("_points",)

    def __init__(self, points: Any) -> None:
        self._points = points

    def __contains__(self, point: object) -> bool:
        return point in self._points

    def __iter__(self) -> Iterator[int]:
        return iter(self._points)

    def __len__(self) -> int:
        return len(self._points)

    @classmethod
    def _from_iterable(cls, points: Iterable[Any]) -> set[Any]:
        return set(points)


@lru_cache(maxsize=64)
def coverage(path: Path, index: int) -> Set[int]:
    """Returns the code points that a face has glyphs for; empty when it is no whole font."""
    if not (_is_readable(path) and _is_whole(path)):
        return frozenset()
    return CodePoints(_open(path, index).unicodes)


def subset_font(
    path: Path,
    index: int,
    *,
    code_points: Iterable[int],
    axes: tuple[tuple[str, float], ...] = (),
    has_all_features: bool = True,
) -> bytes:
    """Returns the face with only these characters, its layout features, and axes pinned.

    ``axes`` are tags with values, for variable fonts; those that the face lacks are ignored.
    Without ``has_all_features`` there are only those that text has without being asked for, such
    as ligatures and vertical forms: a Chinese face is a quarter smaller then.
    """
    import uharfbuzz

    face = _open(path, index)
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(code_points)
    if has_all_features:
        features = wanted.layout_feature_tag_set
        features.clear()
        features.invert()
    wanted.flags = uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    pinned = dict(axes)
    for axis in face.axis_infos:
        value = pinned.get(axis.tag, axis.default_value)
        wanted.pin_axis_location(face, axis.tag, min(max(value, axis.min_value), axis.max_value))
    try:
        data = bytes(uharfbuzz.subset(face, wanted).blob.data)
    except RuntimeError as error:
        raise _unreadable(path) from error
    return _with_identity_charset(data)


def subset_glyphs(font: bytes, glyphs: Iterable[int], *, index: int = 0) -> bytes:
    """Returns the font with the outlines of these glyphs under their ids, without hints.

    It is for readers that have glyph ids already, as those of PDF: it maps no character. A font
    that cannot be cut is returned as it is.
    """
    import uharfbuzz

    flags = uharfbuzz.SubsetFlags
    wanted = uharfbuzz.SubsetInput()
    wanted.glyph_set.update(glyphs)
    wanted.drop_table_tag_set.update(
        int.from_bytes(tag.ljust(4).encode(), "big") for tag in _LAYOUT_TABLES
    )
    # Subroutines make a font smaller, but what zlib makes of it larger.
    wanted.flags = (
        flags.RETAIN_GIDS | flags.NO_HINTING | flags.DESUBROUTINIZE | flags.NOTDEF_OUTLINE
    )
    try:
        face = uharfbuzz.Face(font, index)
        return bytes(uharfbuzz.subset(face, wanted).blob.data)
    except RuntimeError:
        return font


def _is_readable(path: Path) -> bool:
    return _start(path) in {b"\0\1\0\0", b"OTTO", _COLLECTION, b"true"}


def _is_whole(path: Path) -> bool:
    """Whether all tables of a font, or of a collection's first face, end before the file does.

    HarfBuzz takes those that do not for empty ones, and then makes fonts without glyphs, or none.
    """
    try:
        with path.open("rb") as file:
            start = 0
            if file.read(4) == _COLLECTION:
                file.seek(12)
                (start,) = struct.unpack(">L", file.read(4))
            file.seek(start + 4)
            (count,) = struct.unpack(">H", file.read(2))
            file.seek(start + 12)
            tables = struct.iter_unpack(">8xLL", file.read(16 * count))
            return all(offset + length <= path.stat().st_size for offset, length in tables)
    except (OSError, struct.error):
        return False


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(4)
    except OSError:
        return b""


def _open(path: Path, index: int) -> Any:
    import uharfbuzz

    try:
        return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)), index)
    except (OSError, uharfbuzz.HarfBuzzError) as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> MissingDependencyError:
    return MissingDependencyError(
        f"font file '{path}' cannot be read", path=path, hint="name a .ttf, .otf or .ttc file"
    )


def _with_identity_charset(font: bytes) -> bytes:
    """Makes the CIDs of a CID-keyed CFF table equal its glyph ids.

    WeasyPrint 70 writes glyph ids as CIDs, but HarfBuzz keeps a subset's old CIDs: MuPDF then
    leaves most characters out, and veraPDF rejects the file (ISO 14289-1, 7.21.4.1 and 7.21.5).
    This can go when either of them numbers CIDs anew.
    """
    table = _table(font, b"CFF ")
    if table is None:
        return font
    start, length = table
    cff = font[start : start + length]
    top = _top_dict(cff)
    if _ROS not in top or _CHARSET not in top or _CHAR_STRINGS not in top:
        return font
    offset = int(top[_CHARSET][0])
    count = int.from_bytes(cff[int(top[_CHAR_STRINGS][0]) :][:2], "big")
    if offset <= 2 or count < 3:
        return font
    # Format 2 is one range of glyphs 1 to count-1 (Adobe TN 5176, section 13); a charset that is
    # one range of format 1 already is a byte shorter, so the new one must be format 1 as well.
    if cff[offset] == 1 and cff[offset + 3] == count - 2:
        charset = struct.pack(">BHB", 1, 1, count - 2)
    else:
        charset = struct.pack(">BHH", 2, 1, count - 2)
    place = start + offset
    return font[:place] + charset + font[place + len(charset) :]


def _table(font: bytes, tag: bytes) -> tuple[int, int] | None:
    (count,) = struct.unpack_from(">H", font, 4)
    for number in range(count):
        name, _, offset, length = struct.unpack_from(">4sLLL", font, 12 + 16 * number)
        if name == tag:
            return offset, length
    return None


def _top_dict(cff: bytes) -> dict[tuple[int, ...], list[float]]:
    """Returns the operators of the first Top DICT with their operands (TN 5176, section 4)."""
    position = _index_end(cff, cff[2])
    count, size = struct.unpack_from(">HB", cff, position)
    offsets = [
        int.from_bytes(cff[position + 3 + size * k : position + 3 + size * (k + 1)], "big")
        for k in range(count + 1)
    ]
    base = position + 2 + size * (count + 1)
    return _dict(cff[base + offsets[0] : base + offsets[1]])


def _index_end(cff: bytes, position: int) -> int:
    count, size = struct.unpack_from(">HB", cff, position)
    if not count:
        return position + 2
    last = position + 3 + size * count
    length = int.from_bytes(cff[last : last + size], "big")
    return int(position + 2 + size * (count + 1) + length)


def _dict(data: bytes) -> dict[tuple[int, ...], list[float]]:
    entries: dict[tuple[int, ...], list[float]] = {}
    operands: list[float] = []
    at = 0
    while at < len(data):
        byte = data[at]
        if byte <= 21:
            wide = byte == 12
            entries[(12, data[at + 1]) if wide else (byte,)] = operands
            operands = []
            at += 2 if wide else 1
        elif byte == 30:  # a real number, ended by a nibble 15; none of ours is one
            at += 1
            while data[at] & 15 != 15 and data[at] >> 4 != 15:
                at += 1
            operands.append(0.0)
            at += 1
        elif byte == 28:
            operands.append(struct.unpack_from(">h", data, at + 1)[0])
            at += 3
        elif byte == 29:
            operands.append(struct.unpack_from(">i", data, at + 1)[0])
            at += 5
        elif byte <= 246:
            operands.append(byte - 139)
            at += 1
        elif byte <= 250:
            operands.append((byte - 247) * 256 + data[at + 1] + 108)
            at += 2
        else:
            operands.append(-(byte - 251) * 256 - data[at + 1] - 108)
            at += 2
    return entries
