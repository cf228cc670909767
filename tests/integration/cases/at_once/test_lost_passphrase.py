"""Somebody loses their passphrase in the middle of a case, and gets it back."""

import pytest
from sqlalchemy import func, select

from kla.accounts.services import admission, recovery
from kla.accounts.types import Admit
from kla.cases.models import CaseNote
from kla.cases.services import assignment
from tests import factories_cases as f
from tests.browser import Browser
from tests.factories import Member, activate, come_in, enter
from tests.security.visitor import Visitor

PASSPHRASE, SECRET = "mucala-dabaho-koribu-punadu", b"a new phone's secret"
FORMS = {
    "notes": {"text": "Kata yang tidak boleh hilang"},
    "assessment": f.LOWEST | {"safety": "Kata yang tidak boleh hilang"},
    "services/add": {"kind": "kesehatan", "outcome": "Kata yang tidak boleh hilang"},
}


def new_keys(session, cast) -> tuple[Member, tuple[str, ...]]:
    """Ratna with keys of her own again, which nobody has confirmed yet."""
    invited = recovery.restore(session, cast.actor(session, "hasan"), cast.ratna.account_id)
    made = activate(session, cast.office, invited, PASSPHRASE, SECRET)
    return signed_in(session, cast), made.words


def signed_in(session, cast) -> Member:
    entered = come_in(session, cast.office, "ratna", PASSPHRASE, SECRET)
    session.commit()
    return Member(
        key="ratna",
        account_id=cast.ratna.account_id,
        username="ratna",
        role=cast.ratna.role,
        passphrase=PASSPHRASE,
        totp_secret=SECRET,
        unlocked=entered.unlocked,
        login_epoch=entered.login_epoch,
    )


@pytest.mark.parametrize("end", FORMS)
def test_what_was_typed_is_given_back_and_sent_again_once_the_keys_are_confirmed(
    app, session, cast, end
):
    case_id, typed = f.assigned(session, cast), FORMS[end]
    case, path = f"/cases/{case_id}", f"/cases/{case_id}/{end}"
    before = Browser(enter(app, cast.ratna))
    before.get(case if end == "notes" else path)
    filled = before.values() | typed

    member, words = new_keys(session, cast)
    assert before.post(path, filled).status_code == 401
    assert "Isian Anda tidak hilang" in before.text()

    waiting = Visitor(enter(app, member))
    token = waiting.get("/security").csrf_token
    refused = waiting.post(path, filled | {"csrf_token": token})
    assert refused.status == 403
    assert "Kata yang tidak boleh hilang" in refused.text
    assert "penyelia harus mengesahkannya dulu" in refused.words()
    assert session.scalar(select(func.count()).select_from(CaseNote)) == 0

    hasan = cast.actor(session, "hasan")
    admission.admit(session, hasan, member.account_id, Admit(words=words))
    assignment.give_back(session, hasan, member.account_id)
    session.commit()
    soon = Visitor(enter(app, member))
    page = soon.get(case if end == "notes" else path)
    assert page.status == 200
    kept = soon.post(path, page.form(path).filled(typed))
    assert kept.status == 303, kept.words()[:400]
    assert "Kata yang tidak boleh hilang" in soon.get(case).text
