"""Referring to an institution: writing the letter, giving it out, and noting what became of it."""

import uuid

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.cases.forms import referrals as said
from kla.cases.forms import words
from kla.cases.forms.fields import kelurahan_name
from kla.cases.forms.messages import MESSAGES
from kla.cases.forms.referrals import ReferralForm, ReferralStepForm
from kla.cases.services import lookup, referrals
from kla.cases.types import SectionName
from kla.cases.types.referrals import NEXT, Desk
from kla.cases.views import bp
from kla.cases.views.answers import attempt, back_to, names, settings
from kla.cases.views.stored import after_conflict, sections_of
from kla.core import clock
from kla.core.errors import Conflict, Invalid
from kla.extensions import db
from kla.web.guard import current_actor, requires
from kla.web.streams import SANDBOX

NAME = SectionName.REFERRALS


@bp.get("/cases/<uuid:case_id>/referrals/add")
@requires(Permission.CASE_ASSESS)
def ask_make_referral(case_id: uuid.UUID) -> str:
    lookup.must_reach(db.session(), current_actor(), case_id)
    form = ReferralForm(formdata=None)
    form.begin()
    return render_template("cases/referrals/make.html", form=form, case_id=case_id)


@bp.post("/cases/<uuid:case_id>/referrals/add")
@requires(Permission.CASE_ASSESS)
def make_referral(case_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = ReferralForm(), current_actor(), db.session()
    desk = Desk(settings().files_path, kelurahan_name)
    if not attempt(
        form,
        lambda: referrals.make_referral(session, actor, case_id, form.to_command(), desk),
        case_id,
    ):
        if not form.entry.data:
            form.begin()
        return render_template("cases/referrals/make.html", form=form, case_id=case_id), 422
    return back_to(case_id, _("Surat rujukan dibuat. Salinannya tersegel di berkas kasus."))


@bp.get("/cases/<uuid:case_id>/referrals/<uuid:entry_id>")
@requires(Permission.CASE_READ)
def show_referral(case_id: uuid.UUID, entry_id: uuid.UUID) -> str:
    form = ReferralStepForm(formdata=None)
    form.on.data = clock.today()
    return _page(form, case_id, _entry(case_id, entry_id))


@bp.post("/cases/<uuid:case_id>/referrals/<uuid:entry_id>")
@requires(Permission.CASE_ASSESS)
def change_referral(case_id: uuid.UUID, entry_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = ReferralStepForm(), current_actor(), db.session()
    form.offer(NEXT[referrals.state_of(_entry(case_id, entry_id))])
    try:
        done = attempt(
            form,
            lambda: referrals.change_referral(session, actor, case_id, form.to_command(entry_id)),
            case_id,
        )
    except Conflict:
        found = after_conflict(case_id, NAME)[NAME].content
        entry = referrals.find_entry(referrals.entries_of(found), entry_id)
        return _page(form, case_id, entry, changed=True), 409
    if not done:
        return _page(form, case_id, _entry(case_id, entry_id)), 422
    return back_to(case_id, _("Keadaan rujukan tersimpan."))


@bp.get("/cases/<uuid:case_id>/referrals/<uuid:entry_id>/letter.pdf")
@requires(Permission.CASE_READ)
def give_letter(case_id: uuid.UUID, entry_id: uuid.UUID) -> ResponseReturnValue:
    """For printing: marked with who does it, and when."""
    return _letter(case_id, entry_id, locked=False)


@bp.get("/cases/<uuid:case_id>/referrals/<uuid:entry_id>/locked.pdf")
@requires(Permission.CASE_READ)
def give_locked_letter(case_id: uuid.UUID, entry_id: uuid.UUID) -> ResponseReturnValue:
    """For sending: nobody opens it without the words on the page of the referral."""
    return _letter(case_id, entry_id, locked=True)


def _letter(case_id: uuid.UUID, entry_id: uuid.UUID, *, locked: bool) -> ResponseReturnValue:
    session, actor = db.session(), current_actor()
    try:
        letter = referrals.give_letter(session, actor, case_id, entry_id, locked=locked)
    except Invalid as error:
        flash(str(MESSAGES[error.reason]), "error")
        return redirect(url_for(".show_referral", case_id=case_id, entry_id=entry_id), 303)
    answer = Response(letter.pdf, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{letter.name}"'
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


def _entry(case_id: uuid.UUID, entry_id: uuid.UUID) -> referrals.Entry:
    found = sections_of(case_id, NAME)[NAME].content
    return referrals.find_entry(referrals.entries_of(found), entry_id)


def _page(
    form: ReferralStepForm, case_id: uuid.UUID, entry: referrals.Entry, *, changed: bool = False
) -> str:
    following = NEXT[referrals.state_of(entry)]
    form.offer(following)
    form.seen.data = str(len(entry["steps"]))
    known = names(uuid.UUID(step["by"]) for step in entry["steps"])
    return render_template(
        "cases/referrals/show.html",
        form=form,
        case_id=case_id,
        entry=entry,
        entry_id=uuid.UUID(entry["entry"]),
        changed=changed,
        may_change=bool(following) and current_actor().may(Permission.CASE_ASSESS),
        people={str(one): name for one, name in known.items()},
        states=said.STATES,
        parts=said.PARTS,
        words=words,
    )
