"""Panels that other areas put on the page of a case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app

from kla.access.policy import Actor
from kla.cases.types import CasePage

SOURCES = "case_panels"


@dataclass(frozen=True, slots=True)
class Panel:
    """A template, and what it reads under the name `panel_of`."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)


Source = Callable[[Actor, CasePage], Panel | None]


def add_panel(app: Flask, source: Source) -> None:
    """Let an area show something on the page of a case, to whoever may open the case."""
    app.extensions.setdefault(SOURCES, []).append(source)


def panels_of(actor: Actor, page: CasePage) -> list[Panel]:
    """What the areas above have to show about an opened case."""
    sources: list[Source] = current_app.extensions.get(SOURCES, [])
    return [panel for source in sources if (panel := source(actor, page)) is not None]
