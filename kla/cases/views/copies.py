"""Copies of a case: the register, making one, and saying what became of it."""

import uuid
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.cases import guardianship
from kla.cases.forms import copy_words
from kla.cases.forms.copies import LANGUAGES, CopyForm, SettleCopyForm
from kla.cases.forms.fields import kelurahan_name
from kla.cases.forms.people import ROLES
from kla.cases.guardianship import Purpose
from kla.cases.services import copies
from kla.cases.services.people import Roll, read_roll
from kla.cases.types import SectionName
from kla.cases.types.copies import Copy, MakeCopy, Wording
from kla.cases.views import bp
from kla.cases.views.answers import attempt, names
from kla.cases.views.stored import sections_of
from kla.core import clock
from kla.extensions import db
from kla.web import filters
from kla.web.guard import current_actor, requires
from kla.web.streams import SANDBOX

NAME = SectionName.COPIES
ALL = "all"


@bp.get("/cases/<uuid:case_id>/copies")
@requires(Permission.CASE_READ)
def show_copies(case_id: uuid.UUID) -> str:
    entries = _entries(case_id)
    ids = {one["by"] for one in entries} | {one["fate"]["by"] for one in entries if one["fate"]}
    return render_template(
        "cases/copies/list.html",
        case_id=case_id,
        entries=[one | {"id": uuid.UUID(one["entry"])} for one in reversed(entries)],
        people={str(one): name for one, name in names(map(uuid.UUID, ids)).items()},
        may_copy=current_actor().may(Permission.CASE_COPY),
        words=copy_words,
    )


@bp.get("/cases/<uuid:case_id>/copies/make")
@requires(Permission.CASE_COPY)
def ask_make_copy(case_id: uuid.UUID) -> str:
    """What to copy and for whom. `?parts=all` comes with every part ticked."""
    form = CopyForm(formdata=None)
    language = get_locale()
    form.language.data = language.language if language else "id"
    if request.args.get("parts") == ALL:
        form.tick_all()
    return _make_page(form, case_id)


@bp.post("/cases/<uuid:case_id>/copies/make")
@requires(Permission.CASE_COPY)
def make_copy(case_id: uuid.UUID) -> ResponseReturnValue:
    """The file itself is the answer: nothing of it is kept to be fetched later."""
    form, made = CopyForm(), list[Copy]()
    form.offer(_reachable(read_roll(db.session(), current_actor(), case_id)))
    if not attempt(form, lambda: made.append(_make(case_id, form)), case_id):
        return _make_page(form, case_id), 422
    (copy,) = made
    answer = Response(copy.pdf, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{copy.name}"'
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


@bp.get("/cases/<uuid:case_id>/copies/<uuid:entry_id>")
@requires(Permission.CASE_COPY)
def ask_settle_copy(case_id: uuid.UUID, entry_id: uuid.UUID) -> ResponseReturnValue:
    form, entry = SettleCopyForm(formdata=None), copies.find_entry(_entries(case_id), entry_id)
    if entry["fate"]:
        return redirect(url_for(".show_copies", case_id=case_id), 303)
    form.on.data = clock.today()
    return _settle_page(form, case_id, entry)


@bp.post("/cases/<uuid:case_id>/copies/<uuid:entry_id>")
@requires(Permission.CASE_COPY)
def settle_copy(case_id: uuid.UUID, entry_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = SettleCopyForm(), current_actor(), db.session()
    entry = copies.find_entry(_entries(case_id), entry_id)
    if not attempt(
        form,
        lambda: copies.settle_copy(session, actor, case_id, form.to_command(entry_id)),
        case_id,
    ):
        return _settle_page(form, case_id, entry), 422
    flash(_("Keadaan salinan tersimpan."), "success")
    return redirect(url_for(".show_copies", case_id=case_id), 303)


def _make(case_id: uuid.UUID, form: CopyForm) -> Copy:
    session, actor = db.session(), current_actor()
    language = form.language.data if form.language.data in LANGUAGES else "id"
    command: MakeCopy = form.to_command()
    with force_locale(language):
        return copies.make_copy(session, actor, case_id, command, wording(language))


def wording(language: str) -> Wording:
    """The words of the screens, said on paper in the language that is set at the moment."""
    return Wording(language, copy_words.say, kelurahan_name, filters.day, filters.moment)


def _entries(case_id: uuid.UUID) -> list[copies.Entry]:
    return copies.entries_of(sections_of(case_id, NAME)[NAME].content)


def _reachable(roll: Roll) -> list[tuple[str, str]]:
    """Those of the case to whom a copy may go, as the list of the form names them."""
    return [
        (one.ref, f"{one.name} ({ROLES[one.role]})")
        for one in roll.people
        if one.name
        and one.role in {guardianship.VICTIMS, guardianship.FAMILY}
        and guardianship.may_reach(one, Purpose.ACCESS)
    ]


def _make_page(form: CopyForm, case_id: uuid.UUID) -> str:
    session, actor = db.session(), current_actor()
    roll = read_roll(session, actor, case_id)
    form.offer(_reachable(roll))
    if not form.entry.data or not form.passphrase.data:
        form.begin()
    return render_template(
        "cases/copies/make.html",
        form=form,
        case_id=case_id,
        people=roll.people,
        may_override=actor.may(Permission.CONSENT_OVERRIDE),
    )


def _settle_page(form: SettleCopyForm, case_id: uuid.UUID, entry: dict[str, Any]) -> str:
    return render_template(
        "cases/copies/settle.html", form=form, case_id=case_id, entry=entry, words=copy_words
    )
