"""Wrong words in the forms around the work on cases: said beside the field, and nothing changes."""

import pytest

from tests.security.test_bad_input import case, counts, hasan, ratna  # noqa: F401 -- fixtures

looking = pytest.mark.usefixtures("looking")
RATNAS = (
    *("/tasks/add", "/conferences/add", "/consents/add", "/referrals/add", "/hand-over"),
    "/copies/make",
    *("/people/family/add", "/people/victims/add", "/people/perpetrators/add", "/risk/score"),
)
RATNAS += ("/simfoni", "/simfoni/complete")
HASANS = ("/transfer", "/cover", "/restrict", "/hold", "/leave/referred")
PATHS = [("ratna", one) for one in RATNAS] + [("hasan", one) for one in HASANS]
PATHS += [("ratna", "siaga"), ("hasan", "siaga")]
NASTY = {
    "control": "nol \x00 di tengah",
    "long": "x" * 20_001,
    "digits": "9" * 400,
    "early": "0001-01-01",
}


@pytest.fixture
def people(ratna, hasan):  # noqa: F811
    return {"ratna": ratna, "hasan": hasan}


def address(case, tail):  # noqa: F811
    return "/siaga/ask" if tail == "siaga" else f"{case}{tail}"


@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY)
@pytest.mark.parametrize(("who", "tail"), PATHS)
def test_no_value_in_any_field_breaks_a_form(people, case, who, tail, nasty):  # noqa: F811
    before, path = counts(), address(case, tail)
    form = people[who].get(path).form(path)
    names = [name for name in form.fields if name != "csrf_token"]
    assert names

    answers = {name: people[who].post(path, form.filled({name: nasty})).status for name in names}
    answers["all"] = people[who].post(path, form.filled(dict.fromkeys(names, nasty))).status

    assert set(answers.values()) <= {303, 409, 422}, answers  # digits are words too
    assert (counts() == before) is (303 not in answers.values())


WORDS = [
    ("ratna", "/tasks/add", "text"),
    ("ratna", "/conferences/add", "discussed"),
    ("ratna", "/consents/add", "reason"),
    ("ratna", "/consents/add", "giver_name"),
    ("ratna", "/referrals/add", "purpose"),
    ("ratna", "/referrals/add", "institution"),
    ("ratna", "/hand-over", "note"),
    ("ratna", "/people/family/add", "name"),
    ("ratna", "/people/family/add", "remarks"),
    ("ratna", "siaga", "reason"),
    ("ratna", "/simfoni", "number"),
    ("ratna", "/simfoni/complete", "way_here"),
    ("hasan", "/transfer", "reason"),
    ("hasan", "/restrict", "reason"),
    ("hasan", "/hold", "reason"),
    ("hasan", "/leave/referred", "reason"),
]


@pytest.mark.parametrize("nasty", ["nol \x00 di tengah", "hapus \x7f", "x" * 20_001])
@pytest.mark.parametrize(("who", "tail", "name"), WORDS)
@looking
def test_says_so_beside_the_field(people, case, who, tail, name, nasty):  # noqa: F811
    path = address(case, tail)

    answer = people[who].fill(path, {name: nasty})

    assert answer.status == 422
    assert answer.error_of(name), answer.words()[:600]
