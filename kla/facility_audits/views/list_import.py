"""Taking a list of facilities in: looked at row by row, then added at one press."""

from collections.abc import Sequence

from flask import Response, current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.config import MEBIBYTE, Settings
from kla.core.errors import Invalid, NotFound
from kla.core.importing import TO_CORRECT
from kla.crypto import waiting
from kla.crypto.waiting import Waiting
from kla.extensions import db
from kla.facility_audits import reading
from kla.facility_audits.forms import labels
from kla.facility_audits.forms.facility import ListFileForm
from kla.facility_audits.services import importing
from kla.facility_audits.types import ImportRow
from kla.facility_audits.views import bp
from kla.facility_audits.views.facilities import city
from kla.web.forms import put_error
from kla.web.guard import current_actor, requires

KEPT = "facility_list"
MOST_BYTES = 20 * MEBIBYTE
ROWS_SHOWN = 200


@bp.get("/facilities/import")
@requires(Permission.FACILITY_MANAGE)
def ask_import() -> str:
    return _ask(ListFileForm(formdata=None))


@bp.post("/facilities/import")
@requires(Permission.FACILITY_MANAGE)
def look() -> ResponseReturnValue:
    """What would become of each row; nothing is added yet."""
    form = ListFileForm()
    if not form.validate():
        return _ask(form), 422
    try:
        content = form.file.data.stream.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise Invalid("file-too-large", field="file")
        rows = reading.read_list(content, city())
    except Invalid as error:
        put_error(form, "file", labels.MESSAGES[error.reason])
        return _ask(form), 422
    rows = importing.examine(db.session(), current_actor(), rows)
    _let_go()
    kept = waiting.keep(_settings().temp_path, content)
    session[KEPT] = [kept.name, kept.key.hex()]
    return _report(rows, done=False)


@bp.post("/facilities/import/run")
@requires(Permission.FACILITY_MANAGE)
def run() -> ResponseReturnValue:
    """Add what is new in the list that was looked at last."""
    try:
        rows = reading.read_list(_waiting(), city())
    except NotFound:
        flash(_("Daftar ini tidak lagi menunggu. Kirim berkasnya sekali lagi."), "error")
        return redirect(url_for(".ask_import"), 303)
    done = importing.add_rows(db.session(), current_actor(), rows)
    return _report(done, done=True)


@bp.get("/facilities/import/refused")
@requires(Permission.FACILITY_MANAGE)
def give_refused() -> Response:
    """The rows to correct, with the reasons, as a file that can be imported as it is."""
    rows = importing.examine(db.session(), current_actor(), reading.read_list(_waiting(), city()))
    refused = [
        (row.cells, " ".join(map(labels.of_problem, row.problems)))
        for row in rows
        if row.status in TO_CORRECT
    ]
    answer = Response(reading.write_rows(refused), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="tempat-ditolak.csv"'
    return answer


def _ask(form: ListFileForm) -> str:
    return render_template("facility_audits/list_import/ask.html", form=form, labels=labels)


def _report(rows: Sequence[ImportRow], *, done: bool) -> str:
    wrong = [row for row in rows if row.status in TO_CORRECT]
    fine = [row for row in rows if row.status not in TO_CORRECT]
    return render_template(
        "facility_audits/list_import/report.html",
        rows=[*wrong, *fine][:ROWS_SHOWN],
        counts=importing.counts(rows),
        has_wrong=bool(wrong),
        done=done,
        labels=labels,
    )


def _waiting() -> bytes:
    """The list that was looked at last. Raises `NotFound`."""
    name, key = session.get(KEPT, ("", ""))
    if not name:
        raise NotFound(refused="facility list")
    return waiting.fetch(_settings().temp_path, Waiting(name, bytes.fromhex(key)))


def _let_go() -> None:
    """Delete the list that waited before."""
    if KEPT in session:
        name, key = session.pop(KEPT)
        waiting.drop(_settings().temp_path, Waiting(name, bytes.fromhex(key)))


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
