"""Several articles in one mail."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html as parser

import publishkit
from documents import document, paragraph
from feeds import BASE_URL, DAY, article
from mails import mail
from publishkit.cli import main
from publishkit.errors import ExportError, UsageError
from publishkit.formats.base import FileSetExporter, scope_of
from publishkit.formats.email import EmailExporter, EmailOptions
from publishkit.model.document import Publication


def three() -> list[publishkit.Document]:
    return [
        article("old", title="旧", date=DAY.replace(day=1)),
        article("new", title="新", date=DAY.replace(day=3)),
        article("mid", title="中", date=DAY.replace(day=2)),
    ]


def test_I3_a_digest_holds_all_articles_newest_first_with_their_own_notes() -> None:
    found = mail(*three(), digest=True, site={"title": "周刊", "description": "一周。"})
    root = parser.document_fromstring(found.html)
    assert [node.text_content() for node in root.iter("h1")] == ["周刊"]
    titles = root.xpath("//h2[a]")
    assert [node.text_content() for node in titles] == ["新", "中", "旧"]
    assert [node.find("a").get("href") for node in titles] == [
        f"{BASE_URL}{name}/" for name in ("new", "mid", "old")
    ]
    assert [len(listing) for listing in root.iter("ol")] == [3, 3, 3]
    assert [node.text for node in root.iter("h3")] == ["References"] * 3
    assert [node.text_content().strip() for node in root.xpath("//ul/li")] == ["新", "中", "旧"]


def test_I3_no_id_is_there_twice_and_no_link_leads_into_the_mail() -> None:
    found = mail(*three(), digest=True)
    for page in (found.html, found.page):
        ids = re.findall(r'\b(?:id|name)="([^"]*)"', page)
        names = [name for name in ids if name not in {"viewport", "format-detection"}]
        assert sorted(names) == ["color-scheme", "supported-color-schemes"]
        assert 'href="#' not in page


def test_I3_the_text_part_has_the_same_articles_and_notes() -> None:
    text = mail(*three(), digest=True, site={"title": "周刊"}).text
    first, *sections = text.split("=" * 76 + "\n")
    assert first == "周刊\n====\n\n目录\n----\n- 新\n- 中\n- 旧\n\n"
    assert [section.strip().split("\n")[0] for section in sections] == ["新", "中", "旧"]
    for section in sections:
        assert re.findall(r"(?m)^(\d)\. (\S+)", section) == [
            ("1", "来源甲"),
            ("2", "来源乙"),
            ("3", "来源丙"),
        ]


def test_a_digest_is_named_dated_and_known_by_its_articles() -> None:
    found = mail(*three(), digest=True, site={"title": "周刊"})
    assert (found.name, found.page_name) == (
        "digest-2025-06-03.eml",
        "digest-2025-06-03.email.html",
    )
    assert found.message["Subject"] == "周刊"
    assert found.message["Date"] == "Tue, 03 Jun 2025 20:03:39 +0000"
    other = mail(*three()[:2], digest=True)
    assert other.message["Message-ID"] != found.message["Message-ID"]
    assert mail(*reversed(three()), digest=True, site={"title": "周刊"}).data == found.data


def test_options_give_a_digest_its_words() -> None:
    found = mail(*three(), digest=True, subject="第 3 期", intro="请看：", preheader="预览")
    root = parser.document_fromstring(found.html)
    assert found.message["Subject"] == "第 3 期"
    assert root.find("body")[0].text == "预览"
    assert "请看：" in found.html
    assert "\n请看：\n" in found.text
    plain = mail(*three(), digest=True)
    assert parser.document_fromstring(plain.html).find("body")[0].text == "新 · 中 · 旧"


def test_summaries_have_a_link_each_and_no_text() -> None:
    found = mail(*three(), digest=True, content="summary")
    root = parser.document_fromstring(found.html)
    links = [node.get("href") for node in root.iter("a") if node.text == "阅读全文"]
    assert links == [f"{BASE_URL}{name}/" for name in ("new", "mid", "old")]
    assert not list(root.iter("ol"))
    assert "来源" not in found.text


def test_drafts_and_scheduled_articles_are_no_part_of_a_digest() -> None:
    now = datetime(2025, 7, 1, tzinfo=UTC)
    articles = [
        article("a", date=DAY),
        article("draft", is_draft=True),
        article("later", date=datetime(2026, 1, 1, tzinfo=UTC)),
        article("hidden", in_feed=False),
        article("dateless", date=None),
    ]
    found = mail(*articles, digest=True, site={"now": now})
    assert re.findall(r"(?m)^- (\S+)$", found.text) == ["a"]
    assert sorted(found.codes) == ["P001", "P002", "P004", "P008"]
    whole = mail(*articles[:3], digest=True, include_drafts=True, site={"now": now})
    assert re.findall(r"(?m)^- (\S+)$", whole.text) == ["later", "a", "draft"]


def test_a_digest_of_nothing_and_a_mail_of_two_are_errors() -> None:
    with pytest.raises(ExportError, match="no article is left"):
        mail(article("a", is_draft=True), digest=True)
    with pytest.raises(UsageError, match="digest"):
        mail(article("a"), article("b"))
    with pytest.raises(ExportError, match="have one id"):
        mail(article("a"), article("a"), digest=True)


def test_the_language_is_the_publications_or_that_of_most_articles() -> None:
    english = document(paragraph("x"), lang="en", date=DAY, slug="en")
    found = mail(english, *three(), digest=True)
    assert found.message["Content-Language"] == "zh-Hans"
    root = parser.document_fromstring(found.html)
    assert root.xpath("//div[@lang='en']")
    assert mail(english, *three(), digest=True, site={"lang": "de"}).html.count("Inhalt") == 1


def test_one_digest_option_decides_the_scope() -> None:
    exporter = EmailExporter()
    assert isinstance(exporter, FileSetExporter)
    assert scope_of(exporter, EmailOptions()) == "document"
    assert scope_of(exporter, EmailOptions(digest=True)) == "publication"


def test_links_between_articles_of_a_digest_lead_to_their_permalinks(tmp_path: Path) -> None:
    for name, target in (("a", "b"), ("b", "a")):
        text = f"---\ntitle: {name}\ndate: 2025-06-19\n---\n\n[other]({target}.md)\n"
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    read = [publishkit.read(tmp_path / f"{name}.md") for name in ("a", "b")]
    found = mail(*read, digest=True)
    assert re.findall(r"other <([^>]*)>", found.text) == [f"{BASE_URL}b/", f"{BASE_URL}a/"]


# --- the command line ----------------------------------------------------------------------------


def run(*arguments: str) -> int:
    try:
        main(list(arguments))
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for day in (1, 15, 20):
        text = (
            f"---\ntitle: Day {day}\ndate: 2025-06-{day:02}\nlang: en\n---\n\nText[^1].\n\n"
            f"[^1]: Note of day {day}.\n"
        )
        (tmp_path / "site" / f"day-{day}.md").parent.mkdir(exist_ok=True)
        (tmp_path / "site" / f"day-{day}.md").write_text(text, encoding="utf-8")
    (tmp_path / "site" / "publishkit.toml").write_text(
        'title = "Letters"\nbase_url = "https://example.org/"\n'
        '[email]\nfrom = "Ed <ed@example.org>"\n',
        encoding="utf-8",
    )
    return tmp_path


def test_an_article_gives_a_mail_and_a_page(site: Path) -> None:
    out = site / "out"
    assert run("export", str(site / "site" / "day-1.md"), "--to", "email", "-o", str(out)) == 0
    assert sorted(path.name for path in out.iterdir()) == ["day-1.email.html", "day-1.eml"]
    assert b'From: "Ed" <ed@example.org>\r\n' in (out / "day-1.eml").read_bytes()


def test_since_gives_one_digest_of_the_articles_from_that_day_on(site: Path) -> None:
    out = site / "out"
    command = ["export", str(site / "site"), "--to", "email", "-o", str(out)]
    assert run(*command, "--since", "2025-06-10", "--set", "email.to=all@example.org") == 0
    names = sorted(path.name for path in out.iterdir())
    assert names == ["digest-2025-06-20.email.html", "digest-2025-06-20.eml"]
    data = (out / "digest-2025-06-20.eml").read_bytes()
    assert b"Subject: Letters\r\n" in data
    assert b"To: all@example.org\r\n" in data
    assert b"Note of day 20" in data
    assert b"Note of day 15" in data
    assert b"Note of day 1." not in data


def test_a_mail_that_is_there_already_is_not_written_again(site: Path) -> None:
    command = ["export", str(site / "site" / "day-1.md"), "--to", "email", "-o", str(site / "out")]
    run(*command)
    before = {path: path.stat().st_mtime_ns for path in (site / "out").iterdir()}
    run(*command)
    assert {path: path.stat().st_mtime_ns for path in (site / "out").iterdir()} == before


def test_a_digest_is_made_by_the_library_too() -> None:
    publication = Publication(tuple(three()), title="周刊", base_url=BASE_URL)
    eml, page = EmailExporter().export_files(publication, EmailOptions(digest=True))
    made = publishkit.export(
        three(), to="email", options=EmailOptions(digest=True), title="周刊", base_url=BASE_URL
    )
    assert made.data == eml.data
    assert page.media_type == "text/html"
