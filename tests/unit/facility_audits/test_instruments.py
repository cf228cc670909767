"""Instruments: every file is whole, what was published stays, and faults are named."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla.core.errors import Conflict, Invalid, NotFound
from kla.facility_audits import instrument_checks, instrument_files, instrument_writing
from kla.facility_audits.instrument import Condition, Item
from kla.facility_audits.instrument_diff import Change, changes
from kla.facility_audits.types import FacilityKind

NAMES = instrument_files.names()
RBRA = instrument_files.load("rbra@2026-1")


def with_item(item: Item, instrument=RBRA):
    """The instrument with another item of the same id."""
    sections = [
        replace(one, items=tuple(item if old.id == item.id else old for old in one.items))
        for one in instrument.sections
    ]
    return replace(instrument, sections=tuple(sections))


def item_of(name: str) -> Item:
    return next(item for item in RBRA.items if item.id == name)


def faults_of(item: Item) -> list[tuple[str, str]]:
    return list(instrument_checks.faults(with_item(item)))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "rbra").mkdir()
    (tmp_path / "rbra" / "2026-1.toml").write_text(instrument_writing.write(RBRA))
    return tmp_path


def test_every_file_is_whole_and_as_published():
    assert list(instrument_files.faults()) == []


def test_every_file_is_published():
    assert set(instrument_files.digests()) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_written_instrument_reads_as_the_same(name):
    found = instrument_files.load(name)
    assert instrument_files.read(instrument_writing.write(found).encode()) == found


def test_the_published_maxima_of_schools_stand():
    for kind, minima in (("sra_dasar", 134), ("sra_menengah", 139)):
        found = instrument_files.load(f"{kind}@2026-1")
        assert [one.most for one in found.sections] == [115, 25, 25, 65, 45, 30]
        assert sum(item.most for item in found.items) == found.maximum == 305
        assert sum(item.least for item in found.items) == minima


def test_playgrounds_have_their_thirteen_groups():
    assert len(RBRA.sections) == 13


def test_no_wording_that_is_ours_passes_as_official():
    for name in NAMES:
        assert all(item.wording == "ours" for item in instrument_files.load(name).items)


@pytest.mark.parametrize(
    ("name", "change", "cause"),
    [
        ("s_cctv", {"text": {"id": "Kamera", "en": " "}}, "words-missing"),
        ("s_cctv", {"help": {"id": "Lihat"}}, "words-missing"),
        ("s_cctv", {"weight": 0}, "weight"),
        ("s_cctv", {"least": 6}, "least"),
        ("s_cctv", {"indicator": 25}, "indicator"),
        ("s_cctv", {"wording": "theirs"}, "origin"),
        (
            "l_bahaya",
            {"when": Condition(item="w_dalam", values=("yes",))},
            "condition-on-no-earlier-item",
        ),
        (
            "s_cctv",
            {"when": Condition(item="l_bahaya", values=("5",))},
            "condition-on-a-scored-item",
        ),
        ("s_cctv", {"when": Condition(item="w_dalam", values=("?",))}, "condition-on-no-answer"),
    ],
)
def test_a_fault_names_its_item(name, change, cause):
    assert faults_of(replace(item_of(name), **change)) == [(name, cause)]


def test_a_sum_that_differs_from_the_declared_one_is_a_fault():
    sra = instrument_files.load("sra_dasar@2026-1")
    first = sra.sections[0].items[0]
    found = list(instrument_checks.faults(with_item(replace(first, weight=2), sra)))
    assert ("kebijakan", "maximum-is-120-not-115") in found
    assert ("", "maximum-is-310-not-305") in found


def test_an_id_stands_once():
    sections = (*RBRA.sections, replace(RBRA.sections[0], code="again"))
    found = list(instrument_checks.faults(replace(RBRA, sections=sections)))
    assert ("l_bahaya", "twice") in found


def test_a_published_file_that_changes_is_found_and_not_published_again(folder):
    instrument_files.publish("rbra@2026-1", folder)
    assert list(instrument_files.faults(folder)) == []
    path = folder / "rbra" / "2026-1.toml"
    path.write_text(path.read_text() + "# another word\n")
    assert [one.cause for one in instrument_files.faults(folder)] == ["published-and-changed"]
    with pytest.raises(Conflict):
        instrument_files.publish("rbra@2026-1", folder)


def test_a_published_file_that_is_gone_is_found(folder):
    instrument_files.publish("rbra@2026-1", folder)
    (folder / "rbra" / "2026-1.toml").unlink()
    assert [one.cause for one in instrument_files.faults(folder)] == ["published-and-gone"]


def test_one_with_faults_is_not_published(folder):
    path = folder / "rbra" / "2026-1.toml"
    path.write_text(path.read_text().replace("indicator = 11", "indicator = 99"))
    with pytest.raises(Invalid):
        instrument_files.publish("rbra@2026-1", folder)
    assert not (folder / "published.toml").exists()


@pytest.mark.parametrize("name", ["", "rbra", "rbra@9999-9", "../rbra@2026-1", "rbra@2026-1\n"])
def test_an_unknown_name_is_not_found(name):
    with pytest.raises(NotFound):
        instrument_files.file_of(name)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_instrument_are_refused(data):
    with pytest.raises(Invalid):
        instrument_files.read(data)


def test_a_malformed_item_is_named():
    text = instrument_writing.write(RBRA).replace('text.id = "Ada tempat duduk', 'text = "Ada')
    with pytest.raises(Invalid):
        instrument_files.read(text.encode())
    text = instrument_writing.write(RBRA).replace('scale = "five_kinds"', 'scale = "none"')
    with pytest.raises(Invalid) as refused:
        instrument_files.read(text.encode())
    assert refused.value.field == "e_jenis"


def test_two_versions_are_compared_item_by_item():
    item = item_of("s_cctv")
    assert list(changes(RBRA, RBRA)) == []
    after = with_item(replace(item, text={"id": "Kamera", "en": "Cameras"}, weight=2, photo=False))
    assert list(changes(RBRA, after)) == [
        Change("reworded", "s_cctv"),
        Change("re-weighted", "s_cctv"),
        Change("changed", "s_cctv"),
    ]
    gone = replace(RBRA, sections=RBRA.sections[1:])
    assert {one.what for one in changes(RBRA, gone)} == {"removed"}
    assert {one.what for one in changes(gone, RBRA)} == {"added"}


def test_every_kind_of_facility_has_an_instrument_and_none_is_unknown():
    served = {kind for name in NAMES for kind in instrument_files.load(name).facility_kinds}
    assert served == set(FacilityKind)
