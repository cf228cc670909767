"""What the forms are called in the list of drafts, and reading a draft as the page sends it."""

import json
import uuid

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from werkzeug.datastructures import MultiDict

from kla.cases.types.drafts import DraftPlace, Fields, SaveDraft
from kla.core.errors import Invalid

MOST_FIELDS = 2_000
FORMS: dict[str, LazyString] = {
    "cases.register": _("Laporan baru"),
    "report_desk.type_in": _("Ketik laporan"),
    "cases.change_report": _("Perbaikan laporan"),
    "cases.add_note": _("Catatan"),
    "cases.identify": _("Identifikasi"),
    "cases.assess": _("Asesmen"),
    "cases.write_plan": _("Rencana intervensi"),
    "cases.decide_plan": _("Keputusan rencana"),
    "cases.add_service": _("Layanan"),
    "cases.settle_service": _("Hasil layanan"),
    "cases.add_follow_up": _("Pemantauan"),
    "cases.propose_closure": _("Usulan penutupan"),
    "cases.decide_closure": _("Keputusan penutupan"),
    "cases.record_conference": _("Notulen pembahasan"),
    "cases.make_referral": _("Surat rujukan"),
    "cases.add_consent": _("Persetujuan"),
    "cases.score_risk": _("Penilaian risiko"),
}
OTHER = _("Formulir kasus")


def title_of(endpoint: str) -> LazyString:
    """What a form is called."""
    return FORMS.get(endpoint, OTHER)


def command_of(sent: MultiDict[str, str], place: DraftPlace) -> SaveDraft:
    """A draft as the page sends it. Raises `Invalid` for what no page of ours sends."""
    try:
        seen = int(sent.get("seen", ""))
        draft_id = uuid.UUID(sent.get("id", ""))
        fields = _fields(json.loads(sent.get("fields", "")))
    except (ValueError, RecursionError):
        raise Invalid("missing") from None
    if not 0 <= seen < 2**31 - 1:
        raise Invalid("missing")
    return SaveDraft(draft_id=draft_id, place=place, fields=fields, seen=seen)


def _fields(read: object) -> Fields:
    """Pairs of name and text, or `ValueError`."""
    if not isinstance(read, list) or len(read) > MOST_FIELDS:
        raise ValueError("no list")
    return tuple(_pair(one) for one in read)


def _pair(read: object) -> tuple[str, str]:
    match read:
        case [str(name), str(value)]:
            f"{name}{value}".encode()  # half a character can't be stored
            return name, value
    raise ValueError("no pair")
