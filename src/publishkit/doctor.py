"""What the machine has and lacks, each with the exact line that mends it."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from typing import Final

from publishkit.errors import PublishKitError

__all__ = ["Check", "examine"]

_LUA_PROBE: Final = "io.write(#pandoc.read('a[^1]\\n\\n[^1]: b', 'markdown').blocks)"
#: The name at the start of a requirement (PEP 508).
_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked for; ``remedy`` is the command line that gets it."""

    name: str
    is_ok: bool
    detail: str
    remedy: str = ""
    is_needed: bool = True


def examine() -> tuple[Check, ...]:
    """Looks for programs, fonts, libraries and validators; loads none of the heavy ones."""
    return (
        *_examine_pandoc(),
        *_examine_packages(),
        *_examine_typesetting(),
        *_examine_validators(),
        *_examine_wechat(),
    )


def _examine_pandoc() -> tuple[Check, ...]:
    from publishkit.reading.pandoc import find_pandoc, pandoc_version

    remedy = "pip install pypandoc_binary"
    try:
        program = find_pandoc()
        version = pandoc_version()
    except PublishKitError as error:
        return (Check("pandoc", False, error.message, remedy),)
    found = Check("pandoc", True, f"{version} ({program})")
    try:
        answer = subprocess.run(
            [program, "lua", "-e", _LUA_PROBE], capture_output=True, timeout=30, check=False
        )
        is_ok = answer.returncode == 0 and answer.stdout.strip() == b"1"
        detail = "reads Markdown" if is_ok else "does not read Markdown: pandoc is older than 3.0"
    except (OSError, subprocess.SubprocessError) as error:
        is_ok, detail = False, f"does not run: {error}"
    return found, Check("pandoc lua", is_ok, detail, "" if is_ok else f"{remedy} --upgrade")


def _examine_packages() -> tuple[Check, ...]:
    """Looks for the libraries that publishkit requires; pandoc's was looked for as a program."""
    from importlib.metadata import PackageNotFoundError, requires, version

    checks: list[Check] = []
    for requirement in requires("publishkit") or ():
        match = _NAME.match(requirement)
        if match is None or "extra ==" in requirement or match[0].startswith("pypandoc"):
            continue
        try:
            checks.append(Check(match[0], True, version(match[0])))
        except PackageNotFoundError:
            checks.append(Check(match[0], False, "not installed", f"pip install '{requirement}'"))
    return tuple(checks)


def _examine_wechat() -> tuple[Check, ...]:
    """Looks for what ``publishkit wechat push --send`` needs or can use; nothing else does."""
    from importlib.metadata import PackageNotFoundError, version

    checks: list[Check] = []
    for name, purpose, remedy in (
        ("httpx", "sends drafts to WeChat", "pip install 'publishkit[wechat]'"),
        ("keyring", "keeps WeChat's app secret", "pip install keyring"),
    ):
        try:
            found, is_ok = f"{version(name)}, {purpose}", True
        except PackageNotFoundError:
            found, is_ok = f"not installed; {purpose}", False
        checks.append(Check(name, is_ok, found, remedy, is_needed=False))
    return tuple(checks)


def _examine_typesetting() -> tuple[Check, ...]:
    from publishkit.formats.pdf.requirements import check_fonts, check_pango

    found = (check_pango(), *check_fonts())
    return tuple(Check(item.name, item.is_ok, item.detail, item.remedy) for item in found)


def _examine_validators() -> tuple[Check, ...]:
    """Looks for what ``publishkit check`` asks about EPUBs and PDFs; nothing else needs it."""
    from publishkit.formats.epub.validation import requirements as epub
    from publishkit.formats.pdf.validation import requirements as pdf

    of_books = (
        Check(item.name, item.is_ok, item.detail, item.remedy, is_needed=False)
        for item in epub.check_validators()
    )
    of_pdfs = (
        Check(item.name, item.is_ok, item.detail, item.remedy, is_needed=False)
        for item in pdf.check_validators()
    )
    return (*of_books, *of_pdfs)
