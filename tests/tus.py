"""A client of the tus protocol that knows its text and nothing of the application.

Over whatever brings a request to a server: the test client, or a socket.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

VERSION = "1.0.0"
PIECE_TYPE = "application/offset+octet-stream"


class Reply(Protocol):
    """What is read of an answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Tus:
    """Sends files to one creation address. `headers` go with every request."""

    carry: Callable[[str, str, bytes, dict[str, str]], Reply]
    address: str
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: object) -> Reply:
        """One request; `Upload_Offset=3` becomes a header, None leaves one out."""
        all_headers: dict[str, object] = {"Tus-Resumable": VERSION, **self.headers}
        all_headers |= {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: str(value) for name, value in all_headers.items() if value is not None}
        return self.carry(method, path, body, sent)

    def options(self) -> Reply:
        """What the server understands."""
        return self.ask("OPTIONS", self.address, Tus_Resumable=None)

    def create(self, size: object, **words: str) -> Reply:
        """Announce a file."""
        pairs = (f"{name} {base64.b64encode(one.encode()).decode()}" for name, one in words.items())
        return self.ask(
            "POST", self.address, Upload_Length=size, Upload_Metadata=",".join(pairs) or None
        )

    def head(self, path: str) -> Reply:
        """How far it has come."""
        return self.ask("HEAD", path)

    def patch(self, path: str, offset: object, body: bytes, **headers: object) -> Reply:
        """Send on from an offset."""
        headers.setdefault("Content_Type", PIECE_TYPE)
        return self.ask("PATCH", path, body, Upload_Offset=offset, **headers)

    def delete(self, path: str) -> Reply:
        """Give it up."""
        return self.ask("DELETE", path)

    def send(self, content: bytes, piece: int, **words: str) -> str:
        """A whole file, in pieces; answers its address."""
        made = self.create(len(content), **words)
        assert made.status == 201, (made.status, made.body)
        path, offset = made.headers["Location"], 0
        while offset < len(content):
            sent = self.patch(path, offset, content[offset : offset + piece])
            assert sent.status == 204, (sent.status, sent.body)
            offset = int(sent.headers["Upload-Offset"])
        return path
