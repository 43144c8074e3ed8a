"""Work that is measured inside one Python process: ``python -m benchmarks.in_process WHAT …``."""

from __future__ import annotations

import json
import statistics
import sys
import time
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
    """Prints the median CPU milliseconds of rendering an article's XHTML, warm, as JSON."""
    from publishkit.render.html import HtmlRenderer

    document = publishkit.read(path)
    costs: list[float] = []
    for _ in range(60):
        start = time.process_time()
        for _ in range(5):
            HtmlRenderer(document).body()
        costs.append((time.process_time() - start) / 5)
    print(json.dumps({"milliseconds": statistics.median(costs[10:]) * 1000}))


if __name__ == "__main__":
    {"read": read, "read-folder": read_folder, "render": render}[sys.argv[1]](Path(sys.argv[2]))
