"""Mails for tests: exported from documents, and read as mail programs read them."""

from __future__ import annotations

import email
import email.policy
import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from publishkit.diagnostics import Diagnostic
from publishkit.formats.email import EmailExporter, EmailOptions
from publishkit.model.document import Document, Publication
from reading_systems import READERS, Browser

BASE_URL = "https://example.org/blog/"
#: What caniemail 1.0.5 finds in every one of our mails; docs/formats/email.md says why.
UNAVOIDABLE = {"<body> element": ["outlook.macos", "yahoo.android", "yahoo.ios"]}
DARK_MODE = {
    "<style> element": ["gmail.mobile-webmail"],
    "@media": ["gmail.mobile-webmail", "outlook.windows", "outlook.windows-mail"],
}


@dataclass(frozen=True)
class Mail:
    """A mail and the page that is made beside it."""

    data: bytes
    name: str
    page: str
    page_name: str
    diagnostics: tuple[Diagnostic, ...]

    @property
    def message(self) -> EmailMessage:
        """The mail as Python's ``email`` reads it."""
        message = email.message_from_bytes(self.data, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        assert [part.defects for part in message.walk() if part.defects] == []
        return message

    @property
    def raw_text(self) -> str:
        """The text part as it is written."""
        return self._content("plain")

    @property
    def text(self) -> str:
        """The text part with its lines joined."""
        return unflowed(self.raw_text)

    @property
    def html(self) -> str:
        return self._content("html")

    def _content(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        assert part is not None
        return str(part.get_content()).replace("\r\n", "\n")

    @property
    def codes(self) -> list[str]:
        return [diagnostic.code for diagnostic in self.diagnostics]

    @property
    def files(self) -> dict[str, tuple[str, bytes]]:
        """Type and bytes of the files inside, by the name that the HTML uses."""
        return {
            str(part["Content-ID"]).strip("<>"): (part.get_content_type(), part.get_content())
            for part in self.message.walk()
            if part["Content-ID"]
        }


def mail(*documents: Document, site: Mapping[str, Any] | None = None, **options: Any) -> Mail:
    """Exports documents; ``site`` are fields of the publication."""
    values = {"title": "站点", "base_url": BASE_URL, **(site or {})}
    publication = Publication(documents, **values)
    eml, page = EmailExporter().export_files(publication, EmailOptions(**options))
    assert EmailExporter().export(publication, EmailOptions(**options)) == eml
    return Mail(eml.data, eml.filename, page.data.decode(), page.filename, eml.diagnostics)


def unflowed(text: str) -> str:
    """Returns ``format=flowed; DelSp=yes`` with its lines joined (RFC 3676, section 4.2)."""
    lines: list[str] = []
    is_open = False
    depth = 0
    for row in text.replace("\r\n", "\n").removesuffix("\n").split("\n"):
        quotes = len(row) - len(row.lstrip(">"))
        content = row[quotes:].removeprefix(" ") if quotes or row.startswith(" ") else row
        if is_open and quotes == depth:
            lines[-1] += content.removesuffix(" ")
        else:
            start = f"{'>' * quotes} " if quotes else ""
            lines.append(start + content.removesuffix(" "))
        is_open, depth = content.endswith(" "), quotes
    return "\n".join(lines) + "\n"


def visible_text(html: str) -> str:
    """Returns what a page shows, without white space."""
    from lxml import html as parser

    body = parser.document_fromstring(html).find("body")
    assert body is not None
    for comment in body.xpath("//comment()"):
        comment.drop_tag()
    return re.sub(r"\s+", "", "".join(body.itertext()))


def unsupported(
    pages: Mapping[str, str], *, node: str, folder: Path
) -> dict[str, dict[str, list[str]]]:
    """Returns for each page what caniemail finds: features, each with the programs without it."""
    reports = _run_node("caniemail.mjs", {k: v.encode() for k, v in pages.items()}, node, folder)
    return {name: report["errors"] for name, report in reports.items()}


def parsed_mails(
    mails: Mapping[str, bytes], *, node: str, folder: Path
) -> dict[str, dict[str, Any]]:
    """Returns for each mail what Nodemailer's mailparser makes of it."""
    return _run_node("mailparser.mjs", mails, node, folder)


def browser_reports(
    pages: Mapping[str, str], *, browser: Browser, folder: Path
) -> dict[str, dict[str, Any]]:
    """Returns for each page how it looks in Chromium, on several screens and in dark mode."""
    files = {name: page.encode() for name, page in pages.items()}
    return _run_node("mail_page.mjs", files, browser.node, folder, browser.chromium)


def _run_node(
    script: str, files: Mapping[str, bytes], node: str, folder: Path, *arguments: str
) -> dict[str, dict[str, Any]]:
    # A browser must know HTML by its suffix.
    suffix = ".eml" if script == "mailparser.mjs" else ".html"
    paths = {folder / f"{number}{suffix}": name for number, name in enumerate(files)}
    for path, name in paths.items():
        path.write_bytes(files[name])
    run = subprocess.run(
        [node, str(READERS / script), *arguments, *map(str, paths)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr
    reports = [json.loads(line) for line in run.stdout.splitlines()]
    return dict(zip(paths.values(), reports, strict=True))
