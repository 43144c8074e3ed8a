"""The only module that runs pandoc: a process that stays for many documents, with hard limits.

Starting pandoc costs ten times what reading an article costs, so a process that runs
``worker.lua`` is kept and asked again. Each request has a time limit; a process that oversteps it,
or its memory limit, is killed and costs only the document that it was reading.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import resource
import selectors
import shutil
import subprocess
import threading
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from publishkit.errors import InputError, LimitError, MissingDependencyError

__all__ = ["PandocReply", "find_pandoc", "formulas_to_mathml", "pandoc_version", "parse"]

_MEMORY_LIMIT: Final = "-M1g"
#: A small start-up heap and a large nursery: measured the cheapest for a process that stays.
#: ``-A16m`` costs a fifth more time for each article and saves 50 MB.
_RUNTIME: Final = ("+RTS", "-H1m", "-A64m", "-n4m", _MEMORY_LIMIT, "-RTS")
_HEAP_EXHAUSTED: Final = 251
_MAX_IDLE: Final = 4
_INSTALL: Final = "run: pip install pypandoc_binary"


@dataclass(frozen=True, slots=True)
class PandocReply:
    """A document as pandoc's JSON tree, its warnings, and the files that it carried inside."""

    document: dict[str, Any]
    messages: tuple[dict[str, Any], ...] = ()
    media: tuple[tuple[str, str, bytes], ...] = ()


def find_pandoc() -> Path:
    """Returns the pandoc program: ``$PYPANDOC_PANDOC``, pypandoc's own, or the one on the path.

    Raises ``MissingDependencyError``. pypandoc itself is not imported: that costs 70 ms.
    """
    named = os.environ.get("PYPANDOC_PANDOC")
    if named and (program := shutil.which(named)):
        return Path(program)
    package = find_spec("pypandoc")
    if package is not None:
        for folder in package.submodule_search_locations or ():
            for name in ("pandoc", "pandoc.exe"):
                program_path = Path(folder) / "files" / name
                if program_path.is_file():
                    return program_path
    if program := shutil.which("pandoc"):
        return Path(program)
    raise MissingDependencyError("pandoc is not installed", hint=_INSTALL)


