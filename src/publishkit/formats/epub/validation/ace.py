"""Ace by DAISY, the judge of whether an EPUB is accessible: a program in Node.js with a browser."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

from publishkit.errors import PublishKitError
from publishkit.formats.epub.validation.container import Container
from publishkit.formats.epub.validation.findings import Finding
from publishkit.formats.epub.validation.programs import parsed, run

__all__ = ["ACE_ADVICE", "check_accessibility", "find_ace", "find_browser"]

#: Ace shows each element with the namespaces that are declared further out.
_NAMESPACES: Final = re.compile(r' xmlns(?::\w+)?="[^"]*"| ?/$')
ACE_ADVICE: Final = "npm install --global @daisy/ace-cli @daisy/ace-axe-runner-puppeteer"


def find_ace() -> str | None:
    """Returns the program of Ace on the path, or ``None``."""
    return shutil.which("ace-cli") or shutil.which("ace")


def find_browser() -> str | None:
    """Returns the browser that Ace is told to open pages in, or ``None`` for its own."""
    own = os.environ.get("PUPPETEER_EXECUTABLE_PATH")
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return own or next(filter(None, map(shutil.which, names)), None)


def check_accessibility(book: Container, program: str) -> tuple[Finding, ...]:
    """Returns what Ace finds; that it did not run is a finding too (X009)."""
    environment = dict(os.environ)
    # Five seconds, which is what Ace gives a browser to start, are too few for a busy machine.
    environment.setdefault("ACE_TIMEOUT_INITIAL", "60000")
    browser = find_browser()
    if browser is not None:
        environment["PUPPETEER_EXECUTABLE_PATH"] = browser
    with tempfile.TemporaryDirectory(prefix="publishkit-ace-") as folder:
        command = [program, "--silent", "--force", "--outdir", folder, str(book.path.absolute())]
        try:
            done = run(command, path=book.path, environment=environment)
            report = parsed(
                Path(folder) / "report.json", program="Ace", path=book.path, reason=done.stderr
            )
        except PublishKitError as error:
            hint = "Ace needs a browser: apt-get install chromium" if browser is None else ""
            return (Finding("X009", "", f"{error.message}; accessibility is unchecked", hint=hint),)
    return tuple(
        _finding(book, str(page["earl:testSubject"]["url"]), assertion)
        for page in report["assertions"]
        for assertion in page["assertions"]
    )


def _finding(book: Container, url: str, assertion: dict[str, Any]) -> Finding:
    test, result = assertion["earl:test"], assertion["earl:result"]
    aid = test.get("help", {})
    said = str(aid.get("dct:description") or test["dct:description"])
    markup = str(result.get("html") or "")
    return Finding(
        "X008",
        str(test["dct:title"]),
        f"{' '.join(said.split())}; {test['earl:impact']}",
        page=book.resolve(url),
        markup=markup,
        detail=_NAMESPACES.sub("", " ".join(markup.split(">", 1)[0].split()))[:120] + ">"
        if markup
        else "",
        hint=str(aid.get("url", "")),
    )
