"""What reads EPUBs besides EPUBCheck: Ace by DAISY and foliate-js in Chromium, and calibre.

Each runs once for many books: to start a browser takes longer than to read one.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extraction import squeeze
from publishkit.model.document import Document
from publishkit.model.nodes import Citation, Node, Text
from publishkit.model.tree import plain_text, rewrite

#: Where the programs for Node.js are, with the packages that they need.
READERS = Path(__file__).parent / "readers"
_CALIBRE_CHECK = READERS / "calibre_check.py"
#: Seconds for one run over many books.
_TIME_LIMIT = 900


@dataclass(frozen=True)
class Browser:
    """The programs that run Ace and foliate-js; the fixture ``browser`` finds them."""

    node: str
    chromium: str


@dataclass(frozen=True)
class Link:
    """A link within the book that was clicked: what popped up, or where it leads."""

    id: str
    text: str
    is_back_link: bool
    #: The text of the note that was shown, without back-links; none when no pop-up opened.
    popup: str | None
    #: The section and the id that it leads to when it opens no pop-up; none when nowhere.
    target: tuple[int, str] | None


@dataclass(frozen=True)
class Entry:
    """An entry of the table of contents, and where it led."""

    label: str
    #: The heading at which the reader stands, without note marks.
    heading: str
    #: Whether that heading is on the page that is shown.
    is_shown: bool


@dataclass(frozen=True)
class Reading:
    """What foliate-js made of a book on a screen of a phone's size."""

    errors: tuple[str, ...]
    direction: str
    writing_modes: frozenset[str]
    links: tuple[Link, ...]
    contents: tuple[Entry, ...]
    #: The text of each section of the book without spaces, as it is in the file, …
    sections: tuple[str, ...]
    #: … and as the pages showed it that were turned from the first to the last.
    shown: tuple[str, ...]
    page_count: int

    @property
    def popups(self) -> list[tuple[str, str]]:
        """The mark of each citation and the note that it opens, squeezed."""
        return [(link.text, squeeze(link.popup)) for link in self.links if link.popup is not None]


def note_texts(*documents: Document) -> dict[str, str]:
    """Returns by its number what each endnote says, marks of citations included, squeezed."""

    def change(node: Node) -> Node:
        return Text(str(node.number)) if isinstance(node, Citation) else node

    return {
        str(note.number): squeeze(plain_text(rewrite(note.content, change)))
        for document in documents
        for note in document.endnotes
    }


def ace_findings(
    books: Mapping[str, bytes], *, browser: Browser, folder: Path
) -> dict[str, list[str]]:
    """Returns for each book what Ace finds; an empty list is a report whose outcome is a pass."""
    findings: dict[str, list[str]] = {}
    for name, report in _run_in_browser("ace.js", books, browser=browser, folder=folder):
        findings[name] = [
            f"{found['page']}: {found['rule']} ({found['impact']}): {found['markup']}"
            for found in report["findings"]
        ]
        if report["outcome"] != "pass" and not findings[name]:
            findings[name].append(f"the outcome is '{report['outcome']}'")
    return findings


def foliate_readings(
    books: Mapping[str, bytes], *, browser: Browser, folder: Path
) -> dict[str, Reading]:
    """Returns for each book what a person would see who follows all links and turns all pages."""
    reports = _run_in_browser("foliate.mjs", books, browser=browser, folder=folder)
    return {name: _reading(report) for name, report in reports}


def _reading(report: dict[str, Any]) -> Reading:
    assert "error" not in report, report["error"]
    shown = [""] * len(report["sections"])
    for page in report["pages"]:
        shown[page["section"]] += page["text"]
    return Reading(
        errors=tuple(report["errors"]),
        direction=report["direction"],
        writing_modes=frozenset(section["writingMode"] for section in report["sections"]),
        links=tuple(_link(link) for link in report["links"]),
        contents=tuple(
            Entry(item["label"], item["heading"], item["isShown"]) for item in report["toc"]
        ),
        sections=tuple(section["text"] for section in report["sections"]),
        shown=tuple(shown),
        page_count=len(report["pages"]),
    )


def _link(link: dict[str, Any]) -> Link:
    popup, target = link.get("popup"), link.get("target")
    # A pop-up that has no height cannot be read.
    text = popup["text"] if popup and popup["height"] > 0 else None
    place = (target["section"], target["id"]) if target else None
    return Link(link["id"], link["text"], link["isBackLink"], text, place)


def calibre_findings(
    books: Mapping[str, bytes], *, calibre: str, folder: Path
) -> dict[str, list[tuple[str, str]]]:
    """Returns for each book what calibre's "Check book" finds: the rule for CSS, and the message.

    ``calibre`` is the program ``calibre-debug``.
    """
    files = _written(books, folder)
    # It checks style sheets in a browser engine, which needs no screen but asks for one.
    environment = {
        **_calibre_environment(folder),
        "QTWEBENGINE_DISABLE_SANDBOX": "1",
        "QTWEBENGINE_CHROMIUM_FLAGS": "--no-sandbox",
    }
    run = _run([calibre, "-e", str(_CALIBRE_CHECK), "--", *map(str, files)], environment)
    reports = dict(json.loads(line) for line in run.stdout.splitlines() if line.startswith('["'))
    assert set(reports) == set(map(str, files)), f"calibre said nothing: {run.stderr}"
    return {
        name: [(rule, message) for rule, message in reports[str(file)]]
        for file, name in files.items()
    }


def converted(book: Path, target: Path, *, convert: str) -> Path:
    """Returns the file that calibre's ``ebook-convert`` makes of a book; it must not fail."""
    run = _run([convert, str(book), str(target)], _calibre_environment(target.parent))
    assert run.returncode == 0 and target.is_file(), run.stdout + run.stderr
    return target


def _calibre_environment(folder: Path) -> dict[str, str]:
    settings = folder / "calibre"
    settings.mkdir(exist_ok=True, mode=0o700)
    return {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_RUNTIME_DIR": str(settings),
        "CALIBRE_CONFIG_DIRECTORY": str(settings),
    }


# --- running ----------------------------------------------------------------------------------


def _run_in_browser(
    script: str, books: Mapping[str, bytes], *, browser: Browser, folder: Path
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields the name of each book and the report on it."""
    files = _written(books, folder)
    run = _run([browser.node, str(READERS / script), browser.chromium, *map(str, files)])
    reports = {report["book"]: report for report in map(json.loads, run.stdout.splitlines())}
    missing = set(map(str, files)) - set(reports)
    assert run.returncode == 0 and not missing, f"no report on {missing}: {run.stderr}"
    for file, name in files.items():
        yield name, reports[str(file)]


def _written(books: Mapping[str, bytes], folder: Path) -> dict[Path, str]:
    """Writes the books under names that no program stumbles over."""
    files = {folder / f"{number}.epub": name for number, name in enumerate(books)}
    for file, name in files.items():
        file.write_bytes(books[name])
    return files


def _run(
    command: list[str], environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        env=environment,
        timeout=_TIME_LIMIT,
    )
