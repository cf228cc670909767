"""Emergency access, read by auditors."""

import uuid

from flask import render_template, request, url_for

from kla.access.policy import Permission
from kla.cases.forms import siaga as words
from kla.cases.services import siaga_oversight
from kla.cases.views import bp
from kla.extensions import db
from kla.web.guard import current_actor, requires

LAST_PAGE = 1_000_000


@bp.get("/siaga/oversight")
@requires(Permission.SIAGA_OVERSEE)
def list_siaga_oversight() -> str:
    page = min(request.args.get("page", 1, type=int), LAST_PAGE)
    found = siaga_oversight.list_requests(db.session(), current_actor(), page)
    return render_template(
        "cases/siaga/oversight.html",
        found=found,
        newer=_address(found.page - 1) if found.page > 1 else "",
        older=_address(found.page + 1) if found.page < found.pages else "",
        words=words,
    )


@bp.get("/siaga/<uuid:request_id>/reason")
@requires(Permission.SIAGA_OVERSEE)
def read_siaga_reason(request_id: uuid.UUID) -> str:
    line = siaga_oversight.read_reason(db.session(), current_actor(), request_id)
    return render_template("cases/siaga/reason.html", line=line, words=words)


def _address(page: int) -> str:
    return url_for(".list_siaga_oversight", page=page)
