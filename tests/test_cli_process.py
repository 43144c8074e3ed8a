"""The program as a process: start-up, locale, pipes, completion, and the plug-in of the docs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from articles import write_article
from plugins import PLUGIN, install_plugin

PROGRAM = [sys.executable, "-c", "from publishkit.cli import main; main()"]
DOCS = Path(__file__).parent.parent / "docs"


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*PROGRAM, *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1", ""])
def test_output_is_utf8_in_every_locale(tmp_path: Path, locale: str) -> None:
    write_article(tmp_path / "文章.md")
    result = run(*("export", "文章.md", "--to", "html"), cwd=tmp_path, LANG=locale, LC_ALL=locale)
    assert result.returncode == 0, result.stderr
    assert result.stdout.decode() == "dist/文章.html\n"


def test_a_file_name_that_is_no_text_is_printed_as_its_bytes(tmp_path: Path) -> None:
    article = write_article(tmp_path / "a.md")
    folder = os.fsencode(tmp_path) + b"/\xff"
    Path(os.fsdecode(folder)).mkdir()
    article.rename(Path(os.fsdecode(folder), "a.md"))
    result = subprocess.run(
        [*PROGRAM, "export", os.fsdecode(folder), "--to", "html", "-o", os.fsdecode(folder)],
        capture_output=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout == folder + b"/a.html\n"


@pytest.mark.parametrize("output", ["dist", "-"])
def test_a_reader_that_goes_away_is_no_error(tmp_path: Path, output: str) -> None:
    write_article(tmp_path / "a.md")
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.run(
        [*PROGRAM, "export", "a.md", "--to", "html", "-o", output],
        cwd=tmp_path,
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert process.returncode == 0
    assert b"Traceback" not in process.stderr
    assert b"BrokenPipe" not in process.stderr


def test_there_is_no_progress_bar_without_a_terminal(tmp_path: Path) -> None:
    for number in range(3):
        write_article(tmp_path / f"{number}.md")
    result = run("export", ".", "--to", "html", cwd=tmp_path)
    assert b"\r" not in result.stderr
    assert b"\x1b" not in result.stderr


def test_the_formats_are_completed(tmp_path: Path) -> None:
    result = run(
        cwd=tmp_path,
        _PUBLISHKIT_COMPLETE="bash_complete",
        COMP_WORDS="publishkit export a.md --to epub,",
        COMP_CWORD="4",
    )
    assert b"plain,epub,pdf" in result.stdout.replace(b"\n", b";")
    source = run(cwd=tmp_path, _PUBLISHKIT_COMPLETE="bash_source")
    assert b"complete" in source.stdout


def test_a_single_article_starts_no_worker_processes(tmp_path: Path) -> None:
    write_article(tmp_path / "a.md")
    code = (
        "import sys\nfrom publishkit.cli import main\n"
        "try: main(['export', 'a.md', '--to', 'html'])\n"
        "except SystemExit as end: assert end.code == 0\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    loaded = set(result.stdout.splitlines()[-1].split())
    assert loaded.isdisjoint(
        {"multiprocessing", "concurrent", "asyncio", "email", "tomllib", "zoneinfo"}
    )


# --- the plug-in of docs/writing-an-exporter.md ---------------------------------------------------


def test_the_plug_in_of_the_docs_is_the_one_that_is_tested() -> None:
    page = (DOCS / "writing-an-exporter.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"^`([\w.]+)`\n\n```\w+\n(.*?)^```$", page, re.MULTILINE | re.DOTALL))
    files = {path.name: path.read_text(encoding="utf-8") for path in PLUGIN.glob("*.*")}
    assert blocks == files


def test_the_plug_in_exports_like_a_format_of_our_own(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    install_plugin(site)
    write_article(tmp_path / "a.md", title="标题")
    call = ("export", "a.md", "--to", "plain", "-o", "-")
    result = run(*call, cwd=tmp_path, PYTHONPATH=str(site))
    assert result.stdout.decode() == (
        "标题\n\n"
        "A claim[1] and the same source again[1].\n"
        "References\n"
        "[1] Source <https://example.org/source>.\n"
    )
    shorter = run(*call, "--set", "urls=no", cwd=tmp_path, PYTHONPATH=str(site))
    assert b"https" not in shorter.stdout
    wrong = run(*call, "--set", "plain.url=no", cwd=tmp_path, PYTHONPATH=str(site))
    assert b"did you mean 'urls'?" in wrong.stderr
    listed = run("formats", cwd=tmp_path, PYTHONPATH=str(site)).stdout.decode()
    assert "plain (.txt, a file for each article): Makes SLUG.txt" in listed
