from __future__ import annotations

from typing import Any

import pytest

from note_documents import generate
from publishkit.errors import LimitError
from publishkit.model.draft import NoteReference, NotesBelow
from publishkit.model.nodes import Text
from publishkit.model.tree import plain_text, rewrite, walk
from publishkit.reading.decode import Decoder
from publishkit.reading.findings import Findings
from publishkit.reading.input_formats import MARKDOWN_READER
from publishkit.reading.mends import mend_after_notes, mend_before_notes
from publishkit.reading.overlay import overlay_notes
from publishkit.reading.pandoc import parse
from publishkit.reading.tokens import SPECIAL, TokenTable


def _decode(text: str, *, has_overlay: bool) -> tuple[tuple[Any, ...], Decoder, Findings]:
    tokens = TokenTable(text)
    findings = Findings(None)
    prepared, candidates = text, ()
    if has_overlay:
        mended = mend_before_notes(text, tokens)
        overlaid, candidates = overlay_notes(mended, tokens)
        prepared = mend_after_notes(overlaid, tokens)
    reply = parse(prepared.encode(), reader=MARKDOWN_READER, time_limit=5)
    decoder = Decoder(tokens, candidates, report=findings)
    return decoder.decode(reply.document["blocks"]), decoder, findings


def _expanded(content: tuple[Any, ...], decoder: Decoder) -> tuple[Any, ...]:
    """Puts each note's own text in the place of its references; notes cited in notes vanish."""

    def without(node: Any) -> Any:
        return () if isinstance(node, NoteReference | NotesBelow) else node

    def change(node: Any) -> Any:
        if isinstance(node, NotesBelow):
            return ()
        if isinstance(node, NoteReference):
            return Text(f"\0{rewrite(decoder.definitions[node.key].content, without)!r}\0")
        return node

    return rewrite(content, change)


def _check_against_pandoc(seed: int) -> bool:
    document = generate(seed)
    try:
        plain, plain_decoder, _ = _decode(document.text, has_overlay=False)
    except LimitError:
        return False  # plain pandoc has no answer
    ours, decoder, _ = _decode(document.text, has_overlay=True)
    assert _expanded(ours, decoder) == _expanded(plain, plain_decoder), document.text
    return True


def _check_notes(seed: int) -> None:
    document = generate(seed, has_nesting=True)
    body, decoder, findings = _decode(document.text, has_overlay=True)
    cited = [node.key for node in walk(body) if isinstance(node, NoteReference)]
    assert cited == document.citations, document.text
    texts = {item.label: plain_text(item.content) for item in decoder.definitions.values()}
    assert sorted(texts) == sorted(document.notes), document.text
    for label, text in document.notes.items():
        assert texts[label].startswith(text), document.text
    assert findings.count("N003") == document.duplicates, document.text
    assert findings.count("N001") == document.undefined, document.text
    everything = repr(body) + repr(decoder.definitions)
    assert SPECIAL.search(everything) is None, document.text


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_the_overlay_changes_nothing_but_the_notes(start: int) -> None:
    answered = sum(_check_against_pandoc(seed) for seed in range(start, start + 50))
    assert answered >= 45


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_every_note_and_citation_is_found_as_it_was_written(start: int) -> None:
    for seed in range(start, start + 50):
        _check_notes(seed)


def test_a_body_that_starts_like_an_explanation_is_kept_apart_from_the_index() -> None:
    body, decoder, _ = _decode(": text[^a]\n\n[^a]: note", has_overlay=True)
    assert plain_text(body) == ": text"
    assert list(decoder.definitions) == ["a"]


@pytest.mark.slow
@pytest.mark.parametrize("start", range(1000, 6000, 250))
def test_five_thousand_documents_decode_to_pandocs_own_tree(start: int) -> None:
    answered = 0
    for seed in range(start, start + 250):
        answered += _check_against_pandoc(seed)
        _check_notes(seed)
    assert answered >= 240
