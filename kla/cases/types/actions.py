"""Which step may be taken at which stage: the table that services hold to and pages read."""

from enum import StrEnum

from kla.cases.types.states import ACTIVE, EXITS, PROPOSABLE, TRANSITIONS, CaseState
from kla.core.errors import InvalidTransition


class Action(StrEnum):
    """What can be done with a case that depends on its stage."""

    IDENTIFY = "identify"
    ASSIGN = "assign"
    ASSESS = "assess"
    ADVANCE = "advance"
    PLAN = "plan"
    DECIDE_PLAN = "decide-plan"
    SERVE = "serve"
    FOLLOW_UP = "follow-up"
    PROPOSE = "propose"
    DECIDE = "decide"
    LEAVE = "leave"
    REOPEN = "reopen"


PLANNED = frozenset({CaseState.PLANNING, CaseState.DELIVERY, CaseState.MONITORING})

ALLOWED_AT: dict[Action, frozenset[CaseState]] = {
    Action.IDENTIFY: frozenset({CaseState.INTAKE, CaseState.IDENTIFICATION}),
    Action.ASSIGN: PROPOSABLE | {CaseState.IDENTIFICATION},
    Action.ASSESS: PROPOSABLE,
    Action.ADVANCE: PROPOSABLE,
    Action.PLAN: PLANNED,
    Action.DECIDE_PLAN: PLANNED,
    Action.SERVE: ACTIVE,
    Action.FOLLOW_UP: frozenset({CaseState.DELIVERY, CaseState.MONITORING}),
    Action.PROPOSE: PROPOSABLE,
    Action.DECIDE: PROPOSABLE,
    Action.LEAVE: ACTIVE,
    Action.REOPEN: EXITS | {CaseState.CLOSED},
}


def require(state: CaseState, action: Action) -> None:
    """Raise `InvalidTransition` where this step can't be taken at this stage."""
    if state not in ALLOWED_AT[action]:
        raise InvalidTransition(source=state, action=action, allowed=ALLOWED_AT[action])


def exits_from(state: CaseState) -> list[CaseState]:
    """The exits that are open at a stage, in the order of the table of stages."""
    leads_to = frozenset() if state is CaseState.MERGED else TRANSITIONS[state]
    return [one for one in CaseState if one in EXITS & leads_to]
