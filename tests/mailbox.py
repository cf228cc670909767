"""A mail server for tests: it takes what is sent to it on this host and keeps it."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Mailbox:
    """What arrived: recipient and raw message; whom the server refuses."""

    port: int = 0
    letters: list[tuple[str, str]] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)


class Session(socketserver.StreamRequestHandler):
    """One conversation, as much SMTP as `smtplib` speaks."""

    def handle(self) -> None:
        box: Mailbox = self.server.mailbox
        self._say("220 test")
        recipient = ""
        while line := self.rfile.readline():
            word = line.strip().decode()
            verb = word[:4].upper()
            if verb in {"EHLO", "HELO"}:
                self._say("250 test")
            elif verb == "RCPT":
                recipient = word.partition("<")[2].partition(">")[0]
                self._say("550 no such box" if recipient in box.refuses else "250 ok")
            elif verb == "DATA":
                self._say("354 go on")
                box.letters.append((recipient, self._text()))
                self._say("250 kept")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _text(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode()) not in {".\r\n", ""}:
            lines.append(line)
        return "".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    """Bound to this host only, on a port that is free."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = True

    def __init__(self, mailbox: Mailbox) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.mailbox = mailbox
        mailbox.port = self.server_address[1]


@contextmanager
def open_mailbox() -> Iterator[Mailbox]:
    """A running mail server."""
    mailbox = Mailbox()
    with Server(mailbox) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield mailbox
        finally:
            server.shutdown()
            thread.join()
