"""One source to one numbered document: the stages of reading, in their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from publishkit.errors import LimitError
from publishkit.model.document import Document
from publishkit.reading.assembly import Draft, Reading, ReadOptions, assemble
from publishkit.reading.decode import Decoder
from publishkit.reading.findings import Findings
from publishkit.reading.foreign import foreign_front_matter
from publishkit.reading.front_matter import read_front_matter
from publishkit.reading.input_formats import InputFormat, input_format, lean_reader
from publishkit.reading.mends import mend_after_notes, mend_before_notes
from publishkit.reading.overlay import overlay_notes
from publishkit.reading.pandoc import parse
from publishkit.reading.source import SourceText, clean_text, decode_source
from publishkit.reading.tokens import TokenTable

__all__ = ["ReadOptions", "read_article", "read_text"]

#: Seconds that each megabyte adds to the time limit: pandoc reads about one in two seconds.
_SECONDS_PER_MEGABYTE: Final = 6.0


def read_article(
    data: bytes, *, path: Path | None, base: Path | None, options: ReadOptions
) -> Document:
    """Returns the document in these bytes of a file.

    ``path`` names the source in diagnostics and gives its format and stem; ``base`` is the folder
    that its images are relative to. Raises ``InputError`` and ``LimitError``.
    """
    kind = input_format(options.from_format, path)
    if kind.is_text:
        source = decode_source(data, path=path, max_bytes=options.max_bytes)
        return _read_clean(source, path=path, base=base, options=options)
    reading = Reading("", path, base, options, Findings(path))
    return assemble(reading, _read_foreign(reading, kind, data), ())


def read_text(text: str, *, path: Path | None, base: Path | None, options: ReadOptions) -> Document:
    """Returns the document in a string; otherwise like ``read_article``."""
    if len(text) > options.max_bytes:
        raise LimitError(f"the text is longer than {options.max_bytes:,} characters", path=path)
    source = clean_text(text, path=path)
    return _read_clean(source, path=path, base=base, options=options)


def _read_clean(
    source: SourceText, *, path: Path | None, base: Path | None, options: ReadOptions
) -> Document:
    kind = input_format(options.from_format, path)
    if kind.is_notebook:
        from publishkit.reading.notebook import read_notebook, without_lines

        cells = read_notebook(source.text, path=path)
        text = clean_text(cells.text, path=path)
        reading = Reading(text.text, path, base, options, Findings(path, text.text))
        draft = _read_draft(reading, input_format("markdown", path))
        draft = replace(draft, reply=replace(draft.reply, media=cells.media))
        return without_lines(assemble(reading, draft, (*source.diagnostics, *text.diagnostics)))
    reading = Reading(source.text, path, base, options, Findings(path, source.text))
    return assemble(reading, _read_draft(reading, kind), source.diagnostics)


# --- source to draft -----------------------------------------------------------------------


def _read_draft(reading: Reading, kind: InputFormat) -> Draft:
    if not kind.is_markdown:
        return _read_foreign(reading, kind, reading.text.encode())
    options, path = reading.options, reading.path
    matter = read_front_matter(reading.text, path=path, timezone=options.timezone)
    reading.findings.look_from_line(matter.first_line)
    tokens = TokenTable(matter.body)
    is_mdx = path is not None and path.suffix.lower() == ".mdx"
    mended = mend_before_notes(matter.body, tokens, first_line=matter.first_line, is_mdx=is_mdx)
    overlaid, candidates = overlay_notes(mended, tokens, first_line=matter.first_line)
    text = mend_after_notes(overlaid, tokens)
    prepared = text.encode()
    reply = parse(
        prepared,
        reader=lean_reader(kind.reader, text),
        time_limit=_time_limit(options, prepared),
        path=path,
    )
    decoder = Decoder(
        tokens,
        candidates,
        report=reading.findings,
        resolve_wiki=_wiki_resolver(reading.base),
    )
    return Draft(matter, decoder.decode(reply.document["blocks"]), decoder.definitions, reply)


def _read_foreign(reading: Reading, kind: InputFormat, data: bytes) -> Draft:
    """Reads a format other than Markdown, whose notes have no labels."""
    options, path = reading.options, reading.path
    reply = parse(data, reader=kind.reader, time_limit=_time_limit(options, data), path=path)
    matter = foreign_front_matter(reply.document["meta"], path=path, timezone=options.timezone)
    decoder = Decoder(
        TokenTable(reading.text),
        report=reading.findings,
        is_markdown=False,
        merges_equal_notes=kind.merges_equal_notes,
    )
    return Draft(matter, decoder.decode(reply.document["blocks"]), decoder.definitions, reply)


def _time_limit(options: ReadOptions, data: bytes) -> float:
    return options.time_limit + _SECONDS_PER_MEGABYTE * (len(data) // 1_000_000)


def _wiki_resolver(base: Path | None) -> Callable[[str], str | None]:
    def resolve(target: str) -> str | None:
        if base is None or ".." in Path(target).parts or Path(target).is_absolute():
            return None
        for name in (f"{target}.md", target):
            if (base / name).is_file():
                return name
        return None

    return resolve
