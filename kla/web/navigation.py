"""Which pages stand in the header, for whom."""

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from kla.access.policy import Permission
from kla.web.guard import actor_or_none

# endpoint, permission, label: in the order in which they are read.
PAGES: tuple[tuple[str, Permission, LazyString], ...] = (
    ("accounts.home", Permission.HOME, _("Beranda")),
    ("cases.tasks", Permission.CASE_LIST, _("Tugas")),
    ("report_desk.queue", Permission.REPORT_TRIAGE, _("Laporan masuk")),
    ("cases.list_cases", Permission.CASE_LIST, _("Kasus")),
    ("cases.list_simfoni", Permission.SIMFONI_ENTER, _("SIMFONI PPA")),
    ("cases.show_workload", Permission.WORKLOAD_READ, _("Beban kerja")),
    ("cases.ask_register", Permission.CASE_REGISTER, _("Lapor baru")),
    ("cases.show_siaga", Permission.SIAGA_ANSWER, _("Siaga")),
    ("cases.list_siaga_oversight", Permission.SIAGA_OVERSEE, _("Siaga")),
    ("accounts.admissions", Permission.ACCOUNT_ADMIT, _("Petugas")),
    ("accounts.people", Permission.ACCOUNT_MANAGE, _("Akun")),
    ("facilities.list_facilities", Permission.FACILITY_READ, _("Tempat")),
    ("regions.show", Permission.REGION_READ, _("Wilayah")),
)


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the header."""

    label: LazyString
    url: str
    current: bool
    count: int | None = None


def nav() -> list[NavItem]:
    """The entries that this person may follow."""
    actor = actor_or_none()
    if actor is None:
        return []
    return [
        NavItem(label, url_for(endpoint), request.endpoint == endpoint)
        for endpoint, permission, label in PAGES
        if endpoint in current_app.view_functions and actor.may(permission)
    ]
