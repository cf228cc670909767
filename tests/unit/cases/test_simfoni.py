"""The sheet for the ministry's register: what is said, in which words; nothing is guessed."""

import pytest

from kla.cases import simfoni, vocabulary
from kla.cases.simfoni import Mark, sheet, snapshot
from kla.cases.simfoni.sheet import Lack, Source
from kla.cases.types import CaseState, SectionName

S = SectionName
# The lists of ours that the sheet translates; what the ministry has no word for is written down.
TRANSLATED = {
    *("kinds", "places", "relations", "reporters", "kanal", "kewenangan", "sexes", "education"),
    *("work", "marital", "religions", "citizenship", "disabilities", "closure_reasons"),
}
WITHOUT_A_WORD = {
    "services": {"penjangkauan", "penampungan"},
    "citizenship": {"tanpa"},
    "states": {"referred", "transferred", "insufficient", "merged"},
}


def places(code: str) -> tuple[str, str]:
    return ("", "") if code == "luar" else ("Balikpapan Timur", f"Kelurahan {code[-4:]}")


def core(**changed):
    values = {
        "received_at": "2026-10-05T17:30:00+00:00",
        "kanal": "langsung",
        "relation": "keluarga",
        "anonymous": False,
        "reporter_name": "Pak Contoh",
        "reporter_phone": "0800-000-000",
        "happened_on": "2026-10-04",
        "place": "sekolah",
        "address": "Jl. Rekaan 1",
        "kelurahan": "64.71.01.1001",
        "chronology": "Rekaan.",
    }
    return values | changed


def victim(**changed):
    values = {"person": "a1", "name": "Siti Contohwati", "sex": "P", "age": 12, "born": ""}
    return values | {"kelurahan": "64.71.01.1001", "address": "Gang Rekaan 2"} | changed


def case(**changed) -> Source:
    contents = {
        S.CORE: core(),
        S.PERSONS: {
            "victims": [victim()],
            "perpetrators": [{"person": "b1", "relation": "guru", "name": "Joko Rekaan"}],
        },
        S.SUMMARY: {"primary": "fisik", "kinds": ["fisik", "psikis"]},
        S.IDENTIFICATION: {"kewenangan": "daerah"},
    }
    contents |= {S(name): content for name, content in changed.items()}
    return Source("2610-AAAA-AAAA", "assessment", contents)


def written(source: Source):
    return sheet.write(sheet.take(source), places)


def block(source: Source, code: str):
    return next(one for one in written(source) if one.code == code)


def values(source: Source, where: str) -> list[tuple[str, Lack]]:
    code, name = where.split(".")
    line = next(one for one in block(source, code).lines if one.field.code == name)
    return [(one.text, one.lack) for one in line.values]


def said(source: Source, where: str) -> list[str]:
    return [text for text, _ in values(source, where)]


class TestWords:
    @pytest.mark.parametrize("name", sorted(TRANSLATED))
    def test_every_code_of_ours_is_translated_or_known_to_have_no_word(self, name):
        words = simfoni.words(name)
        assert set(words.items) == set(vocabulary.labels(name))
        empty = {code for code, word in words.items.items() if not word}
        assert empty == WITHOUT_A_WORD.get(name, set())

    def test_every_service_is_translated_or_known_to_have_no_word(self):
        words = simfoni.words("services")
        assert set(words.items) == vocabulary.services()
        empty = {code for code, word in words.items.items() if not word}
        assert empty == WITHOUT_A_WORD["services"]

    def test_every_stage_is_translated_or_known_to_have_no_word(self):
        words = simfoni.words("states")
        assert set(words.items) == set(CaseState)
        assert {code for code, word in words.items.items() if not word} == WITHOUT_A_WORD["states"]

    def test_every_field_is_written_in_a_known_way(self):
        styles = {one.style for plan in simfoni.blocks() for one in plan.fields}
        for style in styles:
            assert simfoni.words(style) or style in sheet._STYLES

    @pytest.mark.parametrize(
        ("age", "band"),
        [
            (0, "0-5"),
            (5, "0-5"),
            (6, "6-12"),
            (13, "13-17"),
            (17, "13-17"),
            (18, "18-24"),
            (99, "60+"),
        ],
    )
    def test_an_age_belongs_to_one_group(self, age, band):
        assert simfoni.age_band(age) == band

    def test_groups_of_ages_leave_no_gap(self):
        assert all(simfoni.age_band(age) for age in range(121))

    def test_what_one_kabupaten_added_is_marked(self):
        words = simfoni.words("places")
        assert words.mark_of("daring") is Mark.UNCONFIRMED
        assert words.mark_of("sekolah") is Mark.SEEN


