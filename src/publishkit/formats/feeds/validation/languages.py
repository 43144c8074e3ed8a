"""Language tags that readers of feeds know."""

from __future__ import annotations

import re
from typing import Final

from publishkit.render.tag_soup import words

__all__ = ["is_language"]

#: ISO 639-1, with the codes that were withdrawn but are still met.
_TWO_LETTERS: Final = words(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy"
    " da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu"
    " hy hz ia id ie ig ii ik in io is it iu iw ja ji jv jw ka kg ki kj kk kl km kn ko kr ks ku kv"
    " kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr"
    " nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq"
    " sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi"
    " yo za zh zu"
)
#: Codes of single languages within one that has two letters (RFC 5646, 4.1.2): readers know that.
_MACROLANGUAGE: Final = frozenset({"cmn", "arb", "swh", "zsm"})
_TAG: Final = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?"
)
_PRIVATE: Final = re.compile(r"x(?:-[a-z0-9]{1,8})+")


def is_language(text: str) -> bool:
    """Whether a text is a tag of RFC 5646 whose language is in ISO 639."""
    tag = text.lower()
    if len(tag) > 100:
        return False
    match = _TAG.fullmatch(tag)
    if match is None:
        return _PRIVATE.fullmatch(tag) is not None
    code = match["language"]
    return code in _TWO_LETTERS if len(code) == 2 else code not in _MACROLANGUAGE
