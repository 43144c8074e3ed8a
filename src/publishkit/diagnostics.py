"""What the author can fix and the export can survive, as data with stable codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

__all__ = ["CODES", "Diagnostic", "DiagnosticKind", "Severity", "diagnose", "in_line_order"]


class Severity(StrEnum):
    """How much a diagnostic matters: ``--strict`` fails on warnings and errors."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


class DiagnosticKind(NamedTuple):
    """One entry of the catalogue: how severe it is and what it means, in one sentence."""

    severity: Severity
    summary: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding about one place of a source; ``line`` counts from 1 in the whole file.

    ``place`` is a place in a finished book or page, where the finding is about one. A severity may
    be lower than the catalogue's, which is that of the code's worst findings.
    """

    code: str
    severity: Severity
    message: str
    path: Path | None = None
    line: int | None = None
    column: int | None = None
    hint: str | None = None
    place: str | None = None

    def __str__(self) -> str:
        # A column is worth reading where a line is long; parsers give one for short lines too.
        column = self.column if self.code.startswith("WX") else None
        place = ":".join(str(part) for part in (self.path, self.line, column) if part)
        text = f"{self.code} {self.message}"
        if self.hint:
            text = f"{text} ({self.hint})"
        return f"{place}: {text}" if place else text

    def as_dict(self) -> dict[str, str | int | None]:
        """Returns the fields as JSON values, for ``--json``."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "message": self.message,
            "path": None if self.path is None else str(self.path),
            "line": self.line,
            "column": self.column,
            "hint": self.hint,
            "place": self.place,
        }


_N, _W, _E = Severity.NOTE, Severity.WARNING, Severity.ERROR

