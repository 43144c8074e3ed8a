"""Font files: how they are cut down, what covers what, and what is drawn where nothing does."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from fontTools.pens.areaPen import AreaPen
from fontTools.ttLib import TTFont

from publishkit.errors import MissingDependencyError
from publishkit.formats.pdf.fonts import FontWishes, plan_fonts, visible_code_points
from publishkit.formats.pdf.requirements import check_fonts, check_pango, missing_libraries
from publishkit.formats.pdf.symbols import symbol_font
from publishkit.render.font_sources import Face, installed_typefaces, packaged_typeface
from publishkit.render.font_subset import coverage, subset_font

CHARACTERS = frozenset(map(ord, "重点，这是中文与Latin。"))


def face(name: str, style: str = "regular") -> Face:
    typeface = packaged_typeface(name)
    assert typeface is not None, "the font packages of the extra 'cjk' are not installed"
    found = getattr(typeface, style)
    assert isinstance(found, Face)
    return found


def cut(font: Face) -> TTFont:
    data = subset_font(font.path, font.index, code_points=CHARACTERS, axes=font.axes)
    return TTFont(BytesIO(data))


def ink(font: TTFont, char: str) -> float:
    glyphs = font.getGlyphSet()
    pen = AreaPen(glyphs)
    glyphs[font.getBestCmap()[ord(char)]].draw(pen)
    return abs(pen.value) / font["head"].unitsPerEm ** 2


@pytest.mark.parametrize("name", ["serif-sc", "sans-sc", "sans-tc", "sans-jp", "sans-kr"])
def test_a_face_is_cut_down_to_its_characters(name: str) -> None:
    font = cut(face(name))
    assert set(font.getBestCmap()) <= CHARACTERS
    assert font["maxp"].numGlyphs < 100
    assert "fvar" not in font


def test_bold_chinese_is_bold() -> None:
    regular, bold = cut(face("sans-sc")), cut(face("sans-sc", "bold"))
    assert ink(bold, "重") > 1.3 * ink(regular, "重")
    assert face("serif-sc", "bold").path == face("sans-sc", "bold").path


def test_a_cff_subset_numbers_its_characters_by_glyph() -> None:
    font = cut(face("serif-sc"))
    top = font["CFF "].cff.topDictIndex[0]
    assert top.ROS
    assert top.charset == [".notdef", *(f"cid{n:05d}" for n in range(1, font["maxp"].numGlyphs))]


def test_a_single_character_can_be_cut_out() -> None:
    font = face("serif-sc")
    data = subset_font(font.path, font.index, code_points=[ord("重")])
    assert ink(TTFont(BytesIO(data)), "重") > 0


def test_what_is_no_font_covers_nothing(tmp_path: Path) -> None:
    file = tmp_path / "x.ttf"
    file.write_text("not a font")
    assert coverage(file, 0) == frozenset()
    assert coverage(tmp_path / "missing.ttf", 0) == frozenset()


def test_spaces_controls_and_variation_selectors_need_no_glyph() -> None:
    assert visible_code_points("a \n\u200b\u2003\ufe0f\U000e0101字") == {ord("a"), ord("字")}


def test_a_plan_tells_what_no_face_has() -> None:
    plan = plan_fonts(
        frozenset({ord("字"), 0xE000}), "zh-Hans", wishes=FontWishes(), has_code=False
    )
    assert plan.missing == {0xE000}
    assert plan.text[0].name == "Noto Serif SC"
    assert plan.heading[0].name == "Noto Sans SC"


def test_chinese_quotation_marks_are_proportional_in_other_languages() -> None:
    needed = visible_code_points("“Quoted” text")
    plan = plan_fonts(needed, "en", wishes=FontWishes(), has_code=False)
    assert plan.is_proportional == ("SC" in plan.text[0].name)
    assert not plan_fonts(needed, "zh", wishes=FontWishes(), has_code=False).is_proportional


def test_chinese_without_any_font_stops_with_advice(tmp_path: Path) -> None:
    small = tmp_path / "small.ttf"
    small.write_bytes(symbol_font([0x41], family="Small"))
    needed = frozenset({0x2FFFD})  # an ideograph's place that Unicode leaves empty
    with pytest.raises(MissingDependencyError) as caught:
        plan_fonts(needed, "zh", wishes=FontWishes(text=str(small)), has_code=False)
    assert caught.value.hint == "pip install 'publishkit[cjk]'"


def test_a_font_file_of_the_user_comes_first(tmp_path: Path) -> None:
    own = tmp_path / "own.ttf"
    own.write_bytes(symbol_font(map(ord, "AB"), family="Own"))
    wishes = FontWishes(text=str(own))
    plan = plan_fonts(visible_code_points("AB字"), "zh", wishes=wishes, has_code=False)
    assert plan.text[0].name == "own"
    assert not plan.missing


def test_the_drawn_font_has_a_glyph_of_its_own_for_each_character() -> None:
    font = TTFont(BytesIO(symbol_font([0xE000, 0xE001, 0x2611, 0x1F600], family="Drawn")))
    cmap = font.getBestCmap()
    assert set(cmap) == {0x20, 0xA0, 0xE000, 0xE001, 0x2611, 0x1F600}
    assert len(set(cmap.values())) == 6
    assert ink(font, "☑") > ink(font, "\ue000") > 0


def test_the_drawn_font_is_the_same_each_time() -> None:
    assert symbol_font([0x2610], family="X") == symbol_font([0x2610], family="X")


def test_installed_typefaces_are_in_a_fixed_order() -> None:
    names = [typeface.name for typeface in installed_typefaces()]
    assert names == [typeface.name for typeface in installed_typefaces()]
    assert len(names) == len(set(names))


def test_the_doctor_finds_what_the_tests_run_with() -> None:
    assert missing_libraries() == ()
    assert check_pango().is_ok
    found = {item.name: item for item in check_fonts()}
    assert found["Chinese font"].detail == "Noto Serif SC"
    assert found["Chinese bold font"].is_ok
