"""Offering a case to a colleague or another unit, taking the offer back, and answering offers."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug import Response

from kla.access.policy import Permission
from kla.accounts.services import units
from kla.cases.forms import offers as words
from kla.cases.forms.offers import ACCEPT, REFUSE, AnswerForm, OfferForm, TransferForm
from kla.cases.services import handovers, lookup, offers, reading, transfers
from kla.cases.types import SectionName
from kla.cases.types.offers import OfferKind
from kla.cases.views import bp
from kla.cases.views.answers import attempt, back_to, caseworkers, names
from kla.core.errors import InvalidTransition, NotFound
from kla.extensions import db
from kla.web.guard import current_actor, requires


@bp.get("/cases/<uuid:case_id>/hand-over")
@requires(Permission.CASE_HAND_OVER)
def ask_offer_case(case_id: uuid.UUID) -> str:
    return _offer_page(OfferForm(formdata=None), case_id)


@bp.post("/cases/<uuid:case_id>/hand-over")
@requires(Permission.CASE_HAND_OVER)
def offer_case(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = OfferForm(), current_actor(), db.session()
    form.offer(_colleagues(case_id))
    if not attempt(
        form, lambda: handovers.offer_case(session, actor, case_id, form.to_command()), case_id
    ):
        return _offer_page(form, case_id), 422
    return back_to(case_id, _("Kasus ditawarkan. Sampai diterima, kasus ini tetap pada Anda."))


@bp.get("/cases/<uuid:case_id>/transfer")
@requires(Permission.CASE_TRANSFER)
def ask_offer_transfer(case_id: uuid.UUID) -> str:
    lookup.must_reach(db.session(), current_actor(), case_id)
    return _transfer_page(TransferForm(formdata=None), case_id)


@bp.post("/cases/<uuid:case_id>/transfer")
@requires(Permission.CASE_TRANSFER)
def offer_transfer(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = TransferForm(), current_actor(), db.session()
    form.offer(transfers.units_besides(session, actor))
    if not attempt(
        form, lambda: transfers.offer_transfer(session, actor, case_id, form.to_command()), case_id
    ):
        return _transfer_page(form, case_id), 422
    return back_to(case_id, _("Kasus ditawarkan. Sampai diterima, kasus ini tetap pada Anda."))


@bp.get("/cases/<uuid:case_id>/offer/withdraw")
@requires(Permission.CASE_WRITE)
def ask_withdraw_offer(case_id: uuid.UUID) -> str:
    session, actor = db.session(), current_actor()
    lookup.must_reach(session, actor, case_id)
    if offers.find_open(session, lookup.get_case(session, case_id)) is None:
        raise NotFound(refused="offer")
    return render_template("cases/offers/withdraw.html", case_id=case_id)


@bp.post("/cases/<uuid:case_id>/offer/withdraw")
@requires(Permission.CASE_WRITE)
def withdraw_offer(case_id: uuid.UUID) -> Response:
    handovers.withdraw_offer(db.session(), current_actor(), case_id)
    return back_to(case_id, _("Tawaran ditarik kembali."))


@bp.get("/offers")
@requires(Permission.CASE_LIST)
def list_offers() -> str:
    found = offers.list_received(db.session(), current_actor())
    return render_template(
        "cases/offers/list.html", found=found, kinds=words.KINDS, givers=_givers(found)
    )


@bp.get("/offers/<uuid:offer_id>/hand-over")
@requires(Permission.CASE_HAND_OVER)
def ask_answer_handover(offer_id: uuid.UUID) -> str:
    return _answer_page(AnswerForm(formdata=None), offer_id, OfferKind.HANDOVER)


@bp.post("/offers/<uuid:offer_id>/hand-over")
@requires(Permission.CASE_HAND_OVER)
def answer_handover(offer_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = AnswerForm(), current_actor(), db.session()
    decision = _decision()
    if not attempt(
        form,
        lambda: handovers.answer_handover(session, actor, offer_id, form.to_command(decision)),
    ):
        return _answer_page(form, offer_id, OfferKind.HANDOVER), 422
    return _answered(decision)


@bp.get("/offers/<uuid:offer_id>/transfer")
@requires(Permission.CASE_TRANSFER)
def ask_answer_transfer(offer_id: uuid.UUID) -> str:
    return _answer_page(AnswerForm(formdata=None), offer_id, OfferKind.TRANSFER)


@bp.post("/offers/<uuid:offer_id>/transfer")
@requires(Permission.CASE_TRANSFER)
def answer_transfer(offer_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = AnswerForm(), current_actor(), db.session()
    decision = _decision()
    if not attempt(
        form,
        lambda: transfers.answer_transfer(session, actor, offer_id, form.to_command(decision)),
    ):
        return _answer_page(form, offer_id, OfferKind.TRANSFER), 422
    return _answered(decision)


def _decision() -> str:
    decision = request.form.get("decision", "")
    if decision not in {ACCEPT, REFUSE}:
        raise InvalidTransition(decision="unknown")
    return decision


def _answered(decision: str) -> Response:
    if decision == ACCEPT:
        flash(_("Kasus diterima. Kasus ini sekarang ada di daftar Anda."), "success")
        return redirect(url_for(".list_cases"), 303)
    flash(_("Tawaran ditolak. Kasus tetap pada yang menawarkan."), "success")
    return redirect(url_for(".list_offers"), 303)


def _answer_page(form: AnswerForm, offer_id: uuid.UUID, kind: OfferKind) -> str:
    """What was offered, as long as it is; its case stays shut until it is taken."""
    found = offers.list_received(db.session(), current_actor())
    one = next((one for one in found if one.offer_id == offer_id and one.kind is kind), None)
    if one is None:
        raise NotFound(refused="offer")
    return render_template(
        "cases/offers/answer.html",
        form=form,
        one=one,
        kinds=words.KINDS,
        givers=_givers([one]),
        units={str(unit): name for unit, name in units.names(db.session()).items()},
    )


def _givers(found: list[offers.Received]) -> dict[str, str]:
    ids = {uuid.UUID(one.words["by"]) for one in found}
    return {str(one): name for one, name in names(ids).items()}


def _colleagues(case_id: uuid.UUID) -> list[tuple[uuid.UUID, str]]:
    """The caseworkers of the unit who don't have the case."""
    name = SectionName.SUMMARY
    found = reading.read_sections(db.session(), current_actor(), case_id, name)
    known = {worker["id"] for worker in found[name].content["workers"]}
    return [(one, label) for one, label in caseworkers() if str(one) not in known]


def _offer_page(form: OfferForm, case_id: uuid.UUID) -> str:
    form.offer(_colleagues(case_id))
    return render_template("cases/offers/offer.html", form=form, case_id=case_id)


def _transfer_page(form: TransferForm, case_id: uuid.UUID) -> str:
    form.offer(transfers.units_besides(db.session(), current_actor()))
    return render_template("cases/offers/transfer.html", form=form, case_id=case_id)
