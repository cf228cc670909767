"""Sections as forms begin with them, and after somebody else saved first."""

import uuid

from kla.cases.services import lookup, reading
from kla.cases.types import CaseState, OpenedSection, SectionName
from kla.cases.types.actions import Action
from kla.extensions import db
from kla.web.guard import current_actor

Sections = dict[SectionName, OpenedSection]


def sections_of(case_id: uuid.UUID, *wanted: SectionName) -> Sections:
    """Some sections of a case in reach, with a line that they were read."""
    return reading.read_sections(db.session(), current_actor(), case_id, *wanted)


def after_conflict(case_id: uuid.UUID, *wanted: SectionName) -> Sections:
    """What is stored now, for the page that shows both versions."""
    db.session.rollback()
    return sections_of(case_id, *wanted)


def must_be_at(case_id: uuid.UUID, action: Action) -> None:
    """Raise `InvalidTransition` where this step can't be taken now; `NotFound` out of reach."""
    lookup.must_be_at(db.session(), current_actor(), case_id, action)


def must_lead_to(case_id: uuid.UUID, target: CaseState) -> None:
    """Raise `InvalidTransition` where no step leads from the stage of a case to this one."""
    lookup.get_case(db.session(), case_id).state.to(target)
