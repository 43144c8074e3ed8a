"""Which files are articles, and which are finished books and pages."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from publishkit.errors import UsageError
from publishkit.render.file_names import MARKDOWN_SUFFIXES

__all__ = [
    "MARKDOWN_SUFFIXES",
    "Source",
    "expand_sources",
    "is_feed",
    "is_finished_epub",
    "is_html",
    "is_pdf",
    "is_wechat_html",
]

#: Other formats that are read wherever they are met. HTML, EPUB and LaTeX are only read when they
#: are named: in a folder they are often what was exported before, or parts of a text.
_OTHER_SUFFIXES: Final = frozenset({".docx", ".ipynb", ".odt", ".org", ".rst"})

_FEED_SUFFIXES: Final = frozenset({".atom", ".json", ".jsonfeed", ".rdf", ".rss", ".xml"})
#: How much of a file is looked at to find that it is a feed.
_FEED_START: Final = 65536
#: The root element after what may stand before it (XML 1.0, 2.8).
_FEED_XML: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*<(?:\w+:)?(?:rss|feed|RDF)[\s>]",
    re.DOTALL,
)
#: What a zip begins with when its first file is the ``mimetype`` of an EPUB (OCF 3.3, 4.2.3).
_EPUB_SIGNATURE: Final = b"mimetypeapplication/epub+zip"


@dataclass(frozen=True, slots=True)
class Source:
    """One article to read: a file, or standard input when ``path`` is ``None``.

    ``is_named`` tells a file that the call names from one that was found in a folder.
    """

    path: Path | None
    is_named: bool = True

    @property
    def name(self) -> str:
        """What a message calls the source."""
        return "standard input" if self.path is None else str(self.path)


def expand_sources(
    names: Iterable[str | os.PathLike[str]],
    *,
    leave_out: Path | None = None,
    keeps_missing: bool = False,
) -> tuple[Source, ...]:
    """Returns the articles that the names mean: in the given order, inside a folder by path.

    ``-`` is standard input. A file that is met twice is read once. Of a folder everything hidden
    and the folder ``leave_out`` (where the output goes) are left out, and Hugo's ``_index.md``,
    which is a list and not an article. Raises ``UsageError`` for a name that is nothing, unless
    ``keeps_missing``: then reading that source fails, and no other one.
    """
    sources: dict[str, Source] = {}
    skip = None if leave_out is None else str(leave_out.absolute())
    for name in names:
        path = Path(name)
        if str(name) == "-":
            sources.setdefault("-", Source(None))
        elif path.is_dir():
            found = _articles_below(path, skip)
            if not found:
                raise UsageError(
                    f"no articles below '{path}'",
                    hint=f"an article's file ends in {', '.join(sorted(MARKDOWN_SUFFIXES)[:2])} …",
                )
            for item in found:
                sources.setdefault(os.path.realpath(item), Source(item, is_named=False))
        elif path.exists():
            key = os.path.realpath(path)
            # A file that is named counts as named, even if a folder before holds it too.
            sources[key] = Source(sources[key].path if key in sources else path)
        elif keeps_missing:
            sources.setdefault(os.path.realpath(path), Source(path))
        else:
            raise UsageError(f"no file or folder '{path}'", hint=_near(path))
    return tuple(sources.values())


def _articles_below(folder: Path, skip: str | None) -> list[Path]:
    found: list[Path] = []
    for root, folders, files in os.walk(folder):
        here = Path(root)
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".")
            and name != "node_modules"
            and (skip is None or str((here / name).absolute()) != skip)
        ]
        found += [here / name for name in files if _is_article(name)]
    return sorted(found, key=lambda path: path.parts)


def _is_article(name: str) -> bool:
    return name[
        name.rfind(".") :
    ].lower() in MARKDOWN_SUFFIXES | _OTHER_SUFFIXES and not name.startswith((".", "~$", "_index."))


def _near(path: Path) -> str | None:
    from publishkit.registry import did_you_mean

    try:
        siblings = sorted(item.name for item in path.parent.iterdir())
    except OSError:
        return None
    return did_you_mean(path.name, siblings)


def is_finished_epub(name: str | os.PathLike[str]) -> bool:
    """Whether a name means an EPUB: by its suffix, or by the file's first bytes."""
    path = Path(name)
    if path.suffix.lower() == ".epub":
        return True
    try:
        with path.open("rb") as file:
            start = file.read(30 + len(_EPUB_SIGNATURE))
    except OSError:
        return False
    return start.startswith(b"PK") and start.endswith(_EPUB_SIGNATURE)


def is_feed(name: str | os.PathLike[str]) -> bool:
    """Whether a name means a feed: by its suffix, or by what the file begins with.

    All XML and JSON counts as one, since no article is written in it: what is none is told so.
    """
    path = Path(name)
    suffix = path.suffix.lower()
    if suffix in MARKDOWN_SUFFIXES | _OTHER_SUFFIXES or not path.is_file():
        return False
    if suffix in _FEED_SUFFIXES:
        return True
    try:
        with path.open("rb") as file:
            start = file.read(_FEED_START)
    except OSError:
        return False
    return _FEED_XML.match(start) is not None or (
        start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and b"jsonfeed.org/version" in start
    )


def is_pdf(name: str | os.PathLike[str]) -> bool:
    """Whether a name means a PDF: by its suffix, or by the file's first bytes."""
    path = Path(name)
    if path.suffix.lower() == ".pdf":
        return True
    try:
        with path.open("rb") as file:
            return file.read(5) == b"%PDF-"
    except OSError:
        return False


def is_wechat_html(name: str | os.PathLike[str]) -> bool:
    """Whether a name means an article in WeChat's HTML, as the exporter names it."""
    return Path(name).name.lower().endswith(".wechat.html")


def is_html(name: str | os.PathLike[str]) -> bool:
    """Whether a name means a file of HTML."""
    return Path(name).suffix.lower() in {".html", ".htm"}
