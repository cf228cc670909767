"""The words of a timeline, and what it is narrowed to, as its address says."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from werkzeug.datastructures import MultiDict

from kla.cases.forms import consents, labels, referrals, words, words_people
from kla.cases.happenings import Entry, Kind
from kla.cases.timeline import USUAL, Wanted

_ = lazy_gettext
FURTHEST = 100_000

KINDS: dict[Kind, LazyString] = {
    Kind.REPORT: _("Laporan dan orang"),
    Kind.STAGE: _("Tahap"),
    Kind.ASSESSMENT: _("Asesmen"),
    Kind.RISK: _("Risiko"),
    Kind.PLAN: _("Rencana intervensi"),
    Kind.SERVICE: _("Layanan"),
    Kind.FOLLOW_UP: _("Pemantauan"),
    Kind.NOTE: _("Catatan"),
    Kind.FILE: _("Berkas"),
    Kind.TASK: _("Tugas"),
    Kind.REFERRAL: _("Rujukan"),
    Kind.CONFERENCE: _("Pembahasan kasus"),
    Kind.CONSENT: _("Persetujuan"),
    Kind.TEAM: _("Petugas dan akses"),
    Kind.EMERGENCY: _("Akses darurat"),
    Kind.COPY: _("Salinan berkas"),
    Kind.OTHER: _("Lainnya"),
    Kind.LOOK: _("Siapa yang melihat"),
}
LISTS: dict[str, Mapping[str, LazyString]] = {
    "risks": words.RISKS,
    "services": words.GIVEN,
    "service_states": labels.SERVICE_STATES,
    "contacts": words.CONTACTS,
    "referral_states": referrals.STATES,
    "consent_purposes": words_people.CONSENT_PURPOSES,
    "decisions": {str(one): label for one, label in consents.DECISIONS.items()},
    "closure_reasons": words.CLOSURE_REASONS,
    "sections": {str(one): label for one, label in labels.SECTIONS.items()},
    "states": {str(one): label for one, label in labels.STATES.items()},
}


def wanted_of(given: MultiDict[str, str]) -> Wanted:
    """What an address asks for. What it can't mean is left out, as if it were not there."""
    kinds = frozenset(Kind(one) for one in given.getlist("kind") if one in set(Kind))
    return Wanted(
        kinds=kinds or USUAL,
        who=given.get("who", ""),
        first=_day(given.get("first", "")),
        last=_day(given.get("last", "")),
    )


def skip_of(given: MultiDict[str, str]) -> int:
    """How many entries an address passes over."""
    return min(max(given.get("skip", 0, type=int), 0), FURTHEST)


def address_of(wanted: Wanted) -> dict[str, Any]:
    """The same as the parts of an address: codes, days and an id, never a word about anybody."""
    kinds = [] if wanted.kinds == USUAL else sorted(wanted.kinds)
    days = {"first": wanted.first, "last": wanted.last}
    said: dict[str, Any] = {n: one.isoformat() for n, one in days.items() if one}
    if kinds:
        said["kind"] = [str(one) for one in kinds]
    return said | ({"who": wanted.who} if wanted.who else {})


def head_of(entry: Entry) -> str:
    """What an entry is called."""
    found = labels.ACTIONS.get(entry.head) or labels.ABOUT.get(entry.head)
    return str(found or KINDS[entry.kind])


def details_of(entry: Entry) -> str:
    """The codes of an entry in words, on one line."""
    return " · ".join(filter(None, (_detail(name, value) for name, value in entry.details)))


def _detail(name: str, value: str) -> str:
    if name == "risks":
        return str(gettext("Risiko %(risk)s", risk=words.RISKS.get(value, value)))
    if name == "file":
        return str(gettext("Berkas %(number)s", number=value))
    return str(LISTS.get(name, {}).get(value, value))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
