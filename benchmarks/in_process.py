"""Work that is measured inside one Python process: ``python -m benchmarks.in_process WHAT …``."""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import publishkit


def read(path: Path) -> None:
    """Reads one article, cold."""
    publishkit.read(path)


def read_folder(folder: Path) -> None:
    """Reads all articles of a folder, one after the other, keeping none."""
    for path in sorted(folder.glob("*.md")):
        publishkit.read(path)


def render(path: Path) -> None:
    """Prints the median CPU milliseconds of rendering an article's XHTML, warm."""
    from publishkit.render.html import HtmlRenderer

    document = publishkit.read(path)
    print_median_cost(lambda: HtmlRenderer(document).body())


def export_epub(path: Path) -> None:
    """Prints the median CPU milliseconds of making an EPUB of a document, warm."""
    document = publishkit.read(path)
    print_median_cost(lambda: publishkit.export(document, to="epub"))


def export_wechat(path: Path) -> None:
    """Prints the median CPU milliseconds of making a document's WeChat markup, warm."""
    document = publishkit.read(path)
    print_median_cost(lambda: publishkit.export(document, to="wechat"))


def export_pdf(path: Path) -> None:
    """Prints the median CPU milliseconds of one PDF of a hundred, and the memory they leave."""
    document = publishkit.read(path)
    costs, sizes = [], []
    for _ in range(100):
        start = time.process_time()
        publishkit.export(document, to="pdf")
        costs.append((time.process_time() - start) * 1000)
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        sizes.append(pages * resource.getpagesize() / 1e6)
    late, early = statistics.median(sizes[-10:]), statistics.median(sizes[10:20])
    print(json.dumps({"ms": statistics.median(costs[1:]), "late": late, "early": early}))


def print_median_cost(work: Callable[[], object]) -> None:
    """Prints the median CPU milliseconds of some work, done often enough to be warm, as JSON."""
    costs: list[float] = []
    for _ in range(60):
        start = time.process_time()
        for _ in range(5):
            work()
        costs.append((time.process_time() - start) / 5)
    print(json.dumps(statistics.median(costs[10:]) * 1000))


def book(folder: Path) -> None:
    """Prints the megabytes that this process needs at most to make a book, without pandoc's."""
    from publishkit.cli import main

    out = str(folder.parent / "memory.epub")
    try:
        main(["export", str(folder), "--book", "--to", "epub", "-o", out, "--jobs", "1", "-qq"])
    except SystemExit as end:
        if end.code:
            raise
    kilobyte = 1 if sys.platform == "darwin" else 1024
    print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * kilobyte / 1e6))


WORK = {
    "read": read,
    "read-folder": read_folder,
    "render": render,
    "export-epub": export_epub,
    "export-wechat": export_wechat,
    "export-pdf": export_pdf,
    "book": book,
}

if __name__ == "__main__":
    WORK[sys.argv[1]](Path(sys.argv[2]))
