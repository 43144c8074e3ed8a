"""What any exporter promises, whoever wrote it: parametrised over all that are installed."""

from __future__ import annotations

import dataclasses
import email
import email.policy
import importlib.util
import io
import pickle
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest

import publishkit
from documents import cite, document, heading, note, noted, paragraph
from plugins import PLUGIN
from publishkit.formats.base import Exporter, ExporterOptions, Rendition
from publishkit.model.document import Document, Publication
from publishkit.registry import load_exporter

BUILT_IN = tuple(
    name for name, point in publishkit.exporters().items() if point.value.startswith("publishkit.")
)
BOOKS = tuple(name for name in BUILT_IN if load_exporter(name).can_make_books)
DATE = datetime(2025, 6, 19, 20, 3, tzinfo=UTC)


def plugin_exporter() -> Exporter:
    spec = importlib.util.spec_from_file_location(
        "publishkit_plain", PLUGIN / "publishkit_plain.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["publishkit_plain"] = module
    spec.loader.exec_module(module)
    exporter: Exporter = module.PlainExporter()
    return exporter


@pytest.fixture(params=[*BUILT_IN, "plain"])
def exporter(request: pytest.FixtureRequest) -> Exporter:
    return plugin_exporter() if request.param == "plain" else load_exporter(request.param)


def publication(*documents: Document, is_book: bool = False) -> Publication:
    return Publication(
        documents,
        title="A publication",
        lang="en",
        base_url="https://example.org/",
        is_book=is_book,
    )


def export(exporter: Exporter, *documents: Document, is_book: bool = False) -> Rendition:
    return exporter.export(publication(*documents, is_book=is_book), exporter.options_type())


def article(**metadata: object) -> Document:
    """Cites note 1 twice, note 2 from note 1, and never note 3."""
    values = {"title": "Title", "lang": "en", "date": DATE, "slug": "article", **metadata}
    return noted(
        heading(2, "Section", id="section"),
        paragraph("Alpha", cite(1), " and beta", cite(1, 2), "."),
        notes=(
            note(1, paragraph("Firstnote", cite(2), "."), cited=2),
            note(2, paragraph("Secondnote.")),
            note(3, paragraph("Thirdnote."), cited=0),
        ),
        **values,
    )


def text_of(rendition: Rendition, program: Callable[[str], str], folder: Path) -> str:
    """Returns what a reader sees, roughly: enough to count words in it."""
    if rendition.media_type == "application/pdf":
        path = rendition.write(folder)
        return subprocess.run(
            [program("pdftotext"), path, "-"], capture_output=True, check=True, text=True
        ).stdout
    if rendition.media_type == "application/epub+zip":
        with zipfile.ZipFile(io.BytesIO(rendition.data)) as archive:
            pages = [name for name in archive.namelist() if name.endswith(".xhtml")]
            return "".join(archive.read(name).decode() for name in sorted(pages))
    if rendition.media_type == "message/rfc822":
        mail = email.message_from_bytes(rendition.data, policy=email.policy.default)
        part = mail.get_body(("html",))
        assert part is not None
        return unescape(str(part.get_content()))
    return unescape(rendition.data.decode())


def test_the_class_says_what_the_format_is(exporter: Exporter) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_-]*", exporter.name)
    assert re.fullmatch(r"(\.[a-z0-9]+)+", exporter.suffix)
    assert re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", exporter.media_type)
    assert exporter.scope in {"document", "publication"}
    assert isinstance(exporter.can_make_books, bool)
    assert isinstance(exporter, Exporter)
    assert (type(exporter).__doc__ or "").strip()


@pytest.mark.parametrize("name", BUILT_IN)
def test_an_exporter_has_the_name_of_its_entry_point(name: str) -> None:
    assert load_exporter(name).name == name


def test_the_options_are_frozen_data_with_defaults_and_help(exporter: Exporter) -> None:
    options_type = exporter.options_type
    assert issubclass(options_type, ExporterOptions)
    options = options_type()
    assert options == options_type()
    with pytest.raises(dataclasses.FrozenInstanceError):
        options.theme = "other"  # type: ignore[misc]  # the point of the test
    shared = {item.name for item in dataclasses.fields(ExporterOptions)}
    for item in dataclasses.fields(options_type):
        assert item.name in shared or item.metadata.get("help"), item.name


