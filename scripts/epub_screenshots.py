"""Takes the pictures in docs/formats/epub.md: the sample in each theme, on phone and tablet.

Run by ``make screenshots``, with foliate-js and Chromium from scripts/reading-systems. The
pictures depend on the version of Chromium and on the font, Noto Serif CJK SC: look at them before
you commit them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from PIL import Image

import publishkit
from publishkit.formats.epub import EpubOptions
from publishkit.render.themes import theme_names

_ROOT: Final = Path(__file__).parent.parent
_SAMPLE: Final = _ROOT / "samples" / "openai-microsoft.md"
_IMAGES: Final = _ROOT / "docs" / "images"
_READERS: Final = _ROOT / "tests" / "readers"
_FONT: Final = "Noto Serif CJK SC"
_SCREENS: Final = {"phone": (390, 844), "tablet": (820, 1180)}
#: Page and text, as the reader sets them.
_COLOURS: Final = {"light": ("#ffffff", "#111111"), "dark": ("#121212", "#cccccc")}
#: Where a screen is opened, by the end of its address in the table of contents.
_PLACES: Final = {"text": "chapter.xhtml", "notes": "#references"}
#: Of a finished picture.
_WIDTH: Final = 1160
_GREYS: Final = 8
_GAP: Final = 16


def _take(book: Path, theme: str, folder: Path) -> list[dict[str, object]]:
    return [
        {
            "book": str(book),
            "place": address,
            "width": width,
            "height": height,
            "colours": colours,
            "font": _FONT,
            "file": str(folder / f"{theme}-{screen}-{light}-{place}.png"),
        }
        for screen, (width, height) in _SCREENS.items()
        for light, colours in _COLOURS.items()
        for place, address in _PLACES.items()
    ]


def _join(folder: Path, name: str) -> None:
    """Two screens side by side, in few greys, so that the file is small."""
    screens = [Image.open(folder / f"{name}-{place}.png").convert("L") for place in _PLACES]
    width, height = screens[0].size
    whole = Image.new("L", (width * len(screens) + _GAP * (len(screens) - 1), height), 128)
    for number, screen in enumerate(screens):
        whole.paste(screen, (number * (width + _GAP), 0))
    size = (_WIDTH, round(height * _WIDTH / whole.width))
    whole = whole.resize(size, Image.Resampling.LANCZOS)
    few = whole.quantize(_GREYS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(_IMAGES / f"epub-{name}.png", optimize=True)


def main() -> None:
    """Exports the sample in each theme, takes its pictures, and puts them into docs/images."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    node = shutil.which("node")
    if chromium is None or node is None:
        sys.exit("Chromium or Node.js is missing: run sh scripts/reading-systems")
    _IMAGES.mkdir(exist_ok=True)
    article = publishkit.read(_SAMPLE)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shots: list[dict[str, object]] = []
        for theme in theme_names("epub"):
            rendition = publishkit.export(article, "epub", options=EpubOptions(theme=theme))
            shots += _take(rendition.write(folder / theme), theme, folder)
        subprocess.run(
            [node, str(_READERS / "screenshots.mjs"), chromium],
            input=json.dumps(shots),
            encoding="utf-8",
            check=True,
        )
        for theme in theme_names("epub"):
            for screen in _SCREENS:
                for light in _COLOURS:
                    _join(folder, f"{theme}-{screen}-{light}")


if __name__ == "__main__":
    main()
