"""How a due time is said: late, soon, or in how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from kla.cases import clocks
from kla.cases.types import LATE, NO_DUE, SOON, TaskRow, due_state
from kla.cases.types.opened import SOON_HOURS
from kla.core import clock

DAY_H = 24
STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Due:
    """A due time with its state and words."""

    at: datetime | None
    state: str
    note: str


def of_task(task: TaskRow) -> Due | None:
    """The due time of a task: warned of in its own time, standing still where it is stopped."""
    if task.done is None and task.stopped is not None:
        return Due(task.stopped, STOPPED, "")
    return due_of(task.due, task.done, clocks.soon_hours(task.kind))


def due_of(at: datetime, done: datetime | None = None, soon_hours: int = SOON_HOURS) -> Due | None:
    """A due time for the page; nothing where nothing is due."""
    if at >= NO_DUE:
        return None
    now = clock.now()
    if done is not None:
        return Due(None, "done", "")
    state = due_state(at, now, soon_hours)
    if timedelta() <= now - at < timedelta(minutes=1):
        return Due(at, SOON, _("sekarang"))
    if state == LATE:
        return Due(at, state, _("lewat %(time)s", time=span(now - at)))
    return Due(at, state, _("%(time)s lagi", time=span(at - now)))


def span(length: timedelta) -> str:
    """A length of time in its largest unit."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return str(ngettext("%(num)d menit", "%(num)d menit", minutes))
    if minutes < 2 * DAY_H * 60:
        return str(ngettext("%(num)d jam", "%(num)d jam", minutes // 60))
    return str(ngettext("%(num)d hari", "%(num)d hari", minutes // (DAY_H * 60)))
