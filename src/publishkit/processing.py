"""One source to its outcomes, and all documents to one: where every failure becomes data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from publishkit.contents import read_source
from publishkit.diagnostics import Diagnostic
from publishkit.errors import ExportError, PublishKitError
from publishkit.model.document import Document
from publishkit.outcomes import Outcome
from publishkit.plan import Item, Plan, Target, Work, file_name
from publishkit.publication import gather, report_alone
from publishkit.registry import load_exporter
from publishkit.sources import safe_file_name

if TYPE_CHECKING:
    from publishkit.formats.base import Rendition

__all__ = ["Result", "export_together", "failed", "process"]


@dataclass(frozen=True, slots=True)
class Result:
    """What a worker sends home for one item; the document only if collections need it."""

    outcomes: tuple[Outcome, ...]
    document: Document | None = None


def process(work: Work, items: Sequence[Item]) -> list[Result]:
    """Reads and exports each item, in this process. Errors become outcomes."""
    return [_process_item(work, item) for item in items]


def _process_item(work: Work, item: Item) -> Result:
    path = item.source.path
    names = [name for name, _ in work.targets]
    if item.is_left_out:
        notes = () if item.reason is None else (item.reason,)
        return Result((Outcome(source=path, diagnostics=notes),))
    if item.error is not None and not work.keeps_documents:
        return Result(_failures(path, names, item.error))
    try:
        document = _read(work, item)
    except PublishKitError as error:
        return Result(_failures(path, names, error))
    except Exception as error:  # noqa: BLE001  # a defect may cost this article, but no other one
        return Result(_failures(path, names, *_defect(error, item)))
    kept = document if work.keeps_documents else None
    if item.error is not None:
        return Result(_failures(path, names, item.error), kept)
    outcomes = tuple(_export(work, item, document, name) for name in names)
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


def _export(work: Work, item: Item, document: Document, name: str) -> Outcome:
    path = item.source.path
    options = dict(work.targets)[name]
    try:
        exporter = load_exporter(name)
        rendition = exporter.export(gather((document,), work.publication), options)
        rendition = replace(rendition, filename=file_name(item, document.slug, exporter.suffix))
        return _written(work, path, name, rendition, document.diagnostics)
    except PublishKitError as error:
        return Outcome(
            source=path, format=name, error=_placed(error, item), diagnostics=document.diagnostics
        )
    except Exception as error:  # noqa: BLE001  # as above
        placed, trace = _defect(error, item)
        return Outcome(
            source=path,
            format=name,
            error=placed,
            traceback=trace,
            diagnostics=document.diagnostics,
        )


def _written(
    work: Work,
    source: Path | None,
    name: str,
    rendition: Rendition,
    diagnostics: tuple[Diagnostic, ...],
) -> Outcome:
    found = tuple(dict.fromkeys((*diagnostics, *rendition.diagnostics)))
    if work.file is not None:
        written = rendition.write_to(work.file)
    elif work.folder is not None:
        written = rendition.write(work.folder)
    else:
        return Outcome(source=source, format=name, rendition=rendition, diagnostics=found)
    return Outcome(source=source, format=name, path=written, diagnostics=found)


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
    plan: Plan, target: Target, documents: Sequence[Document], diagnostics: Sequence[Diagnostic]
) -> Outcome:
    """Exports all documents to one file; the outcome has these diagnostics and the format's own."""
    work, exporter = plan.work, target.exporter
    publication = gather(documents, work.publication, default_title=plan.default_title)
    found = tuple(diagnostics)
    is_book = exporter.scope == "document"
    try:
        if is_book and not documents:
            raise ExportError("no article is left for the book")
        rendition = exporter.export(publication, target.options)
        if is_book:
            name = safe_file_name(publication.title)
            rendition = replace(rendition, filename=f"{name}{exporter.suffix}")
        return _written(work, None, exporter.name, rendition, found)
    except PublishKitError as error:
        failure, trace = error, ""
    except Exception as error:  # noqa: BLE001  # the other formats are still to come
        import traceback

        failure = ExportError(
            f"'{exporter.name}' failed: {type(error).__name__}: {error}",
            hint="this is a defect of publishkit or of a plug-in; -v shows where",
        )
        trace = "".join(traceback.format_exception(error))
    return Outcome(
        source=None,
        format=exporter.name,
        error=failure,
        traceback=trace,
        diagnostics=found,
    )


def failed(work: Work, item: Item, error: Exception) -> Result:
    """Returns the result of an item that nothing can be said about but this error."""
    names = [name for name, _ in work.targets]
    if isinstance(error, PublishKitError):
        return Result(_failures(item.source.path, names, error))
    return Result(_failures(item.source.path, names, *_defect(error, item)))