#: Every code with its severity and meaning; ``docs/diagnostics.md`` explains each of them.
CODES: Final[Mapping[str, DiagnosticKind]] = MappingProxyType(
    {
        # N: endnotes
        "N001": DiagnosticKind(_W, "a citation names a footnote that nobody defined"),
        "N002": DiagnosticKind(_W, "a footnote is defined but never cited"),
        "N003": DiagnosticKind(_W, "a footnote is defined twice; the first definition wins"),
        # A: assets
        "A001": DiagnosticKind(_W, "an image or file is missing"),
        "A002": DiagnosticKind(_W, "an image or file lies outside the article's own tree"),
        "A003": DiagnosticKind(_W, "an image cannot be read as an image, or is too large"),
        "A004": DiagnosticKind(_N, "a remote image is not fetched"),
        "A005": DiagnosticKind(_W, "a remote image could not be fetched"),
        "A006": DiagnosticKind(_W, "an image has no alternative text"),
        # M: markup of the body
        "M001": DiagnosticKind(_W, "characters that XML forbids were dropped"),
        "M002": DiagnosticKind(_W, "an unknown shortcode; its inner text is kept"),
        "M003": DiagnosticKind(_W, "active or forbidden HTML was removed"),
        "M004": DiagnosticKind(_W, "a link's target has a scheme that is not allowed"),
        "M005": DiagnosticKind(_N, "embedded media became a link"),
        "M006": DiagnosticKind(_W, "a wiki link or reference to another article was not found"),
        "M007": DiagnosticKind(_W, "a formula could not be read as TeX"),
        "M008": DiagnosticKind(_W, "pandoc reports a problem in the source"),
        # F: front matter
        "F001": DiagnosticKind(_W, "no title: the first heading or the file's name is used"),
        "F002": DiagnosticKind(_W, "a value has the wrong form; the field is left out"),
        "F003": DiagnosticKind(_W, "a key is given twice; the last one wins"),
        "F004": DiagnosticKind(_W, "two names for one field disagree"),
        "F005": DiagnosticKind(_W, "a date is not a real or unambiguous date"),
        "F006": DiagnosticKind(_W, "no date: the article is left out of feeds"),
        "F007": DiagnosticKind(_W, "'updated' lies before 'date'"),
        "F008": DiagnosticKind(_W, "a list is written with commas where YAML expects items"),
        "F009": DiagnosticKind(_W, "a value looks commented out by '#'"),
        "F010": DiagnosticKind(_W, "a language tag is not BCP 47; the language is detected"),
        "F011": DiagnosticKind(_W, "a key or YAML feature that is not supported is left out"),
        "F012": DiagnosticKind(_W, "the first lines look like front matter but are not"),
        "F013": DiagnosticKind(_N, "a time without zone is read in the configured timezone"),
        # P: the publication (feeds, folders, books)
        "P001": DiagnosticKind(_N, "a draft is left out of the collection"),
        "P002": DiagnosticKind(_N, "a scheduled article is left out of the collection"),
        "P003": DiagnosticKind(_N, "an expired article is left out of the collection"),
        "P004": DiagnosticKind(_N, "an article opts out of feeds"),
        "P005": DiagnosticKind(_N, "a draft, scheduled or expired article is exported alone"),
        "P006": DiagnosticKind(_N, "older articles were cut from the feed by a limit"),
        "P007": DiagnosticKind(_W, "the publication lacks a setting that this format needs"),
        "P008": DiagnosticKind(_W, "an article without date is left out of the feed"),
        "P009": DiagnosticKind(_N, "an article is older than what was asked for with --since"),
        "P010": DiagnosticKind(_W, "the ids of articles could not be written to the lock file"),
        "P011": DiagnosticKind(_W, "an article in a feed has another id than before"),
        "P012": DiagnosticKind(_W, "two articles have the same address"),
        "P013": DiagnosticKind(_W, "a feed is left over from an earlier export"),
        "P014": DiagnosticKind(_N, "ids of new articles were written to the lock file"),
        # R: a finished feed, of whatever program; some findings of a code are less severe
        "R001": DiagnosticKind(_E, "a file is no feed, or cannot be read as XML or JSON"),
        "R002": DiagnosticKind(_E, "something that the feed's format demands is missing"),
        "R003": DiagnosticKind(_E, "something stands where it must not, or is misspelt"),
        "R004": DiagnosticKind(_E, "something that may stand once stands twice"),
        "R005": DiagnosticKind(_E, "a date is wrong, or not believable"),
        "R006": DiagnosticKind(_E, "an address of a feed is wrong"),
        "R007": DiagnosticKind(_E, "an entry's id is missing, wrong or not its own"),
        "R008": DiagnosticKind(_E, "a value has the wrong form"),
        "R009": DiagnosticKind(_E, "a namespace or its prefix is wrong or unknown"),
        "R010": DiagnosticKind(_W, "a feed could be understood by more readers"),
        "R011": DiagnosticKind(_W, "text is taken for HTML, or HTML for text"),
        "R012": DiagnosticKind(_E, "active content, which readers remove"),
        "R013": DiagnosticKind(_W, "the HTML of an entry is broken"),
        "R014": DiagnosticKind(_E, "an address in an entry's text is relative or wrong"),
        "R015": DiagnosticKind(_W, "a link inside an entry leads nowhere, or into another entry"),
        "R016": DiagnosticKind(_E, "a link between a feed, its archives or its hub is wrong"),
        "R017": DiagnosticKind(_W, "a limit of readers or services is exceeded"),
        # X: what an exporter meets
        "X001": DiagnosticKind(_W, "a character is in none of the fonts"),
        "X002": DiagnosticKind(_W, "a part of the article has no form in this format"),
        "X003": DiagnosticKind(_W, "a limit of the target platform is exceeded"),
        "X004": DiagnosticKind(_W, "the typesetter reports a problem"),
        "X005": DiagnosticKind(_E, "EPUBCheck finds an error in a book"),
        "X006": DiagnosticKind(_W, "EPUBCheck warns about a book"),
        "X007": DiagnosticKind(_N, "EPUBCheck remarks on a use that is out of date or odd"),
        "X008": DiagnosticKind(_W, "Ace finds that a part of a book is not accessible"),
        "X009": DiagnosticKind(_N, "a validator is not installed or did not run"),
        "X010": DiagnosticKind(_N, "a picture was made smaller or converted"),
        "X011": DiagnosticKind(_W, "a font's maker forbids to embed it"),
        "X012": DiagnosticKind(_E, "a PDF breaks a rule of the standard that it claims to follow"),
        "X013": DiagnosticKind(_W, "a PDF has a fault that its readers notice"),
        "X014": DiagnosticKind(_N, "a PDF could be accessible to more readers"),
        "X015": DiagnosticKind(_W, "words of another direction stand in the wrong order"),
        "X016": DiagnosticKind(_W, "notes do not fit on the pages that cite them"),
        # WX: what WeChat deletes, hides or refuses; some findings of a code are but warnings
        "WX001": DiagnosticKind(_E, "an element that WeChat does not take"),
        "WX002": DiagnosticKind(_E, "an attribute that does not survive in WeChat"),
        "WX003": DiagnosticKind(_E, "a link to another host than mp.weixin.qq.com"),
        "WX004": DiagnosticKind(_E, "an image that WeChat does not take"),
        "WX005": DiagnosticKind(_E, "CSS that WeChat deletes or forbids"),
        "WX006": DiagnosticKind(_E, "a style that hides, cuts off or moves away what is read"),
        "WX007": DiagnosticKind(_E, "a limit of WeChat's drafts is exceeded"),
        "WX008": DiagnosticKind(_E, "text, a note or an address is lost, or Markdown was not read"),
        "WX009": DiagnosticKind(_W, "structure that WeChat's editor changes"),
        "WX010": DiagnosticKind(_W, "text that is hard to read in light or dark mode"),
    }
)


def diagnose(
    code: str,
    message: str,
    *,
    path: Path | None = None,
    line: int | None = None,
    column: int | None = None,
    hint: str | None = None,
    place: str | None = None,
) -> Diagnostic:
    """Returns a diagnostic whose severity is the catalogue's; an unknown code is a KeyError."""
    return Diagnostic(code, CODES[code].severity, message, path, line, column, hint, place)


def in_line_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorts by line, those without a line last; equal diagnostics are given once."""
    once = dict.fromkeys(diagnostics)
    return tuple(sorted(once, key=lambda item: (item.line is None, item.line or 0)))