def test_a_rendition_is_bytes_with_the_type_and_suffix_of_the_format(exporter: Exporter) -> None:
    rendition = export(exporter, article())
    assert rendition.data
    assert rendition.media_type == exporter.media_type
    assert rendition.filename.endswith(exporter.suffix)
    assert Path(rendition.filename).name == rendition.filename


def test_every_note_is_there_once_and_every_citation_has_its_number(
    exporter: Exporter, program: Callable[[str], str], tmp_path: Path
) -> None:
    text = text_of(export(exporter, article()), program, tmp_path)
    for word in ("Firstnote", "Secondnote", "Thirdnote", "Alpha", "beta"):
        assert text.count(word) == 1, word
    assert "[^" not in text


def test_the_same_document_gives_the_same_bytes(exporter: Exporter) -> None:
    assert export(exporter, article()).data == export(exporter, article()).data


def test_a_document_from_another_process_gives_the_same_bytes(exporter: Exporter) -> None:
    sent = pickle.loads(pickle.dumps(article()))
    assert export(exporter, sent).data == export(exporter, article()).data


def test_exporter_options_and_rendition_pickle(exporter: Exporter) -> None:
    options = exporter.options_type()
    assert pickle.loads(pickle.dumps(options)) == options
    assert pickle.loads(pickle.dumps(exporter)).name == exporter.name
    rendition = export(exporter, article())
    assert pickle.loads(pickle.dumps(rendition)) == rendition


def test_a_document_with_nothing_but_a_title_is_exported(exporter: Exporter) -> None:
    assert export(exporter, document(date=DATE)).data


def test_a_document_without_title_is_exported(exporter: Exporter) -> None:
    assert export(exporter, document(paragraph("Text."), title="", date=DATE)).data


def test_what_looks_like_markup_in_metadata_stays_text(
    exporter: Exporter, program: Callable[[str], str], tmp_path: Path
) -> None:
    title = 'A <b>bold</b> & "quoted" ]]> title'
    rendition = export(exporter, article(title=title))
    assert "bold" in text_of(rendition, program, tmp_path)
    if rendition.media_type in {"text/html", "application/rss+xml", "application/atom+xml"}:
        assert b"<b>bold</b>" not in rendition.data


@pytest.mark.parametrize("name", BOOKS)
def test_a_book_holds_all_articles_and_keeps_their_notes_apart(
    name: str, program: Callable[[str], str], tmp_path: Path
) -> None:
    exporter = load_exporter(name)
    second = noted(
        paragraph("Gamma", cite(1), "."),
        notes=(note(1, paragraph("Fourthnote.")),),
        title="Second",
        lang="en",
        slug="second",
        date=DATE,
    )
    text = text_of(export(exporter, article(), second, is_book=True), program, tmp_path)
    for word in ("Firstnote", "Secondnote", "Thirdnote", "Fourthnote", "Gamma"):
        assert text.count(word) == 1, word


#: Set while no file may be written: an audit hook stays for the life of the process.
_watching: list[list[str]] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    # WeasyPrint can give fonts to Pango only as files; it removes them when it is done.
    if not _watching or str(arguments[0]).startswith(tempfile.gettempdir()):
        return
    if event == "open":
        path, mode, _ = arguments
        if isinstance(mode, str) and set(mode) & set("wax+"):
            _watching[-1].append(f"writes {path}")
    elif event in {"os.mkdir", "os.rename", "subprocess.Popen", "socket.connect"}:
        _watching[-1].append(f"{event} {arguments[0]}")


def test_an_export_leaves_disk_network_and_programs_alone(exporter: Exporter) -> None:
    export(exporter, article())  # whatever is loaded lazily is loaded now
    sys.addaudithook(_watch)
    _watching.append([])
    try:
        export(exporter, article())
    finally:
        deeds = _watching.pop()
    assert not deeds
