"""Links from one article to the source of another, in feeds and mails of one run."""

from __future__ import annotations

import pickle
import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import publishkit
from publishkit.cli import main
from publishkit.formats.feeds.rss import RssExporter
from publishkit.model.document import Document, Publication
from publishkit.model.metadata import Metadata
from publishkit.model.neighbours import Neighbours, source_key
from publishkit.plan import Target, plan_export
from publishkit.reading.article import ReadOptions
from publishkit.registry import load_exporter
from publishkit.sources import Source

SITE = "https://e.org/"
LINKS = "[x](b.md#s) [s](secret.md) [n](nope.md) [[secret]] [w](https://e.com/c.md) [a](a.md)"
ARTICLES = {
    "a": ("2025-02-01", "", LINKS + '\n\n<a href="secret.md">raw</a>'),
    "b": ("2024-01-01", "", "B"),
    "secret": ("2025-01-01", "draft: true\n", "S"),
}


def write_site(folder: Path) -> Path:
    posts = folder / "posts"
    posts.mkdir()
    for name, (date, more, text) in ARTICLES.items():
        front_matter = f"---\ntitle: {name}\ndate: {date}\n{more}---\n\n"
        (posts / f"{name}.md").write_text(f"{front_matter}{text}\n", encoding="utf-8")
    return posts


def export(*arguments: str | Path, out: Path) -> Result:
    options = ("-o", out, "--base-url", SITE, "--title", "t")
    found = CliRunner().invoke(main, ["export", *map(str, (*arguments, *options))])
    assert found.exit_code == 0, found.output
    return found


def mail_parts(path: Path) -> list[str]:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    parts = [part for part in message.walk() if part.get_content_maintype() == "text"]
    return [part.get_content() for part in parts]


def require_sound(text: str, result: Result) -> None:
    """Checks that there is a permalink, that nothing else leads to Markdown, and what is said."""
    assert f"{SITE}b/#s" in text
    assert f"{SITE}a/" in text
    assert set(re.findall(r"[^\s\"'<>]*\.md", text)) == {"https://e.com/c.md"}
    for target in ("secret.md", "nope.md"):
        assert len(re.findall(f"a.md: M006.*'{target}'", result.stderr)) == 1


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_mail_of_one_article_links_to_the_others_of_the_run(tmp_path: Path, jobs: str) -> None:
    result = export(write_site(tmp_path), "--to", "email", "--jobs", jobs, out=tmp_path / "out")
    page = (tmp_path / "out" / "a.email.html").read_text(encoding="utf-8")
    for text in (page, *mail_parts(tmp_path / "out" / "a.eml")):
        require_sound(text, result)


def test_a_digest_links_to_articles_that_are_too_old_for_it(tmp_path: Path) -> None:
    result = export(
        write_site(tmp_path), "--to", "email", "--since", "2025-01-15", out=tmp_path / "out"
    )
    for text in mail_parts(tmp_path / "out" / "digest-2025-02-01.eml"):
        require_sound(text, result)
        assert "\nB\n" not in text


@pytest.mark.parametrize(
    ("name", "file"), [("rss", "rss.xml"), ("atom", "atom.xml"), ("jsonfeed", "feed.json")]
)
@pytest.mark.parametrize("since", [(), ("--since", "2025-01-15")], ids=["all", "since"])
def test_a_feed_links_to_articles_that_are_out_and_to_no_others(
    name: str, file: str, since: tuple[str, ...], tmp_path: Path
) -> None:
    result = export(write_site(tmp_path), "--to", name, *since, out=tmp_path / "out")
    require_sound((tmp_path / "out" / file).read_text(encoding="utf-8"), result)


def test_drafts_that_are_taken_in_are_linked_to(tmp_path: Path) -> None:
    posts = write_site(tmp_path)
    for target in ("rss", "email"):
        export(posts, "--to", target, "--include-drafts", out=tmp_path / "out")
    for name in ("rss.xml", "a.email.html"):
        assert f"{SITE}secret/" in (tmp_path / "out" / name).read_text(encoding="utf-8")


def test_an_article_that_is_exported_alone_names_no_other_source(tmp_path: Path) -> None:
    posts = write_site(tmp_path)
    for target, file in (("rss", "rss.xml"), ("email", "a.email.html")):
        result = export(posts / "a.md", "--to", target, out=tmp_path / "out")
        text = (tmp_path / "out" / file).read_text(encoding="utf-8")
        assert "b.md" not in text
        assert "M006" in result.stderr
        assert f'href="{SITE}a/"' in text.replace("&lt;", "<")


def test_documents_that_are_given_as_data_link_to_no_draft_among_them(tmp_path: Path) -> None:
    posts = write_site(tmp_path)
    documents = [publishkit.read(posts / f"{name}.md") for name in ARTICLES]
    rendition = publishkit.export(documents, to="rss", base_url=SITE, title="t")
    text = rendition.data.decode()
    assert f"{SITE}b/#s" in text
    assert "secret.md" not in text
    assert f"{SITE}secret" not in text


def test_only_formats_that_link_to_neighbours_are_given_them() -> None:
    head = Document(Metadata(title="a"), (), source=Path("posts/a.md"), stem="a")
    for names, in_work, in_plan in (
        (["html"], 0, 0), (["html", "rss"], 0, 1), (["html", "email"], 1, 1)
    ):  # fmt: skip
        plan = plan_export(
            [Source(Path("posts/a.md"), is_named=False), Source(Path("b.md"), is_named=False)],
            [Target(load_exporter(name), load_exporter(name).options_type()) for name in names],
            read_options=ReadOptions(),
            publication=Publication((), now=datetime(2025, 1, 1, tzinfo=UTC)),
            peek=lambda source, _: head if source.path == head.source else None,
        )
        assert (len(plan.work.publication.neighbours), len(plan.neighbours)) == (in_work, in_plan)
    assert RssExporter.needs_neighbours


def test_neighbours_are_pickled_once_and_keep_what_addresses_are_made_of() -> None:
    metadata = Metadata(title="a", slug="s", url="/u/", date=datetime(2025, 1, 1, tzinfo=UTC))
    head = Document(metadata, (), source=Path("x/../posts/a.md"), stem="a")
    neighbours = Neighbours([head])
    publication = Publication((), neighbours=neighbours)
    copy = pickle.loads(pickle.dumps(publication)).neighbours
    again = pickle.loads(pickle.dumps(copy))
    assert isinstance(copy, Neighbours)
    for found in (copy, again):
        (kept,) = found.values()
        assert list(found) == [source_key(Path("posts/a.md"))]
        assert kept.metadata == Metadata(slug="s", url="/u/", date=metadata.date)
