"""Reports and filters by chance, and what a filter means, word by word, of a case that is open."""

import random
from datetime import date, datetime, timedelta

from kla.cases import consent_rules, guardianship, vocabulary
from kla.cases.services import deliveries, people, sections
from kla.cases.services.lookup import Permission, open_case
from kla.cases.types import AddService, Perpetrator, SectionName, ServiceStatus
from kla.cases.types.filters import AGES
from kla.cases.types.people import PersonDetails, PersonRole, PutPerson
from kla.core import clock
from kla.core.clock import WITA
from tests import factories_cases as f
from tests.integration.cases.colleagues import consented

DAY = timedelta(days=1)
KELURAHAN = (f.MANGGAR, f.KLANDASAN, "luar")


def chance(seed: int) -> random.Random:
    """The same every time."""
    return random.Random(seed)  # noqa: S311 -- invented reports


def some(rng, name, most=2) -> tuple[str, ...]:
    codes = list(vocabulary.labels(name))
    return tuple(rng.sample(codes, rng.randint(0, most)))


def invented(rng) -> dict:
    """A report of which every part that a filter asks for is chosen by chance."""
    kinds = some(rng, "kinds", 3) or ("fisik",)
    received = clock.now() - timedelta(days=rng.randint(0, 40), minutes=rng.randint(1, 1440))
    happened = received.date() - timedelta(days=rng.randint(1, 9)) if rng.random() < 0.7 else None
    return {
        "received_at": received,
        "kanal": rng.choice(list(vocabulary.labels("kanal"))),
        "place": rng.choice(list(vocabulary.labels("places"))),
        "kelurahan": rng.choice(KELURAHAN),
        "primary_kind": kinds[0],
        "kinds": kinds,
        "risk": rng.choice(list(vocabulary.labels("risks"))),
        "victims": tuple(
            f.victim(sex=rng.choice("PL"), age=rng.choice([None, 0, 5, 6, 12, 17, 18, 40]))
            for _ in range(rng.randint(1, 2))
        ),
        "perpetrators": tuple(Perpetrator(relation=one) for one in some(rng, "relations")),
        "happened_on": happened,
        "immediate_danger": rng.random() < 0.3,
    }


def told_more(session, cast, case_id, rng) -> None:
    """What caseworkers learn later: about the child, services, a consent."""
    actor = cast.actor(session, "hasan")
    roll = people.read_roll(session, actor, case_id)
    child = next(one for one in roll.people if one.role == PersonRole.VICTIM)
    details = PersonDetails(
        name=child.name,
        sex=child.facts["sex"],
        age=child.facts["age"],
        kelurahan=child.facts["kelurahan"],
        education=rng.choice(list(vocabulary.labels("education"))),
        disabilities=some(rng, "disabilities"),
        ampk=some(rng, "ampk"),
    )
    seen = people.mark_of(child.facts)
    command = PutPerson(role=PersonRole.VICTIM, details=details, seen=seen, person=child.id)
    people.put_person(session, actor, case_id, command)
    for status in (ServiceStatus.DELIVERED, ServiceStatus.PLANNED):
        kind = rng.choice(list(vocabulary.labels("services")))
        command = AddService(kind=kind, given_on=clock.today(), status=status)
        deliveries.add_service(session, actor, case_id, command)
    if rng.random() < 0.5:
        consented(session, cast, case_id, rng.choice(list(vocabulary.labels("consent_purposes"))))
    session.commit()


def wished(rng) -> dict:
    """A filter of one to three parts by chance."""
    codes = {
        "kinds": "kinds",
        "primary": "kinds",
        "risk": "risks",
        "place": "places",
        "channel": "kanal",
        "education": "education",
        "disabilities": "disabilities",
        "ampk": "ampk",
        "relation": "relations",
        "given": "services",
        "planned": "services",
        "lacking": "consent_purposes",
    }
    whole = {name: some(rng, words, 3) for name, words in codes.items()}
    today = clock.today()
    whole |= {
        "kelurahan": tuple(rng.sample(KELURAHAN, 1)),
        "kecamatan": ("64.71.01", "lainnya"),
        "sex": rng.choice("PL"),
        "ages": tuple(rng.sample(list(AGES), 2)),
        "guardian": True,
        "danger": True,
        "received_from": today - rng.randint(10, 30) * DAY,
        "received_to": today - rng.randint(0, 20) * DAY,
        "happened_from": today - rng.randint(10, 40) * DAY,
        "happened_to": today - rng.randint(0, 30) * DAY,
    }
    return {name: whole[name] for name in rng.sample(list(whole), rng.randint(1, 3))}


def told(session, cast, case_id) -> dict:
    """Every section of a case as its supervisor opens it, and what a filter asks of it."""
    opened = open_case(session, cast.actor(session, "hasan"), case_id, Permission.CASE_READ)
    found = {name: sections.read(session, opened, name).content for name in SectionName}
    core, persons = found[SectionName.CORE], found[SectionName.PERSONS]
    victims, entries = persons["victims"], found[SectionName.CONSENTS].get("entries", [])
    roll = guardianship.people_of(persons, core)
    given = found[SectionName.SERVICES].get("given", [])
    return {
        "kinds": core["kinds"],
        "primary": [core["primary_kind"]],
        "risk": [core["risk"]],
        "place": [core["place"]],
        "channel": [core["kanal"]],
        "kelurahan": [core["kelurahan"]],
        "kecamatan": [vocabulary.kecamatan_of(core["kelurahan"])],
        "education": [one.get("education", "") for one in victims],
        "disabilities": [code for one in victims for code in one.get("disabilities", [])],
        "ampk": [code for one in victims for code in one.get("ampk", [])],
        "relation": [one["relation"] for one in persons["perpetrators"]],
        "given": [one["kind"] for one in given if one["status"] == "delivered"],
        "planned": [one["kind"] for one in given if one["status"] == "planned"],
        "lacking": [
            purpose
            for purpose in vocabulary.labels("consent_purposes")
            if not all(
                one.is_ok for one in consent_rules.standings(entries, roll, purpose, clock.today())
            )
        ],
        "victims": [(one["sex"], one["age"]) for one in victims],
        "guardian": guardianship.is_guardian_suspected(persons, core),
        "danger": core["immediate_danger"],
        "received": datetime.fromisoformat(core["received_at"]).astimezone(WITA).date(),
        "happened": core["happened_on"] and date.fromisoformat(core["happened_on"]),
    }


def passes(case: dict, wanted: dict) -> bool:
    """What a filter means, word by word."""
    for name, value in wanted.items():
        is_list = isinstance(value, tuple) and name != "ages"
        if is_list and value and not set(value) & set(case[name]):
            return False
        if name in {"guardian", "danger"} and not case[name]:
            return False
        if name.endswith("_from") and not (case[name[:-5]] and case[name[:-5]] >= value):
            return False
        if name.endswith("_to") and not (case[name[:-3]] and case[name[:-3]] <= value):
            return False
    groups = [AGES[name] for name in wanted.get("ages", ())]
    return any(
        wanted.get("sex", sex) == sex
        and (not groups or (age is not None and any(a <= age <= b for a, b in groups)))
        for sex, age in case["victims"]
    )
