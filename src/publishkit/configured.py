"""From a configuration to what a run needs: formats with options, reading options, publication."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publishkit.config import Configuration
from publishkit.diagnostics import Diagnostic
from publishkit.errors import ConfigurationError, UsageError
from publishkit.formats.base import Exporter
from publishkit.model.document import Publication
from publishkit.options import convert_options, make_options, option_name, split_setting
from publishkit.plan import Target
from publishkit.publication import checked_base_url, with_metadata
from publishkit.registry import did_you_mean, load_exporter
from publishkit.render.themes import is_theme_file

if TYPE_CHECKING:
    from publishkit.reading.article import ReadOptions
    from publishkit.reading.front_matter import FrontMatter

__all__ = ["publication_of", "read_options_of", "require_valid_formats", "targets_of"]


def targets_of(configuration: Configuration, settings: Iterable[str]) -> tuple[Target, ...]:
    """Returns the formats to export to, with options from the file, then ``--set``.

    Raises ``UsageError`` for an unknown format, option or value, and for a setting that no format
    of the run knows.
    """
    if not configuration.to:
        raise UsageError("no format is given", hint="say for example --to epub,pdf")
    loaded = [load_exporter(name) for name in dict.fromkeys(configuration.to)]
    values = {exporter.name: _from_file(configuration, exporter) for exporter in loaded}
    for name, option, value in map(split_setting, settings):
        fitting = [item for item in loaded if _takes(item, name, option)]
        if not fitting:
            raise _unfitting(loaded, name, option)
        for exporter in fitting:
            values[exporter.name] |= _converted(exporter, {option: value}, base=None)
    return tuple(
        Target(exporter, make_options(exporter, values[exporter.name])) for exporter in loaded
    )


def require_valid_formats(configuration: Configuration) -> None:
    """Raises ``UsageError`` if a table of a format in the file holds what the format refuses."""
    for name in configuration.formats:
        exporter = load_exporter(name)
        make_options(exporter, _from_file(configuration, exporter))


def _from_file(configuration: Configuration, exporter: Exporter) -> dict[str, Any]:
    """Returns the options that all formats share, then those of the format's own table."""
    shared: dict[str, object] = {"theme": configuration.theme}
    if configuration.style is not None:
        shared["style"] = configuration.style
    if configuration.template_dir is not None:
        shared["template_dir"] = configuration.template_dir
    if configuration.notes and _has(exporter, "notes"):
        shared["notes"] = configuration.notes
    base = None if configuration.path is None else configuration.path.parent
    own = configuration.formats.get(exporter.name, {})
    try:
        converted = _converted(exporter, own, base=base)
    except UsageError as error:
        raise ConfigurationError(
            error.message, path=configuration.path, line=error.line, hint=error.hint
        ) from error
    return {**_converted(exporter, shared, base=None), **converted}


def _converted(
    exporter: Exporter, values: Mapping[str, object], *, base: Path | None
) -> dict[str, Any]:
    """Returns typed options; ``style`` is a file wherever it is set outside of Python."""
    style = values.get("style")
    if style:
        path = Path(str(style))
        values = {**values, "style": _style(path if base is None else base / path)}
    theme = str(values.get("theme", ""))
    if base is not None and is_theme_file(theme):
        values = {**values, "theme": str(base / theme)}
    converted = convert_options(exporter, values, base=base)
    folder = converted.get("template_dir")
    if folder is not None and not folder.is_dir():
        raise UsageError(f"no folder '{folder}'", hint="template_dir is a folder of templates")
    return converted


def _style(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"cannot read the style '{path}': {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"the style '{path}' is not UTF-8") from error


def _has(exporter: Exporter, option: str) -> bool:
    return any(option_name(item.name) == option for item in fields(exporter.options_type))


def _takes(exporter: Exporter, name: str, option: str) -> bool:
    """Whether a setting is meant for the exporter; without a format it must know the option."""
    return exporter.name == name if name else _has(exporter, option)


def _unfitting(loaded: Iterable[Exporter], name: str, option: str) -> UsageError:
    names = [exporter.name for exporter in loaded]
    if name:
        return UsageError(
            f"'--set {name}.{option}' is for a format that is not exported",
            hint=did_you_mean(name, names) or f"add --to {name}",
        )
    known = {
        option_name(item.name) for exporter in loaded for item in fields(exporter.options_type)
    }
    return UsageError(
        f"no option '{option}' in {' or '.join(names)}",
        hint=did_you_mean(option, known) or f"known are: {', '.join(sorted(known))}",
    )


def read_options_of(configuration: Configuration, *, lang: str = "") -> ReadOptions:
    """Returns how articles are read; ``lang`` is the language that the call asks for.

    The file's ``lang`` is the publication's: an article keeps its own.
    """
    from publishkit.reading.article import ReadOptions
    from publishkit.reading.input_formats import input_format

    input_format(configuration.from_format, None)  # raises for a format that is not known
    return ReadOptions(
        lang=lang,
        timezone=configuration.timezone,
        uncited=configuration.uncited,
        numbering=configuration.numbering,
        from_format=configuration.from_format,
        fetch_remote=configuration.fetch_remote,
        static_roots=configuration.static_roots,
        time_limit=configuration.time_limit,
        max_bytes=configuration.max_bytes,
    )


def publication_of(
    configuration: Configuration,
    *,
    now: datetime,
    given: Collection[str],
    read_options: ReadOptions,
) -> tuple[Publication, tuple[Diagnostic, ...]]:
    """Returns what is said of the publication, and what is wrong with its metadata file.

    The metadata file goes before the configuration, and the fields in ``given``, which the call
    names, go before both. ``read_options`` are for the texts that the metadata file has or names.
    """
    values = {
        item.name: getattr(configuration, item.name)
        for item in fields(Publication)
        if hasattr(configuration, item.name)
    }
    publication = replace(
        Publication((), **values), now=configuration.now or now, is_book=configuration.book
    )
    if configuration.metadata is None:
        return publication, ()
    from publishkit.reading.book_parts import read_book_parts

    matter = _metadata_of(configuration.metadata, configuration)
    try:
        merged = with_metadata(publication, matter.metadata)
        merged = replace(merged, base_url=checked_base_url(merged.base_url))
    except ValueError as error:
        raise ConfigurationError(
            f"'url' cannot be '{matter.metadata.url}': {error}", path=configuration.metadata
        ) from error
    named = {name: getattr(publication, name) for name in given if name in values}
    parts = read_book_parts(
        matter.metadata, path=configuration.metadata, options=read_options, lines=matter.lines
    )
    whole = replace(merged, cover=parts.cover, matter=parts.matter, **named)
    return whole, (*matter.diagnostics, *parts.diagnostics)


def _metadata_of(path: Path, configuration: Configuration) -> FrontMatter:
    from publishkit.reading.front_matter import read_metadata_mapping

    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigurationError(f"cannot be read: {error.strerror}", path=path) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError("not UTF-8", path=path, hint="save it as UTF-8") from error
    # The file may be written as front matter, between fences.
    lines = text.splitlines()
    if lines and lines[0].strip() == "---":
        lines = ["", *(line for line in lines[1:] if line.strip() not in {"---", "..."})]
    return read_metadata_mapping("\n".join(lines), path=path, timezone=configuration.timezone)
