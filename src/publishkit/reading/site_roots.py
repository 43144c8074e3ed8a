"""The site that an article lies in, and the folders that its absolute paths start from."""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from pathlib import Path
from typing import Final

__all__ = ["site_root", "static_folders"]

#: What the root of a site holds, by generator, or that of any repository.
_MARKERS: Final = (
    *("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json"),
    *("config.toml", "config.yaml", "config.yml", "config.json", "config/_default"),
    *("_config.yml", "_config.yaml", "_config.toml", "mkdocs.yml", "pelicanconf.py", "conf.py"),
    *("astro.config.mjs", "astro.config.ts", "astro.config.js", "gatsby-config.js"),
    *("docusaurus.config.js", "docusaurus.config.ts", "eleventy.config.js", ".eleventy.js"),
    *("next.config.js", "next.config.mjs", ".vuepress", ".vitepress", "book.toml"),
    ".git",
)
_FOLDERS: Final = (
    *("static", "public", "assets", "source", ".", "content", "docs", "src"),
    *("docs/public", "docs/.vuepress/public", ".vuepress/public", "src/public"),
)
_MAX_LEVELS: Final = 24


def site_root(folder: Path) -> Path | None:
    """Returns the nearest folder above that looks like a site's root, or a repository's."""
    for level, parent in enumerate((folder, *folder.parents)):
        if level >= _MAX_LEVELS or parent == parent.parent:
            return None
        if any(os.path.exists(f"{parent}/{marker}") for marker in _MARKERS):  # noqa: PTH110  # cheaper
            return parent
    return None


def static_folders(root: Path | None, configured: Iterable[Path]) -> tuple[Path, ...]:
    """Returns the folders to look in for ``/images/x.png``, the configured ones first."""
    found = list(configured)
    if root is not None:
        found += [root / name for name in _FOLDERS if (root / name).is_dir()]
    return tuple(dict.fromkeys(found))
