"""The phones of the demo's people, with their six digits."""

import base64
import time
from collections.abc import Mapping
from datetime import UTC, datetime

from kla.crypto import tokens


class Phones:
    """The phones of the demo's people: each code is shown once, as the server wants it."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self.secrets = dict(secrets)
        self.last: dict[str, int] = {}

    def code(self, username: str) -> str:
        """Six digits that were not used yet; waits for the next where all were."""
        secret = self.secrets[username]
        if not secret:
            return ""
        step = max(_now(), self.last.get(username, 0) + 1)
        while step > _now() + 1:
            time.sleep(0.5)
        self.last[username] = step
        at = datetime.fromtimestamp(step * tokens.TOTP_SECONDS, UTC)
        return tokens.totp_code(base64.b32decode(secret), at)


def _now() -> int:
    return int(time.time()) // tokens.TOTP_SECONDS
