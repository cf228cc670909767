"""Taking a form of the door in: let in, its files sealed, its words stored, and only then said."""

from collections.abc import Callable

from flask import current_app
from flask_babel import gettext as _

from kla.cases.services.attachments import SealedFile
from kla.config import MEBIBYTE, Settings
from kla.core.errors import Invalid, NotReady, Throttled
from kla.extensions import db
from kla.public_reports.forms.child import ChildForm
from kla.public_reports.forms.door import MessageForm, ReportForm
from kla.public_reports.forms.messages import say
from kla.public_reports.services import opening, quota, report_files
from kla.public_reports.services.report_files import Coming
from kla.public_reports.views import gate
from kla.web.forms import put_error
from kla.web.transaction import looking


def take(
    form: ReportForm | ChildForm | MessageForm,
    coming: list[Coming],
    step: Callable[[list[SealedFile]], None],
    finder: str = "",
) -> int:
    """Let a form in, seal its files, take the step and commit it: then only is it received.

    Answers 0, or the status with which the form is shown again and says what is to be done.
    """
    status = 0
    try:
        if not gate.admits(form):
            status = 429
        else:
            _take(coming, step, finder)
            gate.count_sent()
    except Invalid as error:
        db.session.rollback()
        say(form, error)
        status = 422
    except Throttled:
        put_error(form, None, _("Sedang ramai. Tunggu sebentar, lalu kirim lagi."))
        status = 503
    if status:
        form.ask_again()
    return status


def _take(coming: list[Coming], step: Callable[[list[SealedFile]], None], finder: str) -> None:
    settings = current_app.extensions["settings"]
    _check_room(settings, coming, finder)
    most = settings.report_file_mb * MEBIBYTE
    sealed = report_files.seal_all(settings.files_path, coming, most)
    try:
        with gate.turn():
            step(sealed)
            db.session.commit()
    except Throttled:
        report_files.discard(settings.files_path, sealed)
        raise


def _check_room(settings: Settings, coming: list[Coming], finder: str) -> None:
    """What is there already needs no room: whoever sends again gets their code."""
    with looking():
        session = db.session()
        try:
            quota.check(session, settings, report_files.size_of(coming), is_new=bool(finder))
        except (Invalid, NotReady):
            if not finder or opening.find(session, finder) is None:
                raise
