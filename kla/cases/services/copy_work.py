"""The work on a case as a copy shows it, stage by stage, and what happened when."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from kla.cases.services import deliveries, plans
from kla.cases.services.copy_groups import Group, Source, group
from kla.cases.types import PlanStatus, SectionName
from kla.cases.types.copies import CopyPart, Wording
from kla.core.clock import WITA

Event = tuple[str, str, str]
ASSESSED = (
    *("physical", "psychological", "social", "spiritual"),
    *("safety", "support", "recommendation", "wishes"),
)
LEFT = ("to", "told", "tried", "safety")


def _identification(source: Source) -> Iterator[Group]:
    found, words = source.content(SectionName.IDENTIFICATION), source.words
    if found:
        said = {
            "outcome": words.say("outcomes", found["outcome"]),
            "kinds": ", ".join(words.say("kinds", one) for one in found["kinds"]),
            "risk": words.say("risks", found["risk"]),
            "kewenangan": words.say("kewenangan", found["kewenangan"]),
            "reason": found.get("reason", ""),
        }
        yield group(words, facts=said)


def _risk(source: Source) -> Iterator[Group]:
    words = source.words
    yield group(words, facts={"risk": _risk_word(words, source.content(SectionName.SUMMARY))})
    for one in reversed(source.content(SectionName.RISK).get("scorings", [])):
        said = {"risk": _risk_word(words, {"risk": one["level"]}), "points": one["points"]}
        yield group(words, head=words.moment(one["at"]), facts=said | {"reason": one["reason"]})


def _assessment(source: Source) -> Iterator[Group]:
    found, words = source.content(SectionName.ASSESSMENT), source.words
    if found:
        said = {"on": words.day(found["assessed_on"]), "risk": _risk_word(words, found)}
        yield group(words, facts=said | {name: found.get(name, "") for name in ASSESSED})


def _plan(source: Source) -> Iterator[Group]:
    words = source.words
    for row in plans.all_rows(source.content(SectionName.PLAN)).values():
        said = {
            "service": words.say("given", row["kind"]),
            "intervention": row["intervention"],
            "institution": row["institution"],
            "by_when": words.day(row["by_when"]),
            "agreed": ", ".join(words.say("agreement", one) for one in row["agreed"]),
        }
        yield group(words, head=row["need"], facts=said)


def _services(source: Source) -> Iterator[Group]:
    words = source.words
    given = deliveries.entries_of(source.content(SectionName.SERVICES))
    for one in sorted(given, key=lambda entry: str(entry["given_on"])):
        said = {
            "service": words.say("given", one["kind"]),
            "status": words.say("service_states", one["status"]),
            "institution": one.get("institution", ""),
            "outcome": one.get("outcome") or one.get("reason", ""),
        }
        yield group(words, head=words.day(one["given_on"]), facts=said)


def _monitoring(source: Source) -> Iterator[Group]:
    words = source.words
    for one in _entries(source, SectionName.MONITORING, "done_on"):
        said = {
            "how": words.say("contacts", one["how"]),
            "risk": _risk_word(words, one),
            "next_on": words.day(one["next_on"]),
        }
        yield group(words, head=words.day(one["done_on"]), facts=said, text=one["finding"])


def _referrals(source: Source) -> Iterator[Group]:
    """Where to, for what, and what became of it; never the words that open the letter."""
    words = source.words
    for one in _entries(source, SectionName.REFERRALS):
        last = one["steps"][-1]
        said = {
            "institution": one["institution"],
            "service": words.say("given", one["service"]),
            "status": words.say("referral_states", last["state"]),
            "on": words.day(last["on"]),
            "remark": last["remark"],
        }
        yield group(words, head=one["reference"], facts=said)


def _conferences(source: Source) -> Iterator[Group]:
    words = source.words
    for one in _entries(source, SectionName.CONFERENCES, "held_on"):
        said = {
            "place": one["place"],
            "participants": "; ".join(
                ", ".join(filter(None, (who["name"], who["institution"])))
                for who in one["participants"]
            ),
            "discussed": one["discussed"],
            "decided": one["decided"],
        }
        steps = "\n".join(f"{step['what']} ({words.day(step['due'])})" for step in one["steps"])
        yield group(words, head=words.day(one["held_on"]), facts=said | {"steps": steps})


def _consents(source: Source) -> Iterator[Group]:
    words = source.words
    for one in _entries(source, SectionName.CONSENTS, "on"):
        taken = one.get("withdrawn") or {}
        said = {
            "decision": words.say("decisions", one["decision"]),
            "ground": words.say("consent_grounds", one["ground"]) if one["ground"] else "",
            "giver": words.say("consent_givers", one["giver"]) if one["giver"] else "",
            "how": words.say("consent_how", one["how"]) if one["how"] else "",
            "on": words.day(one["on"]),
            "until": words.day(one["until"]),
            "withdrawn": words.day(taken.get("on", "")),
        }
        yield group(words, head=words.say("consent_purposes", one["purpose"]), facts=said)


def _closure(source: Source) -> Iterator[Group]:
    ending, words = source.content(SectionName.CLOSURE), source.words
    for one in (ending, *reversed(ending.get("history", []))):
        if one.get("reason"):
            said = {
                "reason": words.say("closure_reasons", one["reason"]),
                "proposed_at": words.moment(one.get("proposed_at", "")),
                "decided_at": words.moment(one.get("decided_at", "")),
                "remarks": one.get("remarks", ""),
                "reopened": one.get("reopened_because", ""),
            }
            yield group(words, facts=said, text=one["summary"])


def _exit(source: Source) -> Iterator[Group]:
    left, words = source.content(SectionName.EXIT), source.words
    for one in (left, *reversed(left.get("history", []))):
        if one.get("outcome"):
            said = {
                "outcome": words.say("states", one["outcome"]),
                "decided_at": words.moment(one["at"]),
                "reason": one["reason"],
            }
            yield group(words, facts=said | {f"left_{name}": one.get(name, "") for name in LEFT})


WRITERS: Mapping[CopyPart, Callable[[Source], Iterator[Group]]] = {
    CopyPart.IDENTIFICATION: _identification,
    CopyPart.RISK: _risk,
    CopyPart.ASSESSMENT: _assessment,
    CopyPart.PLAN: _plan,
    CopyPart.SERVICES: _services,
    CopyPart.MONITORING: _monitoring,
    CopyPart.REFERRALS: _referrals,
    CopyPart.CONFERENCES: _conferences,
    CopyPart.CONSENTS: _consents,
    CopyPart.CLOSURE: _closure,
    CopyPart.EXIT: _exit,
}


def events_of(source: Source) -> Iterator[Event]:
    """What happened: the day, what it was, and a word more where there is one."""
    core, words = source.content(SectionName.CORE), source.words
    if core.get("happened_on"):
        yield core["happened_on"], "happened", ""
    yield _day_of(core["received_at"]), "received", words.say("kanal", core["kanal"])
    yield from _dated(source)
    for one in deliveries.entries_of(source.content(SectionName.SERVICES)):
        yield one["given_on"], "service", words.say("given", one["kind"])
    for one in _entries(source, SectionName.MONITORING):
        yield one["done_on"], "followed_up", words.say("contacts", one["how"])
    for one in _entries(source, SectionName.REFERRALS):
        yield one["steps"][0]["on"], "referred", one["institution"]
    for one in _entries(source, SectionName.CONFERENCES):
        yield one["held_on"], "conference", ""
    for one in _entries(source, SectionName.CONSENTS):
        yield one["on"], "consent", words.say("consent_purposes", one["purpose"])


def _dated(source: Source) -> Iterator[Event]:
    """The steps of the stages that were taken, by the day of their last word."""
    plan, closure = source.content(SectionName.PLAN), source.content(SectionName.CLOSURE)
    exit_ = source.content(SectionName.EXIT)
    for code, at, is_so in (
        ("assessed", source.content(SectionName.ASSESSMENT).get("assessed_on"), True),
        ("planned", plan.get("decided_at"), plan.get("status") == PlanStatus.APPROVED),
        ("closed", closure.get("decided_at"), closure.get("approved")),
        ("left", exit_.get("at"), exit_.get("outcome")),
    ):
        if at and is_so:
            yield _day_of(at), code, ""


def _day_of(at: str) -> str:
    """The day in Balikpapan of a moment; a day is one already."""
    if len(at) == len("2026-01-31"):
        return at
    return datetime.fromisoformat(at).astimezone(WITA).date().isoformat()


def _entries(source: Source, name: SectionName, by: str = "") -> list[dict[str, Any]]:
    """The entries of a section, in the order of their day or as they were written."""
    found = [dict(one) for one in source.content(name).get("entries", [])]
    return sorted(found, key=lambda one: str(one[by])) if by else found


def _risk_word(words: Wording, said: Mapping[str, Any]) -> str:
    return words.say("risks", said["risk"]) if said.get("risk") else ""
