"""What can go wrong by the rules of the house, named for what happened."""


class DomainError(Exception):
    """A rule was not met. `code` names the rule; its sentence lives with the screen.

    `field` names the form field that the rule speaks about, where there is one. `details` are for
    the error page and the trail, never personal.
    """

    code = "domain-error"

    def __init__(self, *, field: str | None = None, **details: object) -> None:
        super().__init__(self.code)
        self.field = field
        self.details = details


class NotFound(DomainError):
    """There is no such record, or none within this actor's reach: the two look alike."""

    code = "not-found"


class Forbidden(DomainError):
    """The actor's role does not do such things at all."""

    code = "forbidden"


class Conflict(DomainError):
    """Someone else wrote in between; nothing was overwritten."""

    code = "conflict"


class Gone(DomainError):
    """What was under way is over: it was finished, or left for too long."""

    code = "gone"


class InvalidTransition(DomainError):
    """The record is at a stage from which this step can't be taken."""

    code = "invalid-transition"


class Invalid(DomainError):
    """A value is refused by a rule; `reason` names it, `field` says where."""

    code = "invalid"

    def __init__(self, reason: str, *, field: str | None = None, **details: object) -> None:
        super().__init__(field=field, **details)
        self.reason = reason


class Unreadable(DomainError):
    """What is sealed does not open: no grant, a wrong key, a moved or changed or shredded blob."""

    code = "unreadable"


class Untrusted(DomainError):
    """A public key or signature does not lead to the pinned root. Nothing is sealed to it."""

    code = "untrusted"


class Throttled(DomainError):
    """Too many attempts; `seconds` says how long to wait."""

    code = "throttled"

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds=seconds)
        self.seconds = seconds


class NotReady(DomainError):
    """Something has to be set up first; `missing` names it."""

    code = "not-ready"

    def __init__(self, missing: str) -> None:
        super().__init__(missing=missing)
        self.missing = missing
