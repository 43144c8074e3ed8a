"""What can be set for a mail."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.utils import getaddresses
from typing import Final, Literal

from publishkit.errors import UsageError
from publishkit.formats.base import ExporterOptions, Scope
from publishkit.formats.feeds.options import FeedOptions

__all__ = ["EmailOptions"]

_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
#: What would end a header or the brackets around an address in it.
_UNSAFE: Final = re.compile(r"[\x00-\x20\x7f-\x9f<>\u2028\u2029]|[^\x00-\x7f]")
#: Of the HTML, below which no text is left worth a mail.
_LEAST_BYTES: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailOptions(ExporterOptions):
    """How a mail is made. ``from_`` is set as ``email.from``.

    Raises ``UsageError`` for a value that no mail can be made with.
    """

    digest: bool = field(
        default=False, metadata={"help": "one mail of all articles, the newest first"}
    )
    content: Literal["full", "summary"] = field(
        default="full", metadata={"help": "'full' text, or the 'summary' with a link"}
    )
    subject: str = field(
        default="", metadata={"help": "the subject; default: the title of article or publication"}
    )
    preheader: str = field(
        default="",
        metadata={"help": "what an inbox shows beside the subject; default: the summary"},
    )
    intro: str = field(
        default="", metadata={"help": "a paragraph above a digest; default: the description"}
    )
    from_: str = field(
        default="", metadata={"help": "the sender, such as 'Name <name@example.org>'"}
    )
    to: str = field(default="", metadata={"help": "the receivers, with commas between them"})
    unsubscribe: str = field(
        default="",
        metadata={"help": "address or placeholder of List-Unsubscribe and of a link at the end"},
    )
    unsent: bool = field(
        default=True, metadata={"help": "tell Outlook to open the mail as a draft (X-Unsent)"}
    )
    images: Literal["url", "cid"] = field(
        default="url", metadata={"help": "url: images on the site; cid: inside the mail"}
    )
    formulas: Literal["image", "tex"] = field(
        default="image", metadata={"help": "formulas as images inside the mail, or as their TeX"}
    )
    lead_image: bool = field(
        default=True,
        metadata={"help": "the article's own image above the text, when it is not in it"},
    )
    dark_mode: bool = field(
        default=True, metadata={"help": "colours for programs that are set to dark mode"}
    )
    max_bytes: int = field(
        default=100_000,
        metadata={"help": "cut the text when the HTML, as encoded, is larger; 0: never"},
    )
    permalink: str = field(
        default="{slug}/",
        metadata={
            "help": "path of an article below the base URL, from {slug}, {year}, {month}, {day}"
        },
    )
    id_authority: str = field(
        default="",
        metadata={"help": "domain in the mails' ids; default: that of the publication"},
    )
    id_date: str = field(
        default="2025", metadata={"help": "the fixed date in the articles' ids, as in feeds"}
    )
    include_drafts: bool = field(
        default=False,
        metadata={"help": "take drafts, scheduled and expired articles into a digest"},
    )

    def __post_init__(self) -> None:
        for name, value, choices in (
            ("content", self.content, ("full", "summary")),
            ("images", self.images, ("url", "cid")),
            ("formulas", self.formulas, ("image", "tex")),
        ):
            if value not in choices:
                raise UsageError(
                    f"'email.{name}' cannot be '{value}'",
                    hint=f"choose '{choices[0]}' or '{choices[1]}'",
                )
        if 0 < self.max_bytes < _LEAST_BYTES or self.max_bytes < 0:
            raise UsageError(
                f"a mail has no room in {self.max_bytes} bytes",
                hint=f"give at least {_LEAST_BYTES}, or 0 for no limit",
            )
        for name, text in (("from", self.from_), ("to", self.to)):
            _require_addresses(name, text)
        if _UNSAFE.search(self.unsubscribe):
            raise UsageError(
                f"'email.unsubscribe' cannot be '{self.unsubscribe}'",
                hint="write https://example.org/leave, mailto:leave@example.org or a placeholder",
            )
        self.feed_options()  # refuses a permalink or a date that is none

    @property
    def scope(self) -> Scope:
        """One mail for each article, or one of all of them."""
        return "publication" if self.digest else "document"

    def feed_options(self) -> FeedOptions:
        """Returns the same choices for what mails share with feeds: ids, links and selection."""
        return FeedOptions(
            permalink=self.permalink,
            id_authority=self.id_authority,
            id_date=self.id_date,
            include_drafts=self.include_drafts,
        )


def _require_addresses(name: str, text: str) -> None:
    if not text:
        return
    found = getaddresses([text])
    is_one_line = text.isprintable()
    if not is_one_line or not all(_ADDRESS.fullmatch(address) for _, address in found):
        raise UsageError(
            f"'email.{name}' cannot be {text!r}",
            hint="write addresses such as name@example.org or Name <name@example.org>",
        )
