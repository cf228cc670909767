"""The timeline of a case: all of it on a page of its own, the newest of it on the case's page."""

import uuid
from itertools import groupby
from typing import Any

from flask import render_template, request, url_for

from kla.access.policy import Actor, Permission
from kla.cases import timeline
from kla.cases.forms import timeline as words
from kla.cases.happenings import Entry, Kind
from kla.cases.services import reading
from kla.cases.types import CasePage
from kla.cases.views import bp
from kla.cases.views.answers import names
from kla.core import clock
from kla.core.clock import WITA
from kla.extensions import db
from kla.web.guard import current_actor, requires

NEWEST = 6
# Where an entry leads to on the page of the case.
PLACES: dict[Kind, str] = {
    Kind.REPORT: "report",
    Kind.ASSESSMENT: "assessment",
    Kind.PLAN: "plan",
    Kind.SERVICE: "services",
    Kind.FOLLOW_UP: "monitoring",
    Kind.TASK: "tasks",
    Kind.TEAM: "access",
    Kind.COPY: "copies",
}
STAGES = {"case.identified": "identification", "case.left": "left"}
OFFERS = ("case.handover_", "case.transfer_", "case.offer_")


@bp.get("/cases/<uuid:case_id>/timeline")
@requires(Permission.CASE_READ)
def show_timeline(case_id: uuid.UUID) -> str:
    actor, wanted = current_actor(), words.wanted_of(request.args)
    page = reading.read_case(db.session(), actor, case_id)
    entries, people, is_whole = told(actor, page)
    found = [one for one in entries if wanted.has(one)]
    skip = words.skip_of(request.args)
    shown, more = timeline.cut(found, skip)
    known = words.address_of(wanted)
    return render_template(
        "cases/timeline/show.html",
        page=page,
        wanted=wanted,
        days=days_of(shown, people, case_id),
        count=len(found),
        people=sorted(people.items(), key=lambda pair: pair[1]),
        kinds=words.KINDS,
        is_whole=is_whole,
        today=clock.now().astimezone(WITA).date(),
        more_url=url_for(".show_timeline", case_id=case_id, skip=more, **known) if more else "",
        first_url=url_for(".show_timeline", case_id=case_id, **known) if skip else "",
    )


def told(actor: Actor, page: CasePage) -> tuple[list[Entry], dict[str, str], bool]:
    """All that happened, who did it by account, and whether the trail was read to its end."""
    session = db.session()
    lines = reading.history_of(session, page, timeline.MOST_LINES)
    kids = {line.actor_kid for line in lines}
    by_kid = reading.accounts_of_kids(session, actor, kids)
    accounts = {kid: str(one) for kid, one in by_kid.items()}
    entries = timeline.entries_of(page, lines, accounts)
    ids = {uuid.UUID(one.who) for one in entries if one.who}
    people = {str(one): name for one, name in names(ids).items()}
    return entries, people, len(lines) < timeline.MOST_LINES


def newest_of(
    entries: list[Entry], people: dict[str, str], case_id: uuid.UUID
) -> list[tuple[Any, list[dict[str, Any]]]]:
    """The newest entries, for the page of the case; looks are left out."""
    usual = [one for one in entries if one.kind in timeline.USUAL]
    return days_of(usual[:NEWEST], people, case_id)


def days_of(
    entries: list[Entry], people: dict[str, str], case_id: uuid.UUID
) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Entries in words under the day on which they happened."""
    return [
        (day, [_in_words(one, people, case_id) for one in some])
        for day, some in groupby(entries, key=lambda one: one.day)
    ]


def _in_words(one: Entry, people: dict[str, str], case_id: uuid.UUID) -> dict[str, Any]:
    return {
        "entry": one,
        "head": words.head_of(one),
        "details": words.details_of(one),
        "who": people.get(one.who, ""),
        "url": _url_of(one, case_id),
    }


def _url_of(one: Entry, case_id: uuid.UUID) -> str:
    """Where an entry leads to; notes say all they have to say where they stand."""
    if one.kind is Kind.FILE and one.ref:  # a file on its way that was given up has none
        return url_for(".give_file", case_id=case_id, file_id=uuid.UUID(one.ref))
    if one.kind in {Kind.REFERRAL, Kind.CONFERENCE}:
        kind = "referral" if one.kind is Kind.REFERRAL else "conference"
        return url_for(f".show_{kind}", case_id=case_id, entry_id=uuid.UUID(one.ref))
    if one.kind in {Kind.RISK, Kind.CONSENT}:
        place = "risk" if one.kind is Kind.RISK else "consents"
        return url_for(f".show_{place}", case_id=case_id)
    anchor = _anchor_of(one)
    return url_for(".show", case_id=case_id, _anchor=anchor) if anchor else ""


def _anchor_of(one: Entry) -> str:
    if one.kind is Kind.STAGE:
        ending = "closure" if one.head.startswith("case.clos") else ""
        return STAGES.get(one.head, ending)
    return "offers" if one.head.startswith(OFFERS) else PLACES.get(one.kind, "")
