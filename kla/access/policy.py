"""Who may do what: a role is a set of permissions, and records have a reach."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from kla.core.errors import Forbidden, NotFound
from kla.crypto.keyring import Keyring


class Permission(StrEnum):
    """`area:resource:action`, in alphabetical order."""

    ACCOUNT_ADMIT = "accounts:account:admit"
    ACCOUNT_MANAGE = "accounts:account:manage"
    OWN_ACCOUNT = "accounts:own:use"
    CASE_APPROVE_CLOSURE = "cases:case:approve-closure"
    CASE_APPROVE_PLAN = "cases:case:approve-plan"
    CASE_ASSESS = "cases:case:assess"
    CASE_ASSIGN = "cases:case:assign"
    CASE_COPY = "cases:case:copy"
    CASE_HAND_OVER = "cases:case:hand-over"
    CASE_IDENTIFY = "cases:case:identify"
    CASE_IMPORT = "cases:case:import"
    CASE_LIST = "cases:case:list"
    CASE_MERGE = "cases:case:merge"
    CASE_PROPOSE_CLOSURE = "cases:case:propose-closure"
    CASE_READ = "cases:case:read"
    CASE_REGISTER = "cases:case:register"
    CASE_REOPEN = "cases:case:reopen"
    CASE_RESTRICT = "cases:case:restrict"
    CASE_RETAIN = "cases:case:retain"
    CASE_TRANSFER = "cases:case:transfer"
    CASE_UNRESTRICT = "cases:case:unrestrict"
    CASE_WRITE = "cases:case:write"
    CONSENT_OVERRIDE = "cases:consent:override"
    ERASURE_CONFIRM = "cases:erasure:confirm"
    KEYS_RENEW = "cases:key:renew"
    SIAGA_ANSWER = "cases:siaga:answer"
    SIAGA_ASK = "cases:siaga:ask"
    SIAGA_OVERSEE = "cases:siaga:oversee"
    SIAGA_REVIEW = "cases:siaga:review"
    SIMFONI_ENTER = "cases:simfoni:enter"
    SIMFONI_RECONCILE = "cases:simfoni:reconcile"
    WORKLOAD_READ = "cases:workload:read"
    FACILITY_MANAGE = "facility_audits:facility:manage"
    FACILITY_READ = "facility_audits:facility:read"
    FACILITY_READ_ALL = "facility_audits:facility:read-all"
    REPORT_TRIAGE = "public_reports:report:triage"
    REGION_READ = "regions:region:read"
    HOME = "web:home:see"


class Role(StrEnum):
    """What somebody is in the office; the Indonesian titles stand in the glossary."""

    INTAKE = "intake"
    CASEWORKER = "caseworker"
    SUPERVISOR = "supervisor"
    VOLUNTEER = "volunteer"
    VERIFIER = "verifier"
    OUTREACH = "outreach"
    OPD = "opd"
    LEADERSHIP = "leadership"
    STATISTICIAN = "statistician"
    AUDITOR = "auditor"
    IT_ADMIN = "it_admin"
    SIAGA = "siaga"


EVERYONE = frozenset({Permission.HOME, Permission.OWN_ACCOUNT, Permission.REGION_READ})

# A volunteer sees those of their kelurahan; the city's own people see them all.
ALL_FACILITIES = frozenset({Permission.FACILITY_READ, Permission.FACILITY_READ_ALL})

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.INTAKE: EVERYONE
    | {
        Permission.CASE_ASSIGN,
        Permission.CASE_IDENTIFY,
        Permission.CASE_LIST,
        Permission.CASE_READ,
        Permission.CASE_REGISTER,
        Permission.CASE_WRITE,
        Permission.REPORT_TRIAGE,
        Permission.SIAGA_ASK,
    },
    Role.CASEWORKER: EVERYONE
    | {
        Permission.CASE_ASSESS,
        Permission.CASE_COPY,
        Permission.CASE_HAND_OVER,
        Permission.CASE_LIST,
        Permission.CASE_PROPOSE_CLOSURE,
        Permission.CASE_READ,
        Permission.CASE_WRITE,
        Permission.CASE_UNRESTRICT,
        Permission.SIAGA_ASK,
        Permission.SIMFONI_ENTER,
    },
    Role.SUPERVISOR: EVERYONE
    | {
        Permission.ACCOUNT_ADMIT,
        Permission.CASE_APPROVE_CLOSURE,
        Permission.CASE_APPROVE_PLAN,
        Permission.CASE_ASSESS,
        Permission.CASE_ASSIGN,
        Permission.CASE_COPY,
        Permission.CONSENT_OVERRIDE,
        Permission.CASE_IDENTIFY,
        Permission.CASE_IMPORT,
        Permission.CASE_LIST,
        Permission.CASE_MERGE,
        Permission.CASE_PROPOSE_CLOSURE,
        Permission.CASE_READ,
        Permission.CASE_REGISTER,
        Permission.CASE_REOPEN,
        Permission.CASE_TRANSFER,
        Permission.CASE_WRITE,
        Permission.WORKLOAD_READ,
        Permission.CASE_RESTRICT,
        Permission.CASE_RETAIN,
        Permission.CASE_UNRESTRICT,
        Permission.ERASURE_CONFIRM,
        Permission.KEYS_RENEW,
        Permission.SIAGA_ASK,
        Permission.SIAGA_REVIEW,
        Permission.SIMFONI_ENTER,
        Permission.SIMFONI_RECONCILE,
    },
    Role.VOLUNTEER: EVERYONE | {Permission.FACILITY_READ},
    Role.VERIFIER: EVERYONE | ALL_FACILITIES | {Permission.FACILITY_MANAGE},
    Role.OUTREACH: EVERYONE | ALL_FACILITIES,
    Role.OPD: EVERYONE | ALL_FACILITIES,
    Role.LEADERSHIP: EVERYONE | ALL_FACILITIES,
    Role.STATISTICIAN: EVERYONE,
    Role.AUDITOR: EVERYONE | {Permission.ERASURE_CONFIRM, Permission.SIAGA_OVERSEE},
    Role.IT_ADMIN: EVERYONE | {Permission.ACCOUNT_MANAGE},
    Role.SIAGA: EVERYONE | {Permission.SIAGA_ANSWER, Permission.SIAGA_ASK},
}

# Roles whose keys are certified, so that something can be sealed to them.
KEY_ROLES = frozenset(
    {
        Role.INTAKE,
        Role.CASEWORKER,
        Role.SUPERVISOR,
        Role.STATISTICIAN,
        Role.AUDITOR,
        Role.SIAGA,
    }
)

# What only a certified key gives, whatever a column in the database says.
CERTIFIED = frozenset(
    permission
    for permission in Permission
    if permission.startswith(("cases:", "public_reports:"))
    or permission is Permission.ACCOUNT_ADMIT
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, as services see them, with the keys they unlocked: no session, no account row.

    `certified` says whether a valid certificate gives this role; without it the permissions in
    `CERTIFIED` are not there.
    """

    account_id: uuid.UUID
    role: Role
    unit_id: uuid.UUID | None = None
    scopes: frozenset[str] = frozenset()
    keys: Keyring = field(default_factory=Keyring, repr=False)
    certified: bool = False

    def may(self, permission: Permission) -> bool:
        """Whether the role holds the permission, and by a certificate where one is needed."""
        if permission in CERTIFIED and not self.certified:
            return False
        return permission in ROLE_PERMISSIONS[self.role]


def authorize(actor: Actor, permission: Permission, *, within: Collection[str]) -> None:
    """Return in silence, or refuse: `Forbidden` without the permission, `NotFound` out of reach.

    `within` names the scopes a record belongs to or, if it is sealed, the keys it is sealed to.
    Out of reach answers as if there were no such record: that a case exists is a secret too.
    """
    if not actor.may(permission):
        raise Forbidden(refused=permission)
    if (actor.scopes | actor.keys.kids).isdisjoint(within):
        raise NotFound(refused=permission)
