"""PDF beside WeasyPrint's own command on pandoc's HTML: ``python -m benchmarks.pdf``.

Both typeset the same articles; the page that WeasyPrint gets is made by pandoc beforehand, so that
pandoc's time counts for publishkit alone. CPU time of a command and of its children is compared in
one run, and peak memory of the process.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.__main__ import SAMPLE, judge, processor
from benchmarks.jobs import copy_sample
from benchmarks.measure import Cost, Job, measure_interleaved, median_cost
from publishkit.reading.pandoc import find_pandoc

#: How often the body is repeated: 200 pages or a little more in either layout.
_REPEATED = 100
_DEFINITION = re.compile(r"\[\^[^\]]+\]:")


def main(arguments: Sequence[str]) -> int:
    """Returns the exit code: 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pdf", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="runs of each command (7)")
    options = parser.parse_args(arguments)
    programs = Path(sys.executable).parent
    with tempfile.TemporaryDirectory(prefix="publishkit-benchmark-") as name:
        folder = Path(name)
        short = copy_sample(SAMPLE, folder)
        long = folder / "long.md"
        long.write_text(lengthened(short.read_text(encoding="utf-8")), encoding="utf-8")
        ours, peer = {}, {}
        for source in (short, long):
            page = source.with_suffix(".html")
            subprocess.run(
                [find_pandoc(), "-s", source, "-o", page],
                check=True,
                cwd=folder,
                capture_output=True,
            )
            out = str(folder / f"{source.stem}.pdf")
            command = (str(programs / "publishkit"), "export", str(source), "--to", "pdf", "-qq")
            ours[source] = Job(f"ours {source.stem}", (*command, "-o", out))
            print_page = (str(programs / "weasyprint"), "-q", str(page), f"{out}.peer.pdf")
            peer[source] = Job(f"peer {source.stem}", print_page)
        costs = dict(measure_interleaved((ours[short], peer[short]), rounds=options.rounds))
        rounds = max(1, options.rounds // 3)
        costs |= measure_interleaved((ours[long], peer[long]), rounds=rounds, warm_up=False)
        warm, memory = in_one_process(short)

    print(f"{processor()}. CPU time, medians of interleaved runs.\n")
    print("| what | publishkit | WeasyPrint | ratio | goal |\n|---|---|---|---|---|")
    one, other = median_cost(costs[ours[short].name]), median_cost(costs[peer[short].name])
    lines = [
        row("the sample, cold, ms", one.cpu * 1000, other.cpu * 1000, 1.0),
        row("the sample again in the same process, ms", warm, other.cpu * 1000, 0.35),
        *long_rows(costs[ours[long].name], costs[peer[long].name]),
        row("memory over 100 articles: last ten against the second ten, MB", *memory, 1.1),
    ]
    for line, _ in lines:
        print(line)
    return 0 if all(is_met for _, is_met in lines) else 1


def lengthened(text: str) -> str:
    """Returns the article with its body many times over and its notes once."""
    head, _, body = text.partition("\n---\n")
    lines = body.splitlines()
    notes = [line for line in lines if _DEFINITION.match(line)]
    rest = "\n".join(line for line in lines if not _DEFINITION.match(line))
    body = f"{rest}\n\n" * _REPEATED
    return f"{head}\n---\n{body}" + "\n".join(notes) + "\n"


def long_rows(ours: list[Cost], peer: list[Cost]) -> list[tuple[str, bool]]:
    """Returns the rows of the long document: CPU and peak memory."""
    one, other = median_cost(ours), median_cost(peer)
    return [
        row("more than 200 pages, ms", one.cpu * 1000, other.cpu * 1000, 1.0),
        row("more than 200 pages, peak MB", one.peak / 1e6, other.peak / 1e6, 0.7),
    ]


def in_one_process(article: Path) -> tuple[float, tuple[float, float]]:
    """Returns the median ms of an export after the first, and the memory late and early in MB."""
    command = [sys.executable, "-m", "benchmarks.in_process", "export-pdf", str(article)]
    output = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    said = json.loads(output.splitlines()[-1])
    return said["ms"], (said["late"], said["early"])


def row(title: str, ours: float, peer: float, goal: float) -> tuple[str, bool]:
    """Returns a row of the table and whether its goal is met."""
    verdict, is_met = judge(ours / peer, goal, "")
    return f"| {title} | {ours:.0f} | {peer:.0f} | {ours / peer:.2f} | {verdict} |", is_met


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
