"""At which stage a case stands, and which steps lead on from there."""

from datetime import UTC, datetime
from enum import StrEnum

from kla.core.errors import InvalidTransition


class CaseState(StrEnum):
    """The stage of a case. Moved by services only, never worked out from which dates are filled."""

    INTAKE = "intake"
    IDENTIFICATION = "identification"
    ASSESSMENT = "assessment"
    PLANNING = "planning"
    DELIVERY = "delivery"
    MONITORING = "monitoring"
    CLOSED = "closed"
    REFERRED = "referred"
    TRANSFERRED = "transferred"
    OUTSIDE_AUTHORITY = "outside_authority"
    INSUFFICIENT = "insufficient"
    MERGED = "merged"

    def to(self, target: "CaseState") -> "CaseState":
        """Answer `target`, or raise `InvalidTransition` where no step leads there from here."""
        if target not in TRANSITIONS[self]:
            raise InvalidTransition(source=self, target=target)
        return target

    def require(self, allowed: "frozenset[CaseState]") -> None:
        """Raise `InvalidTransition` where the case is at none of the `allowed` stages."""
        if self not in allowed:
            raise InvalidTransition(source=self, allowed=allowed)


# The way of a case that is accepted, in the order in which the page shows it.
STAGES = (
    CaseState.INTAKE,
    CaseState.IDENTIFICATION,
    CaseState.ASSESSMENT,
    CaseState.PLANNING,
    CaseState.DELIVERY,
    CaseState.MONITORING,
    CaseState.CLOSED,
)
EXITS = frozenset(
    {
        CaseState.REFERRED,
        CaseState.TRANSFERRED,
        CaseState.OUTSIDE_AUTHORITY,
        CaseState.INSUFFICIENT,
    }
)
ACTIVE = frozenset(CaseState) - EXITS - {CaseState.CLOSED, CaseState.MERGED}
# Everything but a case that is a part of another one now: that is read, and no more.
OWN = frozenset(CaseState) - {CaseState.MERGED}
# With a caseworker, and far enough for an end to be proposed.
PROPOSABLE = frozenset(
    {CaseState.ASSESSMENT, CaseState.PLANNING, CaseState.DELIVERY, CaseState.MONITORING}
)
MOVED_ON = frozenset({CaseState.REFERRED, CaseState.TRANSFERRED})

TRANSITIONS: dict[CaseState, frozenset[CaseState]] = {
    CaseState.INTAKE: EXITS | {CaseState.IDENTIFICATION},
    CaseState.IDENTIFICATION: EXITS | {CaseState.ASSESSMENT},
    CaseState.ASSESSMENT: MOVED_ON | {CaseState.PLANNING, CaseState.CLOSED},
    CaseState.PLANNING: MOVED_ON | {CaseState.DELIVERY, CaseState.CLOSED},
    CaseState.DELIVERY: MOVED_ON | {CaseState.MONITORING, CaseState.CLOSED},
    CaseState.MONITORING: MOVED_ON | {CaseState.PLANNING, CaseState.CLOSED},
    # Reopened, by a service of its own: where somebody had the case at its assessment, where
    # nobody had it yet as if it had just come in.
    CaseState.CLOSED: frozenset({CaseState.ASSESSMENT}),
    CaseState.REFERRED: frozenset({CaseState.INTAKE, CaseState.ASSESSMENT}),
    CaseState.TRANSFERRED: frozenset({CaseState.INTAKE, CaseState.ASSESSMENT}),
    CaseState.OUTSIDE_AUTHORITY: frozenset({CaseState.INTAKE}),
    CaseState.INSUFFICIENT: frozenset({CaseState.INTAKE}),
    # Only the undoing of a merge leads back: to where the case stood before it.
    CaseState.MERGED: OWN,
}
# At every stage a case may turn out to be about what another one is about already.
TRANSITIONS = {
    state: found if state is CaseState.MERGED else found | {CaseState.MERGED}
    for state, found in TRANSITIONS.items()
}

# The due time of a case for which nothing is due: it sorts behind all that is.
NO_DUE = datetime(9999, 12, 31, tzinfo=UTC)


class SectionName(StrEnum):
    """The chapters of a case. Each is one sealed blob."""

    SUMMARY = "summary"
    CORE = "core"
    PERSONS = "persons"
    IDENTIFICATION = "identification"
    ASSESSMENT = "assessment"
    RISK = "risk"
    SERVICES = "services"
    CLOSURE = "closure"
    PLAN = "plan"
    MONITORING = "monitoring"
    EXIT = "exit"
    RETENTION = "retention"
    OFFERS = "offers"
    REFERRALS = "referrals"
    CONFERENCES = "conferences"
    CONSENTS = "consents"
    SIMFONI = "simfoni"
    COPIES = "copies"
    # Where a case came from that was in another register before.
    IMPORT = "import"
    # What somebody told at the public's door, and the keys of these conversations.
    DOOR = "door"
    DUPLICATES = "duplicates"
    MERGES = "merges"


class TaskKind(StrEnum):
    """What has to be done by a moment. Neutral on purpose: the kind is in clear."""

    RESPOND = "respond"
    ASSESS = "assess"
    PLAN = "plan"
    FOLLOW_UP = "follow_up"
    APPROVE = "approve"
    STATUTORY_REPORT = "statutory_report"
    # Something ends and has to be looked at before: a consent, a stay. What it is, is sealed.
    REVIEW = "review"
    OTHER = "other"
