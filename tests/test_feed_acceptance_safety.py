"""Acceptance of feeds, H and B4: nothing runs, nothing is loaded, and a browser shows the feed."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import publishkit
from feed_river import bodies
from feeds import BASE_URL, DAY, EXPORTERS, article, export, items, publication
from publishkit.diagnostics import Severity
from publishkit.model.document import Document
from reading_systems import READERS, Browser

CASES = Path(__file__).parent / "cases"
every_format = pytest.mark.parametrize("name", sorted(EXPORTERS))

ATTACKS = (
    "<script>alert(1)</script>",
    "<iframe src='javascript:alert(2)'></iframe>",
    "<iframe srcdoc='<script>alert(3)</script>'></iframe>",
    "<img src=x onerror=alert(4)>",
    "<a href='javascript:alert(5)'>x</a>",
    "<a href=' java&#10;script:alert(6)'>x</a>",
    "[x](javascript:alert(7))",
    "<a href='data:text/html,<script>alert(8)</script>'>x</a>",
    "<svg onload=alert(9)><script>alert(10)</script></svg>",
    "<p style='width:expression(alert(11));background:url(javascript:alert(12))'>x</p>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<form action='https://evil.example/'><input autofocus onfocus=alert(13)><button>go</button>",
    "<details open ontoggle=alert(14)><summary>x</summary></details>",
    "<object data='javascript:alert(15)'></object><embed src='javascript:alert(16)'>",
    "<math><mtext><mglyph><style><img src=x onerror=alert(17)></style></mglyph></mtext></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(18)>'></noscript>",
    "<video><source onerror=alert(19)></video><audio src=x onerror=alert(20)></audio>",
    "<link rel=stylesheet href='https://evil.example/x.css'><style>@import 'https://e.com'</style>",
    "<template><script>alert(21)</script></template><textarea><script>alert(22)</script>",
    "Note[^1].\n\n[^1]: <img src=x onerror=alert(23)> [x](javascript:alert(24))",
    "| a |\n|---|\n| <script>alert(25)</script> |",
    '![x](x.png){onerror="alert(26)"} [b]{onclick="alert(27)"}',
    "`<script>alert(28)</script>`\n\n    <script>alert(29)</script>",
)


def attacked() -> list[Document]:
    """An article for each attack, and one with an attack in each field of its front matter."""
    found = []
    for number, text in enumerate(ATTACKS):
        document = publishkit.reads(f"{text}\n")
        metadata = replace(document.metadata, date=DAY, slug=f"a{number}", title=f"Attack {number}")
        found.append(replace(document, metadata=metadata))
    document = publishkit.read(CASES / "attack.md")
    return [*found, replace(document, metadata=replace(document.metadata, date=DAY))]


def look(browser: Browser, *files: Path) -> list[dict[str, Any]]:
    """Returns what Chromium reports of each file."""
    run = subprocess.run(
        [browser.node, str(READERS / "feed_pages.mjs"), browser.chromium, *map(str, files)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


@pytest.mark.slow
def test_H1_nothing_runs_in_a_browser_that_shows_the_entries(
    browser: Browser, tmp_path: Path
) -> None:
    files = []
    for name in EXPORTERS:
        rendition = export(name, *attacked(), limit=0, max_bytes=0)
        page = "".join(body.html for body in bodies(rendition))
        files.append(tmp_path / f"{name}.html")
        files[-1].write_text(f"<!doctype html><body>{page}", encoding="utf-8")
        # Titles and summaries are text; a careless reader takes them for HTML.
        said = "".join(f"<h1>{item.title}</h1>{item.summary}" for item in items(rendition))
        if name == "rss":
            files.append(tmp_path / "titles.html")
            files[-1].write_text(f"<!doctype html><body>{said}", encoding="utf-8")
    attack = tmp_path / "attack.html"
    attack.write_text(f"<!doctype html><body>{''.join(ATTACKS[:6])}", encoding="utf-8")
    *reports, proof = look(browser, *files, attack)
    assert len(reports) == 4
    for report in reports:
        assert report["ran"] == [], report["file"]
        assert report["base"].startswith("http://127.0.0.1:")
    # The test would see it.
    assert len(proof["ran"]) >= 3


@pytest.mark.slow
def test_B4_a_browser_shows_a_styled_page_without_a_banner(
    browser: Browser, tmp_path: Path
) -> None:
    site = publication(article("文章", summary="摘要"), article("b"), lang="zh-Hans")
    files = [tmp_path / "rss.xml", tmp_path / "atom.xml"]
    files[0].write_bytes(export("rss", site=site).data)
    files[1].write_bytes(export("atom", site=site).data)
    bare = tmp_path / "bare.xml"
    bare.write_bytes(export("rss", site=site, stylesheet="none").data)
    *reports, plain = look(browser, *files, bare)
    for report in reports:
        assert report["title"] == "站点"
        assert report["titleSize"] > 24
        assert report["text"] == ["文章", "b"] or report["text"] == ["b", "文章"]
        assert (
            {"title"}
            < set(report["shown"])
            <= {
                *("title", "description", "pubDate"),
                *("summary", "published"),
            }
        )
        # Chromium wraps into a page of its own what it cannot style, and puts banners there.
        assert not report["banner"]
        assert report["ran"] == []
    assert plain["banner"]


# --- H2 -----------------------------------------------------------------------------------------


@every_format
def test_H2_lazy_images_are_shown_and_images_that_only_count_are_not(name: str) -> None:
    document = publishkit.reads(
        '<img src="data:image/gif;base64,R0lGOD" data-src="https://e.com/1.png" alt="a">\n'
        '<img class="lazyload" data-original="https://e.com/2.png" loading="lazy" alt="b">\n'
        '<noscript><img src="https://e.com/3.png" alt="c"></noscript>\n'
        '<img src="https://track.example/p.gif" width="1" height="1" alt="">\n'
        '<img src="https://track.example/q.gif" style="width:1px;height:1px" alt="">\n'
    )
    (item,) = items(export(name, replace(document, metadata=article("a").metadata)))
    assert [f"https://e.com/{number}.png" in item.content for number in (1, 2, 3)] == [True] * 3
    assert "track.example" not in item.content
    assert "lazy" not in item.content


# --- H3 -----------------------------------------------------------------------------------------

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE = {
    "bomb": f"---\ndate: 2025-06-19\n{BOMB}---\nx\n",
    "brackets": f"---\ndate: 2025-06-19\ntags: {'[' * 30_000}\n---\nx\n",
    "large": f"---\ndate: 2025-06-19\nsummary: {'x' * 10_000_000}\n---\nx\n",
    "deep": "---\ndate: 2025-06-19\n---\n" + "> " * 5000 + "x\n",
    "outside": "---\ndate: 2025-06-19\nimage: ../secret.png\n---\n![x](../secret.png)\n",
    "file": "---\ndate: 2025-06-19\n---\n![x](file:///etc/passwd) <img src='/etc/passwd'>\n",
}
LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (3_000_000_000, 3_000_000_000))
resource.setrlimit(resource.RLIMIT_CPU, (40, 40))
from publishkit.cli import main
main(sys.argv[1:])
"""


