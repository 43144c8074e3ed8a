"""Images and other files of an article, found once and only where they may lie."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Final
from urllib.parse import unquote, unquote_to_bytes

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.model.assets import Asset
from publishkit.reading.file_types import (
    SVG,
    TIFF,
    BrokenImageError,
    converted_tiff,
    file_type,
    image_size,
    safe_svg,
)
from publishkit.reading.site_roots import site_root, static_folders

__all__ = ["asset_from_bytes", "resolve_assets"]

_MAX_BYTES: Final = 50_000_000
_MAX_DATA_URL: Final = 30_000_000
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_DATA: Final = re.compile(r"data:[^,]*?(;base64)?,(.*)", re.DOTALL | re.IGNORECASE)
#: Jekyll authors write the site's address as a variable.
_SITE_URL: Final = re.compile(r"(?:\{\{|%7B%7B)[\s%20]*site\.(?:base)?url[\s%20]*(?:\}\}|%7D%7D)")
_UNSAFE: Final = re.compile(r"[^\w.-]+")
_PARALLEL: Final = 4


class _RefusalError(Exception):
    """Why a URL gives no asset: the code and message of a diagnostic."""

    def __init__(self, code: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


def resolve_assets(
    urls: Iterable[tuple[str, int | None]],
    *,
    base: Path | None,
    path: Path | None,
    static_roots: tuple[Path, ...],
    fetch_remote: bool,
    allows_private: bool = False,
) -> tuple[dict[str, Asset], tuple[Diagnostic, ...]]:
    """Returns the files that URLs, each with its line, mean, and what is wrong with the others.

    Relative URLs start from ``base``, the article's folder; absolute paths from ``static_roots``
    and from the static folders of the site that the article lies in. Nothing is read outside of
    the site (without one: of ``base``) and ``static_roots``, symbolic links included. Remote files
    are left alone unless ``fetch_remote``; private addresses always, unless ``allows_private``.
    """
    lines: dict[str, int | None] = {}
    for url, line in urls:
        if lines.get(url) is None:
            lines[url] = line
    finder = _Finder(base, path, static_roots)
    remote: Mapping[str, bytes | _RefusalError] = {}
    if fetch_remote:
        remote = _fetched([url for url in lines if _is_remote(url)], allows_private)
    assets: dict[str, Asset] = {}
    diagnostics: list[Diagnostic] = []
    for url, line in lines.items():
        try:
            assets[url] = _asset(url, finder, remote)
        except _RefusalError as refusal:
            diagnostics.append(
                diagnose(refusal.code, refusal.message, path=path, line=line, hint=refusal.hint)
            )
    return assets, tuple(diagnostics)


def asset_from_bytes(name: str, data: bytes) -> Asset | None:
    """Returns a file that came inside its article, or ``None`` when its type is not known."""
    try:
        return _checked(data, name, None)
    except _RefusalError:
        return None


def _asset(url: str, finder: _Finder, remote: Mapping[str, bytes | _RefusalError]) -> Asset:
    name = _shortened(url)
    if _is_remote(url):
        data = remote.get(url)
        if data is None:
            raise _RefusalError(
                "A004", f"remote image '{name}' is not fetched", "fetch with --fetch-remote"
            )
        if isinstance(data, _RefusalError):
            raise data
        return _checked(data, url, None)
    scheme = _SCHEME.match(url)
    if scheme and scheme[1].lower() == "data":
        return _checked(_decoded(url), "image", None)
    if scheme and scheme[1].lower() == "file":
        raise _RefusalError("A002", f"'{name}' is a file of this machine, not of the article")
    file = finder.find(url)
    try:
        if file.stat().st_size > _MAX_BYTES:
            raise _RefusalError("A003", f"'{name}' is larger than {_MAX_BYTES:,} bytes")
        return _checked(file.read_bytes(), url, file)
    except OSError as error:
        raise _RefusalError("A001", f"'{name}' cannot be read: {error.strerror}") from error


def _checked(data: bytes, url: str, file: Path | None) -> Asset:
    name = _shortened(url)
    kind = file_type(data)
    if kind is None:
        hint = "use PNG, JPEG, GIF, WebP, AVIF, TIFF or SVG; MP3, M4A, Opus, MP4 or WebM"
        raise _RefusalError("A003", f"'{name}' is no picture, sound or film by its bytes", hint)
    content = data if file is None else None
    width = height = 0
    if kind.media_type.startswith("image/"):
        try:
            if kind == TIFF:
                kind, content = converted_tiff(data)
                data = content
            if kind == SVG:
                cleaned = safe_svg(data)
                if cleaned != data:
                    content = data = cleaned
            width, height = image_size(data, kind)
        except BrokenImageError as error:
            raise _RefusalError(
                "A003", f"'{name}' is no image that can be shown: {error}"
            ) from error
    digest = hashlib.sha256(data).hexdigest()
    return Asset(
        f"{_stem(url)}{kind.suffix}",
        kind.media_type,
        len(data),
        digest,
        width,
        height,
        file,
        content,
    )


class _Finder:
    """Finds files of one article."""

    def __init__(self, base: Path | None, source: Path | None, roots: tuple[Path, ...]) -> None:
        self.base = None if base is None else base.resolve()
        self.stem = "" if source is None else source.stem
        self._roots = roots

    @cached_property
    def _configured(self) -> tuple[Path, ...]:
        return tuple(folder.resolve() for folder in self._roots)

    @cached_property
    def _site(self) -> Path | None:
        return None if self.base is None else site_root(self.base)

    @cached_property
    def folders(self) -> tuple[Path, ...]:
        """Where files with absolute paths may be."""
        return static_folders(self._site, self._configured)

    @cached_property
    def trees(self) -> tuple[Path, ...]:
        """Where files may be read."""
        own = self._site or self.base
        return self._configured if own is None else (own, *self._configured)

    def find(self, url: str) -> Path:
        """Returns the file; raises ``_RefusalError`` when there is none inside of the trees."""
        is_outside = False
        for candidate, is_likeliest in self.candidates(url):
            try:
                file = candidate.resolve()
                # Most files lie below the article, and then its site need not be looked for.
                is_inside = (self.base is not None and file.is_relative_to(self.base)) or any(
                    file.is_relative_to(tree) for tree in self.trees
                )
                if is_inside and file.is_file():
                    return file
            except (OSError, ValueError, RuntimeError):  # a name that no file can have
                continue
            is_outside |= is_likeliest and not is_inside
        name = _shortened(url)
        if is_outside:
            raise _RefusalError(
                "A002",
                f"'{name}' lies outside of the article's own tree",
                "copy it there, or name its folder as a static root",
            )
        raise _RefusalError(
            "A001", f"'{name}' was not found" if name else "an image has no address"
        )

    def candidates(self, url: str) -> Iterator[tuple[Path, bool]]:
        """Yields the paths that each spelling of a URL may mean, its likeliest one first."""
        written = _SITE_URL.sub("", url, count=1)
        bare = re.split(r"[?#]", written, maxsplit=1)[0]
        names = [written, unquote(written), bare, unquote(bare)]
        names += [name.replace("\\", "/") for name in names if "\\" in name]
        for name in dict.fromkeys(names):
            relative = name.lstrip("/")
            if not relative or "\0" in name:
                continue
            own = [] if self.base is None else [self.base]
            if own and self.stem:
                own.append(own[0] / self.stem)
            places = (
                chain(self.folders, own) if name.startswith("/") else chain(own, self._static())
            )
            for number, folder in enumerate(places):
                yield folder / relative, number == 0

    def _static(self) -> Iterator[Path]:
        """Yields the static folders; the site is looked for only when it comes to them."""
        yield from self.folders


def _fetched(urls: list[str], allows_private: bool) -> dict[str, bytes | _RefusalError]:
    # HTTP and threads take longer to import than an article to read, and are rarely asked for.
    from concurrent.futures import ThreadPoolExecutor

    from publishkit.reading.remote import FetchError, fetch

    def one(url: str) -> bytes | _RefusalError:
        try:
            address = f"https:{url}" if url.startswith("//") else url
            return fetch(address, allows_private=allows_private)
        except FetchError as error:
            return _RefusalError("A005", f"'{_shortened(url)}' could not be fetched: {error}")

    with ThreadPoolExecutor(_PARALLEL) as pool:
        return dict(zip(urls, pool.map(one, urls), strict=True))


def _is_remote(url: str) -> bool:
    return url.startswith("//") or url[:8].lower().startswith(("http://", "https://"))


def _decoded(url: str) -> bytes:
    found = _DATA.match(url)
    if found is None or len(url) > _MAX_DATA_URL:
        raise _RefusalError("A003", f"'{_shortened(url)}' is broken or too long")
    data = unquote_to_bytes(found[2])
    if not found[1]:
        return data
    try:
        return base64.b64decode(data)
    except binascii.Error as error:
        raise _RefusalError("A003", f"'{_shortened(url)}' is broken") from error


def _stem(url: str) -> str:
    name = unquote(re.split(r"[?#]", url, maxsplit=1)[0]).replace("\\", "/").rpartition("/")[2]
    stem = name.rpartition(".")[0] or name
    return _UNSAFE.sub("-", stem).strip("-.")[:60] or "image"


def _shortened(url: str) -> str:
    return url if len(url) <= 120 else f"{url[:119]}…"
