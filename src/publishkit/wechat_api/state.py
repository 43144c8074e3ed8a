"""What was uploaded and which drafts were made, so that nothing is sent twice.

One JSON file for all accounts. It holds no secret: accounts are named by digests.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from publishkit.errors import ServiceError
from publishkit.formats.base import Rendition
from publishkit.wechat_api.markup import Placed

__all__ = ["Account", "Draft", "StateFile", "default_state_path"]

_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft of an article: its media id, empty while nobody knows whether it was made.

    ``title`` and ``cover`` are those by which it is found again then.
    """

    media_id: str
    title: str
    cover: str


@dataclass(slots=True)
class Account:
    """What is known of one account.

    ``images`` and ``covers`` go by the SHA-256 of the original's bytes; ``drafts`` by the
    article's key.
    """

    images: dict[str, Placed] = field(default_factory=dict)
    covers: dict[str, str] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)


def default_state_path(environment: Mapping[str, str]) -> Path:
    """Returns ``publishkit/wechat.json`` in the user's state folder (XDG Base Directory)."""
    folder = environment.get("XDG_STATE_HOME", "")
    base = Path(folder) if Path(folder).is_absolute() else Path.home() / ".local" / "state"
    return base / "publishkit" / "wechat.json"


class StateFile:
    """The file, read once and written after each change.

    What cannot be understood is left out; a file that is no JSON is put aside, and ``was_broken``
    tells so.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.was_broken = False
        self._accounts = self._read()

    def account(self, name: str) -> Account:
        """Returns what is known of an account; changes in it are written by ``save``."""
        return self._accounts.setdefault(name, Account())

    def save(self) -> None:
        """Writes the file, whole or not at all. Raises ``ExportError``."""
        accounts = {name: _encoded(item) for name, item in sorted(self._accounts.items())}
        content = {"version": _VERSION, "accounts": accounts}
        text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        Rendition(text.encode(), "application/json", self.path.name).write_to(self.path)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keeps other runs out, and reads again what they may have written.

        Raises ``ServiceError`` at once when another run is at work.
        """
        import fcntl

        lock = self.path.with_name(f"{self.path.name}.lock")
        try:
            lock.parent.mkdir(parents=True, exist_ok=True)
            file = lock.open("ab")
        except OSError as error:
            raise ServiceError(
                f"cannot write '{lock}': {error.strerror or error}",
                hint="choose another file with --state",
            ) from error
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise ServiceError(
                    "another push is under way", hint="wait until it has ended"
                ) from error
            was_broken = self.was_broken
            self._accounts = self._read(is_put_aside=True)
            self.was_broken = was_broken or self.was_broken
            yield

    def _read(self, *, is_put_aside: bool = False) -> dict[str, Account]:
        try:
            content = json.loads(self.path.read_bytes())
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise ServiceError(
                f"cannot read '{self.path}': {error.strerror or error}",
                hint="choose another file with --state",
            ) from error
        except ValueError:
            content = None
        if not isinstance(content, dict):
            self.was_broken = True
            if is_put_aside:
                self.path.replace(self.path.with_name(f"{self.path.name}.broken"))
            return {}
        return {name: _decoded(item) for name, item in _table(content, "accounts").items()}


def _encoded(account: Account) -> dict[str, object]:
    return {
        "images": {
            digest: {"url": item.url, "width": item.width}
            for digest, item in account.images.items()
        },
        "covers": account.covers,
        "drafts": {
            key: {"media_id": item.media_id, "title": item.title, "cover": item.cover}
            for key, item in account.drafts.items()
        },
    }


def _decoded(data: object) -> Account:
    account = Account()
    for digest, item in _table(data, "images").items():
        match item:
            case {"url": str(url), "width": int(width)}:
                account.images[digest] = Placed(url, width)
    for digest, media_id in _table(data, "covers").items():
        if isinstance(media_id, str):
            account.covers[digest] = media_id
    for key, item in _table(data, "drafts").items():
        match item:
            case {"media_id": str(media_id), "title": str(title), "cover": str(cover)}:
                account.drafts[key] = Draft(media_id, title, cover)
    return account


def _table(data: object, key: str) -> dict[str, Any]:
    value = data.get(key) if isinstance(data, dict) else None
    return value if isinstance(value, dict) else {}
