"""What a rule is."""

from __future__ import annotations

from typing import Final, NamedTuple

from publishkit.diagnostics import Severity

__all__ = ["ERROR", "NOTE", "WARNING", "Rule"]

ERROR: Final = Severity.ERROR
WARNING: Final = Severity.WARNING
NOTE: Final = Severity.NOTE


class Rule(NamedTuple):
    """One rule of the check.

    ``meaning`` says what is wrong, with ``{what}`` for the element or key and ``{value}`` for what
    stands there; ``hint`` says what to do, and why it matters to readers where that is not plain.
    ``source`` is where the rule is written down, ``w3c`` the classes of the W3C Feed Validation
    Service that it stands for; a rule that has none is our own.
    """

    name: str
    code: str
    severity: Severity
    meaning: str
    hint: str
    source: str
    w3c: str = ""
