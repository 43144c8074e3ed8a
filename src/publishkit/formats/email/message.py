"""The finished mail: headers and parts as RFC 5322 and RFC 2045 want them, every byte determined.

The header fields are folded by ``email.header``: the newer ``EmailMessage`` of Python 3.11 loses
spaces when it folds long titles of Chinese and Latin words.
"""

from __future__ import annotations

import binascii
import hashlib
import quopri
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.generator import BytesGenerator
from email.header import Header
from email.message import Message
from email.policy import compat32
from email.utils import format_datetime, getaddresses
from io import BytesIO
from typing import Final

__all__ = ["InlineFile", "Mail", "encoded_size", "message_bytes"]

_LINE_END: Final = "\r\n"
#: RFC 2047, section 2: a line with an encoded word is no longer than this.
_HEADER_WIDTH: Final = 76
_LANGUAGE: Final = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class InlineFile:
    """A picture inside the mail; the HTML shows it as ``cid:`` and its ``content_id``."""

    content_id: str
    filename: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail says; ``text`` is ``format=flowed`` with ``DelSp=yes`` (RFC 3676).

    ``sender``, ``receivers`` and ``unsubscribe`` are empty when there are none.
    """

    subject: str
    message_id: str
    text: str
    html: str
    lang: str
    date: datetime | None = None
    sender: str = ""
    receivers: str = ""
    unsubscribe: str = ""
    is_unsent: bool = False
    files: tuple[InlineFile, ...] = ()


def message_bytes(mail: Mail) -> bytes:
    """Returns the mail with CRLF line ends and nothing but ASCII in it."""
    root = _alternatives(mail)
    headers: list[tuple[str, str]] = []
    for name, addresses in (("From", mail.sender), ("To", mail.receivers)):
        if addresses:
            headers.append((name, _addresses(addresses)))
    if mail.date is not None:
        headers.append(("Date", format_datetime(mail.date)))
    headers.append(("Subject", _unstructured("Subject", mail.subject)))
    headers.append(("Message-ID", f"<{mail.message_id}>"))
    if mail.unsubscribe:
        headers.append(("List-Unsubscribe", f"<{mail.unsubscribe}>"))
    if mail.is_unsent:
        headers.append(("X-Unsent", "1"))
    if _LANGUAGE.fullmatch(mail.lang):
        headers.append(("Content-Language", mail.lang))
    headers.append(("MIME-Version", "1.0"))
    whole = Message(policy=compat32)
    for name, value in (*headers, *root.items()):
        whole[name] = value
    whole.set_payload(root.get_payload())
    output = BytesIO()
    BytesGenerator(output, mangle_from_=False, maxheaderlen=0).flatten(whole, linesep=_LINE_END)
    return output.getvalue()


def encoded_size(text: str) -> int:
    """Returns the bytes that a text takes in the mail."""
    return len(_encoded(text)[1])


def _alternatives(mail: Mail) -> Message:
    """Returns text and HTML, the HTML with its pictures (RFC 2387), the best alternative last."""
    text = _text_part("plain", mail.text, "; format=flowed; delsp=yes")
    html = _text_part("html", mail.html)
    # The same boundaries for the same content; "=_" occurs in neither encoding (RFC 2045, 6.7).
    digest = hashlib.sha256(f"{mail.message_id}\0{mail.text}\0{mail.html}".encode()).hexdigest()
    if mail.files:
        pictures = [_picture(item) for item in mail.files]
        kind = 'related; type="text/html"'
        html = _multipart(kind, (html, *pictures), boundary=f"=_related_{digest[:24]}")
    return _multipart("alternative", (text, html), boundary=f"=_alternative_{digest[:24]}")


def _text_part(subtype: str, text: str, parameters: str = "") -> Message:
    encoding, payload = _encoded(text)
    part = Message(policy=compat32)
    part["Content-Type"] = f'text/{subtype}; charset="utf-8"{parameters}'
    part["Content-Transfer-Encoding"] = encoding
    part.set_payload(payload.decode("ascii"))
    return part


def _encoded(text: str) -> tuple[str, bytes]:
    """Returns the shorter of the two encodings that every server passes on unchanged."""
    data = text.replace("\n", _LINE_END).encode()
    quoted = quopri.encodestring(text.encode())
    coded = _base64(data)
    # A line end is two bytes in the mail.
    if len(quoted) + quoted.count(b"\n") <= len(coded) + coded.count(b"\n"):
        return "quoted-printable", quoted
    return "base64", coded


def _base64(data: bytes) -> bytes:
    lines = [binascii.b2a_base64(data[start : start + 57]) for start in range(0, len(data), 57)]
    return b"".join(lines)


def _picture(item: InlineFile) -> Message:
    part = Message(policy=compat32)
    part["Content-Type"] = f'{item.media_type}; name="{item.filename}"'
    part["Content-Transfer-Encoding"] = "base64"
    part["Content-ID"] = f"<{item.content_id}>"
    part["Content-Disposition"] = f'inline; filename="{item.filename}"'
    part.set_payload(_base64(item.data).decode("ascii"))
    return part


def _multipart(kind: str, parts: Sequence[Message], *, boundary: str) -> Message:
    whole = Message(policy=compat32)
    whole["Content-Type"] = f'multipart/{kind};{_LINE_END} boundary="{boundary}"'
    whole.set_payload(list(parts))
    return whole


def _unstructured(name: str, text: str) -> str:
    # What looks like an encoded word would be decoded.
    is_plain = text.isascii() and "=?" not in text
    if is_plain and len(name) + 2 + len(text) <= _HEADER_WIDTH:
        return text
    charset = "us-ascii" if is_plain else "utf-8"
    header = Header(text, charset, maxlinelen=_HEADER_WIDTH, header_name=name)
    return header.encode(linesep=_LINE_END)


def _addresses(text: str) -> str:
    """Returns a list of addresses, names that are not ASCII as encoded words."""
    return f",{_LINE_END} ".join(_address(name, address) for name, address in getaddresses([text]))


def _address(name: str, address: str) -> str:
    if not name:
        return address
    if not name.isascii():
        coded = Header(name, "utf-8", maxlinelen=_HEADER_WIDTH, header_name="Sender").encode(
            linesep=_LINE_END
        )
        return f"{coded} <{address}>"
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{address}>'
