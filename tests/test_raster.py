"""Pictures that are made smaller or converted stay what they show, and lose what they tell."""

from __future__ import annotations

import contextlib
import io

import pytest
from PIL import Image, ImageCms, ImageFile

from media_files import moving, opened, picture
from publishkit.reading.image_headers import HeaderError, pixel_size
from publishkit.render.raster import RasterError, as_web_image, compact_image, scaled_image

PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
KINDS = ("PNG", "JPEG", "WEBP", "GIF")


def media_type(kind: str) -> str:
    return f"image/{kind.lower()}"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(400, 300), (300, 400), (2000, 20), (1, 500)])
def test_a_large_picture_keeps_its_shape_in_fewer_pixels(kind: str, size: tuple[int, int]) -> None:
    raster = scaled_image(picture(kind, size), media_type(kind), max_pixels=400)
    assert raster is not None
    assert raster.media_type == ("image/png" if kind == "GIF" else media_type(kind))
    image = opened(raster.data)
    assert image.size == (raster.width, raster.height)
    assert 0 < raster.width * raster.height <= 400
    if min(size) > 100:
        assert raster.width / raster.height == pytest.approx(size[0] / size[1], rel=0.1)
        pixels = image.convert("L")
        assert pixels.getpixel((0, 5)) < 60  # type: ignore[operator]
        assert pixels.getpixel((raster.width - 1, 5)) > 190  # type: ignore[operator]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_can_be_made_smaller(mode: str) -> None:
    data = (
        picture(mode=mode, size=(90, 90))
        if mode != "I;16"
        else _bytes_of(Image.new("I;16", (90, 90), 40_000))
    )
    raster = scaled_image(data, "image/png", max_pixels=900)
    assert raster is not None
    image = opened(raster.data)
    assert image.size == (30, 30)
    assert (image.mode in {"LA", "RGBA"}) == (mode in {"LA", "RGBA"})
    if mode == "I;16":
        assert image.getpixel((9, 9)) == 40_000


