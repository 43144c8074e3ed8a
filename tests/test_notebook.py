"""Jupyter notebooks: notes across cells, outputs, pictures, metadata, and files that are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import publishkit
from publishkit.errors import InputError
from publishkit.model.document import Document
from publishkit.model.nodes import CodeBlock, Image, Table
from publishkit.model.tree import plain_text, walk

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def markdown(source: str, **more: object) -> dict[str, object]:
    return {"cell_type": "markdown", "metadata": {}, "source": source, **more}


def code(source: str, *outputs: dict[str, object]) -> dict[str, object]:
    return {"cell_type": "code", "metadata": {}, "source": [source], "outputs": list(outputs)}


def shown(**data: object) -> dict[str, object]:
    bundle = {name.replace("__", "/"): value for name, value in data.items()}
    return {"output_type": "display_data", "metadata": {}, "data": bundle}


def read(*cells: dict[str, object], **metadata: object) -> Document:
    text = json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})
    return publishkit.reads(text, from_format="ipynb")


def test_notes_are_cited_across_cells_and_uncited_ones_are_kept() -> None:
    document = read(
        markdown("# 标题\n\n甲[^1]，又[^1]"),
        code("x = 1"),
        markdown("乙[^b]\n\n## 引用\n\n[^b]: 来源 <https://a.example/>\n[^1]: 注\n[^c]: 无人引用"),
    )
    assert document.metadata.title == "标题"
    assert [(note.number, note.label, len(note.citations)) for note in document.endnotes] == [
        (1, "1", 2),
        (2, "b", 1),
        (3, "c", 0),
    ]
    (finding,) = [item for item in document.diagnostics if item.code == "N002"]
    assert finding.line is None  # a line of the joined cells would be none of the file


def test_code_keeps_its_language_and_its_output() -> None:
    stream: dict[str, object] = {"output_type": "stream", "text": ["\x1b[31mred\x1b[0m\n", "```\n"]}
    kernel = {"name": "ir", "language": "R"}
    document = read(markdown("# T"), code("print(1)", stream), kernelspec=kernel)
    blocks = [node for node in walk(document.content) if isinstance(node, CodeBlock)]
    assert [(block.text.rstrip("\n"), block.language) for block in blocks] == [
        ("print(1)", "R"),
        ("red\n```", ""),
    ]


def test_an_output_is_shown_in_its_richest_form() -> None:
    table = "<style scoped>\n th { x }\n</style>\n<table><tr>\n\n<td>1</td></tr></table>"
    document = read(
        markdown("# T"),
        code("a", shown(text__plain="<Figure>", image__png=PNG)),
        code("b", shown(text__plain="   x\n0  1", text__html=[table])),
        code("c", shown(text__plain=["3"])),
    )
    (image,) = [node for node in walk(document.content) if isinstance(node, Image)]
    assert document.assets[image.url].media_type == "image/png"
    assert any(isinstance(node, Table) for node in walk(document.content))
    assert "<Figure>" not in plain_text(document.content)
    assert "3" in plain_text(document.content)
    assert [item.code for item in document.diagnostics if item.code.startswith("M")] == []


def test_a_picture_attached_to_a_cell_is_found() -> None:
    document = read(
        markdown("# T\n\n![图](attachment:a.png)", attachments={"a.png": {"image/png": PNG}})
    )
    (image,) = [node for node in walk(document.content) if isinstance(node, Image)]
    assert image.alt == "图"
    assert image.url in document.assets


def test_metadata_come_from_a_first_cell_of_front_matter_or_from_the_notebook() -> None:
    raw = {"cell_type": "raw", "source": "---\ntitle: 首格\ndate: 2024-01-02\n---"}
    assert read(raw, markdown("x")).metadata.title == "首格"
    own = read(markdown("x"), title="本子", authors=[{"name": "甲"}]).metadata
    assert (own.title, own.authors[0].name) == ("本子", "甲")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"cells": 3}', '{"cells": [3]}', "[" * 100_000, "not JSON"]
)
def test_what_is_no_notebook_is_a_clear_error(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="notebook"):
        publishkit.read(path)
