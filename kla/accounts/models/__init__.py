"""The tables of people, their keys and their circles."""

from kla.accounts.models.account import (
    Account,
    AccountBundle,
    AccountWrap,
    ActivationCode,
    KeyRequest,
)
from kla.accounts.models.append_only import Frozen
from kla.accounts.models.circle import Circle, CircleMember
from kla.accounts.models.directory import CircleKey, PrincipalKey, PrincipalRevocation, VoucherRow
from kla.accounts.models.throttle import LoginThrottle
from kla.accounts.models.unit import Unit

__all__ = [
    "Account",
    "AccountBundle",
    "AccountWrap",
    "ActivationCode",
    "Circle",
    "CircleKey",
    "CircleMember",
    "Frozen",
    "KeyRequest",
    "LoginThrottle",
    "PrincipalKey",
    "PrincipalRevocation",
    "Unit",
    "VoucherRow",
]
