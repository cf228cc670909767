"""A code to hand to a person, shown once."""

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from kla.access.policy import Permission
from kla.accounts.types import Invitation
from kla.accounts.views import bp
from kla.web.guard import requires

INVITATION = "invitation"


def show_once(invitation: Invitation) -> Response:
    """Send the reader to the page with the code."""
    session[INVITATION] = {
        "username": invitation.username,
        "code": invitation.code,
        "expires_at": invitation.expires_at.isoformat(),
    }
    return redirect(url_for("accounts.invitation"), 303)


@bp.get("/invitation")
@requires(Permission.OWN_ACCOUNT)
def invitation() -> ResponseReturnValue:
    """The code is in nobody's login session but the one who made it, and leaves it here."""
    shown = session.pop(INVITATION, None)
    if shown is None:
        return redirect(url_for("accounts.home"), 303)
    return render_template("accounts/people/invitation.html", **shown)
