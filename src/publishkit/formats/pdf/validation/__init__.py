"""What the validators say of a finished PDF: page-validation, or veraPDF where it is installed.

Nothing of them is loaded in this process: a PDF is opened in one of its own, with limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.errors import LimitError, PublishKitError
from publishkit.formats.pdf.validation.findings import Facts, Finding
from publishkit.formats.pdf.validation.programs import (
    inspect_file,
    require_packages,
    validate_file,
)
from publishkit.formats.pdf.validation.verapdf import (
    VERAPDF_ADVICE,
    VeraPdf,
    check_with_verapdf,
    find_verapdf,
)
from publishkit.formats.pdf.validation.words import Words, words_for

__all__ = ["validate_pdfs"]

#: Bytes of the largest file that is opened.
_LARGEST: Final = 500_000_000
#: What page-validation 0.11 knows; veraPDF knows more.
_PROFILES: Final = frozenset({"ua1", "1a", "1b", "2a", "2b", "2u", "3a", "3b", "3u"})
_FLAVOURS: Final = _PROFILES | {"ua2", "4", "4e", "4f"}
#: Findings of ours that a validator has as well, when it checks the file for PDF/UA.
_ALSO_UA: Final = frozenset({"no-title", "no-language", "font-not-embedded", "font-without-text"})
_PAGE: Final = re.compile(r"\bpage (\d+)\b")
_SHOWN: Final = 160
#: So many broken rules of one meaning are quoted.
_LISTED: Final = 3

_Verdict = tuple[Finding, ...] | PublishKitError


def validate_pdfs(
    files: Iterable[Path], *, with_verapdf: bool = True
) -> Iterator[tuple[Diagnostic, ...] | PublishKitError]:
    """Yields for each file all that is wrong with it, or why it cannot be checked.

    A file is held to the standards that it says it follows; one that names none gets PDF/UA-1 as
    advice. page-validation is asked, or veraPDF where it is installed, unless that is not wanted.
    Raises ``MissingDependencyError`` when page-validation or pikepdf is not installed.
    """
    require_packages()
    facts = {path: _inspected(path) for path in dict.fromkeys(files)}
    tasks = [
        (path, profile)
        for path, known in facts.items()
        if isinstance(known, Facts)
        for profile in _profiles(known)
    ]
    verdicts = _verdicts(tasks, find_verapdf() if with_verapdf else None)
    for path, known in facts.items():
        if isinstance(known, PublishKitError):
            yield known
            continue
        own: dict[str, tuple[Finding, ...] | None] = {}
        for profile in _profiles(known):
            match verdicts[path, profile]:
                case PublishKitError() as error:
                    yield error
                    break
                case found:
                    own[profile] = found
        else:
            yield tuple(_diagnostics(path, known, own))


def _inspected(path: Path) -> Facts | PublishKitError:
    try:
        size = path.stat().st_size
        if size > _LARGEST:
            return LimitError(
                f"{size / 1e6:.0f} MB are more than is checked ({_LARGEST / 1e6:.0f} MB)",
                path=path,
            )
        return inspect_file(path)
    except OSError as error:
        return PublishKitError(f"cannot be read: {error.strerror}", path=path)
    except PublishKitError as error:
        return error


def _profiles(facts: Facts) -> tuple[str, ...]:
    return tuple(claim for claim in facts.claims if claim in _FLAVOURS) or ("ua1",)


def _verdicts(
    tasks: Sequence[tuple[Path, str]], program: VeraPdf | None
) -> dict[tuple[Path, str], _Verdict | None]:
    """Returns what was found for each task, ``None`` when nothing here can check it."""
    if program is not None and tasks:
        return dict(zip(tasks, check_with_verapdf(program, tasks), strict=True))
    return {(path, profile): _by_page(path, profile) for path, profile in tasks}


def _by_page(path: Path, profile: str) -> _Verdict | None:
    if profile not in _PROFILES:
        return None
    try:
        return validate_file(path, profile)
    except PublishKitError as error:
        return error


# --- words --------------------------------------------------------------------------------------


def _diagnostics(
    path: Path, facts: Facts, verdicts: dict[str, tuple[Finding, ...] | None]
) -> Iterator[Diagnostic]:
    unknown = [claim for claim in facts.claims if claim not in _FLAVOURS]
    if unknown:
        said = f"it claims a standard that is not known: {', '.join(unknown)}"
        yield diagnose("X014", said, path=path)
    elif not facts.claims:
        said = "it does not say which standard it follows; what follows is advice after PDF/UA-1"
        yield diagnose("X014", said, path=path)
    for profile, found in verdicts.items():
        if found is None:
            said = f"nothing here can check a PDF for {_name(profile)}"
            yield diagnose("X009", said, path=path, hint=VERAPDF_ADVICE)
            continue
        code = "X012" if profile in facts.claims else "X014"
        for words, group in _grouped(found, profile):
            yield _diagnostic(path, words, group, code, profile)
    is_judged = "ua1" in facts.claims and verdicts.get("ua1") is not None
    own = [one for one in facts.findings if not (is_judged and one.rule in _ALSO_UA)]
    for words, group in _grouped(own, ""):
        yield _diagnostic(path, words, group, "X013", "")


def _grouped(found: Iterable[Finding], profile: str) -> Iterator[tuple[Words, list[Finding]]]:
    """Yields the findings of which the same can be said together."""
    groups: dict[Words, list[Finding]] = {}
    for finding in found:
        groups.setdefault(words_for(finding.rule, profile), []).append(finding)
    yield from groups.items()


def _diagnostic(
    path: Path, words: Words, group: list[Finding], code: str, profile: str
) -> Diagnostic:
    first = group[0]
    match = _PAGE.search(first.message)
    page = first.page or (int(match[1]) if match else 0)
    said = [_said(one, profile) for one in group[:_LISTED]]
    if len(group) > _LISTED:
        said.append(f"and {len(group) - _LISTED} more")
    standard = f"{_name(profile)}, " if profile else ""
    parts = [f"{words.meaning} ({standard}{'; '.join(said)})"]
    if page and not match:
        parts.append(f"on page {page}")
    count = sum(one.count for one in group)
    if count > 1:
        parts.append(f"{count} times")
    place = f"{path}, page {page}" if page else None
    return diagnose(code, ", ".join(parts), path=path, hint=words.hint or None, place=place)


def _said(finding: Finding, profile: str) -> str:
    """The validator's own words, so that they can be searched for."""
    message = finding.message
    if len(message) > _SHOWN:
        message = f"{message[:_SHOWN].rstrip()}…"
    return f"{finding.rule}: {message}" if profile else message


def _name(profile: str) -> str:
    if profile.startswith("ua"):
        return f"PDF/UA-{profile[2:]}"
    return f"PDF/A-{profile}"
