"""What a book's metadata file names beside fields: its cover, and texts before and after."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.errors import InputError
from publishkit.model.assets import Asset
from publishkit.model.document import MATTER_KINDS, Document, Matter, MatterKind
from publishkit.model.metadata import Metadata
from publishkit.phrases import matter_title
from publishkit.reading.article import ReadOptions, read_article, read_text
from publishkit.reading.assets import resolve_assets
from publishkit.reading.field_names import fold
from publishkit.reading.file_name import source_stem

__all__ = ["BookParts", "read_book_parts"]

#: Further names of parts; as with fields, case, ``-``, ``_`` and space make no difference.
_OTHER_NAMES: Final[Mapping[MatterKind, tuple[str, ...]]] = MappingProxyType(
    {"acknowledgments": ("acknowledgements",), "about_author": ("about_the_author",)}
)
_SUFFIXES: Final = frozenset({".md", ".markdown", ".mdown", ".mkd"})
#: A heading in the first line, of either form that Markdown has.
_HEADING: Final = re.compile(r"#{1,6}[ \t]|[^\n]+\n(?:=+|-+)[ \t]*(?:\n|$)")


#: A part needs neither a title (F001) nor a date (F006).
_NO_FINDINGS: Final = frozenset({"F001", "F006"})


@dataclass(frozen=True, slots=True)
class BookParts:
    """The parts, in the order in which a book has them, and what was wrong with them."""

    cover: Asset | None = None
    matter: tuple[Matter, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def read_book_parts(
    metadata: Metadata,
    *,
    path: Path,
    options: ReadOptions,
    lines: Mapping[str, int] = MappingProxyType({}),
) -> BookParts:
    """Returns the parts that the metadata in the file ``path`` names.

    The value of a text is Markdown, or the name of a Markdown file, which has to lie in the folder
    of the metadata file. Raises ``InputError`` when such a file cannot be read. ``lines`` tells
    where each key stands.
    """
    diagnostics: list[Diagnostic] = []
    cover = None
    if metadata.image is not None:
        url = metadata.image.url
        found, refused = resolve_assets(
            [(url, metadata.image.line)],
            base=path.parent,
            path=path,
            static_roots=options.static_roots,
            fetch_remote=options.fetch_remote,
        )
        cover = found.get(url)
        diagnostics += refused
    matter: list[Matter] = []
    keys = {fold(key): key for key in metadata.extra}
    for kind in MATTER_KINDS:
        names = map(fold, (kind, *_OTHER_NAMES.get(kind, ())))
        key = next((keys[name] for name in names if name in keys), kind)
        value = metadata.extra.get(key)
        if value is None:
            continue
        if not isinstance(value, str) or not value.strip():
            message = f"'{key}' is not a text; it is left out"
            diagnostics.append(diagnose("F002", message, path=path, line=lines.get(key)))
            continue
        document = _read(value.strip(), kind, path=path, options=options, lang=metadata.lang)
        diagnostics += document.diagnostics
        matter.append(Matter(kind, document))
    return BookParts(cover, tuple(matter), tuple(diagnostics))


def _read(value: str, kind: MatterKind, *, path: Path, options: ReadOptions, lang: str) -> Document:
    if "\n" not in value and Path(value).suffix.lower() in _SUFFIXES:
        return _read_file(path.parent / value, kind, path=path, options=options, lang=lang)
    options = replace(options, from_format="", lang=lang or options.lang)
    document = read_text(value, path=None, base=path.parent, options=options)
    named = replace(document.metadata, slug=kind)
    if not _HEADING.match(value):
        named = replace(named, title=matter_title(kind, named.lang))
    # The text has lines of its own.
    found = tuple(
        replace(item, path=path, line=None)
        for item in document.diagnostics
        if item.code not in _NO_FINDINGS
    )
    return replace(document, metadata=named, source=path, diagnostics=found)


def _read_file(
    file: Path, kind: MatterKind, *, path: Path, options: ReadOptions, lang: str
) -> Document:
    try:
        is_inside = file.resolve().is_relative_to(path.parent.resolve())
    except RuntimeError as error:  # Python before 3.13 says so of links in a circle
        raise InputError(f"'{file.name}' cannot be read: {error}", path=path) from error
    if not is_inside:
        raise InputError(
            f"'{file.name}' is outside of the folder of the metadata file",
            path=path,
            hint="move it there",
        )
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"'{file.name}' cannot be read: {error.strerror}", path=path) from error
    document = read_article(data, path=file, base=file.parent, options=options)
    found = tuple(item for item in document.diagnostics if item.code not in _NO_FINDINGS)
    metadata = document.metadata
    is_untitled = any(item.code == "F001" for item in document.diagnostics)
    if is_untitled and metadata.title == source_stem(file):
        # The file's name stands in where neither front matter nor a heading gives a title.
        metadata = replace(metadata, title=matter_title(kind, lang or metadata.lang))
    return replace(document, metadata=metadata, diagnostics=found)
