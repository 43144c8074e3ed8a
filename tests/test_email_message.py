"""The mail as a file: header fields and parts that every program reads the same."""

from __future__ import annotations

import email
import re
from datetime import UTC, datetime, timedelta, timezone
from email.header import decode_header, make_header
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import publishkit
from documents import document, paragraph
from epub_documents import every_node
from feeds import DAY, article
from mails import mail, parsed_mails, unflowed, visible_text
from publishkit.errors import UsageError
from publishkit.formats.email import EmailOptions

SAMPLE = Path(__file__).parent.parent / "samples" / "openai-microsoft.md"
TITLES = (
    "短",
    "OpenAI与微软：AI巨头复杂共生关系的裂变与前瞻",
    "一个非常长的标题" * 30,
    "Long ASCII words that are folded " * 8,
    "mixed 中文 and Latin words 与 spaces 在 every 位置 " * 5,
    "=?utf-8?q?not_an_encoded_word?=",
    'A & B <x> "quoted" ]]> \\ emoji 👩‍👩‍👧 é',
)


@pytest.mark.parametrize("title", TITLES)
def test_the_subject_is_the_title_however_long_it_is(title: str) -> None:
    found = mail(article("a", title=title))
    assert found.message["Subject"] == " ".join(title.split())


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=200))
def test_no_title_makes_a_header_of_its_own(title: str) -> None:
    found = mail(article("a", title=f"{title}\r\nBcc: x@example.org\n\nbody"))
    message = found.message
    assert message["Bcc"] is None
    assert [key for key in message if key not in HEADERS] == []
    assert "Bcc: x@example.org body" in message["Subject"]


HEADERS = (
    "Date",
    "Subject",
    "Message-ID",
    "X-Unsent",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
)


def test_a_mail_has_the_fields_that_it_needs_and_no_others() -> None:
    message = mail(article("a")).message
    assert tuple(message) == HEADERS
    assert message["Content-Language"] == "zh-Hans"
    assert message["MIME-Version"] == "1.0"


def test_a_language_that_is_none_is_no_field() -> None:
    found = mail(article("a", lang="zh\r\nBcc: x@example.org"))
    assert found.message["Bcc"] is None
    assert found.message["Content-Language"] is None


def test_options_add_their_fields() -> None:
    message = mail(
        article("a"),
        from_="张三 <z@example.org>",
        to='"Doe, J." <j@example.org>, list@example.org',
        unsubscribe="https://example.org/leave",
        subject="另一个",
        unsent=False,
    ).message
    (sender,) = message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("张三", "z@example.org")
    assert [(item.display_name, item.addr_spec) for item in message["To"].addresses] == [
        ("Doe, J.", "j@example.org"),
        ("", "list@example.org"),
    ]
    assert message["List-Unsubscribe"] == "<https://example.org/leave>"
    assert message["Subject"] == "另一个"
    assert message["X-Unsent"] is None


def test_a_long_name_of_the_sender_is_folded_and_read_back() -> None:
    name = "一家名字非常长的编辑部" * 6
    data = mail(article("a"), from_=f"{name} <z@example.org>").data
    # The newer policies of Python 3.11 put spaces between the encoded words of a name.
    field = email.message_from_bytes(data)["From"]
    assert str(make_header(decode_header(field))) == f"{name} <z@example.org>"


@pytest.mark.parametrize(
    "options",
    [
        {"from_": "a@example.org\r\nBcc: b@example.org"},
        {"from_": "no address"},
        {"to": "a@example.org, nobody"},
        {"unsubscribe": "https://example.org/>\r\nBcc: b@example.org"},
        {"unsubscribe": "https://example.org/a b"},
        {"images": "inline"},
        {"max_bytes": 5},
        {"permalink": "{title}/"},
    ],
    ids=str,
)
def test_options_that_make_no_mail_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        EmailOptions(**options)  # type: ignore[arg-type]


def test_the_date_is_the_articles_and_never_the_time_of_the_export() -> None:
    zone = timezone(timedelta(hours=8))
    dated = article("a", date=datetime(2025, 6, 19, 20, 3, 39, tzinfo=zone))
    assert mail(dated).message["Date"] == "Thu, 19 Jun 2025 20:03:39 +0800"
    assert mail(article("a", date=None)).message["Date"] is None


