"""Makes typed ``Metadata`` of the raw entries: aliases, their precedence, and what clashes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final, TypeVar

from publishkit.model.metadata import Author, FeatureImage, Metadata, PlainValue, freeze
from publishkit.reading.book_numbers import read_doi, read_isbn
from publishkit.reading.dates import DateReading
from publishkit.reading.field_names import FIELD_NAMES, fold
from publishkit.reading.field_objects import (
    read_authors,
    read_enclosure,
    read_feed_choice,
    read_image,
)
from publishkit.reading.field_values import (
    Given,
    parse_bool,
    read_bool,
    read_integer,
    read_language,
    read_moment,
    read_prose,
    read_text,
    read_texts,
    read_title,
    read_url,
    read_verbatim,
    scheme_of,
    wrong_form,
)
from publishkit.reading.findings import Findings
from publishkit.reading.raw_values import Entry, RawList, RawMapping, Scalar, to_plain

__all__ = ["Fields", "read_fields"]

_Value = TypeVar("_Value")

_DRAFT_STATES: Final = frozenset({"draft", "hidden", "private"})
_OPEN_STATES: Final = frozenset({"published", "publish", "public"})
_DRAFT_TAGS: Final = frozenset({"draft", "private"})
#: Names whose value is only sometimes the field's: another value is left to ``extra``.
_LOOSE_URLS: Final = frozenset({"link", "ref", "source", "via"})


@dataclass(frozen=True, slots=True)
class Fields:
    """Typed metadata and the line of each canonical field that was given."""

    metadata: Metadata
    lines: Mapping[str, int]
    is_updated_date_only: bool = False


def read_fields(mapping: RawMapping, *, zone: tzinfo, findings: Findings) -> Fields:
    """Reads every canonical field; the rest of the entries goes to ``extra``, never lost."""
    return _FieldReader(mapping, zone, findings).read()


class _FieldReader:
    """Looks names up for one block and notes which entries a field has claimed."""

    def __init__(self, mapping: RawMapping, zone: tzinfo, findings: Findings) -> None:
        self._zone = zone
        self._findings = findings
        self._entries = self._unique(mapping.entries)
        params = self._entries.get("params")
        inner = params.value.entries if params and isinstance(params.value, RawMapping) else ()
        self._params = self._unique(inner)
        self._claimed: set[str] = set()
        self._lines: dict[str, int] = {}

    def _unique(self, entries: tuple[Entry, ...]) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        for entry in entries:
            name = fold(entry.key)
            if name in found:
                first = found.pop(name)
                self._findings.add(
                    "F003",
                    f"'{entry.key}' is given in line {first.line} and again in line {entry.line};"
                    " the last one is used",
                    line=entry.line,
                )
            found[name] = entry
        return found

    def read(self) -> Fields:
        date, scheduled = self._dates()
        updated = self._pick("updated", self._moment)
        tags = self._pick("tags", read_texts) or ()
        keywords = self._pick("keywords", read_texts) or ()
        url = self._pick("url", self._internal_url)
        expires = self._pick("expires", self._moment)
        metadata = Metadata(
            title=self._pick("title", read_title) or "",
            short_title=self._pick("short_title", read_title),
            subtitle=self._pick("subtitle", read_title),
            id=self._pick("id", read_verbatim),
            slug=self._pick("slug", read_text),
            url=url,
            canonical=self._pick("canonical", read_url),
            aliases=self._aliases(),
            date=date.moment if date else None,
            date_only=bool(date and date.is_date_only),
            publish_at=self._publish_at(scheduled),
            updated=updated.moment if updated else None,
            expires=expires.moment if expires else None,
            is_draft=self._is_draft(tags),
            summary=self._pick("summary", read_prose),
            tags=tags or keywords,
            keywords=keywords,
            categories=self._pick("categories", read_texts) or (),
            series=self._pick("series", read_texts) or (),
            series_index=self._pick("series_index", read_integer),
            authors=self._pick("authors", read_authors) or (),
            translators=self._pick("translators", read_authors) or (),
            editors=self._pick("editors", read_authors) or (),
            image=self._pick("image", read_image) or self._resource_image(),
            lang=self._pick("lang", read_language) or "",
            weight=self._pick("weight", read_integer),
            enclosure=self._pick("enclosure", read_enclosure),
            license=self._pick("license", _read_license),
            publisher=self._pick("publisher", read_prose),
            isbn=self._pick("isbn", read_isbn),
            doi=self._pick("doi", read_doi),
            external_url=self._pick("external_url", self._outer_url),
            in_feed=self._pick("feed", read_feed_choice) is not False,
            extra=self._extra(),
        )
        return Fields(metadata, self._lines, bool(updated and updated.is_date_only))

    def _given(self, field: str) -> Iterator[Given]:
        """Yields the values for a field by precedence: the top level first, then ``params``."""
        for entries in filter(None, (self._entries, self._params)):
            for name in FIELD_NAMES[field]:
                entry = entries.get(fold(name))
                if entry is not None:
                    if entries is self._entries:
                        self._claimed.add(fold(name))
                    yield Given(entry.key, entry.value, entry.line)

    def _pick(self, field: str, read: Callable[[Given, Findings], _Value | None]) -> _Value | None:
        """Returns the first usable value; other names that say something else are F004."""
        winner: tuple[Given, _Value] | None = None
        for given in self._given(field):
            value = read(given, self._findings)
            if value is None:
                continue
            if winner is None:
                winner = given, value
                self._lines[field] = given.line
            elif not _agree(winner[1], value):
                self._report_clash(winner[0], given)
        return winner[1] if winner else None

    def _report_clash(self, used: Given, unused: Given) -> None:
        message = (
            f"'{used.name}' in line {used.line} and '{unused.name}' in line {unused.line}"
            f" disagree; '{used.name}' is used"
        )
        self._findings.add("F004", message, line=unused.line)

    # Dates

    def _moment(self, given: Given, findings: Findings) -> DateReading | None:
        return read_moment(given, findings, zone=self._zone)

    def _dates(self) -> tuple[DateReading | None, DateReading | None]:
        """Returns the article's date and, where ``publishDate`` says another, the scheduled one."""
        scheduled: DateReading | None = None
        winner: tuple[Given, DateReading] | None = None
        for given in self._given("date"):
            name = fold(given.name)
            if name == "published" and _switch(given) is not None:
                continue  # Jekyll's switch, not a date
            reading = self._moment(given, self._findings)
            if reading is None:
                continue
            if winner is None:
                winner = given, reading
                self._lines["date"] = given.line
            elif _agree(winner[1], reading):
                continue
            elif name == "publishdate":
                scheduled = reading
                self._lines["publish_at"] = given.line
            else:
                self._report_clash(winner[0], given)
        return winner[1] if winner else None, scheduled

    def _publish_at(self, scheduled: DateReading | None) -> datetime | None:
        for given in self._given("publish_at"):
            if fold(given.name) == "publishdate":
                continue  # it was read as a date
            reading = self._moment(given, self._findings)
            if reading is not None:
                self._lines["publish_at"] = given.line
                return reading.moment
        return scheduled.moment if scheduled else None

    # Fields with names of two meanings

    def _is_draft(self, tags: tuple[str, ...]) -> bool:
        is_draft = any(tag.casefold() in _DRAFT_TAGS for tag in tags)
        for given in self._given("draft"):
            match fold(given.name):
                case "draft":
                    says_draft = read_bool(given, self._findings) is True
                case "status":
                    says_draft = self._is_draft_status(given)
                case "published" if _switch(given) is None:
                    continue
                case _:
                    says_draft = read_bool(given, self._findings) is False
            if says_draft and not is_draft:
                self._lines["draft"] = given.line
            is_draft = is_draft or says_draft
        return is_draft

    def _is_draft_status(self, given: Given) -> bool:
        text = read_text(given, self._findings)
        if text is None or text.casefold() in _DRAFT_STATES:
            return text is not None
        if text.casefold() not in _OPEN_STATES:
            self._claimed.discard("status")
            wrong_form(given, "a known status", self._findings, hint="draft, hidden or published")
        return False

    def _internal_url(self, given: Given, findings: Findings) -> str | None:
        if fold(given.name) == "link" and not _text_of(given).startswith("/"):
            return None  # a link post, or some other text
        if "{{" in _text_of(given) or "/:" in _text_of(given):
            findings.add(
                "F011",
                f"'{given.name}' is a site's pattern for URLs, not a URL; it is left out",
                line=given.line,
            )
            return None
        return read_url(given, findings)

    def _outer_url(self, given: Given, findings: Findings) -> str | None:
        name = fold(given.name)
        if name in _LOOSE_URLS and not _is_external(given):
            if name != "link" or not _text_of(given).startswith("/"):
                self._claimed.discard(name)
            return None
        if not _is_external(given) and isinstance(given.value, Scalar) and given.value.is_given:
            wrong_form(given, "an http(s) URL", findings)
            return None
        return read_url(given, findings)

    def _aliases(self) -> tuple[str, ...]:
        urls: list[str] = []
        for given in self._given("aliases"):
            value = given.value
            items = value.items if isinstance(value, RawList) else (value,)
            for item in items:
                own = Given(given.name, item, item.line)
                text = _text_of(own)
                # Obsidian's aliases are other titles; Jekyll's redirect_from holds only paths.
                if text.startswith(("/", "http")) or fold(given.name) == "redirectfrom":
                    url = read_url(own, self._findings)
                    if url is not None:
                        self._lines.setdefault("aliases", given.line)
                        urls.append(url)
                elif isinstance(item, Scalar) and item.is_given:
                    self._claimed.discard(fold(given.name))
                elif not isinstance(item, Scalar):
                    wrong_form(given, "a list of URLs", self._findings)
        return tuple(dict.fromkeys(urls))

    def _resource_image(self) -> FeatureImage | None:
        """Finds Hugo's page resource that is named ``featured-image``."""
        resources = self._entries.get("resources")
        if resources is None or not isinstance(resources.value, RawList):
            return None
        for item in resources.value.items:
            if isinstance(item, RawMapping):
                members = {fold(entry.key): entry for entry in item.entries}
                name, source = members.get("name"), members.get("src")
                if name and source and _text_of(_as_given(name)) == "featured-image":
                    return read_image(_as_given(source), self._findings)
        return None

    def _extra(self) -> Mapping[str, PlainValue]:
        others = [entry for name, entry in self._entries.items() if name not in self._claimed]
        for entry in others:
            self._lines.setdefault(entry.key, entry.line)
        plain = freeze({entry.key: to_plain(entry.value) for entry in others})
        assert isinstance(plain, Mapping)
        return plain


def _as_given(entry: Entry) -> Given:
    return Given(entry.key, entry.value, entry.line)


def _text_of(given: Given) -> str:
    return given.value.text.strip() if isinstance(given.value, Scalar) else ""


def _switch(given: Given) -> bool | None:
    return parse_bool(_text_of(given))


def _is_external(given: Given) -> bool:
    return scheme_of(_text_of(given)) in {"http", "https"}


def _agree(one: object, other: object) -> bool:
    """Compares as readers do: dates by their moment, images by URL, people by name."""
    match one, other:
        case (DateReading(), DateReading()):
            return one.moment == other.moment
        case (FeatureImage(), FeatureImage()):
            return one.url == other.url
    return _names(one) == _names(other)


def _names(value: object) -> object:
    if not isinstance(value, tuple):
        return value
    return [item.name if isinstance(item, Author) else item for item in value]


def _read_license(given: Given, findings: Findings) -> str | None:
    if isinstance(given.value, RawMapping):
        for wanted in ("name", "title", "url"):
            for entry in given.value.entries:
                if fold(entry.key) == wanted:
                    return read_prose(_as_given(entry), findings)
    return read_prose(given, findings)
