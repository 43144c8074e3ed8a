"""Readers for the numbers that the book trade and libraries know a publication by."""

from __future__ import annotations

import re
from typing import Final

from publishkit.reading.field_values import Given, read_verbatim, wrong_form
from publishkit.reading.findings import Findings

__all__ = ["read_doi", "read_isbn"]

_ISBN_LABEL: Final = re.compile(r"(?:urn:)?isbn[:\s]*", re.IGNORECASE)
_DOI_LABEL: Final = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_DOI: Final = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s<>\"]+")


def read_isbn(given: Given, findings: Findings) -> str | None:
    """Reads an ISBN of 10 or 13 digits, with hyphens or without; one with a wrong check digit is
    left out (ISO 2108).
    """
    text = read_verbatim(given, findings)
    if text is None:
        return None
    number = re.sub(r"[-\s\u2010-\u2015]", "", _ISBN_LABEL.sub("", text)).upper()
    if _is_isbn(number):
        return number
    wrong_form(given, "an ISBN whose check digit is right", findings)
    return None


def _is_isbn(number: str) -> bool:
    if re.fullmatch("97[89][0-9]{10}", number):
        return sum(int(digit) * (1 + 2 * (at % 2)) for at, digit in enumerate(number)) % 10 == 0
    if re.fullmatch("[0-9]{9}[0-9X]", number):
        digits = [10 if digit == "X" else int(digit) for digit in number]
        return sum(digit * (10 - at) for at, digit in enumerate(digits)) % 11 == 0
    return False


def read_doi(given: Given, findings: Findings) -> str | None:
    """Reads a DOI, on its own, after ``doi:`` or as an address of doi.org (ISO 26324)."""
    text = read_verbatim(given, findings)
    if text is None:
        return None
    name = _DOI_LABEL.sub("", text.strip())
    if _DOI.fullmatch(name):
        return name
    wrong_form(given, "a DOI such as 10.1000/182", findings)
    return None