@pytest.mark.slow
def test_H3_hostile_articles_cost_bounded_time_and_memory_and_no_other_article(
    tmp_path: Path,
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (tmp_path / "secret.png").write_bytes(b"\x89PNG secret")
    (site / "good.md").write_text("---\ndate: 2025-06-20\n---\nGood\n", encoding="utf-8")
    for name, text in HOSTILE.items():
        (site / f"{name}.md").write_text(text, encoding="utf-8")
    run = subprocess.run(
        [
            *(sys.executable, "-c", LIMITED, "export", str(site), "--to", "rss,atom,jsonfeed"),
            *("--base-url", BASE_URL, "--title", "t", "-o", str(tmp_path / "dist"), "--jobs", "1"),
        ],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert "Traceback" not in run.stderr
    for name in ("rss.xml", "atom.xml", "feed.json"):
        data = (tmp_path / "dist" / name).read_text(encoding="utf-8")
        assert f"{BASE_URL}good/" in data
        assert "secret" not in data
        assert "passwd" not in data
        assert len(data) < 600_000
    assert "bomb.md" in run.stderr
    assert "brackets.md" in run.stderr


def test_H3_an_article_that_fails_is_an_error_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ndate: 2025-06-20\n---\nGood\n", encoding="utf-8")
    (tmp_path / "b.md").write_text(HOSTILE["brackets"], encoding="utf-8")
    outcomes = list(
        publishkit.export_many([tmp_path], to="rss", jobs=1, base_url=BASE_URL, title="t")
    )
    found = [outcome.rendition for outcome in outcomes if outcome.rendition is not None]
    assert [len(items(rendition)) for rendition in found] == [1]
    errors = [
        *(outcome.error.path for outcome in outcomes if outcome.error is not None),
        *(
            item.path
            for outcome in outcomes
            for item in outcome.diagnostics
            if item.severity is Severity.ERROR
        ),
    ]
    assert set(errors) == {tmp_path / "b.md"}
