"""What was retyped when a case was entered, and what of it is another thing now. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kla.cases import simfoni
from kla.cases.simfoni.sheet import Taken

Values = Mapping[str, Mapping[str, Sequence[str]]]  # of blocks by key, of fields by code


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is another thing than what was entered; raw values, in the field's style."""

    block: str
    label: str
    field: str
    style: str
    before: tuple[str, ...]
    now: tuple[str, ...]


def of(taken: Sequence[Taken]) -> dict[str, Any]:
    """What is kept, sealed, of a sheet that was entered."""
    return {"version": simfoni.CURRENT, "blocks": {one.key: _shown(one) for one in taken}}


def _shown(one: Taken) -> dict[str, list[str]]:
    return {
        a_field.code: list(one.values[a_field.code])
        for a_field in one.plan.fields
        if one.values[a_field.code] and a_field.source not in one.hidden
    }


def differences(before: Mapping[str, Any], taken: Sequence[Taken]) -> list[Difference]:
    """What differs from a snapshot, in the order of the sheet; then what is not there any more.

    A field that a newer version of the sheet brought is no difference by itself, and neither is
    one that may not be shown any more.
    """
    old: Values = before.get("blocks", {})
    is_newer = before.get("version") != simfoni.CURRENT
    known = _fields_of(old)
    found = []
    for one in taken:
        there = old.get(one.key)
        is_compared = _all if there is None or not is_newer else known.__contains__
        found += [
            other
            for other in _changed(one, there or {})
            if is_compared(_field_of(one.key, other.field))
        ]
    return found + _gone(old, {one.key for one in taken})


def _fields_of(old: Values) -> set[str]:
    return {_field_of(key, code) for key, values in old.items() for code in values}


def _all(_field: str) -> bool:
    return True


def _changed(one: Taken, there: Mapping[str, Sequence[str]]) -> Iterator[Difference]:
    for a_field in one.plan.fields:
        was, now = tuple(there.get(a_field.code, ())), one.values.get(a_field.code, ())
        if was != now and a_field.source not in one.hidden:
            yield _difference(one.key, a_field, was, now)


def _gone(old: Values, there: set[str]) -> list[Difference]:
    """What stood in blocks that are not on the sheet any more."""
    plans = {plan.code: plan for plan in simfoni.blocks()}
    return [
        _difference(key, a_field, tuple(values[a_field.code]), ())
        for key, values in old.items()
        if key not in there and (plan := plans.get(key.partition(":")[0]))
        for a_field in plan.fields
        if a_field.code in values
    ]


def _difference(
    key: str, a_field: simfoni.Field, before: tuple[str, ...], now: tuple[str, ...]
) -> Difference:
    return Difference(key, a_field.label, a_field.code, a_field.style, before, now)


def _field_of(key: str, code: str) -> str:
    return f"{key.partition(':')[0]}.{code}"
