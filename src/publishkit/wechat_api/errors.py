"""What can go wrong between publishkit and WeChat's interface."""

from __future__ import annotations

import re
from typing import Final

from publishkit.errors import ServiceError
from publishkit.wechat_api.advice import advice_on

__all__ = ["LostAnswerError", "RefusalError", "UnreachableError"]

#: The address in the message of 40164, ``invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in …``.
_ADDRESS: Final = re.compile(r"invalid ip ([0-9a-fA-F.:]+)")
_LONGEST_MESSAGE: Final = 200


class UnreachableError(ServiceError):
    """The request never arrived, so it can be sent again without harm."""


class LostAnswerError(ServiceError):
    """The request was sent, and nobody knows what became of it.

    ``is_over`` tells that the server is done with it (it closed the connection); otherwise it may
    still be at work.
    """

    is_over = False

    @classmethod
    def closed(cls, message: str) -> LostAnswerError:
        """Returns the error for a connection that the server closed."""
        return _ClosedError(message, hint="see whether the network is up, then push again")


class _ClosedError(LostAnswerError):
    is_over = True


class RefusalError(ServiceError):
    """WeChat refused: ``errcode`` is its number, ``call`` what was asked, such as ``draft/add``.

    ``reason`` is WeChat's own message, ``detail`` what publishkit knows about the cause. The hint
    is advice in English and in Chinese.
    """

    def __init__(self, errcode: int, call: str, reason: str, *, detail: str = "") -> None:
        said = " ".join("".join(c if c.isprintable() else " " for c in reason).split())
        said = said[:_LONGEST_MESSAGE]
        advice = advice_on(errcode)
        own = [text for text in (advice.cause, detail, _address(errcode, said)) if text]
        message = f"WeChat answers {errcode} to {call}: {'; '.join(own) or 'an unknown error'}"
        super().__init__(
            f"{message} ('{said}')" if said else message,
            hint=f"{advice.english} / {advice.chinese}",
        )
        self.errcode = errcode
        self.call = call
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[object, ...]:
        return _refusal, (self.errcode, self.call, self.reason, self.detail)

    def with_detail(self, detail: str) -> RefusalError:
        """Returns the same refusal with what is known about its cause."""
        return RefusalError(self.errcode, self.call, self.reason, detail=detail)


def _refusal(errcode: int, call: str, reason: str, detail: str) -> RefusalError:
    return RefusalError(errcode, call, reason, detail=detail)


def _address(errcode: int, reason: str) -> str:
    found = _ADDRESS.search(reason) if errcode == 40164 else None
    return f"the address is {found[1]}" if found else ""
