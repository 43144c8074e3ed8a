"""Generates Markdown with footnotes in every place, and knows what notes and citations it wrote."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

_WORDS = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "中文",
    "汉字",
    "测试",
    "脚注",
    "это",
    "test",
    "émigré",
    "data-value",
    "x1",
    "foo_bar",
    "3.14",
    "one's",
    "a&b",
    "<b>bold</b>",
    "&copy;",
    "C++",
    "#tag",
    "@user",
    "100%",
]
_LABELS = (
    "1",
    "2",
    "note",
    "注1",
    "注 甲",
    "a.b:c",
    "Long Label",
    "x-y_z",
    "é",
    "9b",
    "*s*",
    "q?",
    "n'",
)


@dataclass
class NoteDocument:
    """``citations`` are the labels cited in the body, in order; ``notes`` maps label to text."""

    text: str
    citations: list[str]
    notes: dict[str, str]
    undefined: int = 0
    duplicates: int = 0


@dataclass
class Generator:
    """Makes documents from one seed. ``has_nesting``: notes may cite notes, themselves too."""

    random: random.Random
    has_nesting: bool = False
    labels: list[str] = field(default_factory=list)
    citations: list[str] = field(default_factory=list)
    undefined: int = 0

    def document(self) -> NoteDocument:
        rng = self.random
        self.labels = rng.sample(_LABELS, rng.randint(1, 6))
        blocks = [self.block(0) for _ in range(rng.randint(1, 6))]
        body_citations = list(self.citations)
        notes = {label: f"note text {number}" for number, label in enumerate(self.labels)}
        definitions = [self.definition(label, text) for label, text in notes.items()]
        duplicates = 0
        if rng.random() < 0.2:
            label = rng.choice(self.labels)
            definitions.append(f"[^{label}]: a second text")
            duplicates = 1
        place = rng.random()
        if place < 0.3:
            blocks.append(f"## References\n\n{chr(10).join(definitions)}")
        elif place < 0.7:
            blocks += definitions
        else:
            for definition in definitions:
                blocks.insert(rng.randint(0, len(blocks)), definition)
                # A duplicate must come after the first one to lose.
            order = "\n\n".join(blocks)
            if duplicates and order.find("a second text") < order.find(f"[^{label}]: note"):
                blocks = [b for b in blocks if "a second text" not in b]
                duplicates = 0
        return NoteDocument(
            "\n\n".join(blocks) + "\n", body_citations, notes, self.undefined, duplicates
        )

    def definition(self, label: str, text: str) -> str:
        rng = self.random
        tail = ""
        if self.has_nesting and rng.random() < 0.4:
            tail = "".join(f" see [^{rng.choice(self.labels)}]" for _ in range(rng.randint(1, 2)))
        match rng.randint(0, 7):
            case 0:
                return f"[^{label}]: {text}{tail}\n\n    second paragraph"
            case 1:
                return f"[^{label}]: {text}{tail}\n\n    - item\n    - other"
            case 2:
                return f"[^{label}]: {text}{tail}\n\n    ```py\n    code[^1] = 1\n    ```"
            case 3:
                return f"[^{label}]: {text} [link](https://e.com/a_b){tail}"
            case 4:
                return f"> [^{label}]: {text}{tail}"
            case 5:
                return f"- item\n\n  [^{label}]: {text}{tail}"
            case 6:
                return f"[^{label}]: {text} *em* and `code`{tail}"
            case _:
                return f"[^{label}]: {text}{tail}"

    def cite(self) -> str:
        label = self.random.choice(self.labels)
        if self.random.random() < 0.1:
            label = label.upper() if label.upper().casefold() == label.casefold() else label
        self.citations.append(label.casefold())
        return f"[^{label}]"

    def words(self, count: int | None = None) -> str:
        rng = self.random
        return " ".join(rng.choice(_WORDS) for _ in range(count or rng.randint(1, 5)))

    def inline(self) -> str:
        rng = self.random
        match rng.randint(0, 19):
            case 0:
                return f"*em {self.words(1)}{self.cite()}*"
            case 1:
                return f"**strong{self.cite()} text**"
            case 2:
                return f"`code [^{self.labels[0]}]`"
            case 3:
                return f"``a ` [^{self.labels[0]}] b``"
            case 4:
                label = self.labels[0].replace(" ", "-")
                return f'[link text](https://e.com/x[^{label}] "t [^1]")'
            case 5:
                return f"~~gone{self.cite()}~~"
            case 6:
                return f"\\[^{self.labels[0]}]"
            case 7:
                self.undefined += 1
                return "text[^never]"
            case 8:
                return f"$x[^{self.labels[0]}]$ "
            case 9:
                return f"word{self.cite()}{self.cite()}"
            case 10:
                return f"![alt text](i.png) after{self.cite()}"
            case 11:
                return f"[span{self.cite()}]{{.cls}}"
            case 12:
                return f'<i title="[^{self.labels[0]}]">html{self.cite()}</i>'
            case 13:
                return f"word <!-- [^{self.labels[0]}] -->"
            case 14:
                return f"({self.cite()})"
            case 15:
                return f"!{self.cite()}"
            case _:
                return f"{self.words()}{self.cite() if rng.random() < 0.5 else ''}"

    def line(self) -> str:
        return " ".join(self.inline() for _ in range(self.random.randint(1, 4)))

    def block(self, depth: int) -> str:
        rng = self.random
        kind = rng.randint(0, 15)
        if depth > 2:
            kind = 99
        match kind:
            case 0:
                return f"{'#' * rng.randint(1, 4)} {self.words()}{self.cite()}"
            case 1:
                return f"Setext {self.words()}{self.cite()}\n{rng.choice('=-') * 4}"
            case 2:
                return _prefixed("> ", self.block(depth + 1), "> ")
            case 3:
                items = [self.block(depth + 1) for _ in range(rng.randint(1, 3))]
                return "\n".join(_prefixed("- ", item, "  ") for item in items)
            case 4:
                items = [self.block(depth + 1) for _ in range(rng.randint(1, 3))]
                return "\n".join(_prefixed("1. ", item, "   ") for item in items)
            case 5:
                label = self.labels[0]
                code = f"[^{label}] in code\n[^{label}]: no definition\n# no heading\n| a |"
                return f"```text\n{code}\n```"
            case 6:
                return f"after\n\n    [^{self.labels[0]}]: indented code"
            case 7:
                head = f"| {self.words(1).replace('|', '')}{self.cite()} | b |"
                return f"{head}\n|:---|---:|\n| {self.cite()} x | `c[^1]` |"
            case 8:
                return f'<div data-x="[^{self.labels[0]}]">\n\ninside{self.cite()}\n\n</div>'
            case 9:
                return f"$$\ny[^{self.labels[0]}]\n$$"
            case 10:
                return f"Term{self.cite()}\n: explanation{self.cite()}"
            case 11:
                return f"::: box\ninside{self.cite()}\n:::"
            case 12:
                return f"> [!NOTE]\n> alert{self.cite()}"
            case _:
                return "\n".join(self.line() for _ in range(rng.randint(1, 3)))


def _prefixed(first: str, text: str, rest: str) -> str:
    lines = text.split("\n")
    return "\n".join(
        (first if number == 0 else rest if line or rest.strip() else "") + line
        for number, line in enumerate(lines)
    )


def generate(seed: int, *, has_nesting: bool = False) -> NoteDocument:
    """Returns the document of this seed, the same on every machine."""
    return Generator(random.Random(seed), has_nesting).document()
