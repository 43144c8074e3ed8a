"""What a validator said, before it is put into plain words."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Finding"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One message about one place; ``code`` is that of the diagnostic that it becomes.

    ``page`` is the name of a file in the zip, empty for the book as a whole. ``line`` and
    ``column`` count from 1 and are 0 where the validator names none: EPUBCheck names the end of
    the tag that it means, Ace gives the ``markup`` of the element. ``detail`` is what the message
    leaves out, such as the target of a dead link. ``more`` counts further places that the
    validator did not name.
    """

    code: str
    rule: str
    message: str
    page: str = ""
    line: int = 0
    column: int = 0
    markup: str = ""
    detail: str = ""
    hint: str = ""
    more: int = 0
