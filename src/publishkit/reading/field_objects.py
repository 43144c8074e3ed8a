"""Readers for the front-matter fields that are more than one value: people, images, media."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from publishkit.model.metadata import Author, Enclosure, FeatureImage
from publishkit.reading.field_names import fold
from publishkit.reading.field_values import (
    Given,
    normalize,
    parse_bool,
    read_bool,
    read_text,
    scheme_of,
    without_wiki_links,
    wrong_form,
)
from publishkit.reading.findings import Findings
from publishkit.reading.raw_values import Entry, RawList, RawMapping, RawValue, Scalar

__all__ = ["read_authors", "read_enclosure", "read_feed_choice", "read_image"]

# "Smith, John" is one person; a comma divides only after an e-mail address or a bracket.
_PEOPLE: Final = re.compile(r"[、;；，]|\s+and\s+|(?<=[>)]),")
_EMAIL: Final = r"[^\s<>()@]+@[^\s<>()@]+"
_NAME_EMAIL: Final = re.compile(rf"(?P<name>[^<>]*?)\s*<(?:mailto:)?(?P<email>{_EMAIL})>")
_EMAIL_NAME: Final = re.compile(rf"(?P<email>{_EMAIL})(?:\s*\((?P<name>[^()]*)\))?")
_IMAGE_KEYS: Final = ("url", "src", "image", "path", "file", "href", "relativeurl", "feature")
_MEDIA_KEYS: Final = ("url", "src", "file", "href", "path", "audio")
_OUT_OF_FEED: Final = ("exclude", "hidden", "hide", "disable", "disabled", "skip")
_IN_FEED: Final = ("include", "enable", "enabled", "show")


def read_authors(given: Given, findings: Findings) -> tuple[Author, ...] | None:
    """Reads text, a list, a mapping or a list of mappings; nameless people are dropped."""
    return tuple(dict.fromkeys(_authors(given, findings, is_item=False))) or None


def _authors(given: Given, findings: Findings, *, is_item: bool) -> Iterator[Author]:
    match given.value:
        case Scalar() as value:
            if value.is_given and value.guess is not False:
                yield from _people(value.text)
        case RawMapping() as value:
            author = _author(value, given, findings)
            if author is not None:
                yield author
        case RawList(items):
            if is_item:
                wrong_form(given, "a name", findings)
                return
            for item in items:
                yield from _authors(Given(given.name, item, item.line), findings, is_item=True)


def _people(text: str) -> Iterator[Author]:
    for part in _PEOPLE.split(" ".join(without_wiki_links(text).split())):
        person = normalize(part)
        match = _NAME_EMAIL.fullmatch(person) or _EMAIL_NAME.fullmatch(person)
        if match is not None:
            email = match["email"]
            name = (match["name"] or "").strip().strip('"') or email
            yield Author(name, email=email)
        elif person:
            yield Author(person)


def _author(value: RawMapping, given: Given, findings: Findings) -> Author | None:
    name = _member(value, ("name",), findings)
    if not name:
        wrong_form(given, "an author with a name", findings)
        return None
    email = _member(value, ("email", "mail"), findings)
    url = _member(value, ("url", "uri", "homepage", "website"), findings)
    role = _member(value, ("role",), findings)
    file_as = _member(value, ("file_as", "sort"), findings)
    return Author(
        name,
        email=email if email and re.fullmatch(_EMAIL, email) else None,
        url=url if url and scheme_of(url) in {"http", "https"} else None,
        avatar=_member(value, ("avatar",), findings),
        role=role if role and re.fullmatch("[a-z]{3}", role) else "aut",
        file_as=file_as,
    )


def _members(value: RawMapping, names: tuple[str, ...]) -> Iterator[Entry]:
    for name in names:
        for entry in value.entries:
            if fold(entry.key) == fold(name):
                yield entry


def _member(value: RawMapping, names: tuple[str, ...], findings: Findings) -> str | None:
    for entry in _members(value, names):
        text = read_text(Given(entry.key, entry.value, entry.line), findings)
        if text is not None:
            return text
    return None


def read_image(given: Given, findings: Findings) -> FeatureImage | None:
    """Reads a path or URL, a mapping (``{image: …, alt: …}``) or the first usable of a list."""
    match given.value:
        case Scalar() as value:
            return _image(value, "", given, findings)
        case RawMapping() as value:
            for entry in _members(value, _IMAGE_KEYS):
                if isinstance(entry.value, Scalar):
                    alt = _member(value, ("alt",), findings) or ""
                    own = Given(f"{given.name}.{entry.key}", entry.value, entry.line)
                    return _image(entry.value, alt, own, findings)
            wrong_form(given, "an image with 'url'", findings)
        case RawList(items):
            for item in items:
                image = read_image(Given(given.name, item, item.line), findings)
                if image is not None:
                    return image
    return None


def _image(value: Scalar, alt: str, given: Given, findings: Findings) -> FeatureImage | None:
    if not value.is_given or value.guess is False:
        return None
    url = value.text.strip()
    if value.is_bool or scheme_of(url) not in {"", "http", "https"}:
        wrong_form(given, "the path or http(s) URL of an image", findings)
        return None
    return FeatureImage(url, alt=alt, line=given.line)


def read_enclosure(given: Given, findings: Findings) -> Enclosure | None:
    """Reads the path or URL of an audio or video file, or ``{url, type, length}``."""
    media: RawValue = given.value
    if isinstance(media, Scalar) and (not media.is_given or media.guess is False):
        return None
    if isinstance(media, RawList) and media.items:
        media = media.items[0]
    kind, length = None, None
    if isinstance(media, RawMapping):
        kind = _member(media, ("type", "mime", "media_type"), findings)
        size = _member(media, ("length", "size"), findings) or ""
        length = int(size) if re.fullmatch("[0-9]{1,12}", size) else None
        media = next(
            (entry.value for entry in _members(media, _MEDIA_KEYS)),
            Scalar("", "", given.line, True),
        )
    if isinstance(media, Scalar):
        url = media.text.strip()
        if url and not media.is_bool and scheme_of(url) in {"", "http", "https"}:
            has_type = kind is not None and re.fullmatch(r"[\w.+-]+/[\w.+-]+", kind)
            return Enclosure(url, kind if has_type else None, length)
    wrong_form(given, "the path or http(s) URL of a media file", findings)
    return None


def read_feed_choice(given: Given, findings: Findings) -> bool | None:
    """Returns whether the article goes into feeds; ``hidden: true`` means that it does not."""
    is_opposite = fold(given.name) not in {"feed", "rss"}
    if isinstance(given.value, RawMapping):
        for names, sense in ((_OUT_OF_FEED, False), (_IN_FEED, True)):
            for entry in _members(given.value, names):
                value = entry.value
                answer = parse_bool(value.text) if isinstance(value, Scalar) else None
                if answer is not None:
                    return answer is sense
        return None
    answer = read_bool(given, findings)
    return None if answer is None else answer is not is_opposite
