"""A server on the machine itself that speaks WeChat's interface, and can be told to fail."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

APP_ID = "wx0123456789abcdef"
SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Refuse:
    """Answers with an error number instead of doing anything."""

    errcode: int
    errmsg: str = "refused"


@dataclass(frozen=True)
class Drop:
    """Closes the connection without an answer, after the request was carried out or before."""

    is_done: bool


@dataclass(frozen=True)
class Silence:
    """Does not answer in any time, after the request was carried out or before."""

    is_done: bool


@dataclass(frozen=True)
class Raw:
    """Carries the request out, and answers with something else."""

    body: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    is_done: bool = True


Failure = Refuse | Drop | Silence | Raw


@dataclass(frozen=True)
class Request:
    call: str
    query: dict[str, str]
    content_type: str
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Wechat:
    """The account: its token, its material, its drafts, and what was asked of it."""

    address: str = ""
    requests: list[Request] = field(default_factory=list)
    failures: dict[str, list[Failure]] = field(default_factory=lambda: defaultdict(list))
    token: str = "TOKEN-1-of-the-account"
    images: list[bytes] = field(default_factory=list)
    material: dict[str, bytes] = field(default_factory=dict)
    drafts: dict[str, dict[str, Any]] = field(default_factory=dict)
    made: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def fail(self, call: str, *failures: Failure) -> None:
        """Lets the next requests to a call fail, one after the other."""
        self.failures[call] += failures

    def calls(self, *, with_token: bool = False) -> list[str]:
        return [one.call for one in self.requests if with_token or one.call != "stable_token"]

    def asked(self, call: str) -> list[Request]:
        return [one for one in self.requests if one.call == call]

    def draft(self) -> dict[str, Any]:
        """The article of the one draft there is."""
        (draft,) = self.drafts.values()
        return draft

    # --- the calls --------------------------------------------------------------------------

    def answer(self, request: Request) -> dict[str, Any]:
        if request.call == "stable_token":
            return self._stable_token(request.json)
        if request.query.get("access_token") != self.token:
            return refused(40001, "invalid credential, access_token is invalid or not latest")
        name = request.call.replace("/", "_")
        method = getattr(self, f"_{name}", None)
        return refused(40066, "invalid url") if method is None else method(request)

    def _stable_token(self, asked: Any) -> dict[str, Any]:
        if asked["grant_type"] != "client_credential":
            return refused(40002, "invalid grant_type")
        if asked["appid"] != APP_ID:
            return refused(40013, f"invalid appid {asked['appid']}")
        if asked["secret"] != SECRET:
            return refused(40125, f"invalid appsecret {asked['secret']}")
        if asked["force_refresh"]:
            self.token = f"{self.token}-renewed"
        return {"access_token": self.token, "expires_in": 7200}

    def _media_uploadimg(self, request: Request) -> dict[str, Any]:
        data = media_of(request)
        if not data:
            return refused(41005, "media data missing")
        if not data.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff")):
            return refused(40005, "invalid file type")
        if len(data) >= MEGABYTE:
            return refused(40009, "invalid image size")
        self.images.append(data)
        return {"url": f"http://mmbiz.qpic.cn/mmbiz_png/{len(self.images)}/0?from=appmsg&n=1"}

    def _material_add_material(self, request: Request) -> dict[str, Any]:
        if request.query.get("type") != "image":
            return refused(40004, "invalid media type")
        media_id = f"COVER_{len(self.material) + 1}"
        self.material[media_id] = media_of(request)
        return {"media_id": media_id, "url": "http://mmbiz.qpic.cn/cover", "item": []}

    def _draft_add(self, request: Request) -> dict[str, Any]:
        articles = request.json.get("articles")
        if not isinstance(articles, list) or not articles:
            return refused(44003, "empty news data")
        wrong = self._wrong(articles[0])
        if wrong:
            return wrong
        self.made += 1
        media_id = f"DRAFT_{self.made}"
        self.drafts[media_id] = articles[0]
        return {"media_id": media_id, "item": []}

    def _draft_update(self, request: Request) -> dict[str, Any]:
        asked = request.json
        if asked["media_id"] not in self.drafts or asked["index"] != 0:
            return refused(40007, "invalid media_id")
        wrong = self._wrong(asked["articles"])
        if wrong:
            return wrong
        self.drafts[asked["media_id"]] = asked["articles"]
        return {"errcode": 0, "errmsg": "ok"}

    def _draft_get(self, request: Request) -> dict[str, Any]:
        article = self.drafts.get(request.json["media_id"])
        return {"news_item": [article]} if article else refused(40007, "invalid media_id")

    def _draft_batchget(self, request: Request) -> dict[str, Any]:
        asked = request.json
        assert asked == {"offset": 0, "count": 20, "no_content": 1}
        newest = list(reversed(self.drafts.items()))[:20]
        items = [
            {
                "media_id": media_id,
                "content": {"news_item": [{**article, "content": ""}]},
                "update_time": 0,
            }
            for media_id, article in newest
        ]
        return {"total_count": len(self.drafts), "item_count": len(items), "item": items}

    def _wrong(self, article: Any) -> dict[str, Any] | None:
        if article["thumb_media_id"] not in self.material:
            return refused(40007, "invalid media_id")
        for name, limit, errcode in (("title", 32, 45003), ("digest", 128, 45004)):
            if len(article.get(name, "")) > limit:
                return refused(errcode, f"{name} size out of limit")
        return (
            refused(45002, "content size out of limit")
            if len(article["content"]) >= 20_000
            else None
        )


def refused(errcode: int, errmsg: str) -> dict[str, Any]:
    return {"errcode": errcode, "errmsg": f"{errmsg} rid: 6789-abcd"}


def media_of(request: Request) -> bytes:
    """The file of a form with the one field ``media``, read as a mail is."""
    head = f"Content-Type: {request.content_type}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + request.body)
    (part,) = message.iter_parts()
    assert part.get_param("name", header="content-disposition") == "media"
    assert part.get_filename()
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    return data


class _Handler(BaseHTTPRequestHandler):
    wechat: Wechat

    def do_POST(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        request = Request(
            parts.path.removeprefix("/cgi-bin/"),
            dict(parse_qsl(parts.query)),
            self.headers["Content-Type"],
            body,
        )
        self.wechat.requests.append(request)
        waiting = self.wechat.failures[request.call]
        failure = waiting.pop(0) if waiting else None
        match failure:
            case None:
                self._send(json.dumps(self.wechat.answer(request)).encode())
            case Refuse(errcode, errmsg):
                self._send(json.dumps(refused(errcode, errmsg)).encode())
            case Raw(content, status, headers, is_done):
                if is_done:
                    self.wechat.answer(request)
                self._send(content, status, headers)
            case Drop(is_done) | Silence(is_done):
                if is_done:
                    self.wechat.answer(request)
                if isinstance(failure, Silence):
                    self.wechat.over.wait(30)
                self.close_connection = True

    def _send(
        self, body: bytes, status: int = 200, headers: tuple[tuple[str, str], ...] = ()
    ) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: the tests look at what was asked."""


@contextmanager
def running() -> Iterator[Wechat]:
    """Runs a server for one account until the end of the block."""
    wechat = Wechat()
    handler = type("Handler", (_Handler,), {"wechat": wechat})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    wechat.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield wechat
    finally:
        wechat.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
