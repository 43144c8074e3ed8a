"""What ``publishkit check`` needs of the machine to judge a finished PDF; doctor prints it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from publishkit.formats.pdf.validation.programs import CHECK_ADVICE
from publishkit.formats.pdf.validation.verapdf import VERAPDF_ADVICE, find_verapdf

__all__ = ["ValidatorRequirement", "check_validators"]


@dataclass(frozen=True, slots=True)
class ValidatorRequirement:
    """One program that is of use; ``remedy`` is the command that gets it."""

    name: str
    is_ok: bool
    detail: str
    remedy: str = ""


def check_validators() -> tuple[ValidatorRequirement, ...]:
    """Tells whether page-validation, pikepdf and veraPDF are there."""
    return (_package("page-validation"), _package("pikepdf"), _verapdf())


def _package(name: str) -> ValidatorRequirement:
    try:
        return ValidatorRequirement(name, True, f"{version(name)}, checks PDFs")
    except PackageNotFoundError:
        return ValidatorRequirement(name, False, "not installed; checks PDFs", CHECK_ADVICE)


def _verapdf() -> ValidatorRequirement:
    found = find_verapdf()
    if found is None:
        detail = "not installed, or without a JDK; checks PDF/UA-2 and PDF/A-4 too"
        return ValidatorRequirement("veraPDF", False, detail, VERAPDF_ADVICE)
    return ValidatorRequirement("veraPDF", True, str(found.jars[0]))
