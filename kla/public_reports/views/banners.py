"""What the first pages say of reports that wait: how many, and nothing of what they say."""

from collections.abc import Iterator

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from kla.access.policy import Actor, Permission
from kla.extensions import db
from kla.public_reports.services import case_talks, desk, quota
from kla.web.banners import Banner


def banners_of(actor: Actor) -> Iterator[Banner]:
    """How many reports wait at the desk, and in how many cases of theirs a reporter wrote."""
    if actor.may(Permission.REPORT_TRIAGE):
        yield from _at_the_desk(actor)
    if actor.may(Permission.CASE_READ):
        yield from _in_cases(actor)


def _at_the_desk(actor: Actor) -> Iterator[Banner]:
    if count := desk.late(db.session(), actor):
        text = ngettext(
            "%(num)d laporan masyarakat lewat batas waktu dan belum dibaca.",
            "%(num)d laporan masyarakat lewat batas waktu dan belum dibaca.",
            count,
        )
        yield Banner("bad", text, url_for("report_desk.queue"), _("Baca"))
    if count := desk.waiting(db.session(), actor):
        text = ngettext(
            "%(num)d laporan masyarakat menunggu dibaca.",
            "%(num)d laporan masyarakat menunggu dibaca.",
            count,
        )
        yield Banner("bad", text, url_for("report_desk.queue"), _("Baca"))
    if quota.room(db.session(), current_app.extensions["settings"]).is_nearly_full:
        text = _("Tempat untuk laporan masyarakat hampir penuh. Baca yang terlama lebih dulu.")
        yield Banner("bad", text, url_for("report_desk.queue"), _("Baca"))


def _in_cases(actor: Actor) -> Iterator[Banner]:
    count, first = case_talks.waiting(db.session(), actor)
    if first is not None:
        text = ngettext(
            "%(num)d pelapor menulis lagi dalam kasus Anda.",
            "%(num)d pelapor menulis lagi dalam kasus Anda.",
            count,
        )
        url = url_for("cases.show", case_id=first, _anchor="talks")
        yield Banner("warn", text, url, _("Baca"))
