"""A month against the ministry's register: on the screen, as a workbook, and list against list."""

import re

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from kla.access.policy import Permission
from kla.accounts.services import units
from kla.cases.forms import labels, words
from kla.cases.forms import simfoni as said
from kla.cases.forms import simfoni_tables as tables
from kla.cases.forms.simfoni_month import CompareForm, WorkbookForm, month_name
from kla.cases.services import simfoni_month
from kla.cases.simfoni import exchange, workbook
from kla.cases.simfoni.reconcile import Outcome
from kla.cases.views import bp
from kla.cases.views.answers import attempt, names
from kla.core import clock
from kla.core.periods import month_of
from kla.crypto import passwords
from kla.extensions import db
from kla.web.guard import current_actor, requires
from kla.web.streams import SANDBOX

MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHOWN = 100


@bp.get("/simfoni/monthly")
@requires(Permission.SIMFONI_RECONCILE)
def show_simfoni_month() -> str:
    return _month_page(WorkbookForm(formdata=None), request.args.get("month", ""))


@bp.post("/simfoni/monthly")
@requires(Permission.SIMFONI_RECONCILE)
def give_simfoni_workbook() -> ResponseReturnValue:
    """Under the passphrase that the page showed: nobody opens it without."""
    form, actor, session = WorkbookForm(), current_actor(), db.session()
    month = _known(form.month.data or "")
    form.offer([month])
    if not form.validate():
        return _month_page(form, month), 422
    found = simfoni_month.read_month(session, actor, month, exported=True)
    by = names([actor.account_id]).get(actor.account_id, "")
    office = units.names(session).get(actor.unit_id, "") if actor.unit_id else ""
    written = workbook.write(tables.sheets(found, office, by, clock.now()))
    return _file(workbook.lock(written, str(form.passphrase.data)), f"rekap-{month}.xlsx")


@bp.get("/simfoni/compare")
@requires(Permission.SIMFONI_RECONCILE)
def ask_compare_simfoni() -> str:
    return _compare_page(CompareForm(formdata=None))


@bp.post("/simfoni/compare")
@requires(Permission.SIMFONI_RECONCILE)
def compare_simfoni() -> ResponseReturnValue:
    """Read in memory, answered on this page, kept nowhere."""
    form, actor, session = CompareForm(), current_actor(), db.session()
    form.offer(_months())
    found: list[Outcome] = []

    def compare() -> None:
        theirs = exchange.read(form.file.data.stream.read(exchange.MOST_BYTES + 1))
        found.append(simfoni_month.compare_list(session, actor, theirs, form.month.data))

    if not attempt(form, compare):
        return _compare_page(form), 422
    return _compare_page(form, found[0])


def _known(month: str) -> str:
    """A month as it was chosen, the present one where something else was."""
    return month if MONTH.fullmatch(month) else month_of(clock.today())


def _months() -> list[str]:
    return list(reversed(simfoni_month.months_until(month_of(clock.today()))))


def _month_page(form: WorkbookForm, chosen: str) -> str:
    month = _known(chosen)
    found = simfoni_month.read_month(db.session(), current_actor(), month)
    form.offer(found.offered)
    form.month.data = month
    return render_template(
        "cases/simfoni/month.html",
        found=found,
        form=form,
        passphrase=passwords.generate_passphrase(),
        month_name=month_name,
        block_names=tables.block_names,
        labels=labels,
        words=words,
        said=said,
        most=MOST_SHOWN,
    )


def _compare_page(form: CompareForm, outcome: Outcome | None = None) -> str:
    form.offer(_months())
    return render_template(
        "cases/simfoni/compare.html", form=form, outcome=outcome, most=MOST_SHOWN
    )


def _file(content: bytes, name: str) -> Response:
    answer = Response(content, mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer
