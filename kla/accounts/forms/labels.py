"""What roles and states are called on the screen."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from kla.access.policy import Role
from kla.accounts.types import AccountState

ROLE_LABELS: dict[Role, LazyString] = {
    Role.INTAKE: _("Petugas pengaduan"),
    Role.CASEWORKER: _("Petugas kasus"),
    Role.SUPERVISOR: _("Penyelia"),
    Role.VOLUNTEER: _("Relawan"),
    Role.VERIFIER: _("Verifikator"),
    Role.OUTREACH: _("Petugas Puspaga"),
    Role.OPD: _("Kontributor OPD"),
    Role.LEADERSHIP: _("Pimpinan"),
    Role.STATISTICIAN: _("Petugas data"),
    Role.AUDITOR: _("Auditor"),
    Role.IT_ADMIN: _("Admin TI"),
    Role.SIAGA: _("Petugas siaga"),
}

STATE_LABELS: dict[AccountState, LazyString] = {
    AccountState.INVITED: _("Belum diaktifkan"),
    AccountState.WAITING: _("Menunggu pengesahan"),
    AccountState.READY: _("Aktif"),
    AccountState.ENDED: _("Nonaktif"),
}

STATE_KINDS: dict[AccountState, str] = {
    AccountState.INVITED: "neutral",
    AccountState.WAITING: "warn",
    AccountState.READY: "good",
    AccountState.ENDED: "bad",
}

# Circles by the first part of their name: who has to be there before a case can be opened.
CIRCLE_LABELS: dict[str, LazyString] = {
    "intake": _("Petugas pengaduan"),
    "supervision": _("Penyelia setiap unit"),
    "siaga_a": _("Petugas siaga kelompok A"),
    "siaga_b": _("Petugas siaga kelompok B"),
    "oversight": _("Auditor"),
}