def _bytes_of(image: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    output = io.BytesIO()
    image.save(output, kind, **how)  # type: ignore[arg-type]
    return output.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_transparency_of_a_palette_stays(kind: str) -> None:
    image = Image.new("P", (90, 90), 0)
    image.putpalette([255, 0, 0, 0, 0, 255] + [0] * 762)
    image.paste(1, (0, 0, 45, 90))
    raster = scaled_image(_bytes_of(image, kind, transparency=1), media_type(kind), max_pixels=900)
    assert raster is not None
    small = opened(raster.data).convert("RGBA")
    assert small.getpixel((5, 15))[3] == 0  # type: ignore[index]
    assert small.getpixel((25, 15)) == (255, 0, 0, 255)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_the_colour_profile_stays_and_all_other_metadata_goes(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret"
    exif.get_ifd(0x8825)[1] = "N"
    more = {"comment": b"secret"} if kind == "JPEG" else {}
    data = picture(kind, (90, 90), exif=exif, icc_profile=PROFILE, **more)
    assert b"secret" in data
    raster = scaled_image(data, media_type(kind), max_pixels=900)
    assert raster is not None
    image = opened(raster.data)
    assert image.info.get("icc_profile") == PROFILE
    assert not image.getexif()
    assert b"secret" not in raster.data


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_as_its_camera_was_held(orientation: int) -> None:
    from PIL import ImageOps

    exif = Image.Exif()
    exif[0x0112] = orientation
    data = picture("JPEG", (120, 60), exif=exif, quality=95)
    expected = ImageOps.exif_transpose(opened(data)).convert("L")
    raster = scaled_image(data, "image/jpeg", max_pixels=1_800)
    assert raster is not None
    assert (raster.width, raster.height) == ((60, 30) if orientation < 5 else (30, 60))
    small = opened(raster.data).convert("L")
    for place in ((2, 2), (raster.width - 3, 2), (2, raster.height - 3)):
        there = expected.getpixel((place[0] * 2, place[1] * 2))
        assert small.getpixel(place) == pytest.approx(there, abs=25)


def test_cmyk_stays_cmyk_and_lossless_webp_lossless() -> None:
    cmyk = scaled_image(picture("JPEG", (90, 90), "CMYK"), "image/jpeg", max_pixels=900)
    webp = scaled_image(
        picture("WEBP", (90, 90), lossless=True, icc_profile=PROFILE), "image/webp", max_pixels=900
    )
    assert cmyk is not None
    assert webp is not None
    assert opened(cmyk.data).mode == "CMYK"
    assert b"VP8L" in webp.data


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_a_picture_that_moves_is_left_alone(kind: str) -> None:
    assert scaled_image(moving(kind, (90, 90)), media_type(kind), max_pixels=900) is None


def test_the_same_picture_gives_the_same_bytes() -> None:
    for kind in KINDS:
        data = picture(kind, (200, 150))
        made = {scaled_image(data, media_type(kind), max_pixels=900) for _ in range(3)}
        assert len(made) == 1


def test_a_picture_that_would_fill_the_memory_is_refused() -> None:
    # A few kilobytes that are 64 million pixels.
    bomb = _bytes_of(Image.new("1", (8_000, 8_000)))
    assert len(bomb) < 20_000
    with pytest.raises(RasterError, match="8000 × 8000 pixels"):
        scaled_image(bomb, "image/png", max_pixels=900)


@pytest.mark.parametrize("kind", [*KINDS, "BMP"])
@pytest.mark.parametrize("fills_up", [False, True])
def test_a_picture_that_is_cut_off_is_refused_also_after_weasyprint(
    kind: str, fills_up: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", fills_up)
    data = picture(kind, (300, 300))
    make = as_web_image if kind == "BMP" else scaled_image
    assert make(data, media_type(kind), max_pixels=900) is not None
    with pytest.raises(RasterError):
        make(data[: len(data) // 2], media_type(kind), max_pixels=900)


@pytest.mark.parametrize(
    ("kind", "mode", "expected"),
    [
        ("BMP", "RGB", "image/png"),
        ("BMP", "P", "image/png"),
        ("TIFF", "RGBA", "image/png"),
        ("TIFF", "CMYK", "image/png"),
        ("TIFF", "1", "image/png"),
        ("AVIF", "RGB", "image/jpeg"),
        ("AVIF", "RGBA", "image/png"),
    ],
)
def test_types_that_not_every_reader_shows_are_converted(
    kind: str, mode: str, expected: str
) -> None:
    data = picture(kind, (60, 40), mode)
    raster = as_web_image(data, media_type(kind))
    assert (raster.media_type, raster.width, raster.height) == (expected, 60, 40)
    image = opened(raster.data)
    assert image.convert("L").getpixel((1, 20)) < 60  # type: ignore[operator]
    assert image.mode in {"1", "L", "P", "RGB", "RGBA"}
    small = as_web_image(data, media_type(kind), max_pixels=600)
    assert small.width * small.height <= 600


def test_a_large_photograph_becomes_jpeg() -> None:
    noise = Image.effect_noise((900, 900), 60).convert("RGB")
    raster = as_web_image(_bytes_of(noise, "BMP"), "image/bmp")
    assert raster.media_type == "image/jpeg"


@pytest.mark.parametrize("data", [b"", b"II*\0", b"II*\0\x08\0\0\0\1\0" + b"\0" * 20])
def test_a_broken_tiff_is_refused(data: bytes) -> None:
    with pytest.raises(RasterError):
        as_web_image(data, "image/tiff")


@pytest.mark.parametrize("kind", [*KINDS, "BMP", "AVIF"])
def test_the_header_tells_the_size_that_pillow_finds(kind: str) -> None:
    for size in ((1, 1), (640, 7), (33, 801)):
        for how in ({}, {"lossless": True}, {"progressive": True}, {"icc_profile": PROFILE}):
            data = picture(kind, size, **how)
            assert pixel_size(data, media_type(kind)) == size


@pytest.mark.parametrize("kind", ["WEBP", "PNG", "GIF"])
def test_the_header_tells_the_size_of_a_picture_that_moves(kind: str) -> None:
    assert pixel_size(moving(kind, (21, 34)), media_type(kind)) == (21, 34)


@pytest.mark.parametrize("kind", [*KINDS, "BMP", "AVIF"])
def test_a_header_that_is_cut_off_raises_the_one_error(kind: str) -> None:
    data = picture(kind, (21, 34))
    for end in range(min(len(data), 300)):
        with contextlib.suppress(HeaderError):
            assert pixel_size(data[:end], media_type(kind)) == (21, 34)
    with pytest.raises(HeaderError):
        pixel_size(b"", media_type(kind))
    with pytest.raises(HeaderError):
        pixel_size(data, "image/heic")


def test_noise_becomes_a_jpeg_without_a_word_on_standard_error(
    capfd: pytest.CaptureFixture[str],
) -> None:
    noise = Image.merge("RGB", [Image.effect_noise((700, 500), 90) for _ in "RGB"])
    raster = compact_image(_bytes_of(noise), "image/png", max_bytes=900_000)
    assert raster.media_type == "image/jpeg"
    assert opened(raster.data).size == (700, 500)
    assert capfd.readouterr().err == ""


def test_a_transparent_colour_is_kept_in_a_small_file() -> None:
    noise = Image.merge("RGB", [Image.effect_noise((300, 300), 90) for _ in "RGB"])
    data = _bytes_of(noise, transparency=(0, 0, 0))
    raster = compact_image(data, "image/png", max_bytes=100_000)
    assert raster.media_type == "image/png"
    assert len(raster.data) <= 100_000
    assert opened(raster.data).mode == "RGBA"