def pandoc_version() -> str:
    """Returns the version of the pandoc program, such as ``3.9``; raises like ``find_pandoc``."""
    try:
        output = subprocess.run(
            [find_pandoc(), "--version"], capture_output=True, timeout=20, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise MissingDependencyError(f"pandoc does not run: {error}", hint=_INSTALL) from error
    return output.decode("utf-8", "replace").split("\n", 1)[0].removeprefix("pandoc").strip()


def parse(
    data: bytes, *, reader: str, time_limit: float = 20.0, path: Path | None = None
) -> PandocReply:
    """Returns what pandoc reads from ``data`` in a reader format with extensions (``gfm+emoji``).

    Raises ``LimitError`` when it takes longer than ``time_limit`` seconds or more than one
    gigabyte, and ``InputError`` when pandoc refuses the input.
    """
    body, media = _ask("read", reader, data, time_limit=time_limit, path=path)
    try:
        answer = json.loads(body)
    except RecursionError as error:
        raise LimitError(
            "lists and quotations are nested too deeply", path=path, hint="make the article flatter"
        ) from error
    return PandocReply(answer["document"], tuple(answer["messages"]), media)


def formulas_to_mathml(
    formulas: list[tuple[str, bool]], *, time_limit: float = 20.0, path: Path | None = None
) -> list[str]:
    """Returns a ``math`` element for each ``(tex, is_display)``, empty where TeX is not understood.

    All formulas of a document are written in one request: one by one costs five times as much.
    """
    request = json.dumps([[int(is_display), tex] for tex, is_display in formulas])
    body, _ = _ask("math", "-", request.encode(), time_limit=time_limit, path=path)
    pieces = body.decode("utf-8").split("\0")
    return [_math_element(piece) for piece in pieces[: len(formulas)]]


def _math_element(html: str) -> str:
    start, end = html.find("<math"), html.rfind("</math>")
    if start < 0 or end < 0:
        return ""
    element = html[start : end + len("</math>")]
    # The TeX is kept beside the MathML by us, and no formula of an article needs a link.
    note = element.find("<annotation")
    if note >= 0:
        close = element.find("</annotation>", note) + len("</annotation>")
        element = element[:note] + element[close:]
    return "" if "href" in element else element


# --- the processes -----------------------------------------------------------------------------


class _Worker:
    """One pandoc process. Not safe to share: whoever holds it has it alone."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("worker.lua")
        try:
            self._process = subprocess.Popen(
                [find_pandoc(), "lua", *_RUNTIME, script],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"},
            )
        except OSError as error:
            raise MissingDependencyError(f"pandoc does not run: {error}", hint=_INSTALL) from error
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input = self._process.stdin.fileno()
        self._output = self._process.stdout.fileno()
        os.set_blocking(self._input, False)
        os.set_blocking(self._output, False)
        self._seconds = 0.0

    def ask(self, request: bytes, *, time_limit: float) -> tuple[bool, bytes, list[bytes]]:
        """Returns ``(is_ok, body, media fields)``; raises ``TimeoutError`` or ``EOFError``."""
        self._limit_processor_time(time_limit)
        start = time.monotonic()
        pipe = _Pipe(self._input, self._output, request, start + time_limit)
        status, size, count = pipe.line().split()
        body = pipe.take(int(size))
        media: list[bytes] = []
        for _ in range(int(count)):
            media += [pipe.take(int(length)) for length in pipe.line().split()]
        self._seconds += time.monotonic() - start
        return status == b"ok", body, media

    def _limit_processor_time(self, time_limit: float) -> None:
        """Lets the kernel end a process that our own end could no longer kill."""
        if not hasattr(resource, "prlimit"):
            return
        _, hard = resource.prlimit(self._process.pid, resource.RLIMIT_CPU)
        soft = int(self._seconds + 2 * time_limit) + 2
        if hard != resource.RLIM_INFINITY:
            soft = min(soft, hard)
        with contextlib.suppress(OSError, ValueError):
            resource.prlimit(self._process.pid, resource.RLIMIT_CPU, (soft, hard))

    def close(self) -> int:
        """Ends the process and returns its exit code."""
        if self._process.poll() is None:
            # A process that closed its output is about to exit by itself: keep its exit code.
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(0.2)
            self._process.kill()
        code = self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        return code

    def kill(self) -> None:
        """Ends a process that hangs."""
        self._process.kill()
        self.close()

    def forget(self) -> None:
        """Closes a forked child's copies of the pipes, so that the process stays its parent's."""
        os.close(self._input)
        os.close(self._output)


class _Pipe:
    """Sends one request and takes the reply in pieces, both under one deadline."""

    def __init__(self, sink: int, source: int, request: bytes, deadline: float) -> None:
        self._sink = sink
        self._source = source
        self._rest = memoryview(request)
        self._deadline = deadline
        self._buffer = bytearray()
        self._selector = selectors.DefaultSelector()
        self._selector.register(source, selectors.EVENT_READ)
        self._selector.register(sink, selectors.EVENT_WRITE)

    def line(self) -> bytes:
        """Returns the next line without its end."""
        while (end := self._buffer.find(b"\n")) < 0:
            self._step()
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line

    def take(self, size: int) -> bytes:
        """Returns the next ``size`` bytes."""
        while len(self._buffer) < size:
            self._step()
        piece = bytes(self._buffer[:size])
        del self._buffer[:size]
        return piece

    def _step(self) -> None:
        wait = self._deadline - time.monotonic()
        events = self._selector.select(wait) if wait > 0 else []
        if not events:
            raise TimeoutError
        for key, _ in events:
            if key.fd == self._sink:
                self._send()
                continue
            piece = os.read(self._source, 1 << 20)
            if not piece:
                raise EOFError
            self._buffer += piece

    def _send(self) -> None:
        try:
            sent = os.write(self._sink, self._rest[: 1 << 16])
        except BrokenPipeError as error:
            raise EOFError from error
        self._rest = self._rest[sent:]
        if not self._rest:
            self._selector.unregister(self._sink)


class _Pool:
    """The idle workers of this process; threads take one each and put it back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        atexit.register(self.close)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._after_fork)

    def take(self) -> _Worker:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return _Worker()

    def give_back(self, worker: _Worker) -> None:
        with self._lock:
            if len(self._idle) < _MAX_IDLE:
                self._idle.append(worker)
                return
        worker.close()

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.kill()

    def _after_fork(self) -> None:
        self._lock = threading.Lock()
        idle, self._idle = self._idle, []
        for worker in idle:
            worker.forget()


#: The one piece of state in publishkit: processes that are warm. No result depends on it.
_POOL: Final = _Pool()


def _ask(
    operation: str, argument: str, data: bytes, *, time_limit: float, path: Path | None
) -> tuple[bytes, tuple[tuple[str, str, bytes], ...]]:
    request = f"{operation} {argument} {len(data)}\n".encode() + data
    worker = _POOL.take()
    try:
        is_ok, body, fields = worker.ask(request, time_limit=time_limit)
    except TimeoutError as error:
        worker.kill()
        raise LimitError(
            f"pandoc did not finish within {time_limit:g} seconds",
            path=path,
            hint="look for very deep nesting or very long runs of one mark, such as '[' or '~'",
        ) from error
    except EOFError as error:
        code = worker.close()
        raise _death(code, path) from error
    except BaseException:  # KeyboardInterrupt: the process is in the middle of a reply
        worker.kill()
        raise
    _POOL.give_back(worker)
    if not is_ok:
        message = body.decode("utf-8", "replace").strip().split("\n", 1)[0]
        raise InputError(f"pandoc cannot read it: {message}", path=path)
    media = tuple(
        (fields[index].decode(), fields[index + 1].decode(), fields[index + 2])
        for index in range(0, len(fields), 3)
    )
    return body, media


def _death(code: int, path: Path | None) -> LimitError | MissingDependencyError:
    if code == _HEAP_EXHAUSTED or code < 0:
        return LimitError(
            "pandoc needs more than one gigabyte of memory for it",
            path=path,
            hint="split the article, or look for very deep nesting",
        )
    return MissingDependencyError(
        f"pandoc stopped with exit code {code}",
        hint=f"publishkit needs pandoc 3.0 or newer with Lua; {_INSTALL}",
    )
