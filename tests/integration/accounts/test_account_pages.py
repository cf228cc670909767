"""One's own account, the IT admin's list and the supervisor's, as browsers see them."""

import uuid
from datetime import timedelta

import pytest

from kla.accounts import sessions
from kla.accounts.services import people
from kla.accounts.types import Invitation
from kla.core import clock
from kla.crypto import tokens
from tests.browser import stranger
from tests.factories import enter
from tests.integration.accounts.test_activation_pages import secret_of, to_the_phone


def typed(member, **changed: str) -> dict[str, str]:
    given = {"username": member.username, "passphrase": member.passphrase, "code": member.code()}
    return given | changed


class TestLogins:
    def test_one_device_can_be_put_out_from_another(self, app, cast):
        here, there = cast.browser(app, "ratna"), cast.browser(app, "ratna")
        here.get("/security")
        forms = [form.get("action") or "" for form in here.page.iter("form")]
        ending = next(path for path in forms if path.endswith("/end"))

        here.post(ending)

        assert here.get("/security").status_code == 200
        assert there.post("/session/extend").status_code == 401

    def test_all_others_can_be_put_out_at_once(self, app, cast):
        here, *others = (cast.browser(app, "ratna") for _ in range(3))

        here.post("/security/logins/end-others")

        assert here.get("/security").status_code == 200
        assert [other.post("/session/extend").status_code for other in others] == [401, 401]

    def test_nobody_ends_the_login_of_somebody_else(self, app, cast):
        enter(app, cast.lestari)
        with app.test_request_context():
            login = sessions.list_logins(cast.lestari.account_id)[0]

        answer = cast.browser(app, "ratna").post(f"/security/logins/{login.id}/end")

        assert answer.status_code == 404
        with app.test_request_context():
            assert login.id in {one.id for one in sessions.list_logins(cast.lestari.account_id)}


class TestPassphrase:
    def test_changing_it_ends_every_other_login_and_the_old_one(self, app, cast):
        here, there = cast.browser(app, "ratna"), cast.browser(app, "ratna")
        here.get("/security/passphrase")
        new = here.secret()

        answer = here.post("/security/passphrase", {"old": cast.ratna.passphrase, "noted": "y"})

        assert answer.location == "/security"
        assert here.follow(answer).status_code == 200
        assert there.post("/session/extend").status_code == 401
        assert stranger(app).post("/sign-in", typed(cast.ratna)).status_code == 422
        assert stranger(app).post("/sign-in", typed(cast.ratna, passphrase=new)).status_code == 303

    def test_it_needs_the_old_one(self, app, cast):
        browser = cast.browser(app, "ratna")
        browser.get("/security/passphrase")

        answer = browser.post("/security/passphrase", {"old": "wrong", "noted": "y"})

        assert answer.status_code == 422
        assert "Kata sandi sekarang tidak cocok" in browser.text()


class TestPhone:
    def test_a_new_one_takes_the_place_of_the_old(self, app, cast):
        browser = cast.browser(app, "ratna")
        browser.get("/security/phone")
        secret = secret_of(browser.secret())
        code = tokens.totp_code(secret, clock.now())

        browser.post("/security/phone", {"passphrase": cast.ratna.passphrase, "code": code})

        soon = tokens.totp_code(secret, clock.now() + timedelta(seconds=30))
        assert browser.get("/security").status_code == 200
        assert stranger(app).post("/sign-in", typed(cast.ratna)).status_code == 422
        assert stranger(app).post("/sign-in", typed(cast.ratna, code=soon)).status_code == 303

    def test_it_must_show_the_right_code(self, app, cast):
        browser = cast.browser(app, "ratna")
        browser.get("/security/phone")

        sent = {"passphrase": cast.ratna.passphrase, "code": "000000"}

        assert browser.post("/security/phone", sent).status_code == 422


class TestPeople:
    NEW = {"username": "tono", "name": "Tono Contoh", "role": "outreach", "siaga": "-"}  # noqa: RUF012

    def test_a_new_account_shows_its_code_once(self, app, cast):
        gilang = cast.browser(app, "gilang")

        gilang.follow(gilang.post("/people/new", self.NEW))
        code = gilang.secret()

        assert len(code.replace("-", "")) == 16
        assert gilang.get("/invitation").location == "/"
        assert to_the_phone(stranger(app), invitation_of("tono", code))

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"username": "ratna"}, "sudah ada"),
            ({"username": "Ada Spasi"}, "huruf kecil"),
            ({"role": "caseworker"}, "Pilih unit"),
            ({"role": "siaga"}, "kelompok A atau B"),
            ({"siaga": "a"}, "kelompok A atau B"),
            ({"role": ""}, "Pilih peran"),
            ({"name": ""}, "Isi nama"),
            ({"name": "Tono\x07"}, "tidak dapat disimpan"),
        ],
    )
    def test_what_will_not_do_is_said_beside_the_field(self, app, cast, changed, said):
        gilang = cast.browser(app, "gilang")

        answer = gilang.post("/people/new", self.NEW | changed)

        assert answer.status_code == 422
        assert said in gilang.text()

    def test_nobody_gets_a_new_code_for_somebody_who_holds_keys(self, app, cast):
        gilang = cast.browser(app, "gilang")

        assert gilang.post(f"/people/{cast.ratna.account_id}/invite").status_code == 403

    def test_an_ended_account_is_out_at_once_and_its_key_taken_back(self, app, cast, session):
        gilang, lestari, hasan = (cast.browser(app, key) for key in ("gilang", "lestari", "hasan"))
        gilang.get(f"/people/{cast.lestari.account_id}/deactivate")

        gilang.post(f"/people/{cast.lestari.account_id}/deactivate")
        assert lestari.post("/session/extend").status_code == 401
        hasan.get("/admissions")
        assert "Lestari Contoh" in hasan.text()

        hasan.get(f"/admissions/{cast.lestari.account_id}/revoke")
        hasan.post(f"/admissions/{cast.lestari.account_id}/revoke")
        choices = people.list_caseworkers(session, cast.actor(session, "hasan"))
        assert [choice.name for choice in choices] == ["Ratna Contoh"]
        assert stranger(app).post("/sign-in", typed(cast.lestari)).status_code == 422


def invitation_of(username: str, code: str) -> Invitation:
    return Invitation(
        account_id=uuid.UUID(int=0), username=username, code=code, expires_at=clock.now()
    )


GET, POST = "get", "post"
EVERYBODY = None
PAGES = [
    (GET, "/", EVERYBODY, 200),
    (GET, "/security", EVERYBODY, 200),
    (GET, "/security/passphrase", EVERYBODY, 200),
    (GET, "/security/phone", EVERYBODY, 200),
    (POST, "/session/extend", EVERYBODY, 204),
    (GET, "/admissions", ["hasan", "sari"], 200),
    (GET, "/people", ["gilang"], 200),
    (GET, "/people/new", ["gilang"], 200),
]


@pytest.mark.parametrize(("method", "path", "reach", "status"), PAGES)
def test_pages_open_for_those_they_are_for_and_for_nobody_else(
    app, cast, method, path, reach, status
):
    for member in cast:
        browser = cast.browser(app, member.key)
        answer = getattr(browser, method)(path)
        expected = status if reach is EVERYBODY or member.key in reach else 403
        assert answer.status_code == expected, member.key
