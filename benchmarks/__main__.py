"""Runs the benchmark and prints a Markdown table: medians, ratios, and whether goals are met."""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.jobs import Figure, Row, copy_sample, figures, rows, write_articles, write_book
from benchmarks.measure import Cost, measure_interleaved, median_cost
from benchmarks.sites import site_rows
from publishkit.reading.pandoc import pandoc_version

SAMPLE = Path(__file__).parent.parent / "samples" / "openai-microsoft.md"
HELP_SECONDS = 0.15


def main(arguments: Sequence[str]) -> int:
    """Returns the exit code: 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="runs of each command (7)")
    parser.add_argument("--articles", type=int, default=1000, help="articles to read (1000)")
    parser.add_argument("--sites", action="store_true", help="only feeds of large sites")
    parser.add_argument("--only", default="", help="only rows whose title holds this text")
    options = parser.parse_args(arguments)

    with tempfile.TemporaryDirectory(prefix="publishkit-benchmark-") as name:
        folder = Path(name)
        peer_articles = min(60, options.articles)
        write_articles(SAMPLE, folder / "articles", count=options.articles)
        write_book(SAMPLE, folder / "book")
        sample = copy_sample(SAMPLE, folder)
        if options.sites:
            every = site_rows(SAMPLE, folder)
        else:
            every = rows(sample, folder, articles=options.articles, peer_articles=peer_articles)
        chosen = [row for row in every if options.only in row.title]
        inside = [item for item in figures(sample, folder) if options.only in item.title]
        inside = [] if options.sites else inside
        peers = [item.peer for item in inside if item.peer is not None]
        costs: dict[str, list[Cost]] = {}
        for is_long in (False, True):
            several = [job for row in chosen if row.is_long == is_long for job in row.jobs]
            several += () if is_long else peers
            jobs = tuple({job.name: job for job in several}.values())
            count = min(3, options.rounds) if is_long else options.rounds
            costs |= measure_interleaved(jobs, rounds=count, warm_up=not is_long)
        figure_lines = [figure_line(item, costs) for item in inside]

    print(f"Python {platform.python_version()}, pandoc {pandoc_version()}, {processor()}. ", end="")
    print("CPU time, user and system, child processes included: medians of interleaved runs.\n")
    print("| what | publishkit ms | peer ms | ratio | goal | wall ms | peak MB |")
    print("|---|---|---|---|---|---|---|")
    lines = [*(table_line(row, costs) for row in chosen), *figure_lines]
    for line, _ in lines:
        print(line)
    return 0 if all(is_met for _, is_met in lines) else 1


def table_line(row: Row, costs: Mapping[str, list[Cost]]) -> tuple[str, bool]:
    """Returns a row of the table and whether its goal is met."""
    ours = median_cost(costs[row.ours.name])
    ratio, verdict, is_met, peer_text = "", "", True, ""
    scale = 1.0
    if row.peer is not None:
        peer = median_cost(costs[row.peer.name])
        scale = row.ours.count / row.peer.count
        number = ours.cpu / (peer.cpu * scale)
        ratio, peer_text = f"{number:.2f}", f"{peer.cpu * scale * 1000:.0f}"
        if row.goal is not None:
            verdict, is_met = judge(number, row.goal, "")
    if row.ours.name == "help":
        verdict, is_met = judge(ours.cpu, HELP_SECONDS, "s")
    cells = [
        row.title,
        f"{ours.cpu * 1000:.0f}",
        peer_text,
        ratio,
        verdict,
        f"{ours.wall * 1000:.0f}",
        f"{ours.peak / 1e6:.0f}",
    ]
    return f"| {' | '.join(cells)} |", is_met


def judge(value: float, goal: float, unit: str) -> tuple[str, bool]:
    """Returns the goal with a word on whether it is met."""
    is_met = value <= goal
    return f"≤ {goal:g} {unit}".rstrip() + (": met" if is_met else ": **missed**"), is_met


def figure_line(figure: Figure, costs: Mapping[str, list[Cost]]) -> tuple[str, bool]:
    """Measures in a process of its own; returns a row of the table and whether its goal is met."""
    output = subprocess.run(figure.command, capture_output=True, check=True, text=True).stdout
    value = float(json.loads(output.splitlines()[-1]))
    ratio, peer_text = "", ""
    verdict, is_met = judge(value, figure.goal, figure.unit)
    if figure.peer is not None:
        peer = median_cost(costs[figure.peer.name]).cpu * 1000
        ratio, peer_text = f"{value / peer:.2f}", f"{peer:.0f}"
        verdict, is_met = judge(value / peer, figure.goal, "")
    milliseconds, peak = (f"{value:.2f}", "") if figure.unit == "ms" else ("", f"{value:.0f}")
    cells = [figure.title, milliseconds, peer_text, ratio, verdict, "", peak]
    return f"| {' | '.join(cells)} |", is_met


def processor() -> str:
    """Returns the processor's name, as far as the system tells it."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in text.splitlines() if "model name" in line]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
