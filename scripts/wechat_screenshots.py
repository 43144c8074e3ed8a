"""Takes the pictures in docs/formats/wechat-themes.md: each theme on a phone, by day and by night.

Run by ``make screenshots``, with Chromium and what scripts/reading-systems installs. The pictures
depend on the version of Chromium and on its fonts; look at them before you commit.
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
from publishkit.formats.wechat import WechatOptions
from publishkit.formats.wechat.dark_mode import dark_markup
from publishkit.render.themes import theme_names

_ROOT: Final = Path(__file__).parent.parent
_SAMPLE: Final = Path(__file__).parent / "wechat_theme_sample.md"
_IMAGES: Final = _ROOT / "docs" / "images"
_BROWSER: Final = _ROOT / "tests" / "readers" / "page_screenshots.mjs"
_WIDTH: Final = 375
_SCALE: Final = 1.5
#: Page and title, as WeChat has them.
_MODES: Final = {"light": ("#fff", "#191919"), "dark": ("#191919", "#d1d1d1")}
#: So many colours a picture keeps, and how many of them are the commonest: grounds, panels, text.
_COLOURS: Final = 64
_FLAT: Final = 24


def page(title: str, markup: str, colours: tuple[str, str]) -> str:
    """Returns the page on which WeChat shows an article: its margins, fonts and title."""
    ground, ink = colours
    return (
        '<!doctype html><meta charset="utf-8"><style>'
        f"body{{margin:0;padding:20px 16px;background:{ground};"
        "font-family:'PingFang SC','Noto Sans CJK SC',sans-serif;overflow-wrap:break-word}"
        f"h1.title{{margin:0 0 20px;color:{ink};font-size:22px;font-weight:500;line-height:1.4}}"
        f'</style><h1 class="title">{title}</h1>{markup}'
    )


def _shrink(picture: Path, name: str) -> None:
    """Keeps few colours, which makes the file small: the commonest ones, and shades of the rest."""
    image = Image.open(picture).convert("RGB")
    counted = sorted(image.getcolors(1 << 24) or [], reverse=True)
    flat = [channel for _, colour in counted[:_FLAT] for channel in colour]
    rest = image.quantize(_COLOURS - _FLAT, method=Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette(flat + rest)
    few = image.quantize(palette=palette, dither=Image.Dither.NONE)
    few.save(_IMAGES / f"{name}.png", optimize=True)


def main() -> None:
    """Exports the extract in each theme, takes its pictures, and puts them into docs/images."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    node = shutil.which("node")
    if chromium is None or node is None:
        sys.exit("Chromium or Node.js is missing: run sh scripts/reading-systems")
    _IMAGES.mkdir(exist_ok=True)
    article = publishkit.read(_SAMPLE)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shots: list[dict[str, object]] = []
        for theme in theme_names("wechat"):
            options = WechatOptions(theme=theme)
            light = publishkit.export(article, "wechat", options=options).data.decode()
            for mode, markup in (("light", light), ("dark", dark_markup(light))):
                html = page(article.metadata.title, markup, _MODES[mode])
                file = str(folder / f"{theme}-{mode}.png")
                shots.append({"html": html, "width": _WIDTH, "scale": _SCALE, "file": file})
        list_of_shots = folder / "shots.json"
        list_of_shots.write_text(json.dumps(shots), encoding="utf-8")
        subprocess.run([node, str(_BROWSER), chromium, str(list_of_shots)], check=True)
        for shot in shots:
            picture = Path(str(shot["file"]))
            _shrink(picture, f"wechat-{picture.stem}")


if __name__ == "__main__":
    main()
