"""The calls of WeChat's interface that a draft needs, with token, retries and answers checked."""

from __future__ import annotations

import hashlib
import html
import json
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from publishkit.wechat_api.credentials import Credentials
from publishkit.wechat_api.errors import LostAnswerError, RefusalError, UnreachableError
from publishkit.wechat_api.transport import Transport

__all__ = ["Upload", "WechatClient"]

#: Seconds before each further attempt.
_WAITS: Final = (1.0, 2.0, 4.0)
_STALE: Final = frozenset({40001, 40014, 42001})
_BUSY: Final = -1
_INVALID_MEDIA: Final = 40007
_PAGE: Final = 20
_JSON: Final = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture's bytes and type, ``image/png`` or the like."""

    data: bytes
    media_type: str

    @property
    def filename(self) -> str:
        """A name that follows from the bytes, in ASCII: WeChat garbles others."""
        suffix = self.media_type.partition("/")[2].replace("jpeg", "jpg")
        return f"{hashlib.sha256(self.data).hexdigest()[:16]}.{suffix}"


class WechatClient:
    """Talks to one account. ``sleep`` waits between attempts.

    Every method raises ``RefusalError`` when WeChat says no, ``UnreachableError`` and
    ``LostAnswerError`` when it says nothing.
    """

    def __init__(
        self,
        transport: Transport,
        credentials: Credentials,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._transport = transport
        self._credentials = credentials
        self._sleep = sleep
        self._token = ""
        self._was_renewed = False

    def upload_image(self, image: Upload) -> str:
        """Uploads a picture of the text and returns its address on WeChat's server."""
        answer = self._call("media/uploadimg", upload=image, is_repeatable=True)
        return _text(answer, "url", "media/uploadimg")

    def add_cover(self, image: Upload) -> str:
        """Adds a picture to the account's material and returns its media id, which lasts.

        It is not sent again when the answer is lost: the material would hold it twice.
        """
        answer = self._call("material/add_material", {"type": "image"}, upload=image)
        return _text(answer, "media_id", "material/add_material")

    def add_draft(self, article: Mapping[str, object]) -> str:
        """Makes a draft of one article and returns its media id; never sent again by itself."""
        answer = self._call("draft/add", body={"articles": [article]})
        return _text(answer, "media_id", "draft/add")

    def update_draft(self, media_id: str, article: Mapping[str, object]) -> None:
        """Replaces the (first) article of a draft."""
        body = {"media_id": media_id, "index": 0, "articles": article}
        self._call("draft/update", body=body, is_repeatable=True)

    def has_draft(self, media_id: str) -> bool:
        """Whether the account still has this draft: one that was published is none any more."""
        try:
            self._call("draft/get", body={"media_id": media_id}, is_repeatable=True)
        except RefusalError as error:
            if error.errcode == _INVALID_MEDIA:
                return False
            raise
        return True

    def find_draft(self, *, title: str, cover: str, leave_out: Collection[str]) -> str | None:
        """Returns the media id of the newest draft with this title and cover, if there is one.

        The newest twenty are looked at: it is for one that was just made.
        """
        body = {"offset": 0, "count": _PAGE, "no_content": 1}
        answer = self._call("draft/batchget", body=body, is_repeatable=True)
        items = answer.get("item")
        for item in items if isinstance(items, list) else ():
            media_id = item.get("media_id") if isinstance(item, dict) else None
            if not isinstance(media_id, str) or media_id in leave_out:
                continue
            if _is_draft_of(item, title, cover):
                return media_id
        return None

    def wait(self, attempt: int) -> bool:
        """Waits before a further attempt (0 is the first) and tells whether there is one."""
        if attempt >= len(_WAITS):
            return False
        self._sleep(_WAITS[attempt])
        return True

    # --- one call ---------------------------------------------------------------------------

    def _call(
        self,
        name: str,
        query: Mapping[str, str] | None = None,
        *,
        body: Mapping[str, object] | None = None,
        upload: Upload | None = None,
        is_repeatable: bool = False,
    ) -> dict[str, Any]:
        """Returns the answer to a call, asked for again only where that can do no harm."""
        data, content_type = _encoded(body) if upload is None else _multipart(upload)
        attempt = 0
        while True:
            # Outside of the try: getting a token has its own attempts.
            self._token = self._token or self._fetch_token(is_forced=False)
            asked = {"access_token": self._token, **(query or {})}
            try:
                return self._ask(name, asked, data, content_type)
            except UnreachableError:
                if not self.wait(attempt):
                    raise
            except LostAnswerError:
                if not is_repeatable or not self.wait(attempt):
                    raise
            except RefusalError as error:
                if error.errcode in _STALE and not self._was_renewed:
                    self._renew_token()
                    continue
                if error.errcode != _BUSY or not is_repeatable or not self.wait(attempt):
                    raise
            attempt += 1

    def _renew_token(self) -> None:
        """Gets another token, once in a run; what a token was refused for was not begun."""
        self._was_renewed = True
        before, self._token = self._token, self._fetch_token(is_forced=False)
        if self._token == before:
            # Only 20 times a day: where another token has come, it needn't be forced.
            self._token = self._fetch_token(is_forced=True)

    def _fetch_token(self, *, is_forced: bool) -> str:
        body = {
            "grant_type": "client_credential",
            "appid": self._credentials.app_id,
            "secret": self._credentials.secret,
            "force_refresh": is_forced,
        }
        attempt = 0
        while True:
            try:
                answer = self._ask("stable_token", {}, *_encoded(body))
                return _text(answer, "access_token", "stable_token")
            except (UnreachableError, LostAnswerError):
                if not self.wait(attempt):
                    raise
            except RefusalError as error:
                if error.errcode != _BUSY or not self.wait(attempt):
                    raise
            attempt += 1

    def _ask(
        self, name: str, query: dict[str, str], data: bytes, content_type: str
    ) -> dict[str, Any]:
        raw = self._transport.post(f"cgi-bin/{name}", query, body=data, content_type=content_type)
        try:
            answer = json.loads(raw)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise LostAnswerError(
                f"the answer to {name} is no JSON object",
                hint="a proxy may stand between; push again later / 请检查代理后重试",
            )
        errcode = answer.get("errcode", 0)
        if isinstance(errcode, int) and errcode:
            raise RefusalError(errcode, name, self._redacted(str(answer.get("errmsg", ""))))
        return answer

    def _redacted(self, text: str) -> str:
        for secret in (self._credentials.secret, self._token, self._credentials.app_id):
            text = text.replace(secret, "***") if secret else text
        return text


def _text(answer: Mapping[str, Any], key: str, call: str) -> str:
    value = answer.get(key)
    if not isinstance(value, str) or not value:
        raise LostAnswerError(f"the answer to {call} has no '{key}'")
    return value


def _encoded(body: Mapping[str, object] | None) -> tuple[bytes, str]:
    """Returns JSON in UTF-8: WeChat shows escapes such as ``\\u4e2d`` as they are."""
    text = json.dumps(body or {}, ensure_ascii=False, separators=(",", ":"))
    return text.encode(), _JSON


def _multipart(upload: Upload) -> tuple[bytes, str]:
    """Returns a form with the one field ``media`` (RFC 7578), the same for the same picture."""
    boundary = f"publishkit-{hashlib.sha256(upload.data).hexdigest()[:32]}"
    head = (
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="media"; filename="{upload.filename}"\r\n'
        f"Content-Type: {upload.media_type}\r\n\r\n"
    )
    body = head.encode() + upload.data + f"\r\n--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"


def _is_draft_of(item: Mapping[str, Any], title: str, cover: str) -> bool:
    content = item.get("content")
    articles = content.get("news_item") if isinstance(content, dict) else None
    match articles:
        case [{"title": str(found), "thumb_media_id": str(media_id)}]:
            return media_id == cover and _plain(found) == _plain(title)
    return False


def _plain(title: str) -> str:
    return " ".join(html.unescape(title).split())
