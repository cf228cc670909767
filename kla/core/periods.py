"""Months and years as the office counts them."""

from datetime import date


def month_of(day: date, years_later: int = 0) -> str:
    """The month of `day` as text, "2026-03", moved by whole years."""
    return f"{day.year + years_later:04d}-{day.month:02d}"
