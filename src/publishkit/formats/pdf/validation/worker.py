"""A process of its own that opens one PDF: ``python -m publishkit.formats.pdf.validation.worker``.

A PDF can ask its reader for any amount of time and memory. Here both have an end, and what breaks
is this process. Its arguments are the file, the profile (``facts`` for our own look into the
file), and the file that its answer goes into: JSON with ``found``, or with ``error`` and
``reason``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

__all__ = ["main"]

#: Bytes of address space; a sound PDF of 200 MB takes a quarter of it.
_MEMORY: Final = 2_000_000_000


def main(arguments: list[str]) -> None:
    """Writes the answer; a process that is killed leaves none."""
    _limit_memory()
    path, task, answer = arguments
    try:
        said = {"found": _facts(path) if task == "facts" else _verdict(path, task)}
    except (MemoryError, RecursionError) as error:
        said = {"error": type(error).__name__, "reason": ""}
    except _expected(task) as error:
        said = {"error": type(error).__name__, "reason": str(error)}
    Path(answer).write_text(json.dumps(said), encoding="utf-8")


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _facts(path: str) -> Any:
    from publishkit.formats.pdf.validation.inspection import inspect

    return inspect(path)


def _verdict(path: str, profile: str) -> Any:
    import page

    report = page.validate_pdf(path, profile=profile)
    return [[one.rule_id, one.message] for one in report.failures]


def _expected(task: str) -> tuple[type[Exception], ...]:
    if task == "facts":
        from publishkit.formats.pdf.validation.inspection import UNREADABLE

        return UNREADABLE
    import page

    return (page.PageError, OSError)


if __name__ == "__main__":
    main(sys.argv[1:])
