"""What broken rules of PDF/UA and PDF/A mean, and what to do, in plain words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

__all__ = ["Words", "words_for"]


class Words(NamedTuple):
    """What is wrong, and what mends it."""

    meaning: str
    hint: str = ""


_EXPORT: Final = "export it anew with tags, or repair it in the program that made it"
_TAGS: Final = Words("the tags that tell screen readers the structure are missing", _EXPORT)
_NESTING: Final = Words("tags stand where they must not", _EXPORT)
_TABLE: Final = Words(
    "a table's tags do not tell which header belongs to a cell",
    "give it header cells, and rows of equal length",
)
_HEADINGS: Final = Words(
    "headings skip a level, so that the outline is broken", "go down one level at a time"
)
_NO_ALT: Final = Words("a picture has no text for those who cannot see it", "write one: ![text](…)")
_LANGUAGE: Final = Words(
    "the language of some text is not told, so it is read out in a wrong one",
    "set 'lang' in the front matter",
)
_LINK: Final = Words("a link cannot be used by all readers", "give it a name in words, and a tag")
_FONT_EMBEDDING: Final = Words(
    "a font is not in the file, so text looks different elsewhere", "embed the font"
)
_FONT_WIDTH: Final = Words("the file and its font disagree on how wide characters are")
_FONT_TEXT: Final = Words(
    "characters cannot be read out, searched or copied", "embed the font with its characters"
)
_NOTDEF: Final = Words(
    "a character that the font does not have is printed as a box", "use a font that has it"
)
_FONT: Final = Words("a font is embedded in a way that the standard does not allow")
_METADATA: Final = Words(
    "the description inside the file (XMP) is missing or wrong", "set the title, and export it anew"
)
_TITLE: Final = Words(
    "the file has no title, or its window shows the file's name instead", "set a title"
)
_CLAIM: Final = Words(
    "the file does not say by the rules which standard it follows", "export it for that standard"
)
_NOTES: Final = Words("a note has no id of its own", "give each note a unique one")
_ENCRYPTION: Final = Words(
    "the file is protected in a way that shuts out some readers", "save it without"
)
_FORM: Final = Words("a field of a form has no name in words", "name it")
_ANNOTATION: Final = Words(
    "a remark or other annotation is not readable by all", "tag it and name it"
)
_COLOR: Final = Words(
    "colours are not defined, and may look different elsewhere", "add an output intent"
)
_SYNTAX: Final = Words(
    "the file's inner form breaks the rules for archiving", "write it anew with another program"
)
_TRANSPARENCY: Final = Words(
    "transparency that this level of PDF/A does not allow", "use PDF/A-2 or later"
)
_ATTACHMENT: Final = Words(
    "an attached file is not described, or not allowed", "use PDF/A-3, or leave it out"
)
_ACTIVE: Final = Words(
    "an action, script, sound or film, which archives must not have", "take it out"
)
_IMAGE: Final = Words("a picture is stored in a way that the standard does not allow")
_LAYERS: Final = Words("layers that may be hidden are not described by the rules")

#: By what a rule's name at page-validation has in it; the first that fits is taken.
_NAMES: Final[Mapping[str, Words]] = {
    "FIGURE-ALTERNATIVE": _NO_ALT,
    "FORMULA-ALTERNATIVE": Words("a formula has no text for those who cannot see it"),
    "METADATA-TITLE": _TITLE,
    "METADATA-STRUCTURE": _METADATA,
    "VIEWER-PREFERENCES": _TITLE,
    "LANGUAGE": _LANGUAGE,
    "LANG-": _LANGUAGE,
    "LINK": _LINK,
    "FONT-EMBEDDING": _FONT_EMBEDDING,
    "GLYPH-WIDTH": _FONT_WIDTH,
    "UNICODE": _FONT_TEXT,
    "NOTDEF": _NOTDEF,
    "GLYPH-PRESENCE": _NOTDEF,
    "NOTE": _NOTES,
    "HEADING": _HEADINGS,
    "TABLE": _TABLE,
    "TR-": _TABLE,
    "TH-": _TABLE,
    "TD-": _TABLE,
    "THEAD": _TABLE,
    "TBODY": _TABLE,
    "TFOOT": _TABLE,
    "TAGGED-DOCUMENT": _TAGS,
    "STRUCT-TREE-ROOT": _TAGS,
    "CONTENT-TAGGING": Words(
        "a part of a page is neither tagged nor marked as decoration", _EXPORT
    ),
    "PAGE-TABS": Words("the order of links on a page is not told", _EXPORT),
    "STRUCT": _NESTING,
    "ARTIFACT": _NESTING,
    "PARENT": _NESTING,
    "KIDS": _NESTING,
    "CAPTION": _NESTING,
    "SUSPECTS": Words("the program that made the tags was not sure of them", "check them by hand"),
    "ENCRYPTION": _ENCRYPTION,
    "FORM-FIELD": _FORM,
    "WIDGET": _FORM,
    "ANNOTATION": _ANNOTATION,
    "TRAPNET": _ANNOTATION,
    "OPTIONAL-CONTENT": _LAYERS,
    "FILE-SPEC": _ATTACHMENT,
    "EMBEDDED-FILE": _ATTACHMENT,
    "ACTION": _ACTIVE,
    "MEDIA": _ACTIVE,
    "XFA": _ACTIVE,
    "ID-": _CLAIM,
    "XMP": _METADATA,
    "METADATA": _METADATA,
    "INFO-": _METADATA,
    "TRANSPARENCY": _TRANSPARENCY,
    "SMASK": _TRANSPARENCY,
    "BLEND": _TRANSPARENCY,
    "ALPHA": _TRANSPARENCY,
    "OUTPUTINTENT": _COLOR,
    "DEVICE-": _COLOR,
    "ICC": _COLOR,
    "JPEG2000": _IMAGE,
    "IMAGE": _IMAGE,
    "FONT": _FONT,
    "CMAP": _FONT,
    "CID": _FONT,
    "TRUETYPE": _FONT,
    "TYPE": _FONT,
}
#: By the start of a clause of ISO 14289-1 (PDF/UA-1); the longest that fits is taken.
_UA1: Final[Mapping[str, Words]] = {
    "5": _CLAIM,
    "6.2": _TAGS,
    "7.1": _TAGS,
    "7.1-8": _METADATA,
    "7.1-9": _TITLE,
    "7.1-10": _TITLE,
    "7.2": _NESTING,
    **{f"7.2-{number}": _LANGUAGE for number in (2, *range(21, 35))},
    **{f"7.2-{number}": _TABLE for number in (41, 42, 43)},
    "7.3": _NO_ALT,
    "7.4": _HEADINGS,
    "7.5": _TABLE,
    "7.7": Words("a formula has no text for those who cannot see it"),
    "7.9": _NOTES,
    "7.10": _LAYERS,
    "7.11": _ATTACHMENT,
    "7.15": _ACTIVE,
    "7.16": _ENCRYPTION,
    "7.18": _ANNOTATION,
    "7.18.3": Words("the order of links on a page is not told", _EXPORT),
    "7.18.4": _FORM,
    "7.18.5": _LINK,
    "7.18.6": _ACTIVE,
    "7.20": _NESTING,
    "7.21": _FONT,
    "7.21.4": _FONT_EMBEDDING,
    "7.21.5": _FONT_WIDTH,
    "7.21.7": _FONT_TEXT,
    "7.21.8": _NOTDEF,
}
#: The same for ISO 14289-2 (PDF/UA-2).
_UA2: Final[Mapping[str, Words]] = {
    "5": _CLAIM,
    "8.2": _NESTING,
    "8.2.5.14": Words("a note is not tied to the place that cites it"),
    "8.2.5.25": Words("a list does not tell how its items are numbered"),
    "8.2.5.26": _TABLE,
    "8.2.5.28": _NO_ALT,
    "8.4": _FONT,
    "8.4.4": _LANGUAGE,
    "8.4.5": _FONT,
    "8.8": Words("a link inside the file leads to a place on a page, not to an element", _EXPORT),
    "8.9": _ANNOTATION,
    "8.10": _FORM,
    "8.11": _METADATA,
    "8.14": _ATTACHMENT,
}
#: The same for ISO 19005-2 and -3 (PDF/A-2, PDF/A-3); those of PDF/A-1 and 4 are alike in part.
_ARCHIVE: Final[Mapping[str, Words]] = {
    "6.1": _SYNTAX,
    "6.1.3": _ENCRYPTION,
    "6.2": _COLOR,
    "6.2.8": _IMAGE,
    "6.2.10": _TRANSPARENCY,
    "6.2.11": _FONT,
    "6.2.11.4": _FONT_EMBEDDING,
    "6.2.11.5": _FONT_WIDTH,
    "6.2.11.7": _FONT_TEXT,
    "6.2.11.8": _NOTDEF,
    "6.3": _ANNOTATION,
    "6.4": _FORM,
    "6.5": _ACTIVE,
    "6.6": _METADATA,
    "6.7": _TAGS,
    "6.7.4": _LANGUAGE,
    "6.8": _ATTACHMENT,
    "6.9": _LAYERS,
}
_OWN: Final[Mapping[str, Words]] = {
    "damaged": Words(
        "the file is damaged, and readers must repair it", "make or download it again"
    ),
    "no-page": Words("there is nothing to read in it"),
    "no-title": Words("there is no title for the reader's window and list", "set 'title'"),
    "no-language": Words("screen readers are not told the language", "set 'lang'"),
    "font-type-3": Words(
        "a font is made of drawings, which look coarse and cannot always be copied",
        "embed the font itself",
    ),
    "font-not-embedded": _FONT_EMBEDDING,
    "font-without-text": _FONT_TEXT,
    "small-link": Words("a link is too small to be hit", "make it at least 8 points wide and high"),
}
_UNKNOWN: Final = Words("a rule of the standard is broken")
_CLAUSE: Final = re.compile(r"[\d.]+-\d+")


def words_for(rule: str, profile: str) -> Words:
    """Returns the words for a rule of a profile: ``ua1``, ``2a``, or empty for our own rules."""
    if rule in _OWN:
        return _OWN[rule]
    if not _CLAUSE.fullmatch(rule):
        return next((words for name, words in _NAMES.items() if name in rule), _UNKNOWN)
    table = {"ua1": _UA1, "ua2": _UA2}.get(profile, _ARCHIVE)
    fitting = [start for start in table if _starts(rule, start)]
    return table[max(fitting, key=len)] if fitting else _UNKNOWN


def _starts(rule: str, start: str) -> bool:
    return rule == start or (rule.startswith(start) and rule[len(start)] in ".-")
