"""Runs what opens PDFs in processes of their own: our worker, and veraPDF in Java."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from publishkit.errors import LimitError, MissingDependencyError, PublishKitError
from publishkit.formats.pdf.validation.findings import Facts, Finding

__all__ = ["CHECK_ADVICE", "TIME_LIMIT", "inspect_file", "require_packages", "run", "validate_file"]

CHECK_ADVICE: Final = "pip install 'publishkit[check]'"
#: Seconds for one file; one of 250 pages takes two.
TIME_LIMIT: Final = 120.0
_WORKER: Final = "publishkit.formats.pdf.validation.worker"


def require_packages() -> None:
    """Raises ``MissingDependencyError`` when what the worker imports is not installed."""
    missing = [name for name in ("pikepdf", "page") if find_spec(name) is None]
    if missing:
        raise MissingDependencyError(
            "page-validation and pikepdf are not installed, so no PDF was checked",
            hint=CHECK_ADVICE,
        )


def inspect_file(path: Path, *, time_limit: float = TIME_LIMIT) -> Facts:
    """Returns what a file claims and what we find in it.

    Raises ``PublishKitError`` when it cannot be opened, ``LimitError`` when that takes more time
    or memory than a PDF is worth.
    """
    answer = _ask(path, "facts", time_limit)
    return Facts(tuple(answer["claims"]), tuple(Finding(*one) for one in answer["findings"]))


def validate_file(
    path: Path, profile: str, *, time_limit: float = TIME_LIMIT
) -> tuple[Finding, ...]:
    """Returns the rules of a profile that page-validation finds broken; raises as above."""
    return tuple(Finding(rule, message) for rule, message in _ask(path, profile, time_limit))


def _ask(path: Path, task: str, time_limit: float) -> Any:
    with tempfile.TemporaryDirectory(prefix="publishkit-check-") as folder:
        answer = Path(folder, "answer.json")
        name = os.path.abspath(path)  # noqa: PTH100  # a link keeps its name
        done = run(
            [sys.executable, "-m", _WORKER, name, task, str(answer)], path=path, limit=time_limit
        )
        said = json.loads(answer.read_bytes()) if answer.exists() else {"error": "killed"}
    if done.returncode > 0:
        reason = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise PublishKitError(f"the file cannot be checked: {reason}", path=path)
    if "found" in said:
        return said["found"]
    if said["error"] in {"killed", "MemoryError", "RecursionError", "SafetyLimitError"}:
        raise LimitError(
            "the PDF asks for more memory than a check may take, or is made to break readers",
            path=path,
        )
    if said["error"] == "PasswordError" or "encrypted" in said["reason"].lower():
        raise PublishKitError(
            "the PDF is encrypted, so it cannot be checked",
            path=path,
            hint="save it without a password",
        )
    reason = said["reason"].replace(name, "").strip(": ()") or said["error"]
    raise PublishKitError(
        f"the file is no PDF, or damaged: {reason}", path=path, hint="make or download it again"
    )


def run(
    command: list[str], *, path: Path, given: bytes = b"", limit: float = TIME_LIMIT
) -> subprocess.CompletedProcess[bytes]:
    """Returns the finished process; raises ``LimitError`` when it is not done in time."""
    try:
        return subprocess.run(command, input=given, capture_output=True, check=False, timeout=limit)
    except subprocess.TimeoutExpired as error:
        raise LimitError(f"the check was not done after {limit:.0f} s", path=path) from error
    except OSError as error:
        raise MissingDependencyError(f"'{command[0]}' does not run: {error.strerror}") from error
