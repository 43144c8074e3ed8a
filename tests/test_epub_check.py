"""``publishkit check book.epub`` says what EPUBCheck and Ace find, and when one is missing."""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from documents import document, heading, paragraph
from epub_documents import every_node
from epubs import Book, book_of
from publishkit.cli import main
from publishkit.diagnostics import Severity
from publishkit.errors import InputError, MissingDependencyError
from publishkit.formats.epub.validation import validate_epub
from publishkit.model.document import Document


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


def written(folder: Path, book: Book, *, name: str = "book.epub") -> Path:
    path = folder / name
    path.write_bytes(book.data)
    return path


def broken(folder: Path) -> Path:
    """A book with a link that leads nowhere, of a document that the exporter does not see."""
    import zipfile

    path = folder / "broken.epub"
    sound = book_of(every_node()).archive
    with zipfile.ZipFile(path, "w") as archive:
        for entry in sound.infolist():
            data = sound.read(entry)
            if entry.filename.endswith("chapter.xhtml"):
                data = data.replace(b'href="#note-1"', b'href="#note-999"', 1)
            archive.writestr(entry, data)
    return path


@pytest.fixture
def no_ace(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A path with Java alone."""
    java = shutil.which("java")
    folder = tmp_path / "bin"
    folder.mkdir()
    if java is not None:
        (folder / "java").symlink_to(java)
    monkeypatch.setenv("PATH", str(folder))


@pytest.fixture
def ace(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A program that writes the report of Ace 1.4.6 on an image without alternative text."""
    report = Path(__file__).parent / "data" / "ace-report.json"
    folder = tmp_path / "ace-bin"
    folder.mkdir()
    program = folder / "ace-cli"
    program.write_text(f'#!/bin/sh\ncp "{report}" "$4/report.json"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.slow
def test_a_valid_book_gives_no_finding_but_that_ace_is_missing(
    program: Callable[[str], str], no_ace: None, tmp_path: Path
) -> None:
    if not (tmp_path / "bin" / "java").exists():
        program("java")
    (finding,) = validate_epub(written(tmp_path, book_of(every_node())))
    assert (finding.code, finding.severity) == ("X009", Severity.NOTE)
    assert finding.hint and "@daisy/ace-cli" in finding.hint


@pytest.mark.slow
def test_an_error_is_said_in_plain_words_with_its_id_and_the_place_in_the_book(
    program: Callable[[str], str], tmp_path: Path
) -> None:
    program("java")
    path = broken(tmp_path)
    result = run("--json", str(path))
    found = [json.loads(line) for line in result.stderr.splitlines()]
    errors = [item for item in found if item["code"] == "X005"]
    assert errors and all(item["severity"] == "error" for item in errors)
    assert any(
        item["message"].startswith("EPUB/chapter.xhtml:")
        and "a link leads to a place that is not there (RSC-012: " in item["message"]
        for item in errors
    )
    assert {item["path"] for item in found} == {str(path)}
    assert result.exit_code == 1


@pytest.mark.slow
def test_a_file_that_is_no_epub_is_an_error_of_the_book_as_a_whole(
    program: Callable[[str], str], tmp_path: Path
) -> None:
    program("java")
    path = tmp_path / "none.epub"
    path.write_text("no zip")
    result = run(str(path))
    assert result.exit_code == 1
    assert f"{path}: X005 the file is no EPUB, or is damaged (PKG-003: " in result.stderr
    assert "1 book, 2 errors, 0 warnings" in result.stderr


@pytest.mark.slow
def test_findings_of_ace_are_warnings_with_page_markup_and_rule(
    program: Callable[[str], str], ace: None, tmp_path: Path
) -> None:
    program("java")
    (finding,) = validate_epub(written(tmp_path, book_of(every_node())))
    assert (finding.code, finding.severity) == ("X008", Severity.WARNING)
    assert finding.message.startswith("title.xhtml: Images must have alternative text at <img")
    assert finding.message.endswith("(image-alt, critical)")
    assert finding.hint == "http://kb.daisy.org/publishing/docs/html/images.html"
    path = str(tmp_path / "book.epub")
    assert run(path).exit_code == 0
    assert run("--strict", path).exit_code == 1


def test_without_java_the_check_fails_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = written(tmp_path, book_of(document(paragraph("文"))))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingDependencyError, match=r"Java|EPUBCheck is not installed"):
        validate_epub(path)
    result = run(str(path))
    assert result.exit_code == 1
    assert "E005" in result.stderr and "install" in result.stderr


def test_a_book_that_is_not_there_is_an_error_and_the_others_are_still_checked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError):
        validate_epub(tmp_path / "none.epub")
    result = run(str(tmp_path / "a.epub"), str(tmp_path / "b.epub"))
    assert result.exit_code == 1
    assert "a.epub: E002" in result.stderr and "b.epub: E002" in result.stderr


def test_an_epub_is_read_as_an_article_when_its_format_is_named(tmp_path: Path) -> None:
    article: Document = document(heading(2, "节"), paragraph("文字"))
    path = written(tmp_path, book_of(article))
    result = run("--from", "epub", str(path))
    assert "1 article" in result.stderr
