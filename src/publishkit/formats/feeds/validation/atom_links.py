"""Atom's ``link``, in feeds of Atom and in RSS: relations, archives (RFC 5005), hubs (WebSub)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urljoin, urlsplit

from publishkit.formats.feeds.validation.addresses import has_scheme, iri, wrong_character
from publishkit.formats.feeds.validation.context import Context
from publishkit.formats.feeds.validation.findings import Finding, quote
from publishkit.formats.feeds.validation.grammar import Rules
from publishkit.formats.feeds.validation.reading import Element
from publishkit.formats.feeds.validation.values import (
    html_in,
    is_media_type,
    language,
    not_negative,
)
from publishkit.render.tag_soup import words

__all__ = ["alternate_findings", "archive_findings", "base_of", "link_rules", "relation_of"]

#: Registered with IANA and of use in feeds.
_RELATIONS: Final = words(
    "about alternate amphtml appendix author blocked-by bookmark canonical chapter collection"
    " contents convertedFrom copyright current describedby describes disclosure duplicate edit"
    " edit-form edit-media enclosure first glossary help hosts hub icon index item last"
    " latest-version license lrdd memento monitor next next-archive original payment pingback"
    " prev prev-archive predecessor-version preview previous privacy-policy profile related"
    " replies search section self service shortlink start stylesheet subsection"
    " successor-version tag terms-of-service timegate timemap type up version-history via"
    " webmention working-copy working-copy-of"
)
_IANA: Final = "http://www.iana.org/assignments/relation/"
_ARCHIVE: Final = frozenset({"prev-archive", "next-archive"})
#: Relations of RFC 5005: they are those of a feed.
_OF_FEEDS: Final = frozenset({"current", "first", "last", "next", "previous"}) | _ARCHIVE
_FEED_TYPES: Final = frozenset(
    {"application/atom+xml", "application/rss+xml", "application/rdf+xml"}
)


def relation_of(link: Element) -> str:
    """Returns the relation of a link in its short form; "alternate" when none is said."""
    return link.attributes.get("rel", "alternate").removeprefix(_IANA)


def base_of(element: Element) -> str:
    """Returns the address that relative ones are resolved against, as far as the feed says it."""
    chain: list[str] = []
    one: Element | None = element
    while one is not None:
        if "xml:base" in one.attributes:
            chain.append(one.attributes["xml:base"])
        one = one.parent
    base = ""
    for address in reversed(chain):
        base = joined(base, address)
    return base


def joined(base: str, address: str) -> str:
    """Returns an address made absolute; what cannot be is returned as it is."""
    try:
        return urljoin(base, address) if base else address
    except ValueError:
        return address


def link_rules(context: Context) -> Rules:
    """Returns the rules of Atom's ``link``."""
    return Rules(
        is_once=False,
        is_open=True,
        attributes={
            "href": (), "rel": (), "type": (), "title": (), "length": (not_negative,),
            "hreflang": (language,), "thr:count": (not_negative,),
            "thr:updated": (context.clock.atom,), "thr:when": (), "rdf:type": (),
            "rdf:resource": (),
        },
        needed={"href": "missing-href"},
        checks=(_link, _unknown_attributes),
    )  # fmt: skip


_KNOWN: Final = frozenset(
    {"href", "rel", "type", "title", "length", "hreflang", "thr:count", "thr:updated", "rdf:type"}
    | {"rdf:resource", "thr:when", "xml:lang", "xml:base", "xml:id", "xml:space"}
)


def _unknown_attributes(link: Element) -> Iterator[Finding]:
    for name in link.attributes:
        if name not in _KNOWN and not name.startswith("{"):
            yield Finding("unexpected-attribute", link.line, link.label, quote(name))


