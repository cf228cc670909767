"""From a code on paper to a colleague at work, as browsers see it."""

import base64
from datetime import timedelta

import pytest

from kla.access.policy import Role
from kla.accounts.services import codes, people
from kla.core import clock
from kla.crypto import tokens
from tests.browser import Browser, stranger
from tests.factories import Person, invite

NEWCOMER = Person(name="Rina Contoh", role=Role.CASEWORKER, unit=0)


def secret_of(text: str) -> bytes:
    """The secret as the page shows it for typing."""
    letters = text.replace(" ", "")
    return base64.b32decode(letters + "=" * (-len(letters) % 8))


def to_the_phone(visitor: Browser, invited) -> str:
    """The first two steps; answers the passphrase."""
    visitor.get("/activate")
    visitor.post("/activate", {"username": invited.username, "code": invited.code})
    visitor.get("/activate/passphrase")
    passphrase = visitor.secret()
    visitor.post("/activate/passphrase", {"noted": "y"})
    visitor.get("/activate/phone")
    return passphrase


class TestActivation:
    def test_a_newcomer_works_after_a_supervisor_compared_the_words(self, app, session, cast):
        invited = invite(session, cast, "rina", NEWCOMER)
        visitor, hasan = stranger(app), cast.browser(app, "hasan")

        passphrase = to_the_phone(visitor, invited)
        secret = secret_of(visitor.secret())
        code = tokens.totp_code(secret, clock.now())
        visitor.follow(visitor.post("/activate/phone", {"code": code}))
        words = visitor.secret()
        soon = tokens.totp_code(secret, clock.now() + timedelta(seconds=30))
        typed = {"username": "rina", "passphrase": passphrase, "code": soon}
        visitor.follow(visitor.post("/sign-in", typed))
        assert "Menunggu pengesahan" in visitor.text()
        assert visitor.secret() == words

        hasan.get(f"/admissions/{invited.account_id}")
        assert hasan.secret() == words
        hasan.post(f"/admissions/{invited.account_id}", {"words": words, "compared": "y"})

        visitor.get("/")
        assert "Menunggu pengesahan" not in visitor.text()
        assert "Petugas kasus" in visitor.text()

    def test_a_wrong_phone_code_leaves_the_newcomer_where_they_are(self, app, session, cast):
        visitor = stranger(app)
        to_the_phone(visitor, invite(session, cast, "rina", NEWCOMER))
        before = visitor.secret()

        answer = visitor.post("/activate/phone", {"code": "123456"})

        assert answer.status_code == 422
        assert visitor.secret() == before

    def test_a_volunteer_may_go_without_a_phone(self, app, session, cast):
        volunteer = Person(name="Yanto Contoh", role=Role.VOLUNTEER)
        visitor = stranger(app)
        passphrase = to_the_phone(visitor, invite(session, cast, "yanto", volunteer))

        done = visitor.post("/activate/phone", {"skip": "1"})
        visitor.follow(done)
        entered = visitor.post("/sign-in", {"username": "yanto", "passphrase": passphrase})

        assert done.location == "/activate/done"
        assert entered.status_code == 303

    def test_staff_may_not_go_without_a_phone(self, app, session, cast):
        visitor = stranger(app)
        to_the_phone(visitor, invite(session, cast, "rina", NEWCOMER))

        assert visitor.post("/activate/phone", {"skip": "1"}).status_code == 422

    @pytest.mark.parametrize(
        ("own", "again", "status"),
        [
            ("pendek", "pendek", 422),
            ("balikpapan123456789", "balikpapan123456789", 422),
            ("perahu kertas nangka delapan gunung", "perahu kertas", 422),
            ("perahu kertas nangka delapan gunung", "perahu kertas nangka delapan gunung", 303),
        ],
    )
    def test_an_own_passphrase_must_be_long_and_hard_to_guess(
        self, app, session, cast, own, again, status
    ):
        visitor, invited = stranger(app), invite(session, cast, "rina", NEWCOMER)
        visitor.post("/activate", {"username": "rina", "code": invited.code})

        answer = visitor.post("/activate/passphrase", {"passphrase": own, "again": again})

        assert answer.status_code == status

    def test_the_made_passphrase_must_be_noted(self, app, session, cast):
        visitor, invited = stranger(app), invite(session, cast, "rina", NEWCOMER)
        visitor.post("/activate", {"username": "rina", "code": invited.code})

        assert visitor.post("/activate/passphrase").status_code == 422

    @pytest.mark.parametrize("path", ["/activate/passphrase", "/activate/phone"])
    def test_nobody_starts_in_the_middle(self, app, cast, path):
        assert stranger(app).get(path).location == "/activate"
        assert stranger(app).post(path).location == "/activate"


class TestCode:
    def enter(self, app, username, code) -> int:
        visitor = stranger(app)
        visitor.get("/activate")
        return visitor.post("/activate", {"username": username, "code": code}).status_code

    def test_hands_may_write_it_their_way(self, app, session, cast):
        code = invite(session, cast, "rina", NEWCOMER).code

        assert self.enter(app, " Rina ", code.lower().replace("-", " ")) == 303

    def test_a_wrong_one_is_refused(self, app, session, cast):
        invite(session, cast, "rina", NEWCOMER)

        assert self.enter(app, "rina", "0000-0000-0000-0000") == 422

    def test_one_of_somebody_else_is_refused(self, app, session, cast):
        code = invite(session, cast, "rina", NEWCOMER).code
        invite(session, cast, "rini", NEWCOMER)

        assert self.enter(app, "rini", code) == 422

    def test_after_48_hours_it_is_refused(self, app, session, cast, monkeypatch):
        code = invite(session, cast, "rina", NEWCOMER).code
        later = clock.now() + timedelta(hours=48, seconds=1)
        monkeypatch.setattr(clock, "now", lambda: later)

        assert self.enter(app, "rina", code) == 422

    def test_a_newer_one_ends_it(self, app, session, cast):
        first = invite(session, cast, "rina", NEWCOMER)
        people.invite(session, cast.actor(session, "gilang"), first.account_id)

        assert self.enter(app, "rina", first.code) == 422

    def test_it_is_good_once(self, app, session, cast):
        visitor, invited = stranger(app), invite(session, cast, "rina", NEWCOMER)
        to_the_phone(visitor, invited)
        code = tokens.totp_code(secret_of(visitor.secret()), clock.now())
        visitor.post("/activate/phone", {"code": code})

        assert codes.find(session, invited.account_id, invited.code) is None
        assert self.enter(app, "rina", invited.code) == 422

    def test_guessing_is_slowed_down(self, app, session, cast):
        code = invite(session, cast, "rina", NEWCOMER).code
        for _guess in range(5):
            self.enter(app, "rina", "0000-0000-0000-0000")

        assert self.enter(app, "rina", code) == 429
