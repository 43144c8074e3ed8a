"""Images are found where they may lie, told by their bytes, and never read elsewhere."""

from __future__ import annotations

import base64
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from media_files import M4A, OPUS, VORBIS, VTT, picture
from publishkit.diagnostics import Diagnostic
from publishkit.model.assets import Asset
from publishkit.reading.assets import resolve_assets


def chunk(kind: bytes, data: bytes) -> bytes:
    crc = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + crc


def png(width: int = 3, height: int = 2) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" * (width + 1) for _ in range(min(height, 50))))
    parts = chunk(b"IHDR", header), chunk(b"IDAT", rows), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


PNG = png()
GIF = base64.b64decode("R0lGODlhBQAEAIAAAAAAAP///ywAAAAABQAEAAACBISPqVkAOw==")
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="20">'
    b'<rect width="1" height="1"/></svg>'
)


def resolve(
    url: str,
    base: Path | None,
    *,
    roots: tuple[Path, ...] = (),
    remote: bool = False,
    private: bool = True,
) -> Asset | Diagnostic:
    path = None if base is None else base / "article.md"
    assets, diagnostics = resolve_assets(
        [(url, 7)],
        base=base,
        path=path,
        static_roots=roots,
        fetch_remote=remote,
        allows_private=private,
    )
    (result,) = (*assets.values(), *diagnostics)
    if isinstance(result, Diagnostic):
        assert (result.path, result.line) == (path, 7)
    else:
        assert list(assets) == [url]
    return result


