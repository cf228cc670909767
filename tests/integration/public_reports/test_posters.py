"""Posters: each leads where it says, by a code that any phone reads."""

import io
import re

import pikepdf
import pytest

from kla.public_reports.posters import Audience, Paper, qr_svg

PATH = "/reports/posters"
LEADS = {"anak": "http://localhost/halo/anak", "umum": "http://localhost/halo"}


@pytest.fixture
def volunteer(app, cast):
    return cast.browser(app, "dimas")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("audience", Audience)
def test_a_poster_is_one_sheet_that_can_be_read_aloud(volunteer, audience, paper, language):
    volunteer.get(PATH)
    answer = volunteer.post(
        PATH, {"audience": audience.value, "paper": paper.value, "language": language}
    )

    with pikepdf.open(io.BytesIO(answer.data)) as pdf:
        assert len(pdf.pages) == 1
        assert pdf.Root.Lang == language
    assert f"poster-{audience}-{paper}-{language}.pdf" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("audience", Audience)
def test_the_code_holds_the_address_and_nothing_else(volunteer, audience):
    answer = volunteer.get(f"{PATH}/{audience}.svg")

    assert answer.mimetype == "image/svg+xml"
    assert answer.data == qr_svg(LEADS[audience])


def test_what_is_to_be_chosen_is_asked_for(volunteer):
    volunteer.get(PATH)
    answer = volunteer.post(PATH, {"audience": "siapa"})

    assert answer.status_code == 422
    assert len(re.findall(r'class="field-error"', answer.text)) == 3


def test_the_line_for_other_sites_is_there_to_copy(volunteer):
    volunteer.get(PATH)

    assert '<a href="http://localhost/halo" rel="noreferrer">' in volunteer.text()


def test_a_code_for_nobody_is_not_there(volunteer):
    assert volunteer.get(f"{PATH}/tetangga.svg").status_code == 404
