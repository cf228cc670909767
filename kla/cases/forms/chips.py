"""What narrows a list now, as words, each of which can be taken away."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from kla.cases.forms import labels, words
from kla.cases.forms.fields import kelurahan_name
from kla.cases.forms.listing import RANGES, SEVERAL, kecamatan_names
from kla.cases.services.reach import ALL_ACTIVE
from kla.cases.types import CaseState, ListFilter

Chip = tuple[str, str]


def chips_of(wanted: ListFilter, people: Mapping[str, str]) -> list[Chip]:
    """The name of each part that narrows the list, with what it says; `people` are caseworkers."""
    said = dict(wanted)
    found = [(name, _say(name, value, people)) for name, value in said.items() if _alone(name)]
    for name in RANGES:
        first, last = said.get(f"{name}_from"), said.get(f"{name}_to")
        if first or last:
            found.append((name, _range(name, first, last)))
    return found


def parts_of(name: str) -> tuple[str, ...]:
    """The fields that go when a chip is taken away."""
    return (f"{name}_from", f"{name}_to") if name in RANGES else (name,)


def _alone(name: str) -> bool:
    return name.removesuffix("_from").removesuffix("_to") not in RANGES


def _say(name: str, value: Any, people: Mapping[str, str]) -> str:  # noqa: ANN401 -- any part
    if name in SEVERAL:
        label, names = SEVERAL[name]
        return _several(label, (names.get(one, one) for one in value))
    say: dict[str, Callable[[Any], object]] = {
        "query": lambda query: _("Cari: %(query)s", query=query),
        "state": _state,
        "worker": lambda one: people.get(one, _("Petugas")),
        "overdue": lambda _yes: _("Terlambat"),
        "due": lambda _week: _("Jatuh tempo dalam tujuh hari"),
        "kecamatan": lambda codes: _several(
            _("Kecamatan"), (kecamatan_names().get(one, one) for one in codes)
        ),
        "kelurahan": lambda codes: _several(_("Kelurahan"), map(kelurahan_name, codes)),
        "sex": lambda sex: _("Korban: %(sex)s", sex=words.SEXES.get(sex, sex)),
        "guardian": lambda _yes: _("Terlapor orang tua atau wali"),
        "danger": lambda _yes: _("Dalam bahaya saat dilaporkan"),
    }
    return str(say[name](value))


def _several(label: object, names: Iterable[object]) -> str:
    return f"{label}: {', '.join(str(one) for one in names)}"


def _state(value: str) -> str:
    if value == ALL_ACTIVE:
        return str(_("Semua yang berjalan"))
    return str(labels.STATES[CaseState(value)])


def _range(name: str, first: date | None, last: date | None) -> str:
    label = _("Diterima") if name == "received" else _("Kejadian")
    days = {"first": _day(first), "last": _day(last), "label": label}
    if first and last:
        return str(_("%(label)s %(first)s sampai %(last)s", **days))
    if last:
        return str(_("%(label)s sampai %(last)s", **days))
    return str(_("%(label)s sejak %(first)s", **days))


def _day(day: date | None) -> str:
    return str(format_date(day, "medium")) if day else ""
