"""Where in an author's article the place of a finding comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Final
from urllib.parse import unquote, urlsplit

from publishkit.formats.feeds.validation.findings import Finding
from publishkit.formats.source_text import Origin, SourceText, significant

__all__ = ["find_origin"]

#: The keys of front matter that an element or key of an entry comes from.
_KEYS: Final = MappingProxyType(
    {
        "title": "title",
        "guid": "id|guid",
        "id": "id|guid",
        "link": "url|permalink|slug",
        "pubDate": "date|pubdate|published|created",
        "published": "date|pubdate|published|created",
        "date_published": "date|pubdate|published|created",
        "updated": "updated|lastmod|modified",
        "date_modified": "updated|lastmod|modified",
        "author": "author|authors",
        "dc:creator": "author|authors",
        "authors": "author|authors",
        "category": "tags|categories|keywords",
        "tags": "tags|categories|keywords",
        "description": "summary|description|excerpt",
        "summary": "summary|description|excerpt",
        "enclosure": "audio|video|enclosure|image|featured_image|cover",
        "media:content": "image|featured_image|cover",
        "image": "image|featured_image|cover",
        "language": "lang|language|locale",
    }
)
_NAME: Final = re.compile(r"<([\w:]+)>|'([\w:]+)'")
_MARKUP: Final = re.compile(r"<[^<>]*>")
_CUT: Final = "…"


def find_origin(finding: Finding, sources: Sequence[SourceText]) -> Origin | None:
    """Returns the place in the article that an entry is made of, ``None`` when that is not sure.

    The article is the only one that has the entry's title. Its line is 0 when only the article is
    known.
    """
    wanted = significant(finding.entry.removesuffix(_CUT))
    is_cut = finding.entry.endswith(_CUT)
    named = [one for one in sources if wanted and _is_named(one, wanted, is_cut=is_cut)]
    if len(named) != 1:
        return None
    return Origin(named[0].path, _line_in(named[0], finding))


def _is_named(source: SourceText, wanted: str, *, is_cut: bool) -> bool:
    # Feeds have titles without the tags that an author may have put into them.
    title = significant(_MARKUP.sub("", source.title))
    return title.startswith(wanted) if is_cut else title == wanted


def _line_in(source: SourceText, finding: Finding) -> int:
    for form in _forms(finding.origin):
        lines = source.lines_with(re.compile(re.escape(form), re.IGNORECASE))
        if lines:
            return lines[0] if len(lines) == 1 else 0
    if finding.origin:
        return 0
    names = (first or second for first, second in _NAME.findall(finding.what))
    key = next((_KEYS[name] for name in names if name in _KEYS), "")
    return source.front_matter_line(key) if key else 0


def _forms(text: str) -> Iterator[str]:
    """Yields how a text may stand in the article: as it is, decoded, without the site's address."""
    forms = [text, unquote(text)]
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = None
    if parts is not None and parts.netloc:
        path = unquote(parts.path)
        forms += [path, path.rpartition("/")[2]]
    elif text.startswith("#"):
        forms.append(unquote(text[1:]))
    yield from (form for form in dict.fromkeys(forms) if len(form) > 2)
