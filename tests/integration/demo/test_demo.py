"""The demo city is the published year, several times over, and tells nobody its marker."""

import json
import uuid
from collections import Counter

import pytest
from sqlalchemy import text

from kla.access.policy import Actor, Role
from kla.cases import measures
from kla.cases.services import listing
from kla.cases.types import ListFilter
from kla.cases.types.opened import VictimLine
from kla.cli import init_app
from kla.cli.demo import city, counting
from kla.cli.demo.cast import CAST
from kla.cli.demo.perform import ACTS
from kla.cli.demo.plan import plan_part
from kla.core.errors import NotFound
from kla.extensions import db
from kla.facility_audits.services import facilities
from tests.integration.demo.conftest import MARKER


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=["demo", *arguments])


def actor(app, username):
    who = city.known_sign_in(app.extensions["settings"], username)
    return counting.enter(db.session(), app.extensions["office"], who)


class TestMaking:
    def test_it_says_that_it_is_made_and_keeps_the_marker_to_itself(self, made):
        said = made.extensions["said"]

        assert said.exit_code == 0, said.output
        assert "The demo is made" in said.output
        assert MARKER not in said.output

    def test_names_bear_the_marker_where_only_a_key_reads_them(self, made):
        with made.app_context():
            supervisor = actor(made, "supervisor-1")
            found = listing.list_cases(db.session(), supervisor, ListFilter(query=MARKER))
            db.session.rollback()

        assert len(found.rows) == listing.PAGE

    def test_a_second_time_it_does_nothing_and_says_so(self, made):
        with made.app_context():
            before = number_of_cases()
        again = run(made, "--seed", "8")
        with made.app_context():
            after = number_of_cases()

        assert (again.exit_code, before) == (0, after)
        assert "nothing was changed" in again.output

    def test_the_screens_have_something_to_do(self, made):
        with made.app_context():
            query = text('SELECT state, count(*) FROM "case" GROUP BY state')
            states = dict(db.session.execute(query).all())
            late = db.session.scalar(text("SELECT count(*) FROM case_task WHERE done IS NULL"))
            db.session.rollback()

        assert {"intake", "identification", "assessment", "monitoring"} <= set(states)
        assert states["closed"] > 200
        assert late > 10

    def test_every_kelurahan_has_places_and_the_volunteer_some_of_them(self, made):
        with made.app_context():
            verifier, volunteer = actor(made, "verifier"), actor(made, "volunteer")
            all_of_them = facilities.find(db.session(), verifier)
            near = facilities.find(db.session(), volunteer)
            names = [one.name for one in all_of_them.rows]
            db.session.rollback()

        assert all_of_them.total >= 300
        assert 0 < near.total < 40
        assert all("(contoh)" in name for name in names)

    def test_all_that_colleagues_can_do_together_was_done(self, made):
        with made.app_context():
            wish = city.Wish(seed=7, scale=1)
            steps = plan_part(city._city(made.extensions["settings"], wish), 0)
            offers = db.session.scalar(text("SELECT count(*) FROM case_offer"))
            db.session.rollback()

        assert {type(step.act) for step in steps} >= set(ACTS)
        assert offers

    def test_the_public_told_something_and_one_report_is_a_part_of_a_case(self, made):
        with made.app_context():
            query = text("SELECT state, main_id IS NULL FROM report ORDER BY received")
            found = [tuple(row) for row in db.session.execute(query)]
            db.session.rollback()

        assert sorted(found) == sorted([("handed_over", 1), ("read", 1), ("read", 0), ("new", 1)])


class TestCheck:
    def test_it_counts_what_was_published_times_the_scale(self, made):
        said = run(made, "check")
        rows = json.loads(said.output)

        assert said.exit_code == 0
        assert [row["counted"] for row in rows] == [row["expected"] for row in rows]
        assert rows[0]["expected"] == 290
        assert list(rows[0]) == ["period", "unit", "breakdown", "category", "expected", "counted"]

    def test_it_ends_with_status_one_where_something_differs(self, made):
        note = made.extensions["settings"].instance_path / city.MADE
        kept = note.read_text()
        note.write_text(json.dumps({"seed": 7, "scale": 1}))
        said = run(made, "check")
        note.write_text(kept)

        assert said.exit_code == 1
        assert json.loads(said.output)[0]["counted"] == 290


class TestWelcome:
    def test_the_server_says_how_to_come_in(self, made, server, monkeypatch):
        folder = made.extensions["settings"].instance_path
        monkeypatch.setenv("KLA_INSTANCE_PATH", str(folder))
        said = server.welcome()

        assert all(one.passphrase in said for one in city.known_sign_ins(settings_of(made)))
        assert "demo code USERNAME" in said

    def test_the_sign_in_page_can_name_them(self, made):
        init_app(made)

        assert len(made.extensions["demo_sign_ins"]()) == len(CAST)


class TestMeasures:
    def test_whoever_has_no_unit_counts_nothing(self, made):
        with made.app_context(), pytest.raises(NotFound):
            measures.count(db.session(), Actor(uuid.uuid4(), Role.AUDITOR), "2025-01", "2025-07")

    @pytest.mark.parametrize(
        ("sex", "age", "group"),
        [
            ("P", 18, "girls"),
            ("P", 19, "women"),
            ("L", 18, "boys"),
            ("L", 19, "men"),
            ("P", None, "unknown"),
        ],
    )
    def test_groups_are_those_of_the_published_figures(self, sex, age, group):
        assert measures.group_of(VictimLine("x", sex, age, "lainnya")) == group


class TestSignIns:
    def test_there_is_somebody_of_each_role(self, made):
        people = json.loads(run(made, "sign-ins").output)
        roles = Counter(person["role"] for person in people)

        assert set(roles) == {role.value for role in Role}
        assert roles["caseworker"] == 2
        assert list(people[0]) == ["role", "username", "passphrase", "totp_secret"]

    @pytest.mark.parametrize("username", ["volunteer", "opd", "leadership", "supervisor-3"])
    def test_they_come_in(self, made, username):
        with made.app_context():
            came = actor(made, username)
            db.session.rollback()

        assert came.role in set(Role)

    def test_a_code_for_the_second_factor_is_six_digits(self, made):
        assert run(made, "code", "intake").output.strip().isdigit()

    def test_a_volunteer_needs_none(self, made):
        said = run(made, "code", "volunteer")

        assert said.exit_code == 1
        assert "without a second factor" in said.output


def settings_of(app):
    return app.extensions["settings"]


def number_of_cases() -> int:
    number = db.session.scalar(text('SELECT count(*) FROM "case"'))
    db.session.rollback()
    return number
