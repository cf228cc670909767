"""A case by its number, for who can open it."""

import uuid

from sqlalchemy.orm import Session

from kla.access.policy import Actor
from kla.cases.models import Case
from kla.cases.numbers import read_number
from kla.cases.services import reach
from kla.core.errors import Invalid


def find(session: Session, actor: Actor, number: str, besides: uuid.UUID) -> uuid.UUID:
    """The case of a number, if it is in reach and another one than `besides`.

    Raises `Invalid`: with the same words for one out of reach as for one that is none.
    """
    read = read_number(number)
    if read is None:
        raise Invalid("siaga-number", field="number")
    month, first, last = read
    query = reach.in_reach(actor).where(
        Case.opened_month == month, Case.id.between(first, last), Case.id != besides
    )
    found = reach.fetch(session, query.limit(2))
    if len(found) != 1:
        raise Invalid("number-not-found", field="number")
    return found[0].case_id
