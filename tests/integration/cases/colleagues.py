"""What the tests about colleagues ask: who opens a case, and whom it names."""

from kla.access.policy import Permission
from kla.cases.models import Case, CaseGrant
from kla.cases.services import consents, lookup, people, summaries
from kla.cases.types.consents import Decision, RecordConsent
from kla.core import clock
from kla.core.errors import NotFound


def id_of(cast, key):
    """The account of somebody."""
    return cast.members[key].account_id


def case_of(session, case_id) -> Case:
    """A case with its grants."""
    return lookup.get_case(session, case_id)


def opens(session, cast, key, case_id) -> bool:
    """Whether the service opens a case for somebody."""
    try:
        lookup.open_case(session, cast.actor(session, key), case_id, Permission.CASE_READ)
    except NotFound:
        return False
    return True


def summary_of(session, cast, case_id, key="hasan"):
    """The sealed summary, as somebody reads it."""
    opened = lookup.open_case(session, cast.actor(session, key), case_id, Permission.CASE_READ)
    return summaries.read(session, opened)


def workers(session, cast, case_id, key="hasan"):
    """Whom the sealed summary names."""
    return summaries.workers_of(summary_of(session, cast, case_id, key))


def rows_of(session, case_id) -> list[dict]:
    """The grants of a case as a backup has them."""
    names = [column.key for column in CaseGrant.__table__.columns]
    grants = case_of(session, case_id).grants
    return [{name: getattr(row, name) for name in names} for row in grants]


def consented(session, cast, case_id, purpose, who="hasan"):
    """A case in which the grandmother's consent, in writing, stands for a purpose."""
    actor = cast.actor(session, who)
    roll = people.read_roll(session, actor, case_id)
    command = RecordConsent(
        purposes=(str(purpose),),
        about=tuple(one.id for one in roll.people if one.role == "victims"),
        decision=Decision.GIVEN,
        on=clock.today(),
        giver="wali",
        giver_name="Nenek Contoh",
        how="tertulis",
    )
    consents.record_consent(session, actor, case_id, command)
    session.commit()
    return case_id
