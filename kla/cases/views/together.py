"""What the page of a case shows of work with others: offers, referrals, conferences, covers."""

import uuid
from typing import Any

from kla.access.policy import Actor, Permission
from kla.accounts.services import units
from kla.cases.forms import offers as offer_words
from kla.cases.forms import referrals as referral_words
from kla.cases.services import conferences, covers, offers, referrals
from kla.cases.types import ACTIVE, PROPOSABLE, CasePage
from kla.cases.views.answers import names
from kla.extensions import db


def together_of(actor: Actor, page: CasePage) -> dict[str, Any]:
    """For templates/cases/show/together.html."""
    summary = page.content("summary")
    mine = {one["id"] for one in summary.get("workers", [])}
    goes_on, is_mine = page.state in ACTIVE, str(actor.account_id) in mine
    may_offer = actor.may(Permission.CASE_HAND_OVER) and page.state in PROPOSABLE and is_mine
    return {
        **_offers_of(page),
        "covers": covers.of(summary),
        "referrals": [
            _named(one) | {"state": str(referrals.state_of(one))}
            for one in reversed(referrals.entries_of(page.content("referrals")))
        ],
        "referral_states": referral_words.STATES,
        "conferences": [
            _named(one) for one in reversed(conferences.entries_of(page.content("conferences")))
        ],
        "may_offer": may_offer,
        "may_transfer": actor.may(Permission.CASE_TRANSFER) and goes_on,
        "may_refer": actor.may(Permission.CASE_ASSESS) and goes_on,
    }


def _named(entry: dict[str, Any]) -> dict[str, Any]:
    """With its id as addresses want it."""
    return entry | {"id": uuid.UUID(entry["entry"])}


def _offers_of(page: CasePage) -> dict[str, Any]:
    session = db.session()
    is_open = offers.find_at(session, page.case_id, page.lock.dek_epoch) is not None
    found = offers.standing(page.content("offers"), is_open=is_open)
    ids = {uuid.UUID(one[side]) for one in found for side in ("by", "to")}
    known = names(ids) | units.names(session)
    return {
        "offers": found,
        "is_offered": is_open,
        "names": {str(one): name for one, name in known.items()},
        "kinds": offer_words.KINDS,
        "offer_states": offer_words.STATES,
    }
