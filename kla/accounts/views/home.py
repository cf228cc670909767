"""The first page after signing in: what to do next, for each role."""

from dataclasses import dataclass

from flask import current_app, render_template, url_for
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from flask_login import current_user

from kla.access.policy import Actor, Permission
from kla.accounts.forms.labels import CIRCLE_LABELS, ROLE_LABELS
from kla.accounts.services import admission, circles, own_account
from kla.accounts.views import bp
from kla.extensions import db
from kla.web.guard import requires


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a person may go and do."""

    endpoint: str
    permission: Permission
    label: LazyString
    text: LazyString


STEPS = (
    Step(
        "report_desk.queue",
        Permission.REPORT_TRIAGE,
        _("Laporan masuk"),
        _("Yang dikirim masyarakat, yang paling lama menunggu lebih dulu."),
    ),
    Step(
        "cases.ask_register",
        Permission.CASE_REGISTER,
        _("Daftarkan laporan"),
        _("Catat pengaduan yang baru masuk, sebelum rinciannya terlupa."),
    ),
    Step(
        "cases.tasks",
        Permission.CASE_LIST,
        _("Tugas"),
        _("Yang harus dikerjakan, yang paling mendesak lebih dulu."),
    ),
    Step(
        "cases.list_cases",
        Permission.CASE_LIST,
        _("Kasus"),
        _("Kasus yang menjadi bagian Anda."),
    ),
    Step(
        "cases.show_siaga",
        Permission.SIAGA_ASK,
        _("Akses darurat"),
        _("Membaca satu kasus yang tidak dapat menunggu, bersama dua petugas siaga."),
    ),
    Step(
        "cases.list_siaga_oversight",
        Permission.SIAGA_OVERSEE,
        _("Akses darurat"),
        _("Setiap akses darurat di semua unit: siapa, kapan, mengapa, dan hasil tinjauannya."),
    ),
    Step(
        "cases.show_retention",
        Permission.ERASURE_CONFIRM,
        _("Masa simpan"),
        _("Kasus yang masa simpannya berakhir, dan penghapusannya oleh dua orang."),
    ),
    Step(
        "cases.show_keys",
        Permission.KEYS_RENEW,
        _("Kunci"),
        _("Kunci kasus yang harus diperbarui."),
    ),
    Step(
        "accounts.admissions",
        Permission.ACCOUNT_ADMIT,
        _("Sahkan petugas"),
        _("Kunci petugas baru berlaku setelah Anda mencocokkan empat kata dengannya."),
    ),
    Step(
        "accounts.people",
        Permission.ACCOUNT_MANAGE,
        _("Akun"),
        _("Buat akun, beri kode aktivasi, nonaktifkan akun."),
    ),
    Step(
        "regions.show",
        Permission.REGION_READ,
        _("Wilayah"),
        _("Kecamatan dan kelurahan, dengan peta."),
    ),
    Step(
        "accounts.security",
        Permission.OWN_ACCOUNT,
        _("Keamanan saya"),
        _("Kata sandi, ponsel, dan perangkat tempat Anda masuk."),
    ),
)


@bp.get("/")
@requires(Permission.HOME)
def home() -> str:
    actor: Actor = current_user.actor
    if current_user.waits:
        words = own_account.words_of(current_user.unlocked.secrets)
        return render_template("accounts/home/waiting.html", words=words)
    return render_template(
        "accounts/home/home.html",
        steps=[(step, url_for(step.endpoint)) for step in STEPS if _may_follow(actor, step)],
        role=ROLE_LABELS[actor.role],
        waiting=_count_waiting(actor),
        missing=_missing_people(actor),
    )


def _missing_people(actor: Actor) -> list[LazyString]:
    """Who has to be admitted before a case can be registered."""
    if not _may_admit(actor):
        return []
    kinds = {name.partition(":")[0] for name in circles.missing_circles(db.session())}
    return [label for kind, label in CIRCLE_LABELS.items() if kind in kinds]


def _may_follow(actor: Actor, step: Step) -> bool:
    return step.endpoint in current_app.view_functions and actor.may(step.permission)


def _may_admit(actor: Actor) -> bool:
    return actor.may(Permission.ACCOUNT_ADMIT)


def _count_waiting(actor: Actor) -> int:
    return len(admission.list_waiting(db.session(), actor)) if _may_admit(actor) else 0
