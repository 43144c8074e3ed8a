"""Atom 1.0, by RFC 4287."""

from __future__ import annotations

import base64
import binascii
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Final

from publishkit.formats.feeds.validation.addresses import (
    absolute_iri,
    address,
    canonical_id,
    iri,
    uri_attribute,
)
from publishkit.formats.feeds.validation.atom_links import (
    alternate_findings,
    link_rules,
    relation_of,
)
from publishkit.formats.feeds.validation.context import Context
from publishkit.formats.feeds.validation.dates import moment_of
from publishkit.formats.feeds.validation.extensions import channel_table, item_table
from publishkit.formats.feeds.validation.findings import Finding, excerpt, quote
from publishkit.formats.feeds.validation.grammar import ElementCheck, Rules, Table, parent
from publishkit.formats.feeds.validation.namespaces import XHTML
from publishkit.formats.feeds.validation.podcasts import podcast_table
from publishkit.formats.feeds.validation.reading import Element
from publishkit.formats.feeds.validation.values import (
    anything,
    email,
    email_free,
    html_in,
    is_media_type,
    not_blank,
    one_of,
)

__all__ = ["atom_rules", "is_binary", "person", "text_construct", "type_of"]

#: Feeds have fewer entries than this where all with one id were made by mistake.
_MANY: Final = 9


def atom_rules(context: Context, root: Element) -> Rules:
    """Returns the rules of ``<feed>``, or of an ``<entry>`` that is a document of its own."""
    if root.key == "entry":
        return _entry(context)
    return parent(
        {**_head(context), "entry": _entry(context), "app:collection": Rules(is_open=True)},
        attributes={"indexing:index": (one_of("yes no", "yes-or-no"),)},
        required=dict.fromkeys(("title", "id", "updated"), "missing-element"),
        checks=(_feed,),
    )


def _head(context: Context) -> Table:
    """Returns what stands in a feed beside entries, and in the ``source`` of an entry."""
    bare = (_no_space,)
    return {
        "author": person(context),
        "contributor": person(context),
        "category": _category(context),
        "generator": Rules((not_blank,), attributes={"uri": (uri_attribute,),
                                                     "version": (anything,)},
                           checks=(context.plain,)),
        "icon": Rules((not_blank, address), checks=bare),
        "logo": Rules((not_blank, address), checks=bare),
        "id": Rules((canonical_id,), checks=bare),
        "link": link_rules(context),
        "title": text_construct(context),
        "subtitle": text_construct(context),
        "rights": text_construct(context),
        "updated": Rules((context.clock.atom,), checks=bare),
        **channel_table(context),
        **podcast_table(context, is_channel=True),
    }  # fmt: skip


def _entry(context: Context) -> Rules:
    bare = (_no_space,)
    source = parent(_head(context), checks=(_source,))
    return parent(
        {
            "author": person(context),
            "contributor": person(context),
            "category": _category(context),
            "content": text_construct(context, is_content=True),
            "id": Rules((canonical_id,), checks=bare),
            "link": link_rules(context),
            "published": Rules((context.clock.atom,), checks=bare),
            "updated": Rules((context.clock.atom,), checks=bare),
            "rights": text_construct(context),
            "summary": text_construct(context),
            "title": text_construct(context),
            "source": source,
            "app:edited": Rules((context.clock.atom,), checks=bare),
            "app:control": parent({"app:draft": Rules((one_of("yes no", "yes-or-no"),))}),
            **item_table(context),
            **podcast_table(context, is_channel=False),
        },
        is_once=False,
        attributes={"rdf:parseType": (anything,)},
        required=dict.fromkeys(("title", "id", "updated"), "missing-element"),
        checks=(_check_entry,),
    )


