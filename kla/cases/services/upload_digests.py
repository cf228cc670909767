"""The digests of files on their way, as far as this process has seen them come.

A digest can't be stored half made. Whoever asks for one that is not known here, after a restart or
from another process, gets none, and sums up what is stored instead: the same, only slower.
"""

import hashlib
import threading
import uuid
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from kla.cases.services import parts
from kla.cases.services.uploads import Upload

MOST = 256


@dataclass(slots=True)
class Running:
    """The digest of a file from its beginning to where it has come; none where that is unknown."""

    summed: Any | None  # hashlib's own type has no public name

    def passing(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces as they come, each summed up on its way."""
        for piece in pieces:
            if self.summed is not None:
                self.summed.update(piece)
            yield piece

    def of_whole(self, before: Upload, last: parts.Part) -> str:
        """The digest of a complete file, in hex; read from the stored parts where it has to be."""
        if self.summed is not None:
            return str(self.summed.hexdigest())
        digest = hashlib.sha256()
        for piece in parts.read(before.vault, (*before.kept, last)):
            digest.update(piece)
        return digest.hexdigest()


@dataclass(slots=True)
class Known:
    """What this process remembers, the newest of it, by upload and by how far it had come."""

    _kept: OrderedDict[tuple[uuid.UUID, int], Any] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, upload: Upload) -> Running:
        """The digest of an upload as far as it has come, to go on with."""
        if upload.offset == 0:
            return Running(hashlib.sha256())
        with self._lock:
            found = self._kept.get((upload.id, upload.offset))
        return Running(found.copy() if found is not None else None)

    def keep(self, upload: Upload, running: Running) -> None:
        """Remember how far an upload has come."""
        if running.summed is None:
            return
        with self._lock:
            self._kept[upload.id, upload.offset] = running.summed.copy()
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)


KNOWN = Known()
