"""Taking an old register in: sent, looked at row by row, then added some cases with every press."""

import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID, uuid4

from flask import Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.cases.forms import register_import as words
from kla.cases.forms.register_import import RegisterFileForm
from kla.cases.register_file import kept, workbook
from kla.cases.register_file.cells import NotARegister
from kla.cases.register_file.plans import Plan, Standing, make_plan
from kla.cases.register_file.reading import read_register
from kla.cases.services import register_import
from kla.cases.types.register_import import ImportRun
from kla.cases.views import bp
from kla.cases.views.answers import settings
from kla.config import MEBIBYTE
from kla.core.errors import NotFound
from kla.core.importing import TO_CORRECT, RowStatus
from kla.crypto import waiting
from kla.crypto.waiting import Waiting
from kla.extensions import db
from kla.regions import places
from kla.web.forms import put_error
from kla.web.guard import current_actor, requires

IMPORT = "register_import"
READY, RUNNING, DONE = "ready", "running", "done"
SECONDS = 4.0
CASES_AT_ONCE = 50
ROWS_ON_A_PAGE = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """An import as the login session keeps it. `done` of `todo` cases have been gone through.

    `others` are the cases that did not simply go in, by their place: status and reason.
    """

    name: str
    key: str
    run: str
    stage: str
    todo: int
    done: int = 0
    others: dict[str, list[str]] = field(default_factory=dict)

    @property
    def waiting(self) -> Waiting:
        """Where the rows wait."""
        return Waiting(self.name, bytes.fromhex(self.key))


@bp.get("/cases/import")
@requires(Permission.CASE_IMPORT)
def show_import() -> str:
    work = _work()
    if work is None:
        return _blank(RegisterFileForm(formdata=None))
    return _page(work)


@bp.post("/cases/import")
@requires(Permission.CASE_IMPORT)
def send_register() -> ResponseReturnValue:
    form = RegisterFileForm()
    if not form.validate():
        return _blank(form), 422
    try:
        table = read_register(form.stream, settings().max_upload_mb * MEBIBYTE)
    except NotARegister as error:
        put_error(form, "file", words.of_file(error))
        return _blank(form), 422
    plan = make_plan(table, _city())
    plan = register_import.examine(db.session(), current_actor(), plan)
    _let_go()
    where = waiting.keep(settings().temp_path, kept.to_bytes(plan))
    todo = len(plan.open_cases)
    _remember(Work(name=where.name, key=where.key.hex(), run=uuid4().hex, stage=READY, todo=todo))
    return redirect(url_for(".show_import"), 303)


@bp.post("/cases/import/run")
@requires(Permission.CASE_IMPORT)
def run_import() -> ResponseReturnValue:
    """Go on with the import for some seconds; the page asks again until it is done."""
    work = _work()
    if work is not None and work.stage != DONE:
        _remember(_go_on(work))
    return redirect(url_for(".show_import"), 303)


@bp.post("/cases/import/drop")
@requires(Permission.CASE_IMPORT)
def drop_import() -> ResponseReturnValue:
    work = _work()
    _let_go()
    if work is not None and work.stage == RUNNING:
        flash(_("Impor dihentikan. Kasus yang sudah masuk tetap ada."), "success")
    return redirect(url_for(".show_import"), 303)


@bp.get("/cases/import/template")
@requires(Permission.CASE_IMPORT)
def give_template() -> Response:
    return _workbook(workbook.template(_city()), "register.xlsx")


@bp.get("/cases/import/refused")
@requires(Permission.CASE_IMPORT)
def give_refused() -> Response:
    """The rows to correct, with the reasons, as a workbook that can be imported as it is."""
    work = _work()
    rows = _plan_of(work).to_correct if work else []
    if not rows:
        raise NotFound(refused="register")
    register_import.note_given(db.session(), current_actor(), len(rows))
    said = [(row, words.of_problems(report.reasons)) for row, report in rows]
    return _workbook(workbook.rejects(said), "register-ditolak.xlsx")


