"""One source to its outcomes, and all documents to one: where every failure becomes data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from publishkit.contents import read_source
from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.errors import ExportError, PublishKitError
from publishkit.formats.base import (
    ChoosingExporter,
    FileSetExporter,
    IdentifyingExporter,
    needs_neighbours,
    scope_of,
)
from publishkit.model.document import Document, Publication, Shelf
from publishkit.outcomes import Outcome
from publishkit.plan import Item, Plan, Target, Work, file_name
from publishkit.publication import gather, report_alone
from publishkit.registry import load_exporter
from publishkit.render.file_names import safe_file_name
from publishkit.sources import Source

if TYPE_CHECKING:
    from publishkit.formats.base import Exporter, ExporterOptions, Rendition

__all__ = ["Result", "export_together", "failed", "needs_work", "process", "read_head"]


@dataclass(frozen=True, slots=True)
class Result:
    """What a worker sends home for one item; the document only if collections need it."""

    outcomes: tuple[Outcome, ...]
    document: Document | None = None


def needs_work(work: Work, item: Item, *, has_collections: bool) -> bool:
    """Whether anything comes out of the item itself, or is to be said of it."""
    return bool(work.targets) or item.is_kept or item.is_left_out or not has_collections


def process(work: Work, items: Sequence[Item]) -> list[Result]:
    """Reads and exports each item, in this process. Errors become outcomes."""
    return [_process_item(work, item) for item in items]


def _process_item(work: Work, item: Item) -> Result:
    path = item.source.path
    names = [name for name, _ in work.targets]
    if item.is_left_out:
        notes = () if item.reason is None else (item.reason,)
        return Result((Outcome(source=path, diagnostics=notes),))
    if item.error is not None and not item.is_kept:
        return Result(_failures(path, names, item.error))
    try:
        document = _read(work, item)
    except PublishKitError as error:
        return Result(_failures(path, names, error))
    except Exception as error:  # noqa: BLE001  # a defect may cost this article, but no other one
        return Result(_failures(path, names, *_defect(error, item)))
    kept = document if item.is_kept else None
    if item.error is not None:
        return Result(_failures(path, names, item.error), kept)
    outcomes = tuple(one for name in names for one in _export(work, item, document, name))
    if not outcomes:
        outcomes = (Outcome(source=path, diagnostics=document.diagnostics),)
    return Result(outcomes, kept)


def _read(work: Work, item: Item) -> Document:
    document = read_source(item.source, item.data, options=work.read_options)
    if item.is_alone or (item.reason is not None and work.targets):
        notes = report_alone(document, now=work.publication.now)
        if notes:
            return replace(document, diagnostics=(*document.diagnostics, *notes))
    return document


def _export(work: Work, item: Item, document: Document, name: str) -> Iterator[Outcome]:
    path, found = item.source.path, document.diagnostics
    options = dict(work.targets)[name]
    try:
        exporter = load_exporter(name)
        publication = gather((document,), work.publication)
        files = _files(work, exporter, publication, options)
        first = work.file_name or file_name(item, document.slug, exporter.suffix)
        for rendition in _renamed(files, first, exporter.suffix):
            yield _written(work, path, name, rendition, found)
    except PublishKitError as error:
        yield Outcome(source=path, format=name, error=_placed(error, item), diagnostics=found)
    except Exception as error:  # noqa: BLE001  # as above
        placed, trace = _defect(error, item)
        yield Outcome(source=path, format=name, error=placed, traceback=trace, diagnostics=found)


def _files(
    work: Work, exporter: Exporter, publication: Publication, options: ExporterOptions
) -> Iterator[Rendition]:
    """Yields what a format makes; only its first file where there is room for one."""
    if isinstance(exporter, FileSetExporter) and not work.has_one_file:
        return exporter.export_files(publication, options)
    return iter((exporter.export(publication, options),))


def _renamed(files: Iterator[Rendition], name: str, suffix: str) -> Iterator[Rendition]:
    """Yields files, the first one under this name, and others that have its stem under the same."""
    first = next(files)
    stem, own = name.removesuffix(suffix), first.filename.removesuffix(suffix)
    yield replace(first, filename=name)
    for rendition in files:
        rest = rendition.filename
        if rest.startswith(own):
            rest = f"{stem}{rest.removeprefix(own)}"
        yield replace(rendition, filename=rest)


def _written(
    work: Work,
    source: Path | None,
    name: str,
    rendition: Rendition,
    diagnostics: tuple[Diagnostic, ...],
) -> Outcome:
    found = tuple(dict.fromkeys((*diagnostics, *rendition.diagnostics)))
    if work.folder is None:
        return Outcome(source=source, format=name, rendition=rendition, diagnostics=found)
    place = work.folder / rendition.filename
    found = (*found, *_changed_ids(name, place, rendition))
    if work.is_check:
        is_same = rendition.is_in(place)
        return Outcome(
            source=source,
            format=name,
            stale=None if is_same else place,
            unchanged=place if is_same else None,
            diagnostics=found,
        )
    return Outcome(source=source, format=name, path=rendition.write_to(place), diagnostics=found)


def _changed_ids(name: str, place: Path, rendition: Rendition) -> tuple[Diagnostic, ...]:
    """Returns what readers of the file that is there would take for new, by mistake."""
    exporter = load_exporter(name)
    if not isinstance(exporter, IdentifyingExporter):
        return ()
    try:
        before = place.read_bytes()
    except OSError:
        return ()
    if before == rendition.data:
        return ()
    changed = exporter.changed_ids(before, rendition.data)
    return tuple(replace(finding, path=finding.path or place) for finding in changed)


def _failures(
    path: Path | None, names: Sequence[str], error: PublishKitError, trace: str = ""
) -> tuple[Outcome, ...]:
    return tuple(
        Outcome(source=path, format=name, error=error, traceback=trace) for name in names or ("",)
    )


def _placed(error: PublishKitError, item: Item) -> PublishKitError:
    """Returns the error with the source's path, if it has none."""
    if error.path is None:
        error.path = item.source.path
    return error


