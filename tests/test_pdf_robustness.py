"""What no input may do to an export: read files, use the network, take for ever, change bytes."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
import zlib
from pathlib import Path

import PIL.Image
import pytest

import pdf_reading as reading
import publishkit
from documents import document, paragraph
from publishkit.errors import LimitError
from publishkit.formats.pdf import PdfExporter, PdfOptions
from publishkit.formats.pdf.limits import bounded
from publishkit.model.document import Publication

CANARY = "CANARY-7f3a"
HEAD = "---\ntitle: 题\ndate: 2025-01-01\nlang: zh\n---\n\n"

ATTACK = """\
正文。

<link rel="attachment" href="{file}">
<a rel="attachment" href="{file}">附件</a>
<link rel="stylesheet" href="{file}">
<base href="{folder}">
<style>@import url("{file}"); p {{ background: url("{file}") }}</style>
<img src="{file}" alt="一"><img src="../secret.txt" alt="二">
<img src="http://127.0.0.1:{port}/a.png" alt="三">
<object data="{file}"></object><embed src="{file}"><iframe src="{file}"></iframe>
<p style="background: url('{file}'); list-style: url('http://127.0.0.1:{port}/b')">段</p>
<svg width="10" height="10"><image href="{file}" width="5" height="5"/></svg>

![四](drawing.svg) ![五]({file}) ![六](http://127.0.0.1:{port}/c.png)
"""
SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
  width="10" height="10"><style>@import url("{file}"); rect {{ fill: url("{file}#x") }}</style>
  <image href="{file}" width="5" height="5"/>
  <image xlink:href="../secret.txt" width="5" height="5"/>
  <use href="{file}#x"/><rect width="5" height="5"/></svg>
"""
#: Runs the command in a Python whose sockets and opened files are written down.
WATCHED = """\
import json, sys
seen = []
def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        seen.append(str(arguments[0]))
    elif event in ("socket.connect", "socket.getaddrinfo"):
        seen.append(f"{event} {arguments[1:]}")
sys.addaudithook(watch)
from publishkit.cli import main
try:
    main(sys.argv[2:])
finally:
    open(sys.argv[1], "w").write(json.dumps(seen))
"""


def article(folder: Path, text: str, name: str = "article.md") -> Path:
    file = folder / name
    file.write_text(HEAD + text, encoding="utf-8")
    return file


def test_P6_27_nothing_outside_the_article_is_read(tmp_path: Path) -> None:
    """The same as P7: raw HTML, styles and SVG that name files, addresses and attachments."""
    secret = tmp_path / "secret.txt"
    secret.write_text(CANARY)
    folder = tmp_path / "article"
    folder.mkdir()
    names = {"file": secret.as_uri(), "folder": tmp_path.as_uri(), "port": "9"}
    (folder / "drawing.svg").write_text(SVG.format(**names))
    source = article(folder, ATTACK.format(**names))
    style = folder / "own.css"
    style.write_text(
        f"@import '{secret.as_uri()}'; @font-face {{ font-family: x; src: url({secret.as_uri()}) }}"
        f"p {{ background: url(http://127.0.0.1:9/d) }}"
    )
    log, out = tmp_path / "log.json", tmp_path / "out.pdf"
    command = [sys.executable, "-c", WATCHED, str(log), "export", str(source), "--to", "pdf"]
    command += ["-o", str(out), "--style", str(style)]
    subprocess.run(command, check=True, capture_output=True)
    seen = json.loads(log.read_text())
    assert str(source) in " ".join(seen)
    assert not [event for event in seen if "secret" in event or event.startswith("socket")]
    with reading.opened(out.read_bytes()) as pdf:
        assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})
        assert "/AF" not in pdf.Root
        assert not [one for page in pdf.pages for one in page.get("/Annots", [])
                    if one.Subtype == "/FileAttachment"]  # fmt: skip
        streams = [one.read_bytes() for one in pdf.objects if hasattr(one, "read_bytes")
                   and one.__class__.__name__ == "Object" and "/Length" in one]  # fmt: skip
    assert CANARY.encode() not in b"".join(streams) + out.read_bytes()


