"""An end for layouts that have none: WeasyPrint can be kept busy for ever by a small page.

The work goes on in its own thread, watched by another one, which ends it by an exception. So there
is no process to start, and nothing of this one is changed. It ends Python's code; a single call
into Pango is never long.
"""

from __future__ import annotations

import ctypes
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from publishkit.errors import LimitError

__all__ = ["bounded"]

_STEP: Final = 0.25  # seconds between two looks
#: Seconds until a thread that goes on is told again.
_AGAIN: Final = 1.0
_STATISTICS: Final = Path("/proc/self/statm")


class _Exceeded(BaseException):
    """Ends the work. No ``Exception``, which libraries catch to go on."""


@contextmanager
def bounded(*, seconds: float, megabytes: float) -> Iterator[None]:
    """Raises ``LimitError`` in the middle of what takes longer, or more memory; 0 is no limit.

    Memory is what the whole process grows by, and is looked at where the system tells it (Linux).
    """
    watch = _Watch(threading.get_ident(), seconds, megabytes)
    watcher = threading.Thread(target=watch.run, name="publishkit-limits", daemon=True)
    watcher.start()
    try:
        try:
            yield
        finally:
            watch.stop()
    except _Exceeded:
        raise LimitError(
            f"the PDF takes more than {watch.reason}",
            hint="split the article, or raise pdf.time_limit or pdf.memory_limit",
        ) from None
    finally:
        watcher.join()


class _Watch:
    """Looks at time and memory until it is stopped, and ends a thread.

    An exception that arrives in a callback of Python's, as that of its garbage collector, is
    passed over there; so it comes again until the thread has ended its work.
    """

    def __init__(self, thread: int, seconds: float, megabytes: float) -> None:
        self.reason = ""
        self._thread = thread
        self._seconds = seconds
        self._megabytes = megabytes
        self._done = threading.Event()
        self._lock = threading.Lock()

    def run(self) -> None:
        start, before = time.monotonic(), _used_megabytes()
        step = _STEP if self._seconds == 0 else min(_STEP, self._seconds)
        while not self._done.wait(_AGAIN if self.reason else step):
            if self._seconds and time.monotonic() - start > self._seconds:
                self._end(f"{self._seconds:g} seconds")
            elif self._megabytes and _used_megabytes() - before > self._megabytes:
                self._end(f"{self._megabytes:g} MB of memory")

    def stop(self) -> None:
        """After this no exception comes any more; one that is under way is taken back."""
        while not self._done.is_set():
            with suppress(_Exceeded), self._lock:
                self._done.set()
        if self.reason:
            with suppress(_Exceeded):
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), None)

    def _end(self, reason: str) -> None:
        with self._lock:
            if not self._done.is_set():
                self.reason = reason
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(self._thread), ctypes.py_object(_Exceeded)
                )


def _used_megabytes() -> float:
    try:
        pages = int(_STATISTICS.read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
