"""What case work has to tell somebody on their first page."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from kla.access.policy import Actor, Permission
from kla.cases.services import drafts, erasure_list, renewal, siaga_reading, siaga_reviews
from kla.extensions import db
from kla.web.banners import Banner


def banners_of(actor: Actor) -> Iterator[Banner]:
    """Emergencies first; then secrets that wait; then drafts; then erasures to confirm."""
    session = db.session()
    if count := siaga_reviews.count_news(session, actor):
        text = ngettext(
            "%(num)d akses darurat ke kasus unit Anda.",
            "%(num)d akses darurat ke kasus unit Anda.",
            count,
        )
        yield _banner("bad", text, "cases.list_siaga_reviews")
    if count := sum(one.can_answer for one in siaga_reading.list_waiting(session, actor)):
        text = ngettext(
            "%(num)d permintaan akses darurat menunggu Anda.",
            "%(num)d permintaan akses darurat menunggu Anda.",
            count,
        )
        yield _banner("bad", text, "cases.show_siaga")
    if count := renewal.count_due(session, actor):
        text = ngettext("%(num)d kunci harus diperbarui.", "%(num)d kunci harus diperbarui.", count)
        yield _banner("warn", text, "cases.show_keys")
    if count := len(drafts.list_old(session, actor)):
        text = ngettext("%(num)d draf belum disimpan.", "%(num)d draf belum disimpan.", count)
        yield _banner("info", text, "cases.list_drafts")
    if count := _to_confirm(actor):
        text = ngettext(
            "%(num)d usulan penghapusan menunggu orang kedua.",
            "%(num)d usulan penghapusan menunggu orang kedua.",
            count,
        )
        yield _banner("info", text, "cases.show_retention")


def _to_confirm(actor: Actor) -> int:
    if not actor.may(Permission.ERASURE_CONFIRM):
        return 0
    return erasure_list.count_waiting(db.session(), actor)


def _banner(kind: str, text: str, endpoint: str) -> Banner:
    return Banner(kind, text, url_for(endpoint), _("Lihat"))