@pytest.mark.slow
def test_P6_28_bytes_depend_on_nothing_but_the_input(tmp_path: Path) -> None:
    made: set[bytes] = set()
    for number, (seed, zone, epoch) in enumerate(
        (("0", "UTC", "1750000000"), ("7", "Asia/Shanghai", "1750000000"))
    ):
        folder = tmp_path / f"folder-{number}" / ("x" * (1 + 20 * number))
        folder.mkdir(parents=True)
        PIL.Image.new("RGB", (40, 20), "red").quantize(4).save(folder / "a.png")
        source = article(folder, "正文😀 **粗体** `code`[^1]\n\n![图](a.png)\n\n[^1]: 注\n")
        own = {"PYTHONHASHSEED": seed, "TZ": zone, "SOURCE_DATE_EPOCH": epoch, "LANG": "C"}
        out = folder / "out.pdf"
        subprocess.run(
            [
                sys.executable,
                "-m",
                "publishkit",
                "export",
                str(source),
                "--to",
                "pdf",
                "-o",
                str(out),
            ],
            env={**os.environ, **own},
            cwd=folder if number else tmp_path,
            check=True,
            capture_output=True,
        )
        made.add(out.read_bytes())
    assert len(made) == 1


@pytest.mark.parametrize("kind", ["broken", "enormous", "too many pixels"])
def test_P6_29_a_bad_picture_is_named_and_the_pdf_made(kind: str, tmp_path: Path) -> None:
    picture = tmp_path / "x.png"
    if kind == "too many pixels":
        # The head of a picture of 40,000 by 40,000 pixels.
        PIL.Image.new("1", (8, 8)).save(picture)
        data = bytearray(picture.read_bytes())
        data[16:24] = (40_000).to_bytes(4, "big") * 2
        data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
        picture.write_bytes(data)
    else:
        PIL.Image.new("RGB", (300, 300)).save(picture)
        data = bytearray(picture.read_bytes())
        picture.write_bytes(data[:-40] if kind == "broken" else data)
        if kind == "enormous":
            os.truncate(picture, 100_000_000)
    source = publishkit.read(article(tmp_path, "前\n\n![图文](x.png)\n\n后\n"))
    made = publishkit.export(source, to="pdf")
    found = [item for item in (*source.diagnostics, *made.diagnostics) if item.line == 9]
    assert [item.code for item in found] == ["A003"]
    assert "图文" in reading.text(made.data, tmp_path)


@pytest.mark.slow
def test_P6_29_a_table_of_5000_rows_takes_bounded_time_and_memory(tmp_path: Path) -> None:
    rows = "".join(f"| 第{number}行 | 内容 | c |\n" for number in range(5000))
    source = article(tmp_path, f"| 甲 | 乙 | 丙 |\n|---|---|---|\n{rows}")
    out = tmp_path / "out.pdf"
    start = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    command = [
        sys.executable,
        "-m",
        "publishkit",
        "export",
        str(source),
        "--to",
        "pdf",
        "-o",
        str(out),
    ]
    subprocess.run([*command, "--set", "pdf.memory_limit=1500"], check=True, capture_output=True)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - start < 120
    with reading.opened(out.read_bytes()) as pdf:
        assert len(pdf.pages) > 80


def test_P6_29_an_address_of_10000_characters_is_linked_and_stays_in_its_lines(
    tmp_path: Path,
) -> None:
    address = "https://example.com/" + "a1b2/" * 2000
    source = publishkit.read(article(tmp_path, f"看 <{address}> 完。\n"))
    made = publishkit.export(source, to="pdf")
    assert {link.target for link in reading.links(made.data)} == {address}
    width = 595 - 2 * 60
    assert all(link.width <= width for link in reading.links(made.data))


def test_an_export_that_takes_too_long_is_ended() -> None:
    many = document(*(paragraph("很长的一段文字。" * 60) for _ in range(1500)))
    start = time.monotonic()
    with pytest.raises(LimitError, match="more than 1 seconds"):
        PdfExporter().export(Publication((many,)), PdfOptions(time_limit=1))
    assert time.monotonic() - start < 30
    again = PdfExporter().export(Publication((document(paragraph("文")),)), PdfOptions())
    assert again.diagnostics == ()


def test_work_that_takes_too_much_memory_is_ended() -> None:
    held = []
    with pytest.raises(LimitError, match="memory"), bounded(seconds=60, megabytes=1):
        while True:
            held.append(bytes(100_000))
            time.sleep(0.001)


def test_work_within_its_limits_is_left_alone() -> None:
    with bounded(seconds=0.05, megabytes=0):
        pass
    time.sleep(0.2)
    with bounded(seconds=0, megabytes=0):
        time.sleep(0.1)


def test_an_error_within_the_limits_stays_that_error() -> None:
    with pytest.raises(KeyError), bounded(seconds=60, megabytes=0):
        raise KeyError
