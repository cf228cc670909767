"""What the chapters of a copy are made of: headings, facts, texts and tables, as data."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kla.cases.types import CasePage, SectionName
from kla.cases.types.copies import Wording
from kla.trail.services import TrailLine

Group = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """A case as a copy of it is written. `numbers`: whether numbers of identity are told."""

    page: CasePage
    words: Wording
    numbers: bool = False
    lines: Sequence[TrailLine] = ()
    names: Mapping[uuid.UUID, str] = field(default_factory=dict)
    by_kid: Mapping[str, str] = field(default_factory=dict)

    def content(self, name: SectionName) -> Mapping[str, Any]:
        """What a section says, nothing where it was never written."""
        return self.page.sections[name].content

    def name_of(self, account: uuid.UUID | str) -> str:
        """What a colleague is called; nothing where they are not known."""
        try:
            return self.names.get(uuid.UUID(str(account)), "")
        except ValueError:
            return ""


def facts_of(words: Wording, said: Mapping[str, Any]) -> list[list[str]]:
    """Names and values, without those that say nothing."""
    return [
        [words.say("copy_fields", name), str(value)]
        for name, value in said.items()
        if value not in {None, ""}
    ]


def group(
    words: Wording, *, head: str = "", facts: Mapping[str, Any] | None = None, text: str = ""
) -> Group:
    """A heading, what is known by name, and a text."""
    named = facts_of(words, facts or {})
    return {"head": head, "facts": named, "text": text, "heads": [], "rows": []}


def table(words: Wording, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Group:
    """Rows of three cells under their headings."""
    named = [words.say("copy_fields", name) for name in heads]
    return {"head": "", "facts": [], "text": "", "heads": named, "rows": [list(r) for r in rows]}
