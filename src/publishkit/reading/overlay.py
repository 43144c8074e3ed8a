"""Which note is which: puts tokens for labels into the text before pandoc reads it.

pandoc's tree has no labels, repeats a note's content at each citation, drops notes that are never
cited, and its CommonMark readers never finish on notes that cite each other. So every citation
becomes a token, and every definition is cited exactly once, in an index of paragraphs put before
the text. pandoc then still decides what is a definition and what is code; see
``docs/architecture.md``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from publishkit.reading.tokens import (
    CitationToken,
    DefinitionToken,
    HeadingToken,
    TokenTable,
    UndefinedToken,
)

__all__ = ["NoteCandidate", "fold_label", "overlay_notes"]

_LABEL: Final = r"(?:\\.|[^\[\]\\\n])+"
_CANDIDATE: Final = re.compile(rf"\[\^({_LABEL})\]")
_PART: Final = re.compile(r"\s*[,，、;；]\s*\^")
#: What may stand between the start of a line and a definition: quotes, list markers, indentation.
_CONTAINER: Final = re.compile(r"(?:[ \t>]|(?:[-*+:]|\d{1,9}[.)])(?=[ \t]))*")
_ATX: Final = re.compile(r"[ \t>]*(?: {0,3})#{1,6}(?=[ \t])")
_SETEXT: Final = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
_NO_SETEXT_TEXT: Final = re.compile(r"\s*$|[ \t]*[#>\[<|=+*-]")
#: Brackets, with what takes them out of account: escapes, and the blank line that ends a paragraph.
_BRACKET: Final = re.compile(r"\\.|[\[\]]|\n[ \t>]*(?=\n)", re.DOTALL)
_SPACE: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class NoteCandidate:
    """What looks like a definition; pandoc decides whether it is one."""

    label: str
    key: str
    line: int
    is_inline: bool = False


@dataclass(slots=True)
class _Pass:
    """The state of one pass over one text."""

    tokens: TokenTable
    candidates: list[NoteCandidate] = field(default_factory=list)
    characters: list[str] = field(default_factory=list)
    contents: list[str] = field(default_factory=list)


def fold_label(label: str) -> str:
    """Returns the form by which labels compare: without case, runs of white space as one space."""
    return _SPACE.sub(" ", label.strip()).casefold()


def overlay_notes(
    text: str, tokens: TokenTable, *, first_line: int = 1
) -> tuple[str, tuple[NoteCandidate, ...]]:
    """Returns the text to give to pandoc, and the candidates in the order of its first paragraphs.

    When there are candidates, a rule follows these paragraphs.
    ``text`` has no front matter and ends lines by line feeds only. ``first_line`` is the number of
    its first line in the file.
    """
    if "[^" not in text and "^[" not in text:
        return text, ()
    state = _Pass(tokens)
    text = _take_inline_notes(text, state, first_line)
    found = _find_labels(text, tokens, first_line)
    defined = {tokens_key for item in found if (tokens_key := item.definition_key)}
    text = _replace_labels(text, found, defined, state)
    if not state.candidates:
        return text, ()
    contents = [
        _cite_inside(content, candidate.line, defined, tokens)
        for content, candidate in zip(state.contents, state.candidates, strict=False)
    ]
    index = [f"{tokens.index} [^{character}]\n\n" for character in state.characters]
    inline = [
        f"[^{character}]: {tokens.joiner}{content}\n\n"
        for character, content in zip(state.characters, contents, strict=False)
    ]
    # The rule keeps a body that starts with ": " from making a definition list of the index.
    return "".join([*index, *inline, "***\n\n", text]), tuple(state.candidates)


# --- inline notes ------------------------------------------------------------------------------


def _take_inline_notes(text: str, state: _Pass, first_line: int) -> str:
    """Replaces each ``^[…]`` by a token and keeps what it holds."""
    if "^[" not in text:
        return text
    pieces: list[str] = []
    done, line = 0, first_line
    closed = _closing_brackets(text)
    position = text.find("^[")
    while position >= 0:
        end = closed.get(position + 1)
        if end is None or _is_escaped(text, position) or text[position - 1 : position] == "[":
            position = text.find("^[", position + 2)
            continue
        source = text[position : end + 1]
        line += state.tokens.count_lines(text, done, position)
        feeds = state.tokens.count_lines(source, 0, len(source))
        number = len(state.candidates)
        key = f"\0{number}"  # no label of an author can be equal to it
        character = state.tokens.new(CitationToken(source, ("",), (key,), line), line_feeds=feeds)
        definition = state.tokens.new(DefinitionToken("", key, line, number, is_inline=True))
        state.candidates.append(NoteCandidate("", key, line, is_inline=True))
        state.characters.append(definition)
        state.contents.append(re.sub(r"\s*\n[ \t>]*", " ", source[2:-1]).strip())
        pieces += [text[done:position], character]
        line += feeds
        done = end + 1
        position = text.find("^[", done)
    return "".join([*pieces, text[done:]])


def _closing_brackets(text: str) -> dict[int, int]:
    """Returns where each bracket that is closed in its own paragraph is closed."""
    closed: dict[int, int] = {}
    opened: list[int] = []
    for found in _BRACKET.finditer(text):
        match found.group():
            case "[":
                opened.append(found.start())
            case "]":
                if opened:
                    closed[opened.pop()] = found.start()
            case piece if piece[0] == "\n":
                opened.clear()
    return closed


def _is_escaped(text: str, position: int) -> bool:
    start = position
    while start > 0 and text[start - 1] == "\\":
        start -= 1
    return (position - start) % 2 == 1


# --- labels --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Label:
    """One ``[^label]`` of the text; a definition is one that a colon follows at a line's start."""

    start: int
    end: int
    labels: tuple[str, ...]
    keys: tuple[str, ...]
    line: int
    line_start: int
    is_definition: bool
    has_wide_colon: bool = False

    @property
    def definition_key(self) -> str | None:
        return self.keys[0] if self.is_definition else None


