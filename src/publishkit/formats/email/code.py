"""Code for mails: ``<br>`` for line ends, and spaces that stay where they are.

``pre`` would not wrap on phones without ``white-space``, which Outlook does not have, and its empty
lines and indents end HTML for services that read it as Markdown.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from publishkit.render.highlight import highlight
from publishkit.render.html import attribute, escape

__all__ = ["code_lines"]

_TAB_WIDTH: Final = 4
_SPACE: Final = "\N{NO-BREAK SPACE}"
#: The spaces that would be lost: all but one in a row, and those at a line's start.
_LOST_SPACES: Final = re.compile(r"(?m)^ +| {2,}")
#: The groups of code colours, each with the Pygments short names that it paints.
_GROUPS: Final = MappingProxyType(
    {
        kind: name
        for name, kinds in {
            "hc": "c ch cm cp cpf c1 cs gp",
            "hk": "k kc kd kn kp kr kt ow",
            "hn": "nf fm nc nd ne nn",
            "hs": "s sa sb sc dl sd s2 se sh si sx sr s1 ss gi",
            "hm": "m mb mf mh mi mo il no",
            "ht": "nt na nb bp nl",
            "hd": "gd err",
        }.items()
        for kind in kinds.split()
    }
)


def code_lines(text: str, language: str) -> str:
    """Returns highlighted code on one line of markup, tabs filled up to stops of four."""
    source = text.expandtabs(_TAB_WIDTH).rstrip("\n")
    parts: list[str] = []
    is_start = True
    for kind, run in highlight(source, language):
        content = _kept_spaces(run, is_start=is_start)
        is_start = run.endswith("\n")
        name = _GROUPS.get(kind)
        if name and run.strip():
            content = f"<span{attribute('class', name)}>{content}</span>"
        parts.append(content)
    return "".join(parts)


def _kept_spaces(run: str, *, is_start: bool) -> str:
    """Returns a run of code; a lone space may still break a line."""

    def kept(match: re.Match[str]) -> str:
        if match.start() == 0 and not is_start and len(match[0]) == 1:
            return match[0]
        return _SPACE * len(match[0])

    return escape(_LOST_SPACES.sub(kept, run)).replace("\n", "<br />")
