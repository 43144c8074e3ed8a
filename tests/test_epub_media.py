"""Pictures, sounds and films of an article in its EPUB: all there, playable, and true."""

from __future__ import annotations

import base64
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import publishkit
from epubs import Book
from media_files import FLAC, M4A, MP3, MP4, OPUS, VORBIS, VTT, WEBM, moving, opened, picture
from publishkit.cli import main
from publishkit.formats.epub import EpubExporter, EpubOptions
from publishkit.model.document import Document, Publication
from publishkit.reading.assets import resolve_assets
from test_assets import pictures

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
)
FILES = {
    "images/default (20).png": picture(size=(64, 48)),
    "photo.jpg": picture("JPEG"),
    "drawing.svg": SVG,
    "modern.webp": picture("WEBP"),
    "old.bmp": picture("BMP"),
    "new.avif": picture("AVIF"),
    "scan.tif": picture("TIFF"),
    "moving.gif": moving(),
    "talk.mp3": MP3,
    "talk.m4a": M4A,
    "talk.opus": OPUS,
    "talk.ogg": VORBIS,
    "talk.flac": FLAC,
    "clip.mp4": MP4,
    "clip.webm": WEBM,
    "words.vtt": VTT,
    "still.png": picture(size=(20, 20)),
    "untold": MP3,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds a file of each type."""
    for name, data in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
    return tmp_path


def read(folder: Path, text: str, *, front: str = "") -> Document:
    path = folder / "article.md"
    path.write_text(f"---\ntitle: 图\ndate: 2025-01-02\nlang: zh\n{front}---\n{text}\n", "utf-8")
    return publishkit.read(path)


def exported(document: Document, **options: Any) -> tuple[Book, list[str]]:
    """The book, and the codes of what the exporter has to say of it."""
    publication = Publication((document,))
    rendition = EpubExporter().export(publication, EpubOptions(cover="image", **options))
    return Book(rendition.data), [item.code for item in rendition.diagnostics]


def images(book: Book) -> list[tuple[str, str]]:
    """Name and alternative text of each picture in the text."""
    return [(item.get("src"), item.get("alt")) for item in book.find("chapter.xhtml", "//h:img")]


def types(book: Book) -> dict[str, str]:
    """The media type of each file of the package, by its name."""
    items = book.find("content.opf", "//opf:manifest/opf:item")
    return {item.get("href"): item.get("media-type") for item in items}


def features(book: Book, name: str = "accessibilityFeature") -> list[str]:
    return book.metadata(f"opf:meta[@property='schema:{name}']")


def codes(document: Document) -> list[str]:
    return [item.code for item in document.diagnostics]


def assert_whole(book: Book) -> None:
    """Whatever a page shows is in the manifest, and there; nothing is fetched from elsewhere."""
    names = set(book.archive.namelist())
    for page in book.pages:
        for item in book.find(page, "//*[@src or @poster]"):
            for name in filter(None, (item.get("src"), item.get("poster"))):
                assert f"EPUB/{name}" in names
                assert name in types(book)
                assert name.isascii()
                assert " " not in name


# --- D5: pictures -----------------------------------------------------------------------------


def test_D5_pictures_of_every_kind_are_in_the_book_once(folder: Path) -> None:
    data_url = f"data:image/png;base64,{base64.b64encode(picture(size=(3, 3))).decode()}"
    text = f"""
![一](<images/default (20).png>)

![二](images/default%20(20).png) ![三](photo.jpg) ![四](drawing.svg) ![五](modern.webp)

![六]({data_url}) ![七](moving.gif)
"""
    document = read(folder, text, front='featured_image: "images/default (20).png"\n')
    book, found = exported(document)
    assert codes(document) == found == []
    assert_whole(book)
    shown = images(book)
    assert [alt for _, alt in shown] == list("一二三四五六七")
    assert shown[0][0] == shown[1][0]
    suffixes = [name.rpartition(".")[2] for name, _ in shown]
    assert suffixes == ["png", "png", "jpg", "svg", "webp", "png", "gif"]
    assert book.bytes(shown[0][0]) == FILES["images/default (20).png"]
    assert book.bytes(shown[2][0]) == FILES["photo.jpg"]
    (cover,) = book.find("cover.xhtml", "//h:img")
    assert cover.get("src") == shown[0][0]
    (item,) = book.find("content.opf", "//opf:item[@properties='cover-image']")
    assert item.get("href") == shown[0][0]
    assert "alternativeText" in features(book)


def test_D5_a_remote_picture_is_packed_when_it_was_fetched_and_a_link_when_not(
    folder: Path,
) -> None:
    with pictures() as server:
        url = f"{server}/a.png"
        document = read(folder, f"![远]({url})\n\n![失]({server}/missing.png)")
        assert codes(document) == ["A004", "A004"]
        book, _ = exported(document)
        assert images(book) == []
        (link, _) = book.find("chapter.xhtml", "//h:a[@class='missing-image']")
        assert (link.get("href"), link.text) == (url, "远")
        assets, diagnostics = resolve_assets(
            [(url, 1), (f"{server}/missing.png", 2)],
            base=folder,
            path=document.source,
            static_roots=(),
            fetch_remote=True,
            allows_private=True,
        )
    assert [item.code for item in diagnostics] == ["A005"]
    book, _ = exported(replace(document, assets=assets))
    assert_whole(book)
    ((name, alt),) = images(book)
    assert (alt, types(book)[name]) == ("远", "image/png")
    assert book.texts("chapter.xhtml", "//h:a[@class='missing-image']") == ["失"]
    assert "remote-resources" not in book.bytes("content.opf").decode()


def test_D5_a_picture_that_is_missing_or_broken_leaves_its_text_and_a_warning(
    folder: Path,
) -> None:
    (folder / "broken.png").write_bytes(FILES["still.png"][:40])
    document = read(folder, "\n文 ![缺](nothere.png)\n\n![坏](broken.png) 文\n\n文 ![外](../x.png)")
    assert [(item.code, item.line) for item in document.diagnostics] == [
        ("A001", 7), ("A003", 9), ("A002", 11),
    ]  # fmt: skip
    book, _ = exported(document)
    assert_whole(book)
    assert images(book) == []
    assert book.texts("chapter.xhtml", "//h:span[@class='missing-image']") == ["缺", "坏", "外"]
    command = ["export", str(document.source), "--to", "epub", "-o", str(folder / "out")]
    assert CliRunner().invoke(main, command).exit_code == 0
    assert CliRunner().invoke(main, [*command, "--strict"]).exit_code == 1


def test_D5_a_picture_without_alternative_text_is_a_warning_and_claims_none(folder: Path) -> None:
    document = read(folder, "文字\n\n![](still.png)\n\n![有](photo.jpg)")
    (finding,) = document.diagnostics
    assert (finding.code, finding.line) == ("A006", 8)
    assert "still.png" in finding.message
    book, _ = exported(document)
    assert [alt for _, alt in images(book)] == ["", "有"]
    assert "alternativeText" not in features(book)
    assert "no alternative text" in features(book, "accessibilitySummary")[0]
    command = ["export", str(document.source), "--to", "epub", "-o", str(folder / "out")]
    assert CliRunner().invoke(main, [*command, "--strict"]).exit_code == 1


def test_a_picture_that_its_author_calls_decorative_lacks_nothing(folder: Path) -> None:
    document = read(folder, '<img src="still.png" alt="">\n\n![有](photo.jpg)')
    assert codes(document) == []
    book, _ = exported(document)
    assert [alt for _, alt in images(book)] == ["", "有"]
    assert "alternativeText" in features(book)
    assert codes(read(folder, '<img src="still.png">')) == ["A006"]


def test_D5_a_picture_of_too_many_pixels_is_made_smaller(folder: Path) -> None:
    (folder / "large.jpg").write_bytes(picture("JPEG", (3000, 2000)))
    (folder / "tall.png").write_bytes(picture("PNG", (700, 9000)))
    document = read(folder, "![大](large.jpg) ![高](tall.png) ![小](still.png)")
    book, found = exported(document)
    assert found == ["X010", "X010"]
    sizes = [opened(book.bytes(name)).size for name, _ in images(book)]
    assert sizes[2] == (20, 20)
    assert all(5_500_000 < width * height <= 5_600_000 for width, height in sizes[:2])
    assert sizes[0][0] / sizes[0][1] == pytest.approx(1.5, rel=0.01)
    again, _ = exported(document)
    assert again.data == book.data
    small, _ = exported(document, max_megapixels=0.0003)
    assert all(
        width * height <= 300
        for width, height in (opened(small.bytes(name)).size for name, _ in images(small))
    )
    whole, found = exported(document, max_megapixels=0)
    assert found == []
    assert whole.bytes(images(whole)[0][0]) == (folder / "large.jpg").read_bytes()


def test_a_large_picture_that_moves_is_left_as_it_is(folder: Path) -> None:
    book, found = exported(read(folder, "![动](moving.gif)"), max_megapixels=0.0001)
    assert found == []
    assert book.bytes(images(book)[0][0]) == FILES["moving.gif"]
    assert features(book, "accessibilityHazard") == ["unknown"]


def test_a_large_picture_that_cannot_be_decoded_stays_with_a_warning(folder: Path) -> None:
    data = picture(size=(2000, 40))
    # Sound chunks of damaged pixels.
    import struct
    import zlib

    start = data.index(b"IDAT") + 4
    length = struct.unpack(">I", data[start - 8 : start - 4])[0]
    body = b"\0" * length
    checksum = struct.pack(">I", zlib.crc32(b"IDAT" + body))
    (folder / "odd.png").write_bytes(data[:start] + body + checksum + data[start + length + 4 :])
    book, found = exported(read(folder, "![怪](odd.png)"), max_megapixels=0.01)
    assert found == ["X003"]
    assert_whole(book)
    assert len(images(book)) == 1


def test_a_picture_of_a_type_that_readers_need_not_show_is_converted(folder: Path) -> None:
    document = read(folder, "![甲](old.bmp) ![乙](new.avif) ![丙](scan.tif)")
    book, found = exported(document)
    assert codes(document) == []
    assert found == ["X010", "X010"]
    assert_whole(book)
    kinds = [opened(book.bytes(name)).format for name, _ in images(book)]
    assert kinds == ["PNG", "JPEG", "PNG"]
    assert [opened(book.bytes(name)).size for name, _ in images(book)] == [(40, 30)] * 3
    assert [types(book)[name] for name, _ in images(book)] == [
        "image/png", "image/jpeg", "image/png",
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", [-1, float("nan"), 2_000])
def test_a_limit_that_is_none_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="max_megapixels"):
        EpubOptions(max_megapixels=wrong)


def test_pillow_is_not_loaded_for_pictures_that_need_no_change(folder: Path) -> None:
    document = read(folder, "![一](photo.jpg) ![二](modern.webp) ![三](moving.gif)")
    code = (
        "import sys, publishkit\n"
        "document = publishkit.read(sys.argv[1])\n"
        "assert all(asset.width for asset in document.assets.values())\n"
        "publishkit.export(document, to='epub')\n"
        "print('PIL' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(document.source)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "False\n"


# --- sounds and films -------------------------------------------------------------------------


def players(book: Book) -> list[Any]:
    return book.find("chapter.xhtml", "//h:audio | //h:video")


@pytest.mark.parametrize(
    ("name", "tag", "media_type"),
    [
        ("talk.mp3", "audio", "audio/mpeg"),
        ("talk.m4a", "audio", "audio/mp4"),
        ("talk.opus", "audio", "audio/ogg; codecs=opus"),
        ("clip.mp4", "video", "video/mp4"),
        ("clip.webm", "video", "video/webm"),
        ("untold", "audio", "audio/mpeg"),
    ],
)
@pytest.mark.parametrize("form", ["![讲话]({})", "前 ![讲话]({}) 后", '<img src="{}" alt="讲话">'])
def test_a_sound_or_film_of_the_article_is_a_player(
    folder: Path, name: str, tag: str, media_type: str, form: str
) -> None:
    document = read(folder, form.format(name))
    assert codes(document) == []
    book, found = exported(document)
    assert found == []
    assert_whole(book)
    (player,) = players(book)
    assert player.tag.endswith(f"}}{tag}")
    assert types(book)[player.get("src")] == media_type
    assert book.bytes(player.get("src")) == FILES[name]
    assert player.get("controls") == "controls"
    assert player.get("aria-label") == "讲话"
    assert "".join(player.itertext()) == "讲话"
    assert not {"autoplay", "loop", "preload"} & set(player.attrib)


FILM = """
<video controls autoplay loop onplay="alert(1)" poster="still.png" width="100">
<source src="clip.webm" type="video/webm"><source src="clip.mp4">
<source src="https://example.com/clip.mp4">
<track kind="captions" src="words.vtt" srclang="zh" label="中文" default>
<track kind="captions" src="photo.jpg"><track src="https://example.com/words.vtt">
您的浏览器不支持。
</video>
"""


def test_a_film_has_its_sources_captions_and_poster_in_the_book(folder: Path) -> None:
    document = read(folder, FILM)
    assert codes(document) == ["M005"]
    book, found = exported(document)
    assert found == []
    assert_whole(book)
    (player,) = players(book)
    assert set(player.attrib) == {"controls", "poster", "aria-label"}
    assert book.bytes(player.get("poster")) == FILES["still.png"]
    parts = [(item.tag.rpartition("}")[2], dict(item.attrib)) for item in player]
    assert [name for name, _ in parts] == ["source", "source", "track"]
    assert [book.bytes(values["src"]) for _, values in parts] == [WEBM, MP4, VTT]
    assert parts[2][1] == {
        "src": parts[2][1]["src"], "kind": "captions", "srclang": "zh", "label": "中文",
    }  # fmt: skip
    assert "captions" in features(book)
    assert b"example.com" not in book.bytes("chapter.xhtml")


@pytest.mark.parametrize("text", [FILM, "![讲话](talk.mp3)", "{{< audio src=talk.mp3 >}}"])
@pytest.mark.parametrize("name", ["html", "wechat", "rss", "atom", "jsonfeed"])
def test_other_formats_link_to_a_sound_or_film(folder: Path, text: str, name: str) -> None:
    document = read(folder, text, front="url: https://example.org/a/\n")
    result = publishkit.export(document, to=name).data.decode()
    assert not any(f"<{tag}" in result for tag in ("audio", "video", "source", "track"))
    # WeChat has no links but to whole addresses: there the label stays.
    assert "clip.webm" in result or "talk.mp3" in result or "讲话" in result
    assert "data-media" not in result
    assert "不支持" not in result


def test_a_remote_sound_or_film_is_a_link_everywhere(folder: Path) -> None:
    text = (
        "![甲](https://example.com/a.mp3)\n\n![乙](//example.com/b.webm?x=1)\n\n"
        "<video src='https://example.com/c.mp4' poster='https://example.com/c.png'></video>\n\n"
        "<audio><source src='https://example.com/d.ogg'></audio>"
    )
    document = read(folder, text)
    assert set(codes(document)) == {"M005"}
    book, _ = exported(document)
    assert players(book) == []
    targets = [link.get("href") for link in book.find("chapter.xhtml", "//h:a")]
    assert targets == [
        "https://example.com/a.mp3",
        "https://example.com/b.webm?x=1",
        "https://example.com/c.mp4",
        "https://example.com/d.ogg",
    ]
    page = publishkit.export(document, to="html").data.decode()
    assert all(target.removeprefix("https:") in page for target in targets)


def test_a_sound_that_readers_need_not_play_is_its_text_with_a_warning(folder: Path) -> None:
    document = read(folder, "![甲](talk.flac)\n\n![乙](talk.ogg)\n\n![丙](missing.mp3)")
    assert codes(document) == ["A001"]
    book, found = exported(document)
    assert found == ["X002", "X002"]
    assert players(book) == []
    assert [text for text in "甲乙丙" if text in "".join(book.texts("chapter.xhtml", "//h:body"))]
    web, _ = exported(read(folder, "![甲](talk.flac)", front="canonical: https://example.org/a/\n"))
    (link,) = web.find("chapter.xhtml", "//h:a")
    assert link.get("href") == "https://example.org/a/talk.flac"


def test_a_label_is_not_printed_twice_where_a_link_stands_for_a_sound(folder: Path) -> None:
    own = read(folder, "![讲话](talk.mp3)")
    remote = read(folder, "![讲话](https://example.com/a.mp3)")
    for document in (own, remote):
        page = publishkit.export(document, to="html").data.decode()
        assert page.count("讲话") == 1
    assert "".join(exported(remote)[0].texts("chapter.xhtml", "//h:body")).count("讲话") == 1
    # A player shows no label: its caption does.
    assert exported(own)[0].texts("chapter.xhtml", "//h:figcaption") == ["讲话"]


def test_the_metadata_tells_of_sounds_and_films(folder: Path) -> None:
    silent, _ = exported(read(folder, "文"))
    sound, _ = exported(read(folder, "![讲话](talk.mp3)"))
    film, _ = exported(read(folder, "![短片](clip.mp4)"))
    assert features(silent, "accessMode") == ["textual"]
    assert features(sound, "accessMode") == ["textual", "auditory"]
    assert features(film, "accessMode") == ["textual", "visual", "auditory"]
    assert features(sound, "accessModeSufficient") == ["textual,auditory"]
    assert features(film, "accessibilityHazard") == ["unknown"]
    assert "captions" not in features(film)


def test_what_pretends_to_be_a_player_names_no_file_that_is_not_the_articles(folder: Path) -> None:
    (folder.parent / "secret.mp3").write_bytes(MP3)
    files = '[1,[],["source","../secret.mp3","","",""],["source","file:///etc/passwd","","",""]]'
    text = f"""
<a href="x" data-media="audio" data-files='{files}'>y</a>

<a href="x" data-media="script" data-files='{files}'>z</a>

<video poster="../../secret.png"><source src="../secret.mp3"></video>
"""
    document = read(folder, text)
    assert set(codes(document)) <= {"A001", "A002", "M005", "M004"}
    assert document.assets == {}
    book, _ = exported(document)
    assert players(book) == []
    assert_whole(book)
