"""When mediation is lawful: sexual violence is settled by a court, but for child perpetrators."""

from sqlalchemy.orm import Session

from kla.cases import stage_rules, vocabulary
from kla.cases.services import sections, summaries
from kla.cases.services.lookup import OpenCase
from kla.cases.types import SectionName
from kla.core.errors import Invalid


def check(session: Session, opened: OpenCase, kind: str, *, confirmed: bool, field: str) -> None:
    """Raise `Invalid` for mediation that the law forbids, or that nobody has confirmed.

    UU 12/2022 art. 23: a case of sexual violence is not settled outside a court, except where the
    perpetrator is a child. That holds only where every alleged perpetrator is known to be one.
    """
    if kind != vocabulary.MEDIATION or not is_restricted(summaries.read(session, opened)):
        return
    if not only_children(sections.read(session, opened, SectionName.PERSONS).content):
        raise Invalid("mediation-forbidden", field=field)
    if not confirmed:
        raise Invalid("mediation-unconfirmed", field="mediation_confirmed")


def is_restricted(summary: sections.Content) -> bool:
    """Whether the kinds of violence in a case keep it from mediation."""
    return stage_rules.mediation_forbidden_for(summary["kinds"])


def only_children(persons: sections.Content) -> bool:
    """Whether there is an alleged perpetrator, and each is known to be a child."""
    ages = [one.get("age") for one in persons.get("perpetrators", [])]
    return bool(ages) and all(map(stage_rules.is_child, ages))