class TestSheet:
    def test_blocks_stand_in_the_ministrys_order(self):
        codes = [one.code for one in written(case())]
        assert codes == ["aduan-1", "pelapor-1", "korban-1", "terlapor-1", "status-1"]

    def test_days_and_times_are_those_of_balikpapan(self):
        assert said(case(), "aduan-1.tanggal_lapor") == ["06-10-2026"]
        assert said(case(), "aduan-1.jam_lapor") == ["01:30"]
        assert said(case(), "aduan-1.tanggal_kejadian") == ["04-10-2026"]

    def test_several_kinds_have_a_row_each(self):
        assert said(case(), "aduan-1.bentuk") == ["Fisik", "Psikis"]

    def test_each_victim_has_a_block_with_a_number(self):
        two = {"victims": [victim(), victim(person="a2", name="Budi Contoh")]}
        found = [one for one in written(case(persons=two)) if one.code.startswith("korban")]
        assert [(one.code, one.label, one.ref) for one in found] == [
            ("korban-1", "Korban / klien 1", "a1"),
            ("korban-2", "Korban / klien 2", "a2"),
        ]

    def test_the_block_on_trafficking_is_there_only_for_trafficking(self):
        summary = {"primary": "tppo", "kinds": ["tppo"]}
        extra = {"extra": {"route": "Samarinda - Balikpapan"}}
        codes = [one.code for one in written(case(summary=summary))]
        assert codes.index("tppo-1") == codes.index("terlapor-1") + 1
        assert said(case(summary=summary, simfoni=extra), "tppo-1.rute") == [
            "Samarinda - Balikpapan"
        ]

    def test_only_services_that_were_given_are_told(self):
        given = [
            {"entry": "e1", "kind": "kesehatan", "given_on": "2026-10-08", "status": "delivered"},
            {"entry": "e2", "kind": "kesehatan", "given_on": "2026-10-09", "status": "planned"},
            {"entry": "e3", "kind": "penampungan", "given_on": "2026-10-09"},
        ]
        source = case(services={"given": given})
        assert said(source, "layanan-1.jenis") == ["Kesehatan"]
        assert values(source, "layanan-2.jenis") == [("", Lack.NO_WORD)]
        assert "layanan-3" not in [one.code for one in written(source)]

    def test_the_age_is_worked_out_from_the_day_of_birth_on_the_day_of_the_report(self):
        born = {"victims": [victim(age=None, born="2013-10-07")]}
        assert said(case(persons=born), "korban-1.umur") == ["12"]
        assert said(case(persons=born), "korban-1.kelompok_umur") == ["6-12"]

    def test_what_nobody_wrote_is_missing_and_never_guessed(self):
        unknown = {"victims": [victim(age=None, sex="")]}
        for name in ("umur", "kelompok_umur", "kelamin", "agama", "pendidikan"):
            assert values(case(persons=unknown), f"korban-1.{name}") == [("", Lack.MISSING)]
        assert "korban-1.agama" in sheet.missing(written(case()))

    def test_a_place_outside_the_city_has_no_word(self):
        source = case(core=core(kelurahan="luar"))
        assert values(source, "aduan-1.kecamatan") == [("", Lack.NO_WORD)]

    def test_who_wishes_to_stay_unnamed_is_not_missing(self):
        unnamed = core(anonymous=True, reporter_name="", reporter_phone="")
        assert said(case(core=unnamed), "pelapor-1.anonim") == ["Ya"]
        assert values(case(core=unnamed), "pelapor-1.nama") == [("", Lack.ANONYMOUS)]

    def test_where_a_victim_is_stays_hidden_if_a_parent_is_suspected(self):
        family = {"victims": [victim(phone="0811")], "perpetrators": [{"relation": "orang_tua"}]}
        for name in ("alamat", "kelurahan", "kecamatan", "telepon"):
            assert values(case(persons=family), f"korban-1.{name}") == [("", Lack.WITHHELD)]
        assert said(case(persons=family), "korban-1.nama") == ["Siti Contohwati"]

    def test_an_address_that_is_a_safe_place_stays_hidden(self):
        safe = {"victims": [victim(address_hidden=True)]}
        assert values(case(persons=safe), "korban-1.alamat") == [("", Lack.WITHHELD)]

    def test_a_closure_that_waits_ends_nothing(self):
        ending = {"reason": "tujuan_tercapai", "decided_at": "2026-11-01T01:00:00+00:00"}
        assert said(case(closure=ending), "status-1.tanggal_selesai") == []
        ended = case(closure=ending | {"approved": True})
        assert said(ended, "status-1.tanggal_selesai") == ["01-11-2026"]
        assert said(ended, "status-1.alasan") == ["Tujuan layanan tercapai"]


def changes(before: Source, after: Source) -> list[tuple[str, str, tuple, tuple]]:
    kept = snapshot.of(sheet.take(before))
    found = snapshot.differences(kept, sheet.take(after))
    return [(one.block, one.field, one.before, one.now) for one in found]


class TestDifferences:
    def test_there_is_none_while_nothing_changed(self):
        assert changes(case(), case()) == []

    def test_a_corrected_value_is_told_with_both(self):
        after = case(core=core(place="daring"))
        assert changes(case(), after) == [("aduan:", "tempat", ("sekolah",), ("daring",))]

    def test_a_new_and_a_removed_victim_are_told(self):
        other = case(persons={"victims": [victim(person="a9")]})
        blocks = {one[0] for one in changes(case(), other)}
        assert {"korban:a1", "korban:a9", "terlapor:b1"} == blocks

    def test_people_in_another_order_are_the_same(self):
        two = [victim(), victim(person="a2")]
        assert changes(case(persons={"victims": two}), case(persons={"victims": two[::-1]})) == []

    def test_what_may_not_be_shown_any_more_is_no_difference(self):
        suspect = {"person": "b1", "relation": "guru", "name": "Joko Rekaan", "is_guardian": True}
        after = case(persons={"victims": [victim()], "perpetrators": [suspect]})
        assert changes(case(), after) == []
        assert changes(after, after) == []
        assert [one[1] for one in changes(after, case())] == ["alamat", "kecamatan", "kelurahan"]

    def test_a_field_that_a_newer_sheet_brings_is_no_difference(self):
        kept = snapshot.of(sheet.take(case()))
        kept["version"] = "2025-1"
        del kept["blocks"]["aduan:"]["tempat"]
        assert snapshot.differences(kept, sheet.take(case())) == []
        kept["version"] = simfoni.CURRENT
        assert [one.field for one in snapshot.differences(kept, sheet.take(case()))] == ["tempat"]
