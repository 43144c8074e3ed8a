"""What is in a source: its bytes, its metadata, the document that it makes."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING

from publishkit.errors import InputError, LimitError, PublishKitError
from publishkit.model.document import Document
from publishkit.sources import Source

if TYPE_CHECKING:
    from publishkit.formats.source_text import SourceText
    from publishkit.reading.article import ReadOptions

__all__ = ["peek", "read_bytes", "read_source", "source_text"]


def read_source(source: Source, data: bytes | None, *, options: ReadOptions) -> Document:
    """Returns the document of a source; ``data`` is its content where that is read already."""
    from publishkit.reading.article import read_article

    path = source.path
    content = _content(path, limit=options.max_bytes) if data is None else data
    base = Path() if path is None else path.parent
    return read_article(content, path=path, base=base, options=options)


def peek(source: Source, data: bytes | None, *, options: ReadOptions) -> Document | None:
    """Returns the head of an article: its document without the body, or ``None`` on any error.

    A format whose metadata only pandoc can read is read whole.
    """
    from publishkit.reading.file_name import source_stem
    from publishkit.reading.front_matter import read_front_matter
    from publishkit.reading.input_formats import input_format
    from publishkit.reading.source import decode_source

    try:
        if not input_format(options.from_format, source.path).is_markdown:
            document = read_source(source, data, options=options)
            return Document(document.metadata, (), source=source.path, stem=document.stem)
        content = _content(source.path, limit=options.max_bytes) if data is None else data
        text = decode_source(content, path=source.path, max_bytes=options.max_bytes).text
        metadata = read_front_matter(text, path=source.path, timezone=options.timezone).metadata
    except PublishKitError:
        return None
    return Document(metadata, (), source=source.path, stem=source_stem(source.path))


def source_text(source: Source, *, options: ReadOptions) -> SourceText | None:
    """Returns the text of an article in Markdown, to find places of a book in it.

    ``None`` for other formats, standard input, and what cannot be read.
    """
    from publishkit.formats.source_text import SourceText
    from publishkit.reading.input_formats import input_format
    from publishkit.reading.source import decode_source

    if source.path is None:
        return None
    try:
        if not input_format(options.from_format, source.path).is_markdown:
            return None
        content = _content(source.path, limit=options.max_bytes)
        text = decode_source(content, path=source.path, max_bytes=options.max_bytes).text
    except PublishKitError:
        return None
    found = peek(source, content, options=options)
    return SourceText(source.path, text, found.metadata.title if found else "")


def _content(path: Path | None, *, limit: int) -> bytes:
    if path is None:
        raise InputError("standard input was not read")
    try:
        with path.open("rb") as file:
            return read_bytes(file, limit=limit, path=path)
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror or error}",
            path=path,
            hint="name a file" if path.is_dir() else None,
        ) from error


def read_bytes(file: IO[bytes], *, limit: int, path: Path | None = None) -> bytes:
    """Returns what the file holds; raises ``LimitError`` for more than ``limit`` bytes."""
    data = file.read(limit + 1)
    if len(data) > limit:
        raise LimitError(
            f"the source has more than {limit:,} bytes",
            path=path,
            hint="split the article, or raise max_bytes",
        )
    return data
