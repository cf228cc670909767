"""Coming in and going out, as a browser sees it."""

from datetime import timedelta

import pytest

from kla.core import clock
from tests.browser import Browser, stranger


@pytest.fixture
def visitor(app, cast) -> Browser:
    visitor = stranger(app)
    visitor.get("/sign-in")
    return visitor


def typed(member, **changed: str) -> dict[str, str]:
    given = {"username": member.username, "passphrase": member.passphrase, "code": member.code()}
    return given | changed


class TestSignInPage:
    def test_a_stranger_is_sent_to_sign_in_and_comes_back_to_the_page(self, visitor, cast):
        asked = visitor.get("/security?x=1")
        visitor.follow(asked)

        aims = [f.get("value") for f in visitor.fields() if f.get("name") == "next"]
        answer = visitor.post("/sign-in", typed(cast.ratna) | {"next": aims[-1]})

        assert answer.status_code == 303
        assert answer.location == "/security?x=1"
        assert visitor.follow(answer).status_code == 200

    @pytest.mark.parametrize("aim", ["//evil.example/", "https://evil.example/", "/\\evil"])
    def test_it_never_leads_to_another_site(self, visitor, cast, aim):
        answer = visitor.post("/sign-in", typed(cast.ratna) | {"next": aim})

        assert answer.location == "/"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"username": "nobody-here"},
            {"passphrase": "mucala-dabaho-koribu-punadu"},
            {"code": "000000"},
            {"code": ""},
        ],
        ids=["name", "passphrase", "code", "no code"],
    )
    def test_every_mistake_gets_the_same_sentence(self, visitor, cast, wrong):
        answer = visitor.post("/sign-in", typed(cast.ratna, **wrong))

        assert answer.status_code == 422
        assert "Nama pengguna, kata sandi, atau kode tidak cocok" in visitor.text()
        assert cast.ratna.passphrase not in answer.text

    def test_the_token_of_the_cookie_changes_with_the_sign_in(self, visitor, app, cast):
        before = visitor.client.get_cookie("sesi").value

        visitor.post("/sign-in", typed(cast.ratna))

        cookie = visitor.client.get_cookie("sesi")
        assert cookie.value != before
        assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Strict", "/")

    def test_the_sixth_try_has_to_wait_and_says_how_long(self, visitor, cast):
        for _try in range(5):
            visitor.post("/sign-in", typed(cast.ratna, passphrase="wrong"))

        answer = visitor.post("/sign-in", typed(cast.ratna))

        assert answer.status_code == 429
        assert "Coba lagi dalam" in visitor.text()

    def test_a_volunteer_comes_in_without_a_code(self, visitor, cast):
        assert visitor.post("/sign-in", typed(cast.dimas)).status_code == 303

    def test_a_stale_token_asks_once_more_and_keeps_the_name(self, visitor, cast):
        answer = visitor.post("/sign-in", typed(cast.ratna) | {"csrf_token": "gone"})

        assert answer.status_code == 400
        assert visitor.value("username") == "ratna"


class TestSignOut:
    def test_the_cookie_opens_nothing_afterwards(self, app, cast):
        browser = cast.browser(app, "ratna")
        cookie = browser.client.get_cookie("sesi").value
        answer = browser.post("/sign-out")

        thief = app.test_client()
        thief.set_cookie("sesi", cookie)

        assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
        assert thief.get("/security").status_code == 302
        assert thief.post("/session/extend").status_code == 401

    def test_a_volunteer_keeps_what_the_device_stored(self, app, cast):
        answer = cast.browser(app, "dimas").post("/sign-out")

        assert "Clear-Site-Data" not in answer.headers


class TestIdle:
    def test_after_fifteen_minutes_the_session_is_over(self, app, cast, monkeypatch):
        browser = cast.browser(app, "ratna")
        later = clock.now() + timedelta(minutes=16)
        monkeypatch.setattr(clock, "now", lambda: later)

        assert browser.get("/security").status_code == 302

    def test_asking_for_more_time_starts_the_count_anew(self, app, cast, monkeypatch):
        browser, start = cast.browser(app, "ratna"), clock.now()
        for minutes in (14, 28, 42):
            monkeypatch.setattr(clock, "now", lambda m=minutes: start + timedelta(minutes=m))
            assert browser.post("/session/extend").status_code == 204

        assert browser.get("/security").status_code == 200

    def test_after_a_working_day_it_is_over_however_busy(self, app, cast, monkeypatch):
        browser, start = cast.browser(app, "ratna"), clock.now()
        for minutes in range(10, 9 * 60, 10):
            monkeypatch.setattr(clock, "now", lambda m=minutes: start + timedelta(minutes=m))
            browser.post("/session/extend")
        monkeypatch.setattr(clock, "now", lambda: start + timedelta(hours=9, seconds=1))

        assert browser.get("/security").status_code == 302


class TestWhatWasTyped:
    FORM = {"username": "baru-1", "name": "Orang Baru", "role": "volunteer"}  # noqa: RUF012

    def test_survives_the_end_of_the_session_and_is_sent_again(self, app, cast):
        browser = stranger(app)
        refused = browser.post("/people/new", self.FORM)
        carried = browser.values()

        entered = browser.post("/sign-in", carried | typed(cast.gilang))
        browser.follow(entered)
        sent = browser.post("/people/new", browser.values())

        assert refused.status_code == 401
        assert entered.location == "/send-again"
        assert sent.location == "/invitation"
        assert browser.get("/send-again").status_code == 303

    def test_survives_a_mistake_at_the_sign_in(self, app, cast):
        browser = stranger(app)
        browser.post("/people/new", self.FORM)

        browser.post("/sign-in", browser.values() | typed(cast.gilang, passphrase="wrong"))

        assert browser.values()["kept-name"] == "Orang Baru"

    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": None, "Origin": "https://evil.example"},
            {"Sec-Fetch-Site": None},
        ],
    )
    def test_is_not_kept_when_another_site_sent_it(self, app, cast, headers):
        client = app.test_client()
        named = {name: value for name, value in headers.items() if value}

        answer = client.post("/people/new", data=self.FORM, headers=named)

        assert answer.status_code == 401
        assert "Orang Baru" not in answer.text

    def test_passphrases_are_never_kept(self, app, cast):
        answer = stranger(app).post("/security/passphrase", {"old": "my old words"})

        assert answer.status_code == 401
        assert "my old words" not in answer.text
