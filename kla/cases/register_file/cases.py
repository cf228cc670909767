"""The rows of a register as its cases: those with one number are one case, whole or not at all."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from kla.cases import stage_rules, vocabulary
from kla.cases.register_file import columns
from kla.cases.register_file.columns import CASE, SUSPECT, VICTIM, Column, by_key
from kla.cases.register_file.rows import ReadRow
from kla.cases.services import reports
from kla.cases.types import Perpetrator, RegisterCase, Reporter, Victim
from kla.cases.types.register_import import OldCase
from kla.core import clock
from kla.core.clock import WITA
from kla.core.errors import Invalid
from kla.core.importing import Problem

NOON = time(12)
OVER = "selesai"
Values = dict[str, Any]
Faults = dict[int, list[Problem]]  # by the place of the row among all rows


@dataclass(frozen=True, slots=True)
class Grouped:
    """The cases that are whole, and the problems of every other row by its place."""

    cases: tuple[OldCase, ...]
    problems: Mapping[int, tuple[Problem, ...]]


def group(rows: Sequence[ReadRow]) -> Grouped:
    """Put the rows of one register number together. One refused row refuses its whole case."""
    found: list[OldCase] = []
    faults: Faults = {}
    for places in _by_number(rows).values():
        mine: Faults = {place: list(rows[place].problems) for place in places}
        case = _case_of(rows, places, mine)
        if case is not None:
            found.append(case)
            continue
        for place in places:
            faults[place] = mine[place] or [Problem("", "other-row-refused")]
    return Grouped(tuple(found), {place: tuple(why) for place, why in faults.items()})


def fold_number(number: str) -> str:
    """A register number as it is compared."""
    return " ".join(number.casefold().split())


def _by_number(rows: Sequence[ReadRow]) -> dict[str, list[int]]:
    """The places of the rows of each number; a row without a readable one stands alone."""
    found: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        number = fold_number(row.values.get("number", ""))
        found.setdefault(number or f"\0{place}", []).append(place)
    return found


def _case_of(rows: Sequence[ReadRow], places: list[int], faults: Faults) -> OldCase | None:
    said = _merged(rows, places, faults)
    _check_required(rows, places, faults, said)
    _check_alone(rows, places, faults)
    if any(faults.values()):
        return None
    victims, suspects = (_people(rows, places, of) for of in (VICTIM, SUSPECT))
    first = faults[places[0]]
    first += [Problem(by_key()[key].header, code) for key, code in _disagreements(said, victims)]
    if first:
        return None
    case = _build(said, victims, suspects, tuple(places))
    try:
        reports.check(case.report)
    except Invalid as refused:
        first.append(Problem("", refused.reason))
        return None
    return case


def _merged(rows: Sequence[ReadRow], places: list[int], faults: Faults) -> Values:
    """What the rows say of the case; later ones may leave it out, not contradict it."""
    said: Values = {}
    for place in places:
        for key, value in rows[place].of(CASE).items():
            if key not in said:
                said[key] = value
            elif said[key] != value and key != "number":
                faults[place].append(Problem(by_key()[key].header, "differs-from-first-row"))
    return said


def _check_required(
    rows: Sequence[ReadRow], places: list[int], faults: Faults, said: Values
) -> None:
    """Every column that has to be filled is: of the case once, of each victim in its row."""
    required = [column for column in columns.all_columns() if column.required]
    _must_say(places[0], [one for one in required if one.of == CASE], said, faults)
    of_victims = [one for one in required if one.of == VICTIM]
    for place in _rows_of_victims(rows, places):
        _must_say(place, of_victims, rows[place].values, faults)


def _must_say(place: int, wanted: list[Column], said: Mapping[str, Any], faults: Faults) -> None:
    refused = {problem.column for problem in faults[place]}  # a refused cell is not a blank one
    missing = [one for one in wanted if one.key not in said and one.header not in refused]
    faults[place] += [Problem(one.header, "missing") for one in missing]


def _rows_of_victims(rows: Sequence[ReadRow], places: list[int]) -> list[int]:
    """The first row, and those that say anything of a victim."""
    return [place for place in places if place == places[0] or rows[place].of(VICTIM)]


def _check_alone(rows: Sequence[ReadRow], places: list[int], faults: Faults) -> None:
    """A row after the first adds somebody, and is not there twice."""
    seen: list[Mapping[str, Any]] = []
    for place in places:
        row = rows[place]
        if row.values in seen:
            faults[place].append(Problem("", "row-twice"))
        elif seen and not row.of(VICTIM) and not row.of(SUSPECT) and not row.problems:
            faults[place].append(Problem("", "row-without-person"))
        seen.append(row.values)


def _people(rows: Sequence[ReadRow], places: list[int], whom: str) -> list[Values]:
    """The people of some rows; who stands in two of them word for word is one."""
    found: list[Values] = []
    for place in places:
        values = rows[place].of(whom)
        if values and values not in found:
            found.append(values)
    return found


def _disagreements(said: Values, victims: list[Values]) -> Iterator[tuple[str, str]]:
    """What can't be together, as the column and the reason."""
    reported: date = said["reported"]
    if said.get("happened", reported) > reported:
        yield "happened", "after-report"
    kinds = _kinds(said)
    if not kinds:
        yield "primary", "missing"
    served = {name for name, _day in said.get("services", ())}
    if vocabulary.MEDIATION in served and stage_rules.mediation_forbidden_for(list(kinds)):
        yield "services", "mediation-forbidden"
    if why := _wrong_end(said, reported):
        yield "closed", why
    yield from _of_victims(victims, reported)


