"""A list of facilities is read as it was meant, or the row goes back with what is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla.core.errors import Invalid
from kla.core.importing import RowStatus
from kla.facility_audits import identity, reading
from kla.facility_audits.types import FacilityKind, Point
from kla.regions import places

CITY = places.load("64.71")
HEAD = "kind,name,kelurahan,address,lat,lon,operator,code\n"
SCHOOL = "sekolah,SD Uji 1,Manggar,Jalan Uji 1,-1.2144,116.9377,Dinas Uji,1001\n"


def rows(text, encoding="utf-8"):
    return reading.read_list(text.encode(encoding), CITY)


def problems(text):
    (row,) = rows(text)
    assert row.status is RowStatus.REFUSED
    return [(one.column, one.code) for one in row.problems]


def line(**cells):
    whole = {"kind": "sekolah", "name": "SD Uji 1", "kelurahan": "Manggar"} | cells
    return HEAD + ",".join(f'"{whole.get(column, "")}"' for column in reading.COLUMNS) + "\n"


def test_a_whole_row_is_read():
    (row,) = rows(HEAD + SCHOOL)

    found = row.facility
    assert (found.kind, found.name, found.kelurahan) == (
        FacilityKind.SCHOOL,
        "SD Uji 1",
        "64.71.01.1001",
    )
    assert (found.point, found.code) == (Point(-1.2144, 116.9377), "1001")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_every_way_in_which_a_spreadsheet_exports_is_read(sign, encoding):
    text = f"Jenis{sign}Nama{sign}Kelurahan{sign}Lintang{sign}Bujur\r\n"
    text += f'PUSKESMAS{sign}Café Sehat{sign}MANGGAR{sign}"-1,2"{sign}"116,9"\r\n'

    (row,) = rows(text, encoding)

    assert row.facility.name == "Café Sehat"
    assert row.facility.point == Point(-1.2, 116.9)


@pytest.mark.parametrize("said", ["Manggar", "MANGGAR", "Kel. Manggar", "64.71.01.1001"])
def test_a_kelurahan_is_known_by_name_or_code(said):
    (row,) = rows(line(kelurahan=said))

    assert row.facility.kelurahan == "64.71.01.1001"


def test_a_kelurahan_is_known_in_both_spellings():
    for place in CITY.kelurahan:
        for name in (place.name, place.local):
            (row,) = rows(line(kelurahan=name))
            assert row.facility.kelurahan == place.code


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({"kind": ""}, ("kind", "missing")),
        ({"kind": "kantor"}, ("kind", "unknown-kind")),
        ({"name": ""}, ("name", "missing")),
        ({"name": "..."}, ("name", "no-name")),
        ({"name": "a" * 201}, ("name", "too-long")),
        ({"name": "a\x07b"}, ("name", "control-characters")),
        ({"kelurahan": ""}, ("kelurahan", "missing")),
        ({"kelurahan": "Kelurahan Antah"}, ("kelurahan", "unknown-kelurahan")),
        ({"lat": "-1.2"}, ("lon", "point-incomplete")),
        ({"lat": "utara", "lon": "116"}, ("lat", "no-number")),
        ({"lat": "nan", "lon": "116"}, ("lat", "no-number")),
        ({"lat": "116.9", "lon": "-1.2"}, ("lat", "point-swapped")),
        ({"lat": "-1.2", "lon": "190"}, ("lon", "point-off-the-globe")),
        ({"lat": "1e999", "lon": "1"}, ("lat", "no-number")),
    ],
)
def test_what_is_wrong_is_said_with_its_column(cells, wrong):
    assert problems(line(**cells)) == [wrong]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty-file"),
        (HEAD.encode(), "empty-file"),
        (b"name,kelurahan\na,b\n", "column-missing"),
        (b"kind,name,nama,kelurahan\na,b,c,d\n", "column-twice"),
        (b"\xff\xfek\x00i\x00n\x00d\x00", "encoding"),
        (b"PK\x03\x04\x00\x00", "encoding"),
        (HEAD.encode() + b'sekolah,"never closed', "broken-file"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(content, reason):
    with pytest.raises(Invalid) as refused:
        reading.read_list(content, CITY)

    assert refused.value.reason == reason


def test_a_place_that_stands_twice_is_taken_once():
    first, second = rows(HEAD + SCHOOL + SCHOOL.replace("SD Uji 1", "sd  uji 1."))

    assert (first.status, second.status) == (RowStatus.OK, RowStatus.PRESENT)


def test_a_place_that_stands_twice_and_differs_goes_back():
    _, second = rows(HEAD + SCHOOL + SCHOOL.replace("Jalan Uji 1", "Jalan Lain 2"))

    assert second.status is RowStatus.REFUSED
    assert [one.code for one in second.problems] == ["twice-in-file"]


def test_refused_rows_come_back_as_they_were_once_corrected():
    (row,) = rows(line(name="=1+1 Uji", kelurahan="Antah"))

    again = reading.write_rows([(row.cells, "Kelurahan")]).decode("utf-8-sig")
    assert "'=1+1" in again  # no spreadsheet computes it

    (corrected,) = rows(again.replace("Antah", "Manggar"))
    assert corrected.facility.name == "=1+1 Uji"


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: (HEAD + text).encode()))
def test_whatever_is_sent_is_read_or_refused(content):
    try:
        found = reading.read_list(content, CITY)
    except Invalid:
        return
    assert all(row.facility or row.problems for row in found)


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text):
    assert identity.fold(identity.fold(text)) == identity.fold(text)
