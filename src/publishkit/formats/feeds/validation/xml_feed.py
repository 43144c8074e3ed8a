"""A feed in XML as a whole: its root and namespaces, its tables, its bodies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from publishkit.formats.feeds.validation.addresses import iri
from publishkit.formats.feeds.validation.atom import atom_rules, is_binary, type_of
from publishkit.formats.feeds.validation.atom_links import (
    archive_findings,
    base_of,
    joined,
    relation_of,
)
from publishkit.formats.feeds.validation.bodies import (
    Body,
    Ids,
    body_findings,
    character_findings,
    ids_of,
    is_empty,
    river_findings,
)
from publishkit.formats.feeds.validation.body_markup import read_html, read_xhtml
from publishkit.formats.feeds.validation.context import Context
from publishkit.formats.feeds.validation.dates import Clock
from publishkit.formats.feeds.validation.encodings import decode
from publishkit.formats.feeds.validation.extensions import CHECKED, QUESTIONABLE, everywhere_table
from publishkit.formats.feeds.validation.findings import Finding, Value, excerpt, quote
from publishkit.formats.feeds.validation.grammar import Walker
from publishkit.formats.feeds.validation.namespaces import (
    ATOM,
    MEDIA_WITHOUT_SLASH,
    NAMESPACES,
    OBSOLETE_ATOM,
    UNCHECKED,
    XHTML,
    known_prefix,
)
from publishkit.formats.feeds.validation.podcasts import podcast_findings
from publishkit.formats.feeds.validation.reading import Document, Element, parse_document
from publishkit.formats.feeds.validation.rss import rss_rules, version_of
from publishkit.render.tag_soup import words

__all__ = ["xml_findings"]

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RSS_1: Final = frozenset({"http://purl.org/rss/1.0/", "http://purl.org/net/rss1.1#"})
_ENTRY_BYTES: Final = 102_000
#: Texts of Atom and RSS that may be HTML.
_TEXTS: Final = words(
    "title subtitle rights summary content description content:encoded atom:title atom:summary"
    " atom:content atom:rights atom:subtitle xhtml:body xhtml:div"
)


def xml_findings(data: bytes, now: datetime | None) -> Iterator[Finding]:
    """Yields all that is wrong with a feed in XML, or with what should be one."""
    decoded = decode(data)
    document = parse_document(decoded)
    yield from document.findings
    root = document.root
    if root is None:
        return
    yield from _root(root, document)
    if not document.is_whole:
        return
    yield from _namespaces(document)
    context = Context(
        document, Clock(now), is_rss_2=root.key == "rss" and version_of(root).startswith("2")
    )
    if root.name == "rss":
        rules = rss_rules(context, root)
    elif root.namespace and root.namespace == ATOM and root.name in {"feed", "entry"}:
        rules = atom_rules(context, root)
    else:
        return
    walker = Walker(
        everywhere_table(context),
        is_atom=root.namespace == ATOM,
        label_of=_label,
        questionable=QUESTIONABLE,
        checked=CHECKED,
    )
    yield from walker.walk(root, rules)
    yield from _whole(root, decoded.encoding)
    yield from _bodies(root, document)


def _label(element: Element) -> str:
    """What an entry is called: by its title, or else by its id or address."""
    if element.key not in {"item", "entry"}:
        return ""
    for key in ("title", "guid", "id", "link"):
        text = excerpt(element.text_of(key))
        if text:
            return text
    return f"the entry of line {element.line}"


# --- root and namespaces ------------------------------------------------------------------------


def _root(root: Element, document: Document) -> Iterator[Finding]:
    line, name, uri = root.line, root.name, root.namespace
    if name == "rss":
        if uri:
            yield Finding("root-namespace", line, root.label, quote(uri))
        if "rss-0.91" in document.doctype and version_of(root) != "0.91":
            yield Finding("doctype-version", line, value=quote(version_of(root)))
    elif uri == _RDF or uri in _RSS_1 or (name == "RDF"):
        yield Finding("rss-1", line)
    elif uri == OBSOLETE_ATOM:
        yield Finding("atom-03", line)
    elif name in {"feed", "entry"}:
        if not uri:
            yield Finding("atom-namespace-missing", line, root.label)
        elif uri != ATOM:
            yield Finding("root-namespace", line, root.label, quote(uri))
    else:
        yield Finding("no-feed", line, root.label)


def _namespaces(document: Document) -> Iterator[Finding]:
    root = document.root
    is_atom = root is not None and root.namespace == ATOM
    prefixes = set(NAMESPACES.values())
    seen: set[tuple[str, str]] = set()
    for prefix, uri, line in document.declarations:
        if (prefix, uri) in seen:
            continue
        seen.add((prefix, uri))
        usual = known_prefix(uri)
        if uri.split() not in ([], [uri]):
            yield Finding("namespace-address", line, value=quote(uri))
        elif uri == MEDIA_WITHOUT_SLASH:
            yield Finding("media-namespace", line)
        elif "usemod.com" in uri and prefix == "wiki":
            yield Finding("wiki-namespace", line, value=quote(uri))
        elif is_atom and prefix and usual in {"atom", "xhtml"}:
            yield Finding("prefix-avoid", line, quote(prefix))
        elif prefix in prefixes and usual != prefix:
            meant = next(one for one, name in NAMESPACES.items() if name == prefix)
            yield Finding("prefix-taken", line, quote(prefix), quote(meant))
        elif usual:
            if prefix and prefix != usual:
                yield Finding("prefix-unusual", line, quote(usual), quote(uri))
        elif uri in UNCHECKED:
            yield Finding("namespace-unchecked", line, UNCHECKED[uri])
        elif uri == OBSOLETE_ATOM:
            if root is not None and root.namespace != uri:
                yield Finding("atom-03", line)
        elif uri:
            found = list(iri(Value(uri, f"the namespace of {prefix or 'the default'}", line)))
            yield from found or (Finding("namespace-unknown", line, value=quote(uri)),)


# --- the feed as a whole ------------------------------------------------------------------------


def _whole(root: Element, encoding: str) -> Iterator[Finding]:
    is_rss = root.name == "rss"
    head = root.find("channel") if is_rss else root
    if head is None:
        return
    entries = head.all("item" if is_rss else "entry")
    links = head.all("atom:link" if is_rss else "link")
    if root.key != "entry":
        yield from archive_findings(head, links)
    yield from podcast_findings(head, entries, encoding)
    if not is_rss:
        return
    if version_of(root) == "2.0" and not any(relation_of(link) == "self" for link in links):
        yield Finding("missing-atom-self", head.line)
    for key in ("guid", "atom:id"):
        seen: set[str] = set()
        for entry in entries:
            text = entry.text_of(key)
            if text and text in seen:
                shown = quote(text)
                yield Finding("duplicate-guid", entry.line, f"<{key}>", shown, _label(entry))
            seen.add(text)


# --- bodies -------------------------------------------------------------------------------------


def _bodies(root: Element, document: Document) -> Iterator[Finding]:
    """Checks each text that may be HTML, then the ids of all entries beside each other."""
    rivers: list[Ids] = []
    stack: list[tuple[Element, str]] = [(root, "")]
    while stack:
        element, entry = stack.pop()
        entry = _label(element) or entry
        is_text = element.key in _TEXTS and element.parent is not None
        found = list(_one_text(element, document, entry, rivers) if is_text else ())
        if not is_text:
            line = element.text_line
            found += character_findings(element.text, element.label, line, is_html=False)
            stack += [(child, entry) for child in reversed(element.children)]
        for name, value in element.attributes.items():
            what = f"'{name}' of {element.label}"
            found += character_findings(value, what, element.line, is_html=False)
        yield from (one._replace(entry=entry) for one in found)
        if element.key in {"item", "entry"}:
            source = document.source_of(element)
            size = len(source.encode("utf-8", "replace")) if len(source) > _ENTRY_BYTES / 4 else 0
            if size > _ENTRY_BYTES:
                yield Finding("entry-large", element.line, value=f"{size:,}", entry=entry)
    yield from river_findings(rivers)


def _one_text(
    element: Element, document: Document, entry: str, rivers: list[Ids]
) -> Iterator[Finding]:
    what, parent = element.label, element.parent
    is_html = _is_html(element, document)
    text = element.text
    yield from character_findings(text, what, element.text_line, is_html=is_html)
    kind = type_of(element)
    if element.namespace == XHTML:
        markup = read_xhtml(element)
    elif element.namespace == ATOM and (kind == "xhtml" or kind.endswith("+xml")):
        if kind not in {"xhtml", "application/xhtml+xml"}:
            return
        markup = read_xhtml(element)
    elif is_html:
        markup = read_html(text, element.text_line)
    else:
        return
    body = Body(
        markup, what, _link_of(parent), is_atom=element.namespace == ATOM, base=base_of(element)
    )
    yield from body_findings(body)
    is_body = element.key in {"content", "content:encoded", "description", "atom:content"}
    if is_body and is_empty(markup) and text.strip():
        yield Finding("not-empty-html", element.line, what)
    if parent is not None and parent.key in {"item", "entry"} and is_body:
        is_summary = element.key == "description" and parent.has("content:encoded")
        if not is_summary:
            rivers.append(ids_of(body, entry, element.line))


def _is_html(element: Element, document: Document) -> bool:
    """Whether a text is HTML in its escaped form."""
    if element.namespace == ATOM:
        kind = type_of(element)
        if "src" in element.attributes:
            return False
        return kind == "html" or (kind.endswith("/html") and not is_binary(element))
    if element.key == "content:encoded":
        return True
    root = document.root
    is_in_item = element.parent is not None and element.parent.key == "item"
    is_old = root is not None and version_of(root) == "0.91"
    return element.key == "description" and is_in_item and not is_old


def _link_of(entry: Element | None) -> str:
    """Returns an entry's own address."""
    if entry is None:
        return ""
    if entry.namespace == ATOM:
        links = [one for one in entry.all("link") if relation_of(one) == "alternate"]
        return joined(base_of(links[0]), links[0].attributes.get("href", "")) if links else ""
    return entry.text_of("link")
