"""What a validator or our own look into a PDF said, before it is put into plain words."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Facts", "Finding"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule; ``page`` counts from 1 and is 0 where no page is meant.

    ``rule`` is the validator's own id: ``PDFUA1-LINK-CONTENTS-001`` of page-validation, clause and
    test number (``7.18.5-1``) of veraPDF, a word of ours. ``count`` is how often it is broken.
    """

    rule: str
    message: str
    page: int = 0
    count: int = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says of itself: the standards that it claims to follow, as ``ua1`` or ``2a``."""

    claims: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
