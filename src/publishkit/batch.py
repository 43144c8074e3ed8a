"""Many sources at once: work spread over processes, outcomes in the order of the sources.

One bad article never stops the others: every error, even one that ends the worker's process,
becomes the outcome of its own source.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.errors import ExportError, LimitError
from publishkit.id_lock import IdLock
from publishkit.model.document import Document
from publishkit.outcomes import Outcome
from publishkit.plan import Item, Plan, Work
from publishkit.processing import (
    Result,
    export_together,
    failed,
    left_over,
    needs_work,
    process,
    read_head,
)
from publishkit.shelf import DocumentShelf

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

__all__ = ["processors", "run"]

#: So many sources are worth a further process: starting one costs as much as some articles.
_SOURCES_PER_PROCESS: Final = 4
_MAX_CHUNK: Final = 32


class _Flag(Protocol):
    def is_set(self) -> bool: ...


def processors() -> int:
    """Returns how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def run(
    plan: Plan,
    *,
    jobs: int = 0,
    executor: Executor | None = None,
    progress: Callable[[], object] | None = None,
) -> Iterator[Outcome]:
    """Yields the outcomes of a plan as they come, in the order of its sources.

    Each source gives one outcome for each format that is written for each article, or one without
    a format when there is nothing to write; a format that makes several files gives one for each.
    Formats made of all articles follow at the end, with the diagnostics of articles that have no
    outcome of their own. ``jobs`` is the number of
    processes, 0 for as many as are worth it. With an ``executor`` of any kind the work goes there
    instead. ``progress`` is called once for each source that is done.
    """
    documents: list[Document] = []
    diagnostics: list[Diagnostic] = []
    has_singles = bool(plan.work.targets)
    is_silent = bool(plan.collections) and not has_singles
    has_failed = False
    with DocumentShelf(partial(read_head, plan.work)) as shelf:
        for item, result in _results(plan, jobs, executor):
            if progress is not None:
                progress()
            yield from (one for one in result.outcomes if one.error is not None or not is_silent)
            if item.reason is not None and (is_silent or not item.is_left_out):
                diagnostics.append(item.reason)
            elif result.document is not None:
                shelf.put(result.document)
                documents.append(_head(result.document))
                diagnostics += () if has_singles else result.document.diagnostics
            elif item.head is not None and not item.is_kept and not item.is_left_out:
                documents.append(item.head)
        for target in plan.collections:
            written: set[Path] = set()
            for outcome in export_together(plan, target, documents, diagnostics, shelf=shelf):
                has_failed = has_failed or not outcome.is_ok
                written.update(outcome.places)
                yield outcome
            left = () if has_failed else left_over(plan, target, written)
            if left:
                yield Outcome(source=None, format=target.exporter.name, diagnostics=left)
    # Ids that are wrong, such as one for two articles, are not to be kept for ever.
    if plan.lock is not None and plan.lock.is_changed and not has_failed:
        yield _lock_outcome(plan.lock, is_check=plan.work.is_check)


def _lock_outcome(lock: IdLock, *, is_check: bool) -> Outcome:
    """Writes the ids down, unless nothing is to be written; a failure is no more than a warning."""
    if is_check:
        return Outcome(source=None, stale=lock.path)
    try:
        lock.write()
    except ExportError as error:
        finding = diagnose(
            "P010",
            f"the articles' ids are not written down: {error.message}",
            path=lock.path,
            hint="readers will see an article as new when its slug changes",
        )
    else:
        finding = diagnose(
            "P014",
            "the ids of new articles were written down",
            path=lock.path,
            hint="put the file under version control",
        )
    return Outcome(source=None, diagnostics=(finding,))


def _head(document: Document) -> Document:
    return replace(document, content=(), endnotes=(), assets=MappingProxyType({}), diagnostics=())


def _results(plan: Plan, jobs: int, executor: Executor | None) -> Iterator[tuple[Item, Result]]:
    """Yields the result of each item in order; those of items without work cost nothing."""
    has_collections = bool(plan.collections)
    needs = [needs_work(plan.work, item, has_collections=has_collections) for item in plan.items]
    busy = tuple(item for item, is_busy in zip(plan.items, needs, strict=True) if is_busy)
    results = _worked(replace(plan, items=busy), jobs, executor)
    for item, is_busy in zip(plan.items, needs, strict=True):
        yield next(results) if is_busy else (item, Result(()))