def person(context: Context) -> Rules:
    """Returns the rules of ``author`` and ``contributor``, also where they stand in RSS."""
    parts: dict[str, Rules] = {
        "name": Rules((not_blank, email_free), checks=(context.plain,)),
        "email": Rules((email,)),
        "uri": Rules((not_blank, iri), checks=(_no_space,)),
    }
    return parent(
        {**parts, **{f"atom:{name}": rules for name, rules in parts.items()},
         "xhtml:div": Rules(is_open=True, is_once=False)},
        is_once=False, attributes={"rdf:parseType": (anything,)}, checks=(_person,),
    )  # fmt: skip


def _person(element: Element) -> Iterator[Finding]:
    if not element.has("name") and not element.has("atom:name"):
        yield Finding("missing-element", element.line, element.label, "<name>")


def _category(context: Context) -> Rules:
    def label(element: Element) -> Iterator[Finding]:
        yield from html_in(element.attribute("label"), "html-in-text")
        if element.text.strip() and not element.children:
            yield Finding("unexpected-text", element.line, element.label, quote(element.text))

    return parent(
        {}, is_once=False,
        attributes={"term": (not_blank,), "scheme": (absolute_iri,), "label": ()},
        needed={"term": "missing-attribute"}, checks=(label,),
    )  # fmt: skip


def _no_space(element: Element) -> Iterator[Finding]:
    if element.text != element.text.strip():
        shown = quote(element.text.strip())
        yield Finding("unexpected-white-space", element.line, element.label, shown)


# --- entry and feed -----------------------------------------------------------------------------


def _source(element: Element) -> Iterator[Finding]:
    for key in ("title", "id", "updated"):
        if not element.has(key):
            yield Finding("missing-source-element", element.line, element.label, f"<{key}>")
    yield from alternate_findings(element, element.all("link"))


def _check_entry(entry: Element) -> Iterator[Finding]:
    source, feed = entry.find("source"), entry.parent
    has_author = any(one is not None and one.has("author") for one in (entry, source, feed))
    if not has_author:
        yield Finding("missing-element", entry.line, entry.label, "<author>")
    links = entry.all("link")
    content, has_summary = entry.find("content"), entry.has("summary")
    if content is None:
        if not has_summary:
            yield Finding("missing-text", entry.line)
        if not any(relation_of(link) == "alternate" for link in links):
            yield Finding("missing-alternate", entry.line)
    elif not has_summary and ("src" in content.attributes or is_binary(content)):
        yield Finding("missing-summary", entry.line)
    yield from alternate_findings(entry, links)
    published, updated = (moment_of(entry.text_of(key)) for key in ("published", "updated"))
    if published is not None and updated is not None and updated < published:
        dates = entry.text_of("updated"), entry.text_of("published")
        yield Finding("dates-out-of-order", entry.line, *dates)


def _feed(feed: Element) -> Iterator[Finding]:
    is_after = False
    for child in feed.children:
        if child.key == "entry":
            is_after = True
        elif is_after and ":" not in child.key:
            yield Finding("misplaced-metadata", child.line, child.label)
    links = feed.all("link")
    if not any(relation_of(link) == "self" for link in links):
        yield Finding("missing-self", feed.line)
    yield from alternate_findings(feed, links)
    entries = feed.all("entry")
    if not entries:
        yield Finding("no-entries", feed.line)
    yield from _doubled(entries, "id", "duplicate-id")
    yield from _doubled(entries, "updated", "same-updated")


def _doubled(entries: list[Element], key: str, rule: str) -> Iterator[Finding]:
    texts = [entry.text_of(key) for entry in entries]
    counts = Counter(text for text in texts if text)
    if key == "id" and len(entries) > _MANY and len(counts) == 1 and len(set(texts)) == 1:
        yield Finding("all-ids-equal", entries[0].line, value=quote(texts[0]))
        return
    seen: set[str] = set()
    for entry, text in zip(entries, texts, strict=True):
        if text in seen and text:
            label = excerpt(entry.text_of("title"))
            yield Finding(rule, entry.line, f"<{key}>", quote(text), label)
        seen.add(text)


# --- text ---------------------------------------------------------------------------------------


def type_of(element: Element) -> str:
    """Returns the type of a text or of content; "text" when it says none."""
    if "src" in element.attributes:
        return element.attributes.get("type", "")
    return element.attributes.get("type", "text")


