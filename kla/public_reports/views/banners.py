"""What the first pages say of reports that wait: how many, and nothing of what they say."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from kla.access.policy import Actor, Permission
from kla.extensions import db
from kla.public_reports.services import desk
from kla.web.banners import Banner


def banners_of(actor: Actor) -> Iterator[Banner]:
    """How many reports nobody has read, or wait for an answer, for those who read them."""
    if not actor.may(Permission.REPORT_TRIAGE):
        return
    if count := desk.waiting(db.session(), actor):
        text = ngettext(
            "%(num)d laporan masyarakat menunggu dibaca.",
            "%(num)d laporan masyarakat menunggu dibaca.",
            count,
        )
        yield Banner("bad", text, url_for("report_desk.queue"), _("Baca"))
