"""Inputs made to hang, crash or flood: a clear error or a plain result, and nothing left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import publishkit
from publishkit.errors import InputError, LimitError, PublishKitError
from publishkit.reading.pandoc import parse


def _table(columns: int) -> str:
    return f"|{'a|' * columns}\n|{'-|' * columns}\n|{'b|' * columns}"


#: Each kills or stalls some Markdown reader; here every one must end within the time limit.
BOMBS: dict[str, Callable[[], str]] = {
    "open brackets": lambda: "[" * 10_000,
    "nested brackets": lambda: "[" * 5_000 + "x" + "]" * 5_000,
    "nested links": lambda: "[a](b" * 5_000,
    "nested images": lambda: "![" * 3_000,
    "backticks": lambda: "".join("`" * n + " " for n in range(1, 800)),
    "comments": lambda: "<!--" * 20_000,
    "tildes": lambda: "a~b " * 4_000,
    "stars": lambda: "**a " * 20_000,
    "link definitions": lambda: "\n".join(f"[l{n}]: http://e.com/{n}" for n in range(2_000)),
    "a note cited a thousand times": lambda: "x[^1] " * 1_000 + "\n\n[^1]: " + "text " * 2_400,
    "a note that cites itself": lambda: "a[^1]\n\n[^1]: see [^1]",
    "two notes that cite each other": lambda: "a[^1]\n\n[^1]: see [^2]\n[^2]: see [^1]",
    "open footnote brackets": lambda: "[^" * 10_000,
    "open inline notes": lambda: "^[" * 10_000,
    "many notes": lambda: (
        "".join(f"a[^{n}] " for n in range(3_000))
        + "\n\n"
        + "\n".join(f"[^{n}]: note {n}" for n in range(3_000))
    ),
    "equal headings": lambda: "# a\n" * 5_000,
    "one paragraph of many lines": lambda: "一行文字\n" * 10_000,
    "deep HTML": lambda: "<div>" * 10_000 + "x",
    "summary tags": lambda: "<summary></summary>" * 40 + "x\ny",
    "shortcodes": lambda: "{{< x " * 5_000,
    "wiki links": lambda: "[[" * 10_000,
    "wide table": lambda: _table(2_000),
    "formula": lambda: f"${'{' * 3_000}{'}' * 3_000}$",
    "blank lines": lambda: "\n" * 300_000,
}
REFUSED: dict[str, tuple[Callable[[], str], type[PublishKitError]]] = {
    "nested quotations": (lambda: ">" * 10_000 + " x", LimitError),
    "nested lists": (lambda: "".join(f"{'  ' * n}- a\n" for n in range(400)), LimitError),
    "a YAML alias bomb": (
        lambda: "---\na: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n---\nx",
        InputError,
    ),
    "deep YAML": (lambda: f"---\na: {'[' * 30_000}\n---\nx", LimitError),
    "more than ten megabytes": (lambda: "x" * 10_000_001, LimitError),
}


@pytest.mark.parametrize("name", list(BOMBS))
def test_a_bomb_is_read_within_the_limit(name: str) -> None:
    document = publishkit.reads(f"---\ntitle: t\n---\n{BOMBS[name]()}")
    assert document.metadata.title == "t"


@pytest.mark.parametrize("name", list(REFUSED))
def test_what_cannot_be_read_is_refused_clearly(name: str) -> None:
    make, kind = REFUSED[name]
    with pytest.raises(kind) as caught:
        publishkit.reads(make())
    assert caught.value.message


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 20),
        ("GB18030", "题目：中文编码".encode("gb18030")),
        ("a lone continuation byte", b"---\ntitle: x\n---\nabc\x80def"),
    ],
)
def test_bytes_that_are_no_utf8_text_name_the_place(name: str, data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        publishkit.read(path)
    assert caught.value.path == path
    assert caught.value.hint, name


def test_pandoc_that_takes_too_long_is_ended_and_the_next_article_is_read() -> None:
    start = time.monotonic()
    with pytest.raises(LimitError) as caught:
        parse(("a~b " * 40_000).encode(), reader="commonmark+strikeout", time_limit=1)
    assert time.monotonic() - start < 10
    assert "1 second" in caught.value.message
    assert parse(b"x", reader="commonmark").document["blocks"]


def test_a_bad_article_leaves_the_others_of_the_run_unharmed(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: A\n---\n好[^1]\n\n[^1]: 注", encoding="utf-8")
    (tmp_path / "b.md").write_text(">" * 10_000 + " x", encoding="utf-8")
    (tmp_path / "c.md").write_bytes(b"\xff\xfe\x00bad\x81")
    (tmp_path / "d.md").write_text("---\ntitle: D\n---\n好", encoding="utf-8")
    out = tmp_path / "out"
    command = [
        sys.executable,
        "-m",
        "publishkit",
        "export",
        *map(str, sorted(tmp_path.glob("*.md"))),
    ]
    run = subprocess.run(
        [*command, "--to", "html,epub", "-o", str(out)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert sorted(path.name for path in out.iterdir()) == ["a.epub", "a.html", "d.epub", "d.html"]
    assert run.stdout.splitlines() == [
        str(out / name) for name in ("a.html", "a.epub", "d.html", "d.epub")
    ]
    assert "b.md" in run.stderr
    assert "c.md" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads the process table of Linux")
def test_no_pandoc_is_left_when_its_parent_is_killed(tmp_path: Path) -> None:
    script = (
        "import publishkit, os, signal, sys\n"
        "publishkit.reads('x')\n"
        "print(os.getpid(), flush=True)\n"
        "sys.stdin.read()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    number = int(parent.stdout.readline())
    children = _children(number)
    assert children
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 10
    while any(_is_running(child) for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(_is_running(child) for child in children)


def _children(number: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == number:
                found.append(int(entry.name))
    return found


def _is_running(number: int) -> bool:
    try:
        os.kill(number, 0)
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
