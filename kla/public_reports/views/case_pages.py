"""A report becomes a case; on the page of the case the conversation goes on."""

import uuid
from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kla.access.policy import Actor, Permission
from kla.cases.forms.duplicates import choices_in, told
from kla.cases.forms.people import said_of
from kla.cases.forms.report import ReportForm
from kla.cases.services import duplicates
from kla.cases.services.duplicates import Decided, Said
from kla.cases.types import CasePage
from kla.cases.types.duplicates import Candidate
from kla.cases.views.answers import attempt, back_to, settings
from kla.cases.views.duplicates import after, shown
from kla.cases.views.panels import Panel
from kla.cases.views.register import ROWS
from kla.core.errors import Invalid
from kla.extensions import db
from kla.public_reports import danger
from kla.public_reports.forms.case import filled
from kla.public_reports.forms.desk import AnswerForm
from kla.public_reports.forms.messages import THEMES, say
from kla.public_reports.services import case_talks, handing_over
from kla.public_reports.services import desk as reports
from kla.public_reports.services.handing_over import HandOver
from kla.public_reports.types import ENDED
from kla.public_reports.views import desk
from kla.web.guard import current_actor, requires


@desk.get("/reports/<uuid:report_id>/case")
@requires(Permission.REPORT_TRIAGE)
def ask_case(report_id: uuid.UUID) -> str:
    return _page(report_id, None)


@desk.post("/reports/<uuid:report_id>/case")
@requires(Permission.REPORT_TRIAGE)
def make_case(report_id: uuid.UUID) -> ResponseReturnValue:
    session, actor, form = db.session(), current_actor(), ReportForm()
    case_id = form.chosen_id()
    if case_id is None:
        form.begin()
        case_id = uuid.UUID(form.case_id.data)
    if wanted := request.form.get(ROWS):
        form.change_rows(wanted)
        return _page(report_id, form), 422
    found = _alike(form, case_id)
    if any(one.mark not in choices_in(request.form) for one in found):
        return _page(report_id, form, found), 409
    decided = Decided(case_id)

    def step() -> None:
        nonlocal decided
        said = Said(found, choices_in(request.form), told(form))
        command = HandOver(case_id, form.to_command(), settings().files_path, said)
        decided = handing_over.hand_over(session, actor, report_id, command)

    if not attempt(form, step):
        return _page(report_id, form, found), 422
    return _done(decided)


@desk.get("/cases/<uuid:case_id>/talks/<uuid:report_id>")
@requires(Permission.CASE_WRITE)
def show_talk(case_id: uuid.UUID, report_id: uuid.UUID) -> str:
    form = AnswerForm(formdata=None)
    form.begin()
    return _talk_page(case_id, report_id, form)


@desk.post("/cases/<uuid:case_id>/talks/<uuid:report_id>")
@requires(Permission.CASE_WRITE)
def answer_talk(case_id: uuid.UUID, report_id: uuid.UUID) -> ResponseReturnValue:
    session, actor, form = db.session(), current_actor(), AnswerForm()
    if not form.validate():
        return _talk_page(case_id, report_id, form), 422
    try:
        case_talks.answer(session, actor, (case_id, report_id), form.to_command())
    except Invalid as error:
        session.rollback()
        say(form, error)
        return _talk_page(case_id, report_id, form), 422
    return back_to(case_id, _("Jawaban tersimpan. Pelapor membacanya dengan kodenya."))


@desk.post("/cases/<uuid:case_id>/talks/<uuid:report_id>/read")
@requires(Permission.CASE_WRITE)
def mark_talk(case_id: uuid.UUID, report_id: uuid.UUID) -> Response:
    case_talks.mark_read(db.session(), current_actor(), (case_id, report_id), settings().files_path)
    return back_to(case_id, _("Pesan ditandai sudah dibaca."))


def panel_of(actor: Actor, page: CasePage) -> Panel | None:
    """The conversations with those who reported what became this case; nothing without any."""
    talks = case_talks.read(db.session(), actor, page)
    return Panel("public_reports/case/panel.html", {"talks": talks, **_marks()}) if talks else None


def _talk_page(case_id: uuid.UUID, report_id: uuid.UUID, form: AnswerForm) -> str:
    talk = case_talks.read_one(db.session(), current_actor(), (case_id, report_id))
    return render_template(
        "public_reports/case/talk.html", talk=talk, case_id=case_id, form=form, **_marks()
    )


def _marks() -> dict[str, Any]:
    """What a template needs to mark words of danger."""
    return {"themes": THEMES, "pieces": danger.pieces}


def _alike(form: ReportForm, case_id: uuid.UUID) -> list[Candidate]:
    """Cases like this report; none where the form can't be so, which saving it will say."""
    if not form.validate():
        return []
    try:
        return duplicates.look(db.session(), current_actor(), case_id, form.to_command())
    except Invalid:
        return []


def _page(
    report_id: uuid.UUID, form: ReportForm | None, candidates: list[Candidate] | None = None
) -> str:
    found = reports.read(db.session(), current_actor(), report_id)
    if found.row.content is None or found.row.state in ENDED:
        abort(404)
    return render_template(
        "public_reports/desk/case.html",
        found=found,
        form=form or filled(found.row.content, found.row.received),
        case_id=None,
        stored=None,
        said=choices_in(request.form),
        said_of=said_of,
        cancel_url=url_for("report_desk.show", report_id=report_id),
        **shown(candidates or []),
        **_marks(),
    )


def _done(decided: Decided) -> Response:
    if decided.was_added:
        return back_to(decided.case_id, _("Laporan menjadi bagian dari kasus ini."))
    done = _("Laporan menjadi kasus ini. Langkah berikutnya: identifikasi.")
    return after(decided.case_id, decided.to_merge, done)
