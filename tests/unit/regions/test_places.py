"""The file of a city is complete and consistent, and its places are found by any spelling."""

from collections import Counter

import pytest

from kla.core.errors import NotReady
from kla.regions import places

CITY = places.load("64.71")


def test_balikpapan_has_six_kecamatan_and_thirty_four_kelurahan():
    sizes = {group.name.split()[-1]: len(group.kelurahan) for group in CITY.kecamatan}
    assert sizes == {"Timur": 4, "Barat": 6, "Utara": 6, "Tengah": 6, "Selatan": 7, "Kota": 5}


def test_every_code_starts_with_that_of_its_kecamatan_and_is_there_once():
    codes = [place.code for place in CITY.kelurahan]
    assert len(set(codes)) == len(codes)
    for group in CITY.kecamatan:
        assert group.code.startswith(f"{CITY.code}.")
        assert all(place.code.startswith(f"{group.code}.") for place in group.kelurahan)


def test_postal_codes_are_five_digits():
    assert all(
        len(place.postal_code) == 5 and place.postal_code.isdigit() for place in CITY.kelurahan
    )


def test_no_two_places_share_a_spelling():
    spellings = Counter(
        spelling
        for place in CITY.kelurahan
        for spelling in {places.fold(place.name), places.fold(place.local)}
    )
    assert max(spellings.values()) == 1


@pytest.mark.parametrize(
    "said",
    ["Sungainangka", "Sungai Nangka", "sungai nangka", "Kel. Sungai Nangka", " SUNGAINANGKA "],
)
def test_either_spelling_finds_the_place(said: str):
    assert CITY.find_kelurahan(said) == CITY.kelurahan_by_code("64.71.05.1010")


def test_a_name_that_begins_like_the_word_kelurahan_is_not_cut():
    assert places.fold("Kelapa Dua") == "kelapadua"


@pytest.mark.parametrize("said", ["", "Kelurahan", "Samarinda Seberang"])
def test_an_unknown_name_finds_nothing(said: str):
    assert CITY.find_kelurahan(said) is None


def test_a_code_leads_to_its_kecamatan():
    group = CITY.kecamatan_of("64.71.06.1004")
    assert group is not None
    assert group.name == "Balikpapan Kota"
    assert CITY.kecamatan_of("64.71.06.9999") is None
    assert CITY.kelurahan_by_code("64.71.06.9999") is None


@pytest.mark.parametrize("code", ["64.72", "", "../64.71", "64.71/../64.71"])
def test_a_city_without_a_file_is_said_to_be_missing(code: str):
    with pytest.raises(NotReady):
        places.load(code)
