"""Fetching remote images, with bounds on size, time, redirects and where to."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

__all__ = ["FetchError", "fetch"]

_MAX_BYTES: Final = 20_000_000
_MAX_REDIRECTS: Final = 5
_MAX_SECONDS: Final = 20.0
_CHUNK: Final = 65_536
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_SAFE: Final = "/%:=&?~#+!$,;'@()*[]"


class FetchError(Exception):
    """A remote file that cannot be had; the message says why."""


def fetch(url: str, *, allows_private: bool = False, max_seconds: float = _MAX_SECONDS) -> bytes:
    """Returns the bytes at an http(s) URL: at most 20 MB, in at most 20 seconds, 5 redirects.

    Addresses of the machine itself and of private networks are refused, also after a redirect and
    whatever their names resolve to, unless ``allows_private``. No cookies, no proxy, no
    credentials. Raises ``FetchError``.
    """
    deadline = time.monotonic() + max_seconds
    for _ in range(_MAX_REDIRECTS + 1):
        try:
            target, data = _request(url, deadline, allows_private=allows_private)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise FetchError(str(error) or type(error).__name__) from error
        if data is not None:
            return data
        url = urljoin(url, target)
    raise FetchError(f"more than {_MAX_REDIRECTS} redirects")


def _request(url: str, deadline: float, *, allows_private: bool) -> tuple[str, bytes | None]:
    parts = urlsplit(url)
    host = parts.hostname
    if parts.scheme not in {"http", "https"} or not host:
        raise FetchError(f"'{url}' is no http address")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _address(host, port, allows_private=allows_private)
    seconds = _left(deadline)
    stream = socket.create_connection((address, port), timeout=seconds)
    try:
        if parts.scheme == "https":
            stream = ssl.create_default_context().wrap_socket(stream, server_hostname=host)
        connection = http.client.HTTPConnection(host, port, timeout=seconds)
        connection.sock = stream
        path = quote(parts.path or "/", safe=_SAFE)
        query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
        headers = {"User-Agent": "publishkit", "Accept": "image/*,*/*;q=0.5"}
        connection.request("GET", f"{path}{query}", headers=headers)
        response = connection.getresponse()
        if response.status in _REDIRECTS and (target := response.getheader("Location")):
            return target, None
        if response.status != http.client.OK:
            raise FetchError(f"the server answers {response.status} {response.reason}")
        return "", _body(response, stream, deadline)
    finally:
        stream.close()


def _address(host: str, port: int, *, allows_private: bool) -> str:
    """Returns one address of a host; the check and the connection use the same one."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(item[4][0]) for item in found]
    if not allows_private:
        for address in addresses:
            if not ipaddress.ip_address(address.partition("%")[0]).is_global:
                raise FetchError(f"'{host}' is an address of a private network")
    return addresses[0]


def _body(response: http.client.HTTPResponse, stream: socket.socket, deadline: float) -> bytes:
    if (response.length or 0) > _MAX_BYTES:
        raise FetchError(f"it is larger than {_MAX_BYTES:,} bytes")
    chunks: list[bytes] = []
    size = 0
    while not response.closed:
        stream.settimeout(_left(deadline))
        chunk = response.read1(_CHUNK)
        if not chunk:
            break
        chunks.append(chunk)
        size += len(chunk)
        if size > _MAX_BYTES:
            raise FetchError(f"it is larger than {_MAX_BYTES:,} bytes")
    if response.length:
        raise FetchError("the connection ended too early")
    return b"".join(chunks)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise FetchError("it takes too long")
    return left
