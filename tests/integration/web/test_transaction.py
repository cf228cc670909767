"""A view that returns commits, one that raises does not, a GET may not write."""

import dataclasses
import uuid

import pytest
from flask import Flask, abort
from sqlalchemy import func, select

from kla import create_app
from kla.access.policy import Actor
from kla.core.errors import NotFound
from kla.extensions import db
from kla.trail import services as trail
from kla.trail.models import TrailCheckpoint, TrailEntry
from kla.web.guard import public
from kla.web.transaction import WriteOnRead


@pytest.fixture
def small(settings, tmp_path):
    """An app of its own with views that do what the test is about."""
    url = f"sqlite:///{tmp_path}/small.db"
    app = create_app(dataclasses.replace(settings, database_url=url, instance_path=tmp_path))
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    add_views(app)
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.engine.dispose()


def add_views(app: Flask) -> None:
    def write(seq: int) -> str:
        row = TrailCheckpoint(seq=seq, hash=b"h", signer_kid="k", sig=b"s")
        db.session.add(row)
        return "written"

    def write_and_fail() -> str:
        write(1)
        abort(409)

    def write_unit() -> str:
        from kla.accounts.models import Unit

        db.session.add(Unit(name="x"))
        db.session.flush()
        return "written"

    def look() -> str:
        trail.record(db.session(), None, "page.seen")
        return "seen"

    def look_and_fail() -> str:
        trail.record(db.session(), None, "page.seen")
        raise NotFound

    views = {"write": lambda: write(1), "write_and_fail": write_and_fail}
    for name, view in views.items():
        app.post(f"/{name}", endpoint=name)(public("a view of this test only")(view))
    for name, view in {"look": look, "look_and_fail": look_and_fail, "sly": write_unit}.items():
        app.get(f"/{name}", endpoint=name)(public("a view of this test only")(view))
    app.get("/silent", endpoint="silent")(lambda: "never")


def rows(app: Flask, model) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model))


def test_a_view_that_returns_commits(small):
    assert small.test_client().post("/write").status_code == 200
    assert rows(small, TrailCheckpoint) == 1


def test_a_view_that_raises_does_not(small):
    assert small.test_client().post("/write_and_fail").status_code == 409
    assert rows(small, TrailCheckpoint) == 0


def test_a_get_that_writes_is_a_fault(small):
    with pytest.raises(WriteOnRead):
        small.test_client().get("/sly")


def test_a_get_leaves_its_line_in_the_trail(small):
    assert small.test_client().get("/look").status_code == 200
    assert rows(small, TrailEntry) == 1


def test_a_look_that_fails_leaves_no_line(small):
    assert small.test_client().get("/look_and_fail").status_code == 404
    assert rows(small, TrailEntry) == 0


def test_a_view_that_says_nothing_is_closed_to_all_and_leaves_a_line(small):
    assert small.test_client().get("/silent").status_code == 403
    assert rows(small, TrailEntry) == 1


def test_a_post_without_a_token_changes_nothing(small):
    small.config["WTF_CSRF_ENABLED"] = True
    assert small.test_client().post("/write").status_code == 400
    assert rows(small, TrailCheckpoint) == 0


def test_an_actor_without_a_role_of_power_may_little():
    from kla.access.policy import Permission, Role

    dimas = Actor(uuid.uuid4(), Role.VOLUNTEER)
    assert [p for p in Permission if dimas.may(p)] == [
        Permission.OWN_ACCOUNT,
        Permission.FACILITY_READ,
        Permission.REGION_READ,
        Permission.HOME,
    ]
