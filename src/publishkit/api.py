"""The library: read articles, export them, one or many."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from publishkit.contents import peek, read_source
from publishkit.errors import UsageError
from publishkit.model.document import Document, Publication
from publishkit.model.language_tags import checked_language
from publishkit.model.metadata import Author
from publishkit.publication import checked_base_url
from publishkit.registry import exporters, load_exporter
from publishkit.render.file_names import safe_file_name
from publishkit.sources import Source

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from typing import Literal

    from publishkit.formats.base import Exporter, ExporterOptions, Rendition, Scope
    from publishkit.model.assets import Asset
    from publishkit.model.document import Matter
    from publishkit.model.metadata import Metadata
    from publishkit.outcomes import Outcome
    from publishkit.reading.article import ReadOptions

__all__ = [
    "BatchSettings",
    "PublicationSettings",
    "ReadSettings",
    "export",
    "export_many",
    "exporters",
    "read",
    "reads",
]


class ReadSettings(TypedDict, total=False):
    """How an article is read: the fields of ``ReadOptions``, each with its default there."""

    lang: str
    timezone: tzinfo
    uncited: Literal["keep", "drop"]
    numbering: Literal["citation", "definition"]
    from_format: str
    fetch_remote: bool
    static_roots: tuple[Path, ...]
    time_limit: float
    max_bytes: int


class PublicationSettings(TypedDict, total=False):
    """What is said of a publication: the fields of ``Publication`` but what it consists of."""

    title: str
    subtitle: str
    description: str
    authors: tuple[Author, ...]
    lang: str
    base_url: str
    id: str
    publisher: str
    license: str
    timezone: tzinfo
    now: datetime | None
    modified: datetime | None
    is_book: bool
    details: Metadata
    cover: Asset | None
    matter: tuple[Matter, ...]
    ids: Mapping[Path, str]


class BatchSettings(TypedDict, total=False):
    """The settings of ``export_many``: those of reading and those of the publication."""

    lang: str
    timezone: tzinfo
    uncited: Literal["keep", "drop"]
    numbering: Literal["citation", "definition"]
    from_format: str
    fetch_remote: bool
    static_roots: tuple[Path, ...]
    time_limit: float
    max_bytes: int
    title: str
    subtitle: str
    description: str
    authors: tuple[Author, ...]
    base_url: str
    id: str
    publisher: str
    license: str
    now: datetime | None
    modified: datetime | None
    is_book: bool
    details: Metadata
    cover: Asset | None
    matter: tuple[Matter, ...]
    ids: Mapping[Path, str]


_READ_SETTINGS = frozenset(ReadSettings.__annotations__)
_PUBLICATION_SETTINGS = frozenset(PublicationSettings.__annotations__)
_CHOICES = {"uncited": ("keep", "drop"), "numbering": ("citation", "definition")}


def read(source: str | os.PathLike[str], **settings: Unpack[ReadSettings]) -> Document:
    """Reads the article in a file: Markdown with front matter, or what its suffix says.

    Raises ``InputError`` when it cannot be read and ``LimitError`` when it is too much; all that
    can be survived is in ``document.diagnostics``.
    """
    return read_source(Source(Path(source)), None, options=_read_options(settings))


def reads(
    text: str,
    *,
    base: str | os.PathLike[str] | None = None,
    **settings: Unpack[ReadSettings],
) -> Document:
    """Reads the article in a string; its images are looked for in the folder ``base``.

    Without ``base`` no file is read. Raises like ``read``.
    """
    from publishkit.reading.article import read_text

    folder = None if base is None else Path(base)
    return read_text(text, path=None, base=folder, options=_read_options(settings))


def export(
    documents: Document | Iterable[Document],
    to: str,
    *,
    options: ExporterOptions | None = None,
    **settings: Unpack[PublicationSettings],
) -> Rendition:
    """Returns the bytes of one file in the format ``to``; ``.write(folder)`` writes them.

    Formats with a file for each article take one document, or several with ``is_book=True``.
    Feeds take any number, and select by ``now``. Raises ``UsageError`` for a format or
    combination that does not exist and ``ExportError`` when the export is not possible.
    """
    exporter = load_exporter(to)
    found = (documents,) if isinstance(documents, Document) else tuple(documents)
    _require_known(settings, _PUBLICATION_SETTINGS)
    publication = _publication(found, settings)
    chosen = exporter.options_type() if options is None else options
    if not isinstance(chosen, exporter.options_type):
        raise UsageError(
            f"'{to}' does not take {type(chosen).__name__}",
            hint=f"give it {exporter.options_type.__name__}",
        )
    from publishkit.formats.base import scope_of

    scope = scope_of(exporter, chosen)
    _require_fitting(exporter, publication, scope)
    rendition = exporter.export(publication, chosen)
    if scope == "publication":
        return rendition
    name = publication.title if publication.is_book else found[0].slug
    name = name or rendition.filename.removesuffix(exporter.suffix)
    return replace(rendition, filename=f"{safe_file_name(name)}{exporter.suffix}")


def export_many(
    sources: Iterable[str | os.PathLike[str]],
    to: str | Iterable[str],
    *,
    folder: str | os.PathLike[str] | None = None,
    jobs: int = 0,
    executor: Executor | None = None,
    options: Iterable[ExporterOptions] = (),
    include_drafts: bool = False,
    since: datetime | None = None,
    **settings: Unpack[BatchSettings],
) -> Iterator[Outcome]:
    """Yields one outcome for each source and format as it is done, in the order of the sources.

    ``sources`` are files and folders. With a ``folder`` the files are written there and each
    outcome has a ``path``; without one it has a ``rendition``. An article that fails, because its
    file is missing or for any other reason, has an ``error`` and does not stop the others. Formats
    made of all articles (feeds, books) come last.
    ``jobs`` is the number of processes: 0 for as many as are worth it, 1 for none but this one.
    ``executor`` is any ``concurrent.futures.Executor`` that takes over the work. ``options``
    are options objects; each goes to the formats that take its type. Articles older than
    ``since`` are left out, and those that remain make one mail. Raises ``UsageError`` before
    anything is done.
    """
    from publishkit.batch import run
    from publishkit.plan import Target, plan_export
    from publishkit.sources import expand_sources

    _require_known(settings, _READ_SETTINGS | _PUBLICATION_SETTINGS)
    names = [to] if isinstance(to, str) else list(dict.fromkeys(to))
    loaded = [load_exporter(name) for name in names]
    read_settings = {key: value for key, value in settings.items() if key in _READ_SETTINGS}
    others = {key: value for key, value in settings.items() if key in _PUBLICATION_SETTINGS}
    place = None if folder is None else Path(folder)
    expanded = expand_sources(sources, leave_out=place, keeps_missing=True)
    read_options = _read_options(read_settings)
    plan = plan_export(
        expanded,
        [Target(exporter, _options_for(exporter, options)) for exporter in loaded],
        read_options=read_options,
        publication=_publication((), others),
        peek=partial(peek, options=read_options),
        include_drafts=include_drafts,
        since=since,
    )
    plan = replace(plan, work=replace(plan.work, folder=place))
    return run(plan, jobs=jobs, executor=executor)


def _publication(documents: tuple[Document, ...], settings: Mapping[str, object]) -> Publication:
    values = _with_language_tag(settings)
    publication = Publication(documents, **values)  # type: ignore[arg-type]  # keys were checked
    now = publication.now
    if now is not None and now.tzinfo is None:
        publication = replace(publication, now=now.replace(tzinfo=publication.timezone))
    try:
        return replace(publication, base_url=checked_base_url(publication.base_url))
    except ValueError as error:
        raise UsageError(f"no base URL '{publication.base_url}': {error}") from error


def _options_for(exporter: Exporter, options: Iterable[ExporterOptions]) -> ExporterOptions:
    fitting = [item for item in options if type(item) is exporter.options_type]
    return fitting[-1] if fitting else exporter.options_type()


def _require_fitting(exporter: Exporter, publication: Publication, scope: Scope) -> None:
    count = len(publication.documents)
    if scope == "publication":
        return
    if publication.is_book and not exporter.can_make_books:
        raise UsageError(f"'{exporter.name}' cannot make a book", hint="choose epub or pdf")
    if count == 0 or (count > 1 and not publication.is_book):
        raise UsageError(
            f"'{exporter.name}' takes one document, not {count}",
            hint="export them one by one, or as one book with is_book=True"
            if exporter.can_make_books
            else "export them one by one",
        )


def _require_known(settings: Mapping[str, object], known: frozenset[str]) -> None:
    from publishkit.registry import did_you_mean

    for name in settings:
        if name not in known:
            raise UsageError(f"no setting named '{name}'", hint=did_you_mean(name, known))


def _read_options(settings: Mapping[str, object]) -> ReadOptions:
    from publishkit.reading.article import ReadOptions

    _require_known(settings, _READ_SETTINGS)
    for name, choices in _CHOICES.items():
        if settings.get(name, choices[0]) not in choices:
            raise UsageError(
                f"'{name}' cannot be '{settings[name]}'", hint=f"choose {' or '.join(choices)}"
            )
    values = _with_language_tag(settings)
    return ReadOptions(**values)  # type: ignore[arg-type]  # the keys are those of ReadSettings


def _with_language_tag(settings: Mapping[str, object]) -> dict[str, object]:
    lang = str(settings.get("lang", ""))
    try:
        return {**settings, "lang": checked_language(lang)}
    except ValueError as error:
        raise UsageError(f"'lang' cannot be '{lang}': {error}") from error
