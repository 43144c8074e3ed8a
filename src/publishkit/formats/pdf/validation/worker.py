"""A process of its own that opens one PDF: ``python -m publishkit.formats.pdf.validation.worker``.

A PDF can ask its reader for any amount of time and memory. Here both have an end, and what breaks
is this process. It reads the file's name and the profile from its arguments, ``facts`` for our own
look into the file, and writes JSON.
"""

from __future__ import annotations

import json
import sys
from typing import Any, Final

__all__ = ["main"]

#: Bytes of address space; a sound PDF of 200 MB takes a quarter of it.
_MEMORY: Final = 2_000_000_000


def main(arguments: list[str]) -> int:
    """Writes what was found to standard output; returns 0, or 3 with a reason on standard error."""
    _limit_memory()
    path, task = arguments
    try:
        found = _facts(path) if task == "facts" else _verdict(path, task)
    except (MemoryError, RecursionError) as error:
        sys.stderr.write(f"limit: {type(error).__name__}")
        return 3
    except _expected(task) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}")
        return 3
    sys.stdout.write(json.dumps(found))
    return 0


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
    sys.exit(main(sys.argv[1:]))
