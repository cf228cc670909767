"""A message that a form brings with an id of its own: sent twice, it is one."""

import uuid

from wtforms import Field

from kla.public_reports.types import WriteMessage


def new_entry() -> str:
    """The id of a new message."""
    return str(uuid.uuid4())


def message_of(entry: Field, text: Field) -> WriteMessage:
    """What was typed; under a new id where something else stands in the form."""
    try:
        message_id = uuid.UUID(entry.data or "")
    except ValueError:
        message_id = uuid.uuid4()
    return WriteMessage(message_id=message_id, text=(text.data or "").strip())
