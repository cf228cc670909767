"""What is odd about a NIK or the number of a KK: said, and never a reason to refuse."""

from datetime import date

import pytest

from kla.cases.identity_numbers import Oddity, bare, check_kk, check_nik

TODAY = date(2026, 5, 1)
BOY = "6471011203140001"  # 12 March 2014, Balikpapan Timur
GIRL = "6471015203140002"  # the same day, 40 added


class TestNik:
    @pytest.mark.parametrize(
        "typed", ["", BOY, GIRL, "6471 0112 0314 0001", "64.71.01-120314-0001"]
    )
    def test_a_plausible_number_has_nothing_odd(self, typed):
        assert check_nik(typed, today=TODAY) == []

    @pytest.mark.parametrize(
        ("typed", "odd"),
        [
            ("647101120314000", Oddity.LENGTH),
            ("64710112031400011", Oddity.LENGTH),
            ("647101120314000l", Oddity.NOT_DIGITS),
            ("٦٤٧١٠١١٢٠٣١٤٠٠٠١", Oddity.NOT_DIGITS),
            ("2071011203140001", Oddity.PROVINCE),
            ("6400011203140001", Oddity.REGENCY),
            ("6470011203140001", Oddity.REGENCY),
            ("6480011203140001", Oddity.REGENCY),
            ("6471071203140001", Oddity.DISTRICT),
            ("6402001203140001", Oddity.DISTRICT),
            ("6471013203140001", Oddity.DATE),
            ("6471017203140001", Oddity.DATE),
            ("6471011213140001", Oddity.DATE),
            ("6471010000140001", Oddity.DATE),
            ("6471011203140000", Oddity.SERIAL),
        ],
    )
    def test_each_oddity_is_named(self, typed, odd):
        assert check_nik(typed, today=TODAY) == [odd]

    def test_a_leap_day_needs_a_leap_year_in_either_century(self):
        assert check_nik("6471012902000001", today=TODAY) == []
        assert check_nik("6471012902010001", today=TODAY) == [Oddity.DATE]

    def test_a_year_to_come_is_read_as_of_the_last_century(self):
        assert check_nik("6471011203600001", today=TODAY) == []

    def test_it_is_held_against_the_day_of_birth(self):
        assert check_nik(BOY, born=date(2014, 3, 12), today=TODAY) == []
        assert check_nik(BOY, born=date(2013, 3, 12), today=TODAY) == [Oddity.BORN_DIFFERS]
        assert check_nik(GIRL, born=date(2014, 3, 12), sex="P", today=TODAY) == []

    @pytest.mark.parametrize(("number", "sex"), [(BOY, "P"), (GIRL, "L")])
    def test_it_is_held_against_the_sex(self, number, sex):
        assert check_nik(number, sex=sex, today=TODAY) == [Oddity.SEX_DIFFERS]

    def test_several_oddities_are_all_said(self):
        found = check_nik("2071015203140000", born=date(2010, 1, 1), sex="L", today=TODAY)
        assert found == [
            Oddity.PROVINCE,
            Oddity.SERIAL,
            Oddity.BORN_DIFFERS,
            Oddity.SEX_DIFFERS,
        ]

    def test_no_warning_holds_the_number(self):
        assert BOY[:6] not in repr(check_nik("99" + BOY[2:], today=TODAY))


class TestKk:
    def test_its_day_is_one_of_recording(self):
        assert check_kk("6471010504190007", today=TODAY) == []

    def test_nothing_is_added_to_its_day(self):
        assert check_kk(GIRL, today=TODAY) == [Oddity.DATE]

    def test_its_form_is_checked_too(self):
        assert check_kk("6471", today=TODAY) == [Oddity.LENGTH]


def test_blanks_and_dots_say_nothing():
    assert bare(" 6471.0112-0314 0001 ") == BOY
