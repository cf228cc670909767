"""Who is confirmed anew gets the cases back at that moment: no page has to be remembered."""

from kla.cases.services.assignment import give_back


def test_confirming_somebody_gives_their_cases_back(app):
    assert give_back in app.extensions["after_admission"]
