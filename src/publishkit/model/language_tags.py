"""Language tags by BCP 47 (RFC 5646) in their canonical case."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["checked_language", "language_tag"]

# RFC 5646, section 2.1, without extended language subtags and grandfathered tags.
_TAG: Final = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|\d{3}))?"
    r"(?P<rest>(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?)"
)


def language_tag(text: str) -> str | None:
    """Returns the tag that a text means (``zh_cn.UTF-8`` → ``zh-CN``), ``None`` when it is none."""
    tag = text.strip().partition(".")[0].replace("_", "-").lower()
    # Mandarin is written zh (RFC 5646, section 4.1.2); feed validators do not know cmn.
    tag = re.sub(r"^(?:zh-)?cmn(?=-|$)", "zh", tag)
    match = _TAG.fullmatch(tag)
    if match is None:
        return None
    script, region = match["script"], match["region"]
    parts = [match["language"], script and script.title(), region and region.upper()]
    return "-".join(filter(None, parts)) + match["rest"]


def checked_language(text: str) -> str:
    """Returns the tag that a setting means, or the empty text; raises ``ValueError``."""
    tag = language_tag(text) if text else ""
    if tag is None:
        raise ValueError("expected a language tag such as 'zh-Hans', 'ja' or 'en'")
    return tag
