"""How many forms each network sent lately: only to ask for more work, never to refuse.

Kept in the memory of one server process and nowhere else, under names that are digests with a
random salt. The salt is new every day and thrown away: a stolen disk, database or configuration
tells nothing about who was here, and neither does this process about yesterday.
"""

import hashlib
import hmac
import ipaddress
import secrets
import threading
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

WINDOW = timedelta(hours=1)
MOST_NETWORKS, MOST_TIMES = 20_000, 500
BITS_V4, BITS_V6 = 24, 48  # a school or a puskesmas, not one phone


@dataclass(slots=True)
class Counters:
    """The counts of one process."""

    day: date = date.min
    salt: bytes = field(default=b"", repr=False)
    times: OrderedDict[bytes, deque[datetime]] = field(default_factory=OrderedDict, repr=False)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def lately(self, address: str, now: datetime) -> int:
        """How many forms came from the network of this address in the last hour."""
        with self.lock:
            return len(self._times(address, now))

    def add(self, address: str, now: datetime) -> None:
        """One more came."""
        with self.lock:
            self._times(address, now).append(now)

    def _times(self, address: str, now: datetime) -> deque[datetime]:
        if self.day != now.date():
            self.day, self.salt = now.date(), secrets.token_bytes(32)
            self.times.clear()
        name = hmac.new(self.salt, network_of(address), hashlib.sha256).digest()
        found = self.times.setdefault(name, deque(maxlen=MOST_TIMES))
        self.times.move_to_end(name)
        if len(self.times) > MOST_NETWORKS:
            self.times.popitem(last=False)
        while found and now - found[0] > WINDOW:
            found.popleft()
        return found


def network_of(address: str) -> bytes:
    """The network of an address: /24 or /48. Whatever is no address is one network."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return b"unknown"
    bits = BITS_V4 if ip.version == 4 else BITS_V6
    return ipaddress.ip_network((ip, bits), strict=False).network_address.packed
