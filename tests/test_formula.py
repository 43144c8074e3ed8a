"""Formulas drawn as SVG."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree

import pytest

from publishkit.model.nodes import Math
from publishkit.render.formula import formula_svg

SVG = "{http://www.w3.org/2000/svg}"


def formula(presentation: str, tex: str = "x") -> Math:
    mathml = (
        '<math display="inline" xmlns="http://www.w3.org/1998/Math/MathML"><semantics>'
        f"<mrow>{presentation}</mrow>"
        f'<annotation encoding="application/x-tex">{tex}</annotation></semantics></math>'
    )
    return Math(tex, mathml=mathml)


SQUARE = formula("<msup><mi>x</mi><mn>2</mn></msup><mo>&lt;</mo><mi>y</mi>", "x^2 &lt; y")
FRACTION = formula("<mfrac><mn>1</mn><msqrt><mi>π</mi></msqrt></mfrac>", r"\frac{1}{\sqrt\pi}")


def test_a_formula_is_one_well_formed_svg_without_ids() -> None:
    svg = formula_svg(SQUARE, size=17, color="currentColor")

    assert svg is not None
    root = ElementTree.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert {element.tag for element in root} <= {f"{SVG}path", f"{SVG}rect"}
    assert all("id" not in element.attrib for element in root.iter())
    assert "href" not in svg


def test_the_tex_is_the_accessible_name() -> None:
    tex = r'a < "b" & c'
    svg = formula_svg(Math(tex, mathml=SQUARE.mathml), size=17, color="currentColor")

    assert svg is not None
    assert ElementTree.fromstring(svg).get("aria-label") == tex


def test_every_shape_has_the_colour_that_was_asked_for() -> None:
    svg = formula_svg(FRACTION, size=17, color="#123456")

    assert svg is not None
    shapes = list(ElementTree.fromstring(svg))
    assert shapes
    for shape in shapes:
        assert {shape.get("fill"), shape.get("stroke")} - {None, "none"} == {"#123456"}


def test_a_formula_hangs_below_the_baseline_by_its_depth() -> None:
    svg = formula_svg(FRACTION, size=20, color="black")

    assert svg is not None
    root = ElementTree.fromstring(svg)
    _, top, _, height = (float(value) for value in root.attrib["viewBox"].split())
    depth = float(root.attrib["style"].removeprefix("vertical-align: -").removesuffix("px"))
    assert depth == pytest.approx(top + height, abs=0.011)
    assert 2 < depth < height


def test_twice_the_size_is_twice_the_width() -> None:
    small, large = (formula_svg(SQUARE, size=size, color="black") for size in (10, 20))

    assert small is not None
    assert large is not None
    widths = [float(ElementTree.fromstring(svg).attrib["width"]) - 2 for svg in (small, large)]
    assert widths[1] == pytest.approx(2 * widths[0], rel=0.01)


def test_what_cannot_be_drawn_gives_none() -> None:
    assert formula_svg(Math("x"), size=17, color="black") is None
    assert formula_svg(Math("x", mathml="<math><mi>x"), size=17, color="black") is None
    assert formula_svg(formula("<mtext>中文</mtext>"), size=17, color="black") is None


def test_chinese_text_in_a_formula_is_text_when_a_font_is_named() -> None:
    chinese = formula("<mtext>中文中</mtext><mo>=</mo><mi>x</mi><mo>▢</mo>")

    svg = formula_svg(chinese, size=20, color="red", text_font="My Font")

    assert svg is not None
    texts = list(ElementTree.fromstring(svg).iter(f"{SVG}text"))
    assert [text.text for text in texts] == ["中", "文", "中"]
    assert {(text.get("font-family"), text.get("fill")) for text in texts} == {("My Font", "red")}
    places = [float(text.attrib["x"]) for text in texts]
    assert places[1] - places[0] == pytest.approx(float(texts[0].attrib["font-size"]), rel=0.01)
    assert formula_svg(formula("<mtext>привет \U0001f600</mtext>"), size=20, color="red") is None


def test_threads_draw_the_same_bytes() -> None:
    formulas = [SQUARE, FRACTION] * 8
    alone = [formula_svg(math, size=17, color="black") for math in formulas]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda math: formula_svg(math, size=17, color="black"), formulas))

    assert together == alone