def _worked(plan: Plan, jobs: int, executor: Executor | None) -> Iterator[tuple[Item, Result]]:
    count = jobs or min(processors(), len(plan.items) // _SOURCES_PER_PROCESS)
    count = min(count, len(plan.items))
    if executor is not None:

        def submit(work: Work, chunk: Sequence[Item]) -> Future[list[Result]]:
            return executor.submit(process, work, chunk)

        yield from _spread(plan, submit, width=max(count, processors()))
    elif count > 1 and _may_start_processes():
        yield from _spread_over_processes(plan, count)
    else:
        for item in plan.items:
            yield item, process(plan.work, (item,))[0]


#: Set in a worker process: whether the run has been broken off.
_stop: _Flag | None = None


def _start_worker(stop: _Flag) -> None:
    """Prepares a worker process: the parent alone decides what an interrupt means."""
    import signal

    global _stop  # noqa: PLW0603  # how a pool hands something to its workers
    _stop = stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _process_in_worker(work: Work, items: Sequence[Item]) -> list[Result]:
    results: list[Result] = []
    for item in items:
        if _stop is not None and _stop.is_set():
            break
        results += process(work, (item,))
    return results


def _may_start_processes() -> bool:
    """Whether this process may have children: the workers of ``multiprocessing.Pool`` may not."""
    from multiprocessing import current_process

    return not current_process().daemon


def _spread_over_processes(plan: Plan, count: int) -> Iterator[tuple[Item, Result]]:
    import multiprocessing
    import threading
    from concurrent.futures import ProcessPoolExecutor

    # A copy of this process is the cheapest worker, and works in scripts without a main guard.
    # With other threads running it could deadlock: then workers start from nothing.
    can_copy = threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if can_copy else "spawn")
    stop = context.Event()

    def start(workers: int) -> Executor:
        return ProcessPoolExecutor(
            workers, mp_context=context, initializer=_start_worker, initargs=(stop,)
        )

    pool = _Pool(start, count)
    try:
        yield from _spread(plan, pool.submit, width=count, mend=pool.process_alone)
    finally:
        stop.set()
        pool.close()


class _Pool:
    """Worker processes that are replaced when one of them dies, and all with it."""

    def __init__(self, start: Callable[[int], Executor], count: int) -> None:
        self._start = start
        self._count = count
        self._executor = start(count)

    def submit(self, work: Work, chunk: Sequence[Item]) -> Future[list[Result]]:
        from concurrent.futures import BrokenExecutor

        try:
            return self._executor.submit(_process_in_worker, work, chunk)
        except BrokenExecutor:
            self.close()
            self._executor = self._start(self._count)
            return self._executor.submit(_process_in_worker, work, chunk)

    def process_alone(self, work: Work, chunk: Sequence[Item]) -> list[Result]:
        """Returns the results of items of which one may have ended its process."""
        from concurrent.futures import BrokenExecutor

        results: list[Result] = []
        for item in chunk:
            with self._start(1) as executor:
                try:
                    results += executor.submit(_process_in_worker, work, (item,)).result()
                except BrokenExecutor:
                    error = LimitError(
                        "the process that worked on it was ended from outside, or crashed",
                        path=item.source.path,
                        hint="it may need more memory than there is",
                    )
                    results.append(failed(work, item, error))
        return results

    def close(self) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)


_Submit = Callable[[Work, Sequence[Item]], "Future[list[Result]]"]
_Mend = Callable[[Work, Sequence[Item]], list[Result]]


def _spread(
    plan: Plan, submit: _Submit, *, width: int, mend: _Mend | None = None
) -> Iterator[tuple[Item, Result]]:
    """Yields results in order, with no more chunks under way than keep ``width`` workers busy."""
    size = max(1, min(_MAX_CHUNK, len(plan.items) // (width * 4)))
    chunks = iter([plan.items[start : start + size] for start in range(0, len(plan.items), size)])
    under_way: deque[tuple[Sequence[Item], Future[list[Result]]]] = deque()

    def fill() -> None:
        while len(under_way) < width * 2 and (chunk := next(chunks, None)):
            under_way.append((chunk, submit(plan.work, chunk)))

    try:
        fill()
        while under_way:
            chunk, future = under_way.popleft()
            yield from zip(chunk, _collected(plan.work, chunk, future, mend), strict=True)
            fill()
    finally:
        for _, future in under_way:
            future.cancel()


def _collected(
    work: Work, chunk: Sequence[Item], future: Future[list[Result]], mend: _Mend | None
) -> list[Result]:
    from concurrent.futures import BrokenExecutor

    try:
        return future.result()
    except BrokenExecutor as error:
        if mend is not None:
            return mend(work, chunk)
        failure: Exception = error
    except Exception as error:  # noqa: BLE001  # what an executor of the caller's may raise
        failure = error
    return [failed(work, item, failure) for item in chunk]
