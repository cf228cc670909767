"""How two versions of an instrument differ, item by item. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from kla.facility_audits.instrument import Instrument, Item

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
REWORDED, REWEIGHTED = "reworded", "re-weighted"


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to an item. `CHANGED` is anything else: its scale, condition, picture."""

    what: str
    item: str


def changes(before: Instrument, after: Instrument) -> Iterator[Change]:
    """Every difference, those of the items that are gone first, then in the order of `after`."""
    old = {item.id: item for item in before.items}
    new = {item.id: item for item in after.items}
    yield from (Change(REMOVED, one) for one in old if one not in new)
    for name, item in new.items():
        if name not in old:
            yield Change(ADDED, name)
        else:
            yield from (Change(what, name) for what in _between(old[name], item))


def _between(old: Item, new: Item) -> Iterator[str]:
    if (old.text, old.help) != (new.text, new.help):
        yield REWORDED
    if (old.weight, old.least, old.most) != (new.weight, new.least, new.most):
        yield REWEIGHTED
    rest = [(one.scale, one.when, one.photo, one.indicator) for one in (old, new)]
    if rest[0] != rest[1]:
        yield CHANGED
