"""The page of a case."""

import uuid
from typing import Any

from flask import render_template

from kla.access.policy import Actor, Permission
from kla.cases.forms import clockwork, files, labels, words
from kla.cases.forms.entries import NoteForm
from kla.cases.forms.fields import kelurahan_name
from kla.cases.services import deliveries, duplicates, plans, reading, work
from kla.cases.types import PROPOSABLE, STAGES, CasePage, CaseState
from kla.cases.types.actions import ALLOWED_AT, Action, exits_from
from kla.cases.types.states import OWN
from kla.cases.views import bp, risk
from kla.cases.views.answers import names
from kla.cases.views.dues import due_of, of_task
from kla.cases.views.files import page_mark
from kla.cases.views.next_steps import offer_of
from kla.cases.views.panels import panels_of
from kla.cases.views.timeline import newest_of, told
from kla.cases.views.together import together_of
from kla.crypto.grants import GrantKind
from kla.extensions import db
from kla.web.guard import current_actor, requires

NEWEST_NOTES, NEWEST_FILES = 5, 10


@bp.get("/cases/<uuid:case_id>")
@requires(Permission.CASE_READ)
def show(case_id: uuid.UUID) -> str:
    session, actor = db.session(), current_actor()
    page = reading.read_case(session, actor, case_id)
    if page.state is CaseState.MERGED:
        into = page.content("merges")["into"]
        shown = read_only(actor, page) | {"offer": offer_of(actor, page), "into": into}
        return render_template("cases/merging/case.html", **shown)
    return render_template("cases/show/case.html", **_context_of(actor, page))


def read_only(actor: Actor, page: CasePage) -> dict[str, Any]:
    """What the page shows to somebody who may look and do nothing."""
    context = _context_of(actor, page)
    whole = {"shown_notes": page.notes, "shown_files": page.files}
    nothing: dict[str, Any] = {
        "may": dict.fromkeys(context["may"], False),
        "exits": [],
        "offer": None,
    }
    return context | whole | nothing


def _context_of(actor: Actor, page: CasePage) -> dict[str, Any]:
    session, note = db.session(), NoteForm(formdata=None)
    note.begin()
    holders = reading.holders_of(session, actor, page.lock)
    entries, people, _ = told(actor, page)
    return {
        "page": page,
        "may": _may(actor, page),
        "due": due_of(page.due),
        "dues": {task.task_id: of_task(task) for task in page.tasks},
        "risk": risk.panel_of(page),
        "subjects": clockwork.SUBJECTS,
        "by_hand": work.BY_HAND,
        **_steps_of(actor, page),
        **_beside(actor, page),
        "holders": [one for one in holders if one.kind in labels.HOLDER_KINDS],
        "siaga": [one for one in holders if one.kind in {GrantKind.SHARE_A, GrantKind.SHARE_B}],
        "days": newest_of(entries, people, page.case_id),
        "people": people | _people(page, holders),
        # All of them are on the timeline; of a long case this page shows the newest.
        "shown_notes": page.notes[:NEWEST_NOTES],
        "shown_files": page.files[-NEWEST_FILES:],
        "note_form": note,
        "page_mark": page_mark(page.case_id),
        "file_words": files.words_of,
        "waiting_duplicates": duplicates.waiting_in(page.content("duplicates")),
        "labels": labels,
        "words": words,
        "kelurahan_name": kelurahan_name,
    }


def _beside(actor: Actor, page: CasePage) -> dict[str, Any]:
    """What was agreed with others, and what other areas keep with the case."""
    return {"together": together_of(actor, page), "panels": panels_of(actor, page)}


def _steps_of(actor: Actor, page: CasePage) -> dict[str, Any]:
    """The next step, the ways out, and what the stages have written."""
    return {
        "stages": stages_of(page.state, _left_from(page)),
        "offer": offer_of(actor, page),
        "exits": exits_from(page.state) if actor.may(Permission.CASE_IDENTIFY) else [],
        "plan_rows": plans.all_rows(page.content("plan")),
        "given": (given := deliveries.entries_of(page.content("services"))),
        "entry_ids": {one["entry"]: uuid.UUID(one["entry"]) for one in given},
    }


def _left_from(page: CasePage) -> str:
    """At which stage a case was when it ended by an exit, or became a part of another one."""
    left = page.content("exit").get("from", CaseState.INTAKE)
    before = page.content("merges").get("into", {}).get("state", left)
    return str(before if before in STAGES else left)


def stages_of(state: CaseState, left_from: str = CaseState.INTAKE) -> list[dict[str, Any]]:
    """The way of a case as steps: done, current, to do. An exit ends it where it was left."""
    way = STAGES[: STAGES.index(CaseState(left_from)) + 1]
    order = [*STAGES] if state in STAGES else [*way, state]
    at = order.index(state)
    places = ["done"] * at + ["current"] + ["todo"] * (len(order) - at - 1)
    return [
        {"label": labels.STATES[one], "state": place}
        for one, place in zip(order, places, strict=True)
    ]


# What each step needs: the permission, and the row of the table of stages.
STEPS: dict[str, tuple[Permission, frozenset[CaseState]]] = {
    "identify": (Permission.CASE_IDENTIFY, ALLOWED_AT[Action.IDENTIFY]),
    "assign": (Permission.CASE_ASSIGN, ALLOWED_AT[Action.ASSIGN]),
    "remove": (Permission.CASE_APPROVE_CLOSURE, PROPOSABLE),
    "assess": (Permission.CASE_ASSESS, ALLOWED_AT[Action.ASSESS]),
    "plan": (Permission.CASE_ASSESS, ALLOWED_AT[Action.PLAN]),
    "write": (Permission.CASE_WRITE, OWN),
    "hand_out": (Permission.CASE_COPY, frozenset(CaseState)),
    "serve": (Permission.CASE_WRITE, ALLOWED_AT[Action.SERVE]),
    "follow_up": (Permission.CASE_ASSESS, ALLOWED_AT[Action.FOLLOW_UP]),
    "propose": (Permission.CASE_PROPOSE_CLOSURE, ALLOWED_AT[Action.PROPOSE]),
    "decide": (Permission.CASE_APPROVE_CLOSURE, ALLOWED_AT[Action.DECIDE]),
    "reopen": (Permission.CASE_REOPEN, ALLOWED_AT[Action.REOPEN]),
    "restrict": (Permission.CASE_RESTRICT, OWN),
    "lift": (Permission.CASE_UNRESTRICT, OWN),
    "retain": (Permission.CASE_RETAIN, OWN),
    "merge": (Permission.CASE_MERGE, OWN),
}


def _may(actor: Actor, page: CasePage) -> dict[str, bool]:
    """Which steps this reader may take in this stage: what the page offers."""
    may = {
        step: actor.may(permission) and page.state in stages
        for step, (permission, stages) in STEPS.items()
    }
    may["propose"] &= not page.closure_proposed
    may["decide"] &= page.closure_proposed
    return may


def _people(page: CasePage, holders: list[reading.Holder]) -> dict[str, str]:
    """The names of colleagues on the page, by account."""
    ids = {one.account_id for one in holders if one.account_id}
    ids |= {note.author for note in page.notes} | {one.author for one in page.files}
    ids |= {uuid.UUID(one.by) for one in page.absorbed}
    ids |= {task.assignee for task in page.tasks if task.assignee}
    return {str(one): name for one, name in names(ids).items()}
