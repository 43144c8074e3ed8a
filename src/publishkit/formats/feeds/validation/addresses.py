"""R006: whether an address is one, for the elements and attributes that hold addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from publishkit.formats.feeds.validation.findings import Finding, Value, quote, quote_character
from publishkit.render.tag_soup import words

__all__ = [
    "absolute_address",
    "absolute_iri",
    "address",
    "base_address",
    "canonical_id",
    "guid_address",
    "has_scheme",
    "http_address",
    "iri",
    "is_registered",
    "runs_a_program",
    "uri_attribute",
    "wrong_character",
]

#: What may stand in an address as it is (RFC 3986, 2); brackets only in a host.
_FORBIDDEN: Final = re.compile(r"[^0-9A-Za-z;/?:@&=+$.\-_!~*'()%,#\[\]\x80-\U0010ffff]")
_BRACKET: Final = re.compile(r"[\[\]]")
_IP_LITERAL: Final = re.compile(r"//(?:[^/@]*@)?\[[0-9A-Fa-f:.]+\]")
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_WRONG_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_TAG: Final = re.compile(
    r"tag:(?:[a-z0-9._\-]+@)?[a-z0-9.\-]+,\d{4}(?:-\d\d(?:-\d\d)?)?:"
    r"[0-9A-Za-z;/?:@&=+$.\-_!~*'()%,]*(?:#[0-9A-Za-z;/?:@&=+$.\-_!~*'()%,]*)?"
)
_URN: Final = re.compile(
    r"urn:[a-z0-9][a-z0-9\-]{1,31}:(?:[a-z0-9()+,.:=@;$_!*'\-/?#&~]|%[0-9a-f]{2})+", re.IGNORECASE
)
_STRICT_URN: Final = re.compile(
    r"urn:[a-z0-9][a-z0-9\-]{1,31}:(?:[a-z0-9()+,.:=@;$_!*'\-]|%[0-9a-f]{2})+", re.IGNORECASE
)
_UUID: Final = re.compile(
    r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE
)
_WEB: Final = re.compile(
    r"https?://(?:[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+\.?|\[[0-9A-Fa-f:.]+\]|localhost)"
    r"(?::\d+)?(?:[/?#].*)?",
    re.IGNORECASE,
)
_ACTIVE: Final = re.compile(
    r"(?:javascript|vbscript|livescript):|data:(?:text/html|text/xml|image/svg|application/x)",
    re.IGNORECASE,
)
_IGNORED: Final = re.compile("[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\ufeff]+")
#: Schemes that need a host.
_HIERARCHICAL: Final = frozenset({"http", "https", "ftp"})
#: Registered with IANA and met in feeds.
_REGISTERED: Final = words(
    "aaa aaas about acap acct cap cid crid data dav dict dns example fax file ftp geo go gopher"
    " h323 http https iax icap im imap info ipp iris iris.beep iris.lwz iris.xpc iris.xpcs ldap"
    " mailto mid modem msrp msrps mtqp mupdate news nfs nntp opaquelocktoken pop pres prospero"
    " rtsp service shttp sip sips sms snmp soap.beep soap.beeps tag tel telnet tftp thismessage tip"
    " tv urn vemmi wais ws wss xmlrpc.beep xmlrpc.beeps xmpp z39.50r z39.50s magnet git ssh"
    " irc ircs"
)


def has_scheme(text: str) -> bool:
    """Whether an address begins with a scheme, and so is absolute."""
    return _SCHEME.match(text) is not None


def is_registered(text: str) -> bool:
    """Whether the scheme of an absolute address is one of IANA's that are met in feeds."""
    found = _SCHEME.match(text)
    return found is not None and found[1].lower() in _REGISTERED


def runs_a_program(text: str) -> bool:
    """Whether an address is one of a program, such as ``javascript:``, however it is hidden."""
    return _ACTIVE.match(_IGNORED.sub("", text)) is not None


def wrong_character(text: str) -> str:
    """Returns the first character of ASCII that no address may have, or the empty text."""
    found = _FORBIDDEN.search(text)
    if found is None and _BRACKET.search(text) and not _IP_LITERAL.search(text):
        found = _BRACKET.search(text)
    return found[0] if found else ""


def address(value: Value) -> Iterator[Finding]:
    """Checks an address that may be relative."""
    yield from _address(value, "address", is_absolute=False, is_iri=False)


def absolute_address(value: Value) -> Iterator[Finding]:
    """Checks an address that must have a scheme."""
    yield from _address(value, "address-not-absolute", is_absolute=True, is_iri=False)


def iri(value: Value) -> Iterator[Finding]:
    """Checks an address that may be relative and in any script, as in Atom (RFC 3987)."""
    yield from _address(value, "iri", is_absolute=False, is_iri=True)


def absolute_iri(value: Value) -> Iterator[Finding]:
    """Checks an address that must have a scheme and may be in any script."""
    yield from _address(value, "address-not-absolute", is_absolute=True, is_iri=True)


def uri_attribute(value: Value) -> Iterator[Finding]:
    """Checks an address in an attribute that may be relative."""
    yield from _address(value, "uri-attribute", is_absolute=False, is_iri=True)


