"""The elements of modules that stand in feeds of either format, by their specifications."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from publishkit.formats.feeds.validation.addresses import absolute_address, address, http_address
from publishkit.formats.feeds.validation.context import Context
from publishkit.formats.feeds.validation.dates import iso_date, rss_date
from publishkit.formats.feeds.validation.findings import Finding, Value
from publishkit.formats.feeds.validation.grammar import Rules, Table, many, once, parent
from publishkit.formats.feeds.validation.media import media_table
from publishkit.formats.feeds.validation.reading import Element
from publishkit.formats.feeds.validation.values import (
    anything,
    email,
    integer,
    language,
    media_type,
    not_blank,
    not_negative,
    number,
    one_of,
    pattern,
    positive,
)

__all__ = ["CHECKED", "QUESTIONABLE", "channel_table", "everywhere_table", "item_table"]

#: Modules all of whose elements are in the tables: others of them are misspelt.
CHECKED: Final = frozenset(
    {"atom", "content", "dc", "dcterms", "fh", "geo", "georss", "itunes", "media", "slash", "sy"}
    | {"thr", "wfw", "trackback", "creativeCommons", "feedburner", "conversationsNetwork"}
)
#: Elements that are known, but belong elsewhere.
QUESTIONABLE: Final = frozenset(
    {"atom:feed", "atom:entry", "opensearch:Query", "opensearch:totalResults"}
)
_OPEN: Final = Rules(is_once=False, is_open=True)
_OPEN_ONCE: Final = Rules(is_open=True)
_FREE_DCTERMS: Final = (
    "accessRights accrualMethod accrualPeriodicity accrualPolicy available bibliographicCitation"
    " conformsTo educationLevel hasFormat hasPart hasVersion instructionalMethod isFormatOf"
    " isPartOf isReferencedBy isReplacedBy isRequiredBy isVersionOf license provenance references"
    " replaces requires rightsHolder spatial temporal valid audience alternative"
)
_SINGLE_DCTERMS: Final = (
    "abstract dateAccepted dateCopyrighted dateSubmitted mediator tableOfContents"
)
_PERIODS: Final = "hourly daily weekly monthly yearly"


def everywhere_table(context: Context) -> Table:
    """Returns what may stand in any part of a feed."""
    w3c = context.clock.w3c
    plain = Rules(checks=(context.plain,))
    table: dict[str, Rules] = {
        **dict.fromkeys(("dc:title", "dc:description", "dc:type", "dc:format"), once()),
        **dict.fromkeys(("dc:publisher", "dc:contributor", "dc:identifier"), many()),
        **dict.fromkeys(("dc:relation", "dc:coverage", "dc:creator", "dc:subject"), many()),
        "dc:source": once(),
        "dc:language": once(language),
        "dc:rights": plain,
        "dc:date": many(w3c),
        **{f"dcterms:{name}": _OPEN for name in _FREE_DCTERMS.split()},
        **{f"dcterms:{name}": once() for name in _SINGLE_DCTERMS.split()},
        **{f"dcterms:{name}": once(w3c) for name in ("created", "issued", "modified")},
        "dcterms:extent": once(positive),
        "geo:Point": parent({"geo:lat": once(_latitude), "geo:long": once(_longitude),
                             "geo:alt": once(number)}, is_once=False),
        "geo:lat": many(_latitude),
        "geo:long": many(_longitude),
        "geo:alt": many(number),
        **{f"{prefix}:latitude": many(_latitude) for prefix in ("geourl", "icbm")},
        **{f"{prefix}:longitude": many(_longitude) for prefix in ("geourl", "icbm")},
        **_GEORSS,
        "rdf:RDF": _OPEN, "rdf:type": _OPEN, "rdf:Description": _OPEN, "rdfs:seeAlso": _OPEN,
        "opml:dateCreated": once(rss_date), "opml:dateModified": once(rss_date),
        "opml:ownerName": once(), "opml:ownerEmail": once(email),
        "opml:ownerId": once(http_address),
        "creativeCommons:license": many(absolute_address),
        "cc:license": _OPEN,
        **media_table(context),
    }  # fmt: skip
    return MappingProxyType(table)


def item_table(context: Context) -> Table:
    """Returns what modules put into an item or entry."""
    return MappingProxyType(
        {
            "annotate:reference": _OPEN_ONCE,
            "ag:source": once(),
            "ag:sourceURL": once(absolute_address),
            "ag:timestamp": once(iso_date),
            "ev:startdate": once(iso_date),
            "ev:enddate": once(iso_date),
            "feedburner:awareness": once(absolute_address),
            "feedburner:origEnclosureLink": once(absolute_address),
            "feedburner:origLink": once(absolute_address),
            "slash:comments": once(not_negative),
            "slash:section": many(),
            "slash:department": many(),
            "slash:hit_parade": once(pattern(r"\d+(?:,\s*\d+)*", "integers")),
            "thr:total": once(not_negative),
            "thr:in-reply-to": Rules(
                is_once=False,
                attributes={"ref": (absolute_address,), "href": (absolute_address,),
                            "source": (absolute_address,), "type": (media_type,)},
                needed={"ref": "missing-attribute"},
                checks=(_reply,),
            ),
            "wfw:comment": once(absolute_address),
            "wfw:commentRss": once(absolute_address),
            "wfw:commentRSS": Rules((absolute_address,), checks=(_comment_rss,)),
            "trackback:ping": once(absolute_address),
            "trackback:about": many(absolute_address),
            "conversationsNetwork:introMilliseconds": once(not_negative),
            "conversationsNetwork:image": once(http_address),
            "conversationsNetwork:ratingAverage": once(number),
            "conversationsNetwork:ratingCount": once(not_negative),
            "conversationsNetwork:ratingIndividual": once(positive),
            "conversationsNetwork:ratingTimestamp": once(iso_date),
            "atom:id": once(absolute_address),
            "atom:published": once(context.clock.atom),
            "atom:updated": once(context.clock.atom),
        }
    )  # fmt: skip


def channel_table(context: Context) -> Table:
    """Returns what modules put into the head of a feed."""
    return MappingProxyType(
        {
            "admin:generatorAgent": Rules(is_open=True, attributes={"rdf:resource": (address,)}),
            "admin:errorReportsTo": Rules(is_open=True, attributes={"rdf:resource": (address,)}),
            "blogChannel:blogRoll": once(absolute_address),
            "blogChannel:mySubscriptions": once(absolute_address),
            "blogChannel:blink": once(absolute_address),
            "blogChannel:changes": once(absolute_address),
            "dc:date": once(context.clock.w3c),
            "sy:updatePeriod": once(one_of(_PERIODS, "update-period")),
            "sy:updateFrequency": once(not_blank, positive),
            "sy:updateBase": once(context.clock.w3c),
            "thr:in-reply-to": item_table(context)["thr:in-reply-to"],
            "feedburner:awareness": once(absolute_address),
            "feedburner:browserFriendly": Rules(checks=(context.plain,)),
            "feedburner:emailServiceId": _OPEN_ONCE,
            "feedburner:feedFlare": Rules(
                checks=(context.plain,), is_once=False,
                attributes={"href": (absolute_address,), "src": (address,)},
            ),
            "feedburner:feedburnerHostname": once(absolute_address),
            "feedburner:info": Rules(is_open=True, is_once=False),
            "feedburner:xmlView": Rules(attributes={"href": (absolute_address,)}),
            "fh:archive": Rules(checks=(_no_content,)),
            "fh:complete": Rules(checks=(_no_content,)),
            "atom:id": once(absolute_address),
            "atom:icon": once(not_blank, address),
            "atom:logo": once(not_blank, address),
            "atom:updated": once(context.clock.atom),
            "atom:published": once(context.clock.atom),
        }
    )  # fmt: skip


# --- forms --------------------------------------------------------------------------------------


class _Degrees:
    """A check of a coordinate that has a limit on both sides."""

    def __init__(self, rule: str, limit: float) -> None:
        self.rule = rule
        self.limit = limit

    def __call__(self, value: Value) -> Iterator[Finding]:
        try:
            degrees = float(value.text)
        except ValueError:
            degrees = float("inf")
        if not abs(degrees) <= self.limit:
            yield value.breaks(self.rule)


_latitude: Final = _Degrees("latitude", 90)
_longitude: Final = _Degrees("longitude", 180)


def _coordinates(value: Value) -> Iterator[Finding]:
    """Checks pairs of numbers with white space between."""
    text = value.text
    if "," in text:
        yield value.breaks("coordinates-comma")
        text = text.replace(",", " ")
    parts = text.split()
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        numbers = []
    if not numbers or len(numbers) % 2:
        yield value.breaks("coordinates")


_GML: Final = MappingProxyType(
    {"gml:pos": once(_coordinates), "gml:posList": once(_coordinates),
     "gml:lowerCorner": once(_coordinates), "gml:upperCorner": once(_coordinates)}
)  # fmt: skip
_SRS: Final = {"srsName": (anything,)}
_RING: Final = parent(
    {"gml:LinearRing": parent(_GML, attributes=_SRS)}, attributes=_SRS
)  # fmt: skip
_GEORSS: Final = MappingProxyType(
    {
        "georss:where": parent(
            {
                "gml:Point": parent(_GML, attributes=_SRS),
                "gml:LineString": parent(_GML, attributes=_SRS),
                "gml:Envelope": parent(_GML, attributes=_SRS),
                "gml:Polygon": parent({"gml:exterior": _RING}, attributes=_SRS),
            },
            is_once=False,
        ),
        "georss:point": many(_coordinates),
        "georss:line": many(_coordinates),
        "georss:polygon": many(_coordinates),
        "georss:box": many(_coordinates),
        "georss:circle": many(),
        "georss:featureTypeTag": many(),
        "georss:relationshipTag": many(),
        "georss:featureName": many(),
        "georss:elev": many(number),
        "georss:floor": many(integer),
        "georss:radius": many(number),
    }
)


def _reply(element: Element) -> Iterator[Finding]:
    """An answer should name where the other entry is (RFC 4685, 3)."""
    if "source" in element.attributes and "href" not in element.attributes:
        yield Finding("missing-recommended-attribute", element.line, element.label, "'href'")


def _comment_rss(element: Element) -> Iterator[Finding]:
    yield Finding("comment-rss", element.line, element.label)


def _no_content(element: Element) -> Iterator[Finding]:
    if element.text.strip():
        yield Finding("unexpected-text", element.line, element.label, element.text.strip()[:40])
