"""What may stand as the address of a person."""

import re

from kla.core.errors import Invalid

LONGEST = 200
# What may stand in a header of a message: one address, no name, no line break.
ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def checked(email: str) -> str:
    """The address without spaces around it; empty for none. Raises `Invalid`."""
    typed = email.strip()
    if typed and (len(typed) > LONGEST or not ADDRESS.fullmatch(typed)):
        raise Invalid("email-form", field="email")
    return typed
