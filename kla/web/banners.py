"""What somebody has to be told on their first page, from whichever area knows it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Flask, current_app

from kla.access.policy import Actor
from kla.web.guard import actor_or_none

SOURCES = "banners"


@dataclass(frozen=True, slots=True)
class Banner:
    """A sentence that calls for attention, and where to go. Never a name in it."""

    kind: str
    text: str
    url: str
    label: str


Source = Callable[[Actor], Iterable[Banner]]


def add_source(app: Flask, source: Source) -> None:
    """Let an area put its banners on the first pages."""
    app.extensions.setdefault(SOURCES, []).append(source)
    app.jinja_env.globals["banners"] = banners


def banners() -> list[Banner]:
    """The banners for whoever is signed in."""
    actor = actor_or_none()
    sources: list[Source] = current_app.extensions.get(SOURCES, [])
    return [banner for source in sources for banner in source(actor)] if actor else []
