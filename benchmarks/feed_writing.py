"""Writing feeds beside a bare lxml writer of the same elements.

``python -m benchmarks.feed_writing`` runs it. Entries are finished and hold 10 kB each; what is
measured is to make a file's bytes of them.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Final

from lxml import etree

from publishkit.formats.feeds.feed import Feed, FeedEntry
from publishkit.formats.feeds.feedgen_extension import atom_bytes, rss_bytes
from publishkit.model.document import Document
from publishkit.model.metadata import Author, Metadata

GOAL: Final = 1.5
_BODY_BYTES: Final = 10_000
_START: Final = datetime(2025, 1, 1, tzinfo=UTC)
_CONTENT: Final = "http://purl.org/rss/1.0/modules/content/"
_DC: Final = "http://purl.org/dc/elements/1.1/"
_ATOM: Final = "http://www.w3.org/2005/Atom"
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
_PARAGRAPH: Final = (
    '<p>OpenAI近期大幅下调价格<sup id="fn-cite-1-1">[<a class="footnote footnote-ref" '
    'href="https://example.com/a/#fn-note-1">1</a>]</sup>，引发关注 &amp; 猜测。</p>\n'
)


def made_feed(count: int) -> Feed:
    """Returns a feed of so many entries, each with a body of its own."""
    body = (_PARAGRAPH * 100).encode()[:_BODY_BYTES].decode("utf-8", "ignore")
    entries: list[FeedEntry] = []
    for number in range(count):
        name, date = f"tag:example.com,2025:{number}", _START + timedelta(minutes=number)
        entries.append(
            FeedEntry(
                document=Document(Metadata(), ()),
                id=name,
                uri=name,
                anchor="fn",
                url=f"https://example.com/{number}/",
                title=f"标题 {number} & 副标题",
                published=date,
                updated=date,
                summary="摘要" * 40,
                content=f"{body}{number}",
                lang="zh-Hans",
                authors=(Author("李四"),),
                tags=("OpenAI", "微软"),
                categories=("技术",),
            )
        )
    home = "https://example.com/"
    return Feed(
        "tag:x,2025:f", f"{home}rss.xml", home, "网站", "", "zh-Hans", entries=tuple(entries)
    )


def bare_rss(feed: Feed) -> bytes:
    """Returns the same items as ``rss_bytes``, by nothing but lxml."""
    names = {"atom": _ATOM, "content": _CONTENT, "dc": _DC}
    rss = etree.Element("rss", {"version": "2.0"}, nsmap=names)
    channel = etree.SubElement(rss, "channel")
    for entry in feed.entries:
        item = etree.SubElement(channel, "item")
        etree.SubElement(item, "title").text = entry.title
        etree.SubElement(item, "link").text = entry.url
        etree.SubElement(item, "description").text = entry.summary
        etree.SubElement(item, f"{{{_CONTENT}}}encoded").text = etree.CDATA(entry.content)
        etree.SubElement(item, "guid", {"isPermaLink": "false"}).text = entry.id
        for label in entry.labels:
            etree.SubElement(item, "category").text = label
        etree.SubElement(item, "pubDate").text = format_datetime(entry.published)
        for author in entry.authors:
            etree.SubElement(item, f"{{{_DC}}}creator").text = author.name
        etree.SubElement(item, f"{{{_ATOM}}}updated").text = entry.updated.isoformat()
    return etree.tostring(rss, pretty_print=True, encoding="UTF-8", xml_declaration=True)


def bare_atom(feed: Feed) -> bytes:
    """Returns the same entries as ``atom_bytes``, by nothing but lxml."""
    root = etree.Element("feed", {"xmlns": _ATOM})
    for entry in feed.entries:
        item = etree.SubElement(root, "entry")
        etree.SubElement(item, "id").text = entry.uri
        etree.SubElement(item, "title").text = entry.title
        etree.SubElement(item, "link", {"rel": "alternate", "type": "text/html", "href": entry.url})
        etree.SubElement(item, "updated").text = entry.updated.isoformat()
        for author in entry.authors:
            etree.SubElement(etree.SubElement(item, "author"), "name").text = author.name
        content = etree.SubElement(item, "content", {"type": "html", f"{_XML}base": entry.url})
        content.text = entry.content
        etree.SubElement(item, "summary").text = entry.summary
        for label in entry.labels:
            etree.SubElement(item, "category", {"term": label})
        etree.SubElement(item, "published").text = entry.published.isoformat()
    return etree.tostring(root, pretty_print=True, encoding="UTF-8", xml_declaration=True)


WRITERS: Final[dict[str, Callable[[Feed], bytes]]] = {
    "rss": rss_bytes,
    "atom": atom_bytes,
    "bare rss": bare_rss,
    "bare atom": bare_atom,
}


def costs(count: int, rounds: int) -> dict[str, float]:
    """Returns the median CPU seconds of each writer, which take turns."""
    feed = made_feed(count)
    found: dict[str, list[float]] = {name: [] for name in WRITERS}
    for _ in range(rounds + 1):
        for name, write in WRITERS.items():
            gc.collect()
            start = time.process_time()
            write(feed)
            found[name].append(time.process_time() - start)
    # The first round warms up.
    return {name: statistics.median(several[1:]) for name, several in found.items()}


def peak(name: str, count: int) -> None:
    """Prints the bytes that a process needs at most to write a feed once."""
    WRITERS[name](made_feed(count))
    unit = 1 if sys.platform == "darwin" else 1024
    print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit))


def peak_in_child(name: str, count: int) -> float:
    """Returns the megabytes of ``peak`` in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.feed_writing", "--peak", name, str(count)]
    output = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    return float(json.loads(output)) / 1e6


def main(arguments: Sequence[str]) -> int:
    """Prints a table; returns 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.feed_writing", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="runs of each writer (7)")
    parser.add_argument("--peak", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.peak:
        peak(options.peak[0], int(options.peak[1]))
        return 0
    print("| what | publishkit ms | lxml ms | ratio | goal | peak MB | lxml peak MB |")
    print("|---|---|---|---|---|---|---|")
    is_met = True
    for count in (1_000, 10_000):
        found = costs(count, options.rounds)
        for name in ("rss", "atom"):
            ours, bare = found[name], found[f"bare {name}"]
            is_met &= ours / bare <= GOAL
            verdict = f"≤ {GOAL}: {'met' if ours / bare <= GOAL else '**missed**'}"
            peaks = [peak_in_child(writer, count) for writer in (name, f"bare {name}")]
            print(
                f"| write {name} of {count:,} entries of 10 kB | {ours * 1000:.0f} "
                f"| {bare * 1000:.0f} | {ours / bare:.2f} | {verdict} "
                f"| {peaks[0]:.0f} | {peaks[1]:.0f} |"
            )
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
