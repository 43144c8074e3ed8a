"""The command line, as a user and a script meet it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from articles import UNCITED, write_article, write_broken
from publishkit.cli import main


@pytest.fixture(autouse=True)
def _in_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=stdin)


def files_below(folder: str) -> list[str]:
    return sorted(path.as_posix() for path in Path(folder).rglob("*") if path.is_file())


# --- what comes out, and where --------------------------------------------------------------------


def test_standard_output_has_the_written_paths_and_nothing_else() -> None:
    write_article(Path("a.md"))
    result = run("export", "a.md", "--to", "html,wechat", "--to", "epub")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines() == ["dist/a.html", "dist/a.wechat.html", "dist/a.epub"]
    assert files_below("dist") == ["dist/a.epub", "dist/a.html", "dist/a.wechat.html"]
    assert "1 article, 3 files written, 0 warnings" in result.stderr


def test_the_slug_of_the_front_matter_names_the_file() -> None:
    write_article(Path("a.md"), extra="slug: 人工智能/未来")
    assert run("export", "a.md", "--to", "html").stdout == "dist/人工智能-未来.html\n"


def test_feeds_have_names_of_their_own() -> None:
    write_article(Path("a.md"))
    result = run(
        *("export", "a.md", "--to", "rss,atom,jsonfeed"),
        *("--base-url", "https://example.org", "--title", "Site"),
    )
    assert result.exit_code == 0, result.stderr
    assert result.stdout.split() == ["dist/rss.xml", "dist/atom.xml", "dist/feed.json"]


@pytest.mark.parametrize(
    ("target", "output", "written"),
    [
        ("html", "x/page.html", "x/page.html"),
        ("html", "page.HTML", "page.HTML"),
        ("html", "page", "page/a.html"),
        ("html", "page.epub", "page.epub/a.html"),
        ("wechat", "page.html", "page.html"),
        ("wechat", "page.wechat.html", "page.wechat.html"),
        ("html,epub", "page.html", "page.html/a.html"),
    ],
)
def test_output_is_a_file_when_one_file_comes_out_and_the_suffix_fits(
    target: str, output: str, written: str
) -> None:
    write_article(Path("a.md"))
    result = run("export", "a.md", "--to", target, "-o", output)
    assert result.stdout.split()[0] == written, result.stderr


def test_an_existing_folder_is_a_folder_whatever_its_name() -> None:
    write_article(Path("a.md"))
    Path("x.html").mkdir()
    assert run("export", "a.md", "--to", "html", "-o", "x.html").stdout == "x.html/a.html\n"


def test_a_file_in_the_place_of_the_folder_is_a_wrong_call() -> None:
    write_article(Path("a.md"))
    Path("taken").touch()
    result = run("export", "a.md", "--to", "html", "-o", "taken/below")
    assert result.exit_code == 2
    assert "'taken' is a file" in result.stderr


def test_a_hyphen_sends_the_one_file_to_standard_output() -> None:
    write_article(Path("a.md"))
    result = run("export", "a.md", "--to", "html", "-o", "-")
    assert result.exit_code == 0
    assert result.stdout.startswith("<!DOCTYPE html>") or result.stdout.startswith(
        "<!doctype html>"
    )
    assert not Path("dist").exists()


def test_two_files_cannot_go_to_standard_output() -> None:
    write_article(Path("a.md"))
    result = run("export", "a.md", "--to", "html,epub", "-o", "-")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "2 files cannot go to standard output" in result.stderr


def test_standard_input_is_an_article() -> None:
    text = Path(write_article(Path("a.md"), title="From a pipe")).read_text(encoding="utf-8")
    result = run("export", "-", "--to", "html", "-o", "-", stdin=text)
    assert result.exit_code == 0, result.stderr
    assert "From a pipe" in result.stdout


def test_a_file_that_would_not_change_is_not_touched() -> None:
    write_article(Path("a.md"))
    run("export", "a.md", "--to", "html")
    before = Path("dist/a.html").stat()
    assert run("export", "a.md", "--to", "html").stdout == "dist/a.html\n"
    after = Path("dist/a.html").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


# --- many sources ---------------------------------------------------------------------------------


def test_a_folder_is_exported_in_the_order_of_its_paths() -> None:
    for name in ("b.md", "a.md", "sub/c.md"):
        write_article(Path("posts", name))
    result = run("export", "posts", "--to", "html", "--jobs", "1")
    assert result.stdout.split() == ["dist/a.html", "dist/b.html", "dist/c.html"]


def test_one_bad_article_does_not_stop_the_others() -> None:
    write_article(Path("a.md"))
    write_broken(Path("b.md"))
    write_article(Path("c.md"))
    result = run("export", "a.md", "b.md", "c.md", "--to", "html,wechat")
    assert result.exit_code == 1
    assert files_below("dist") == [
        "dist/a.html", "dist/a.wechat.html", "dist/c.html", "dist/c.wechat.html",
    ]  # fmt: skip
    assert result.stderr.count("b.md: E002 not a text file") == 1


def test_two_sources_with_one_slug_are_both_refused_and_the_others_written() -> None:
    write_article(Path("a.md"), extra="slug: same")
    write_article(Path("b.md"), extra="slug: Same")
    write_article(Path("c.md"))
    result = run("export", "a.md", "b.md", "c.md", "--to", "html,epub")
    assert result.exit_code == 1
    assert files_below("dist") == ["dist/c.epub", "dist/c.html"]
    assert "a.md: E004 'a.md' and 'b.md' would be written to one file" in result.stderr
    assert "b.md: E004 'b.md' and 'a.md' would be written to one file" in result.stderr


def test_a_book_is_one_file_named_after_its_folder() -> None:
    for name in ("1.md", "2.md"):
        write_article(Path("My Book", name))
    result = run("export", "My Book", "--to", "epub", "--book")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == "dist/My Book.epub\n"


def test_the_metadata_of_a_book_come_from_a_file_and_the_call_wins() -> None:
    write_article(Path("a.md"))
    Path("book.yaml").write_text("title: From file\nauthor: 张三\n", encoding="utf-8")
    first = run("export", "a.md", "--to", "epub", "--book", "--metadata", "book.yaml")
    assert first.stdout == "dist/From file.epub\n", first.stderr
    second = run(
        *("export", "a.md", "--to", "epub", "--book", "--metadata", "book.yaml"),
        *("--title", "From call"),
    )
    assert second.stdout == "dist/From call.epub\n"


def test_a_format_that_makes_no_books_refuses_to() -> None:
    write_article(Path("a.md"))
    result = run("export", "a.md", "--to", "html", "--book")
    assert result.exit_code == 2
    assert "'html' cannot make a book" in result.stderr


# --- drafts, scheduled and expired articles -------------------------------------------------------

STATES = {
    "draft": "draft: true",
    "scheduled": "publishDate: 2030-01-01",
    "expired": "expiryDate: 2025-07-01",
}


@pytest.mark.parametrize(("state", "code"), [*zip(STATES, ("P001", "P002", "P003"), strict=True)])
def test_what_is_not_public_is_left_out_of_a_folder_with_a_note(state: str, code: str) -> None:
    write_article(Path("posts/a.md"))
    write_article(Path("posts/b.md"), extra=STATES[state])
    result = run("export", "posts", "--to", "html", "--now", "2026-01-01")
    assert result.exit_code == 0
    assert result.stdout == "dist/a.html\n"
    assert f"posts/b.md: {code} " in result.stderr


@pytest.mark.parametrize("state", STATES)
def test_what_is_not_public_comes_out_alone_with_a_note(state: str) -> None:
    write_article(Path("b.md"), extra=STATES[state])
    for target, path in (("html", "dist/b.html"), ("atom", "dist/atom.xml")):
        result = run(
            *("export", "b.md", "--to", target, "--now", "2026-01-01"),
            *("--base-url", "https://example.org/", "--title", "Site"),
        )
        assert result.exit_code == 0
        assert result.stdout == f"{path}\n"
        assert "b.md: P005 " in result.stderr
        assert "A claim" in Path(path).read_text(encoding="utf-8")


def test_drafts_are_taken_in_on_demand() -> None:
    for name, extra in STATES.items():
        write_article(Path("posts", f"{name}.md"), extra=extra)
    result = run(
        *("export", "posts", "--to", "html,atom", "--include-drafts", "--now", "2026-01-01"),
        *("--base-url", "https://example.org/", "--title", "Site"),
    )
    assert result.exit_code == 0
    assert len(result.stdout.split()) == 4
    assert Path("dist/atom.xml").read_text(encoding="utf-8").count("<entry") == 3
    assert "P00" not in result.stderr


def test_a_named_draft_is_written_but_left_out_of_a_feed_of_several() -> None:
    write_article(Path("a.md"))
    write_article(Path("b.md"), extra="draft: true")
    result = run(
        *("export", "a.md", "b.md", "--to", "html,atom"),
        *("--base-url", "https://example.org/", "--title", "Site"),
    )
    assert result.stdout.split() == ["dist/a.html", "dist/b.html", "dist/atom.xml"]
    assert "P005" in result.stderr
    assert "P001" in result.stderr
    assert Path("dist/atom.xml").read_text(encoding="utf-8").count("<entry") == 1


def test_the_time_may_come_from_source_date_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")  # 2025-01-01
    write_article(Path("posts/a.md"))
    assert "P002" in run("export", "posts", "--to", "html").stderr


@pytest.mark.parametrize("epoch", ["x", "1.5", "9" * 20])
def test_a_source_date_epoch_that_is_no_time_is_a_wrong_call(
    epoch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    write_article(Path("a.md"))
    result = run("export", "a.md", "--to", "html")
    assert result.exit_code == 2
    assert f"SOURCE_DATE_EPOCH is '{epoch}'" in result.stderr


# --- findings and exit codes ----------------------------------------------------------------------


def test_a_finding_is_printed_with_path_line_code_and_hint() -> None:
    Path("a.md").write_text(UNCITED, encoding="utf-8")
    result = run("check", "a.md")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "a.md:10: N002 footnote '2' is never cited (" in result.stderr
    assert files_below(".") == ["a.md"]


def test_standard_input_is_called_a_hyphen() -> None:
    assert "-:10: N002 " in run("check", "-", stdin=UNCITED).stderr


def test_a_finding_of_several_formats_is_printed_once() -> None:
    Path("a.md").write_text(UNCITED, encoding="utf-8")
    assert run("export", "a.md", "--to", "html,epub,wechat").stderr.count("N002") == 1


def test_strict_fails_on_warnings_but_writes() -> None:
    Path("a.md").write_text(UNCITED, encoding="utf-8")
    for command in (("check", "a.md"), ("export", "a.md", "--to", "html")):
        assert run(*command).exit_code == 0
        assert run(*command, "--strict").exit_code == 1
    assert Path("dist/a.html").exists()


def test_findings_are_json_lines_on_demand() -> None:
    Path("a.md").write_text(UNCITED, encoding="utf-8")
    write_broken(Path("b.md"))
    result = run("export", "a.md", "b.md", "--to", "html", "--json")
    first, second = map(json.loads, result.stderr.splitlines())
    assert first["code"] == "N002"
    assert first["severity"] == "warning"
    assert (first["path"], first["line"]) == ("a.md", 10)
    assert (second["code"], second["severity"], second["path"]) == ("E002", "error", "b.md")
    assert result.stdout == "dist/a.html\n"


@pytest.mark.parametrize(
    "arguments", [("export", "absent.md", "--to", "html"), ("export", "--to", "html"), ("x",)]
)
def test_a_wrong_call_is_json_too(arguments: tuple[str, ...]) -> None:
    result = run(*arguments, "--json")
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert json.loads(line)["severity"] == "error"


def test_quiet_leaves_out_notes_and_very_quiet_warnings() -> None:
    Path("a.md").write_text(UNCITED.replace("lang: en", "lang: en\ndraft: true"), encoding="utf-8")
    loud, quiet, silent = (
        run("export", "a.md", "--to", "html", *q).stderr for q in ((), ("-q",), ("-qq",))
    )
    assert ("P005" in loud, "N002" in loud, "1 article" in loud) == (True, True, True)
    assert ("P005" in quiet, "N002" in quiet, "1 article" in quiet) == (False, True, False)
    assert silent == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("export", "a.md"), "no format is given"),
        (("export", "a.md", "--to", "epbu"), "no exporter named 'epbu' (did you mean 'epub'?)"),
        (("exprot", "a.md"), "no command named 'exprot' (did you mean 'export'?)"),
        (("export", "a.md", "--too", "html"), "--too"),
        (("export", "b.md", "--to", "html"), "no file or folder 'b.md' (did you mean 'a.md'?)"),
        (("export", "a.md", "--to", "html", "--jobs", "0"), "--jobs"),
        (("export", "a.md", "--to", "html", "--now", "soon"), "--now cannot be 'soon': expected"),
        (("export", "a.md", "--to", "html", "--base-url", "x"), "--base-url cannot be 'x'"),
        (("export", "a.md", "--to", "html", "--lang", "chinese"), "--lang cannot be 'chinese'"),
        (("export", "a.md", "--to", "html", "--from", "dcox"), "did you mean 'docx'?"),
        (("export", "a.md", "--to", "html", "--set", "tok=1"), "did you mean 'toc'?"),
        (("export", "a.md", "--to", "html", "--set", "html.toc=2"), "expected true or false"),
        (("export", "a.md", "--to", "html", "--set", "pdf.toc=1"), "add --to pdf"),
        (("export", "a.md", "--to", "html", "--set", "toc"), "is not a setting"),
        (("export", "a.md", "--to", "html", "--theme", "nope"), "no theme 'nope'"),
        (("export", "a.md", "--to", "html", "--style", "no.css"), "no.css"),
        (("export", "--to", "html"), "SOURCE"),
    ],
)
def test_a_wrong_call_says_what_is_wrong_and_gives_2(
    arguments: tuple[str, ...], message: str
) -> None:
    write_article(Path("a.md"))
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert not Path("dist").exists()


# --- settings -------------------------------------------------------------------------------------


def test_the_configuration_gives_defaults_and_the_call_wins() -> None:
    write_article(Path("site/a.md"))
    Path("site/style.css").write_text("p { color: teal }", encoding="utf-8")
    Path("site/publishkit.toml").write_text(
        'to = "html"\noutput = "public"\nstyle = "style.css"\nstrict = true\n[html]\ntoc = true\n',
        encoding="utf-8",
    )
    result = run("export", "site/a.md")
    assert result.stdout.strip() == str(Path("site/public/a.html").absolute()) or (
        result.stdout == "site/public/a.html\n"
    )
    assert "color: teal" in Path("site/public/a.html").read_text(encoding="utf-8")
    again = run("export", "site/a.md", "--to", "wechat", "-o", "out")
    assert again.stdout == "out/a.wechat.html\n"


def test_a_mistake_in_the_configuration_is_a_wrong_call_with_its_line() -> None:
    write_article(Path("a.md"))
    Path("publishkit.toml").write_text('\nthem = "x"\n', encoding="utf-8")
    result = run("export", "a.md", "--to", "html")
    assert result.exit_code == 2
    assert "publishkit.toml:2: E007 no key named 'them' (did you mean 'theme'?)" in result.stderr


def test_check_looks_at_the_tables_of_all_formats() -> None:
    write_article(Path("a.md"))
    Path("publishkit.toml").write_text("[epub]\ntoc_dept = 2\n", encoding="utf-8")
    result = run("check", "a.md")
    assert result.exit_code == 2
    assert "did you mean 'toc_depth'?" in result.stderr


def test_a_setting_without_format_goes_to_every_format_that_knows_it() -> None:
    write_article(Path("a.md"))
    result = run("export", "a.md", "--to", "html,wechat", "--set", "toc=yes")
    assert result.exit_code == 0, result.stderr
    assert "<nav" in Path("dist/a.html").read_text(encoding="utf-8")


def test_uncited_notes_are_dropped_on_demand() -> None:
    Path("a.md").write_text(UNCITED, encoding="utf-8")
    run("export", "a.md", "--to", "html", "--uncited", "drop")
    assert "Never cited" not in Path("dist/a.html").read_text(encoding="utf-8")


def test_the_language_of_the_call_goes_before_the_articles() -> None:
    write_article(Path("a.md"))
    run("export", "a.md", "--to", "html", "--lang", "fr")
    assert 'lang="fr"' in Path("dist/a.html").read_text(encoding="utf-8")


def test_formats_lists_every_format_with_its_options() -> None:
    result = run("formats")
    assert result.exit_code == 0
    for line in (
        "epub (.epub, a file for each article, or a book):",
        "rss (.xml, a file for all):",
    ):
        assert line in result.stdout
    assert "  page_size=<text>" in result.stdout
    assert "  style=<a path>  CSS" in result.stdout
    assert "``" not in result.stdout
