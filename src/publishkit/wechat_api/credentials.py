"""The app id and its secret, from the environment or the system's keyring. Never printed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from publishkit.errors import UsageError

__all__ = ["APP_ID", "KEYRING_SERVICE", "SECRET", "Credentials", "account_of", "read_credentials"]

APP_ID: Final = "PUBLISHKIT_WECHAT_APPID"
SECRET: Final = "PUBLISHKIT_WECHAT_SECRET"
KEYRING_SERVICE: Final = "publishkit-wechat"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What WeChat knows the account by. ``repr`` shows neither, so that no trace can."""

    app_id: str = field(repr=False)
    secret: str = field(repr=False)

    @property
    def account(self) -> str:
        """A name of the account that tells nothing of its app id, for files."""
        return account_of(self.app_id)


def account_of(app_id: str) -> str:
    """Returns the first 16 digits of the app id's SHA-256."""
    return hashlib.sha256(app_id.encode()).hexdigest()[:16]


def read_credentials(environment: Mapping[str, str]) -> Credentials:
    """Returns the credentials: the app id from the environment, the secret from there or keyring.

    Raises ``UsageError`` when one is missing; the message names the variables, not their values.
    """
    app_id = environment.get(APP_ID, "").strip()
    if not app_id:
        raise UsageError(
            f"no app id: {APP_ID} is not set",
            hint="docs/formats/wechat-drafts.md says where to find it / 请设置公众号的 AppID",
        )
    secret = environment.get(SECRET, "").strip() or _from_keyring(app_id)
    if not secret:
        raise UsageError(
            f"no app secret: {SECRET} is not set, and no keyring has it",
            hint=f"set it, or 'pip install keyring' and 'keyring set {KEYRING_SERVICE} APPID' / "
            "请设置 AppSecret",
        )
    return Credentials(app_id, secret)


def _from_keyring(app_id: str) -> str:
    """Returns the secret that the system's keyring holds, or nothing."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return ""
    try:
        return keyring.get_password(KEYRING_SERVICE, app_id) or ""
    except KeyringError as error:
        raise UsageError(
            f"the keyring gives no secret: {type(error).__name__}",
            hint=f"unlock it, or set {SECRET}",
        ) from None
