"""Sending an article: images, cover, draft, each remembered as soon as it is there.

A draft is never made twice: before ``draft/add`` is sent, the file of the state says that it is
about to be; when no answer comes, now or because the program was stopped, the account is asked for
the draft before anything else is done.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final, TypeAlias

from publishkit.errors import ExportError, ServiceError
from publishkit.wechat_api.client import WechatClient
from publishkit.wechat_api.draft import size_details, too_long
from publishkit.wechat_api.errors import LostAnswerError, RefusalError, UnreachableError
from publishkit.wechat_api.images import Prepared
from publishkit.wechat_api.markup import Placed, with_images
from publishkit.wechat_api.plan import PushPlan
from publishkit.wechat_api.state import Account, Draft, StateFile

__all__ = ["PushResult", "push"]

_INVALID_MEDIA: Final = 40007
_BUSY: Final = -1
_Sender: TypeAlias = Callable[[dict[str, object]], str]


@dataclass(frozen=True, slots=True)
class PushResult:
    """What was done: the draft's media id, whether it was there before, what was sent of it."""

    media_id: str
    is_update: bool
    uploaded: int
    remembered: int
    article: dict[str, object]


def push(
    plan: PushPlan, client: WechatClient, state: StateFile, *, account: str, is_new: bool = False
) -> PushResult:
    """Sends an article and returns what became of it.

    A known draft is updated, unless ``is_new`` asks for another one. ``account`` is the name of
    the client's account in the state. Raises ``ExportError`` for an article that cannot be sent
    and ``ServiceError`` for everything that happens on the way.
    """
    cover = None if plan.cover is None else plan.cover.prepared
    if cover is None or not plan.is_sendable:
        raise ExportError("the article cannot be sent as it is", path=plan.document.source)
    with state.locked():
        return _Push(plan, cover, client, state, state.account(account)).run(is_new=is_new)


