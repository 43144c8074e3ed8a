"""Front matter → typed ``Metadata``: finds the block, reads its entries, reports every problem."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path
from types import MappingProxyType
from typing import Final

from publishkit.diagnostics import Diagnostic
from publishkit.errors import ConfigurationError, InputError, LimitError
from publishkit.model.metadata import Metadata
from publishkit.reading.fences import (
    Block,
    Syntax,
    find_block,
    looks_like_mapping,
    looks_meant,
)
from publishkit.reading.fields import Fields, read_fields
from publishkit.reading.file_name import FileName, read_file_name
from publishkit.reading.findings import Findings
from publishkit.reading.metadata_lines import read_metadata_lines
from publishkit.reading.raw_values import RawMapping, RawValue, without_separators
from publishkit.reading.yaml_nodes import read_yaml

__all__ = ["FrontMatter", "read_front_matter", "read_metadata_mapping"]

#: Characters that a block may have; real ones have a few hundred.
_MAX_BLOCK: Final = 256_000
_JSON_START: Final = re.compile(r'\{\s*(?:"|\}\s*(?:\n|\Z)|\n|\Z)')
_REST_OF_LINE: Final = re.compile(r"[ \t]*(?:\n|\Z)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Metadata and the body, which is the tail of the source from ``first_line`` on.

    ``lines`` maps each canonical field that was given to its line in the file.
    """

    metadata: Metadata
    body: str
    first_line: int
    diagnostics: tuple[Diagnostic, ...]
    lines: Mapping[str, int]


def read_front_matter(
    text: str, *, path: Path | None = None, timezone: tzinfo = UTC
) -> FrontMatter:
    """Reads YAML, TOML or JSON front matter, or the lines of Pelican, Nikola and Hexo, or none.

    ``text`` is clean (see ``clean_text``). What the file's name says counts where the block says
    nothing: Jekyll's date prefix, the slug, a ``_drafts`` folder. ``title`` and ``lang`` stay
    empty when they are not given. Raises ``InputError`` for broken syntax and ``LimitError``
    for blocks that are too large or too deep; all else is in ``diagnostics``, in line order.
    """
    findings = Findings(path)
    block = find_block(text)
    found = None if block is None else _read_block(block, findings)
    mapping, body = (RawMapping((), 1), text) if found is None else found
    fields = read_fields(mapping, zone=timezone, findings=findings)
    metadata = _completed(fields, read_file_name(path, zone=timezone), mapping.line, findings)
    return FrontMatter(
        metadata,
        body,
        text.count("\n") - body.count("\n") + 1,
        findings.in_line_order(),
        MappingProxyType(dict(fields.lines)),
    )


def read_metadata_mapping(
    text: str, *, path: Path | None = None, timezone: tzinfo = UTC
) -> FrontMatter:
    """Reads a plain YAML file of metadata, as for ``--metadata FILE``; the body is empty.

    Raises ``ConfigurationError`` when it is not YAML or not a mapping.
    """
    findings = Findings(path)
    try:
        _check_size(text, 1, findings)
        value = read_yaml(without_separators(text), first_line=1, findings=findings)
    except InputError as error:
        raise ConfigurationError(
            error.message.replace("front matter", "metadata file"),
            path=path,
            line=error.line,
            column=error.column,
            hint=error.hint,
        ) from error
    if value is None:
        value = RawMapping((), 1)
    if not isinstance(value, RawMapping):
        raise ConfigurationError(
            "the metadata file is not a mapping", path=path, line=1, hint="write 'key: value' lines"
        )
    fields = read_fields(value, zone=timezone, findings=findings)
    lines = MappingProxyType(dict(fields.lines))
    return FrontMatter(fields.metadata, "", 1, findings.in_line_order(), lines)


def _read_block(block: Block, findings: Findings) -> tuple[RawMapping, str] | None:
    """Returns the entries and the body, or None when the block is part of the body."""
    match block.syntax:
        case Syntax.LINES:
            _check_size(block.text, block.first_line, findings)
            return read_metadata_lines(block.text, first_line=block.first_line), block.body
        case Syntax.JSON:
            return _read_json_block(block, findings)
        case Syntax.TOML:
            return _read_toml_block(block, findings)
        case Syntax.YAML:
            return _read_yaml_block(block, findings)


