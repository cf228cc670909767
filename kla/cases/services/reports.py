"""What a report holds: checked, and turned into the sections that are sealed."""

import re
from datetime import date, datetime
from typing import Any

from kla.cases import vocabulary
from kla.cases.types import Perpetrator, RegisterCase, SectionName, Victim
from kla.core import clock
from kla.core.errors import Invalid
from kla.core.texts import LONGEST_TEXT as LONGEST_TEXT
from kla.core.texts import check_text as check_text
from kla.core.texts import require_text as require_text

LONGEST_NAME, LONGEST_LINE = 200, 500
MOST_PERSONS = 30
OLDEST = 120
KELURAHAN = re.compile(r"\d{2}\.\d{2}\.\d{2}\.\d{4}")


def not_in_future(moment: datetime | date, field: str) -> None:
    """Raise `Invalid` for a moment or day that has not come yet."""
    is_ahead = moment > clock.now() if isinstance(moment, datetime) else moment > clock.today()
    if is_ahead:
        raise Invalid("in-future", field=field)


def check(report: RegisterCase) -> None:
    """Raise `Invalid`, naming the field, for a report that can't be so."""
    vocabulary.require("kanal", report.kanal, "kanal")
    vocabulary.require("places", report.place, "place")
    vocabulary.require("risks", report.risk, "risk")
    vocabulary.require("reporters", report.reporter.relation, "relation")
    check_kinds(report.primary_kind, report.kinds)
    check_kelurahan(report.kelurahan, "kelurahan")
    not_in_future(report.received_at, "received_at")
    if report.happened_on is not None:
        not_in_future(report.happened_on, "happened_on")
    require_text(report.chronology, "chronology")
    check_text(report.address, "address", LONGEST_LINE)
    check_text(report.reporter.name, "reporter_name", LONGEST_NAME)
    check_text(report.reporter.phone, "reporter_phone", LONGEST_NAME)
    _check_persons(report)


def check_kinds(primary: str, kinds: tuple[str, ...]) -> None:
    """Raise `Invalid` unless all kinds are known and the primary one is among them."""
    vocabulary.require("kinds", primary, "primary_kind")
    for kind in kinds:
        vocabulary.require("kinds", kind, "kinds")
    if primary not in kinds:
        raise Invalid("primary-not-among-kinds", field="primary_kind")


def check_kelurahan(code: str, field: str) -> None:
    """Raise `Invalid` for what is neither a kelurahan's code nor "outside the city"."""
    if code != vocabulary.OUTSIDE and not KELURAHAN.fullmatch(code):
        raise Invalid("unknown-code", field=field)


def _check_persons(report: RegisterCase) -> None:
    if not report.victims:
        raise Invalid("no-victim", field="victims")
    if max(len(report.victims), len(report.perpetrators)) > MOST_PERSONS:
        raise Invalid("too-many", field="victims")
    for victim in report.victims:
        _check_victim(victim)
    for perpetrator in report.perpetrators:
        vocabulary.require("relations", perpetrator.relation, "perpetrators")
        check_text(perpetrator.name, "perpetrators", LONGEST_NAME)


def _check_victim(victim: Victim) -> None:
    require_text(victim.name, "victims", LONGEST_NAME)
    vocabulary.require("sexes", victim.sex, "victims")
    check_kelurahan(victim.kelurahan, "victims")
    check_text(victim.nik, "victims", LONGEST_NAME)
    if victim.born is not None:
        not_in_future(victim.born, "victims")
    if victim.age is not None and not 0 <= victim.age <= OLDEST:
        raise Invalid("age-out-of-range", field="victims")


def content_of(report: RegisterCase, history: str) -> dict[SectionName, dict[str, Any]]:
    """The two sections that a report becomes. `history` is the seed of the case's own trail."""
    core = {
        "history": history,
        "received_at": report.received_at.isoformat(),
        "kanal": report.kanal,
        "relation": report.reporter.relation,
        "anonymous": report.reporter.anonymous,
        "reporter_name": "" if report.reporter.anonymous else report.reporter.name,
        "reporter_phone": "" if report.reporter.anonymous else report.reporter.phone,
        "happened_on": report.happened_on.isoformat() if report.happened_on else "",
        "place": report.place,
        "address": report.address,
        "kelurahan": report.kelurahan,
        "primary_kind": report.primary_kind,
        "kinds": list(report.kinds),
        "chronology": report.chronology,
        "risk": report.risk,
        "immediate_danger": report.immediate_danger,
    }
    persons = {
        "victims": [_victim(victim) for victim in report.victims],
        "perpetrators": [_perpetrator(one) for one in report.perpetrators],
    }
    return {SectionName.CORE: core, SectionName.PERSONS: persons}


def _victim(victim: Victim) -> dict[str, Any]:
    return {
        "person": victim.person.hex,
        "name": victim.name,
        "sex": victim.sex,
        "born": victim.born.isoformat() if victim.born else "",
        "age": victim.age,
        "kelurahan": victim.kelurahan,
        "nik": victim.nik,
    }


def _perpetrator(one: Perpetrator) -> dict[str, Any]:
    return {
        "person": one.person.hex,
        "relation": one.relation,
        "name": one.name,
        "sex": one.sex,
        "age": one.age,
    }
