"""``publishkit.lock``: the ids that articles were given, so that readers know them for ever.

An id is made of the site's domain and the article's slug. Without the file, mending either makes
every subscriber see the article as new. The file belongs under version control.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from publishkit.errors import ConfigurationError
from publishkit.formats.base import Rendition
from publishkit.model.document import Document

__all__ = ["LOCK_NAME", "IdLock", "LockedId", "read_lock"]

LOCK_NAME: Final = "publishkit.lock"
_VERSION: Final = 1
_MAX_BYTES: Final = 50_000_000


class LockedId(NamedTuple):
    """The id of an article, and what it is found again by when its file is renamed."""

    id: str
    slug: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class IdLock:
    """Ids by the path of the source, which is relative to the folder of ``path``, with ``/``.

    An article outside of that folder is not written down: it belongs elsewhere.
    """

    path: Path
    entries: Mapping[str, LockedId] = field(default_factory=lambda: MappingProxyType({}))
    is_changed: bool = False

    def ids_of(self, heads: Iterable[Document]) -> Mapping[Path, str]:
        """Returns the ids of those articles that have one, also after their file was renamed."""
        lost = {key: entry for key, entry in self.entries.items() if not self._exists(key)}
        found: dict[Path, str] = {}
        for head in heads:
            key = self._key(head)
            if head.source is None or not key:
                continue
            entry = self.entries.get(key) or _same(lost.values(), head)
            if entry is not None:
                found[head.source] = entry.id
        return MappingProxyType(found)

    def with_articles(self, articles: Iterable[tuple[Document, str]]) -> IdLock:
        """Returns the file with these articles and their ids in it.

        An id that another article has had before is not given again: a number is added. The ids
        of front matter are not written down, they are in the article.
        """
        entries = dict(self.entries)
        owners: dict[str, list[str]] = {}
        for key, entry in self.entries.items():
            owners.setdefault(entry.id, []).append(key)
        for head, identifier in articles:
            key = self._key(head)
            if not key or head.metadata.id:
                continue
            known = entries.get(key)
            chosen = known.id if known else self._new_id(identifier, owners)
            for owner in owners.get(chosen, ()):
                if owner != key and not self._exists(owner):  # the file was renamed
                    entries.pop(owner, None)
            entries[key] = LockedId(chosen, head.slug, head.metadata.title)
        if entries == self.entries:
            return self
        return replace(self, entries=MappingProxyType(entries), is_changed=True)

    def _new_id(self, identifier: str, owners: Mapping[str, list[str]]) -> str:
        """Returns the id, with a number if an article has it whose file is still there."""

        def is_free(candidate: str) -> bool:
            return not any(map(self._exists, owners.get(candidate, ())))

        candidates = (f"{identifier}-{number}" for number in range(2, len(owners) + 3))
        return identifier if is_free(identifier) else next(filter(is_free, candidates))

    def write(self) -> Path:
        """Writes the file, carefully as any output. Raises ``ExportError``."""
        ids = {key: self.entries[key]._asdict() for key in sorted(self.entries)}
        text = json.dumps({"version": _VERSION, "ids": ids}, ensure_ascii=False, indent=1)
        return Rendition(f"{text}\n".encode(), "application/json", LOCK_NAME).write_to(self.path)

    def _key(self, head: Document) -> str:
        """Returns the path under which an article is written down, nothing if it is not to be."""
        if head.source is None:
            return ""
        folder = os.path.realpath(self.path.parent)
        key = Path(os.path.relpath(os.path.realpath(head.source), folder)).as_posix()
        return "" if key.startswith("../") else key

    def _exists(self, key: str) -> bool:
        return (self.path.parent / key).exists()


def _same(lost: Iterable[LockedId], head: Document) -> LockedId | None:
    """Returns the one entry without a file that has the article's slug, else its title."""
    entries = tuple(lost)
    for own, theirs in ((head.slug, "slug"), (head.metadata.title, "title")):
        found = [entry for entry in entries if own and getattr(entry, theirs) == own]
        if len(found) == 1:
            return found[0]
    return None


def read_lock(path: Path) -> IdLock:
    """Returns what the file holds; nothing when there is none.

    Raises ``ConfigurationError`` when it is damaged, for example by a merge.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        return IdLock(path)
    except OSError as error:
        raise ConfigurationError(f"cannot be read: {error.strerror}", path=path) from error
    hint = "take the last good version from your version control"
    if len(data) > _MAX_BYTES:
        raise ConfigurationError("a lock file of more than 50 MB", path=path, hint=hint)
    try:
        values = json.loads(data)
    except json.JSONDecodeError as error:
        raise ConfigurationError(
            f"no JSON: {error.msg}", path=path, line=error.lineno, hint=hint
        ) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise ConfigurationError("no JSON in UTF-8", path=path, hint=hint) from error
    return IdLock(path, _entries(values, path))


def _entries(values: Any, path: Path) -> Mapping[str, LockedId]:
    match values:
        case {"version": int(version)} if version > _VERSION:
            raise ConfigurationError(
                "written by a newer publishkit", path=path, hint="install the newest one"
            )
        case {"version": int(), "ids": dict(ids)}:
            pass
        case _:
            raise ConfigurationError("not a lock file of publishkit", path=path)
    entries: dict[str, LockedId] = {}
    for key, value in ids.items():
        match value:
            case {"id": str(identifier), "slug": str(slug), "title": str(title)} if identifier:
                entries[key] = LockedId(identifier, slug, title)
            case _:
                raise ConfigurationError(f"the entry of '{key}' is damaged", path=path)
    return MappingProxyType(entries)
