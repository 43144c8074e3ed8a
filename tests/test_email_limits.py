"""Gmail's limit: a mail that is too long ends at a paragraph, with the notes cited so far."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from lxml import html as parser

from documents import cite, document, heading, note, noted, paragraph
from feeds import DAY
from mails import BASE_URL, Mail, mail
from publishkit.formats.email.message import encoded_size
from publishkit.model.document import Document
from publishkit.model.nodes import (
    Block,
    BlockQuote,
    BulletList,
    Cell,
    Div,
    ListItem,
    Row,
    Table,
)

LIMIT = 30_000


def long_article(count: int = 60, **metadata: object) -> Document:
    """Paragraph n cites note n and, in the first, note 61, which cites note 62; 63 is uncited."""
    body: list[Block] = [heading(2, "Start"), paragraph("起", cite(61))]
    for number in range(1, count + 1):
        body.append(paragraph(f"段落{number}：" + "很长的正文。" * 40, cite(number)))
    notes = [note(number, paragraph(f"来源{number}。")) for number in range(1, 61)]
    notes += [
        note(61, paragraph("见", cite(62), "。")),
        note(62, paragraph("深。")),
        note(63, paragraph("未引。"), cited=0),
    ]
    return noted(*body, notes=tuple(notes), **{"date": DAY, "slug": "long", **metadata})


def numbers_in(found: Mail) -> list[int]:
    """The numbers of the notes that the HTML lists."""
    numbers: list[int] = []
    for listing in parser.document_fromstring(found.html).iter("ol"):
        number = 0
        for item in listing:
            number = int(item.get("value", number + 1))
            numbers.append(number)
    return numbers


def paragraphs_in(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"段落(\d+)：", text)]


def test_a_mail_below_the_limit_is_whole() -> None:
    found = mail(long_article(), max_bytes=0)
    assert paragraphs_in(found.html) == list(range(1, 61))
    assert found.codes == []
    assert numbers_in(found) == list(range(1, 64))


def test_a_long_mail_ends_at_a_paragraph_with_a_link_and_the_notes_cited_so_far() -> None:
    found = mail(long_article(), max_bytes=LIMIT)
    shown = paragraphs_in(found.html)
    assert shown == list(range(1, len(shown) + 1))
    assert 5 < len(shown) < 60
    assert encoded_size(found.html) <= LIMIT
    # One more paragraph would not fit.
    assert encoded_size(found.html) > LIMIT - 3_000
    assert numbers_in(found) == [*shown, 61, 62]
    root = parser.document_fromstring(found.html)
    (link,) = [node for node in root.iter("a") if node.text == "阅读全文"]
    assert link.get("href") == f"{BASE_URL}long/"
    assert found.html.index("阅读全文") < found.html.index("References")


def test_the_text_part_is_cut_at_the_same_place() -> None:
    found = mail(long_article(), max_bytes=LIMIT)
    assert paragraphs_in(found.text) == paragraphs_in(found.html)
    listed = re.findall(r"(?m)^(\d+)\. ", found.text)
    assert [int(number) for number in listed] == numbers_in(found)
    assert f"阅读全文: <{BASE_URL}long/>" in found.text


def test_what_is_cut_is_reported_with_what_is_left() -> None:
    (finding,) = mail(long_article(), max_bytes=LIMIT).diagnostics
    assert finding.code == "X003"
    assert "its first part is in the mail, with a link to the rest" in finding.message
    found = mail(long_article(), max_bytes=LIMIT, site={"base_url": ""})
    assert found.codes == ["P007", "X003"]
    assert "no link to the rest" in found.diagnostics[1].message
    assert "阅读全文" not in found.html


def test_the_default_keeps_every_mail_below_what_gmail_shows() -> None:
    long = replace(long_article(), content=long_article().content * 6)
    long = replace(long, content=tuple(b for b in long.content if not hasattr(b, "numbers")))
    found = mail(long)
    assert found.codes == ["X003"]
    assert 95_000 < encoded_size(found.html) <= 100_000
    part = found.message.get_body(("html",))
    assert part is not None
    assert len(str(part.get_payload())) <= 102_000


def test_what_is_cut_never_ends_with_a_heading() -> None:
    parts = [
        block
        for number in range(40)
        for block in (heading(2, f"H{number}"), heading(3, "Sub"), paragraph("正文。" * 120))
    ]
    found = mail(document(*parts, date=DAY, lang="zh-Hans"), max_bytes=LIMIT)
    root = parser.document_fromstring(found.html)
    (link,) = root.xpath("//p[a[text()='阅读全文']]")
    before = link.getprevious()
    assert before.tag == "p"


LONG = "很长的正文。" * 60


@pytest.mark.parametrize(
    ("block", "count"),
    [
        (BulletList(tuple(ListItem((paragraph(f"项{n}：{LONG}"),)) for n in range(60))), "li"),
        (Div(tuple(paragraph(f"项{n}：{LONG}") for n in range(60))), "p"),
        (BlockQuote(tuple(paragraph(f"项{n}：{LONG}") for n in range(60))), "blockquote/p"),
        (
            Table(
                (Row((Cell((paragraph("头"),)),)),),
                tuple(Row((Cell((paragraph(f"项{n}：{LONG}"),)),)) for n in range(60)),
            ),
            "tr",
        ),
    ],
    ids=["list", "division", "quotation", "table"],
)
def test_one_block_of_many_parts_is_cut_inside(block: Block, count: str) -> None:
    found = mail(document(block, date=DAY), max_bytes=LIMIT)
    items = [int(number) for number in re.findall(r"项(\d+)：", found.html)]
    assert items == list(range(len(items)))
    assert 5 < len(items) < 60
    assert len(parser.document_fromstring(found.html).xpath(f"//{count}")) >= len(items)
    assert items == [int(number) for number in re.findall(r"项(\d+)：", found.text)]


def test_an_article_whose_first_paragraph_is_too_long_gives_its_summary() -> None:
    made = document(paragraph("长" * 60_000), date=DAY, slug="a", summary="摘要。")
    found = mail(made)
    assert "摘要。" in found.html
    assert "长长" not in found.html
    assert "its summary is in the mail" in found.diagnostics[0].message


def test_a_digest_is_cut_in_the_article_that_crosses_the_limit_and_others_give_summaries() -> None:
    articles = [
        long_article(20, slug=f"a{day}", title=f"第{day}", summary=f"摘要{day}。", date=date)
        for day, date in ((day, DAY.replace(day=day)) for day in (1, 2, 3))
    ]
    found = mail(*articles, digest=True, max_bytes=LIMIT)
    sections = found.text.split("=" * 76)[1:]
    assert [len(paragraphs_in(section)) for section in sections][1:] == [0, 0]
    assert 3 < len(paragraphs_in(sections[0])) < 20
    assert "摘要2。" in sections[1]
    assert "摘要1。" in sections[2]
    assert [section.count("阅读全文: <") for section in sections] == [1, 1, 1]
    assert found.codes == ["X003", "X003", "X003"]
    assert encoded_size(found.html) <= LIMIT


def test_a_digest_that_cannot_be_small_enough_says_so() -> None:
    many: list[Any] = [
        document(paragraph("x" * 300), date=DAY, slug=f"a{n}", title=f"T{n}", summary="摘要" * 90)
        for n in range(60)
    ]
    found = mail(*many, digest=True, max_bytes=LIMIT)
    assert "above max_bytes even without text" in found.diagnostics[0].message
    assert found.html.count("摘要摘要") > 60


def test_notes_keep_their_numbers_when_some_are_cut() -> None:
    made = long_article()
    first = made.content[:1] + made.content[40:]
    found = mail(replace(made, content=first), max_bytes=LIMIT)
    shown = paragraphs_in(found.html)
    assert shown[0] > 30
    assert numbers_in(found) == shown
