"""Style sheets made inline styles by css-inline, the one module that uses it."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["inlined"]

#: Where css-inline 0.24 puts the rules that have no inline form: first in the head.
_RULES: Final = re.compile(r"<head><style>(.*?)</style>", re.DOTALL)
_CLASS: Final = re.compile(r'(<[a-z][^<>]*?) class="([^"<>]*)"')
_CLASS_NAME: Final = re.compile(r"\.([A-Za-z][\w-]*)")
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
#: Rules that are about paper, the file or other names, and no part of a mail.
_FOREIGN: Final = re.compile(r"@(?:charset|import|namespace)\b[^;{}]*;?", re.IGNORECASE)
_BLANK_LINES: Final = re.compile(r"\n\s+")


def inlined(page: str, css: str, *, has_rules: bool) -> str:
    """Returns a page of HTML with a style sheet as inline styles.

    Rules without inline form, such as those for dark mode, stay in a ``style`` element if the mail
    ``has_rules``; classes stay only where these rules name them. The page has no empty line and no
    indent, since some services read HTML as Markdown.
    """
    import css_inline

    # Whatever the rules say, they cannot end the element that they will stand in.
    inliner = css_inline.CSSInliner(
        extra_css=_FOREIGN.sub("", _COMMENT.sub("", css)).replace("</", "<\\/"),
        keep_at_rules=has_rules,
        load_remote_stylesheets=False,
    )
    html = inliner.inline(page)
    rules = ""
    found = _RULES.search(html)
    if found:
        # After the character set, which must come first.
        rules = " ".join(found[1].split())
        html = html.replace(found[0], "<head>", 1)
        html = html.replace("</title>", f"</title>\n<style>{rules}</style>", 1)
    kept = frozenset(_CLASS_NAME.findall(rules))

    def shortened(match: re.Match[str]) -> str:
        names = " ".join(name for name in match[2].split() if name in kept)
        return f'{match[1]} class="{names}"' if names else match[1]

    html = _CLASS.sub(shortened, html)
    return _BLANK_LINES.sub("\n", html).strip() + "\n"