def guid_address(value: Value) -> Iterator[Finding]:
    """Checks a guid that is said to be the address of its item."""
    text = value.text
    if text.lower().startswith(("tag:", "urn:uuid:")):
        found = list(_address(value, "guid-no-address", is_absolute=False, is_iri=False))
        yield from found or (value.breaks("guid-no-permalink"),)
    else:
        yield from _address(value, "guid-no-address", is_absolute=True, is_iri=False)


def http_address(value: Value) -> Iterator[Finding]:
    """Checks the address of a file that readers load."""
    text = value.text
    if runs_a_program(text):
        yield value.breaks("active-address")
    elif not _WEB.fullmatch(text) or wrong_character(text) or _NOT_ASCII.search(text):
        yield value.breaks("http-address")


def canonical_id(value: Value) -> Iterator[Finding]:
    """Checks the id of a feed or entry of Atom: absolute, and as it is when written canonically."""
    found = list(_address(value, "address-not-absolute", is_absolute=True, is_iri=True))
    yield from found
    if not found and _canonical(value.text) != value.text:
        yield value.breaks("not-canonical")


def base_address(value: Value) -> Iterator[Finding]:
    """Checks an ``xml:base``."""
    yield from _address(value, "iri", is_absolute=False, is_iri=True)


def _address(value: Value, rule: str, *, is_absolute: bool, is_iri: bool) -> Iterator[Finding]:
    text = value.text
    found = _SCHEME.match(text)
    scheme = found[1].lower() if found else ""
    if runs_a_program(text):
        yield value.breaks("active-address")
    elif scheme == "tag":
        if not _TAG.fullmatch(text):
            yield value.breaks("tag-uri")
    elif scheme == "urn":
        if text.lower().startswith("urn:uuid:"):
            if not _UUID.fullmatch(text):
                yield value.breaks("uuid")
        elif not _STRICT_URN.fullmatch(text):
            yield value.breaks("urn")
    elif bad := wrong_character(text):
        yield value.breaks("address-character", quote_character(bad, text))
    elif not is_iri and _NOT_ASCII.search(text):
        yield value.breaks("address-not-ascii")
    elif (is_absolute and not _is_whole(text, scheme)) or (
        scheme in _HIERARCHICAL and not _has_host(text)
    ):
        yield value.breaks(rule)
    elif scheme and "." not in scheme and scheme not in _REGISTERED:
        yield value.breaks("scheme", quote(scheme))
    elif _WRONG_PERCENT.search(text):
        yield value.breaks("address-percent")


def _is_whole(text: str, scheme: str) -> bool:
    """Whether there is a scheme, and something after it."""
    return bool(scheme and text[len(scheme) + 1 :].strip("/"))


def _has_host(text: str) -> bool:
    parts = _split(text)
    return parts is not None and bool(parts[1])


def _split(text: str) -> tuple[str, str, str, str, str] | None:
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 (raises where the port is none)
    except ValueError:
        return None
    return (parts.scheme, parts.netloc, parts.path, parts.query, parts.fragment)


_PORTS: Final = {"http": "80", "https": "443", "ftp": "21"}
_ENCODED: Final = re.compile(r"%([0-9A-Fa-f]{2})")


def _canonical(text: str) -> str | None:
    """Returns an id as RFC 4287, 4.2.6.1, would have it written; ``None`` for what is no address.

    Scheme and host are in lower case, the default port and an empty query or fragment are left
    out, an empty path is ``/``, dots are resolved, unreserved characters are not
    percent-encoded, and codes have capital letters.
    """
    parts = _split(text)
    if parts is None:
        return None
    scheme, host, path, query, fragment = parts
    if not host:
        rest = text[len(scheme) + 1 :]
        return f"{text[: len(scheme) + 1].lower()}{_decoded(rest)}"
    user, at, name = host.rpartition("@")
    if user in {"", ":"}:
        user = at = ""
    name, colon, port = name.lower().partition(":") if "[" not in name else (name.lower(), "", "")
    if not port or port == _PORTS.get(scheme):
        colon = port = ""
    if name.endswith(".") and "." in name[:-1]:
        name = name[:-1]
    path = _without_dots(_decoded(path)) or "/"
    text_query = f"?{_decoded(query)}" if query or "?" in text.partition("#")[0] else ""
    text_fragment = f"#{_decoded(fragment)}" if fragment or "#" in text else ""
    return f"{scheme}://{user}{at}{name}{colon}{port}{path}{text_query}{text_fragment}"


def _decoded(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        # A reserved character means something else than its code does (RFC 3986, 6.2.2.2).
        is_unreserved = character.isascii() and (character.isalnum() or character in "-._~")
        return character if is_unreserved else match[0].upper()

    return _ENCODED.sub(one, text)


def _without_dots(path: str) -> str:
    kept: list[str] = []
    parts = path.split("/")
    for number, part in enumerate(parts):
        is_last = number == len(parts) - 1
        if part == "..":
            if len(kept) > 1:
                kept.pop()
            if is_last:
                kept.append("")
        elif part == ".":
            if is_last:
                kept.append("")
        else:
            kept.append(part)
    return "/".join(kept)
