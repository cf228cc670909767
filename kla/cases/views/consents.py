"""Consents of a case: what counts, what was said, writing it down, and the form to sign."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug import Response

from kla.access.policy import Permission
from kla.cases import consent_rules, vocabulary
from kla.cases.forms import words_people
from kla.cases.forms.consents import DECISIONS, STATUSES, ConsentForm, WithdrawForm
from kla.cases.forms.people import ROLES
from kla.cases.names import initials
from kla.cases.numbers import case_number
from kla.cases.services import consents, lookup
from kla.cases.services.consents import Ledger
from kla.cases.types.people import PersonRole
from kla.cases.views import bp
from kla.cases.views.answers import attempt, names
from kla.core import clock
from kla.core.errors import NotFound
from kla.extensions import db
from kla.web.guard import current_actor, requires


@bp.get("/cases/<uuid:case_id>/consents")
@requires(Permission.CASE_READ)
def show_consents(case_id: uuid.UUID) -> str:
    ledger, actor = _ledger(case_id), current_actor()
    authors = {uuid.UUID(one["by"]) for one in ledger.entries}
    authors |= {uuid.UUID(one["withdrawn"]["by"]) for one in ledger.entries if _is_taken(one)}
    return render_template(
        "cases/consents/list.html",
        case_id=case_id,
        may_write=actor.may(Permission.CASE_WRITE),
        authors={str(one): name for one, name in names(authors).items()},
        today=clock.today(),
        **_shown(ledger),
    )


@bp.get("/cases/<uuid:case_id>/consents/add")
@requires(Permission.CASE_WRITE)
def ask_add_consent(case_id: uuid.UUID) -> str:
    ledger, form = _ledger(case_id), ConsentForm(formdata=None)
    form.offer(ledger.people)
    form.begin()
    return _page(form, case_id, ledger)


@bp.post("/cases/<uuid:case_id>/consents/add")
@requires(Permission.CASE_WRITE)
def add_consent(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = ConsentForm(), current_actor(), db.session()
    ledger = _ledger(case_id)
    form.offer(ledger.people)
    if not attempt(
        form,
        lambda: consents.record_consent(session, actor, case_id, form.to_command()),
        case_id,
    ):
        return _page(form, case_id, ledger), 422
    return _back(case_id, _("Keputusan tersimpan."))


@bp.get("/cases/<uuid:case_id>/consents/<uuid:entry>/withdraw")
@requires(Permission.CASE_WRITE)
def ask_withdraw_consent(case_id: uuid.UUID, entry: uuid.UUID) -> str:
    form = WithdrawForm(formdata=None)
    form.on.data = clock.today()
    return _withdraw_page(form, case_id, entry)


@bp.post("/cases/<uuid:case_id>/consents/<uuid:entry>/withdraw")
@requires(Permission.CASE_WRITE)
def withdraw_consent(case_id: uuid.UUID, entry: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = WithdrawForm(), current_actor(), db.session()
    if not attempt(
        form,
        lambda: consents.withdraw_consent(session, actor, case_id, entry, form.to_command()),
        case_id,
    ):
        return _withdraw_page(form, case_id, entry), 422
    return _back(case_id, _("Pencabutan tersimpan. Hentikan pemakaiannya dalam 3 x 24 jam."))


@bp.get("/cases/<uuid:case_id>/consents/form/<string:role>/<uuid:person>")
@requires(Permission.CASE_WRITE)
def print_consent(case_id: uuid.UUID, role: str, person: uuid.UUID) -> str:
    if role not in set(PersonRole):
        raise NotFound(refused="role")
    session, actor = db.session(), current_actor()
    found, signer = consents.form_for(session, actor, case_id, PersonRole(role), person)
    case = lookup.get_case(session, case_id)
    return render_template(
        "cases/consents/form.html",
        case_id=case_id,
        number=case_number(case.id, case.opened_month),
        signer=signer,
        initials=[initials(one.name) for one in found.victims],
        printed_by=names([actor.account_id]).get(actor.account_id, ""),
        printed_at=clock.now(),
        **_shown(found),
    )


def _is_taken(entry: consent_rules.Entry) -> bool:
    return bool(entry.get("withdrawn"))


def _ledger(case_id: uuid.UUID) -> Ledger:
    return consents.read_ledger(db.session(), current_actor(), case_id)


def _back(case_id: uuid.UUID, message: str) -> Response:
    flash(message, "success")
    return redirect(url_for("cases.show_consents", case_id=case_id), 303)


def _shown(ledger: Ledger) -> dict[str, object]:
    return {
        "ledger": ledger,
        "named": {one.ref: one.name for one in ledger.people if one.name},
        "roles": ROLES,
        "statuses": STATUSES,
        "decisions": DECISIONS,
        "words_people": words_people,
        "vocabulary": vocabulary,
        "consent_rules": consent_rules,
        "consent_id": lambda entry: uuid.UUID(entry["entry"]),
    }


def _page(form: ConsentForm, case_id: uuid.UUID, ledger: Ledger) -> str:
    return render_template("cases/consents/add.html", form=form, case_id=case_id, **_shown(ledger))


def _withdraw_page(form: WithdrawForm, case_id: uuid.UUID, entry: uuid.UUID) -> str:
    ledger = _ledger(case_id)
    return render_template(
        "cases/consents/withdraw.html",
        form=form,
        case_id=case_id,
        one=consents.find(ledger.entries, entry),
        **_shown(ledger),
    )
