"""Requests to WeChat's server, by httpx: the only module that touches the network here."""

from __future__ import annotations

import logging
import re
from types import TracebackType
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from publishkit.errors import MissingDependencyError, ServiceError, UsageError
from publishkit.wechat_api.errors import LostAnswerError, UnreachableError

if TYPE_CHECKING:
    import httpx

__all__ = ["OFFICIAL_ADDRESS", "Transport", "checked_address"]

OFFICIAL_ADDRESS: Final = "https://api.weixin.qq.com"
_CONNECT_SECONDS: Final = 10.0
_ANSWER_SECONDS: Final = 60.0
_MAX_ANSWER: Final = 4_000_000
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_TOKEN: Final = re.compile(r"(access_token=)[^&\s\"']+")


def checked_address(address: str) -> str:
    """Returns a server's address without a slash at its end.

    Raises ``UsageError`` unless it is https; http is for tests on the machine itself.
    """
    parts = urlsplit(address)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not is_safe or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise UsageError(
            f"the interface's address cannot be '{address}'",
            hint=f"give an https address without a query, such as {OFFICIAL_ADDRESS}",
        )
    return address.rstrip("/")


class Transport:
    """Sends requests to one server, with TLS verified, and follows no redirect.

    ``answer_seconds`` is how long the server may be silent. Proxies are those of the environment
    (``HTTPS_PROXY``). A context manager; raises ``MissingDependencyError`` without httpx.
    """

    def __init__(
        self, address: str = OFFICIAL_ADDRESS, *, answer_seconds: float = _ANSWER_SECONDS
    ) -> None:
        self._address = checked_address(address)
        try:
            import httpx
        except ImportError as error:
            raise MissingDependencyError(
                "sending to WeChat needs the library httpx",
                hint="pip install 'publishkit[wechat]'",
            ) from error
        self._httpx = httpx
        # httpx logs each address that it asks, and the token is part of it.
        self._silencer = _TokenFilter()
        logging.getLogger("httpx").addFilter(self._silencer)
        self._client = httpx.Client(
            timeout=httpx.Timeout(answer_seconds, connect=_CONNECT_SECONDS),
            follow_redirects=False,
            headers={"User-Agent": "publishkit", "Accept": "application/json"},
        )

    def __enter__(self) -> Transport:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()
        logging.getLogger("httpx").removeFilter(self._silencer)

    def post(self, call: str, query: dict[str, str], *, body: bytes, content_type: str) -> bytes:
        """Returns the body of the answer to ``call``, such as ``cgi-bin/draft/add``.

        Raises ``UnreachableError`` when the request did not arrive, ``LostAnswerError`` when
        nobody knows, and ``ServiceError`` for an answer that is none of WeChat's interface.
        """
        httpx = self._httpx
        try:
            request = self._client.build_request(
                "POST",
                f"{self._address}/{call}",
                params=query,
                content=body,
                headers={"Content-Type": content_type},
            )
            response = self._client.send(request, stream=True)
            try:
                data = _read(response)
            finally:
                response.close()
        except (
            httpx.ConnectError,
            httpx.ConnectTimeout,
            httpx.PoolTimeout,
            httpx.ProxyError,
        ) as error:
            raise UnreachableError(
                f"'{self._host}' cannot be reached: {_said(error)}",
                hint="see whether the network and the proxy work / 请检查网络与代理",
            ) from None
        except httpx.TimeoutException:
            raise LostAnswerError(
                f"no answer to {call} in time", hint="push again later / 请稍后重新推送"
            ) from None
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise LostAnswerError.closed(
                f"the connection broke during {call}: {_said(error)}"
            ) from None
        if data is None:
            raise LostAnswerError(f"the answer to {call} is larger than {_MAX_ANSWER:,} bytes")
        _check_status(response.status_code, call)
        return data

    @property
    def _host(self) -> str:
        return urlsplit(self._address).netloc


def _read(response: httpx.Response) -> bytes | None:
    """Returns the body, or ``None`` when it is too large."""
    chunks: list[bytes] = []
    size = 0
    for chunk in response.iter_bytes():
        chunks.append(chunk)
        size += len(chunk)
        if size > _MAX_ANSWER:
            return None
    return b"".join(chunks)


def _check_status(status: int, call: str) -> None:
    if status == 200:
        return
    if status >= 500:
        raise LostAnswerError(
            f"the server fails with HTTP {status} in {call}",
            hint="push again later / 请稍后重新推送",
        )
    if 300 <= status < 400:
        raise ServiceError(
            f"the server redirects {call} (HTTP {status}), which is not followed",
            hint="a proxy or a log-in page may stand between / 请检查代理或网络登录页",
        )
    raise ServiceError(
        f"the server answers HTTP {status} to {call}",
        hint="see whether the interface's address is right / 请检查接口地址",
    )


def _said(error: Exception) -> str:
    """Returns an error's message: without its cause, whose request holds the token."""
    return _redacted(str(error)) or type(error).__name__


def _redacted(text: str) -> str:
    return _TOKEN.sub(r"\1***", text)


class _TokenFilter(logging.Filter):
    """Takes tokens out of what httpx logs."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Returns true: the record stays, without the token."""
        record.msg, record.args = _redacted(record.getMessage()), None
        return True
