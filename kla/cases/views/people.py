"""The people of a case: their page, and the forms that add, correct, recognise or remove them."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug import Response

from kla.access.policy import Permission
from kla.cases import guardianship, vocabulary
from kla.cases.forms import words, words_people
from kla.cases.forms.fields import kelurahan_name
from kla.cases.forms.people import (
    RELATIONS,
    ROLES,
    LinkPersonForm,
    PersonForm,
    RemovePersonForm,
    said_of,
    values_of,
)
from kla.cases.guardianship import Person
from kla.cases.numbers import case_number
from kla.cases.services import known_people, lookup, people
from kla.cases.types.people import PersonRole, mark_of
from kla.cases.views import bp
from kla.cases.views.answers import attempt
from kla.core.errors import Conflict, NotFound
from kla.extensions import db
from kla.web.guard import current_actor, requires

ADDABLE = (PersonRole.VICTIM, PersonRole.PERPETRATOR, PersonRole.FAMILY)


@bp.context_processor
def policies() -> dict[str, object]:
    """What every template of case work may ask: whom word of the case may reach."""
    return {"guardianship": guardianship, "said_of": said_of}


@bp.get("/cases/<uuid:case_id>/people")
@requires(Permission.CASE_READ)
def show_people(case_id: uuid.UUID) -> str:
    session, actor = db.session(), current_actor()
    roll = people.read_roll(session, actor, case_id)
    linked = {
        one.ref: [(found, _number(found)) for found in known]
        for one in roll.people
        if (known := known_people.cases_with(session, actor, roll, one))
    }
    return render_template(
        "cases/people/list.html",
        case_id=case_id,
        roll=roll,
        linked=linked,
        may_write=actor.may(Permission.CASE_WRITE),
        addable=ADDABLE,
        **_words(),
    )


@bp.get("/cases/<uuid:case_id>/people/<string:role>/add")
@requires(Permission.CASE_WRITE)
def ask_add_person(case_id: uuid.UUID, role: str) -> str:
    lookup.must_reach(db.session(), current_actor(), case_id)
    form = PersonForm.of(_role(role, ADDABLE), formdata=None)
    form.begin()
    return _page(form, case_id)


@bp.post("/cases/<uuid:case_id>/people/<string:role>/add")
@requires(Permission.CASE_WRITE)
def add_person(case_id: uuid.UUID, role: str) -> ResponseReturnValue:
    form, actor, session = PersonForm.of(_role(role, ADDABLE)), current_actor(), db.session()
    if not attempt(
        form, lambda: people.put_person(session, actor, case_id, form.to_command()), case_id
    ):
        return _page(form, case_id), 422
    return _back(case_id, _("Orang ditambahkan."))


@bp.get("/cases/<uuid:case_id>/people/<string:role>/<uuid:person>")
@requires(Permission.CASE_WRITE)
def ask_change_person(case_id: uuid.UUID, role: str, person: uuid.UUID) -> str:
    known = _known(case_id, _role(role), person)
    form = PersonForm.of(_role(role), formdata=None, data=values_of(known.facts))
    form.seen.data = mark_of(known.facts)
    return _page(form, case_id, person)


@bp.post("/cases/<uuid:case_id>/people/<string:role>/<uuid:person>")
@requires(Permission.CASE_WRITE)
def change_person(case_id: uuid.UUID, role: str, person: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = PersonForm.of(_role(role)), current_actor(), db.session()
    try:
        done = attempt(
            form,
            lambda: people.put_person(session, actor, case_id, form.to_command(person)),
            case_id,
        )
    except Conflict:
        db.session.rollback()
        stored = _known(case_id, _role(role), person)
        form.seen.data = mark_of(stored.facts)
        return _page(form, case_id, person, stored), 409
    if not done:
        return _page(form, case_id, person), 422
    return _back(case_id, _("Perubahan tersimpan."))


@bp.get("/cases/<uuid:case_id>/people/<string:role>/<uuid:person>/remove")
@requires(Permission.CASE_WRITE)
def ask_remove_person(case_id: uuid.UUID, role: str, person: uuid.UUID) -> str:
    known = _known(case_id, _role(role), person)
    form = RemovePersonForm(formdata=None)
    form.seen.data = mark_of(known.facts)
    return _remove_page(form, case_id, known)


@bp.post("/cases/<uuid:case_id>/people/<string:role>/<uuid:person>/remove")
@requires(Permission.CASE_WRITE)
def remove_person(case_id: uuid.UUID, role: str, person: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = RemovePersonForm(), current_actor(), db.session()
    command = form.to_command(_role(role), person)
    try:
        done = attempt(
            form, lambda: people.remove_person(session, actor, case_id, command), case_id
        )
    except Conflict:
        db.session.rollback()
        stored = _known(case_id, _role(role), person)
        form.seen.data = mark_of(stored.facts)
        return _remove_page(form, case_id, stored, changed=True), 409
    if not done:
        return _remove_page(form, case_id, _known(case_id, _role(role), person)), 422
    return _back(case_id, _("Orang dikeluarkan dari kasus. Datanya tersimpan di bawah."))


@bp.get("/cases/<uuid:case_id>/people/<string:role>/<uuid:person>/known")
@requires(Permission.CASE_WRITE)
def ask_link_person(case_id: uuid.UUID, role: str, person: uuid.UUID) -> str:
    return _known_page(LinkPersonForm(formdata=None), case_id, _role(role), person)


@bp.post("/cases/<uuid:case_id>/people/<string:role>/<uuid:person>/known")
@requires(Permission.CASE_WRITE)
def link_person(case_id: uuid.UUID, role: str, person: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = LinkPersonForm(), current_actor(), db.session()
    form.offer({})
    command = form.to_command(_role(role), person)
    if command is None:
        form.validate()
        return _known_page(form, case_id, _role(role), person), 422
    if not attempt(
        form, lambda: known_people.link_person(session, actor, case_id, command), case_id
    ):
        return _known_page(form, case_id, _role(role), person), 422
    return _back(case_id, _("Tercatat sebagai orang yang sama."))


def _role(role: str, allowed: tuple[PersonRole, ...] = tuple(PersonRole)) -> PersonRole:
    if role not in set(allowed):
        raise NotFound(refused="role")
    return PersonRole(role)


def _known(case_id: uuid.UUID, role: PersonRole, person: uuid.UUID) -> Person:
    return people.read_roll(db.session(), current_actor(), case_id).find(role, person)


def _number(case_id: str) -> str:
    found = lookup.get_case(db.session(), uuid.UUID(case_id))
    return case_number(found.id, found.opened_month)


def _back(case_id: uuid.UUID, message: str) -> Response:
    flash(message, "success")
    return redirect(url_for("cases.show_people", case_id=case_id), 303)


def _words() -> dict[str, object]:
    return {
        "roles": ROLES,
        "relations": RELATIONS,
        "words": words,
        "words_people": words_people,
        "vocabulary": vocabulary,
        "kelurahan_name": kelurahan_name,
    }


def _page(
    form: PersonForm,
    case_id: uuid.UUID,
    person: uuid.UUID | None = None,
    stored: Person | None = None,
) -> str:
    return render_template(
        "cases/people/form.html",
        form=form,
        case_id=case_id,
        role=form.role,
        person=person,
        stored=stored,
        **_words(),
    )


def _remove_page(
    form: RemovePersonForm, case_id: uuid.UUID, known: Person, *, changed: bool = False
) -> str:
    return render_template(
        "cases/people/remove.html",
        form=form,
        case_id=case_id,
        one=known,
        changed=changed,
        **_words(),
    )


def _known_page(
    form: LinkPersonForm, case_id: uuid.UUID, role: PersonRole, person: uuid.UUID
) -> str:
    session, actor = db.session(), current_actor()
    who, found = known_people.find_known(session, actor, case_id, role, person)
    values = [f"{one.case_id}/{one.person.ref}" for one in found]
    form.offer({value: value for value in values})
    return render_template(
        "cases/people/known.html",
        form=form,
        case_id=case_id,
        who=who,
        found=list(zip(values, found, strict=True)),
        **_words(),
    )
