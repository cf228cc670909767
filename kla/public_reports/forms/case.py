"""A report of the public in the form of a case: what fits is filled in, and all may be changed."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from kla.cases.forms import words
from kla.cases.forms.fields import LONGEST_LINE, LONGEST_NAME, LONGEST_TEXT, local
from kla.cases.forms.report import ReportForm
from kla.public_reports.types import Way

KANAL = "aplikasi"
OWN_WORDS: tuple[tuple[str, LazyString], ...] = (
    ("when", _("Waktu")),
    ("place", _("Tempat")),
    ("contact", _("Cara aman menghubungi pelapor")),
)


def filled(content: Mapping[str, Any], received: datetime) -> ReportForm:
    """The form of a new case with what a report says. The risk is for people to judge."""
    form = ReportForm(
        formdata=None,
        data={
            "kanal": KANAL,
            "immediate_danger": bool(content.get("in_danger")),
            "relation": "korban" if content.get("way") == Way.CHILD else "",
            "anonymous": True,
            "victims": [_victim(content)],
            "kinds": [one for one in content.get("kinds", ()) if one in words.KINDS],
            "address": _text(content, "place")[:LONGEST_LINE],
            "kelurahan": _text(content, "kelurahan"),
            "chronology": _chronology(content),
            "perpetrators": [_suspect(content)],
        },
    )
    form.begin()
    form.received_at.data = local(received)
    return form


def _victim(content: Mapping[str, Any]) -> dict[str, Any]:
    sex = _text(content, "sex")
    return {
        "name": _text(content, "victim")[:LONGEST_NAME],
        "sex": sex if sex in words.SEXES else "",
        "age": content.get("age"),
        "kelurahan": _text(content, "kelurahan"),
    }


def _suspect(content: Mapping[str, Any]) -> dict[str, Any]:
    relation = _text(content, "relation")
    return {
        "name": _text(content, "suspect")[:LONGEST_NAME],
        "relation": relation if relation in words.RELATIONS else "",
    }


def _chronology(content: Mapping[str, Any]) -> str:
    """The story, and behind it what has no field of its own, in the reporter's words."""
    return "\n".join([_text(content, "story"), *_more(content)])[:LONGEST_TEXT]


def _more(content: Mapping[str, Any]) -> Iterator[str]:
    for name, label in OWN_WORDS:
        if said := _text(content, name):
            yield f"{label}: {said}"


def _text(content: Mapping[str, Any], name: str) -> str:
    return str(content.get(name) or "")
