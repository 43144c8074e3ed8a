"""What one run will write, decided before anything is written: selection and file names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from publishkit.diagnostics import Diagnostic
from publishkit.errors import ExportError, PublishKitError, UsageError
from publishkit.formats.base import (
    ChoosingExporter,
    Exporter,
    ExporterOptions,
    IdentifyingExporter,
    needs_neighbours,
    scope_of,
)
from publishkit.id_lock import IdLock
from publishkit.model.document import Document, Publication
from publishkit.model.neighbours import Neighbours
from publishkit.publication import reason_before, reason_to_leave_out
from publishkit.registry import load_exporter
from publishkit.render.file_names import safe_file_name
from publishkit.sources import Source

if TYPE_CHECKING:
    from publishkit.reading.article import ReadOptions

__all__ = ["Item", "Plan", "Target", "Work", "file_name", "plan_export", "resolve_output"]


class Target(NamedTuple):
    """A format to export to, with its options."""

    exporter: Exporter
    options: ExporterOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One source of the run, with what was decided about it.

    ``data`` is the content of standard input. ``name`` is the name of its files without suffix,
    empty to take the document's slug. ``reason`` says why it is no part of collections, and
    ``is_left_out`` that it is not exported at all. ``head`` is what was read without the body,
    ``is_kept`` tells that a format of all articles needs the whole. ``error`` is set when its
    files would overwrite those of another source.
    """

    source: Source
    data: bytes | None = None
    name: str = ""
    is_alone: bool = False
    is_left_out: bool = False
    reason: Diagnostic | None = None
    head: Document | None = None
    is_kept: bool = False
    error: PublishKitError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a worker has to know besides the items: it is sent to other processes.

    ``targets`` are the formats with one file for each article. ``publication`` is everything but
    the documents. ``folder`` is where files go; without it, renditions are kept in
    memory. ``file_name`` is set when the call names the one file that is written. ``is_check``
    compares with the files and writes none;
    ``has_one_file`` makes of each format only its first file.
    """

    read_options: ReadOptions
    targets: tuple[tuple[str, ExporterOptions], ...]
    publication: Publication
    folder: Path | None = None
    file_name: str = ""
    is_check: bool = False
    has_one_file: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A run: its items in order, and the formats made of all of them together.

    ``neighbours`` are all articles that are out, for those of these formats that link to them.
    ``lock`` holds the ids that articles have after the run.
    """

    work: Work
    items: tuple[Item, ...]
    collections: tuple[Target, ...] = ()
    default_title: str = ""
    neighbours: Neighbours = field(default_factory=lambda: Neighbours(()))
    lock: IdLock | None = None

    @property
    def file_count(self) -> int:
        """How many files come out if nothing fails."""
        kept = sum(not item.is_left_out for item in self.items)
        return kept * len(self.work.targets) + len(self.collections)

    @property
    def chooses(self) -> bool:
        """Whether all formats of all articles show only some of them."""
        return all(isinstance(target.exporter, ChoosingExporter) for target in self.collections)

    @property
    def formats(self) -> tuple[str, ...]:
        """The names of all formats of the run."""
        return (
            *(name for name, _ in self.work.targets),
            *(target.exporter.name for target in self.collections),
        )


#: Returns the head of an article, or ``None`` when it cannot be read.
Peek: TypeAlias = "Callable[[Source, bytes | None], Document | None]"


def plan_export(
    sources: Sequence[Source],
    targets: Sequence[Target],
    *,
    read_options: ReadOptions,
    publication: Publication,
    peek: Peek,
    include_drafts: bool = False,
    since: datetime | None = None,
    lock: IdLock | None = None,
    data: bytes | None = None,
) -> Plan:
    """Returns what the run will do; writes nothing.

    ``data`` is the content of standard input, where that is a source. Articles older than
    ``since`` are left out, and mails become one digest. With a ``lock``, articles keep the ids that
    it holds. Raises ``UsageError`` when a format cannot
    do what is asked.
    """
    if since is not None:
        targets = [_as_digest(target) for target in targets]
    is_single = [_is_single(target, publication) for target in targets]
    singles = [target for target, single in zip(targets, is_single, strict=True) if single]
    together = [target for target, single in zip(targets, is_single, strict=True) if not single]
    items = tuple(
        _item(source, is_only=len(sources) == 1, data=data, peek=peek, publication=publication)
        for source in sources
    )
    if include_drafts:
        items = tuple(replace(item, is_left_out=False, reason=None) for item in items)
    # Articles that are too old for this run are on the site all the same.
    neighbours = _neighbours(items) if any(map(_needs_neighbours, targets)) else Neighbours(())
    if since is not None:
        items = tuple(_since(item, since) for item in items)
    is_whole = include_drafts or any(item.is_alone for item in items)
    if any(map(_needs_neighbours, singles)):
        publication = replace(publication, neighbours=neighbours)
    plan = Plan(
        work=Work(
            read_options=read_options,
            targets=tuple((target.exporter.name, target.options) for target in singles),
            publication=publication,
        ),
        neighbours=neighbours,
        items=_without_collisions(items, [target.exporter.suffix for target in singles]),
        collections=tuple(_taking_drafts(target) if is_whole else target for target in together),
    )
    if not together:
        return plan
    return _keeping(plan if lock is None else _with_ids(plan, lock))


def _with_ids(plan: Plan, lock: IdLock) -> Plan:
    """Returns the plan with the ids that articles were given before, and with new ones."""
    items = [item for item in plan.items if item.reason is None]
    heads = tuple(item.head for item in items if item.head is not None)
    publication = replace(plan.work.publication, documents=heads, ids=lock.ids_of(heads))
    for exporter, options in plan.collections:
        if isinstance(exporter, IdentifyingExporter):
            lock = lock.with_articles(exporter.lasting_ids(publication, options))
            publication = replace(publication, ids=lock.ids_of(heads))
    publication = replace(publication, documents=())
    return replace(plan, work=replace(plan.work, publication=publication), lock=lock)


