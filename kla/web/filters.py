"""How days, moments and sizes are written on a page."""

from datetime import date, datetime

from flask import Flask
from flask_babel import format_date, format_datetime

from kla.core.clock import WITA

# Holds a day together, and a time with its zone, where a line on a phone is short.
GLUE = "\N{NO-BREAK SPACE}"


def day(value: date | str | None) -> str:
    """A day as "3 Mar 2026"; text is read as an ISO date; nothing stays empty."""
    if not value:
        return ""
    value = date.fromisoformat(value) if isinstance(value, str) else value
    return str(format_date(value, f"d{GLUE}MMM{GLUE}yyyy"))


def month(value: str | None) -> str:
    """A month such as "2031-11" as "November 2031"; nothing stays empty."""
    return str(format_date(date.fromisoformat(f"{value}-01"), "MMMM yyyy")) if value else ""


def moment(value: datetime | str | None) -> str:
    """A moment in Balikpapan's time as "3 Mar 2026, 14.05 WITA"."""
    if not value:
        return ""
    value = datetime.fromisoformat(value) if isinstance(value, str) else value
    local = value.astimezone(WITA)
    said = format_datetime(local, f"d{GLUE}MMM{GLUE}yyyy, HH.mm", rebase=False)
    return f"{said}{GLUE}WITA"


def weekday(value: date) -> str:
    """A day with its name as "Selasa, 3 Mar 2026"."""
    return str(format_date(value, f"EEEE, d{GLUE}MMM{GLUE}yyyy"))


def hour(value: datetime) -> str:
    """The time of a moment in Balikpapan as "14.05", under a heading that says the day."""
    return str(format_datetime(value.astimezone(WITA), "HH.mm", rebase=False))


def init_app(app: Flask) -> None:
    """Make the filters known to the templates."""
    app.jinja_env.filters["day"] = day
    app.jinja_env.filters["month"] = month
    app.jinja_env.filters["moment"] = moment
    app.jinja_env.filters["weekday"] = weekday
    app.jinja_env.filters["hour"] = hour
