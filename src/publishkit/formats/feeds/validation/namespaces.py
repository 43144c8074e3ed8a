"""The namespaces that feeds use, and the prefix by which each is known."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

__all__ = ["ATOM", "MEDIA_WITHOUT_SLASH", "NAMESPACES", "OBSOLETE_ATOM", "UNCHECKED", "XHTML"]
__all__ += ["known_prefix", "near_prefix"]

ATOM: Final = "http://www.w3.org/2005/Atom"
XHTML: Final = "http://www.w3.org/1999/xhtml"
#: Atom 0.3, which was a draft.
OBSOLETE_ATOM: Final = "http://purl.org/atom/ns#"
#: Yahoo's documentation of Media RSS once forgot the slash; its namespace has one.
MEDIA_WITHOUT_SLASH: Final = "http://search.yahoo.com/mrss"

#: Prefix of each namespace, as its own specification writes it.
NAMESPACES: Final = MappingProxyType(
    {
        ATOM: "atom",
        XHTML: "xhtml",
        "http://www.w3.org/XML/1998/namespace": "xml",
        "http://www.w3.org/2007/app": "app",
        "http://purl.org/rss/1.0/modules/content/": "content",
        "http://purl.org/dc/elements/1.1/": "dc",
        "http://purl.org/dc/terms/": "dcterms",
        "http://search.yahoo.com/mrss/": "media",
        "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
        "http://purl.org/syndication/history/1.0": "fh",
        "http://purl.org/syndication/thread/1.0": "thr",
        "http://purl.org/rss/1.0/modules/slash/": "slash",
        "http://purl.org/rss/1.0/modules/syndication/": "sy",
        "http://wellformedweb.org/CommentAPI/": "wfw",
        "http://madskills.com/public/xml/rss/module/trackback/": "trackback",
        "http://backend.userland.com/creativeCommonsRssModule": "creativeCommons",
        "http://backend.userland.com/blogChannelModule": "blogChannel",
        "http://web.resource.org/cc/": "cc",
        "http://webns.net/mvcb/": "admin",
        "http://www.w3.org/2003/01/geo/wgs84_pos#": "geo",
        "http://www.georss.org/georss": "georss",
        "http://www.opengis.net/gml": "gml",
        "http://postneo.com/icbm": "icbm",
        "http://a9.com/-/spec/opensearch/1.1/": "opensearch",
        "http://a9.com/-/spec/opensearchrss/1.0/": "opensearch10",
        "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
        "http://feedsync.org/2007/feedsync": "sx",
        "http://www.bloglines.com/about/specs/fac-1.0": "access",
        "http://www.microsoft.com/schemas/rss/core/2005": "cf",
        "http://conversationsnetwork.org/rssNamespace-1.0/": "conversationsNetwork",
        "http://base.google.com/ns/1.0": "g",
        "http://xmlns.com/foaf/0.1/": "foaf",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
        "http://www.w3.org/2000/01/rdf-schema#": "rdfs",
        "http://www.w3.org/2000/svg": "svg",
        "http://www.w3.org/1998/Math/MathML": "mathml",
        "http://www.w3.org/1999/xlink": "xlink",
        "http://purl.org/rss/1.0/": "rss1",
        "http://purl.org/net/rss1.1#": "rss11",
        "http://my.netscape.com/rdf/simple/0.9/": "rss090",
        "http://purl.org/rss/1.0/modules/aggregation/": "ag",
        "http://purl.org/rss/1.0/modules/annotate/": "annotate",
        "http://media.tangent.org/rss/1.0/": "audio",
        "http://purl.org/rss/1.0/modules/company": "company",
        "http://my.theinfo.org/changed/1.0/rss/": "cp",
        "http://purl.org/rss/1.0/modules/email/": "email",
        "http://purl.org/rss/1.0/modules/event/": "ev",
        "http://geourl.org/rss/module/": "geourl",
        "http://purl.org/rss/1.0/modules/image/": "image",
        "urn:atom-extension:indexing": "indexing",
        "http://purl.org/rss/1.0/modules/link/": "l",
        "http://openid.net/xmlns/1.0": "openid",
        "http://www.opml.org/spec2": "opml",
        "http://purl.org/rss/1.0/modules/reference/": "ref",
        "http://purl.org/rss/1.0/modules/richequiv/": "reqv",
        "http://purl.org/rss/1.0/modules/rss091#": "rss091",
        "http://purl.org/rss/1.0/modules/search/": "search",
        "http://purl.org/rss/1.0/modules/servicestatus/": "ss",
        "http://hacks.benhammersley.com/rss/streaming/": "str",
        "http://purl.org/rss/1.0/modules/subscription/": "sub",
        "http://purl.org/rss/1.0/modules/taxonomy/": "taxo",
        "http://purl.org/rss/1.0/modules/threading/": "thr",
        "http://purl.org/rss/1.0/modules/wiki/": "wiki",
        "http://www.usemod.com/cgi-bin/mb.pl?ModWiki": "wiki",
    }
)

#: Namespaces that are known, but whose elements are not checked.
UNCHECKED: Final = MappingProxyType(
    {
        "http://schemas.google.com/g/2005": "Google Data",
        "http://www.rawvoice.com/rawvoiceRssModule/": "RawVoice",
        "http://schema.org/": "Schema.org",
        "https://schema.org/": "Schema.org",
        "https://podcastindex.org/namespace/1.0": "Podcasting 2.0",
        "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": (
            "Podcasting 2.0"
        ),
    }
)


def _core(uri: str) -> str:
    """Returns an address without what is often mistyped: case and the characters at its end."""
    end = len(uri)
    while end and not (uri[end - 1].isalnum() or uri[end - 1] == "_"):
        end -= 1
    return uri[:end].lower()


_NEAR: Final = MappingProxyType({_core(uri): prefix for uri, prefix in NAMESPACES.items()})


def known_prefix(uri: str) -> str:
    """Returns the usual prefix of a namespace, the empty text when it is unknown."""
    return NAMESPACES.get(uri, "")


def near_prefix(uri: str) -> str:
    """Returns the prefix of the namespace that is meant, if ``uri`` differs from it but little."""
    return NAMESPACES.get(uri) or _NEAR.get(_core(uri), "")