def code(result: Asset | Diagnostic) -> str:
    return result.code if isinstance(result, Diagnostic) else "found"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A Hugo site; the article is in ``content/posts``."""
    root = tmp_path / "site"
    for name in ("content/posts/images", "content/posts/article", "static/images", "assets"):
        (root / name).mkdir(parents=True)
    (root / "hugo.toml").write_text("")
    (tmp_path / "secret.png").write_bytes(PNG)
    return root


# --- where files are found ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("images/a.png", "content/posts/images/a.png"),
        ("./images/a.png", "content/posts/images/a.png"),
        ("images/default (20).png", "content/posts/images/default (20).png"),
        ("images/default%20(20).png", "content/posts/images/default (20).png"),
        ("images/默认[1].png", "content/posts/images/默认[1].png"),
        ("images/%E9%BB%98%E8%AE%A4.png", "content/posts/images/默认.png"),
        ("images/100%.png", "content/posts/images/100%.png"),
        ("images/a%20b.png", "content/posts/images/a%20b.png"),
        ("images/*a*.png", "content/posts/images/*a*.png"),
        ("images/a.png?v=1#x", "content/posts/images/a.png"),
        ("images/c#.png", "content/posts/images/c#.png"),
        ("images\\a.png", "content/posts/images/a.png"),
        ("../up.png", "content/up.png"),
        ("a.png", "content/posts/article/a.png"),
        ("/images/x.png", "static/images/x.png"),
        ("images/x.png", "static/images/x.png"),
        ("/y.png", "assets/y.png"),
        ("/content/z.png", "content/z.png"),
        ("{{ site.baseurl }}/images/x.png", "static/images/x.png"),
    ],
)
def test_a_url_finds_its_file(site: Path, url: str, file: str) -> None:
    (site / file).write_bytes(PNG)
    asset = resolve(url, site / "content/posts")
    assert isinstance(asset, Asset)
    assert asset.path == site / file
    assert asset.read() == PNG


def test_the_article_s_own_file_goes_before_the_site_s(site: Path) -> None:
    (site / "content/posts/images/x.png").write_bytes(png(9, 9))
    (site / "static/images/x.png").write_bytes(PNG)
    own, shared = (
        resolve(url, site / "content/posts") for url in ("images/x.png", "/images/x.png")
    )
    assert isinstance(own, Asset)
    assert isinstance(shared, Asset)
    assert (own.width, shared.width) == (9, 3)


def test_a_configured_folder_is_looked_in(tmp_path: Path) -> None:
    base, root = tmp_path / "a", tmp_path / "files"
    base.mkdir()
    root.mkdir()
    (root / "x.png").write_bytes(PNG)
    assert code(resolve("/x.png", base)) == "A001"
    assert code(resolve("/x.png", base, roots=(root,))) == "found"


def test_without_a_site_an_absolute_path_starts_from_the_article(tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(PNG)
    assert code(resolve("/x.png", tmp_path)) == "found"


@pytest.mark.parametrize("marker", ["config.toml", "_config.yml", "mkdocs.yml", "astro.config.mjs"])
def test_a_site_is_known_by_its_configuration(tmp_path: Path, marker: str) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "public").mkdir()
    (tmp_path / marker).write_text("")
    (tmp_path / "public/x.png").write_bytes(PNG)
    assert code(resolve("/x.png", tmp_path / "a/b")) == "found"


# --- where files are not looked for ---------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "../../../secret.png",
        "../../../../../../../../../../etc/passwd",
        "..%2f..%2f..%2fsecret.png",
        "images/../../../../secret.png",
        "/../../secret.png",
        "..\\..\\..\\secret.png",
        "file:///etc/passwd",
        "FILE:secret.png",
        "link.png",
        "folder/secret.png",
    ],
)
def test_nothing_outside_of_the_site_is_read(site: Path, url: str) -> None:
    posts = site / "content/posts"
    (posts / "link.png").symlink_to(site.parent / "secret.png")
    (posts / "folder").symlink_to(site.parent)
    assert code(resolve(url, posts)) == "A002"


def test_without_a_site_nothing_outside_of_the_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "x.png").write_bytes(PNG)
    assert code(resolve("../x.png", tmp_path / "a")) == "A002"
    assert code(resolve(str(tmp_path / "x.png"), tmp_path / "a")) == "A001"


def test_text_from_nowhere_finds_nothing() -> None:
    assert code(resolve("x.png", None)) == "A001"
    assert code(resolve("/etc/passwd", None)) == "A001"


@pytest.mark.parametrize("url", ["missing.png", "a\0b.png", "x" * 5_000, "images", "", "blob:x"])
def test_a_missing_file_is_said_to_be_missing(site: Path, url: str) -> None:
    assert code(resolve(url, site / "content/posts")) == "A001"


def test_a_url_is_complained_of_once(tmp_path: Path) -> None:
    urls = [("x.png", None), ("x.png", 3), ("x.png", 5)]
    _, diagnostics = resolve_assets(
        urls, base=tmp_path, path=None, static_roots=(), fetch_remote=False
    )
    assert [(item.code, item.line) for item in diagnostics] == [("A001", 3)]


# --- what files are -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "media_type", "suffix", "size"),
    [
        (PNG, "image/png", ".png", (3, 2)),
        (GIF, "image/gif", ".gif", (5, 4)),
        (SVG, "image/svg+xml", ".svg", (10, 20)),
        (b'<?xml version="1.0"?>\n<!-- x -->\n' + SVG, "image/svg+xml", ".svg", (10, 20)),
        (b"ID3\x03\x00", "audio/mpeg", ".mp3", (0, 0)),
        (b"\0\0\0\x20ftypisom", "video/mp4", ".mp4", (0, 0)),
        (b"OggS\0", "audio/ogg", ".ogg", (0, 0)),
        (OPUS, "audio/ogg; codecs=opus", ".opus", (0, 0)),
        (VORBIS, "audio/ogg", ".ogg", (0, 0)),
        (b"\xff\xf1\x50\x80", "audio/aac", ".aac", (0, 0)),
        (M4A, "audio/mp4", ".m4a", (0, 0)),
        (b"\0\0\0\x14ftypqt  ", "video/quicktime", ".mov", (0, 0)),
        (VTT, "text/vtt", ".vtt", (0, 0)),
        (b"\xef\xbb\xbfWEBVTT", "text/vtt", ".vtt", (0, 0)),
        (b"\x1a\x45\xdf\xa3", "video/webm", ".webm", (0, 0)),
        (b"%PDF-1.7", "application/pdf", ".pdf", (0, 0)),
    ],
)
def test_a_file_s_type_is_that_of_its_bytes(
    tmp_path: Path, data: bytes, media_type: str, suffix: str, size: tuple[int, int]
) -> None:
    (tmp_path / "图 1.dat").write_bytes(data)
    asset = resolve("图 1.dat", tmp_path)
    assert isinstance(asset, Asset)
    assert (asset.media_type, asset.name) == (media_type, f"图-1{suffix}")
    assert (asset.width, asset.height) == size


def test_tiff_which_no_browser_shows_is_converted(tmp_path: Path) -> None:
    (tmp_path / "x.tif").write_bytes(picture("TIFF", (40, 30)))
    asset = resolve("x.tif", tmp_path)
    assert isinstance(asset, Asset)
    assert (asset.name, asset.media_type) == ("x.png", "image/png")
    assert (asset.width, asset.height) == (40, 30)
    assert asset.read().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["JPEG", "WEBP", "BMP", "AVIF"])
def test_the_size_of_other_images_is_known(tmp_path: Path, name: str) -> None:
    image = pytest.importorskip("PIL.Image")
    image.new("RGB", (40, 30)).save(tmp_path / "x", format=name)
    asset = resolve("x", tmp_path)
    assert isinstance(asset, Asset)
    assert (asset.width, asset.height) == (40, 30)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text",
        b"<html><svg></svg></html>",
        PNG[:20],
        PNG[:40],
        PNG[:-16] + b"\0" * 16,
        b"\xff\xd8\xff\xe0 no JPEG",
        b"GIF89a",
        b"RIFF\0\0\0\0WEBPVP8 ",
        b"\0\0\0\x20ftypheic",
        b"II*\0 TIFF",
        b"MM\0*\0\0\0\x08" + b"\0" * 30,
        b"WEBVTTX",
        b"<svg xmlns='http://www.w3.org/2000/svg'><g></svg>",
        b"<svg>no namespace</svg>",
        png(60_000, 60_000),
        b"<!-- -->" * 500,
    ],
)
def test_a_broken_or_foreign_image_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.png").write_bytes(data)
    assert code(resolve("x.png", tmp_path)) == "A003"


def test_a_drawing_loses_what_is_active(tmp_path: Path) -> None:
    (tmp_path / "x.svg").write_bytes(SVG.replace(b"<rect", b"<script>alert(1)</script><rect"))
    asset = resolve("x.svg", tmp_path)
    assert isinstance(asset, Asset)
    assert b"script" not in asset.read()
    assert b"<rect" in asset.read()


def test_an_image_inside_of_the_url_is_an_asset() -> None:
    asset = resolve(f"data:image/jpeg;base64,{base64.b64encode(PNG).decode()}", None)
    assert isinstance(asset, Asset)
    assert (asset.media_type, asset.read(), asset.path) == ("image/png", PNG, None)


@pytest.mark.parametrize("url", ["data:image/png;base64,!", "data:", "data:text/plain,hello"])
def test_a_broken_data_url_is_refused(url: str) -> None:
    assert code(resolve(url, None)) == "A003"


def test_equal_bytes_have_one_digest(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(PNG)
    a, b = resolve("a", tmp_path), resolve("b", tmp_path)
    assert isinstance(a, Asset)
    assert isinstance(b, Asset)
    assert a.digest == b.digest


# --- remote files ---------------------------------------------------------------------------


class _Pictures(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name = self.path.strip("/").partition("?")[0]
        if name.startswith("hop"):
            left = int(name[3:])
            self.send_response(302)
            self.send_header("Location", f"/hop{left - 1}" if left else "/a.png")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif name == "file":
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
            self.end_headers()
        elif name == "huge":
            self.send_response(200)
            self.send_header("Content-Length", "30000000")
            self.end_headers()
        elif name == "short":
            self.send_response(200)
            self.send_header("Content-Length", "9999")
            self.end_headers()
            self.wfile.write(PNG)
        elif name in {"a.png", "%E5%9B%BE.png"}:
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")
            self.end_headers()
            self.wfile.write(PNG)
        elif name == "page":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>")
        else:
            self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def pictures() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pictures)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_remote_image_is_left_alone_unless_asked_for() -> None:
    for url in ("https://example.invalid/a.png", "//example.invalid/a.png"):
        assert code(resolve(url, None)) == "A004"


def test_a_remote_image_is_fetched_when_asked_for() -> None:
    with pictures() as server:
        for name in ("a.png", "图.png", "a.png?x=1", "hop3"):
            asset = resolve(f"{server}/{name}", None, remote=True)
            assert isinstance(asset, Asset)
            assert (asset.media_type, asset.read()) == ("image/png", PNG)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("missing", "A005"), ("hop9", "A005"), ("file", "A005"), ("huge", "A005"),
        ("short", "A005"), ("page", "A003"),
    ],
)  # fmt: skip
def test_a_remote_image_that_cannot_be_had_is_named(name: str, expected: str) -> None:
    with pictures() as server:
        assert code(resolve(f"{server}/{name}", None, remote=True)) == expected


def test_private_addresses_are_not_fetched_from() -> None:
    with pictures() as server:
        port = server.rpartition(":")[2]
        for host in (
            "127.0.0.1",
            "localhost",
            "[::1]",
            "0.0.0.0",
            "2130706433",
            "[::ffff:127.0.0.1]",
        ):
            result = resolve(f"http://{host}:{port}/a.png", None, remote=True, private=False)
            assert code(result) == "A005", host
