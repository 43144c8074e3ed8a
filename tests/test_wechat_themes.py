"""WeChat's themes: legible in both modes, of any colour and size, ours or the author's."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from documents import cite, heading, inlines, note, noted, paragraph
from publishkit.cli import main
from publishkit.errors import ConfigurationError, UsageError
from publishkit.formats.wechat import WechatExporter, WechatOptions
from publishkit.formats.wechat.theme import load_theme
from publishkit.model.document import Document, Publication
from publishkit.model.nodes import (
    Alert,
    BlockQuote,
    BulletList,
    Cell,
    Code,
    CodeBlock,
    Formatted,
    Link,
    ListItem,
    OrderedList,
    Plain,
    Row,
    Table,
    ThematicBreak,
)
from publishkit.render.themes import describe_themes, theme_names
from wechat_rules import low_contrasts, violations

THEMES = theme_names("wechat")


def export(article: Document, **options: object) -> str:
    settings = WechatOptions(**options)  # type: ignore[arg-type]
    return WechatExporter().export(Publication((article,)), settings).data.decode()


def cell(*content: object, is_header: bool = False) -> Cell:
    return Cell((Plain(inlines(*content)),), is_header=is_header)  # type: ignore[arg-type]


def item(text: str) -> ListItem:
    return ListItem((Plain(inlines(text)),))


#: All that runs as text: it is to be read for minutes, at night too.
TEXT = noted(
    paragraph("文", Formatted("emphasis", inlines("斜"))),
    BlockQuote((paragraph("引"), BlockQuote((paragraph("内"),)))),
    CodeBlock("code"),
    Table((), (Row((cell("格"), cell("头", is_header=True))), Row((cell("偶"),)))),
    OrderedList((item("一"), item("二"))),
    notes=(note(1, paragraph("注")),),
)
#: What stands out from it: headings, marks, colours of code.
MARKS = noted(
    *(
        heading(
            level,
            "题",
            cite(1),
            Formatted("strong", inlines("重")),
            Formatted("mark", inlines("亮")),
            Code("码"),
            Link(inlines("外"), "https://example.com/"),
        )
        for level in (1, 2, 3, 4)
    ),
    paragraph(
        Formatted("mark", inlines("亮")), Code("码"), Link(inlines("外"), "https://a.example/")
    ),
    Table(
        (),
        (Row((cell("头", cite(1), Formatted("strong", inlines("重"))),)),),
        (Row((cell("格"),)),),
    ),
    BulletList((item("一"), ListItem((Plain(inlines("二")), BulletList((item("三"),)))))),
    *(
        Alert(kind, (paragraph("呼"),))
        for kind in ("note", "tip", "important", "warning", "caution")
    ),
    CodeBlock('# c\n@d\nclass A(B):\n    """d"""\n    x = 1 + True\n    raise E("s")\n', "python"),
    CodeBlock("- a\n+ b\n", "diff"),
    CodeBlock('<a href="x">y</a>', "html"),
    CodeBlock("a: [1, b]", "yaml"),
    ThematicBreak(),
    notes=(note(1, paragraph("注"), cited=5),),
)


@pytest.mark.parametrize("theme", THEMES)
def test_running_text_is_legible_in_both_modes(theme: str) -> None:
    found = low_contrasts(export(TEXT, theme=theme))

    marks = ("'[1]'", "'References'")
    assert [line for line in found if not any(mark in line for mark in marks)] == []


@pytest.mark.parametrize("theme", THEMES)
def test_headings_marks_and_code_are_legible_in_both_modes(theme: str) -> None:
    """3 is what WCAG asks of large and bold text; WeChat itself refuses less than 1.5."""
    assert low_contrasts(export(MARKS, theme=theme), least_dark=3.5) == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("article", [TEXT, MARKS], ids=["text", "marks"])
def test_W4_5_a_theme_keeps_the_rules(article: Document, theme: str) -> None:
    assert violations(export(article, theme=theme)) == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    "color", ["#07c160", "#ffd400", "#e60012", "#8a2be2", "#000", "#fff", "hotpink"]
)
def test_any_primary_colour_leaves_all_text_legible(theme: str, color: str) -> None:
    assert low_contrasts(export(MARKS, theme=theme, primary_color=color), least_dark=3.5) == []


def test_a_legible_primary_colour_is_used_as_it_is() -> None:
    markup = export(MARKS, primary_color="#1a5eb2")

    assert "border-left:4px solid #1a5eb2" in markup
    assert ";color:#1a5eb2;" in markup


def test_themes_differ_from_each_other() -> None:
    assert len(THEMES) >= 8
    assert len({export(MARKS, theme=theme) for theme in THEMES}) == len(THEMES)
    assert len({load_theme(theme).styles["heading-2"] for theme in THEMES}) == len(THEMES)


def test_the_font_size_moves_all_sizes_and_the_line_height_the_text() -> None:
    plain, large = load_theme(""), load_theme("", font_size=18, line_height=2)

    def sizes(text: str) -> list[int]:
        return [int(size) for size in re.findall(r"font-size:(\d+)px", text)]

    every = "".join(plain.styles.values())
    assert [size + 2 for size in sizes(every)] == sizes("".join(large.styles.values()))
    assert large.styles["root"] == "color:#333;font-size:18px;line-height:2"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"font_size": 14}, "'font_size' cannot be 14: expected 15 to 18"),
        ({"line_height": 2.5}, "'line_height' cannot be 2.5: expected 1.5 to 2"),
        ({"primary_color": "greeen"}, "'primary_color' cannot be 'greeen'"),
        ({"primary_color": "rgba(0,0,0,.5)"}, "expected an opaque colour such as #1a5fb4"),
    ],
)
def test_options_out_of_range_are_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        WechatOptions(**options)  # type: ignore[arg-type]


def test_every_theme_says_what_it_is_in_both_languages() -> None:
    for theme in describe_themes("wechat"):
        assert set(theme.title) == set(theme.description) == {"en", "zh"}
        assert re.search("[一-鿿]", theme.title["zh"] + theme.description["zh"])


@pytest.mark.parametrize("name", ["html", "epub", "pdf"])
def test_themes_in_css_are_described_by_their_first_comment(name: str) -> None:
    assert all(len(theme.description["en"]) > 20 for theme in describe_themes(name))


# --- the author's own theme ---------------------------------------------------------------------


def own_theme(folder: Path, text: str) -> str:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_an_authors_theme_changes_what_it_names_and_keeps_the_rest(tmp_path: Path) -> None:
    theme = own_theme(
        tmp_path,
        'extends = "ink"\nfont_size = 17\n[colors]\nprimary = "#0b7551"\nown = "$primary/20"\n'
        '[styles]\nrule = "border-top:1px solid $own"\n[code]\nkeyword = "$primary"\n',
    )
    mine, ink = load_theme(theme), load_theme("ink", font_size=17)

    assert mine.styles["rule"] == "border-top:1px solid rgba(11,117,81,.2)"
    assert mine.styles["citation"] == "color:#0b7551"
    assert mine.styles["heading-2"] == ink.styles["heading-2"]
    assert mine.tokens["k"] == "#0b7551"


def test_an_authors_theme_is_read_again_when_it_changes(tmp_path: Path) -> None:
    before = load_theme(own_theme(tmp_path, '[colors]\nprimary = "#0b7551"\n'))
    after = load_theme(own_theme(tmp_path, '[colors]\nprimary = "#1a5eb2"\n'))

    assert (before.styles["citation"], after.styles["citation"]) == (
        "color:#0b7551",
        "color:#1a5eb2",
    )


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('extends = "inc"', 1, "'extends' cannot be 'inc'"),
        ('extend = "ink"', 1, "no key named 'extend' (did you mean 'extends'?)"),
        ('\n[styles]\nheadng-2 = ""', 3, "no 'headng-2' in [styles] (did you mean 'heading-2'?)"),
        ('[styles]\nrule = "position:fixed"', 2, "'rule' has 'position:', which WeChat does not"),
        (
            '[styles]\nrule = "color:$primry"',
            2,
            "'$primry' that is not there (did you mean 'primary'?)",
        ),
        ("[styles]\nrule = 1", 2, "'rule' is text: put it into quotation marks"),
        ('[colors]\nprimary = "greeen"', 2, "'primary' cannot be 'greeen': expected a colour"),
        ('[colors]\nA1 = "#fff"', 2, "a colour cannot be named 'A1'"),
        ('[colors]\na = "$b"\nb = "$a"', 2, "'a' is named by itself"),
        ('[colors]\nprimary = "$primary-deep"', 2, "'primary' is named by itself"),
        ('[colors]\nprimary = "$primary-text"', 2, "'primary' is named by itself"),
        ('[colors]\nprimary = "$on-primary/50"', 2, "'primary' is named by itself"),
        ('[colors]\na = "$b-deep"\nb = "$a-deep"', 2, "'a' is named by itself"),
        ('[colors]\nnote = "#fff"', 2, "a colour cannot be named 'note'"),
        ('[colors]\ntext = "$size-1"', 2, "'text' takes '$size-1' for a colour"),
        ('[colors]\ntext = "$kind"', 2, "'$kind', which only 'alert' and 'alert-title' know"),
        ('[styles]\nrule = "color:$kind-deep"', 2, "which only 'alert' and 'alert-title' know"),
        ('[styles]\nrule = "margin:$size/8"', 2, "'rule' takes '$size/8' for a colour"),
        ('[styles]\nrule = "color:$text-1"', 2, "'$text-1': only $size can be more or less"),
        ('[styles]\nrule = "color:$text/800"', 2, "'$text/800': an opacity is 0 to 100 %"),
        ('[alerts]\nnot = "#fff"', 2, "no 'not' in [alerts] (did you mean 'note'?)"),
        ("font_size = 30", 1, "'font_size' cannot be '30': expected 15 to 18"),
        ("colors = 1", 1, "'colors' is a table: write [colors]"),
        ("[colors", 1, "not TOML"),
    ],
)
def test_what_is_wrong_in_an_authors_theme_is_named_with_its_line(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    theme = own_theme(tmp_path, text)

    with pytest.raises(ConfigurationError) as caught:
        export(TEXT, theme=theme)
    assert (caught.value.path, caught.value.line) == (Path(theme), line)
    assert message in caught.value.message


def test_all_that_is_wrong_in_an_authors_theme_is_said_at_once(tmp_path: Path) -> None:
    theme = own_theme(tmp_path, 'line_height = 9\n[styles]\nrle = ""\nrule = "float:left"\n')

    with pytest.raises(ConfigurationError) as caught:
        load_theme(theme)
    assert caught.value.line == 1
    assert "; line 3: no 'rle'" in caught.value.message
    assert "; line 4: 'rule' has 'float:'" in caught.value.message


def test_a_theme_that_is_not_there_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_theme(str(tmp_path / "none.toml"))
    with pytest.raises(UsageError, match="wechat has no theme 'skye'"):
        load_theme("skye")


# --- the command ----------------------------------------------------------------------------------


def themes(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["themes", *arguments])


def test_the_command_lists_the_themes_of_every_format_that_has_some() -> None:
    result = themes()

    assert result.exit_code == 0
    for name in ("epub", "html", "pdf", "wechat"):
        for theme in theme_names(name):
            assert re.search(rf"^{name} {theme}\b", result.stdout, re.MULTILINE)


def test_the_command_lists_one_format_in_two_languages() -> None:
    lines = themes("wechat").stdout.splitlines()

    assert lines[0] == "wechat default (Green 绿意)"
    assert lines[1].startswith("  Clear and quiet")
    assert lines[2].startswith("  清爽安静")


def test_the_command_prints_json() -> None:
    found = [json.loads(line) for line in themes("wechat", "--json").stdout.splitlines()]

    assert tuple(theme["name"] for theme in found) == THEMES
    assert found[0]["format"] == "wechat"
    assert found[0]["title"] == {"en": "Green", "zh": "绿意"}


@pytest.mark.parametrize(
    ("name", "message"),
    [("rss", "the format 'rss' has no themes"), ("wecha", "did you mean 'wechat'?")],
)
def test_the_command_refuses_a_format_without_themes(name: str, message: str) -> None:
    result = themes(name)

    assert result.exit_code == 2
    assert message in result.stderr


def test_options_of_a_theme_are_set_on_the_command_line(tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    source.write_text("---\ntitle: 题\n---\n文\n", encoding="utf-8")
    theme = own_theme(tmp_path, 'extends = "ink"\n[styles]\nparagraph = "color:$primary"\n')
    call = ["export", str(source), "--to", "wechat", "-o", "-", "--theme", theme]

    good = CliRunner().invoke(
        main, [*call, "--set", "primary_color=#0b7551", "--set", "wechat.font_size=18"]
    )
    bad = CliRunner().invoke(main, [*call, "--set", "wechat.font_size=20"])

    assert '<p style="color:#0b7551">' in good.stdout
    assert "font-size:18px" in good.stdout
    assert (bad.exit_code, "expected 15 to 18" in bad.stderr) == (2, True)


@pytest.mark.parametrize("line", ['theme = "mine.toml"', '[wechat]\ntheme = "mine.toml"'])
def test_a_theme_in_the_configuration_is_found_from_its_folder(tmp_path: Path, line: str) -> None:
    own_theme(tmp_path, '[styles]\nparagraph = "color:#123456"\n')
    (tmp_path / "publishkit.toml").write_text(f"{line}\n", encoding="utf-8")
    source = tmp_path / "a.md"
    source.write_text("---\ntitle: 题\n---\n文\n", encoding="utf-8")

    result = CliRunner().invoke(main, ["export", str(source), "--to", "wechat", "-o", "-"])

    assert '<p style="color:#123456">' in result.stdout
