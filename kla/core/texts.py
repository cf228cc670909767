"""What may be typed anywhere: no longer than said, and nothing that no keyboard types."""

import re

from kla.core.errors import Invalid

LONGEST_TEXT = 20_000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def check_text(text: str, field: str, longest: int = LONGEST_TEXT) -> None:
    """Raise `Invalid` for a text that is too long or that no keyboard typed."""
    if len(text) > longest:
        raise Invalid("too-long", field=field)
    if CONTROL.search(text):
        raise Invalid("control-characters", field=field)


def require_text(text: str, field: str, longest: int = LONGEST_TEXT) -> None:
    """Raise `Invalid` for a text that is missing too."""
    if not text.strip():
        raise Invalid("missing", field=field)
    check_text(text, field, longest)