class _Push:
    """One article on its way to one account."""

    def __init__(
        self,
        plan: PushPlan,
        cover: Prepared,
        client: WechatClient,
        state: StateFile,
        account: Account,
    ) -> None:
        self._plan = plan
        self._cover = cover
        self._client = client
        self._state = state
        self._account = account
        self._uploaded = self._remembered = 0

    def run(self, *, is_new: bool) -> PushResult:
        """Sends images, cover and draft, in this order."""
        content = self._content()
        cover, is_old_cover = self._cover_id()
        known = self._account.drafts.get(self._plan.key)
        was_pending = known is not None and not known.media_id
        if known is not None and was_pending:
            known = self._recovered(known)
        if known is not None and (was_pending or not is_new):
            send, is_update = _Update(self._client, known.media_id).send, True
        else:
            send, is_update = self._add, False
        try:
            media_id, article = self._sent(send, content, cover)
        except RefusalError as error:
            if error.errcode != _INVALID_MEDIA or not is_old_cover:
                raise
            # The cover that is remembered was deleted in the account.
            del self._account.covers[self._digest]
            cover, _ = self._cover_id()
            media_id, article = self._sent(send, content, cover)
        self._remember(Draft(media_id, self._plan.article.title, cover))
        return PushResult(media_id, is_update, self._uploaded, self._remembered, article)

    # --- images -----------------------------------------------------------------------------

    def _content(self) -> str:
        """Uploads the images of the text that are not known, and returns it with their places."""
        placed: dict[str, Placed] = {}
        for image in self._plan.images:
            if image.prepared is not None:
                placed[image.source] = self._place(image.name, image.prepared)
        content = with_images(self._plan.article.content, placed)
        for problem in too_long(self._plan.document, "content", content):
            raise ExportError(problem.message, path=problem.path, hint=problem.hint)
        return content

    def _place(self, name: str, prepared: Prepared) -> Placed:
        known = self._account.images.get(prepared.digest)
        if known is not None:
            self._remembered += 1
            return known
        try:
            url = self._client.upload_image(prepared.upload)
        except RefusalError as error:
            raise error.with_detail(f"the image is '{name}'") from None
        place = Placed(url, prepared.raster.width)
        self._account.images[prepared.digest] = place
        self._state.save()
        self._uploaded += 1
        return place

    @property
    def _digest(self) -> str:
        return self._cover.digest

    def _cover_id(self) -> tuple[str, bool]:
        """Returns the media id of the cover, and whether it was there before."""
        known = self._account.covers.get(self._digest)
        if known is not None:
            return known, True
        media_id = self._client.add_cover(self._cover.upload)
        self._account.covers[self._digest] = media_id
        self._state.save()
        return media_id, False

    # --- draft ------------------------------------------------------------------------------

    def _sent(self, send: _Sender, content: str, cover: str) -> tuple[str, dict[str, object]]:
        """Returns media id and article; a refusal tells the length of the field it is about."""
        article = self._plan.article.as_dict(cover=cover, content=content)
        try:
            return send(article), article
        except RefusalError as error:
            detail = size_details(error.errcode, article)
            raise error.with_detail(detail) if detail else error from None

    def _recovered(self, pending: Draft) -> Draft | None:
        """Returns the draft of a push that was cut off, if it was made."""
        media_id = self._client.find_draft(
            title=pending.title, cover=pending.cover, leave_out=self._known_ids()
        )
        return None if media_id is None else Draft(media_id, pending.title, pending.cover)

    def _add(self, article: dict[str, object]) -> str:
        """Makes the draft, once, whatever becomes of the answers."""
        title, cover = str(article["title"]), str(article["thumb_media_id"])
        known_ids = self._known_ids()
        before = self._account.drafts.get(self._plan.key)
        self._remember(Draft("", title, cover))
        failure: ServiceError
        for is_last in (False, True):
            try:
                return self._client.add_draft(article)
            except RefusalError as error:
                if error.errcode != _BUSY:
                    self._remember(before)
                    raise
                is_over, failure = True, error
            except UnreachableError:
                self._remember(before)
                raise
            except LostAnswerError as error:
                is_over, failure = error.is_over, error
            found = self._found_after_loss(title, cover, known_ids)
            if found is not None:
                return found
            # While the server may be at work still, a second request could make a second draft.
            if is_last or not is_over:
                raise LostAnswerError(
                    f"nobody knows whether the draft was made: {failure.message}",
                    hint="push again later: it will be looked for first / "
                    "请稍后重新推送，届时会先查找该草稿",
                ) from failure
        raise AssertionError("the second round returns or raises")

    def _found_after_loss(self, title: str, cover: str, known_ids: Collection[str]) -> str | None:
        attempt = 0
        while self._client.wait(attempt):
            found = self._client.find_draft(title=title, cover=cover, leave_out=known_ids)
            if found is not None:
                return found
            attempt += 1
        return None

    def _known_ids(self) -> frozenset[str]:
        return frozenset(draft.media_id for draft in self._account.drafts.values())

    def _remember(self, draft: Draft | None) -> None:
        if draft is None:
            self._account.drafts.pop(self._plan.key, None)
        else:
            self._account.drafts[self._plan.key] = draft
        self._state.save()


class _Update:
    """The sender for a draft that is there already, or was."""

    def __init__(self, client: WechatClient, media_id: str) -> None:
        self._client = client
        self._media_id = media_id

    def send(self, article: dict[str, object]) -> str:
        """Replaces the draft's article; raises ``ServiceError`` if the draft is gone."""
        try:
            self._client.update_draft(self._media_id, article)
        except RefusalError as error:
            if error.errcode == _INVALID_MEDIA and not self._client.has_draft(self._media_id):
                raise ServiceError(
                    "the draft of this article is no longer among the account's drafts: it was "
                    "deleted or published",
                    hint="push with --new to make another one / "
                    "草稿已被删除或已发布，可用 --new 新建",
                ) from None
            raise
        return self._media_id
