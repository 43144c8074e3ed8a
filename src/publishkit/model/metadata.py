"""What is known about an article beside its text: the canonical front-matter fields, typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias

__all__ = ["Author", "Enclosure", "FeatureImage", "Metadata", "PlainValue"]

#: A front-matter value that no canonical field claims, as plain data.
PlainValue: TypeAlias = (
    "str | int | float | bool | None | tuple[PlainValue, ...] | Mapping[str, PlainValue]"
)


@dataclass(frozen=True, slots=True)
class Author:
    """A person or body; ``name`` is never empty. ``role`` is a MARC relator code (``aut``).

    ``file_as`` is the name by which the person is sorted, where the author gave one.
    """

    name: str
    email: str | None = None
    url: str | None = None
    avatar: str | None = None
    role: str = "aut"
    file_as: str | None = None


@dataclass(frozen=True, slots=True)
class FeatureImage:
    """The article's own image, as written; resolve ``url`` through ``Document.assets``."""

    url: str
    alt: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Enclosure:
    """An audio or video file that belongs to the article; ``length`` is in bytes."""

    url: str
    media_type: str | None = None
    length: int | None = None


def _empty() -> Mapping[str, PlainValue]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Metadata:
    """The canonical fields of front matter; see ``docs/front-matter.md`` for their aliases.

    Every ``datetime`` is aware and has whole seconds. ``title`` and ``lang`` are filled by the
    reader (first heading or file name; detection) and so never empty in a ``Document``.
    ``lang`` is a BCP 47 tag.
    """

    title: str = ""
    short_title: str | None = None
    subtitle: str | None = None
    id: str | None = None
    slug: str | None = None
    url: str | None = None
    canonical: str | None = None
    aliases: tuple[str, ...] = ()
    date: datetime | None = None
    date_only: bool = False
    publish_at: datetime | None = None
    updated: datetime | None = None
    expires: datetime | None = None
    is_draft: bool = False
    summary: str | None = None
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    series_index: int | None = None
    authors: tuple[Author, ...] = ()
    translators: tuple[Author, ...] = ()
    editors: tuple[Author, ...] = ()
    image: FeatureImage | None = None
    lang: str = ""
    weight: int | None = None
    enclosure: Enclosure | None = None
    license: str | None = None
    publisher: str | None = None
    isbn: str | None = None
    doi: str | None = None
    external_url: str | None = None
    in_feed: bool = True
    extra: Mapping[str, PlainValue] = field(default_factory=_empty)

    def __reduce__(self) -> tuple[object, ...]:
        # A mapping proxy does not pickle; a plain dict carries ``extra`` instead.
        values = {name: getattr(self, name) for name in self.__slots__}
        values["extra"] = _thaw(self.extra)
        return _rebuild, (values,)


def _thaw(value: PlainValue) -> object:
    if isinstance(value, Mapping):
        return {key: _thaw(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_thaw(item) for item in value)
    return value


def freeze(value: object) -> PlainValue:
    """Returns plain data with tuples for lists and read-only mappings for dicts."""
    if isinstance(value, Mapping):
        return MappingProxyType({str(key): freeze(item) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return tuple(freeze(item) for item in value)
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


def _rebuild(values: dict[str, object]) -> Metadata:
    extra = freeze(values.pop("extra"))
    assert isinstance(extra, Mapping)
    return Metadata(**values, extra=extra)  # type: ignore[arg-type]  # fields come from a Metadata
