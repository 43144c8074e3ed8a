"""Our RSS made mails by rss2email, as services that mail feeds make them."""

from __future__ import annotations

import email
import email.policy
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.message import EmailMessage
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import publishkit
from feeds import BASE_URL, DAY, article
from mails import visible_text
from publishkit.model.document import Document

TESTS = Path(__file__).parent
SENDMAIL = """#!/bin/sh
cat > "{folder}/$$.eml"
"""
CONFIGURATION = """[DEFAULT]
from = user@rss2email.invalid
to = reader@example.org
html-mail = True
multipart-html = True
email-protocol = sendmail
sendmail = {sendmail}
verbose = error

[feed.blog]
url = http://127.0.0.1:{port}/rss.xml
"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """Serves a folder on the loopback interface; gives the port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def mailed(documents: list[Document], r2e: str, folder: Path) -> dict[str, EmailMessage]:
    """Returns the mails that rss2email sends of our RSS, by their subjects."""
    mails = folder / "mails"
    mails.mkdir()
    sendmail = folder / "sendmail"
    sendmail.write_text(SENDMAIL.format(folder=mails), encoding="utf-8")
    sendmail.chmod(0o700)
    publishkit.export(documents, to="rss", base_url=BASE_URL, title="站点").write(folder)
    with served(folder) as port:
        settings = folder / "r2e.cfg"
        settings.write_text(CONFIGURATION.format(sendmail=sendmail, port=port), encoding="utf-8")
        run = subprocess.run(
            [r2e, "-c", str(settings), "-d", str(folder / "r2e.json"), "run"],
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
    assert run.returncode == 0, run.stderr
    found: dict[str, EmailMessage] = {}
    for path in mails.iterdir():
        assert path.stat().st_size < 102_000
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        assert message["Subject"] not in found
        found[message["Subject"]] = message
    return found


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


@pytest.fixture
def documents() -> list[Document]:
    read = [
        publishkit.read(TESTS.parent / "samples" / "openai-microsoft.md"),
        *(publishkit.read(TESTS / "cases" / f"{name}-stress.md") for name in ("core", "epub")),
    ]
    dated = [replace(item, metadata=replace(item.metadata, date=DAY)) for item in read]
    return [*dated, article("plain", title="A & B")]


def test_I2_rss2email_makes_one_mail_of_each_article_with_its_notes_in_both_parts(
    documents: list[Document], program: Callable[[str], str], tmp_path: Path
) -> None:
    mails = mailed(documents, program("r2e"), tmp_path)
    assert set(mails) == {document.metadata.title for document in documents}
    for document in documents:
        message = mails[document.metadata.title]
        html, text = part(message, "html"), part(message, "plain")
        shown = visible_text(html)
        for note in document.endnotes:
            assert len(re.findall(rf'<li id="fn[0-9a-f]+-note-{note.number}"', html)) == 1
            assert re.search(rf"(?m)^\s*{note.number}\. ", text), note.number
        cited = [note.number for note in document.endnotes if note.is_cited]
        for number in cited:
            assert f"[{number}]" in shown
            assert re.search(rf"\[?\[{number}\]", text), number


def test_I2_the_sources_of_the_sample_are_in_both_parts(
    documents: list[Document], program: Callable[[str], str], tmp_path: Path
) -> None:
    (message,) = mailed(documents[:1], program("r2e"), tmp_path).values()
    html, text = part(message, "html"), part(message, "plain")
    for source in ("36kr.com/p/3343261367826691", "zhuanlan.zhihu.com/p/1911140701065970933"):
        assert html.count(source) == 1
        assert text.count(source) == 1
    assert len(re.findall(r"\[1\]", visible_text(html))) == 7