def _defect(error: Exception, item: Item) -> tuple[PublishKitError, str]:
    import traceback

    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    wrapped = PublishKitError(
        f"publishkit failed on it: {text}",
        path=item.source.path,
        hint="this is a defect of publishkit or of a plug-in; -v shows where",
    )
    return wrapped, "".join(traceback.format_exception(error))


def export_together(
    plan: Plan,
    target: Target,
    documents: Sequence[Document],
    diagnostics: Sequence[Diagnostic],
    *,
    shelf: Shelf,
) -> Iterator[Outcome]:
    """Exports all documents together, and yields an outcome for each file, or one with an error.

    ``documents`` are heads, and ``shelf`` has the whole of them. The first outcome has these
    diagnostics as well.
    """
    work, exporter, options = plan.work, target.exporter, target.options
    found = tuple(diagnostics)
    is_book = scope_of(exporter, options) == "document"
    try:
        if is_book and not documents:
            raise ExportError("no article is left for the book")
        heads = isinstance(exporter, ChoosingExporter)
        whole = documents if heads else [shelf.whole(document) for document in documents]
        publication = gather(whole, work.publication, default_title=plan.default_title)
        if needs_neighbours(exporter):
            publication = replace(publication, neighbours=plan.neighbours)
        if heads:
            publication = replace(publication, shelf=shelf)
        files = _files(work, exporter, publication, options)
        own = f"{safe_file_name(publication.title)}{exporter.suffix}" if is_book else ""
        name = work.file_name or own
        if name:
            files = _renamed(files, name, exporter.suffix)
        for rendition in files:
            yield _written(work, None, exporter.name, rendition, found)
            found = ()
        return
    except PublishKitError as error:
        failure, trace = error, ""
    except Exception as error:  # noqa: BLE001  # the other formats are still to come
        import traceback

        failure = ExportError(
            f"'{exporter.name}' failed: {type(error).__name__}: {error}",
            hint="this is a defect of publishkit or of a plug-in; -v shows where",
        )
        trace = "".join(traceback.format_exception(error))
    yield Outcome(
        source=None,
        format=exporter.name,
        error=failure,
        traceback=trace,
        diagnostics=found,
    )


def left_over(plan: Plan, target: Target, written: set[Path]) -> tuple[Diagnostic, ...]:
    """Returns a warning for each file of a format's side folder that the run has not written."""
    folder, exporter = plan.work.folder, target.exporter
    if folder is None or plan.work.has_one_file or not isinstance(exporter, FileSetExporter):
        return ()
    side = getattr(exporter, "side_folder", "")
    name = getattr(exporter, "filename", "")
    if not side or not name:
        return ()
    return tuple(
        diagnose(
            "P013",
            "no export writes this file any more: it may show articles that were withdrawn",
            path=path,
            hint="delete it, here and where it is published",
        )
        for path in sorted((folder / side).rglob(name))
        if path not in written
    )


def read_head(work: Work, head: Document) -> Document:
    """Returns the whole of an article; raises ``PublishKitError`` when it cannot be read."""
    return read_source(Source(head.source), None, options=work.read_options)


def failed(work: Work, item: Item, error: Exception) -> Result:
    """Returns the result of an item that nothing can be said about but this error."""
    names = [name for name, _ in work.targets]
    if isinstance(error, PublishKitError):
        return Result(_failures(item.source.path, names, error))
    return Result(_failures(item.source.path, names, *_defect(error, item)))
