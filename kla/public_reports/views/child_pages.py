"""A child tells: one question a page, forward and back, and nothing kept until it is sent."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from kla.public_reports.forms.child import CHECK, DANGER, STEPS, ChildForm
from kla.public_reports.views import door, gate
from kla.public_reports.views.door_pages import NOBODY, send
from kla.web.guard import public

BACK = "back"


@door.get("/halo/anak")
@public(NOBODY)
def ask_child() -> str:
    form = ChildForm(formdata=None)
    form.begin()
    return _question(form, STEPS[0])


@door.post("/halo/anak")
@public(NOBODY)
def child() -> ResponseReturnValue:
    form = ChildForm()
    form.code()  # a new one where none came along
    here = form.at
    if request.form.get("go") == BACK:
        return _question(form, STEPS[max(STEPS.index(here) - 1, 0)])
    if not form.holds(here):
        return _question(form, here), 422
    if here != CHECK:
        return _question(form, STEPS[STEPS.index(here) + 1])
    if wrong := form.first_wrong():
        return _question(form, wrong), 422
    status, done = send(form)
    return done if done else (_question(form, CHECK), status)


def _question(form: ChildForm, step: str) -> str:
    form.step.data = step
    gate.begin(form)
    return render_template(
        "public_reports/door/child.html",
        form=form,
        step=step,
        number=STEPS.index(step) + 1,
        many=len(STEPS),
        is_last=step == CHECK,
        in_danger=form.safe.data == DANGER,
    )
