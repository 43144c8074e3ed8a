"""What EPUBCheck's messages mean and what to do, in plain words, by their ids (EPUBCheck 5.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

__all__ = ["MARKUP_WORDS", "MESSAGE_WORDS", "MarkupWords", "Words"]


class Words(NamedTuple):
    """What is wrong, and what mends it."""

    meaning: str
    hint: str = ""


class MarkupWords(NamedTuple):
    """Words for one form of the messages about markup; ``{0}`` is what the pattern caught."""

    pattern: re.Pattern[str]
    meaning: str
    hint: str = ""


_NO_EPUB: Final = Words("the file is no EPUB, or is damaged", "make or download it again")
_BAD_START: Final = Words(
    "the file does not begin as an EPUB has to",
    "its first entry has to be 'mimetype', stored and without extra field; zip it by an EPUB tool",
)
_NO_SUCH_FILE: Final = Words(
    "something that a page shows or links to is missing", "add the file, or take out what names it"
)
_UTF8: Final = Words("a file is not in UTF-8", "save it as UTF-8")
_BAD_DATE: Final = Words("a date is not written as readers expect it", "write it as 2025-06-19")
_FALLBACK: Final = Words(
    "a page is of a type that readers need not show", "make it XHTML or SVG, or give it a fallback"
)
_CHARSET: Final = Words("a file name has characters that some systems refuse", "rename the file")
_SELF_MADE: Final = Words("the package document uses a word that EPUB does not know")

MESSAGE_WORDS: Final[Mapping[str, Words]] = {
    "ACC-009": Words("a formula has no text for those who cannot see it", "give it an alttext"),
    "ACC-011": Words("a link in a drawing has no name", "give it a title"),
    "CHK-008": Words("EPUBCheck broke off the check of a file"),
    "CSS-001": Words("a style sheet sets what the reader has to decide", "take the property out"),
    "CSS-002": Words("a style sheet names a file by nothing", "take out the empty url()"),
    "CSS-003": _UTF8,
    "CSS-004": _UTF8,
    "CSS-005": Words("a style sheet is for two things that exclude each other"),
    "CSS-006": Words("a style sheet fixes something to the window, which readers do not do"),
    "CSS-007": Words(
        "a font is of a type that readers need not show", "use OpenType, WOFF or WOFF2"
    ),
    "CSS-008": Words(
        "a style sheet cannot be read to its end", "look for a missing brace or colon"
    ),
    "CSS-015": Words("a style sheet that is offered as a choice has no title"),
    "CSS-019": Words("a style sheet declares a font and says nothing of it"),
    "CSS-028": Words("the book has fonts of its own, which is allowed"),
    "HTM-003": Words("a page loads a definition from outside", "take out the entity declaration"),
    "HTM-004": Words("a page has the DOCTYPE of an older HTML", "write <!DOCTYPE html>"),
    "HTM-009": Words("a file has a DOCTYPE that is out of date", "take it out"),
    "HTM-010": Words("the prefix 'epub' means something else in this page"),
    "HTM-011": Words(
        "a page uses a named character that XML does not know",
        "write its number, &#160; for &nbsp;",
    ),
    "HTM-025": Words("a link has a scheme that is not registered", "check the address for typos"),
    "HTM-044": Words("a page declares a namespace that it does not use", "nothing has to be done"),
    "HTM-045": Words("a link has an empty address", "give it an address, or take the link away"),
    "HTM-046": Words("a page with a fixed layout does not say how large it is"),
    "HTM-047": Words("the size of a page is not written as it should be"),
    "HTM-054": Words("an attribute claims to belong to the makers of EPUB"),
    "HTM-055": Words("an element is discouraged"),
    "HTM-058": _UTF8,
    "HTM-061": Words("a data attribute has a name that is not allowed", "use small letters"),
    "MED-003": Words(
        "an image is of a type that readers need not show", "use PNG, JPEG, GIF, WebP or SVG"
    ),
    "MED-004": Words("an image is damaged", "save it again"),
    "MED-005": Words("a sound is of a type that readers need not play", "use MP3, MP4 or Opus"),
    "NAV-001": Words("the book claims to be EPUB 2, which has no navigation page"),
    "NAV-003": Words("pages of the printed book are marked, but there is no list of them"),
    "NAV-010": Words("the table of contents leads out of the book", "link to a place in it"),
    "NAV-011": Words("the table of contents is in another order than the text"),
    "NCX-001": Words(
        "the table of contents for old readers names another book",
        "its dtb:uid has to be the book's identifier",
    ),
    "NCX-004": Words("the identifier for old readers has white space around it"),
    "NCX-006": Words("an entry in the table of contents for old readers has no text"),
    "OPF-001": Words("the book does not say which version of EPUB it is"),
    "OPF-002": Words("the package document is missing"),
    "OPF-003": Words("a file is packed but not listed", "list it, or take it out of the zip"),
    "OPF-012": Words("a file is declared as something that it cannot be"),
    "OPF-013": Words("a file is declared as another type than where it is used"),
    "OPF-014": Words(
        "what a page holds is not declared in the package document",
        "add the property to the page's item in the manifest",
    ),
    "OPF-015": Words(
        "the package document declares what a page does not hold",
        "take the property out of the page's item in the manifest",
    ),
    "OPF-018": Words("the package document declares files from the web that nothing uses"),
    "OPF-021": Words("a link has a scheme that is not registered", "check the address for typos"),
    "OPF-027": _SELF_MADE,
    "OPF-028": _SELF_MADE,
    "OPF-029": Words("a file is not of the type that it is declared as", "correct its media type"),
    "OPF-030": Words("the book has no identifier", "unique-identifier has to name a dc:identifier"),
    "OPF-031": Words("the guide for old readers names a file that is not listed"),
    "OPF-032": Words("the guide for old readers names a file that is no page"),
    "OPF-033": Words("the book has no page that is read in order"),
    "OPF-034": Words("a page is twice in the reading order", "leave it in once"),
    "OPF-035": Words("a page is declared as HTML", "declare it as application/xhtml+xml"),
    "OPF-037": Words("a file is declared as a type that is out of date"),
    "OPF-040": Words("the fallback of a file is missing"),
    "OPF-042": _FALLBACK,
    "OPF-043": _FALLBACK,
    "OPF-044": _FALLBACK,
    "OPF-048": Words("the book does not say which of its identifiers is the one"),
    "OPF-049": Words("the reading order names a file that is not in the book"),
    "OPF-050": Words("the table of contents for old readers is of another type"),
    "OPF-051": Words("an image is larger than readers like", "make it smaller"),
    "OPF-052": Words(
        "the role of a person is none that is known", "use one of MARC's, such as aut"
    ),
    "OPF-053": _BAD_DATE,
    "OPF-054": _BAD_DATE,
    "OPF-055": Words("a field of the metadata is empty", "fill it or take it out"),
    "OPF-057": Words("an image takes more room than readers like", "make it smaller"),
    "OPF-060": Words("two files have one name", "rename one; capitals do not tell them apart"),
    "OPF-065": Words("metadata refine each other in a circle"),
    "OPF-072": Words("a field of the metadata is empty", "fill it or take it out"),
    "OPF-073": Words("a file loads a definition from outside", "take out the DOCTYPE"),
    "OPF-074": Words("a file is listed twice", "leave it in once"),
    "OPF-085": Words("the identifier claims to be a UUID and is none"),
    "OPF-086": Words("the package document uses a word that is out of date"),
    "OPF-086b": Words("a page uses a word for its parts that is out of date"),
    "OPF-087": Words("a page uses a word for its parts that means nothing there"),
    "OPF-088": Words("a page uses a word for its parts that EPUB does not know"),
    "OPF-090": Words("a type could be named in a better way"),
    "OPF-092": Words("a language tag is none", "write one of BCP 47, such as zh-Hans or en"),
    "OPF-096": Words("a page outside the reading order is linked from nowhere", "link to it"),
    "OPF-097": Words("a file is packed but never used", "take it out, or show it"),
    "OPF-099": Words("the package document lists itself"),
    "PKG-003": _NO_EPUB,
    "PKG-004": _NO_EPUB,
    "PKG-005": _BAD_START,
    "PKG-006": _BAD_START,
    "PKG-007": _BAD_START,
    "PKG-008": Words("the file cannot be opened", "make or download it again"),
    "PKG-009": _CHARSET,
    "PKG-010": Words("a file name has spaces, which older readers stumble over", "rename the file"),
    "PKG-011": _CHARSET,
    "PKG-012": Words("a file name is not ASCII, which older readers stumble over"),
    "PKG-014": Words("the zip has an empty folder", "take it out"),
    "PKG-015": _NO_EPUB,
    "PKG-016": Words("the book's own name ends in capitals", "let it end in .epub"),
    "PKG-017": Words("the book's own name has another ending", "let it end in .epub"),
    "PKG-020": Words("the package document is missing"),
    "PKG-021": Words("an image is damaged", "save it again"),
    "PKG-022": Words("an image is of another type than its name says", "rename it"),
    "PKG-024": Words("the book's own name has another ending", "let it end in .epub"),
    "PKG-025": Words("a file of the book lies among those that describe it", "move it"),
    "PKG-026": Words("a file is garbled as only fonts may be"),
    "PKG-027": Words("file names in the zip are not in UTF-8", "zip the book again"),
    "RSC-001": Words("a file that is listed is missing", "add it, or take it off the list"),
    "RSC-002": Words("the book does not say where it begins", "META-INF/container.xml is missing"),
    "RSC-003": Words("the book does not say where its package document is"),
    "RSC-004": Words("a file is encrypted, so it was not checked"),
    "RSC-005": Words("the markup is not valid"),
    "RSC-006": Words(
        "something is loaded from the web, which readers do not do", "put the file into the book"
    ),
    "RSC-007": _NO_SUCH_FILE,
    "RSC-008": Words(
        "a file that a page uses is not listed in the package document", "add it to the manifest"
    ),
    "RSC-009": Words("an image is named with a '#', which only drawings understand"),
    "RSC-010": Words("a link leads to what readers need not show"),
    "RSC-011": Words(
        "a link leads to a file that is not among the pages", "add that file to the reading order"
    ),
    "RSC-012": Words(
        "a link leads to a place that is not there", "correct what follows the '#', or take it out"
    ),
    "RSC-013": Words("a style sheet is named with a '#'"),
    "RSC-014": Words("a link leads to a place that is of no use there"),
    "RSC-015": Words("a drawing uses a part of another one and does not say which"),
    "RSC-016": Words(
        "a page cannot be read at all; readers stop here", "close every tag: XHTML is strict"
    ),
    "RSC-017": Words("the markup is outdated"),
    "RSC-020": Words("an address is not a valid URL", "escape spaces and other odd characters"),
    "RSC-026": Words("a path leads out of the book", "put the file into the book"),
    "RSC-027": _UTF8,
    "RSC-028": _UTF8,
    "RSC-029": Words("a data: address stands where none may", "put the file into the book"),
    "RSC-030": Words("a link leads to a file of one machine", "link into the book or to the web"),
    "RSC-031": Words("something is loaded without encryption", "use https"),
    "RSC-032": Words(
        "a file is of a type that readers need not show, and nothing stands in its place",
        "convert it, or give it a fallback",
    ),
    "RSC-033": Words("a link into the book has a '?', which readers do not understand"),
    "ZIP": Words("a file in the book is damaged", "make or download the book again"),
}


def _form(pattern: str, meaning: str, hint: str = "") -> MarkupWords:
    return MarkupWords(re.compile(pattern), meaning, hint)


#: RSC-005, RSC-016 and RSC-017 are about all that markup can do wrong; their text tells what.
MARKUP_WORDS: Final = (
    _form(
        r'^character content of element "([^"]+)" invalid.*actual length was 0',
        "<{0}> is empty",
        "fill it or take it out",
    ),
    _form(r'^element "([^"]+)" not allowed', "<{0}> may not stand here"),
    _form(r'^unknown element "([^"]+)"', "<{0}> is no element of EPUB"),
    _form(r'^attribute "([^"]+)" not allowed', "the attribute '{0}' is not allowed here"),
    _form(r'^found attribute "([^"]+)", but no attributes', "no attribute may stand here: '{0}'"),
    _form(r'^value of attribute "([^"]*lang)" is invalid', "a language tag is none",
          "write one of BCP 47, such as zh-Hans or en"),
    _form(r'^value of attribute "([^"]+)" is invalid', "the value of the attribute '{0}' is wrong"),
    _form(r'missing required attributes? (?:")?([^";]+)', "the attribute '{0}' is missing"),
    _form(r'^element "([^"]+)" (?:incomplete|missing)', "<{0}> lacks a part that it must have"),
    _form(r"^text not allowed", "text stands where only elements may"),
    _form(r'^Duplicate (?:ID )?"([^"]+)"', "the id '{0}' is there twice", "rename one of them"),
    _form(r'^The "([^"]+)" element must not (?:appear|occur|be) inside',
          "<{0}> stands inside an element that may not hold it"),
    _form(r'entity "([^"]+)" was referenced', "the named character &{0}; is unknown to XML",
          "write its number, &#160; for &nbsp;"),
    _form(r'element type "([^"]+)" must be terminated', "<{0}> is never closed; readers stop here",
          "close it; an empty one is written <{0}/>"),
    _form(r"reference to entity|The entity name must", "a '&' stands alone; readers stop here",
          "write &amp;"),
    _form(r"^Open quote is expected", "an attribute's value has no quotation marks"),
    _form(r'^Attribute name "([^"]+)" associated .* must be followed',
          "the attribute '{0}' has no value; readers stop here", "write {0}=\"{0}\""),
    _form(r'^Attribute "([^"]+)" was already specified', "the attribute '{0}' is there twice"),
    _form(r"invalid XML character \(Unicode: 0x([0-9a-f]+)\)",
          "the control character U+{0} may not stand in XML; readers stop here", "delete it"),
    _form(r'^The prefix "([^"]+)"', "the prefix '{0}' is not declared"),
    _form(r"must not contain the '<' character|well-formed character data or markup",
          "a '<' stands alone; readers stop here", "write &lt;"),
    _form(r"Content is not allowed in prolog|Premature end of file",
          "the file is empty or is no XML"),
    _form(r'^(?:Assertion failed: )?.*?"([^"]+)" element is obsolete', "<{0}> is out of date"),
    _form(r'^The "([^"]+)" (?:attribute|property) .*(?:obsolete|deprecated)',
          "'{0}' is out of date"),
)  # fmt: skip
