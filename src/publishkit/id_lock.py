"""``publishkit.lock``: the ids that articles were given, so that readers know them for ever.

An id is made of the site's domain and the article's slug. Without the file, mending either makes
every subscriber see the article as new. The file belongs under version control.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeVar

from publishkit.errors import ConfigurationError
from publishkit.formats.base import Rendition
from publishkit.model.document import Document

__all__ = ["LOCK_NAME", "IdLock", "LockedId", "read_lock"]

LOCK_NAME: Final = "publishkit.lock"
_VERSION: Final = 1
_MAX_BYTES: Final = 50_000_000
_HINT: Final = "take the last good version from your version control"
_T = TypeVar("_T")


class LockedId(NamedTuple):
    """The id of an article, and what it is found again by when its file is renamed.

    ``date`` is the article's day, as ``2025-06-19``, or empty.
    """

    id: str
    slug: str = ""
    title: str = ""
    date: str = ""


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
        return MappingProxyType(
            {
                head.source: self.entries[old].id
                for head, old in self._owners(tuple(heads))
                if head.source is not None
            }
        )

    def with_articles(self, articles: Iterable[tuple[Document, str]]) -> IdLock:
        """Returns the file with these articles and their ids in it.

        An id that another article has had before is not given again: a number is added. The ids
        of front matter are not written down, they are in the article.
        """
        listed = tuple(articles)
        owners = {id(head): old for head, old in self._owners(tuple(head for head, _ in listed))}
        entries = dict(self.entries)
        for old in owners.values():
            entries.pop(old, None)
        taken = {entry.id for key, entry in entries.items() if self._exists(key)}
        taken |= {self.entries[old].id for old in owners.values()}
        for head, identifier in listed:
            key = self._key(head)
            if not key or head.metadata.id:
                continue
            own = owners.get(id(head))
            chosen = _free(identifier, taken) if own is None else self.entries[own].id
            entries[key] = LockedId(chosen, head.slug, head.metadata.title, _day(head))
        if entries == self.entries:
            return self
        return replace(self, entries=MappingProxyType(entries), is_changed=True)

    def _owners(self, heads: tuple[Document, ...]) -> list[tuple[Document, str]]:
        """Returns the articles that are written down, each with the key of its own entry.

        A file that is where it was is the same article, unless slug and title of the entry are
        those of another file: then the article has moved there. An entry whose file is gone goes
        to a file without entry that has its slug, else its title and date; a title alone may come
        back every week. No entry goes to two articles, and none is taken when several would fit.
        """
        keys = {key: head for head in heads if (key := self._key(head))}
        unlike = {
            key: head
            for key, head in keys.items()
            if key not in self.entries or self.entries[key].slug != head.slug
        }
        moved = _by(unlike, lambda head: (head.slug, head.metadata.title))
        found: list[tuple[Document, str]] = []
        lost: dict[str, LockedId] = {}
        for key, entry in self.entries.items():
            head = keys.get(key)
            has_moved = key in unlike and bool(moved.get((entry.slug, entry.title)))
            if head is not None and not has_moved:
                found.append((head, key))
            elif head is not None or not self._exists(key):
                lost[key] = entry
        taken = {id(head) for head, _ in found}
        for of_head, of_entry in _LIKENESSES:
            entries = _by(lost, of_entry)
            candidates = {key: head for key, head in keys.items() if id(head) not in taken}
            for likeness, head_key in _by(candidates, of_head).items():
                old = entries.get(likeness)
                if old and head_key:
                    found.append((keys[head_key], old))
                    taken.add(id(keys[head_key]))
                    del lost[old]
        return found

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


def _day(head: Document) -> str:
    date = head.metadata.date
    return "" if date is None else date.date().isoformat()


#: What an article and an entry have in common when they are the same, the surest first.
_LIKENESSES: Final[
    tuple[tuple[Callable[[Document], object], Callable[[LockedId], object]], ...]
] = (
    (
        lambda head: head.slug and head.metadata.title and (head.slug, head.metadata.title),
        lambda entry: entry.slug and entry.title and (entry.slug, entry.title),
    ),
    (lambda head: head.slug, lambda entry: entry.slug),
    (
        lambda head: head.metadata.title and _day(head) and (head.metadata.title, _day(head)),
        lambda entry: entry.title and entry.date and (entry.title, entry.date),
    ),
)


def _by(things: Mapping[str, _T], likeness: Callable[[_T], object]) -> dict[object, str]:
    """Returns the key of the only thing of each likeness, an empty one where there are several."""
    keys: dict[object, str] = {}
    for key, thing in things.items():
        alike = likeness(thing)
        if alike:
            keys[alike] = "" if alike in keys else key
    return keys


def _free(identifier: str, taken: set[str]) -> str:
    if identifier not in taken:
        return identifier
    candidates = (f"{identifier}-{number}" for number in range(2, len(taken) + 3))
    return next(candidate for candidate in candidates if candidate not in taken)


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
    if len(data) > _MAX_BYTES:
        raise ConfigurationError("a lock file of more than 50 MB", path=path, hint=_HINT)
    try:
        values = json.loads(data, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise ConfigurationError(
            f"no JSON: {error.msg}", path=path, line=error.lineno, hint=_HINT
        ) from error
    except _DoubledKeyError as error:
        raise ConfigurationError("a key stands twice in it", path=path, hint=_HINT) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise ConfigurationError("no JSON in UTF-8", path=path, hint=_HINT) from error
    return IdLock(path, _entries(values, path))


class _DoubledKeyError(ValueError):
    """An object of the file has a key twice, as a careless merge leaves it."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise _DoubledKeyError
    return values


def _is_id(text: str) -> bool:
    """Whether a feed of any format can hold the text as an id."""
    return bool(text) and text == text.strip() and text.isprintable()


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
            case {"id": str(identifier)} if _is_id(identifier) and all(
                isinstance(value.get(name, ""), str) for name in LockedId._fields
            ):
                entries[key] = LockedId(*(value.get(name, "") for name in LockedId._fields))
            case _:
                raise ConfigurationError(f"the entry of '{key}' is damaged", path=path, hint=_HINT)
    return MappingProxyType(entries)