def _go_on(work: Work) -> Work:
    """Add cases until the time is up, each portion in a transaction of its own."""
    plan, others, done = _planned(work), dict(work.others), work.done
    todo, began = plan.open_cases, time.monotonic()  # reading them again is no work yet
    run = ImportRun(import_id=UUID(work.run), retention_years=settings().retention_years)
    while done < len(todo):
        some = todo[done : done + CASES_AT_ONCE]
        cases = [plan.cases[place] for place in some]
        stands = register_import.add_cases(db.session(), current_actor(), run, cases)
        db.session.commit()
        db.session.expunge_all()
        others |= {str(p): list(s) for p, s in zip(some, stands, strict=True) if _is_other(s)}
        done += len(some)
        if time.monotonic() - began > SECONDS:
            break
    stage = DONE if done >= len(todo) else RUNNING
    return Work(**asdict(work) | {"stage": stage, "done": done, "others": others})


def _is_other(standing: Standing) -> bool:
    return standing[0] is not RowStatus.ADDED


def _planned(work: Work) -> Plan:
    """The plan that waits, with its cases worked out again from its rows."""
    looked = kept.from_bytes(waiting.fetch(settings().temp_path, work.waiting))
    again = make_plan(kept.table_of(looked), _city())
    return Plan(looked.rows, looked.reports, again.cases, looked.hidden, looked.unknown)


def _plan_of(work: Work) -> Plan:
    """The plan as it stands now: as it was looked at, or with what became of it."""
    if work.stage != DONE:
        return kept.from_bytes(waiting.fetch(settings().temp_path, work.waiting))
    plan = _planned(work)
    results: dict[int, Standing] = dict.fromkeys(plan.open_cases, (RowStatus.ADDED, ""))
    for place, (status, why) in work.others.items():
        results[int(place)] = (RowStatus(status), why)
    return plan.with_results(results)


def _page(work: Work) -> str:
    """The report, the bar, or what became of it."""
    shown: dict[str, Any] = {"work": work, "words": words, "stages": (READY, RUNNING, DONE)}
    if work.stage != RUNNING:
        shown |= _rows_of(_plan_of(work))
    return render_template("cases/register_import/show.html", **shown)


def _rows_of(plan: Plan) -> dict[str, Any]:
    """One page of the report, narrowed to what was asked for."""
    wanted = request.args.get("show", "")
    pairs = list(zip(plan.rows, plan.reports, strict=True))
    if wanted in set(RowStatus):
        pairs = [pair for pair in pairs if pair[1].status == wanted]
    pages = max(-(-len(pairs) // ROWS_ON_A_PAGE), 1)
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    start = (page - 1) * ROWS_ON_A_PAGE
    by_status = Counter(report.status for report in plan.reports)
    return {
        "plan": plan,
        "rows": pairs[start : start + ROWS_ON_A_PAGE],
        "show": wanted,
        "page": page,
        "pages": pages,
        "by_status": by_status,
        "to_correct": sum(by_status[one] for one in TO_CORRECT),
    }


def _blank(form: RegisterFileForm) -> str:
    return render_template("cases/register_import/send.html", form=form)


def _city() -> places.City:
    return places.load(settings().region)


def _workbook(content: bytes, name: str) -> Response:
    answer = Response(content, mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _work() -> Work | None:
    """The import of this login session, as long as its rows are there."""
    if IMPORT not in session:
        return None
    work = Work(**session[IMPORT])
    return work if work.waiting.path(settings().temp_path).exists() else None


def _remember(work: Work) -> None:
    session[IMPORT] = asdict(work)


def _let_go() -> None:
    """Delete the rows that wait, and the key to them."""
    if IMPORT in session:
        waiting.drop(settings().temp_path, Work(**session[IMPORT]).waiting)
        session.pop(IMPORT)
