"""`upload_64mb`: 64 MB of a recording, sent in pieces as the page sends them, to a case.

Five requests through the whole WSGI application: the file is announced, then four pieces of 16 MB
come. Ours seals each piece as it arrives under the file's own key, keeps its description sealed
under the key of the case (the grant is opened in every request), opens the beginning again to tell
its kind, and writes the sealed record. The peer runs the same views with plain services: each piece
is appended to one file in clear, the kind is told from that file, what is known of it stands in
columns. Both sum up the SHA-256 as the bytes pass, wait after every piece until it is safe on disk,
and leave the same lines in the trail. Files go before the next turn.
"""

import base64
import os
import uuid
from dataclasses import dataclass

from werkzeug.test import create_environ

from bench import measure
from bench.browser import Browser
from bench.measure import Result
from bench.peer_pages import in_clear
from bench.world import World
from kla.config import MEBIBYTE

NAME = "upload_64mb"
SIZE, PIECE = 64 * MEBIBYTE, 16 * MEBIBYTE
WARM_UP = 2


@dataclass(slots=True)
class Sender:
    """Sends one file over and over, each time as a new one."""

    browser: Browser
    token: str
    pieces: list[bytes]

    def send(self, address: str) -> None:
        """Announce the file and bring its pieces. Anything but success is a fault of the bench."""
        entry = str(uuid.uuid4())
        words = (
            f"{name} {base64.b64encode(text.encode()).decode()}"
            for name, text in (
                ("filename", "rekaman.mp3"),
                ("label", "Rekaman"),
                ("entry", entry),
            )
        )
        size = sum(map(len, self.pieces))
        told = {"Upload-Length": str(size), "Upload-Metadata": ",".join(words)}
        self._ask("POST", address, told, b"", 201)
        offset = 0
        for piece in self.pieces:
            told = {"Upload-Offset": str(offset)}
            self._ask("PATCH", f"{address}/{entry}", told, piece, 204)
            offset += len(piece)

    def _ask(self, method: str, path: str, told: dict[str, str], body: bytes, status: int) -> None:
        headers = {"Tus-Resumable": "1.0.0", "X-CSRFToken": self.token, **told}
        environ = create_environ(
            path,
            method=method,
            headers=headers,
            data=body,
            content_type="application/offset+octet-stream",
        )
        cookies = "; ".join(f"{name}={value}" for name, value in self.browser.cookies.items())
        answer = self.browser.send(environ | {"HTTP_COOKIE": cookies})
        if answer.status != status:
            raise RuntimeError(f"{method} {path} answered {answer.status}: {answer.body[:200]!r}")


def measured(browser: Browser, world: World, turns: int) -> Result:
    """Send the same bytes in both ways."""
    address = f"/cases/{world.filled[0]}/uploads"
    page = browser.get("/security").text
    token = page.partition('name="csrf-token" content="')[2].partition('"')[0]
    first = b"ID3\x04" + os.urandom(PIECE - 4)
    others = [os.urandom(PIECE) for _ in range(SIZE // PIECE - 1)]
    sender = Sender(browser, token, [first, *others])
    folder = world.settings.files_path

    def sweep(_turn: int) -> None:
        for path in folder.iterdir():
            path.unlink()

    found = measure.interleave(
        NAME,
        lambda _turn: sender.send(address),
        lambda _turn: sender.send(in_clear(address)),
        turns,
        WARM_UP,
        sweep,
    )
    sweep(0)
    return found
