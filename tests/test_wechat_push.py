"""Articles sent to the drafts of an account, on a server that speaks WeChat's interface."""

from __future__ import annotations

import json
import logging
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import publishkit
from media_files import moving, opened, picture
from publishkit.diagnostics import Severity
from publishkit.errors import (
    ExportError,
    MissingDependencyError,
    PublishKitError,
    ServiceError,
    UsageError,
)
from publishkit.formats.wechat import WechatOptions
from publishkit.wechat_api.advice import ADVICE
from publishkit.wechat_api.client import WechatClient
from publishkit.wechat_api.credentials import Credentials, read_credentials
from publishkit.wechat_api.draft import DraftFields
from publishkit.wechat_api.errors import LostAnswerError, RefusalError, UnreachableError
from publishkit.wechat_api.images import crop_to, prepare_body_image
from publishkit.wechat_api.plan import PushPlan, plan_push
from publishkit.wechat_api.push import PushResult, push
from publishkit.wechat_api.state import StateFile
from publishkit.wechat_api.transport import Transport, checked_address
from wechat_server import APP_ID, SECRET, Drop, Raw, Refuse, Silence, Wechat, running

SAMPLE = Path(__file__).parent.parent / "samples" / "openai-microsoft.md"
#: Every number of the interface's list of errors that a draft can meet.
CODES = (
    *(40001, 40014, 42001, 40013, 40125, 40164, 40005, 40009, 41005, 40007, 41039, 44003),
    *(45002, 45003, 45004, 45110, 45008, 45009, 45166, 48001, 53401, 53402, 64562, 88000),
)
STALE = (40001, 40014, 42001)


@pytest.fixture
def wechat(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wechat]:
    for name in (
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
    ):
        monkeypatch.delenv(name, raising=False)
    with running() as server:
        yield server


class Sender:
    """Pushes articles to the server, as one computer with one state does."""

    def __init__(self, wechat: Wechat, folder: Path) -> None:
        self.wechat = wechat
        self.state_path = folder / "state" / "wechat.json"
        self.waits: list[float] = []

    def __call__(
        self,
        plan: PushPlan,
        *,
        is_new: bool = False,
        seconds: float = 20.0,
        secret: str = SECRET,
        app_id: str = APP_ID,
    ) -> PushResult:
        self.waits.clear()
        credentials = Credentials(app_id, secret)
        with Transport(self.wechat.address, answer_seconds=seconds) as transport:
            client = WechatClient(transport, credentials, sleep=self.waits.append)
            state = StateFile(self.state_path)
            return push(plan, client, state, account=credentials.account, is_new=is_new)

    def refused(self, plan: PushPlan, **how: Any) -> ServiceError:
        with pytest.raises(ServiceError) as caught:
            self(plan, **how)
        return caught.value


@pytest.fixture
def send(wechat: Wechat, tmp_path: Path) -> Sender:
    return Sender(wechat, tmp_path)


