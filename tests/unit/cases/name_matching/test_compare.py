"""Two names, one by one: what is one name, what is two, and what nobody can tell from names."""

import pytest

from kla.cases.name_matching import Attributes, compare

SAME = """
Muhammad Rizki Pratama|Moh. Rizky Pratama
M.Rizki Pratama|H. Muhammad Rizqi Pratama, S.Pd.
Soeharto Widjojo|Suharto Wijoyo
Djoko Soesilo|Joko Susilo
Tjokro Aminoto|Cokro Aminoto
Siti Aminah binti Hasan|St. Aminah
Ahmad Fauzi bin Hasan|Achmad Pauzi b. Hasan
Abdul Rahman Hakim|Abdurrahman Hakim
Khairunnisa Putri|Khoirun Nisa Putri
Dzikri Ramadhan|Zikri Ramadan
Hidayat Budi|Budi Hidayat
Santoso, Budi|Budi Santoso
Budi Hadi Santoso|Budi Santoso
Rr. Ayu Lestari|Ayu Lestari
Rina br. Siregar|Rina Siregar
Andi Tenri Ajeng|Tenri Ajeng
I Gusti Ngurah Rai|I Gst. Ngr. Rai
A.A. Gde Rai|Anak Agung Gede Rai
Daeng Tata|Dg. Tata
Nor Hasanah Basri|Noorhasanah Basri
Gusti Muhammad Noor|Gst. M. Nur
Veronica Tan|Feronika Tan
Kurniawan Siregar|Kurnaiwan Siregar
"""
MAYBE = """
Budi|Budi
Suharti|Soeharti
Sri Rahayu|Srirahayu
B. Santoso|Budi Santoso
M. Santoso|Mulyadi Santoso
Muhammad Rizki|Rizki
Siti Aminah|Siti Aminah Lestari
Putri Budi Santoso|Budi Santoso
Ahmad Fauzi bin Hasan|Ahmad Fauzi binti Hasan
Iwan Siregar|Setiawan Siregar
I Sudarma|I Sudarma
"""
DIFFERENT = """
Budi Santoso|Budi Susanto
Nur Aini|Nur Aisyah
Rahma Sari|Rahmi Sari
Sari Lestari|Sarah Lestari
Dewi Lestari|Devi Lestari
Rina Siregar|Rani Siregar
Putra Wijaya|Putri Wijaya
Ahmad Fauzi bin Hasan|Ahmad Fauzi bin Umar
I Wayan Sudarma|I Made Sudarma
B. Santoso|Rudi Santoso
Muhammad Rizki|Muhammad Rizal
Lung Ajang|Lung Ding
Budi Santoso|Siti Aminah
"""


def pairs(text: str) -> list[list[str]]:
    return [line.split("|") for line in text.strip().splitlines()]


@pytest.mark.parametrize(("a", "b"), pairs(SAME))
def test_one_name_in_two_spellings(a, b):
    assert compare(a, b).decision == "same"


@pytest.mark.parametrize(("a", "b"), pairs(MAYBE))
def test_names_alone_do_not_tell(a, b):
    assert compare(a, b).decision == "maybe"


@pytest.mark.parametrize(("a", "b"), pairs(DIFFERENT))
def test_two_names_however_near(a, b):
    assert compare(a, b).decision == "different"


def test_it_says_which_rule_held_which_words_together():
    found = compare("Moh. Djunaedi Kurnaiwan", "Muhammad Junaidi Kurniawan")

    rules = {(why.a, why.rule) for why in found.reasons}
    assert ("djunaedi", "known-spelling") in rules
    assert ("kurnaiwan", "slip") in rules
    assert found.doubts == ()


@pytest.mark.parametrize("name", ["", "...", "Dr.", "b", "\u674e\u660e", "A\u0301gus " * 40])
def test_whatever_stands_in_a_field_for_names_is_compared(name):
    assert 0 <= compare(name, "Budi Santoso").score <= 1
    assert 0 <= compare(name, name).score <= 1


class TestASecondAttribute:
    BORN = Attributes(birth_year=2011)
    HERE = Attributes(sex="f", kelurahan="Manggar")

    @pytest.mark.parametrize("known", [BORN, HERE])
    def test_makes_one_of_two_with_a_single_word(self, known):
        assert compare("Suharti", "Soeharti", known, known).decision == "same"

    @pytest.mark.parametrize(
        "known", [Attributes(sex="f"), Attributes(kelurahan="Manggar"), Attributes()]
    )
    def test_is_not_enough_where_half_the_city_has_it(self, known):
        assert compare("Suharti", "Soeharti", known, known).decision == "maybe"

    def test_of_one_person_only_says_nothing(self):
        assert compare("Suharti", "Soeharti", self.BORN).decision == "maybe"

    def test_that_disagrees_takes_two_namesakes_apart(self):
        old = Attributes(birth_year=1961)

        assert compare("Budi Santoso", "Boedi Santoso", self.BORN, old).decision == "maybe"
        assert compare("Budi", "Boedi", self.BORN, old).decision == "different"

    def test_never_joins_names_that_differ(self):
        all_known = Attributes(2011, "f", "Manggar")

        found = compare("Rina Siregar", "Rani Siregar", all_known, all_known)
        assert found.decision == "different"

    def test_and_a_third_settle_a_missing_name(self):
        all_known = Attributes(2011, "f", "Manggar")
        names = ("Siti Aminah", "Siti Aminah Lestari")

        assert compare(*names, self.BORN, self.BORN).decision == "maybe"
        assert compare(*names, all_known, all_known).decision == "same"
