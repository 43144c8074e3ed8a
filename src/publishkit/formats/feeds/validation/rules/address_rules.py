"""R006: addresses of the feed itself."""

from __future__ import annotations

from typing import Final

from publishkit.formats.feeds.validation.rules.rule import ERROR, WARNING, Rule

__all__ = ["ADDRESS_RULES"]

_RSS: Final = "RSS 2.0"
_URI: Final = "RFC 3986"
_ATOM: Final = "RFC 4287"

ADDRESS_RULES: Final = (
    Rule("address", "R006", ERROR, "{what} is no address: {value}", "correct it", _URI,
         "InvalidLink"),
    Rule("iri", "R006", ERROR, "{what} is no address: {value}", "correct it", "RFC 3987",
         "InvalidIRI"),
    Rule("uri-attribute", "R006", ERROR, "{what} is no address: {value}", "correct it", _URI,
         "InvalidURIAttribute"),
    Rule("address-not-absolute", "R006", ERROR, "{what} is no whole address: {value}",
         "write it with https:// and host: readers do not know what it is relative to", _RSS,
         "InvalidFullLink NotBlank"),
    Rule("address-character", "R006", ERROR,
         "{what} has a character that no address may have: {value}",
         "percent-encode it, a space as %20", f"{_URI}, 2", "InvalidUriChar"),
    Rule("address-not-ascii", "R006", ERROR, "{what} is not percent-encoded: {value}",
         "percent-encode the path, and write the host in Punycode: readers that take it as it is "
         "open nothing", f"{_URI}, 2.5", "UriNotIri"),
    Rule("address-percent", "R006", WARNING,
         "{what} has a '%' that stands for no character: {value}",
         "write %25 for the character itself", f"{_URI}, 2.1"),
    Rule("http-address", "R006", ERROR, "{what} is no address of the web: {value}",
         "write the whole http: or https: address of the file", _RSS, "InvalidURLAttribute"),
    Rule("scheme", "R006", WARNING, "{what} has a scheme that is not registered: {value}",
         "readers can open http: and https: only", "RFC 7595", "SchemeNotIANARegistered"),
    Rule("tag-uri", "R006", ERROR, "{what} is no tag: URI: {value}",
         "write tag:example.org,2025:name", "RFC 4151, 2.1", "InvalidTAG"),
    Rule("urn", "R006", ERROR, "{what} is no URN: {value}", "write urn:NAME:…", "RFC 8141, 2",
         "InvalidURN"),
    Rule("uuid", "R006", ERROR, "{what} is no UUID: {value}",
         "write urn:uuid: with 32 hexadecimal digits in groups of 8-4-4-4-12", "RFC 4122, 3",
         "InvalidUUID"),
    Rule("not-canonical", "R006", WARNING, "{what} is not in its canonical form: {value}",
         "write scheme and host in lower case and an empty path as '/', since ids are compared "
         "character by character", f"{_ATOM}, 4.2.6.1", "NonCanonicalURI"),
    Rule("same-document", "R006", WARNING,
         "{what} means this document itself by its xml:base: {value}",
         "write the address whole", f"{_URI}, 4.4", "SameDocumentReference"),
    Rule("active-address", "R012", ERROR, "{what} runs a program: {value}",
         "readers remove or run it: write an address of the web", "security of readers",
         "SchemeNotIANARegistered"),
)  # fmt: skip