def _read_yaml_block(block: Block, findings: Findings) -> tuple[RawMapping, str] | None:
    text = block.text
    is_meant = looks_like_mapping(text) or looks_meant(text[:_MAX_BLOCK])
    first, _, _ = text.partition("\n")
    if not first.strip() and text.strip():
        # Pandoc, too, takes `---` with a blank line after it for a thematic break.
        if block.is_closed and looks_meant(text[:_MAX_BLOCK]):
            hint = "remove the blank line after the opening '---'"
            _report_unread(block, findings, hint)
        return None
    if not block.is_closed:
        if is_meant:
            raise _not_closed(block, findings)
        return None
    if not is_meant and len(text) > _MAX_BLOCK:
        return None
    _check_size(text, block.first_line, findings)
    value = _read_yaml_value(block, findings, is_meant=is_meant)
    if isinstance(value, RawMapping):
        return value, block.body
    if value is None and not any(map(_is_text, text.split("\n"))):
        return RawMapping((), block.first_line), block.body
    if is_meant:
        hint = "write each line as 'key: value' with a half-width colon and a space"
        _report_unread(block, findings, hint)
    return None


def _is_text(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _read_yaml_value(block: Block, findings: Findings, *, is_meant: bool) -> RawValue | None:
    attempt = Findings(findings.path)
    try:
        value = read_yaml(
            without_separators(block.text), first_line=block.first_line, findings=attempt
        )
    except (InputError, LimitError):
        if is_meant or not block.is_fenced:
            raise
        return None  # text between two thematic breaks, which need not be YAML
    if isinstance(value, RawMapping):
        findings.extend(attempt)
    return value


def _read_toml_block(block: Block, findings: Findings) -> tuple[RawMapping, str] | None:
    if not block.is_closed:
        if re.match(r"\s*(?:[\w\"'-]+\s*=|\[)", block.text):
            raise _not_closed(block, findings)
        return None
    _check_size(block.text, block.first_line, findings)
    text = without_separators(block.text)
    from publishkit.reading.toml_json import read_toml

    return read_toml(text, first_line=block.first_line, findings=findings), block.body


def _read_json_block(block: Block, findings: Findings) -> tuple[RawMapping, str] | None:
    """Finds the end of the object by decoding it; ``{{< shortcode >}}`` and the like are body."""
    if _JSON_START.match(block.text) is None:
        return None
    from publishkit.reading.toml_json import read_json

    try:
        text = block.text[:_MAX_BLOCK]
        mapping, end = read_json(text, first_line=block.first_line, findings=findings)
    except InputError:
        if len(block.text) > _MAX_BLOCK:
            _check_size(block.text, block.first_line, findings)
        raise
    if block.is_fenced and block.body:
        return None if mapping is None else (mapping, block.body)
    rest = _REST_OF_LINE.match(block.text, end)
    if mapping is None or rest is None:
        return None
    return mapping, block.text[rest.end() :]


def _check_size(text: str, line: int, findings: Findings) -> None:
    if len(text) > _MAX_BLOCK:
        raise LimitError(
            f"the front matter has {len(text):,} characters, the limit is {_MAX_BLOCK:,}",
            path=findings.path,
            line=line,
            hint="is its closing fence missing?",
        )


def _not_closed(block: Block, findings: Findings) -> InputError:
    fence = "+++" if block.syntax is Syntax.TOML else "---"
    return InputError(
        "the front matter is not closed",
        path=findings.path,
        line=block.first_line - 1,
        column=1,
        hint=f"put a line '{fence}' after it",
    )


def _report_unread(block: Block, findings: Findings, hint: str) -> None:
    message = "these lines look like front matter but are not; they are read as text"
    findings.add("F012", message, line=block.first_line, hint=hint)


def _completed(fields: Fields, name: FileName, line: int, findings: Findings) -> Metadata:
    """Adds what the file's name says, and puts the dates in order."""
    metadata = fields.metadata
    date, is_date_only = metadata.date, metadata.date_only
    if date is None and name.date is not None:
        date, is_date_only = name.date.moment, True
    if date is None and metadata.updated is not None:
        date, is_date_only = metadata.updated, fields.is_updated_date_only
    if date is None and not findings.count("F005"):
        hint = "add 'date: 2025-06-19' to the front matter"
        findings.add("F006", "no date: the article is left out of feeds", line=line, hint=hint)
    updated = metadata.updated
    if date is not None and updated is not None and updated < date:
        is_same_day = fields.is_updated_date_only and updated.date() == date.date()
        if not is_same_day:
            message = f"'updated' ({updated.date()}) lies before 'date' ({date.date()})"
            findings.add("F007", f"{message}; it is set to 'date'", line=fields.lines["updated"])
        updated = date
    return dataclasses.replace(
        metadata,
        date=date,
        date_only=is_date_only,
        updated=updated,
        slug=metadata.slug or name.slug,
        is_draft=metadata.is_draft or name.is_draft,
    )