def test_the_message_id_follows_the_articles_id_and_not_its_text() -> None:
    first, second, edited = article("a"), article("b"), article("a", title="Edited")
    ids = [mail(item).message["Message-ID"] for item in (first, second, edited)]
    assert ids[0] == ids[2] != ids[1]
    assert re.fullmatch(r"<article\.[0-9a-f]{32}@example\.org>", ids[0])
    assert mail(first, digest=True).message["Message-ID"] != ids[0]


def test_every_byte_is_ascii_and_every_line_ends_as_mail_wants_it() -> None:
    data = mail(every_node(), images="cid").data
    assert data.isascii()
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"\r" not in data.replace(b"\r\n", b"")
    assert max(map(len, data.split(b"\r\n"))) <= 78


def test_the_parts_are_alternatives_the_html_with_its_pictures() -> None:
    tree = [
        (part.get_content_type(), part.get_content_disposition())
        for part in mail(every_node(), images="cid").message.walk()
    ]
    assert tree[:4] == [
        ("multipart/alternative", None),
        ("text/plain", None),
        ("multipart/related", None),
        ("text/html", None),
    ]
    assert len(tree) > 4
    assert set(tree[4:]) <= {("image/png", "inline"), ("image/jpeg", "inline")}
    plain = mail(article("a")).message
    assert [part.get_content_type() for part in plain.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    part = plain.get_body(("plain",))
    assert part is not None
    assert part["Content-Type"].params == {
        "charset": "utf-8",
        "format": "flowed",
        "delsp": "yes",
    }


def test_another_parser_reads_the_same_mail(node: str, tmp_path: Path) -> None:
    mails = {
        "sample": mail(publishkit.read(SAMPLE), images="cid"),
        "nodes": mail(every_node(), images="cid", from_="张三 <z@example.org>", to="b@example.org"),
        "long": mail(article("a", title=TITLES[4])),
    }
    parsed = parsed_mails(
        {name: item.data for name, item in mails.items()}, node=node, folder=tmp_path
    )
    for name, item in mails.items():
        found, message = parsed[name], item.message
        assert found["subject"] == message["Subject"]
        assert found["messageId"] == message["Message-ID"]
        # mailparser marks quotations in its own way, without the space after the mark.
        assert _squeezed(found["text"]) == _squeezed(item.text)
        assert found["html"].replace("\r\n", "\n") == item.html.replace("\r\n", "\n")
        assert {part["cid"] for part in found["attachments"]} == set(item.files)
        assert all(part["related"] for part in found["attachments"])
    assert parsed["nodes"]["from"] == '"张三" <z@example.org>'


def _squeezed(text: str) -> list[str]:
    return [re.sub(r"^(>+) ", r"\1", line).strip() for line in text.strip().split("\n")]


def test_both_parts_and_the_page_say_the_same() -> None:
    found = mail(publishkit.read(SAMPLE))
    shown = visible_text(found.html)
    assert visible_text(found.page) == shown
    for line in unflowed(found.raw_text).split("\n"):
        words = re.sub(r":? ?<https?:[^>]*>|^[>\-\d. #]+|[=\-]{3,}|\s", "", line)
        assert words in shown or not words.strip("—"), line


def test_the_same_articles_give_the_same_bytes() -> None:
    assert mail(every_node(), images="cid").data == mail(every_node(), images="cid").data


def test_a_boundary_is_in_no_part() -> None:
    found = mail(document(paragraph("=_alternative_ =_related_ -- --=_"), date=DAY))
    boundary = found.message.get_boundary() or ""
    assert boundary.startswith("=_alternative_")
    assert found.data.count(boundary.encode()) == 4  # the field, two parts, the end


def test_moments_keep_their_own_zone() -> None:
    found = mail(article("a", date=datetime(2025, 1, 31, 23, 59, tzinfo=UTC)))
    assert found.message["Date"] == "Fri, 31 Jan 2025 23:59:00 +0000"