def is_binary(element: Element) -> bool:
    """Whether content must be in Base64 (RFC 4287, 4.1.3.3)."""
    kind = type_of(element).partition(";")[0].strip().lower()
    return (
        "/" in kind and not kind.startswith("text/") and not kind.endswith(("+xml", "/xml"))
    )  # fmt: skip


def text_construct(
    context: Context,
    *,
    is_content: bool = False,
    is_once: bool = True,
    checks: tuple[ElementCheck, ...] = (),
) -> Rules:
    """Returns the rules of a text that may be HTML, or of ``content``."""
    return Rules(
        is_open=True,
        is_once=is_once,
        attributes={"type": (), "src": (uri_attribute,)},
        checks=(partial(_text, context=context, is_content=is_content), *checks),
    )


def _text(element: Element, *, context: Context, is_content: bool) -> Iterator[Finding]:
    kind = type_of(element)
    attributes = element.attributes
    value = element.attribute("type")
    for name in attributes:
        if name not in {"type", "src"} and not name.startswith(("xml:", "{")):
            yield Finding("unexpected-attribute", element.line, element.label, quote(name))
    if attributes.get("type") == "":
        yield value.breaks("blank-attribute")
    elif "/" in kind and not is_content:
        yield value.breaks("text-type")
    elif kind == "multipart/alternative":
        yield value.breaks("atom-media-type")
    is_word = kind in {"text", "html", "xhtml"} and "src" not in attributes
    if kind and not is_word and not is_media_type(kind):
        yield value.breaks("atom-media-type")
    if "src" in attributes:
        if "type" not in attributes:
            yield Finding("missing-type", element.line, element.label)
        if element.text.strip() or element.children:
            yield Finding("unexpected-text", element.line, element.label, quote(element.text))
        for child in element.children:
            yield Finding("undefined-element", child.line, child.label, element.label)
        return
    if not element.children and not element.text.strip():
        yield Finding("blank", element.line, element.label)
    if attributes.get("mode") == "escaped" and element.children:
        yield Finding("not-escaped", element.line, element.label)
    yield from _by_type(element, kind, context)


def _by_type(element: Element, kind: str, context: Context) -> Iterator[Finding]:
    is_xml = kind == "xhtml" or kind.endswith(("+xml", "/xml"))
    if not is_xml:
        for child in element.children:
            yield Finding("undefined-element", child.line, child.label, element.label)
    elif kind != "xhtml" and element.children and element.text.strip():
        yield Finding("unexpected-text", element.line, element.label, quote(element.text))
    if kind == "xhtml":
        yield from _xhtml(element)
    elif kind == "application/xhtml+xml":
        for child in element.children:
            if child.name != "html":
                yield Finding("html-fragment", child.line, element.label)
            elif child.namespace != XHTML:
                yield Finding("html-namespace", child.line, element.label, child.label)
    elif is_binary(element):
        yield from _binary(element)
    elif kind.endswith("/html"):
        if "<html" not in element.text:
            yield Finding("html-fragment", element.line, element.label)
    elif kind != "html" and not is_xml:
        source = context.document.source_of(element)
        yield from html_in(element.value, "html-undeclared", source=source)


def _xhtml(element: Element) -> Iterator[Finding]:
    """XHTML is in one ``div`` of its own namespace (RFC 4287, 3.1.1.3)."""
    divs = [one for one in element.children if one.namespace == XHTML and one.name == "div"]
    if not divs or element.lead.strip():
        yield Finding("missing-xhtml-div", element.line, element.label)
    yield from html_in(element.value, "escaped-in-xhtml")
    for div in divs:
        if not div.children:
            yield from html_in(div.value._replace(what=element.label), "escaped-in-xhtml")


def _binary(element: Element) -> Iterator[Finding]:
    text = "".join(element.text.split())
    try:
        base64.b64decode(text.encode("ascii"), validate=True)
    except (ValueError, binascii.Error):
        yield Finding("not-base64", element.line, element.label)
