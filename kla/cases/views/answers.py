"""What several pages do alike: trying a step, and showing what was refused beside its field."""

import uuid
from collections.abc import Callable, Iterable

from flask import current_app, flash, redirect, url_for
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from werkzeug import Response

from kla.accounts.services import people
from kla.cases.forms.messages import say
from kla.cases.services import lookup
from kla.config import Settings
from kla.core.errors import Invalid
from kla.extensions import db
from kla.web.guard import current_actor


def attempt(form: FlaskForm, step: Callable[[], object], case_id: uuid.UUID | None = None) -> bool:
    """Validate a form and take the step; false where something was refused.

    What the step changed before it was refused is undone, what was typed stays in the form. A
    form about a case out of reach answers like one about no case, also where it is filled wrong.
    """
    if not form.validate():
        if case_id is not None:
            lookup.must_reach(db.session(), current_actor(), case_id)
        return False
    try:
        step()
    except Invalid as error:
        db.session.rollback()
        say(form, error)
        return False
    return True


def back_to(case_id: uuid.UUID, message: LazyString | str) -> Response:
    """To the page of the case, with a word that it is done. Never a name in it."""
    flash(str(message), "success")
    return redirect(url_for("cases.show", case_id=case_id), 303)


def settings() -> Settings:
    """The settings of the running app."""
    found: Settings = current_app.extensions["settings"]
    return found


def caseworkers() -> list[tuple[uuid.UUID, str]]:
    """The certified caseworkers of the unit, for a form to offer."""
    found = people.list_caseworkers(db.session(), current_actor())
    return [(person.account_id, person.name) for person in found]


def names(account_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The names of colleagues."""
    return people.names_of(db.session(), set(account_ids))
