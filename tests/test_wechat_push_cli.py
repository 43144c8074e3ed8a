"""``publishkit wechat push``, as a user and a script meet it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from click.testing import CliRunner, Result
from keyring.backends.null import Keyring

from media_files import picture
from publishkit.cli import main
from wechat_server import APP_ID, SECRET, Raw, Refuse, Wechat, running

ARTICLE = """---
title: 标题
date: 2025-06-19
summary: 摘要。
author: 张三
image: cover.png
---

正文[^1]。

![甲](a.webp)

[^1]: 注释。
"""


@pytest.fixture(autouse=True)
def _account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An article, and a user whose account nobody has been told of."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("APPID", "SECRET", "API"):
        monkeypatch.delenv(f"PUBLISHKIT_WECHAT_{name}", raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    Path("a.md").write_text(ARTICLE, encoding="utf-8")
    Path("cover.png").write_bytes(picture(size=(600, 400)))
    Path("a.webp").write_bytes(picture("WEBP", (60, 40)))


@pytest.fixture
def wechat(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wechat]:
    monkeypatch.setenv("PUBLISHKIT_WECHAT_APPID", APP_ID)
    monkeypatch.setenv("PUBLISHKIT_WECHAT_SECRET", SECRET)
    with running() as server:
        monkeypatch.setenv("PUBLISHKIT_WECHAT_API", server.address)
        yield server


def push(*arguments: str) -> Result:
    return CliRunner().invoke(main, ("wechat", "push", "a.md", *arguments))


def test_without_send_everything_is_shown_and_nothing_sent(wechat: Wechat, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    result = push()
    assert result.exit_code == 0, result.stderr
    assert wechat.requests == []
    assert sorted(tmp_path.rglob("*")) == before
    lines = result.stdout.splitlines()
    assert lines[:4] == [
        "draft    new",
        "title    标题 (2 of 32 characters)",
        "author   张三 (2 of 16 characters)",
        "digest   摘要。 (3 of 128 characters)",
    ]
    assert any(line.startswith("cover    cover.png: PNG 600×400, ") for line in lines)
    assert any(
        line.startswith("image    a.webp: ") and "WEBP to " in line and "to be uploaded" in line
        for line in lines
    )
    assert "nothing was sent" in result.stderr


def test_without_an_account_everything_is_shown_as_well() -> None:
    result = push()
    assert result.exit_code == 0, result.stderr
    assert "nobody knows before the app id is set" in result.stdout


def test_W4_10_the_payload_is_written_as_utf8_without_escapes(wechat: Wechat) -> None:
    result = push("-o", "payload.json")
    assert "payload.json\n" in result.stdout
    data = Path("payload.json").read_bytes()
    assert b"\\u" not in data
    assert "标题".encode() in data
    payload = json.loads(data)
    (article,) = payload["body"]["articles"]
    assert payload["call"] == "draft/add"
    assert article["thumb_media_id"].startswith("upload:")
    assert 'src="upload:' in article["content"]
    assert payload["images"][0]["action"] == "upload"
    assert payload["sizes"]["title"] == {"characters": 2, "limit": 32}
    assert "error" not in {item["severity"] for item in payload["findings"]}
    assert wechat.requests == []
    assert json.loads(push("-o", "-").stdout) == payload


def test_the_payload_is_what_is_sent(wechat: Wechat) -> None:
    first = push("--send")
    assert first.exit_code == 0, first.stderr
    assert first.stdout.splitlines()[-1] == "DRAFT_1"
    assert "draft made, 1 images uploaded, 0 uploaded before" in first.stderr
    push("-o", "payload.json")
    second = push("--send")
    assert second.exit_code == 0, second.stderr
    payload = json.loads(Path("payload.json").read_bytes())
    (request,) = wechat.asked("draft/update")
    assert payload["call"] == "draft/update"
    assert payload["body"] == request.json
    assert "draft updated, 0 images uploaded, 1 uploaded before" in second.stderr
    assert "update of DRAFT_1" in second.stdout


def test_the_call_may_set_the_fields(wechat: Wechat) -> None:
    Path("other.png").write_bytes(picture(size=(300, 300)))
    result = push(
        *("--send", "--title", "别的", "--author", "李四", "--digest", "新的"),
        *("--comments", "everyone", "--cover", "other.png", "--state", "here.json"),
    )
    assert result.exit_code == 0, result.stderr
    draft = wechat.draft()
    assert (draft["title"], draft["author"], draft["digest"]) == ("别的", "李四", "新的")
    assert draft["need_open_comment"] == 1
    assert wechat.material["COVER_1"] == Path("other.png").read_bytes()
    assert Path("here.json").is_file()
    assert not Path("state").exists()


def test_what_cannot_be_sent_is_an_error_and_nothing_is(wechat: Wechat) -> None:
    result = push("--send", "--title", "字" * 33)
    assert result.exit_code == 1
    assert "WX007 the title has 33 characters, WeChat takes 32" in result.stderr
    assert "not sent" in result.stderr
    assert wechat.requests == []


def test_strict_stops_at_a_warning(wechat: Wechat) -> None:
    Path("a.md").write_text(f"{ARTICLE}[^2]: Nirgends.\n", encoding="utf-8")
    result = push("--send", "--strict")
    assert result.exit_code == 1
    assert wechat.requests == []
    assert push("--send").exit_code == 0


def test_the_theme_and_the_site_are_those_of_the_configuration(wechat: Wechat) -> None:
    Path("a.md").write_text(ARTICLE.replace("date:", "url: /posts/a/\ndate:"), encoding="utf-8")
    Path("publishkit.toml").write_text('theme = "ink"\nbase_url = "https://example.org/"\n')
    push("--send")
    ink = wechat.draft()
    assert ink["content_source_url"] == "https://example.org/posts/a/"
    push("--send", "--theme", "default")
    assert wechat.draft()["content"] != ink["content"]


def test_an_unknown_option_of_the_format_is_a_wrong_call() -> None:
    assert push("--set", "wechat.nothing=1").exit_code == 2
    assert push("--title").exit_code == 2


@pytest.mark.parametrize("missing", ["APPID", "SECRET"])
def test_missing_credentials_are_a_wrong_call(
    wechat: Wechat, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.delenv(f"PUBLISHKIT_WECHAT_{missing}")
    before = keyring.get_keyring()
    keyring.set_keyring(Keyring())
    try:
        result = push("--send")
    finally:
        keyring.set_keyring(before)
    assert result.exit_code == 2
    assert f"PUBLISHKIT_WECHAT_{missing} is not set" in result.stderr
    assert wechat.requests == []


def test_an_error_of_wechat_is_told_with_advice(wechat: Wechat) -> None:
    wechat.fail("draft/add", Refuse(48001, "api unauthorized"))
    result = push("--send")
    assert result.exit_code == 1
    assert "E008 WeChat answers 48001 to draft/add" in result.stderr
    assert "publish the draft by hand" in result.stderr
    assert "请在后台手动发布" in result.stderr


@pytest.mark.parametrize("verbosity", [(), ("-v",), ("-v", "--json")])
@pytest.mark.parametrize(
    ("call", "failure"),
    [
        ("draft/add", None),
        ("draft/add", Refuse(40007, f"the token TOKEN-1-of-the-account and {SECRET}")),
        ("stable_token", Refuse(40125, f"invalid appsecret {SECRET}")),
        ("stable_token", Raw(f'{{"errcode": "{SECRET}"}}'.encode(), 400)),
        ("media/uploadimg", Raw(b"", 302, (("Location", f"https://x.org/{SECRET}"),))),
        ("material/add_material", Raw(b'{"errcode": 0}')),
    ],
)
def test_secret_and_token_are_in_no_output(
    wechat: Wechat,
    tmp_path: Path,
    call: str,
    failure: Refuse | Raw | None,
    verbosity: tuple[str, ...],
) -> None:
    if failure is not None:
        wechat.fail(call, failure)
    result = push("--send", "-o", "payload.json", *verbosity)
    assert result.exit_code == int(failure is not None)
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    everything = b"\n".join([result.stdout.encode(), result.stderr.encode(), *written])
    assert SECRET.encode() not in everything
    assert wechat.token.encode() not in everything
    assert APP_ID.encode() not in everything
    assert b"Traceback" not in everything


def test_the_help_names_where_the_secrets_come_from() -> None:
    result = CliRunner().invoke(main, ("wechat", "push", "--help"))
    assert "PUBLISHKIT_WECHAT_SECRET" in result.stdout
    listed = CliRunner().invoke(main, ("wechat",))
    assert "push" in listed.stdout + listed.stderr


def test_doctor_names_what_sending_needs_but_nothing_else() -> None:
    result = CliRunner().invoke(main, ("doctor",))
    assert "httpx: " in result.stdout
    assert "keyring: " in result.stdout
