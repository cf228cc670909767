"""Somebody's tasks as a calendar file."""

from collections.abc import Iterable

from flask_babel import gettext as _

from kla.cases import icalendar
from kla.cases.forms import labels
from kla.cases.icalendar import Event
from kla.cases.services.agenda import Entry
from kla.core import clock

HOST = "kla.invalid"  # a name that no calendar looks up


def calendar_of(entries: Iterable[Entry]) -> bytes:
    """A file for any calendar: the kind of each task and the number of its case, nothing else."""
    events = [
        Event(f"{one.task_id}@{HOST}", one.due, f"{labels.TASKS[one.kind]} {one.number}")
        for one in entries
    ]
    return icalendar.calendar(events, str(_("Tugas KLA")), clock.now())
