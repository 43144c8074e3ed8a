"""What is printed where: paths to standard output, everything else to standard error."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

import click

from publishkit.diagnostics import Diagnostic, Severity
from publishkit.errors import PublishKitError

__all__ = ["Reporter"]


class Reporter:
    """Prints findings, each once, and counts what it prints.

    ``quiet`` 1 leaves out notes and the summary, 2 warnings as well. ``verbose`` shows where a
    defect happened.
    """

    def __init__(self, *, is_json: bool = False, quiet: int = 0, verbose: int = 0) -> None:
        self.is_json = is_json
        self.quiet = quiet
        self.verbose = verbose
        self.written = 0
        self.outdated = 0
        self.errors = 0
        self.exit_code = 0
        self.warnings = 0
        self._done = 0
        self._seen: set[Diagnostic] = set()
        self._has_bar = False

    def use_utf8(self) -> None:
        """Makes both streams UTF-8 whatever the locale says; odd file names are kept as bytes."""
        for stream, errors in ((sys.stdout, "surrogateescape"), (sys.stderr, "backslashreplace")):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors=errors)

    # --- standard output ------------------------------------------------------------------------

    def path(self, path: Path) -> None:
        """Prints the path of a written file."""
        self._clear_bar()
        self.written += 1
        self._send(sys.stdout, f"{path}\n")

    def data(self, data: bytes) -> None:
        """Writes the bytes of the one file to standard output."""
        try:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            _close_output()
        self.written += 1

    def text(self, text: str) -> None:
        """Prints what a command was asked for, such as a table."""
        self._send(sys.stdout, f"{text}\n")

    # --- standard error -------------------------------------------------------------------------

    def diagnostics(self, items: Iterable[Diagnostic]) -> None:
        """Prints findings that were not printed yet."""
        for item in items:
            if item in self._seen:
                continue
            self._seen.add(item)
            if item.severity is Severity.ERROR:
                self.errors += 1
                self.exit_code = max(self.exit_code, 1)
                self._line(item.as_dict() if self.is_json else _text(item))
                continue
            self.warnings += item.severity is Severity.WARNING
            if self.quiet > 1 or (self.quiet and item.severity is Severity.NOTE):
                continue
            self._line(item.as_dict() if self.is_json else _text(item))

    def stale(self, path: Path) -> None:
        """Prints the path of a file that is not what an export would make, and fails the run."""
        self._clear_bar()
        self.outdated += 1
        self.exit_code = max(self.exit_code, 1)
        self._line({"would_change": str(path)} if self.is_json else f"would change: {path}")

    def error(self, error: PublishKitError, trace: str = "") -> None:
        """Prints what failed; an error with the same text at the same place only once."""
        item = Diagnostic(
            error.code, Severity.ERROR, error.message, error.path, error.line, error.column,
            error.hint,
        )  # fmt: skip
        self.errors += 1
        self.exit_code = max(self.exit_code, error.exit_code)
        if item in self._seen:
            return
        self._seen.add(item)
        self._line(item.as_dict() if self.is_json else _text(item))
        if trace and self.verbose:
            self._line({"traceback": trace} if self.is_json else trace.rstrip("\n"))

    def wrong_call(self, error: click.ClickException) -> None:
        """Prints what click found wrong with the call."""
        if self.is_json:
            self._line(Diagnostic("E006", Severity.ERROR, error.format_message()).as_dict())
        else:
            error.show(sys.stderr)

    def defect(self, error: Exception) -> None:
        """Prints an error that nobody foresaw."""
        import traceback

        text = f"{type(error).__name__}: {error}"
        self.error(
            PublishKitError(text, hint="this is a defect of publishkit; -v shows where"),
            "".join(traceback.format_exception(error)),
        )

    def say(self, text: str) -> None:
        """Prints a summary or remark, unless it is not wanted."""
        if not self.quiet and not self.is_json:
            self._line(text)

    def tick(self, total: int) -> None:
        """Moves the progress bar on by one source; there is one on a terminal only."""
        self._done += 1
        if total < 2 or self.quiet or self.is_json or not sys.stderr.isatty():
            return
        self._has_bar = True
        filled = 24 * self._done // total
        self._send(sys.stderr, f"\r\x1b[K[{'#' * filled:24}] {self._done}/{total}")
        if self._done == total:
            self._clear_bar()

    def _clear_bar(self) -> None:
        if self._has_bar:
            self._has_bar = False
            self._send(sys.stderr, "\r\x1b[K")

    def _line(self, content: dict[str, str | int | None] | dict[str, str] | str) -> None:
        self._clear_bar()
        if not isinstance(content, str):
            import json

            content = json.dumps(content, ensure_ascii=False)
        self._send(sys.stderr, f"{content}\n")

    def _send(self, stream: TextIO, text: str) -> None:
        try:
            stream.write(text)
            stream.flush()
        except BrokenPipeError:
            if stream is sys.stdout:
                _close_output()


def _text(item: Diagnostic) -> str:
    """Returns a finding as a line; a hyphen stands for standard input, as in the call."""
    return f"-:{item}" if item.path is None and item.line else str(item)


def _close_output() -> None:
    """Lets later output go nowhere: whoever read it has gone, and the work goes on."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
