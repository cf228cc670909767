"""What somebody has to do."""

import uuid
from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission, Role
from kla.cases import clocks
from kla.cases.forms import labels, words
from kla.cases.forms.clockwork import SUBJECTS
from kla.cases.forms.entries import FinishTaskForm
from kla.cases.services import offers, reading, work
from kla.cases.types import LATE, OK, SOON, SectionName, TaskRow, due_state
from kla.cases.views import bp
from kla.cases.views.answers import attempt, back_to, names
from kla.cases.views.dues import STOPPED, due_of, of_task
from kla.core import clock
from kla.core.errors import Conflict, NotFound
from kla.extensions import db
from kla.web.guard import current_actor, requires


@bp.get("/tasks")
@requires(Permission.CASE_LIST)
def tasks() -> str:
    actor = current_actor()
    found = work.list_tasks(db.session(), actor)
    now = clock.now()
    groups = [
        (
            title,
            [(task, of_task(task)) for task in found.tasks if _group_of(task, now) == state],
        )
        for state, title in (
            (LATE, _("Terlambat")),
            (SOON, _("Segera jatuh tempo")),
            (OK, _("Berikutnya")),
            (STOPPED, _("Jamnya dihentikan")),
        )
    ]
    return render_template(
        "cases/tasks/list.html",
        groups=groups,
        unassigned=[(row, due_of(row.due)) for row in found.unassigned],
        approvals=[(task, due_of(task.due)) for task in found.approvals],
        may_assign=actor.may(Permission.CASE_ASSIGN),
        is_supervisor=actor.role is Role.SUPERVISOR,
        by_hand=work.BY_HAND,
        offered=offers.count_received(db.session(), actor),
        people=names(task.assignee for task in found.tasks if task.assignee),
        subjects=SUBJECTS,
        labels=labels,
        words=words,
    )


def _group_of(task: TaskRow, now: datetime) -> str:
    """Under which heading a task stands: it is warned of in its own time."""
    if task.stopped is not None:
        return STOPPED
    return due_state(task.due, now, clocks.soon_hours(task.kind))


@bp.get("/cases/<uuid:case_id>/tasks/<uuid:task_id>/done")
@requires(Permission.CASE_WRITE)
def ask_finish_task(case_id: uuid.UUID, task_id: uuid.UUID) -> str:
    form = FinishTaskForm(formdata=None)
    form.begin()
    return _page(form, case_id, task_id)


@bp.post("/cases/<uuid:case_id>/tasks/<uuid:task_id>/done")
@requires(Permission.CASE_WRITE)
def finish_task(case_id: uuid.UUID, task_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = FinishTaskForm(), current_actor(), db.session()
    try:
        done = attempt(
            form,
            lambda: work.finish_task(session, actor, case_id, task_id, form.to_command()),
            case_id,
        )
    except Conflict:  # somebody else was faster
        db.session.rollback()
        return _page(form, case_id, task_id), 409
    if not done:
        return _page(form, case_id, task_id), 422
    return back_to(case_id, _("Tugas selesai."))


def _page(form: FinishTaskForm, case_id: uuid.UUID, task_id: uuid.UUID) -> str:
    task = _task(case_id, task_id)
    return render_template(
        "cases/tasks/done.html",
        form=form,
        case_id=case_id,
        task=task,
        due=due_of(task.due, task.done),
        labels=labels,
    )


def _task(case_id: uuid.UUID, task_id: uuid.UUID) -> TaskRow:
    page = reading.read_case(db.session(), current_actor(), case_id)
    for task in page.tasks:
        if task.task_id == task_id:
            return task
    raise NotFound(refused=SectionName.SUMMARY)
