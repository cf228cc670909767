"""Posters that lead to the public's door, for everybody who has an account and a wall."""

from flask import Response, abort, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from kla.access.policy import Permission
from kla.public_reports import posters
from kla.public_reports.forms.poster import PosterForm
from kla.public_reports.posters import Audience
from kla.public_reports.views import desk
from kla.web.guard import requires

PLACES = {Audience.CHILD: "door.ask_child", Audience.ALL: "door.home"}


@desk.get("/reports/posters")
@requires(Permission.HOME)
def ask_poster() -> str:
    return _page(PosterForm())


@desk.post("/reports/posters")
@requires(Permission.HOME)
def make_poster() -> ResponseReturnValue:
    form = PosterForm()
    if not form.validate():
        return _page(form), 422
    audience, paper, language = form.chosen()
    address = _address(audience, language)
    pdf = posters.poster(audience, paper, language, address, current_app.extensions["hotlines"])
    return _file(pdf, "application/pdf", f"poster-{audience}-{paper}-{language}.pdf")


@desk.get("/reports/posters/<string:audience>.svg")
@requires(Permission.HOME)
def give_code(audience: str) -> Response:
    """The QR code alone, for a poster that somebody designs."""
    if audience not in set(Audience):
        abort(404)
    svg = posters.qr_svg(_address(Audience(audience)))
    return _file(svg, "image/svg+xml", f"qr-{audience}.svg")


def _page(form: PosterForm) -> str:
    return render_template(
        "public_reports/desk/posters.html",
        form=form,
        audiences=Audience,
        line=_line(),
    )


def _line() -> str:
    """A link for the page of another site, as its source: it is shown, not followed."""
    link = Markup('<a href="{}" rel="noreferrer">{}</a>')
    return str(link.format(_address(Audience.ALL), _("Lapor: anak disakiti")))


def _address(audience: Audience, language: str = "") -> str:
    chosen = {"bahasa": "en"} if language == "en" else {}
    return url_for(PLACES[audience], _external=True, **chosen)


def _file(content: bytes, kind: str, name: str) -> Response:
    answer = Response(content, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
