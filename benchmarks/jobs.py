"""What is compared: each row is publishkit's way, and pandoc's own command for the same thing."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Job
from publishkit.reading.pandoc import find_pandoc

__all__ = [
    "FORMATS",
    "Figure",
    "Row",
    "copy_sample",
    "figures",
    "rows",
    "write_articles",
    "write_book",
]

#: How many articles the book has.
BOOK = 100
#: The most that a command of a format may cost, cold, as a share of pandoc's.
_COLD_GOALS = {"epub": 2.0, "html": 2.5}
FORMATS = ("epub", "pdf", "html", "wechat", "rss", "atom", "jsonfeed")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. ``goal`` bounds the ratio to ``peer``, or CPU seconds without one."""

    title: str
    ours: Job
    peer: Job | None = None
    goal: float | None = None
    #: Fewer rounds for what takes long.
    is_long: bool = False

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The commands to run; rows may share one."""
        return (self.ours,) if self.peer is None else (self.ours, self.peer)


@dataclass(frozen=True, slots=True)
class Figure:
    """What a process of ours says of itself; ``goal`` bounds it, or its ratio to ``peer``'s CPU."""

    title: str
    command: tuple[str, ...]
    unit: str
    goal: float
    peer: Job | None = None


def rows(sample: Path, folder: Path, *, articles: int, peer_articles: int) -> Iterator[Row]:
    """Yields what is measured; the outputs are written into ``folder``."""
    pandoc = str(find_pandoc())
    programs = Path(sys.executable).parent
    publishkit = str(programs / "publishkit")
    own = (sys.executable, "-m", "benchmarks.in_process")
    # Feeds ask for a base URL.
    quiet = ("-q", "--base-url", "https://example.com/")

    yield Row(
        "`publishkit --help` (against a Python that does nothing)",
        Job("help", (publishkit, "--help")),
        Job("python", (sys.executable, "-c", "pass")),
    )
    yield Row(
        "read one article, cold (`pandoc -t json`)",
        Job("read", (*own, "read", str(sample))),
        pandoc_job(pandoc, sample, folder / "p.json"),
    )
    for name in FORMATS:
        out = folder / f"ours-{name}"
        ours = Job(
            f"export {name}",
            (publishkit, "export", str(sample), "--to", name, "-o", str(out), *quiet),
        )
        peer: Job | None = None
        match name:
            case "html":
                peer = pandoc_job(pandoc, sample, folder / "p.html")
            case "epub":
                peer = pandoc_job(pandoc, sample, folder / "p.epub")
            case "pdf":
                engine = f"--pdf-engine={programs / 'weasyprint'}"
                peer = pandoc_job(pandoc, sample, folder / "p.pdf", engine)
            case _:  # pandoc has no such format
                pass
        command = f" (`pandoc -o x.{name}`)" if peer else ""
        yield Row(f"export {name}, cold{command}", ours, peer, goal=_COLD_GOALS.get(name))
        if name == "epub" and (calibre := shutil.which("ebook-convert")):
            peer = Job("calibre", (calibre, str(sample), str(folder / "c.epub")))
            yield Row("export epub, cold (`ebook-convert`, calibre)", ours, peer, goal=0.3)
    every = ("--to", ",".join(FORMATS), "-o", str(folder / "all"), *quiet)
    yield Row(
        "export all seven formats, cold",
        Job("export all", (publishkit, "export", str(sample), *every)),
    )
    yield book_row(publishkit, pandoc, folder)
    many = folder / "articles"
    ours = Job("read many", (*own, "read-folder", str(many)), count=articles)
    some = [str(path) for path in sorted(many.glob("*.md"))[:peer_articles]]
    for suffix in ("json", "html"):
        loop = ("sh", "-c", f'for file; do "$0" "$file" -o "{folder}/p.{suffix}"; done')
        yield Row(
            f"read {articles:,} articles (a `pandoc -o x.{suffix}` for each; {peer_articles} run)",
            ours,
            Job(f"pandoc many {suffix}", (*loop, pandoc, *some), count=peer_articles),
            goal=0.2,
            is_long=True,
        )


def book_row(publishkit: str, pandoc: str, folder: Path) -> Row:
    """Returns the row of the book: the articles are read and exported in one process.

    In several, each has a pandoc of its own that ends by itself, and nobody counts its time.
    """
    chapters = folder / "book"
    out = str(folder / "book.epub")
    ours = (publishkit, "export", str(chapters), "--book", "--to", "epub", "-o", out, "--jobs", "1")
    # Without --file-scope, one article's footnotes take the place of another's.
    files = [str(path) for path in sorted(chapters.glob("*.md"))]
    peer = (pandoc, "--file-scope", *files, "-o", str(folder / "p-book.epub"))
    return Row(
        f"a book of {BOOK} articles, read and exported as epub (`pandoc --file-scope`)",
        Job("book", (*ours, "-q")),
        Job("pandoc book", peer, folder=chapters),
        goal=0.5,
        is_long=True,
    )


def figures(sample: Path, folder: Path) -> Iterator[Figure]:
    """Yields what is measured inside a process."""
    own = (sys.executable, "-m", "benchmarks.in_process")
    yield Figure("render the article's XHTML, warm", (*own, "render", str(sample)), "ms", 2.0)
    yield Figure(
        "export epub from a read document, warm (`pandoc -o x.epub`, whole command)",
        (*own, "export-epub", str(sample)),
        "ms",
        0.15,
        pandoc_job(str(find_pandoc()), sample, folder / "p.epub"),
    )
    yield Figure(
        "export wechat from a read document, warm",
        (*own, "export-wechat", str(sample)),
        "ms",
        15.0,
    )
    yield Figure(
        f"peak memory of the book of {BOOK} articles, without the pandoc process",
        (*own, "book", str(folder / "book")),
        "MB",
        100.0,
    )


def pandoc_job(pandoc: str, source: Path, target: Path, *options: str) -> Job:
    """Returns pandoc's command as its manual has it; pictures are found beside the article."""
    command = (pandoc, str(source), "-o", str(target), *options)
    return Job(f"pandoc {target.suffix}", command, folder=source.parent)


def copy_sample(sample: Path, folder: Path) -> Path:
    """Copies the article with its image, away from its configuration: pandoc has none either."""
    shutil.copytree(sample.parent / "images", folder / "images")
    return Path(shutil.copy(sample, folder))


def write_book(sample: Path, folder: Path) -> None:
    """Writes the articles of the book with their image."""
    write_articles(sample, folder, count=BOOK)
    shutil.copytree(sample.parent / "images", folder / "images")


def write_articles(sample: Path, folder: Path, *, count: int) -> None:
    """Writes copies of the article that differ in title and slug."""
    folder.mkdir(parents=True)
    text = sample.read_text(encoding="utf-8")
    for number in range(count):
        copy = text.replace("title: ", f"slug: article-{number}\ntitle: {number} ", 1)
        (folder / f"{number:05}.md").write_text(copy, encoding="utf-8")
