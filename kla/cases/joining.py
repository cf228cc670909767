"""Two contents made one, and parted again: for what is sealed about a case, as JSON holds it. Pure.

`join` keeps every line of both. `part` takes out what came from the other one and nothing else:
what was there before is as it was, what was added or changed since stays.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

# By these an item of a list is known as the same one on both sides.
NAMES = ("entry", "person", "row", "offer", "case")
AT = "at"

Json = Any
Renames = Mapping[str, str]


def join(own: Json, other: Json) -> Json:
    """Both contents in one. Where each says something else in one place, `own` counts.

    Lists hold the items of both, in the order of time where all items say when.
    """
    if _are(Mapping, own, other):
        return _both(own, other)
    if _are(list, own, other):
        return _in_time(_union(own, other))
    if _are(bool, own, other):
        return own or other
    return other if own in ("", None) else own


def _are(kind: type, own: Json, other: Json) -> bool:
    return isinstance(own, kind) and isinstance(other, kind)


def _both(own: Mapping[str, Json], other: Mapping[str, Json]) -> dict[str, Json]:
    """What `own` says first, in its order; then what it does not know."""
    joined = {key: join(own[key], other[key]) for key in own if key in other}
    return {**own, **joined, **{key: other[key] for key in other if key not in own}}


def part(before: Json, joined: Json, now: Json) -> Json:
    """What stays of `now` when that which `join` brought into `before` leaves it again."""
    if now == joined:
        return before
    if _are(Mapping, joined, now):
        return dict(_parted(_like(before, {}), joined, now))
    if _are(list, joined, now):
        return [*_left(_like(before, []), joined, now)]
    return now


def rename(value: Json, names: Renames) -> Json:
    """The same content with some names in it written otherwise, as keys too."""
    if isinstance(value, Mapping):
        return {names.get(key, key): rename(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [rename(one, names) for one in value]
    return names.get(value, value) if isinstance(value, str) else value


def _union(own: list[Json], other: list[Json]) -> list[Json]:
    theirs = dict(_named(other))
    known = [name for name, _item in _named(own)]
    mine = [join(item, theirs[name]) if name in theirs else item for name, item in _named(own)]
    return mine + [item for name, item in theirs.items() if name not in known]


def _in_time(items: list[Json]) -> list[Json]:
    moments = [_moment(item) for item in items]
    if not all(moments):
        return items
    return [items[at] for at in sorted(range(len(items)), key=lambda at: moments[at])]


def _moment(item: Json) -> str:
    if isinstance(item, Mapping):
        item = item.get(AT, "")
    elif isinstance(item, list):
        item = item[0] if item else ""
    else:
        item = ""
    return item if isinstance(item, str) else ""


def _named(items: Iterable[Json]) -> list[tuple[str, Json]]:
    """Each item with a name of its own; the second of two that are alike is another one."""
    seen: Counter[str] = Counter()
    found = []
    for item in items:
        name = _name(item)
        seen[name] += 1
        found.append((f"{name}#{seen[name]}", item))
    return found


def _name(item: Json) -> str:
    if isinstance(item, Mapping):
        for key in NAMES:
            if item.get(key):
                return f"{key}={item[key]}"
    return json.dumps(item, sort_keys=True, ensure_ascii=False)


def _like(value: Json, blank: Json) -> Json:
    return value if isinstance(value, type(blank)) else blank


def _parted(
    before: Mapping[str, Json], joined: Mapping[str, Json], now: Mapping[str, Json]
) -> Iterable[tuple[str, Json]]:
    for key, value in now.items():
        if key not in joined:
            yield key, value
        elif key in before:
            yield key, part(before[key], joined[key], value)
        elif value != joined[key]:
            yield key, part(None, joined[key], value)


def _left(before: list[Json], joined: list[Json], now: list[Json]) -> Iterable[Json]:
    old, both = dict(_named(before)), dict(_named(joined))
    for name, item in _named(now):
        if name not in both:
            yield item
        elif name in old:
            yield part(old[name], both[name], item)
        elif item != both[name]:  # of the other one, and written on since: it is kept in both
            yield item