def _keeping(plan: Plan) -> Plan:
    """Returns the plan with the items marked that formats of all articles need whole."""
    in_collections = [index for index, item in enumerate(plan.items) if item.reason is None]
    kept = set(in_collections)
    if plan.chooses:
        listed = [index for index in in_collections if plan.items[index].head is not None]
        heads = tuple(head for index in listed if (head := plan.items[index].head) is not None)
        publication = replace(plan.work.publication, documents=heads)
        kept -= set(listed)
        for exporter, options in plan.collections:
            if isinstance(exporter, ChoosingExporter):
                kept |= {listed[index] for index in exporter.chosen(publication, options)}
    items = tuple(
        replace(item, is_kept=index in kept) if index in kept else item
        for index, item in enumerate(plan.items)
    )
    return replace(plan, items=items)


def _is_single(target: Target, publication: Publication) -> bool:
    """Whether the format is written once for each article."""
    exporter = target.exporter
    if scope_of(exporter, target.options) == "publication":
        return False
    if publication.is_book and not exporter.can_make_books:
        raise UsageError(
            f"'{exporter.name}' cannot make a book", hint="leave out --book, or choose epub or pdf"
        )
    return not publication.is_book


def _taking_drafts(target: Target) -> Target:
    """Returns the target with its own selection switched off: the plan has selected already."""
    if any(item.name == "include_drafts" for item in fields(target.options)):
        return target._replace(options=replace(target.options, include_drafts=True))  # type: ignore[call-arg]  # a field that some options have
    return target


def _needs_neighbours(target: Target) -> bool:
    return needs_neighbours(target.exporter)


def _neighbours(items: tuple[Item, ...]) -> Neighbours:
    heads = (item.head for item in items if item.reason is None)
    return Neighbours(head for head in heads if head is not None)


def _as_digest(target: Target) -> Target:
    """Returns the target with its option for a digest of all articles, if it has one, set."""
    if any(item.name == "digest" for item in fields(target.options)):
        return target._replace(options=replace(target.options, digest=True))  # type: ignore[call-arg]  # as above
    return target


def _since(item: Item, since: datetime) -> Item:
    """Returns the item, left out of everything when its article is older than ``since``."""
    if item.head is None or item.reason is not None:
        return item
    reason = reason_before(item.head.metadata, since, path=item.source.path)
    return item if reason is None else replace(item, reason=reason, is_left_out=True)


def _item(
    source: Source, *, is_only: bool, data: bytes | None, peek: Peek, publication: Publication
) -> Item:
    content = data if source.path is None else None
    if is_only and source.is_named:
        # Exported whatever its state; its slug is known when it is read.
        return Item(source=source, data=content, is_alone=True)
    seen = peek(source, content)
    if seen is None:
        # Reading it fails again, and then the error is told.
        return Item(source=source, data=content)
    reason = reason_to_leave_out(seen.metadata, path=source.path, now=publication.now)
    return Item(
        source=source,
        data=content,
        name=safe_file_name(seen.slug),
        is_left_out=reason is not None and not source.is_named,
        reason=reason,
        head=seen,
    )


def _without_collisions(items: tuple[Item, ...], suffixes: Sequence[str]) -> tuple[Item, ...]:
    """Returns the items, those with an error that would overwrite each other's files."""
    owners: dict[str, list[int]] = {}
    for index, item in enumerate(items):
        for suffix in suffixes if item.name and not item.is_left_out else ():
            # Some file systems take names that differ in case only for one.
            owners.setdefault(f"{item.name}{suffix}".casefold(), []).append(index)
    errors: dict[int, ExportError] = {}
    for indexes in owners.values():
        for index in indexes if len(indexes) > 1 else ():
            others = [items[other].source.name for other in indexes if other != index]
            errors.setdefault(
                index,
                ExportError(
                    f"'{items[index].source.name}' and '{others[0]}' would be written to one file, "
                    f"'{items[index].name}{suffixes[0]}'",
                    path=items[index].source.path,
                    hint="give one of them another 'slug' in its front matter",
                ),
            )
    return tuple(
        replace(item, error=errors[index]) if index in errors else item
        for index, item in enumerate(items)
    )


def file_name(item: Item, slug: str, suffix: str) -> str:
    """Returns the name of an article's file in a format with this suffix."""
    return f"{item.name or safe_file_name(slug)}{suffix}"


def resolve_output(plan: Plan, output: Path) -> Plan:
    """Returns the plan with the place where its files go.

    ``output`` is the file itself when one file comes out and ``output`` ends in the suffix of its
    format, or in the last part of it (``.html`` for ``.wechat.html``); else it is a folder. Raises
    ``UsageError`` when a file stands where a folder is needed.
    """
    if plan.file_count == 1 and _is_file_name(output, plan):
        return replace(plan, work=replace(plan.work, folder=output.parent, file_name=output.name))
    for place in (output, *output.parents):
        if place.is_dir():
            break
        if place.exists():
            raise UsageError(
                f"'{place}' is a file, and a folder is needed for what comes out",
                hint="choose another place with -o",
            )
    return replace(plan, work=replace(plan.work, folder=output))


def _is_file_name(output: Path, plan: Plan) -> bool:
    if output.is_dir():
        return False
    single = [load_exporter(name) for name, _ in plan.work.targets]
    together = [target.exporter for target in plan.collections]
    suffix = (together or single)[0].suffix.lower()
    return output.name.lower().endswith((suffix, suffix[suffix.rfind(".") :]))
