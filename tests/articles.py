"""Small articles on disk, for tests of the command line, the library and batches."""

from __future__ import annotations

from pathlib import Path

CLEAN = """---
title: {title}
date: 2025-06-19
lang: en
{extra}---

A claim[^1] and the same source again[^1].

## References

[^1]: [Source](https://example.org/source).
"""
#: An article with one warning: a footnote that is never cited, in line 9.
UNCITED = """---
title: Uncited
date: 2025-06-19
lang: en
---

A claim[^1].

[^1]: Cited.
[^2]: Never cited.
"""


def write_article(path: Path, *, title: str = "", extra: str = "") -> Path:
    """Writes an article without any finding; ``extra`` is more front matter."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = f"{extra.rstrip()}\n" if extra else ""
    path.write_text(CLEAN.format(title=title or path.stem, extra=lines), encoding="utf-8")
    return path


def write_broken(path: Path) -> Path:
    """Writes a file that cannot be read: it is not text."""
    path.write_bytes(b"\x00\xff" * 200)
    return path