def _link(link: Element) -> Iterator[Finding]:
    relation = relation_of(link)
    is_in_entry = link.parent is not None and link.parent.key in {"entry", "item"}
    if "rel" in link.attributes:
        if not relation.strip():
            yield Finding("blank-attribute", link.line, f"'rel' of {link.label}")
        if relation not in _RELATIONS and not has_scheme(relation):
            yield Finding("link-relation", link.line, link.label, quote(relation))
        if relation in _OF_FEEDS and is_in_entry:
            yield Finding("archive-link-in-entry", link.line, link.label, quote(relation))
    if "type" in link.attributes:
        kind = link.attribute("type")
        if not is_media_type(kind.text):
            yield kind.breaks("atom-media-type")
        elif relation == "self" and kind.text.partition(";")[0].strip() not in _FEED_TYPES:
            yield kind.breaks("self-not-feed")
    if "title" in link.attributes:
        title = link.attribute("title")
        if not title.text.strip():
            yield title.breaks("blank-attribute")
        yield from html_in(title, "html-in-text")
    if link.text.strip():
        yield Finding("link-not-empty", link.line, link.label, quote(link.text.strip()))
    for name in ("thr:count", "thr:updated"):
        if name in link.attributes and relation != "replies":
            yield Finding("unexpected-attribute", link.line, link.label, quote(name))
    if "thr:when" in link.attributes:
        yield Finding("reply-when", link.line, link.label)
    if "href" in link.attributes:
        yield from _target(link, relation, is_in_entry)


def _target(link: Element, relation: str, is_in_entry: bool) -> Iterator[Finding]:
    href = link.attribute("href")
    found = list(iri(href))
    yield from found
    base = base_of(link)
    whole = joined(base, href.text)
    if relation == "hub" and not whole.lower().startswith(("http://", "https://")):
        yield Finding("hub-address", link.line, value=quote(href.text))
    if relation == "self" and not is_in_entry and not _host(whole):
        yield href.breaks("self-relative")
    is_same = whole.partition("#")[0] == base.partition("#")[0]
    if base and is_same and not found and not wrong_character(base) and base != _own_address(link):
        yield href.breaks("same-document")


def _own_address(link: Element) -> str:
    """Returns where the document says that it is found: there, a base changes nothing."""
    root = link
    while root.parent is not None:
        root = root.parent
    links = (one for one in root.children if one.key == "link" and relation_of(one) == "self")
    own = next(links, None)
    return "" if own is None else joined(base_of(own), own.attributes.get("href", ""))


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def alternate_findings(element: Element, links: list[Element]) -> Iterator[Finding]:
    """Yields the alternate links that are told apart by neither type nor language."""
    seen: set[tuple[str, str]] = set()
    for link in links:
        if relation_of(link) != "alternate":
            continue
        kind = (link.attributes.get("type", ""), link.attributes.get("hreflang", ""))
        if kind in seen:
            shown = [quote(part) if part else "none" for part in kind]
            yield Finding("duplicate-alternate", link.line, shown[0], shown[1])
        seen.add(kind)


def archive_findings(head: Element, links: list[Element]) -> Iterator[Finding]:
    """Yields what is wrong with a feed as a part of several documents, and with its hubs."""
    targets = {relation_of(link): joined(base_of(link), link.attributes.get("href", ""))
               for link in links}  # fmt: skip
    own = targets.get("self", "")
    is_archive, is_complete = head.has("fh:archive"), head.has("fh:complete")
    for link in links:
        relation = relation_of(link)
        shown = quote(relation)
        if is_complete and relation == "current" and own and targets[relation] != own:
            target = quote(targets[relation])
            yield Finding("complete-current", link.line, link.label, target)
        elif is_complete and relation in _OF_FEEDS - {"current"}:
            yield Finding("complete-with-pages", link.line, link.label, shown)
        if relation in _ARCHIVE | {"next", "previous"} and own and targets[relation] == own:
            yield Finding("archive-links-to-itself", link.line, link.label, shown)
    for end, beyond in (("first", "previous"), ("last", "next")):
        if own and targets.get(end) == own and beyond in targets:
            yield Finding("past-the-end", head.line, end, beyond)
    if is_archive and not is_complete:
        if not _ARCHIVE & targets.keys():
            yield Finding("archive-without-neighbour", head.line)
        if "current" not in targets:
            yield Finding("archive-without-current", head.line)
    if "hub" in targets and "self" not in targets:
        yield Finding("hub-without-self", head.line)
