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
    session = db.session()
    is_open = offers.find_at(session, page.case_id, page.lock.dek_epoch) is not None
    offered = offers.standing(page.content("offers"), is_open=is_open)
    mine = {one["id"] for one in page.content("summary").get("workers", [])}
    ids = {uuid.UUID(one["by"]) for one in offered}
    ids |= {uuid.UUID(one["to"]) for one in offered}
    known = {str(one): name for one, name in names(ids).items()}
    return {
        "offers": offered,
        "is_offered": is_open,
        "names": known | {str(one): name for one, name in units.names(session).items()},
        "kinds": offer_words.KINDS,
        "offer_states": offer_words.STATES,
        "covers": covers.of(page.content("summary")),
        "referrals": [
            one | {"state": str(referrals.state_of(one)), "id": uuid.UUID(one["entry"])}
            for one in reversed(referrals.entries_of(page.content("referrals")))
        ],
        "referral_states": referral_words.STATES,
        "conferences": [
            one | {"id": uuid.UUID(one["entry"])}
            for one in reversed(conferences.entries_of(page.content("conferences")))
        ],
        "may_offer": actor.may(Permission.CASE_HAND_OVER)
        and page.state in PROPOSABLE
        and str(actor.account_id) in mine,
        "may_transfer": actor.may(Permission.CASE_TRANSFER) and page.state in ACTIVE,
        "may_refer": actor.may(Permission.CASE_ASSESS) and page.state in ACTIVE,
    }
