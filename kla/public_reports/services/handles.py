"""Handles for reports, made some at a time: however many are added, the disk is waited for once.

A handle that was made and never used tells nothing and opens nothing.
"""

import os
import threading
import uuid
from weakref import WeakKeyDictionary

from kla.crypto.shred import HandleStore

AT_ONCE = 32

_lock = threading.Lock()
_spare: WeakKeyDictionary[HandleStore, tuple[int, list[str]]] = WeakKeyDictionary()


def take(store: HandleStore) -> str:
    """The name of a handle that is stored already and that no report has.

    Each process keeps its own: what was inherited over a fork belongs to the parent.
    """
    with _lock:
        pid, spare = _spare.get(store, (0, []))
        if pid != os.getpid() or not spare:
            spare = [ref_of(uuid.uuid4()) for _ in range(AT_ONCE)]
            store.add_many(spare)
        name = spare.pop()
        _spare[store] = (os.getpid(), spare)
        return name


def ref_of(slot: uuid.UUID) -> str:
    """How the handle of a report is called in the store."""
    return f"report/{slot.hex}"
