"""Stopping a clock, handing a task over, setting one's own; and where the figures come from."""

import uuid
from typing import Any

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.cases import clocks
from kla.cases.forms import labels, words
from kla.cases.forms.clockwork import SUBJECTS, ClockForm, HandForm, OwnTaskForm
from kla.cases.services import agenda, clockwork
from kla.cases.types.clockwork import SHELTER
from kla.cases.views import bp
from kla.cases.views.answers import attempt, back_to
from kla.cases.views.calendar import calendar_of
from kla.core.errors import InvalidTransition
from kla.extensions import db
from kla.web.guard import current_actor, requires


@bp.get("/cases/<uuid:case_id>/tasks/<uuid:task_id>/clock")
@requires(Permission.CASE_WRITE)
def ask_turn_clock(case_id: uuid.UUID, task_id: uuid.UUID) -> str:
    return _clock_page(ClockForm(formdata=None), case_id, task_id)


@bp.post("/cases/<uuid:case_id>/tasks/<uuid:task_id>/clock")
@requires(Permission.CASE_WRITE)
def turn_clock(case_id: uuid.UUID, task_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = ClockForm(), current_actor(), db.session()
    _offer_steps(form, case_id, task_id)
    if not attempt(
        form,
        lambda: clockwork.turn_clock(session, actor, case_id, task_id, form.to_command()),
        case_id,
    ):
        return _clock_page(form, case_id, task_id), 422
    return back_to(case_id, _("Jam tugas diubah. Alasannya tersimpan di catatan."))


@bp.get("/cases/<uuid:case_id>/tasks/<uuid:task_id>/hand")
@requires(Permission.CASE_WRITE)
def ask_hand_task(case_id: uuid.UUID, task_id: uuid.UUID) -> str:
    return _hand_page(HandForm(formdata=None), case_id, task_id)


@bp.post("/cases/<uuid:case_id>/tasks/<uuid:task_id>/hand")
@requires(Permission.CASE_WRITE)
def hand_task(case_id: uuid.UUID, task_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = HandForm(), current_actor(), db.session()
    form.offer(_takers(case_id))
    if not attempt(
        form,
        lambda: clockwork.hand_task(session, actor, case_id, task_id, form.to_command()),
        case_id,
    ):
        return _hand_page(form, case_id, task_id), 422
    return back_to(case_id, _("Tugas diserahkan."))


@bp.get("/cases/<uuid:case_id>/tasks/add")
@requires(Permission.CASE_WRITE)
def ask_set_task(case_id: uuid.UUID) -> str:
    form = OwnTaskForm(formdata=None)
    form.begin()
    return _own_page(form, case_id)


@bp.post("/cases/<uuid:case_id>/tasks/add")
@requires(Permission.CASE_WRITE)
def set_task(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = OwnTaskForm(), current_actor(), db.session()
    form.offer(_takers(case_id))
    if not attempt(
        form, lambda: clockwork.set_task(session, actor, case_id, form.to_command()), case_id
    ):
        return _own_page(form, case_id), 422
    return back_to(case_id, _("Tugas tersimpan."))


@bp.get("/clocks")
@requires(Permission.CASE_LIST)
def show_clocks() -> str:
    names = {str(kind): label for kind, label in labels.TASKS.items()}
    return render_template(
        "cases/clockwork/clocks.html",
        clocks=list(clocks.all_clocks()),
        names=names | {SHELTER: _("Masa di rumah aman")},
        words=words,
    )


@bp.get("/tasks/calendar.ics")
@requires(Permission.CASE_LIST)
def give_calendar() -> Response:
    """Kinds and case numbers only: a calendar lives on telephones and other people's servers."""
    entries = agenda.list_agenda(db.session(), current_actor())
    answer = Response(calendar_of(entries), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'attachment; filename="tugas.ics"'
    return answer


def _offer_steps(form: ClockForm, case_id: uuid.UUID, task_id: uuid.UUID) -> None:
    task, about = clockwork.read_task(db.session(), current_actor(), case_id, task_id)
    steps = clockwork.steps_for(task, about)
    if not steps:
        raise InvalidTransition(task=str(task.kind))
    form.offer(steps)


def _takers(case_id: uuid.UUID) -> list[tuple[uuid.UUID, str]]:
    return clockwork.list_takers(db.session(), current_actor(), case_id)


def _clock_page(form: ClockForm, case_id: uuid.UUID, task_id: uuid.UUID) -> str:
    _offer_steps(form, case_id, task_id)
    return _page("cases/clockwork/clock.html", form, case_id, task_id)


def _hand_page(form: HandForm, case_id: uuid.UUID, task_id: uuid.UUID) -> str:
    form.offer(_takers(case_id))
    if not form.entry.data:
        form.begin()
    return _page("cases/clockwork/hand.html", form, case_id, task_id)


def _own_page(form: OwnTaskForm, case_id: uuid.UUID) -> str:
    form.offer(_takers(case_id))
    if not form.entry.data:
        form.begin()
    if not form.to.data:
        form.to.data = str(current_actor().account_id)
    return render_template("cases/clockwork/own.html", form=form, case_id=case_id)


def _page(template: str, form: Any, case_id: uuid.UUID, task_id: uuid.UUID) -> str:  # noqa: ANN401 -- either form
    task, about = clockwork.read_task(db.session(), current_actor(), case_id, task_id)
    name = SUBJECTS.get(about, labels.TASKS[task.kind])
    return render_template(template, form=form, case_id=case_id, name=name)
