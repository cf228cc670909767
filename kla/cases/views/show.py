"""The page of a case."""

import uuid
from typing import Any

from flask import render_template

from kla.access.policy import Actor, Permission
from kla.cases.forms import clockwork, labels, words
from kla.cases.forms.entries import NoteForm
from kla.cases.forms.fields import kelurahan_name
from kla.cases.services import assessment, reading, work
from kla.cases.types import ACTIVE, PROPOSABLE, STAGES, CasePage, CaseState
from kla.cases.views import bp, risk
from kla.cases.views.answers import names
from kla.cases.views.dues import due_of, of_task
from kla.crypto.grants import GrantKind
from kla.extensions import db
from kla.trail.services import TrailLine
from kla.web.guard import current_actor, requires


@bp.get("/cases/<uuid:case_id>")
@requires(Permission.CASE_READ)
def show(case_id: uuid.UUID) -> str:
    session, actor = db.session(), current_actor()
    page = reading.read_case(session, actor, case_id)
    holders = reading.holders_of(session, actor, page.lock)
    history = reading.history_of(session, page)
    people = _people(page, holders, history)
    note = NoteForm(formdata=None)
    note.begin()
    return render_template(
        "cases/show/case.html",
        page=page,
        may=_may(actor, page),
        stages=stages_of(page.state),
        due=due_of(page.due),
        dues={task.task_id: of_task(task) for task in page.tasks},
        risk=risk.panel_of(page),
        subjects=clockwork.SUBJECTS,
        by_hand=work.BY_HAND,
        onward=assessment.ONWARD.get(page.state),
        holders=[one for one in holders if one.kind in labels.HOLDER_KINDS],
        siaga=[one for one in holders if one.kind in {GrantKind.SHARE_A, GrantKind.SHARE_B}],
        history=history,
        people=people,
        note_form=note,
        labels=labels,
        words=words,
        kelurahan_name=kelurahan_name,
    )


def stages_of(state: CaseState) -> list[dict[str, Any]]:
    """The way of a case as steps: done, current, to do. An exit ends it where it was left."""
    order = [*STAGES] if state in STAGES else [CaseState.INTAKE, state]
    at = order.index(state)
    places = ["done"] * at + ["current"] + ["todo"] * (len(order) - at - 1)
    return [
        {"label": labels.STATES[one], "state": place}
        for one, place in zip(order, places, strict=True)
    ]


WAITING = frozenset({CaseState.INTAKE, CaseState.IDENTIFICATION})
ASSIGNABLE = PROPOSABLE | {CaseState.IDENTIFICATION}

# What each step needs: the permission, and the stages in which the page offers it.
STEPS: dict[str, tuple[Permission, frozenset[CaseState]]] = {
    "identify": (Permission.CASE_IDENTIFY, WAITING),
    "assign": (Permission.CASE_ASSIGN, ASSIGNABLE),
    "remove": (Permission.CASE_APPROVE_CLOSURE, PROPOSABLE),
    "assess": (Permission.CASE_ASSESS, PROPOSABLE),
    "write": (Permission.CASE_WRITE, frozenset(CaseState)),
    "serve": (Permission.CASE_WRITE, ACTIVE),
    "propose": (Permission.CASE_PROPOSE_CLOSURE, PROPOSABLE),
    "decide": (Permission.CASE_APPROVE_CLOSURE, PROPOSABLE),
    "reopen": (Permission.CASE_REOPEN, frozenset({CaseState.CLOSED})),
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


def _people(
    page: CasePage, holders: list[reading.Holder], history: list[TrailLine]
) -> dict[str, str]:
    """The names of colleagues on the page, by account and by the key that a line is signed with."""
    actor = current_actor()
    by_kid = reading.accounts_of_kids(db.session(), actor, {line.actor_kid for line in history})
    ids = {one.account_id for one in holders if one.account_id} | set(by_kid.values())
    ids |= {note.author for note in page.notes}
    ids |= {task.assignee for task in page.tasks if task.assignee}
    known = names(ids)
    found = {str(one): name for one, name in known.items()}
    return found | {kid: known.get(one, "") for kid, one in by_kid.items()}
