"""What an audit asks: instruments, their sections, items, answers and conditions. Pure.

An instrument is a data file, one per kind and version (`instrument_files` reads it). Its words in
every language of the screen belong to the version, like its weights.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Words = Mapping[str, str]  # by language
Answers = Mapping[str, object]  # by item id, as they came from outside

STEPS = (0, 1, 3, 5)  # the scale of the SRA instrument of 2021, whose steps say how far it is met
COUNT = "count"
SCALE_TYPES = ("steps", "yes_no", "one_of", COUNT)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be given, and what it is worth before the weight of its item."""

    code: str
    points: int
    text: Words


@dataclass(frozen=True, slots=True)
class Reached:
    """What a count is worth from a number on."""

    least: int
    points: int


@dataclass(frozen=True, slots=True)
class Scale:
    """How an item is answered: by one of `choices`, or for a count by a number and `reached`."""

    name: str
    type: str
    choices: tuple[Choice, ...] = ()
    reached: tuple[Reached, ...] = ()

    @property
    def most(self) -> int:
        """The points of the best answer; 0 where the answer is a fact only."""
        points = [choice.points for choice in self.choices]
        return max([*points, *(one.points for one in self.reached)], default=0)


@dataclass(frozen=True, slots=True)
class Condition:
    """When an item is asked: an earlier answer is one of `values`; or all or any of `parts`."""

    item: str = ""
    values: tuple[str, ...] = ()
    joined: str = ""
    parts: tuple["Condition", ...] = ()

    @property
    def looks(self) -> Iterator["Condition"]:
        """The parts that look at an answer themselves."""
        if self.item:
            yield self
        for part in self.parts:
            yield from part.looks

    def holds(self, answers: Mapping[str, str]) -> bool:
        """Whether it holds for these answers, where an unanswered item is absent."""
        if self.item:
            return answers.get(self.item) in self.values
        held = (part.holds(answers) for part in self.parts)
        return all(held) if self.joined == "all" else any(held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that is looked at.

    `least` is the step, before the weight, that a mandatory item must reach; 0 where it need not.
    `indicator` is the KLA indicator it says something about, 0 for none. `help` may be empty.
    """

    id: str
    text: Words
    help: Words
    scale: Scale
    weight: int = 1
    least: int = 0
    indicator: int = 0
    photo: bool = False
    when: Condition | None = None
    wording: str = "ours"
    weight_source: str = "ours"

    @property
    def is_mandatory(self) -> bool:
        """Whether the standard is missed without it."""
        return self.least > 0

    @property
    def most(self) -> int:
        """The most points it can give."""
        return self.weight * self.scale.most


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of an instrument. `maximum` and `minimum` are as published or declared, 0 for none.

    `minimum` is what the mandatory items add up to at the least; `share` is a published weight in
    percent. How shares and points go together is not published: shares are told, not counted.
    """

    code: str
    title: Words
    items: tuple[Item, ...]
    maximum: int = 0
    minimum: int = 0
    share: int = 0

    @property
    def most(self) -> int:
        """The most points of all its items."""
        return sum(item.most for item in self.items)


@dataclass(frozen=True, slots=True)
class Band:
    """A grade, from a share of the maximum in percent on."""

    code: str
    least: int
    title: Words


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was published."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One version of the instrument of a kind; `about` says what is official and what is ours."""

    kind: str
    version: str
    title: Words
    about: Words
    sources: tuple[Source, ...]
    facility_kinds: tuple[str, ...]
    scales: tuple[Scale, ...]
    bands: tuple[Band, ...]
    bands_source: str
    sections: tuple[Section, ...]
    maximum: int = 0
    fixed_maximum: bool = False

    @property
    def name(self) -> str:
        """What it is called on the command line and in answers: kind@version."""
        return f"{self.kind}@{self.version}"

    @property
    def items(self) -> tuple[Item, ...]:
        """All items, in the order in which they are asked."""
        return tuple(item for section in self.sections for item in section.items)
