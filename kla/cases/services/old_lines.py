"""Lines of the index that were written before filters knew more: found, and written again.

Whoever sets a filter and holds the keys takes some of them along. Until then no filter takes such
a case for something that its line does not say.
"""

import uuid

from sqlalchemy.orm import Session

from kla.access.policy import Actor, Permission
from kla.cases import facets, lines
from kla.cases.models import Case
from kla.cases.services import index, narrowing, reach, summaries
from kla.cases.services.lookup import open_case
from kla.trail import services as trail

AT_ONCE = 20
OLD = facets.Wanted(groups=(frozenset({lines.OLD}),))


def renew_some(session: Session, actor: Actor, unit_id: uuid.UUID, limit: int = AT_ONCE) -> bool:
    """Write some old lines again from the sections of their cases; answers whether any are left.

    Nothing for who can't read the index or may not write to cases.
    """
    if not (actor.may(Permission.CASE_WRITE) and narrowing.reads_index(session, actor)):
        return False
    old = sorted(index.narrow(session, actor, unit_id, OLD).ids())[: narrowing.FEW]
    if not old:
        return False
    ids = [uuid.UUID(bytes=one) for one in old]
    rows = reach.fetch(session, reach.in_reach(actor).where(Case.id.in_(ids)))
    for row in rows[:limit]:
        opened = open_case(session, actor, row.case_id, Permission.CASE_WRITE, to_change=True)
        summaries.renew_facts(session, actor, opened)
    if rows:
        trail.record(session, actor, "case.lines_renewed", cases=len(rows[:limit]))
    return len(rows) > limit
