"""Findings as diagnostics: in plain words, repeats counted, the article's line where it is sure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from publishkit.diagnostics import Diagnostic, Severity
from publishkit.formats.feeds.validation.articles import find_origin
from publishkit.formats.feeds.validation.findings import Finding
from publishkit.formats.feeds.validation.rules import RULES
from publishkit.formats.source_text import Origin, SourceText

__all__ = ["diagnostics_of"]

#: How many further lines are named before the rest is only counted.
_LISTED: Final = 5
#: A feed with more kinds of faults is not mended one after another.
_MAX_GROUPS: Final = 500
_ORDER: Final = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def diagnostics_of(
    findings: Iterable[Finding], path: Path | None, sources: Sequence[SourceText] = ()
) -> tuple[Diagnostic, ...]:
    """Returns one diagnostic for each message and entry, errors first, with the number of places.

    One whose place is found in ``sources`` has the path and line there; ``place`` is where it is
    in the feed in either case.
    """
    groups: dict[tuple[str, str, str, str], list[Finding]] = {}
    left_out = 0
    for finding in findings:
        key = (finding.rule, finding.what, finding.value, finding.entry)
        if key not in groups and len(groups) >= _MAX_GROUPS:
            left_out += 1
            continue
        groups.setdefault(key, []).append(finding)
    ordered = sorted(groups.values(), key=lambda group: group[0].line)
    made = [_diagnostic(group, path, sources) for group in ordered]
    made.sort(key=lambda one: _ORDER.index(one.severity))
    if left_out:
        said = f"{left_out:,} further findings are not shown; mend the others first"
        made.append(Diagnostic("R017", Severity.NOTE, said, path))
    return tuple(made)


def _diagnostic(
    group: list[Finding], path: Path | None, sources: Sequence[SourceText]
) -> Diagnostic:
    first = group[0]
    rule = RULES[first.rule]
    said = rule.meaning.format(what=first.what, value=first.value).rstrip(": ")
    parts = [f"{said} [{rule.name}]"]
    if first.entry:
        parts.append(f"in '{first.entry}'")
    origin: Origin | None = find_origin(first, sources) if sources else None
    line = first.line or None
    if origin is not None:
        parts.append(f"line {line} of {path.name}" if path and line else "in the feed")
    if len(group) > 1:
        lines = [one.line for one in group[1:] if one.line and one.line != first.line]
        others = list(dict.fromkeys(lines))
        shown = " ".join(map(str, others[:_LISTED])) + (" …" if len(others) > _LISTED else "")
        parts.append(f"{len(group)} times" + (f" (also line {shown})" if others else ""))
    place = f"{path}:{line}" if path and line else None
    if origin is not None:
        return Diagnostic(rule.code, rule.severity, ", ".join(parts), origin.path,
                          origin.line or None, None, rule.hint or None, place)  # fmt: skip
    return Diagnostic(rule.code, rule.severity, ", ".join(parts), path, line, None,
                      rule.hint or None, place)  # fmt: skip