def _wrong_end(said: Values, reported: date) -> str:
    """Why the day on which the case ended can't be so."""
    is_over, closed = said["status"] == OVER, said.get("closed")
    if closed is None:
        return "missing" if is_over else ""
    if not is_over:
        return "closed-but-running"
    return "before-report" if closed < reported else ""


def _of_victims(victims: list[Values], reported: date) -> Iterator[tuple[str, str]]:
    if any(victim.get("victim_born", reported) > reported for victim in victims):
        yield "victim_born", "after-report"
    numbers = [victim["victim_nik"] for victim in victims if "victim_nik" in victim]
    if len(set(numbers)) < len(numbers):
        yield "victim_nik", "nik-twice"


def _kinds(said: Values) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*said.get("primary", ()), *said.get("kinds", ())]))


def _build(
    said: Values, victims: list[Values], suspects: list[Values], places: tuple[int, ...]
) -> OldCase:
    is_over = said["status"] == OVER
    return OldCase(
        number=said["number"],
        rows=places,
        report=_report(said, victims, suspects),
        digest=_digest(said, victims, suspects),
        details=tuple(_details(victim) for victim in victims),
        services=tuple((name, date.fromisoformat(day)) for name, day in said.get("services", ())),
        worker=said.get("worker", ""),
        closed=said["closed"] if is_over else None,
        closing=said.get("closing", by_key()["closing"].default) if is_over else "",
        note=said.get("note", ""),
    )


def _report(said: Values, victims: list[Values], suspects: list[Values]) -> RegisterCase:
    received = datetime.combine(said["reported"], NOON, WITA)
    kinds, name = _kinds(said), said.get("reporter_name", "")
    return RegisterCase(
        received_at=min(received, clock.now()),
        kanal=said["kanal"],
        reporter=Reporter(
            relation=_or_default(said, "reporter_relation"),
            name=name,
            phone=said.get("reporter_phone", ""),
        ),
        place=_or_default(said, "place"),
        kelurahan=str(said.get("kelurahan", victims[0]["victim_kelurahan"])),
        primary_kind=kinds[0],
        kinds=kinds,
        chronology=said.get("chronology") or columns.text("chronology"),
        risk=_or_default(said, "risk"),
        victims=tuple(_victim(one) for one in victims),
        perpetrators=tuple(_suspect(one) for one in suspects),
        address=said.get("address", ""),
        happened_on=said.get("happened"),
    )


def _or_default(said: Values, key: str) -> str:
    return str(said.get(key, by_key()[key].default))


def _victim(said: Values) -> Victim:
    return Victim(
        name=said["victim_name"],
        sex=said["victim_sex"],
        born=said.get("victim_born"),
        age=said.get("victim_age"),
        kelurahan=said["victim_kelurahan"],
        nik=said.get("victim_nik", ""),
    )


def _details(said: Values) -> Values:
    found = {
        "education": said.get("victim_education", ""),
        "disabilities": list(said.get("victim_disabilities", ())),
        "address": said.get("victim_address", ""),
    }
    return {name: value for name, value in found.items() if value}


def _suspect(said: Values) -> Perpetrator:
    return Perpetrator(
        relation=_or_default(said, "suspect_relation"),
        name=said.get("suspect_name", ""),
        sex=said.get("suspect_sex", ""),
        age=said.get("suspect_age"),
    )


def _digest(said: Values, victims: list[Values], suspects: list[Values]) -> str:
    """A digest of all that is said, however it is spelled and in which order the rows stand."""
    people = [sorted(map(_canonical, some)) for some in (victims, suspects)]
    whole = json.dumps([_canonical(said | {"number": fold_number(said["number"])}), *people])
    return hashlib.sha256(whole.encode()).hexdigest()


def _canonical(values: Values) -> str:
    return json.dumps(values, sort_keys=True, default=str, ensure_ascii=False)
