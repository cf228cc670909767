"""What a list of cases is narrowed to, and in which order it stands."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any

# Age groups of SIMFONI PPA; those of age are one group here. The last year belongs to the group.
AGES: dict[str, tuple[int, int]] = {
    "0-5": (0, 5),
    "6-12": (6, 12),
    "13-17": (13, 17),
    "18+": (18, 120),
}


class Sorting(StrEnum):
    """The order of the list; what is alike stands by urgency."""

    URGENCY = ""
    NEWEST = "newest"
    RISK = "risk"
    KELURAHAN = "kelurahan"
    YOUNGEST = "youngest"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilter:
    """What a list of cases is narrowed to. Empty means all; several codes mean any of them."""

    query: str = ""
    state: str = ""
    worker: str = ""
    overdue: bool = False
    due: str = ""
    kinds: tuple[str, ...] = ()
    primary: tuple[str, ...] = ()
    risk: tuple[str, ...] = ()
    kelurahan: tuple[str, ...] = ()
    kecamatan: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    sex: str = ""
    ages: tuple[str, ...] = ()
    education: tuple[str, ...] = ()
    disabilities: tuple[str, ...] = ()
    ampk: tuple[str, ...] = ()
    relation: tuple[str, ...] = ()
    guardian: bool = False
    danger: bool = False
    given: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    received_from: date | None = None
    received_to: date | None = None
    happened_from: date | None = None
    happened_to: date | None = None
    order: Sorting = Sorting.URGENCY

    @property
    def is_sealed(self) -> bool:
        """Whether any part of it can be answered by sealed content only."""
        return any(getattr(self, name) for name in SEALED)

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        """The parts that narrow anything, by name."""
        for one in fields(self):
            if one.name != "order" and (value := getattr(self, one.name)):
                yield one.name, value

    def to_content(self) -> dict[str, Any]:
        """As JSON knows it: only what was chosen."""
        found = dict(self) | ({"order": str(self.order)} if self.order else {})
        return {name: _plain(value) for name, value in found.items()}


IN_CLEAR = frozenset({"query", "state", "worker", "overdue", "due", "order"})
SEALED = tuple(one.name for one in fields(ListFilter) if one.name not in IN_CLEAR)


def from_content(content: Mapping[str, Any]) -> ListFilter:
    """A filter that was kept. What is not understood any more is left out of it."""
    blank = ListFilter()
    found: dict[str, Any] = {}
    for one in fields(ListFilter):
        value = content.get(one.name)
        if value is None:
            continue
        try:
            found[one.name] = _read(one.name, value, getattr(blank, one.name))
        except ValueError:
            continue
    return ListFilter(**found)


def _plain(value: Any) -> Any:  # noqa: ANN401 -- any part of a filter
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _read(name: str, value: Any, blank: Any) -> Any:  # noqa: ANN401 -- any part of a filter
    if name == "order":
        return Sorting(value)
    if blank is None:
        return date.fromisoformat(str(value))
    if isinstance(blank, tuple):
        return tuple(str(one) for one in value) if isinstance(value, list | tuple) else ()
    return bool(value) if isinstance(blank, bool) else str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveFilter:
    """A filter to be kept under a name. The form chose `entry`: sent twice, it is one."""

    name: str
    wanted: ListFilter
    entry: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFilter:
    """Another name for a kept filter, and another content if there is one."""

    name: str
    seen: int
    wanted: ListFilter | None = None
