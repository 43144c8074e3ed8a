"""Walking a feed along a table of what may stand where, and how its values are checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from publishkit.formats.feeds.validation.addresses import base_address
from publishkit.formats.feeds.validation.findings import Finding, ValueCheck, quote
from publishkit.formats.feeds.validation.reading import Element
from publishkit.formats.feeds.validation.values import language

__all__ = ["ElementCheck", "Rules", "Table", "Walker", "many", "once", "parent"]

#: A check of a whole element, with what is in it and around it.
ElementCheck: TypeAlias = Callable[[Element], Iterable[Finding]]
Table: TypeAlias = "Mapping[str, Rules]"

_XML_ATTRIBUTES: Final = frozenset({"xml:base", "xml:lang", "xml:space", "xml:id"})


@dataclass(frozen=True)
class Rules:
    """What an element may hold.

    ``values`` check its text, ``attributes`` have the checks of theirs. ``children`` is ``None``
    for one that holds text only. ``needed`` names attributes, and ``required`` children, with the
    rule that their absence breaks; ``duplicate`` is the rule that a second one breaks. ``checks``
    get the whole element. ``is_open`` means that what is in it is looked at by them alone.
    """

    values: tuple[ValueCheck, ...] = ()
    is_once: bool = True
    duplicate: str = "duplicate-element"
    attributes: Mapping[str, tuple[ValueCheck, ...]] = field(default_factory=dict)
    needed: Mapping[str, str] = field(default_factory=dict)
    children: Table | None = None
    required: Mapping[str, str] = field(default_factory=dict)
    checks: tuple[ElementCheck, ...] = ()
    is_open: bool = False


def once(*values: ValueCheck) -> Rules:
    """Returns the rules of an element with text, without attributes, that may stand once."""
    return Rules(values)


def many(*values: ValueCheck, **more: object) -> Rules:
    """Returns the rules of an element with text that may stand any number of times."""
    # ``more`` are fields of ``Rules`` by name.
    return Rules(values, is_once=False, **more)  # type: ignore[arg-type]  # see above


def parent(children: Table, **more: object) -> Rules:
    """Returns the rules of an element that holds elements and no text."""
    return Rules(children=children, **more)  # type: ignore[arg-type]  # as in many()


class Walker:
    """Checks a tree against tables.

    ``everywhere`` may stand in any element that takes elements. Elements of the prefixes
    ``checked`` that are in no table are wrong, those of other modules pass. ``label_of`` returns
    what an entry is called, and the empty text for what is no entry.
    """

    def __init__(
        self,
        everywhere: Table,
        *,
        is_atom: bool,
        label_of: Callable[[Element], str],
        questionable: frozenset[str],
        checked: frozenset[str],
    ) -> None:
        self.everywhere = everywhere
        self.is_atom = is_atom
        self.label_of = label_of
        self.questionable = questionable
        self.checked = checked

    def walk(self, element: Element, rules: Rules) -> Iterator[Finding]:
        """Yields what is wrong with an element and all that is in it."""
        yield from self._attributes(element, rules)
        if rules.is_open:
            for check in rules.checks:
                yield from check(element)
            return
        for value_check in rules.values:
            yield from value_check(element.value)
        if rules.children is None:
            for child in element.children:
                yield self._undefined(child, element)
        else:
            yield from self._children(element, rules.children)
            if element.text.strip():
                yield Finding(
                    "unexpected-text", element.text_line, element.label, quote(element.text)
                )
            for key, rule in rules.required.items():
                if not element.has(key):
                    yield Finding(rule, element.line, element.label, f"<{key}>")
        for check in rules.checks:
            yield from check(element)

    def _children(self, element: Element, table: Table) -> Iterator[Finding]:
        seen: set[str] = set()
        for child in element.children:
            rules = table.get(child.key) or self.everywhere.get(_base_of(child.key))
            if rules is None:
                yield from self._unknown(child, element)
            else:
                found = self.walk(child, rules)
                label = self.label_of(child)
                yield from (one._replace(entry=label) for one in found) if label else found
            if rules is not None and rules.is_once and child.key in seen:
                yield Finding(rules.duplicate, child.line, child.label, element.label)
            seen.add(child.key)

    def _unknown(self, child: Element, element: Element) -> Iterator[Finding]:
        """Elements of namespaces that nobody knows are extensions, and pass."""
        if child.namespace.startswith("undeclared:"):
            return
        if child.key.startswith("xhtml:"):
            yield Finding("xhtml-misplaced", child.line, child.label, element.label)
        elif child.key.startswith("{"):
            yield from self._extension(child)
        elif child.key.startswith(":"):
            yield Finding("namespace-undeterminable", child.line, child.label)
        elif child.key in self.questionable:
            yield Finding("questionable-use", child.line, child.label, element.label)
        elif ":" not in child.key or child.key.partition(":")[0] in self.checked:
            yield self._undefined(child, element)

    def _undefined(self, child: Element, element: Element) -> Finding:
        rule = "blink" if child.key == "blink" else "undefined-element"
        return Finding(rule, child.line, child.label, element.label)

    def _extension(self, element: Element) -> Iterator[Finding]:
        """In an extension of RSS, elements without namespace would be taken for RSS's own."""
        stack = [element]
        while stack:
            for child in stack.pop().children:
                if not child.namespace and not self.is_atom:
                    yield Finding("element-without-namespace", child.line, child.label)
                stack.append(child)

    def _attributes(self, element: Element, rules: Rules) -> Iterator[Finding]:
        for name in element.attributes:
            value = element.attribute(name)
            if name == "xml:lang" and value.text:
                yield from language(value)
            elif name == "xml:base":
                yield from base_address(value)
            elif name in rules.attributes:
                for check in rules.attributes[name]:
                    yield from check(value)
            elif name in _XML_ATTRIBUTES:
                continue
            elif name.startswith("{"):
                if not self.is_atom and not element.namespace:
                    yield Finding("extension-attribute", element.line, element.label, quote(name))
            elif not rules.is_open:
                yield Finding("unexpected-attribute", element.line, element.label, quote(name))
        for name, rule in rules.needed.items():
            if name not in element.attributes:
                yield Finding(rule, element.line, element.label, quote(name))


def _base_of(key: str) -> str:
    """Returns the key of what a "qualified" Dublin Core element refines: ``dc:date.issued``."""
    return key.partition(".")[0] if key.startswith("dc:") else key
