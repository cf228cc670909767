"""Handing a message to the mail server. It says that something waits, and nothing else."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from types import TracebackType
from typing import Self

from kla.config import Smtp

SECONDS = 20
# One text for everybody, in both languages: whoever reads a mailbox learns nothing about anyone.
SUBJECT = "KLA: ada yang menunggu Anda / something is waiting for you"
WAITS = """Ada pekerjaan yang menunggu Anda. Buka aplikasinya seperti biasa untuk melihatnya.
Surat ini sengaja tanpa isi dan tanpa tautan.

Something is waiting for you. Open the application as you always do to see it.
This message has no content and no link on purpose.
"""
URGENT = """Ada yang perlu Anda lihat sekarang. Buka aplikasinya seperti biasa.
Surat ini sengaja tanpa isi dan tanpa tautan.

There is something to look at now. Open the application as you always do.
This message has no content and no link on purpose.
"""


def message(sender: str, to: str, *, is_urgent: bool) -> EmailMessage:
    """The whole message to one person."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, SUBJECT
    made["Date"] = formatdate()
    made["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(URGENT if is_urgent else WAITS)
    return made


class Post:
    """An open connection to the mail server."""

    def __init__(self, smtp: Smtp) -> None:
        self.smtp = smtp
        self.server = self._connect()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.server.quit()
        except smtplib.SMTPException:  # it has hung up already
            self.server.close()

    def send(self, to: str, *, is_urgent: bool) -> None:
        """Hand one message over. Raises `OSError`, of which SMTP's own errors are a kind."""
        self.server.send_message(message(self.smtp.sender, to, is_urgent=is_urgent))

    def _connect(self) -> smtplib.SMTP:
        smtp, context = self.smtp, ssl.create_default_context()
        if smtp.tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                smtp.host, smtp.port, timeout=SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(smtp.host, smtp.port, timeout=SECONDS)
        if smtp.tls == "starttls":
            server.starttls(context=context)
        if smtp.user:
            server.login(smtp.user, smtp.password)
        return server
