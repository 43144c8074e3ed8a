"""What ``publishkit check`` needs of the machine to judge a finished EPUB.

``publishkit doctor`` prints these records.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from publishkit.formats.epub.validation.ace import ACE_ADVICE, find_ace, find_browser
from publishkit.formats.epub.validation.epubcheck import (
    EPUBCHECK_ADVICE,
    JAVA_ADVICE,
    can_batch,
    find_jar,
)

__all__ = ["ValidatorRequirement", "check_validators"]

_OLDEST_JAVA: Final = 11
#: The version that ``java -version`` prints: "17.0.15", "1.8.0_412".
_VERSION: Final = re.compile(r'version "(?:1\.)?([0-9]+)([^"]*)"')


@dataclass(frozen=True, slots=True)
class ValidatorRequirement:
    """One program that is of use; ``remedy`` is the command that gets it."""

    name: str
    is_ok: bool
    detail: str
    remedy: str = ""


def check_validators() -> tuple[ValidatorRequirement, ...]:
    """Tells whether EPUBCheck, its Java, Ace and its browser are there."""
    return (_epubcheck(), _java(), _ace(), _browser())


def _epubcheck() -> ValidatorRequirement:
    try:
        found = version("epubcheck") if find_jar() else ""
    except PackageNotFoundError:
        found = "installed"
    if not found:
        return ValidatorRequirement("EPUBCheck", False, "not installed", EPUBCHECK_ADVICE)
    return ValidatorRequirement("EPUBCheck", True, found)


def _java() -> ValidatorRequirement:
    name = "Java for EPUBCheck"
    program = shutil.which("java")
    if program is None:
        return ValidatorRequirement(name, False, "not installed", JAVA_ADVICE)
    try:
        done = subprocess.run(
            [program, "-version"], capture_output=True, check=False, timeout=60, encoding="utf-8"
        )
    except (OSError, subprocess.SubprocessError) as error:
        return ValidatorRequirement(name, False, f"does not run: {error}", JAVA_ADVICE)
    match = _VERSION.search(done.stderr + done.stdout)
    if match is None or int(match[1]) < _OLDEST_JAVA:
        found = match[1] if match else "of unknown version"
        return ValidatorRequirement(
            name, False, f"{found}; EPUBCheck needs {_OLDEST_JAVA}", JAVA_ADVICE
        )
    way = "one run for many books" if can_batch(program) else "a run for each book, without a JDK"
    return ValidatorRequirement(name, True, f"{match[1]}{match[2]} ({way})")


def _ace() -> ValidatorRequirement:
    program = find_ace()
    if program is None:
        return ValidatorRequirement("Ace", False, "not installed", ACE_ADVICE)
    return ValidatorRequirement("Ace", True, program)


def _browser() -> ValidatorRequirement:
    program = find_browser()
    if program is None:
        advice = "apt-get install --no-install-recommends chromium"
        return ValidatorRequirement("browser for Ace", False, "none found on the path", advice)
    return ValidatorRequirement("browser for Ace", True, program)
