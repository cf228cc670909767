"""Making the demo city from nothing: its keys, its people, then their cases."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.accounts.identity import office_of
from kla.accounts.services import directory, units
from kla.accounts.types import Office
from kla.cases.measures import published
from kla.cases.services import index, listing, saved_filters
from kla.cases.services.reach import ALL_ACTIVE
from kla.cases.types import ListFilter, Sorting
from kla.cases.types.filters import SaveFilter
from kla.cli import ceremony
from kla.cli.demo import registry, tellers
from kla.cli.demo.cast import CAST, SignIn
from kla.cli.demo.households import figures_of
from kla.cli.demo.offices import Founders, ceremony_seed, sign_ins
from kla.cli.demo.perform import Stage, build
from kla.cli.demo.plan import FRESH, City
from kla.cli.keys import load_directory
from kla.config import Settings, is_demo_instance
from kla.core import clock
from kla.core.db import Base
from kla.core.errors import Conflict, NotFound, Untrusted
from kla.extensions import db
from kla.regions import places
from kla.trail import append_only

SIGN_INS, MADE = "demo-sign-ins.json", "demo.json"
OLD_FILES = ("kla.toml", "pepper", "secret-key", "shred.db", "sessions.db", "trail-anchors.jsonl")

# What people of the demo keep as filters: whose, its name, what it asks for.
MORNINGS = (
    (
        "supervisor-1",
        "Risiko tinggi yang terlambat",
        ListFilter(risk=("tinggi",), overdue=True, order=Sorting.RISK),
    ),
    (
        "supervisor-1",
        "Belum ada persetujuan layanan",
        ListFilter(state=ALL_ACTIVE, lacking=("layanan",), order=Sorting.NEWEST),
    ),
    ("caseworker-1", "Anak di bawah enam tahun", ListFilter(ages=("0-5",))),
)
Done = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What kind of demo somebody asked for."""

    seed: int
    scale: int
    marker: str = ""

    @property
    def length(self) -> int:
        """How many people and reports that will be, for a bar of progress."""
        reports = figures_of(published()).complaints + len(FRESH)
        return len(CAST) + self.scale * reports


def make_city(app: Flask, settings: Settings, wish: Wish, done: Done) -> None:
    """Make all of it. The note that it is whole is written last: a demo broken off has none."""
    office = _settle(app, settings, wish.seed)
    session = db.session()
    actors = Founders(session, office, wish.seed).make_people(done)
    stage = Stage(session, actors, settings.files_path)
    _make_cases(stage, _city(settings, wish), wish.scale, done)
    _keep_filters(session, actors)
    tellers.tell(stage, office, wish.marker)
    registry.lay(stage, places.load(settings.region), wish.seed)
    if wish.marker:
        listing.list_cases(session, actors["supervisor-1"], ListFilter(query=wish.marker))
        session.commit()
    _write(settings.instance_path / SIGN_INS, [one.as_row() for one in sign_ins(wish.seed)])
    _write(settings.instance_path / MADE, {"seed": wish.seed, "scale": wish.scale})


def _keep_filters(session: Session, actors: Mapping[str, Actor]) -> None:
    """What a supervisor and a caseworker look at every morning, one press away."""
    for who, name, wanted in MORNINGS:
        saved_filters.save(session, actors[who], SaveFilter(name=name, wanted=wanted))
    session.commit()


def made(settings: Settings) -> dict[str, int] | None:
    """Seed and scale of the demo in this instance, or nothing where none was finished."""
    path = settings.instance_path / MADE
    if not path.exists():
        return None
    found: dict[str, int] = json.loads(path.read_text())
    return found


def known_sign_ins(settings: Settings) -> list[SignIn]:
    """How the people of this demo come in; nobody before it is made."""
    path = settings.instance_path / SIGN_INS
    rows = json.loads(path.read_text()) if path.exists() else []
    return [SignIn(**row) for row in rows]


def known_sign_in(settings: Settings, username: str) -> SignIn:
    """How one of them comes in. Raises `NotFound` for a stranger."""
    for one in known_sign_ins(settings):
        if one.username == username:
            return one
    raise NotFound


def make_room(settings: Settings) -> None:
    """Take away what a demo left that was broken off while it was made.

    Raises `Conflict` where the database is somebody else's: of another root, or of an office that
    this instance folder knows nothing of. Of that nothing is touched.
    """
    session = db.session()
    office = units.list_units(session)
    known = settings.has_keys and _is_founded_by(session, settings)
    session.rollback()
    if office and not known:
        raise Conflict(reason="founded")
    if is_demo_instance(settings):
        _clear(settings)


def _is_founded_by(session: Session, settings: Settings) -> bool:
    try:
        load_directory(session, settings).circle(directory.RECOVERY)
    except Untrusted:
        return False
    return True


def _clear(settings: Settings) -> None:
    with db.engine.begin() as connection:
        append_only.lift(connection)
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
        append_only.put(connection)
    for path in (*settings.files_path.iterdir(), *(settings.instance_path / n for n in OLD_FILES)):
        path.unlink(missing_ok=True)


def _settle(app: Flask, settings: Settings, seed: int) -> Office:
    """Hold the demo's key ceremony, and let the running application know its keys."""
    held = ceremony.hold(ceremony_seed(seed))
    settled = ceremony.settle(settings, held.public, demo=True)
    ceremony.write(settled)
    app.extensions["settings"] = settled
    office = app.extensions["office"] = office_of(app, settled)
    return office


def _city(settings: Settings, wish: Wish) -> City:
    kelurahan = {
        group.code: [place.code for place in group.kelurahan]
        for group in places.load(settings.region).kecamatan
    }
    figures = figures_of(published())
    return City(figures, kelurahan, clock.now(), seed=wish.seed, marker=wish.marker)


def _make_cases(stage: Stage, city: City, scale: int, done: Done) -> None:
    for part in range(scale):
        build(stage, city, part, done)
    supervisor = stage.actors["supervisor-1"]
    assert supervisor.unit_id is not None  # noqa: S101 -- certified for a unit
    index.fold(stage.session, supervisor, supervisor.unit_id)
    stage.commit()


def _write(path: Path, content: Any) -> None:  # noqa: ANN401 -- what JSON holds
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(content, file, indent=1)
