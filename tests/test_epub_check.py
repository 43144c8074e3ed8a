"""``publishkit check book.epub`` says what EPUBCheck and Ace find, and when one is missing."""

from __future__ import annotations

import json
import os
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import publishkit
from documents import document, heading, paragraph
from epub_documents import every_node
from epubs import Book, book_of
from publishkit.cli import main
from publishkit.diagnostics import Diagnostic, Severity
from publishkit.doctor import examine
from publishkit.errors import InputError, LimitError, MissingDependencyError, PublishKitError
from publishkit.formats.epub.validation import validate_epubs
from publishkit.model.document import Document

ARTICLE = """---
title: One article
date: 2025-01-01
lang: en
---

# Beginning

Some words[^1] of the *first* paragraph.

<div>
Here is <a href="https://example.com/x">a link</a> in raw HTML.
</div>

[^1]: A note.
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


def written(folder: Path, book: Book, *, name: str = "book.epub") -> Path:
    path = folder / name
    path.write_bytes(book.data)
    return path


def changed(path: Path, sound: Book, name: str, old: bytes, new: bytes) -> Path:
    """A copy of a book with other bytes in one of its files."""
    with zipfile.ZipFile(path, "w") as archive:
        for entry in sound.archive.infolist():
            data = sound.archive.read(entry)
            if entry.filename.endswith(name):
                assert old in data
                data = data.replace(old, new)
            archive.writestr(entry, data)
    return path


def broken(folder: Path) -> Path:
    """A book with a link that leads nowhere."""
    return changed(
        folder / "broken.epub",
        book_of(every_node()),
        "chapter.xhtml",
        b'href="#note-1"',
        b'href="#note-999"',
    )


def found_in(path: Path) -> tuple[Diagnostic, ...]:
    (verdict,) = validate_epubs([path])
    assert not isinstance(verdict, PublishKitError)
    return verdict


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
def jre(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: Callable[[str], str]) -> None:
    """A Java that has no compiler, as most have that are not for developers."""
    java = program("java")
    folder = tmp_path / "jre"
    folder.mkdir()
    script = folder / "java"
    script.write_text(f'#!/bin/sh\n[ "$1" = --describe-module ] && exit 1\nexec {java} "$@"\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


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
def test_D12_a_valid_book_gives_no_finding_but_that_ace_is_missing(
    program: Callable[[str], str], no_ace: None, tmp_path: Path
) -> None:
    if not (tmp_path / "bin" / "java").exists():
        program("java")
    (finding,) = found_in(written(tmp_path, book_of(every_node())))
    assert (finding.code, finding.severity) == ("X009", Severity.NOTE)
    assert finding.hint and "@daisy/ace-cli" in finding.hint


@pytest.mark.slow
def test_D12_an_error_is_said_in_plain_words_with_its_id_and_the_place_in_the_book(
    program: Callable[[str], str], no_ace: None, tmp_path: Path
) -> None:
    program("java")
    path = broken(tmp_path)
    result = run("--json", str(path))
    found = [json.loads(line) for line in result.stderr.splitlines()]
    errors = [item for item in found if item["code"] == "X005"]
    assert errors and all(item["severity"] == "error" for item in errors)
    (error,) = [item for item in errors if "note-999" in item["message"]]
    assert error["message"].startswith("a link leads to a place that is not there (RSC-012: ")
    assert ", in EPUB/chapter.xhtml:" in error["message"]
    assert "chapter '标题 <&> \"引号\"', under '第一节'" in error["message"]
    assert error["place"].startswith(f"{path}/EPUB/chapter.xhtml:")
    assert error["hint"] == "correct what follows the '#', or take it out"
    assert {item["path"] for item in found} == {str(path)}
    assert result.exit_code == 1


@pytest.mark.slow
def test_D12_a_finding_names_the_line_of_the_article_when_that_is_named_too(
    program: Callable[[str], str], no_ace: None, tmp_path: Path
) -> None:
    program("java")
    article = tmp_path / "articles" / "a.md"
    article.parent.mkdir()
    article.write_text(ARTICLE, encoding="utf-8")
    other = tmp_path / "articles" / "b.md"
    other.write_text(
        "---\ntitle: Another\ndate: 2025-01-01\n---\n\nNothing of it.\n", encoding="utf-8"
    )
    sound = book_of(publishkit.read(article))
    path = changed(
        tmp_path / "a.epub", sound, "chapter.xhtml", b'href="https://example.com/x"', b'href="#x"'
    )
    result = run(str(path), str(article.parent))
    assert result.exit_code == 1
    assert f"{article}:12: X005 a link leads to a place that is not there" in result.stderr
    assert "in a.epub, EPUB/chapter.xhtml:" in result.stderr
    assert "1 book, 2 articles, 1 error, 0 warnings" in result.stderr


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
    # A book is given to EPUBCheck under a passing name, which nobody else knows.
    assert "book-0" not in result.stderr


@pytest.mark.slow
def test_a_file_in_the_book_whose_bytes_were_changed_is_an_error(
    program: Callable[[str], str], no_ace: None, tmp_path: Path
) -> None:
    program("java")
    book = book_of(every_node())
    data = bytearray(book.data)
    data[book.archive.getinfo("EPUB/chapter.xhtml").header_offset + 200] ^= 1
    path = tmp_path / "changed.epub"
    path.write_bytes(data)
    messages = [item.message for item in found_in(path) if item.code == "X005"]
    assert any(text.startswith("a file in the book is damaged (ZIP: ") for text in messages)


@pytest.mark.slow
def test_findings_of_ace_are_warnings_in_plain_words_with_markup_and_rule(
    program: Callable[[str], str], ace: None, tmp_path: Path
) -> None:
    program("java")
    path = written(tmp_path, book_of(every_node()))
    (finding,) = found_in(path)
    assert (finding.code, finding.severity) == ("X008", Severity.WARNING)
    assert finding.message.startswith(
        "an image has no alternative text (image-alt: Images must have alternative text; critical:"
        ' <img src="x.png">), in EPUB/title.xhtml'
    )
    assert finding.hint == (
        "write alternative text: ![what it shows](image.png);"
        " http://kb.daisy.org/publishing/docs/html/images.html"
    )
    assert run(str(path)).exit_code == 0
    assert run("--strict", str(path)).exit_code == 1


@pytest.mark.slow
def test_ace_is_not_asked_about_a_book_with_errors_and_a_note_says_so(
    program: Callable[[str], str], ace: None, tmp_path: Path
) -> None:
    program("java")
    codes = {item.code: item.message for item in found_in(broken(tmp_path))}
    assert "X008" not in codes and "a book without errors" in codes["X009"]


@pytest.mark.slow
@pytest.mark.parametrize("has_compiler", [True, False])
def test_many_books_are_checked_in_one_call_whatever_java_there_is(
    request: pytest.FixtureRequest,
    program: Callable[[str], str],
    has_compiler: bool,
    tmp_path: Path,
) -> None:
    if has_compiler:
        program("javac")
    else:
        request.getfixturevalue("jre")
    sound = written(tmp_path, book_of(document(paragraph("文"))), name="-书 好.epub")
    paths = [sound, tmp_path / "missing.epub", broken(tmp_path), tmp_path]
    verdicts = list(validate_epubs(paths))
    codes = [
        {item.code for item in verdict} - {"X008", "X009"}
        if isinstance(verdict, tuple)
        else type(verdict)
        for verdict in verdicts
    ]
    assert codes == [set(), InputError, {"X005"}, InputError]


@pytest.mark.slow
def test_an_epub_under_another_name_is_validated_as_well(
    program: Callable[[str], str], no_ace: None, tmp_path: Path
) -> None:
    program("java")
    path = written(tmp_path, book_of(document(paragraph("文"))), name="book.zip")
    result = run(str(path))
    assert "X007 the book's own name has another ending (PKG-024: " in result.stderr
    assert "1 book, 0 warnings" in result.stderr and result.exit_code == 0


def test_without_java_the_check_fails_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = written(tmp_path, book_of(document(paragraph("文"))))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingDependencyError, match=r"Java|EPUBCheck is not installed"):
        list(validate_epubs([path]))
    result = run(str(path))
    assert result.exit_code == 1
    assert "E005" in result.stderr and "install" in result.stderr


def test_doctor_names_what_validates_books_but_nothing_else_needs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("PUPPETEER_EXECUTABLE_PATH", raising=False)
    checks = {one.name: one for one in examine()}
    for name in ("Java for EPUBCheck", "Ace", "browser for Ace"):
        assert not checks[name].is_ok and "install" in checks[name].remedy
    validators = ("EPUBCheck", "Java for EPUBCheck", "Ace", "browser for Ace")
    assert not any(checks[name].is_needed for name in validators)


def test_a_zip_bomb_is_refused_before_anything_unpacks_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "bomb.epub"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
    # The sizes in the central directory are what an unpacker is told.
    data = path.read_bytes()
    at = data.index(b"PK\x01\x02") + 24
    path.write_bytes(data[:at] + (2**32 - 2).to_bytes(4, "little") + data[at + 4 :])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("x", b"\0" * 1000)
    (verdict,) = validate_epubs([path])
    assert isinstance(verdict, LimitError) and "unpack" in verdict.message


def test_a_book_that_is_not_there_is_an_error_and_the_others_are_still_checked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (verdict,) = validate_epubs([tmp_path / "none.epub"])
    assert isinstance(verdict, InputError)
    result = run(str(tmp_path / "a.epub"), str(tmp_path / "b.epub"))
    assert result.exit_code == 1
    assert "a.epub: E002" in result.stderr and "b.epub: E002" in result.stderr


def test_an_epub_is_read_as_an_article_when_its_format_is_named(tmp_path: Path) -> None:
    article: Document = document(heading(2, "节"), paragraph("文字"))
    path = written(tmp_path, book_of(article))
    result = run("--from", "epub", str(path))
    assert "1 article" in result.stderr
