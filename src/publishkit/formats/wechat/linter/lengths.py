"""WX007: the limits of ``draft/add`` for an article's fields and its markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from publishkit.diagnostics import Severity
from publishkit.formats.wechat.linter.findings import ERROR, WARNING, Finding
from publishkit.formats.wechat.linter.images import Target

__all__ = ["Fields", "field_findings", "length_findings"]

_TITLE: Final = 32
_OLD_TITLE: Final = 64
_AUTHOR: Final = 16
_DIGEST: Final = 128
_OLD_DIGEST: Final = 120
_ADDRESS_BYTES: Final = 1024
#: "fewer than 20,000 characters and less than 1 MB" (documentation of ``draft/add``).
_CHARACTERS: Final = 20_000
_BYTES: Final = 1 << 20
#: An uploaded image has an address of about this length in place of its bytes.
_EMBEDDED: Final = re.compile(r"""(\ssrc=)(?:"data:[^"]*"|'data:[^']*')""")
_UPLOADED: Final = rf'\1"{"x" * 150}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What a draft says beside its content; an empty field is not checked."""

    title: str = ""
    author: str = ""
    digest: str = ""
    source_url: str = ""


def field_findings(fields: Fields) -> Iterator[Finding]:
    """Yields the findings of WX007 about fields; a character outside the BMP counts as one."""
    title, author, digest = len(fields.title), len(fields.author), len(fields.digest)
    if title > _OLD_TITLE:
        yield _field(ERROR, f"the title has {title} characters, WeChat takes {_TITLE}")
    elif title > _TITLE:
        said = f"the title has {title} characters; WeChat takes {_TITLE}, it once took {_OLD_TITLE}"
        yield _field(WARNING, said)
    if author > _AUTHOR:
        yield _field(ERROR, f"the author has {author} characters, WeChat takes {_AUTHOR}")
    if digest > _DIGEST:
        yield _field(ERROR, f"the digest has {digest} characters, WeChat takes {_DIGEST}")
    elif digest > _OLD_DIGEST:
        said = f"the digest has {digest} characters; WeChat's editor takes {_OLD_DIGEST}"
        yield _field(WARNING, said)
    size = len(fields.source_url.encode())
    if size > _ADDRESS_BYTES:
        yield _field(ERROR, f"the source address has {size} bytes, WeChat takes {_ADDRESS_BYTES}")


def _field(severity: Severity, said: str) -> Finding:
    return Finding("WX007", severity, 0, said, "shorten it")


def length_findings(source: str, *, target: Target) -> Iterator[Finding]:
    """Yields the findings of WX007 about the markup: an error for a draft, else a warning.

    The editor takes more than the draft interface. Images inside the markup count as what they
    are after they were uploaded.
    """
    severity = ERROR if target == "draft" else WARNING
    sent = _EMBEDDED.sub(_UPLOADED, source)
    if len(sent) >= _CHARACTERS:
        said = f"the markup has {len(sent)} characters, a draft takes fewer than {_CHARACTERS}"
        hint = "split the article, or paste it into the editor, which takes more"
        yield Finding("WX007", severity, 0, said, hint)
    size = len(sent.encode())
    if size >= _BYTES:
        said = f"the markup has {size} bytes, a draft takes less than 1 MB"
        yield Finding("WX007", severity, 0, said, "split the article")
