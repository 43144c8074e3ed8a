"""Runs the validators, which are programs of their own, and reads the JSON that they write."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, Final

from publishkit.errors import LimitError, MissingDependencyError, PublishKitError

__all__ = ["TIME_LIMIT", "parsed", "run"]

#: Seconds for one validator and one book; a book of a thousand chapters takes less than one minute.
TIME_LIMIT: Final = 600


def run(
    command: list[str],
    *,
    path: Path,
    environment: dict[str, str] | None = None,
    given: bytes = b"",
    time_limit: float = TIME_LIMIT,
) -> subprocess.CompletedProcess[bytes]:
    """Returns the finished process; raises ``LimitError`` when it is not done in time.

    ``path`` is the book that errors name. Raises ``MissingDependencyError`` when the program does
    not start.
    """
    try:
        return subprocess.run(
            command,
            input=given,
            capture_output=True,
            check=False,
            timeout=time_limit,
            env=environment,
        )
    except subprocess.TimeoutExpired as error:
        raise LimitError(
            f"'{Path(command[0]).name}' was not done with the book after {time_limit:.0f} s",
            path=path,
        ) from error
    except OSError as error:
        raise MissingDependencyError(f"'{command[0]}' does not run: {error.strerror}") from error


def parsed(file: Path, *, program: str, path: Path, reason: bytes = b"") -> Any:
    """Returns the JSON of a report; raises ``PublishKitError`` with the program's own words."""
    try:
        return json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        said = reason.decode("utf-8", "replace").strip().rpartition("\n")[2]
        text = f"{program} gave no report"
        raise PublishKitError(f"{text}: {said}" if said else text, path=path) from error
