"""The doctor: nothing to mend on a new installation, and each trouble named with its remedy."""

import dataclasses
import json
import os
import shutil
from collections import namedtuple
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from kla.cli.doctor import host, records
from kla.core import clock
from kla.extensions import db
from kla.trail import services as trail
from tests.databases import disarm_trail
from tests.integration.cli.conftest import run


def findings(app) -> dict[str, dict[str, str]]:
    """What the doctor found, by check, the worst of each."""
    rows = json.loads(run(app, "doctor", "--json").output)
    order = ["ok", "advice", "mend"]
    return {row["check"]: row for row in sorted(rows, key=lambda row: order.index(row["level"]))}


def with_settings(app, **values):
    app.extensions["settings"] = dataclasses.replace(app.extensions["settings"], **values)
    return app


class TestNewInstallation:
    def test_nothing_has_to_be_mended(self, begun):
        assert {row["level"] for row in findings(begun).values()} <= {"ok", "advice"}
        assert run(begun, "doctor").exit_code == 0

    def test_it_says_what_comes_next(self, begun):
        found = findings(begun)

        assert "first supervisor" in found["certificates"]["todo"]
        assert "intake" in found["circles"]["found"]

    def test_in_words_each_finding_has_its_remedy(self, bare):
        said = run(bare, "doctor")

        assert said.exit_code == 1
        assert "MEND   keys: missing" in said.output
        assert "-> Run `flask --app app init`" in said.output


class TestTrailGuards:
    def test_their_absence_is_to_be_mended(self, begun):
        with begun.app_context():
            disarm_trail(db.session())
            db.session.commit()

        found = findings(begun)["trail guards"]

        assert found["level"] == "mend"
        assert "trail_no_update" in found["found"]


class TestConfiguration:
    def test_keys_of_a_demo_outside_a_demo(self, begun):
        file = begun.extensions["settings"].public_file
        file.write_text("demo = true\n" + file.read_text())

        assert findings(begun)["configuration"]["level"] == "mend"

    def test_pages_without_https(self, begun):
        assert "HTTPS" in findings(with_settings(begun, https=False))["configuration"]["found"]

    def test_a_demo_is_called_one(self, begun):
        assert findings(with_settings(begun, demo=True))["configuration"]["level"] == "advice"

    def test_a_lost_pepper(self, begun):
        found = findings(with_settings(begun, pepper=b""))["keys"]

        assert (found["level"], "pepper" in found["found"]) == ("mend", True)


class TestTelephoneNumbers:
    def test_those_that_nobody_confirmed_for_a_year_are_to_be_called(self, begun):
        found = findings(begun)["telephone numbers"]

        assert (found["level"], "129" in found["found"]) == ("advice", True)

    def test_a_list_of_this_year_is_fine(self, begun):
        row = f'number = "112"\nname = {{ id = "a", en = "b" }}\nchecked = "{clock.now():%Y-%m}"'
        (begun.extensions["settings"].instance_path / "hotlines.toml").write_text(
            f"[[hotline]]\n{row}", encoding="utf-8"
        )

        assert findings(begun)["telephone numbers"]["level"] == "ok"


class TestHost:
    def test_files_that_others_can_read(self, begun):
        path = begun.extensions["settings"].public_file
        path.chmod(0o644)
        found = findings(begun)["permissions"]

        assert str(path) in found["found"]
        assert found["todo"].startswith("Run: chmod -R go-rwx")

    @pytest.mark.parametrize(
        ("free", "level"), [(10**12, "ok"), (10**9, "advice"), (10**6, "mend")]
    )
    def test_disk(self, begun, monkeypatch, free, level):
        usage = namedtuple("Usage", "total used free")
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**13, 0, free))

        assert findings(begun)["disk"]["level"] == level

    def test_the_stamps_of_make_are_no_trouble(self, begun):
        stamp = begun.extensions["settings"].instance_path / ".migrated"
        stamp.touch()
        stamp.chmod(0o644)

        assert findings(begun)["permissions"]["level"] == "ok"

    def test_a_clock_in_another_year(self, begun, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: datetime(1999, 1, 1, tzinfo=UTC))

        assert findings(begun)["clock"]["found"] == "the year is 1999"

    def test_a_clock_behind_its_own_files(self, begun):
        ahead = (datetime.now(UTC) + timedelta(hours=2)).timestamp()
        os.utime(begun.extensions["settings"].public_file, (ahead, ahead))

        assert "yet to come" in findings(begun)["clock"]["found"]

    def test_no_time_zones(self, begun, monkeypatch):
        def lacking(_name):
            raise host.ZoneInfoNotFoundError

        monkeypatch.setattr(host, "ZoneInfo", lacking)

        assert "tzdata" in json.dumps(json.loads(run(begun, "doctor", "--json").output))

    def test_a_lost_store_of_handles(self, begun):
        begun.extensions["settings"].shred_path.unlink()

        assert findings(begun)["shred store"]["level"] == "mend"

    def test_a_broken_store_of_handles(self, begun):
        begun.extensions["settings"].shred_path.write_bytes(b"not a database, whatever it was" * 99)

        assert "does not answer" in findings(begun)["shred store"]["found"]


class TestRecords:
    def test_a_database_of_another_version(self, begun):
        with begun.app_context():
            db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
            db.session.commit()

        found = findings(begun)["database"]
        assert "it is at version 0000" in found["found"]
        assert "db upgrade" in found["todo"]

    def test_a_database_that_does_not_answer(self, begun):
        nowhere = Session(create_engine("sqlite:////dev/null/kla.db"))
        found = next(records.database(nowhere, begun.extensions["settings"]))

        assert found.level == "mend"
        assert "it does not answer" in found.found

    def test_a_root_that_certified_nobody_here(self, new_instance, begun):
        from tests.integration.cli.conftest import codes_in
        from tests.integration.cli.test_init import come_in

        come_in(begun, "penyelia", codes_in(begun.extensions["said"].output)["penyelia"])
        assert findings(begun)["certificates"]["level"] == "ok"
        foreign = with_settings(begun, root_public_key=bytes(32))

        assert "do not lead to this root" in findings(foreign)["certificates"]["found"]

    def test_a_trail_that_was_cut(self, begun):
        line = {"seq": 500, "hash": "00" * 32}
        begun.extensions["settings"].anchors_path.write_text(json.dumps(line) + "\n")

        assert findings(begun)["trail"]["level"] == "mend"

    def test_a_trail_with_its_checkpoint(self, begun):
        with begun.app_context():
            seq, digest = trail.head(db.session())
            db.session.rollback()
        path = begun.extensions["settings"].anchors_path
        path.write_text(json.dumps({"seq": seq, "hash": digest.hex()}) + "\n")
        path.chmod(0o600)

        assert findings(begun)["trail"]["level"] == "ok"

    def test_a_journal_that_makes_readers_wait(self, begun):
        with create_engine("sqlite://").connect() as connection:
            found = next(records.write_ahead(Session(connection), begun.extensions["settings"]))

        assert (found.level, found.found) == ("mend", "the journal mode is memory")
