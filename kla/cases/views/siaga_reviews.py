"""Emergency access, looked at afterwards by the supervisor."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kla.access.policy import Permission
from kla.cases.forms import siaga as words
from kla.cases.forms.siaga import ReviewSiagaForm
from kla.cases.services import siaga_reviews
from kla.cases.types import due_state
from kla.cases.views import bp
from kla.cases.views.answers import attempt
from kla.core import clock
from kla.extensions import db
from kla.web.guard import current_actor, requires


@bp.get("/siaga/reviews")
@requires(Permission.SIAGA_REVIEW)
def list_siaga_reviews() -> str:
    now = clock.now()
    lines = siaga_reviews.list_reviews(db.session(), current_actor())
    return render_template(
        "cases/siaga/reviews.html",
        lines=[(line, due_state(line.review_by, now) if line.review_by else "") for line in lines],
        words=words,
    )


@bp.get("/siaga/<uuid:request_id>/review")
@requires(Permission.SIAGA_REVIEW)
def ask_review_siaga(request_id: uuid.UUID) -> str:
    return _page(ReviewSiagaForm(formdata=None), request_id)


@bp.post("/siaga/<uuid:request_id>/review")
@requires(Permission.SIAGA_REVIEW)
def review_siaga(request_id: uuid.UUID) -> ResponseReturnValue:
    form, actor, session = ReviewSiagaForm(), current_actor(), db.session()
    if not attempt(
        form, lambda: siaga_reviews.review(session, actor, request_id, form.to_command())
    ):
        return _page(form, request_id), 422
    flash(_("Penilaian tersimpan."), "success")
    return redirect(url_for(".list_siaga_reviews"), 303)


def _page(form: ReviewSiagaForm, request_id: uuid.UUID) -> str:
    line = siaga_reviews.get_review(db.session(), current_actor(), request_id)
    return render_template("cases/siaga/review.html", form=form, line=line)
