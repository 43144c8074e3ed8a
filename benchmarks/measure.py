"""What a command costs: its CPU time and wall time, its child processes included."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Cost", "Job", "measure", "measure_interleaved", "median_cost"]


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds: CPU (user and system, of the process and its children) and wall, and bytes."""

    cpu: float
    wall: float
    peak: int


@dataclass(frozen=True, slots=True)
class Job:
    """A command with a name; ``count`` is how many articles one run of it handles."""

    name: str
    command: tuple[str, ...]
    count: int = 1
    folder: Path | None = None


def measure(job: Job) -> Cost:
    """Runs the command once. Raises ``RuntimeError`` with its messages when it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(
        job.command,
        cwd=job.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
    )
    assert process.stderr is not None
    messages = process.stderr.read()
    # The usage of exactly this child and of the descendants that it has waited for.
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    process.stderr.close()
    if process.returncode != 0:
        text = messages.decode("utf-8", "replace")[-2000:]
        raise RuntimeError(f"{job.name}: exit code {process.returncode}\n{text}")
    kilobyte = 1 if sys.platform == "darwin" else 1024
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * kilobyte)


def measure_interleaved(
    jobs: Sequence[Job], *, rounds: int, warm_up: bool = True
) -> Mapping[str, list[Cost]]:
    """Runs all jobs in turn, ``rounds`` times, so that a noisy minute touches them alike."""
    costs: dict[str, list[Cost]] = {job.name: [] for job in jobs}
    if warm_up:  # fills the caches of files and of compiled modules
        for job in jobs:
            measure(job)
    for number in range(rounds):
        for job in jobs:
            costs[job.name].append(measure(job))
        show_progress(f"round {number + 1} of {rounds}")
    return costs


def median_cost(costs: Iterable[Cost]) -> Cost:
    """Returns the medians of CPU and wall time, and the highest peak."""
    several = list(costs)
    return Cost(
        statistics.median(cost.cpu for cost in several),
        statistics.median(cost.wall for cost in several),
        max(cost.peak for cost in several),
    )


def show_progress(text: str) -> None:
    """Says on a terminal how far the run is."""
    if sys.stderr.isatty():
        print(f"\r{text} … ", end="", file=sys.stderr, flush=True)
