"""No form gives a right that its sender lacks: not to themselves, and not to anybody else."""

import pytest
from sqlalchemy import select

from kla.access.policy import ROLE_PERMISSIONS, Permission, Role
from kla.accounts.models import Account
from kla.accounts.services import directory
from kla.core.errors import Untrusted
from kla.extensions import db
from tests.security.matrix import PEOPLE
from tests.security.stage import visitor

# Signing in and out, and starting with keys of one's own, have no rights in them.
ELSEWHERE = {"accounts.sign_in", "accounts.sign_out", "accounts.extend", "web.set_language"}
MAKES_ACCOUNTS = {"gilang"}
CONFIRMS_PEOPLE = {"hasan", "sari"}
EVERYBODY = sorted({*PEOPLE.values()} - {"stranger"} - MAKES_ACCOUNTS - CONFIRMS_PEOPLE)


def rights(stage) -> dict[str, tuple]:
    """What everybody is by their account, and what their keys say they may."""
    db.session.rollback()
    known = directory.load(db.session(), stage.actor(db.session(), "hasan"))
    found = {}
    for account in db.session.scalars(select(Account).order_by(Account.username)):
        certified = [
            (record.role, record.unit)
            for record in known.records
            if record.user == account.id and is_confirmed(known, record.kid)
        ]
        found[account.username] = (account.role, account.unit_id, certified)
    db.session.rollback()
    return found


def is_confirmed(known: directory.Directory, kid: str) -> bool:
    """Whether a key leads to the root, by the word of somebody who may give it."""
    try:
        known.known(kid)
    except Untrusted:
        return False
    return True


def addresses(app, stage) -> list[str]:
    """Every address of the accounts to which something is sent, once for Lestari and once bare."""
    found = []
    for rule in app.url_map.iter_rules():
        is_about_people = rule.endpoint.startswith("accounts.") and "POST" in rule.methods
        if is_about_people and rule.endpoint not in ELSEWHERE and "<uuid:login" not in rule.rule:
            lestari = str(stage.id_of("lestari"))
            found.append(rule.rule.replace("<uuid:account_id>", lestari))
    return found


@pytest.mark.parametrize("who", EVERYBODY)
def test_whatever_somebody_sends_about_rights_nobody_has_more(app, session, stage, who):
    before, sender = rights(stage), visitor(app, stage, who)
    token = sender.get("/security").csrf_token
    for role in (Role.SUPERVISOR, Role.IT_ADMIN, Role.CASEWORKER):
        wanted = {
            "csrf_token": token,
            "role": str(role),
            "unit": str(stage.cast.units[0]),
            "unit_id": str(stage.cast.units[0]),
            "siaga": "a",
            "certified": "1",
            "permissions": "cases:case:read",
            "username": "penyusup",
            "name": "Penyusup Contoh",
            "account_id": str(stage.id_of(who)),
            "words": "satu dua tiga empat",
        }
        for path in addresses(app, stage):
            sender.post(path, wanted)
    assert rights(stage) == before


def test_whoever_makes_accounts_makes_nobody_who_opens_anything(app, session, stage):
    """The account says supervisor; without the word of a certified one it opens nothing."""
    before, gilang = rights(stage), visitor(app, stage, "gilang")
    typed = {
        "username": "penyusup",
        "name": "Penyusup Contoh",
        "role": "supervisor",
        "unit_id": str(stage.cast.units[0]),
    }
    assert gilang.fill("/people/new", typed).status in {200, 303}

    after = rights(stage)
    assert {name: after[name] for name in before} == before
    assert after["penyusup"][2] == []


def test_no_role_but_that_of_supervisors_confirms_keys():
    gives = Permission.ACCOUNT_ADMIT
    assert {role for role in Role if gives in ROLE_PERMISSIONS[role]} == {Role.SUPERVISOR}
