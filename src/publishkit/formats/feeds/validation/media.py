"""Media RSS: images, films and sounds beside the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from publishkit.formats.feeds.validation.addresses import absolute_address
from publishkit.formats.feeds.validation.bodies import Body, body_findings
from publishkit.formats.feeds.validation.body_markup import read_html
from publishkit.formats.feeds.validation.context import Context
from publishkit.formats.feeds.validation.findings import Finding, Value, quote
from publishkit.formats.feeds.validation.grammar import Rules, Table, many, parent
from publishkit.formats.feeds.validation.reading import Element
from publishkit.formats.feeds.validation.values import (
    anything,
    html_in,
    is_media_type,
    language,
    not_negative,
    number,
    one_of,
    pattern,
    positive,
)

__all__ = ["media_table"]

#: Normal play time (RFC 2326, 3.6), and seconds, which Media RSS has in its examples.
_TIME: Final = re.compile(r"now|\d+(?:\.\d*)?|\d+:[0-5]?\d:[0-5]?\d(?:\.\d*)?")
_MPAA: Final = frozenset({"g", "pg", "pg-13", "r", "nc-17", "unrated"})
_TV: Final = frozenset({"all", "tv-y", "tv-y7", "tv-y7-fv", "tv-g", "tv-pg", "tv-14", "tv-ma"})
#: Labels with a value of 0 or 1 each.
_ICRA: Final = re.compile(r"r \((?:[a-z]{2} [01] ?)+\)")
_COUNTRIES: Final = re.compile(r"[a-z]{2}(?:\s+[a-z]{2})*", re.IGNORECASE)
_HASHES: Final = {"md5": re.compile(r"[0-9a-f]{32}"), "sha-1": re.compile(r"[0-9a-f]{40}")}


def _time(value: Value) -> Iterator[Finding]:
    if not _TIME.fullmatch(value.text):
        yield value.breaks("media-time")


def _plain(value: Value) -> Iterator[Finding]:
    yield from html_in(value, "html-in-text")


def _file_type(value: Value) -> Iterator[Finding]:
    if not is_media_type(value.text):
        yield value.breaks("media-type-attribute")


def _hash(element: Element) -> Iterator[Finding]:
    kind = element.attributes.get("algo", "md5")
    form = _HASHES.get(kind)
    if form is None or not form.fullmatch(element.text.strip().lower()):
        yield Finding("media-hash", element.line, element.label, quote(element.text.strip()))


def _rating(element: Element) -> Iterator[Finding]:
    scheme = element.attributes.get("scheme", "urn:simple")
    text = element.text.strip()
    is_known = {
        "urn:simple": text in {"adult", "nonadult"},
        "urn:mpaa": text.lower() in _MPAA,
        "urn:v-chip": text.lower() in _TV,
        "urn:icra": _ICRA.fullmatch(text) is not None,
    }
    if scheme not in is_known:
        yield from absolute_address(element.attribute("scheme"))
    if not is_known.get(scheme, True):
        yield Finding("media-rating", element.line, element.label, quote(text))


def _credit(element: Element) -> Iterator[Finding]:
    role = element.attributes.get("role", "")
    scheme = element.attribute("scheme")
    if scheme.text not in {"", "urn:ebu", "urn:yvs"}:  # names that Media RSS made for itself
        yield from absolute_address(scheme)
    if role != role.lower():
        yield Finding("media-role", element.line, f"'role' of {element.label}", quote(role))


def _restriction(element: Element) -> Iterator[Finding]:
    kind = element.attributes.get("type", "")
    text = element.text.strip()
    if kind == "country" and text not in {"all", "none"} and not _COUNTRIES.fullmatch(text):
        yield Finding("country", element.line, element.label, quote(text))
    elif kind == "uri" and text not in {"all", "none"}:
        for part in text.split():
            yield from absolute_address(element.value._replace(text=part))
    elif not kind and text not in {"", "all", "none"}:
        yield Finding("media-value", element.line, element.label, quote(text))


def _adult(element: Element) -> Iterator[Finding]:
    yield Finding("media-adult", element.line, element.label)


def _group(element: Element) -> Iterator[Finding]:
    if len(element.all("media:content")) < 2:
        yield Finding("media-group", element.line, element.label)


def media_table(context: Context) -> Table:
    """Returns the elements of Media RSS, which may stand in a feed, an entry and each other."""

    def titled(element: Element) -> Iterator[Finding]:
        if element.attributes.get("type", "plain") == "plain":
            source = context.document.source_of(element)
            yield from html_in(element.value, "html-undeclared", source=source)
        else:
            markup = read_html(element.text, element.text_line)
            yield from body_findings(Body(markup, element.label))

    kinds = one_of("plain html", "media-value")
    size = {"height": (positive,), "width": (positive,)}
    optional: dict[str, Rules] = {
        "media:adult": Rules((one_of("true false", "true-or-false", is_case_ignored=True),),
                             checks=(_adult,)),
        "media:category": many(
            attributes={"label": (_plain,), "scheme": (absolute_address,)},
            checks=(context.plain,)
        ),
        "media:copyright": Rules(attributes={"url": (absolute_address,)}, checks=(context.plain,)),
        "media:credit": many(attributes={"role": (anything,), "scheme": (anything,)},
                             checks=(_credit,)),
        "media:description": Rules(attributes={"type": (kinds,)}, checks=(titled,)),
        "media:title": Rules(attributes={"type": (kinds,)}, checks=(titled,)),
        "media:keywords": many(),
        "media:hash": many(attributes={"algo": (anything,)}, checks=(_hash,)),
        "media:player": Rules(is_once=False, attributes={"url": (absolute_address,), **size},
                              needed={"url": "missing-attribute"}),
        "media:rating": many(attributes={"scheme": (anything,)}, checks=(_rating,)),
        "media:restriction": many(
            attributes={"relationship": (one_of("allow deny", "media-value"),),
                        "type": (one_of("country uri sharing", "media-value"),)},
            needed={"relationship": "missing-attribute"}, checks=(_restriction,)),
        "media:text": many(attributes={"type": (kinds,), "lang": (language,), "start": (_time,),
                                       "end": (_time,)}, checks=(titled,)),
        "media:thumbnail": Rules(
            is_once=False,
            attributes={"url": (absolute_address,), "time": (_time,), **size},
            needed={"url": "missing-attribute"}),
    }  # fmt: skip
    content = parent(
        optional,
        is_once=False,
        attributes={
            "bitrate": (number,), "channels": (not_negative,), "duration": (positive,),
            "expression": (one_of("sample full nonstop", "media-value"),),
            "fileSize": (positive,), "framerate": (number,), **size,
            "isDefault": (one_of("true false", "true-or-false", is_case_ignored=True),),
            "lang": (language,),
            "medium": (one_of("image audio video document executable", "media-value"),),
            "samplingrate": (pattern(r"\d+(?:\.\d+)?", "number"),), "type": (_file_type,),
            "url": (absolute_address,),
        },
    )  # fmt: skip
    group = parent({**optional, "media:content": content}, is_once=False, checks=(_group,))
    return MappingProxyType({**optional, "media:content": content, "media:group": group})
