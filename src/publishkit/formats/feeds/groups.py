"""The feeds beside the main one: of a tag, a category, an author, a series."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final, Literal, NamedTuple, TypeAlias, get_args

from publishkit.formats.feeds.entries import clean_names, clean_title
from publishkit.formats.feeds.selection import Candidate
from publishkit.model.document import Document
from publishkit.render.file_names import safe_file_name

__all__ = ["GROUP_KINDS", "Group", "GroupKind", "groups_of"]

GroupKind: TypeAlias = Literal["tag", "category", "author", "series"]
GROUP_KINDS: Final[tuple[GroupKind, ...]] = get_args(GroupKind)


class Group(NamedTuple):
    """Articles that have one name in common, newest first.

    ``folder`` is where its feeds are, below that of the main feed: ``feeds/tag/微软``.
    """

    kind: GroupKind
    name: str
    folder: str
    candidates: tuple[Candidate, ...]


def groups_of(candidates: Iterable[Candidate], kinds: Iterable[GroupKind]) -> tuple[Group, ...]:
    """Returns the groups of these kinds, by kind and name.

    Names that differ only in case or in Unicode's form are one; it is written as most articles do.
    """
    found: dict[tuple[GroupKind, str], list[tuple[str, Candidate]]] = {}
    chosen = tuple(kinds)
    for candidate in candidates:
        for kind in chosen:
            for name in _NAMES[kind](candidate.head):
                members = found.setdefault((kind, _folded(name)), [])
                if not members or members[-1][1] is not candidate:
                    members.append((name, candidate))
    groups: list[Group] = []
    for (kind, folded), members in found.items():
        spellings = Counter(name for name, _ in members)
        name = min(spellings, key=lambda spelling: (-spellings[spelling], spelling))
        hyphenated = folded.replace(" ", "-")
        is_free = hyphenated == folded or (kind, hyphenated) not in found
        folder = f"feeds/{kind}/{_folder_name(folded, hyphenated if is_free else '')}"
        groups.append(Group(kind, name, folder, tuple(item for _, item in members)))
    return tuple(sorted(groups, key=lambda group: (GROUP_KINDS.index(group.kind), group.name)))


def _authors(head: Document) -> tuple[str, ...]:
    names = (clean_title(author.name) for author in head.metadata.authors)
    return tuple(name for name in dict.fromkeys(names) if name)


_NAMES: Final[dict[GroupKind, Callable[[Document], tuple[str, ...]]]] = {
    "tag": lambda head: clean_names(head.metadata.tags),
    "category": lambda head: clean_names(head.metadata.categories),
    "author": _authors,
    "series": lambda head: clean_names(head.metadata.series),
}


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _folder_name(folded: str, wish: str) -> str:
    """Returns the name of a folder that no other name has: the wish, if all file systems take it.

    ``c#`` stays itself. What no file system takes, as in ``c/c++``, is replaced; then a part of
    the name's hash tells it from ``c-c++``. Folders are in small letters: on some file systems
    ``AI`` and ``ai`` are one, and the spelling that most articles have may change.
    """
    safe = safe_file_name(wish or folded)
    if safe == wish:
        return safe
    return f"{safe}-{hashlib.sha256(folded.encode('utf-8', 'replace')).hexdigest()[:6]}"
