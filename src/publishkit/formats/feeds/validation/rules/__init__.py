"""Every rule of the feed check: what it means, what to do, where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from publishkit.formats.feeds.validation.rules.address_rules import ADDRESS_RULES
from publishkit.formats.feeds.validation.rules.body_rules import BODY_RULES
from publishkit.formats.feeds.validation.rules.file_rules import FILE_RULES
from publishkit.formats.feeds.validation.rules.rule import Rule
from publishkit.formats.feeds.validation.rules.structure_rules import STRUCTURE_RULES
from publishkit.formats.feeds.validation.rules.value_rules import VALUE_RULES

__all__ = ["RULES", "Rule"]

#: By name; ``docs/formats/feed-check.md`` lists them all.
RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        rule.name: rule
        for rules in (FILE_RULES, STRUCTURE_RULES, VALUE_RULES, ADDRESS_RULES, BODY_RULES)
        for rule in rules
    }
)
