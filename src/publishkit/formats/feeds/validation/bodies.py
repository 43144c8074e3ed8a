"""R011 to R015 in the HTML of bodies: what is active, broken, relative, or leads nowhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import unquote

from publishkit.formats.feeds.validation.addresses import (
    has_scheme,
    is_registered,
    runs_a_program,
    wrong_character,
)
from publishkit.formats.feeds.validation.body_markup import WRONG, Markup, Tag
from publishkit.formats.feeds.validation.findings import Finding, quote, quote_character
from publishkit.formats.feeds.validation.html_names import (
    HTML_TAGS,
    MATHML_TAGS,
    SAFE_TAGS,
    SVG_TAGS,
)
from publishkit.formats.feeds.validation.styles import dangerous_style

__all__ = [
    "Body",
    "Ids",
    "body_findings",
    "character_findings",
    "ids_of",
    "is_empty",
    "river_findings",
]

_ADDRESSES: Final = frozenset({"href", "src", "poster", "cite", "data", "action", "xlink:href"})
_SRCSET: Final = re.compile(r"[\s,]*(\S+?)(?:,+(?=\s|$)|\s+[^,]*(?:,|$)|$)")
_SAFE_SCHEMES: Final = re.compile(r"(?:https?|mailto|tel|data):", re.IGNORECASE)
_NOTE: Final = re.compile(r"footnote|noteref|backlink|endnote|reversefootnote", re.IGNORECASE)
_GOOD_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
#: What is left of text in Windows' encoding that was read as Latin-1, and what was lost.
_MISREAD: Final = re.compile("[\x80-\x9f\ufffd]")
#: Characters of UTF-8 that were read as Latin-1, such as Ã© for é.
_TWICE: Final = re.compile("[\xc2\xc3][\x80-\xbf]")
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
#: In HTML the names of SVG's and MathML's elements are read in lower case.
_FOREIGN_TAGS: Final = frozenset(name.lower() for name in SVG_TAGS | MATHML_TAGS)
_FORM_CONTROLS: Final = frozenset({"button", "form", "input", "select", "textarea"})
_SHOWN_ON_PAGE: Final = frozenset({"img", "audio", "video", "picture", "svg", "iframe", "hr"})


@dataclass(frozen=True)
class Body:
    """The HTML of one entry, and what its links can be relative to."""

    markup: Markup
    what: str
    #: The entry's own address: a link to it with a fragment is one to its own notes.
    link: str = ""
    #: Whether relative addresses have a meaning (Atom), and one that the feed says (xml:base).
    is_atom: bool = False
    base: str = ""


class Ids(NamedTuple):
    """The HTML ids of one entry, for the comparison with the others."""

    entry: str
    line: int
    ids: tuple[str, ...]


def body_findings(body: Body) -> Iterator[Finding]:
    """Yields what is wrong with one body."""
    what = body.what
    for rule, value, line in body.markup.faults:
        yield Finding(rule, line, what, value)
    for text, line in body.markup.notes:
        yield Finding("comment", line, what, quote(text), origin=text)
        if text.lower().startswith("<?import"):
            yield Finding("active-element", line, what, "?import")
    ids = [tag.attributes["id"] for tag in body.markup.tags if tag.attributes.get("id")]
    names = {tag.attributes["name"] for tag in body.markup.tags
             if tag.name == "a" and tag.attributes.get("name")}  # fmt: skip
    targets = {*ids, *names}
    for tag in body.markup.tags:
        yield from _element(tag, what)
        yield from _attributes(tag, what)
        yield from _addresses(tag, body, targets)
    yield from _ids(body)


def _element(tag: Tag, what: str) -> Iterator[Finding]:
    name = tag.name
    shown = Finding("", tag.line, what, name, origin=f"<{name}")
    if tag.namespace in {"svg", "mathml"}:
        known = SVG_TAGS if tag.namespace == "svg" else MATHML_TAGS
        if name == "script" or name.lower() == "foreignobject":
            yield shown._replace(rule="active-element")
        elif name in {"svg", "math"}:
            yield shown._replace(rule="foreign-element")
        elif name not in known and name not in _FOREIGN_TAGS:
            yield shown._replace(rule="active-element")
    elif tag.namespace == WRONG:
        yield shown._replace(rule="html-namespace", value=f"<{name}>")
    elif tag.namespace.startswith("{"):
        yield shown._replace(rule="unknown-tag")
    elif tag.namespace:
        name = f"<{tag.namespace}:{name}>"
        yield Finding("undefined-element", tag.line, name, what, origin=name)
    elif name not in HTML_TAGS and name not in SAFE_TAGS:
        yield shown._replace(rule="unknown-tag")
    elif name not in SAFE_TAGS:
        yield shown._replace(rule="active-element")
    elif name in _FORM_CONTROLS:
        yield shown._replace(rule="form-control")


def _attributes(tag: Tag, what: str) -> Iterator[Finding]:
    for name, value in tag.attributes.items():
        if name.lower().startswith("on") and len(name) > 2:
            yield Finding("event-handler", tag.line, what, name, origin=f"{name}=")
        elif name == "style" and not tag.namespace:
            dangerous = dangerous_style(value)
            if dangerous:
                yield Finding("dangerous-style", tag.line, what, dangerous, origin=value)
        elif tag.namespace in {"svg", "mathml"} and ":" not in name and "script" in name:
            yield Finding("foreign-attribute", tag.line, what, name, origin=value)


# --- addresses ----------------------------------------------------------------------------------


def _addresses(tag: Tag, body: Body, targets: set[str]) -> Iterator[Finding]:
    for name, value in tag.attributes.items():
        if name in _ADDRESSES:
            yield from _address(tag, value.strip(), body, targets)
        elif name == "srcset":
            for address in _SRCSET.findall(value):
                yield from _address(tag, address, body, targets)


def _address(tag: Tag, text: str, body: Body, targets: set[str]) -> Iterator[Finding]:
    shown = Finding("", tag.line, body.what, quote(text), origin=text)
    if runs_a_program(text):
        yield shown._replace(rule="active-link")
        return
    bad = wrong_character(text)
    if bad:
        value = quote_character(bad, text)
        is_error = not has_scheme(text)
        rule = "body-address-character" if is_error else "body-address-encoding"
        yield shown._replace(rule=rule, value=value)
        return
    if not text.isascii():
        yield shown._replace(rule="body-address-encoding")
    if _is_dangling(tag, text, body, targets):
        yield shown._replace(rule="dangling-link")
    if has_scheme(text):
        if not is_registered(text):
            yield shown._replace(rule="body-scheme-unknown")
        elif not _SAFE_SCHEMES.match(text):
            yield shown._replace(rule="body-scheme")
    elif text.startswith("#"):
        if not body.is_atom:
            yield shown._replace(rule="relative-fragment")
    elif not body.is_atom:
        yield shown._replace(rule="relative-reference")
    else:
        yield shown._replace(rule="relative-with-base" if body.base else "relative-in-atom")


def _is_dangling(tag: Tag, text: str, body: Body, targets: set[str]) -> bool:
    """Whether a link to the entry itself names a place that is not there."""
    address, hash_mark, fragment = text.partition("#")
    if not hash_mark or tag.name != "a":
        return False
    if address and address not in {body.link, body.link.partition("#")[0]}:
        return False
    if not fragment or unquote(fragment) in targets or fragment in targets:
        return False
    marks = " ".join(tag.attributes.get(name, "") for name in ("class", "rel", "role"))
    # A link with the entry's address may lead to what only its page on the site has.
    return not address or "fn" in fragment or _NOTE.search(marks) is not None


# --- ids ----------------------------------------------------------------------------------------


def _ids(body: Body) -> Iterator[Finding]:
    seen: set[str] = set()
    for tag in body.markup.tags:
        name = tag.attributes.get("id", "")
        if not name:
            continue
        shown = Finding("", tag.line, body.what, quote(name), origin=name)
        if name in seen:
            yield shown._replace(rule="id-doubled")
        elif not _GOOD_ID.fullmatch(name):
            yield shown._replace(rule="id-characters")
        seen.add(name)


def river_findings(bodies: list[Ids]) -> Iterator[Finding]:
    """Yields the ids that stand in more than one entry, at the second one."""
    counts = Counter(name for one in bodies for name in set(one.ids))
    seen: set[str] = set()
    for one in bodies:
        for name in one.ids:
            if counts[name] > 1 and name in seen:
                yield Finding("id-in-two-entries", one.line, value=quote(name), entry=one.entry,
                              origin=name)  # fmt: skip
        seen.update(one.ids)


def ids_of(body: Body, entry: str, line: int) -> Ids:
    """Returns the ids of a body."""
    names = (tag.attributes.get("id", "") for tag in body.markup.tags)
    return Ids(entry, line, tuple(dict.fromkeys(filter(None, names))))


# --- characters ---------------------------------------------------------------------------------


def character_findings(text: str, what: str, line: int, *, is_html: bool) -> Iterator[Finding]:
    """Yields the characters of a text that were decoded wrongly, or that HTML forbids."""
    found = _MISREAD.search(text)
    if found is None and (twice := _TWICE.search(text)) is not None and _is_twice_encoded(text):
        found = twice
    if found:
        shown = " ".join(f"U+{ord(c):04X}" for c in found[0])
        place = line + text.count("\n", 0, found.start())
        yield Finding("bad-characters", place, what, shown)
    if is_html and (found := _FORBIDDEN.search(text)):
        place = line + text.count("\n", 0, found.start())
        yield Finding("html-character", place, what, f"U+{ord(found[0]):04X}")


def _is_twice_encoded(text: str) -> bool:
    """Whether a text that is Latin-1 throughout is UTF-8 when read as bytes."""
    try:
        text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return False
    return True


def is_empty(markup: Markup) -> bool:
    """Whether a body shows nothing."""
    return not markup.text.strip() and not any(tag.name in _SHOWN_ON_PAGE for tag in markup.tags)