def _find_labels(text: str, tokens: TokenTable, first_line: int) -> list[_Label]:
    found: list[_Label] = []
    line, counted = first_line, 0
    for match in _CANDIDATE.finditer(text):
        start = match.start()
        if _is_escaped(text, start) or not match.group(1).strip() or _is_in_autolink(text, start):
            continue
        line += tokens.count_lines(text, counted, start)
        counted = start
        line_start = text.rfind("\n", 0, start) + 1
        is_definition = text[match.end() : match.end() + 1] == ":" and _starts_definition(
            text, line_start, start, found[-1] if found else None
        )
        inner = tokens.restore(match.group(1))
        labels = (inner,) if is_definition else tuple(_PART.split(inner))
        found.append(
            _Label(
                start,
                match.end(),
                labels,
                tuple(fold_label(label) for label in labels),
                line,
                line_start,
                is_definition,
                text.startswith("：", match.end()) and start == line_start,
            )
        )
    return found


def _starts_definition(text: str, line_start: int, start: int, before: _Label | None) -> bool:
    if before is not None and before.line_start == line_start:
        if not before.is_definition:
            return False
        return _CONTAINER.fullmatch(text, before.end + 1, start) is not None
    return _CONTAINER.fullmatch(text, line_start, start) is not None


def _is_in_autolink(text: str, start: int) -> bool:
    """Whether it stands in ``<scheme:…>``, whose text is a URL as it is."""
    opening = text.rfind("<", max(0, start - 2000), start)
    if opening < 0 or re.search(r"[\s>]", text[opening:start]):
        return False
    return re.match(r"<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*>", text[opening:]) is not None


def _replace_labels(text: str, found: list[_Label], defined: set[str], state: _Pass) -> str:
    pieces: list[str] = []
    done = 0
    below: dict[int, list[int]] = {}
    for item in found:
        pieces.append(text[done : item.start])
        done = item.end
        if item.is_definition:
            number = len(state.candidates)
            token = DefinitionToken(item.labels[0], item.keys[0], item.line, number)
            character = state.tokens.new(token)
            state.candidates.append(NoteCandidate(item.labels[0], item.keys[0], item.line))
            state.characters.append(character)
            below.setdefault(item.line_start, []).append(number)
            pieces.append(f"[^{character}]")
            continue
        pieces.append(_cited(item, text[item.start : item.end], defined, state.tokens))
    pieces.append(text[done:])
    changed = "".join(pieces)
    return _mark_headings(text, changed, below, state.tokens) if below else changed


def _cited(item: _Label, source: str, defined: set[str], tokens: TokenTable) -> str:
    if all(key in defined for key in item.keys):
        return tokens.shared(CitationToken(source, item.labels, item.keys, item.line))
    whole = fold_label(tokens.restore(source[2:-1]))
    if len(item.keys) > 1 and whole in defined:
        return tokens.new(CitationToken(source, (source[2:-1],), (whole,), item.line))
    missing = next(
        label for label, key in zip(item.labels, item.keys, strict=True) if key not in defined
    )
    token = UndefinedToken(missing, item.line, item.has_wide_colon)
    return f"[^{tokens.new(token)}{source[2:]}"


def _cite_inside(content: str, line: int, defined: set[str], tokens: TokenTable) -> str:
    """Replaces the citations inside the content of an inline note."""
    pieces: list[str] = []
    done = 0
    for item in _find_labels(content, tokens, line):
        here = replace(item, line=line)
        pieces.append(content[done : item.start])
        pieces.append(_cited(here, content[item.start : item.end], defined, tokens))
        done = item.end
    return "".join([*pieces, content[done:]])


# --- headings --------------------------------------------------------------------------------


def _mark_headings(
    before: str, changed: str, below: dict[int, list[int]], tokens: TokenTable
) -> str:
    """Puts a token into the nearest heading above each definition.

    Labels are on one line, so both texts have the same lines.
    """
    old, new = before.split("\n"), changed.split("\n")
    definitions: dict[int, list[int]] = {}
    heading: int | None = None
    offset = 0
    for number, line in enumerate(old):
        if offset in below and heading is not None:
            definitions.setdefault(heading, []).extend(below[offset])
        if _ATX.match(line) or (
            number + 1 < len(old)
            and not _NO_SETEXT_TEXT.match(line)
            and _SETEXT.match(old[number + 1])
        ):
            heading = number
        offset += len(line) + 1
    for number, numbers in definitions.items():
        token = tokens.new(HeadingToken(tuple(numbers)))
        marker = _ATX.match(new[number])
        if marker is None:
            new[number] += token
        else:
            # Where this is no heading but code, what is added here vanishes without a trace.
            end = marker.end() + 1
            rest = new[number][end:]
            new[number] = f"{new[number][:end]}{token}{tokens.space_break} {rest}"
    return "\n".join(new)