def write(
    folder: Path, body: str = "正文。", *, name: str = "文章.md", cover: bool = True, **fields: str
) -> Path:
    """An article with a cover; ``fields`` are more front matter."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cover.png").write_bytes(picture(size=(600, 400)))
    values = {"title": "标题", "summary": "摘要。", "author": "张三", "date": "2025-06-19"}
    values |= {"image": "cover.png"} if cover else {}
    lines = [f"{key}: {json.dumps(value)}" for key, value in {**values, **fields}.items()]
    path = folder / name
    path.write_text("\n".join(["---", *lines, "---", "", body, ""]), encoding="utf-8")
    return path


def plan(path: Path, **fields: Any) -> PushPlan:
    cover = fields.pop("cover", None)
    base_url = fields.pop("base_url", "")
    return plan_push(
        publishkit.read(path),
        options=WechatOptions(),
        base_url=base_url,
        fields=DraftFields(**fields),
        cover=cover,
    )


def errors(plan: PushPlan) -> list[str]:
    return [str(item) for item in plan.findings if item.severity is Severity.ERROR]


# --- what is sent ---------------------------------------------------------------------------------


def test_W4_10_the_sample_becomes_one_draft(send: Sender, wechat: Wechat) -> None:
    result = send(plan(SAMPLE))
    assert wechat.calls() == ["material/add_material", "draft/add"]
    article = wechat.draft()
    assert result.media_id == "DRAFT_1"
    assert not result.is_update
    assert article["title"] == "OpenAI与微软：AI巨头复杂共生关系的裂变与前瞻"
    assert len(article["digest"]) == 115
    assert article["article_type"] == "news"
    assert article["thumb_media_id"] == "COVER_1"
    assert article["pic_crop_235_1"] == "0_0.094732_1_0.905268"
    assert article["pic_crop_1_1"] == "0.2375_0_0.7625_1"
    assert article["content"].startswith("<section")
    assert len(article["content"]) < 20_000
    assert wechat.material["COVER_1"] == (SAMPLE.parent / "images/default (20).png").read_bytes()


def test_a_body_is_utf8_and_has_no_escapes(send: Sender, wechat: Wechat, tmp_path: Path) -> None:
    send(plan(write(tmp_path, "中文 “引号” \N{GRINNING FACE}")))
    (request,) = wechat.asked("draft/add")
    assert request.content_type == "application/json; charset=utf-8"
    assert b"\\u" not in request.body
    assert "中文 “引号” \N{GRINNING FACE}".encode() in request.body
    assert request.body.startswith('{"articles":[{"article_type":"news","title":"标题",'.encode())


def test_a_token_is_asked_for_as_stable_token_wants_it(
    send: Sender, wechat: Wechat, tmp_path: Path
) -> None:
    send(plan(write(tmp_path)))
    (request,) = wechat.asked("stable_token")
    assert request.query == {}
    assert request.json == {
        "grant_type": "client_credential",
        "appid": APP_ID,
        "secret": SECRET,
        "force_refresh": False,
    }


def test_fields_come_from_front_matter_and_the_call_goes_before(tmp_path: Path) -> None:
    path = write(tmp_path, canonical="https://example.org/文章?a=1")
    article = plan(path).article
    assert (article.title, article.author, article.digest) == ("标题", "张三", "摘要。")
    assert article.source_url == "https://example.org/%E6%96%87%E7%AB%A0?a=1"
    other = plan(path, title="别的", author="李四", digest="新的", comments="fans").article
    fields = other.as_dict(cover="C", content="x")
    assert fields["title"] == "别的"
    assert fields["author"] == "李四"
    assert fields["digest"] == "新的"
    assert (fields["need_open_comment"], fields["only_fans_can_comment"]) == (1, 1)


def test_an_address_below_the_site_becomes_whole(tmp_path: Path) -> None:
    path = write(tmp_path, url="/posts/a/")
    assert plan(path).article.source_url == ""
    assert plan(path, base_url="https://example.org/blog/").article.source_url == (
        "https://example.org/blog/posts/a/"
    )


def test_an_empty_field_is_left_out(tmp_path: Path) -> None:
    path = write(tmp_path)
    text = path.read_text(encoding="utf-8").replace('author: "\\u5f20\\u4e09"\n', "")
    path.write_text(text, encoding="utf-8")
    names = set(plan(path).article.as_dict(cover="C", content="x"))
    assert names.isdisjoint({"author", "content_source_url"})


# --- images ---------------------------------------------------------------------------------------


def test_images_are_uploaded_and_the_text_shows_them_there(
    send: Sender, wechat: Wechat, tmp_path: Path
) -> None:
    write(tmp_path, "![甲](<图 (1).png>)\n\n![乙](b.jpg)\n\n![甲](<图 (1).png>)")
    (tmp_path / "图 (1).png").write_bytes(picture(size=(90, 60)))
    (tmp_path / "b.jpg").write_bytes(picture("JPEG", size=(80, 60)))
    send(plan(tmp_path / "文章.md"))
    assert wechat.images == [
        (tmp_path / "图 (1).png").read_bytes(),
        (tmp_path / "b.jpg").read_bytes(),
    ]
    content = wechat.draft()["content"]
    assert content.count('src="http://mmbiz.qpic.cn/mmbiz_png/1/0?from=appmsg&amp;n=1"') == 2
    assert content.count('src="http://mmbiz.qpic.cn/mmbiz_png/2/0?from=appmsg&amp;n=1"') == 1
    assert "图 (1)" not in content.replace('alt="', "")
    assert 'data-w="90"' in content


def test_an_upload_is_a_form_with_the_field_media(
    send: Sender, wechat: Wechat, tmp_path: Path
) -> None:
    data = picture(size=(90, 60))
    write(tmp_path, "![甲](a.png)")
    (tmp_path / "a.png").write_bytes(data)
    send(plan(tmp_path / "文章.md"))
    (request,) = wechat.asked("media/uploadimg")
    kind, boundary = request.content_type.split("; boundary=")
    assert kind == "multipart/form-data"
    head, end = request.body.split(data)
    lines = head.decode("ascii").split("\r\n")
    assert lines[0] == f"--{boundary}"
    assert lines[1].startswith('Content-Disposition: form-data; name="media"; filename="')
    assert lines[1].endswith('.png"')
    assert lines[2:] == ["Content-Type: image/png", "", ""]
    assert end == f"\r\n--{boundary}--\r\n".encode()
    (cover,) = wechat.asked("material/add_material")
    assert cover.query == {"access_token": wechat.token, "type": "image"}


def test_a_second_push_uploads_nothing_again(send: Sender, wechat: Wechat, tmp_path: Path) -> None:
    path = write(tmp_path, "![甲](a.png)")
    (tmp_path / "a.png").write_bytes(picture())
    first = send(plan(path))
    path.write_text(path.read_text(encoding="utf-8") + "\n更多。\n", encoding="utf-8")
    wechat.requests.clear()
    second = send(plan(path))
    assert wechat.calls() == ["draft/update"]
    assert (first.uploaded, first.remembered) == (1, 0)
    assert (second.uploaded, second.remembered, second.is_update) == (0, 1, True)
    assert second.media_id == first.media_id
    assert "更多" in wechat.draft()["content"]
    assert wechat.asked("draft/update")[0].json["index"] == 0


def test_another_account_is_given_its_own_images(tmp_path: Path) -> None:
    state = StateFile(tmp_path / "state.json")
    state.account("a").covers["digest"] = "COVER"
    state.save()
    again = StateFile(tmp_path / "state.json")
    assert again.account("a").covers == {"digest": "COVER"}
    assert again.account("b").covers == {}


@pytest.mark.parametrize("kind", ["WEBP", "GIF", "BMP", "TIFF"])
def test_a_type_that_wechat_does_not_take_is_converted(kind: str) -> None:
    prepared = prepare_body_image(picture(kind, (60, 40)), f"image/{kind.lower()}")
    assert prepared.raster.media_type in {"image/png", "image/jpeg"}
    image = opened(prepared.raster.data)
    assert image.size == (60, 40)
    assert prepared.changes[0].startswith(f"{kind} to ")


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_of_a_picture_that_moves_the_first_frame_is_sent_with_a_warning(
    tmp_path: Path, kind: str
) -> None:
    write(tmp_path, "![甲](a.gif)")
    (tmp_path / "a.gif").write_bytes(moving(kind))
    found = plan(tmp_path / "文章.md")
    warnings = [item.message for item in found.findings if "moves" in item.message]
    assert warnings == ["image 'a.gif' moves; only its first frame is sent"]
    assert found.is_sendable
    prepared = found.images[0].prepared
    assert prepared is not None
    assert getattr(opened(prepared.raster.data), "n_frames", 1) == 1


@pytest.mark.parametrize(("size", "is_kept"), [(999_999, True), (1_000_000, False)])
def test_an_image_of_a_megabyte_is_made_smaller(size: int, is_kept: bool) -> None:
    data = picture(size=(90, 60))
    data += b"\0" * (size - len(data))
    prepared = prepare_body_image(data, "image/png")
    assert (prepared.raster.data == data) == is_kept
    assert len(prepared.raster.data) < 1_000_000


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_large_picture_is_made_smaller_and_keeps_its_shape(mode: str) -> None:
    from PIL import Image

    channels = [Image.effect_noise((1400, 700), 90) for _ in mode]
    noise = Image.merge(mode, channels)
    data = _bytes(noise)
    assert len(data) > 2_000_000
    prepared = prepare_body_image(data, "image/png")
    again = prepare_body_image(data, "image/png")
    assert len(prepared.raster.data) < 1_000_000
    assert prepared == again
    image = opened(prepared.raster.data)
    assert image.width / image.height == pytest.approx(2, rel=0.02)
    assert ("A" in image.mode) == ("A" in mode)
    assert any("made smaller" in change for change in prepared.changes)


def _bytes(image: Any) -> bytes:
    from io import BytesIO

    output = BytesIO()
    image.save(output, "PNG")
    return output.getvalue()


def test_a_picture_made_smaller_tells_its_new_width(
    send: Sender, wechat: Wechat, tmp_path: Path
) -> None:
    from PIL import Image

    write(tmp_path, "![甲](a.png)")
    noise = Image.merge("RGB", [Image.effect_noise((1400, 700), 90) for _ in "RGB"])
    (tmp_path / "a.png").write_bytes(_bytes(noise))
    send(plan(tmp_path / "文章.md"))
    width = opened(wechat.images[0]).width
    assert f'data-w="{width}"' in wechat.draft()["content"]


def test_a_photograph_is_turned_upright() -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = 6
    prepared = prepare_body_image(picture("JPEG", (60, 40), exif=exif), "image/jpeg")
    assert opened(prepared.raster.data).size == (40, 60)
    assert prepared.changes == ("turned upright",)


@pytest.mark.parametrize(
    ("ratio", "width", "height", "crop"),
    [
        (2.35, 2350, 1000, "0_0_1_1"),
        (1.0, 500, 500, "0_0_1_1"),
        (1.0, 1000, 500, "0.25_0_0.75_1"),
        (1.0, 500, 1000, "0_0.25_1_0.75"),
        (2.35, 1000, 1000, "0_0.287234_1_0.712766"),
    ],
)
def test_a_crop_is_the_largest_part_from_the_middle(
    ratio: float, width: int, height: int, crop: str
) -> None:
    assert crop_to(width, height, ratio) == crop


@pytest.mark.parametrize(
    ("image", "reason"),
    [
        ("https://example.org/a.png", "--fetch-remote"),
        ("a.svg", "save it as PNG"),
    ],
)
def test_an_image_that_wechat_would_drop_stops_the_push(
    send: Sender, wechat: Wechat, tmp_path: Path, image: str, reason: str
) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>'
    (tmp_path / "a.svg").write_text(svg)
    found = plan(write(tmp_path, f"![甲]({image})"))
    (error,) = errors(found)
    assert image in error
    assert reason in error
    with pytest.raises(ExportError):
        send(found)
    assert wechat.requests == []


def test_an_image_on_wechats_own_server_is_left_there(
    send: Sender, wechat: Wechat, tmp_path: Path
) -> None:
    send(plan(write(tmp_path, "![甲](https://mmbiz.qpic.cn/a/640?wx_fmt=png)")))
    assert wechat.images == []
    assert 'src="https://mmbiz.qpic.cn/a/640?wx_fmt=png"' in wechat.draft()["content"]


def test_an_image_inside_the_article_is_uploaded(
    send: Sender, wechat: Wechat, tmp_path: Path
) -> None:
    from base64 import b64encode

    data = picture(size=(90, 60))
    send(plan(write(tmp_path, f"![甲](data:image/png;base64,{b64encode(data).decode()})")))
    assert wechat.images == [data]
    assert "data:" not in wechat.draft()["content"].replace("data-", "")


def test_a_cover_may_be_another_file(send: Sender, wechat: Wechat, tmp_path: Path) -> None:
    path = write(tmp_path, cover=False)
    (error,) = errors(plan(path))
    assert "no cover" in error
    other = tmp_path / "other.webp"
    other.write_bytes(picture("WEBP", (300, 300)))
    send(plan(path, cover=other))
    assert opened(wechat.material["COVER_1"]).size == (300, 300)
    assert wechat.material["COVER_1"].startswith((b"\x89PNG", b"\xff\xd8"))


# --- limits ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "length", "limit"),
    [
        *[("title", 32, 32), ("title", 33, 32), ("author", 16, 16), ("author", 17, 16)],
        *[("digest", 128, 128), ("digest", 129, 128)],
    ],
)
def test_a_field_that_is_too_long_stops_the_push_before_anything_is_sent(
    send: Sender, wechat: Wechat, tmp_path: Path, field: str, length: int, limit: int
) -> None:
    found = plan(write(tmp_path), **{field: "字" * length})
    if length <= limit:
        assert errors(found) == []
        send(found)
        assert wechat.made == 1
        return
    (error,) = errors(found)
    assert f"the {field} has {length} characters, WeChat takes {limit}" in error
    with pytest.raises(ExportError):
        send(found)
    assert wechat.requests == []


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    found = plan(write(tmp_path, "字" * 20_000, cover=False), title="字" * 33, author="字" * 17)
    assert len(errors(found)) == 4


def test_content_that_the_linter_finds_wrong_is_not_sent(
    send: Sender, wechat: Wechat, tmp_path: Path
) -> None:
    found = plan(write(tmp_path, "正文[^x]。"))
    (error,) = errors(found)
    assert "WX008 a citation is left as Markdown: '[^x]'" in error
    with pytest.raises(ExportError):
        send(found)
    assert wechat.requests == []


def test_a_long_title_gives_way_to_the_short_one(tmp_path: Path) -> None:
    path = write(tmp_path, title="字" * 40, short_title="短标题")
    assert plan(path).article.title == "短标题"


def test_a_long_summary_is_cut_after_a_sentence_with_a_warning(tmp_path: Path) -> None:
    first = "字" * 79 + "。"
    found = plan(write(tmp_path, summary=first + "又" * 60))
    assert found.article.digest == first
    assert any("the summary has 140 characters" in item.message for item in found.findings)
    other = plan(write(tmp_path, summary="字" * 140))
    assert other.article.digest == "字" * 127 + "…"


def test_content_that_is_too_long_is_told_with_the_addresses_that_it_will_have(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.png").write_bytes(picture())
    short = plan(write(tmp_path, "字"))
    with_image = plan(write(tmp_path, "字\n\n![](a.png)"))
    assert with_image.characters > short.characters + 150
    found = plan(write(tmp_path, "字" * 20_000))
    assert any("the content has 20," in error for error in errors(found))


# --- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize("errcode", CODES)
def test_every_error_is_answered_with_advice_in_two_languages(
    send: Sender, wechat: Wechat, tmp_path: Path, errcode: int
) -> None:
    wechat.fail("draft/add", *[Refuse(errcode, "some reason")] * 2)
    error = send.refused(plan(write(tmp_path)))
    assert isinstance(error, RefusalError)
    assert error.errcode == errcode
    assert error.exit_code == 1
    assert error.code == "E008"
    assert f"WeChat answers {errcode} to draft/add" in error.message
    assert "some reason" in error.message
    assert error.hint is not None
    english, chinese = error.hint.split(" / ")
    assert english == ADVICE[errcode].english
    assert english.isascii() or "白名单" in english or "…" in english
    assert any("\u4e00" <= char <= "\u9fff" for char in chinese)
    # It was refused for good: no draft is known, and the next push makes one.
    wechat.failures.clear()
    assert wechat.made == 0
    assert not send(plan(tmp_path / "文章.md")).is_update


def test_an_error_that_nobody_knows_says_where_to_look(
    send: Sender, wechat: Wechat, tmp_path: Path
) -> None:
    wechat.fail("draft/add", Refuse(99_999, "strange\x1b[31m\nwords"))
    error = send.refused(plan(write(tmp_path)))
    assert "99999 to draft/add: an unknown error ('strange [31m words" in error.message
    assert "全局返回码" in str(error)


def test_the_address_that_is_not_allowed_is_shown(
    send: Sender, wechat: Wechat, tmp_path: Path
) -> None:
    reason = "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist"
    wechat.fail("stable_token", Refuse(40164, reason))
    assert "the address is 203.0.113.7 (" in send.refused(plan(write(tmp_path))).message


@pytest.mark.parametrize(
    ("errcode", "detail"),
    [
        (45002, "the content has "),
        (45003, "the title has 2 of 32 characters"),
        (45004, "the digest has 3 of 128 characters"),
        (45110, "the author has 2 of 16 characters"),
    ],
)
def test_a_field_that_wechat_finds_too_long_is_named_with_its_length(
    send: Sender, wechat: Wechat, tmp_path: Path, errcode: int, detail: str
) -> None:
    wechat.fail("draft/add", Refuse(errcode))
    assert detail in send.refused(plan(write(tmp_path))).message


def test_an_image_that_wechat_refuses_is_named(
    send: Sender, wechat: Wechat, tmp_path: Path
) -> None:
    write(tmp_path, "![甲](a.png)")
    (tmp_path / "a.png").write_bytes(picture())
    wechat.fail("media/uploadimg", Refuse(40005))
    assert "the image is 'a.png'" in send.refused(plan(tmp_path / "文章.md")).message


@pytest.mark.parametrize(
    ("how", "errcode"), [({"app_id": "wx-other"}, 40013), ({"secret": "0" * 32}, 40125)]
)
def test_wrong_credentials_are_told_and_not_shown(
    send: Sender, tmp_path: Path, how: dict[str, str], errcode: int
) -> None:
    error = send.refused(plan(write(tmp_path)), **how)
    assert isinstance(error, RefusalError)
    assert error.errcode == errcode
    (value,) = how.values()
    assert value not in f"{error} {error.reason} {error!r}"
    assert "***" in error.message


def test_every_error_can_be_sent_between_processes() -> None:
    for error in (
        RefusalError(45003, "draft/add", "reason", detail="detail"),
        LostAnswerError.closed("message"),
        UnreachableError("message", hint="hint"),
    ):
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error)
        assert str(again) == str(error)
        assert vars(again) == vars(error)


# --- the token ------------------------------------------------------------------------------------


@pytest.mark.parametrize("errcode", STALE)
def test_a_stale_token_is_renewed_once(
    send: Sender, wechat: Wechat, tmp_path: Path, errcode: int
) -> None:
    wechat.fail("draft/add", Refuse(errcode))
    send(plan(write(tmp_path)))
    assert wechat.made == 1
    forced = [one.json["force_refresh"] for one in wechat.asked("stable_token")]
    assert forced == [False, False, True]


def test_a_token_is_not_forced_when_another_has_come(
    send: Sender, wechat: Wechat, tmp_path: Path
) -> None:
    answer = json.dumps({"access_token": "OLD", "expires_in": 7200}).encode()
    wechat.fail("stable_token", Raw(answer))
    send(plan(write(tmp_path)))
    forced = [one.json["force_refresh"] for one in wechat.asked("stable_token")]
    assert forced == [False, False]
    assert wechat.calls() == ["material/add_material", "material/add_material", "draft/add"]


def test_a_token_that_stays_stale_is_an_error(send: Sender, wechat: Wechat, tmp_path: Path) -> None:
    wechat.fail("draft/add", Refuse(40001), Refuse(40001))
    assert "40001" in str(send.refused(plan(write(tmp_path))))
    assert len(wechat.asked("stable_token")) == 3
    assert len(wechat.asked("draft/add")) == 2


# --- no draft is made twice -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("failure", "adds"),
    [
        (Drop(is_done=True), 1),
        (Drop(is_done=False), 2),
        (Refuse(-1, "system error"), 2),
        (Raw(b"<html>busy</html>"), 1),
        (Raw(b"{}"), 1),
        (Raw(b"bad gateway", 502), 1),
        (Silence(is_done=True), 1),
    ],
)
def test_a_draft_whose_answer_is_lost_is_looked_for_and_made_once(
    send: Sender, wechat: Wechat, tmp_path: Path, failure: Any, adds: int
) -> None:
    wechat.fail("draft/add", failure)
    seconds = 0.3 if isinstance(failure, Silence) else 20
    result = send(plan(write(tmp_path)), seconds=seconds)
    assert wechat.made == 1
    assert result.media_id == "DRAFT_1"
    assert len(wechat.asked("draft/add")) == adds
    assert send.waits == ([1.0] if adds == 1 else [1.0, 2.0, 4.0])
    assert send(plan(tmp_path / "文章.md")).is_update
    assert wechat.made == 1


@pytest.mark.parametrize(
    "failure", [Silence(is_done=False), Raw(b"", 504, is_done=False), Raw(b"{", is_done=False)]
)
def test_a_request_that_may_be_under_way_is_not_sent_again(
    send: Sender, wechat: Wechat, tmp_path: Path, failure: Any
) -> None:
    wechat.fail("draft/add", failure)
    error = send.refused(plan(write(tmp_path)), seconds=0.3)
    assert "nobody knows whether the draft was made" in error.message
    assert len(wechat.asked("draft/add")) == 1
    # It arrives after all, late; the next push finds it.
    (late,) = wechat.asked("draft/add")
    wechat.answer(late)
    result = send(plan(tmp_path / "文章.md"))
    assert (wechat.made, result.media_id, result.is_update) == (1, "DRAFT_1", True)


def test_a_push_that_was_cut_off_is_begun_anew_when_no_draft_is_found(
    send: Sender, wechat: Wechat, tmp_path: Path
) -> None:
    wechat.fail("draft/add", Silence(is_done=False))
    send.refused(plan(write(tmp_path)), seconds=0.3)
    assert not send(plan(tmp_path / "文章.md")).is_update
    assert wechat.made == 1


def test_a_draft_that_cannot_be_looked_for_is_found_by_the_next_push(
    send: Sender, wechat: Wechat, tmp_path: Path
) -> None:
    wechat.fail("draft/add", Drop(is_done=True))
    wechat.fail("draft/batchget", Refuse(45009, "reach max api daily quota limit"))
    assert "45009" in str(send.refused(plan(write(tmp_path))))
    send(plan(tmp_path / "文章.md"), is_new=True)
    assert wechat.made == 1


def test_a_draft_of_another_article_is_not_taken_for_the_lost_one(
    send: Sender, wechat: Wechat, tmp_path: Path
) -> None:
    send(plan(write(tmp_path / "a")))
    wechat.fail("draft/add", Drop(is_done=False))
    send(plan(write(tmp_path / "b")))
    assert sorted(wechat.drafts) == ["DRAFT_1", "DRAFT_2"]


@pytest.mark.parametrize("field", ["title", "thumb_media_id"])
def test_a_draft_made_by_hand_is_not_taken_for_the_lost_one(
    send: Sender, wechat: Wechat, tmp_path: Path, field: str
) -> None:
    by_hand = {"title": "标题", "thumb_media_id": "COVER_1", "content": "", field: "other"}
    wechat.drafts["BY_HAND"] = by_hand
    wechat.fail("draft/add", Drop(is_done=False))
    assert send(plan(write(tmp_path))).media_id == "DRAFT_1"
    assert wechat.drafts["BY_HAND"] == by_hand


def test_two_articles_of_one_name_have_their_own_drafts(
    send: Sender, wechat: Wechat, tmp_path: Path
) -> None:
    send(plan(write(tmp_path / "a")))
    send(plan(write(tmp_path / "b")))
    assert wechat.made == 2


def test_an_article_with_an_id_keeps_its_draft_when_it_is_moved(
    send: Sender, wechat: Wechat, tmp_path: Path
) -> None:
    send(plan(write(tmp_path / "a", id="urn:x")))
    send(plan(write(tmp_path / "b", id="urn:x")))
    assert wechat.made == 1


def test_new_makes_another_draft(send: Sender, wechat: Wechat, tmp_path: Path) -> None:
    path = write(tmp_path)
    send(plan(path))
    wechat.fail("draft/add", Drop(is_done=True))
    result = send(plan(path), is_new=True)
    assert (wechat.made, result.media_id) == (2, "DRAFT_2")
    assert send(plan(path)).media_id == "DRAFT_2"


def test_a_draft_that_is_gone_is_told_and_made_anew_on_request(
    send: Sender, wechat: Wechat, tmp_path: Path
) -> None:
    path = write(tmp_path)
    send(plan(path))
    wechat.drafts.clear()
    error = send.refused(plan(path))
    assert "deleted or published" in error.message
    assert "--new" in str(error.hint)
    assert wechat.made == 1
    assert not send(plan(path), is_new=True).is_update
    assert wechat.made == 2


@pytest.mark.parametrize("is_new", [False, True])
def test_a_cover_that_was_deleted_is_sent_again(
    send: Sender, wechat: Wechat, tmp_path: Path, is_new: bool
) -> None:
    path = write(tmp_path)
    send(plan(path))
    data = wechat.material.pop("COVER_1")
    wechat.material["OTHER"] = b""
    result = send(plan(path), is_new=is_new)
    assert result.is_update is not is_new
    assert wechat.material["COVER_2"] == data
    assert wechat.drafts[result.media_id]["thumb_media_id"] == "COVER_2"
    assert wechat.made == 1 + is_new


# --- the network ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "failure", [Drop(is_done=True), Drop(is_done=False), Refuse(-1), Raw(b"{")]
)
@pytest.mark.parametrize("call", ["stable_token", "media/uploadimg", "draft/update"])
def test_what_does_no_harm_is_sent_again(
    send: Sender, wechat: Wechat, tmp_path: Path, call: str, failure: Any
) -> None:
    path = write(tmp_path, "![甲](a.png)")
    (tmp_path / "a.png").write_bytes(picture())
    if call == "draft/update":
        send(plan(path))
    wechat.requests.clear()
    wechat.fail(call, failure, failure)
    send(plan(path))
    assert len(wechat.asked(call)) == 3
    assert send.waits == [1.0, 2.0]
    assert wechat.made == 1


def test_after_four_attempts_the_error_is_told(
    send: Sender, wechat: Wechat, tmp_path: Path
) -> None:
    wechat.fail("stable_token", *[Raw(b"", 503)] * 9)
    assert "HTTP 503 in cgi-bin/stable_token" in send.refused(plan(write(tmp_path))).message
    assert len(wechat.requests) == 4


def test_a_cover_is_not_sent_again_by_itself(send: Sender, wechat: Wechat, tmp_path: Path) -> None:
    wechat.fail("material/add_material", Drop(is_done=False))
    assert isinstance(send.refused(plan(write(tmp_path))), LostAnswerError)
    assert wechat.calls() == ["material/add_material"]


def test_what_was_uploaded_before_a_failure_is_not_uploaded_again(
    send: Sender, wechat: Wechat, tmp_path: Path
) -> None:
    path = write(tmp_path, "![甲](a.png)\n\n![乙](b.png)")
    (tmp_path / "a.png").write_bytes(picture(size=(50, 50)))
    (tmp_path / "b.png").write_bytes(picture(size=(60, 50)))
    wechat.fail("material/add_material", Refuse(45009))
    send.refused(plan(path))
    result = send(plan(path))
    assert (result.uploaded, result.remembered) == (0, 2)
    assert len(wechat.images) == 2


def test_a_redirect_is_not_followed(send: Sender, wechat: Wechat, tmp_path: Path) -> None:
    with running() as other:
        to = (("Location", f"{other.address}/cgi-bin/stable_token"),)
        wechat.fail("stable_token", Raw(b"", 307, to))
        assert "HTTP 307" in send.refused(plan(write(tmp_path))).message
        assert other.requests == []


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    with running() as wechat:
        pass
    send = Sender(wechat, tmp_path)
    error = send.refused(plan(write(tmp_path)))
    assert isinstance(error, UnreachableError)
    assert "cannot be reached" in error.message
    assert send.waits == [1.0, 2.0, 4.0]


@pytest.mark.parametrize(
    "address",
    ["http://api.weixin.qq.com", "ftp://127.0.0.1", "api.weixin.qq.com", "https://u:p@x.org", ""],
)
def test_an_address_without_tls_is_refused(address: str) -> None:
    with pytest.raises(UsageError):
        checked_address(address)


def test_without_httpx_the_line_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(MissingDependencyError) as caught:
        Transport()
    assert caught.value.hint == "pip install 'publishkit[wechat]'"


# --- secrets --------------------------------------------------------------------------------------


def test_credentials_show_nothing_of_themselves() -> None:
    credentials = Credentials(APP_ID, SECRET)
    assert SECRET not in repr(credentials)
    assert APP_ID not in repr(credentials)
    assert APP_ID not in credentials.account


@pytest.mark.parametrize("environment", [{}, {"PUBLISHKIT_WECHAT_SECRET": SECRET}])
def test_a_missing_app_id_is_told_without_the_secret(environment: dict[str, str]) -> None:
    with pytest.raises(UsageError) as caught:
        read_credentials(environment)
    assert "PUBLISHKIT_WECHAT_APPID" in str(caught.value)
    assert SECRET not in str(caught.value)


def test_the_secret_may_come_from_the_keyring() -> None:
    keyring = pytest.importorskip("keyring")
    from keyring.backend import KeyringBackend

    class Memory(KeyringBackend):
        priority = 0  # type: ignore[assignment]  # never chosen but by this test

        def get_password(self, service: str, username: str) -> str | None:
            return SECRET if (service, username) == ("publishkit-wechat", APP_ID) else None

        def set_password(self, service: str, username: str, password: str) -> None: ...

    before = keyring.get_keyring()
    keyring.set_keyring(Memory())
    try:
        assert read_credentials({"PUBLISHKIT_WECHAT_APPID": APP_ID}).secret == SECRET
        with pytest.raises(UsageError, match="keyring set publishkit-wechat"):
            read_credentials({"PUBLISHKIT_WECHAT_APPID": "wx-other"})
    finally:
        keyring.set_keyring(before)


def test_neither_secret_nor_token_is_logged(
    send: Sender, wechat: Wechat, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        send(plan(write(tmp_path)))
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert "draft/add?access_token=***" in logged
    assert SECRET not in logged
    assert wechat.token not in logged


# --- the state ------------------------------------------------------------------------------------


def test_the_state_names_neither_account_nor_secret(
    send: Sender, wechat: Wechat, tmp_path: Path
) -> None:
    send(plan(write(tmp_path)))
    text = send.state_path.read_text(encoding="utf-8")
    for secret in (APP_ID, SECRET, wechat.token):
        assert secret not in text
    assert "DRAFT_1" in text


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'"text"'])
def test_a_broken_state_is_put_aside(
    send: Sender, wechat: Wechat, tmp_path: Path, content: bytes
) -> None:
    send.state_path.parent.mkdir()
    send.state_path.write_bytes(content)
    assert StateFile(send.state_path).was_broken
    send(plan(write(tmp_path)))
    assert wechat.made == 1
    assert (send.state_path.parent / "wechat.json.broken").read_bytes() == content
    assert not StateFile(send.state_path).was_broken


def test_entries_that_nobody_understands_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    drafts = {"a": {"media_id": 5}, "b": None, "c": {"media_id": "M", "title": "", "cover": ""}}
    account = {"images": [], "covers": {"x": 1, "y": "C"}, "drafts": drafts}
    path.write_text(json.dumps({"version": 9, "accounts": {"me": account, "other": 3}}))
    found = StateFile(path).account("me")
    assert found.covers == {"y": "C"}
    assert list(found.drafts) == ["c"]


def test_two_pushes_at_once_do_not_meet(send: Sender, wechat: Wechat, tmp_path: Path) -> None:
    with StateFile(send.state_path).locked():
        assert "another push is under way" in send.refused(plan(write(tmp_path))).message
    assert wechat.requests == []
    send(plan(tmp_path / "文章.md"))


def test_a_state_that_cannot_be_written_is_told_before_anything_is_sent(
    send: Sender, wechat: Wechat, tmp_path: Path
) -> None:
    send.state_path.parent.write_text("a file in the way")
    with pytest.raises(PublishKitError, match="--state"):
        send(plan(write(tmp_path)))
    assert wechat.requests == []
