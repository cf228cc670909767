"""The people of the demo on its sign-in page, and only there."""

import base64
from dataclasses import replace

import pytest

from tests.browser import stranger


@pytest.fixture
def demo(app, cast, monkeypatch):
    rows = [
        {
            "role": member.role.value,
            "username": member.username,
            "passphrase": member.passphrase,
            "totp_secret": base64.b32encode(member.totp_secret).decode().rstrip("="),
        }
        for member in cast
    ]
    settings = replace(app.extensions["settings"], demo=True)
    monkeypatch.setitem(app.extensions, "settings", settings)
    monkeypatch.setitem(app.extensions, "demo_sign_ins", lambda: rows)


class TestDemoSignIn:
    def test_the_page_shows_what_to_type(self, app, cast, demo):
        visitor = stranger(app)
        visitor.get("/sign-in")

        assert cast.ratna.passphrase in visitor.text()
        assert cast.ratna.code() in visitor.text()

    def test_one_press_signs_in_and_so_does_another_in_the_same_half_minute(self, app, cast, demo):
        first, second = (stranger(app).post("/sign-in", {"demo_as": "ratna"}) for _ in range(2))

        assert (first.status_code, second.status_code) == (303, 303)

    def test_outside_the_demo_nothing_is_shown_and_nobody_let_in(
        self, app, cast, demo, monkeypatch
    ):
        settings = replace(app.extensions["settings"], demo=False)
        monkeypatch.setitem(app.extensions, "settings", settings)
        visitor = stranger(app)
        visitor.get("/sign-in")

        assert cast.ratna.passphrase not in visitor.text()
        assert visitor.post("/sign-in", {"demo_as": "ratna"}).status_code == 422
