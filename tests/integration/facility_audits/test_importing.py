"""A list goes in once; what is there stays, what can't go in comes back with its reason."""

import io
import json
import uuid

import pytest
from sqlalchemy import func, select

from kla.core.errors import Forbidden
from kla.core.importing import RowStatus
from kla.facility_audits import reading
from kla.facility_audits.models import Facility
from kla.facility_audits.services import facilities, importing
from kla.regions import places
from tests.factories_facilities import described

CITY = places.load("64.71")
LIST = """kind;name;kelurahan;address;lat;lon;operator;code
sekolah;SD Uji 1;Manggar;;;;;
sekolah;SD Uji 2;Lamaru;Jalan Uji;-1,17;116,95;;2002
rbra;Taman Uji;Antah;;;;;
puskesmas;Puskesmas Uji;Teritip;;;;;
"""
PATH = "/facilities/import"


def rows(text=LIST):
    return reading.read_list(text.encode(), CITY)


def count(session) -> int:
    return session.scalar(select(func.count()).select_from(Facility))


class TestRows:
    def test_looking_adds_nothing(self, session, vina):
        looked = importing.examine(session, vina, rows())

        assert count(session) == 0
        assert importing.counts(looked) == {
            "rows": 4,
            "added": 3,
            "present": 0,
            "differs": 0,
            "refused": 1,
        }

    def test_the_same_list_twice_adds_nothing_the_second_time(self, session, vina):
        first = importing.add_rows(session, vina, rows())
        again = importing.add_rows(session, vina, rows())

        assert (importing.counts(first)["added"], importing.counts(again)["present"]) == (3, 3)
        assert count(session) == 3

    def test_what_differs_is_said_and_not_overwritten(self, session, vina):
        importing.add_rows(session, vina, rows())
        other = LIST.replace("Jalan Uji", "Jalan Lain").replace("116,95", "116,96")

        looked = importing.add_rows(session, vina, rows(other))

        assert [one.column for one in looked[1].problems] == ["address", "point"]
        kept = facilities.find(session, vina).rows
        assert "Jalan Lain" not in {one.address for one in kept}

    def test_a_blank_cell_contradicts_nothing(self, session, vina):
        importing.add_rows(session, vina, rows())

        looked = importing.examine(session, vina, rows(LIST.replace("Jalan Uji", "")))

        assert looked[1].status is RowStatus.PRESENT

    def test_a_row_that_means_two_places_is_refused(self, session, vina):
        importing.add_rows(session, vina, rows())

        mixed = rows(LIST.replace("SD Uji 1;Manggar;;;;;", "SD Uji 1;Manggar;;;;;2002"))
        looked = importing.examine(session, vina, mixed)

        assert [one.code for one in looked[0].problems] == ["two-places"]

    def test_a_volunteer_imports_nothing(self, session, dimas):
        with pytest.raises(Forbidden):
            importing.examine(session, dimas, rows())


class TestPages:
    @pytest.fixture
    def visitor(self, app, cast):
        return cast.browser(app, "vina")

    def send(self, visitor, text=LIST):
        visitor.get(PATH)
        return visitor.post(PATH, {"file": (io.BytesIO(text.encode()), "daftar.csv")})

    def test_looked_at_then_taken_in(self, session, visitor):
        assert self.send(visitor).status_code == 200
        assert "Akan ditambahkan: 3" in visitor.text()
        assert count(session) == 0

        visitor.post(f"{PATH}/run", {})

        assert "Selesai: 3 tempat ditambahkan." in visitor.text()
        assert count(session) == 3

    def test_refused_rows_come_back_to_be_corrected(self, session, visitor):
        self.send(visitor)

        back = visitor.get(f"{PATH}/refused")

        assert reading.read_list(back.data.replace(b"Antah", b"Sepinggan"), CITY)[0].facility
        assert "Kelurahan ini tidak ada" in back.data.decode("utf-8-sig")

    def test_a_file_that_is_none_is_said_beside_it(self, visitor):
        assert self.send(visitor, "a,b\n1,2\n").status_code == 422
        assert "Kolom kind, name, dan kelurahan harus ada" in visitor.text()

    def test_nothing_waits_until_something_was_sent(self, visitor):
        visitor.get(PATH)

        assert visitor.post(f"{PATH}/run", {}).status_code == 303
        assert visitor.get(f"{PATH}/refused").status_code == 404

    def test_a_form_sent_twice_and_one_that_is_stale(self, session, visitor):
        visitor.get("/facilities/new")
        sent = visitor.values() | {"kind": "sekolah", "name": "SD Uji 9", "status": "active"}
        sent |= {"kelurahan": "64.71.01.1001", "lat": "-1,2", "lon": "116,9"}
        for _twice in range(2):
            assert visitor.post("/facilities/new", sent).status_code == 303
        (one,) = session.scalars(select(Facility))
        path = f"/facilities/{one.id}/change"

        visitor.get(path)
        values = visitor.values() | {"kind": "sekolah", "kelurahan": one.kelurahan}
        values |= {"status": "active", "name": "SD Uji 9", "address": "Jalan Uji"}
        assert visitor.post(path, values).status_code == 303
        stale = visitor.post(path, values | {"name": "SD Lain"})

        assert stale.status_code == 409
        assert "baru saja diubah orang lain" in visitor.text()
        assert visitor.value("name") == "SD Lain"
        assert count(session) == 1

    def test_a_twin_is_led_to(self, session, vina, visitor):
        facilities.add(session, vina, twin := uuid.uuid4(), described())
        session.commit()
        visitor.get("/facilities/new")
        sent = visitor.values() | {"kind": "sekolah", "name": "SD UJI 1", "status": "active"}

        answer = visitor.post("/facilities/new", sent | {"kelurahan": "64.71.01.1001"})

        assert answer.status_code == 409
        assert f"/facilities/{twin}" in answer.text


class TestCommand:
    def run(self, app, *arguments):
        result = app.test_cli_runner().invoke(args=["facilities", "import", *map(str, arguments)])
        return result, json.loads(result.output.splitlines()[-1]) if result.exit_code == 0 else {}

    def test_counts_are_printed_and_refused_rows_written(self, app, session, tmp_path):
        file, rejects = tmp_path / "daftar.csv", tmp_path / "ditolak.csv"
        file.write_text(LIST, encoding="utf-8")

        _, looked = self.run(app, file, "--dry-run")
        assert (looked["added"], count(session)) == (3, 0)
        _, first = self.run(app, file, "--rejects", rejects)
        _, second = self.run(app, file)

        assert (first["rows"], first["added"], first["refused"]) == (4, 3, 1)
        assert (second["added"], second["present"]) == (0, 3)
        assert b"Antah" in rejects.read_bytes()

    def test_a_file_that_is_none_changes_nothing(self, app, session, tmp_path):
        file = tmp_path / "daftar.csv"
        file.write_bytes(b"\xff\xfe\x00")

        result, _ = self.run(app, file)

        assert result.exit_code != 0
        assert "bukan CSV" in result.output
        assert count(session) == 0

    def test_a_file_that_is_not_there(self, app, tmp_path):
        result, _ = self.run(app, tmp_path / "tidak-ada.csv")

        assert result.exit_code != 0
        assert "Traceback" not in result.output
