"""Commands about the messages that say that something waits."""

from typing import TYPE_CHECKING

import click
from flask import current_app

from kla.cli.plain import Plain, in_app
from kla.config import Settings

if TYPE_CHECKING:
    from kla.cases.post import Post
    from kla.cases.services.notices import Letter


@click.group("notices")
def group() -> None:
    """Messages to the office's people. They name nobody, no case and no kind of work."""


@group.command("send", cls=Plain)
@in_app
def send() -> None:
    """Send what waits: word of high risk at once, and a digest once a day. Run it every minute.

    Off until KLA_SMTP_HOST is set.
    """
    from kla.cases.post import Post
    from kla.cases.services import notices
    from kla.extensions import db

    settings: Settings = current_app.extensions["settings"]
    if not settings.smtp.host:
        click.echo("Nothing sent: KLA_SMTP_HOST is not set.")
        return
    session = db.session()
    notices.gather(session)
    waiting = list(notices.letters(session))
    session.commit()
    if not waiting:
        click.echo("Nothing waits.")
        return
    sent = 0
    try:
        with Post(settings.smtp) as post:
            for letter in waiting:
                sent += _hand_over(post, letter)
                session.commit()
    except OSError as error:
        raise click.ClickException(f"The mail server can't be reached: {error}.") from error
    click.echo(f"Sent {sent} of {len(waiting)}.")


def _hand_over(post: "Post", letter: "Letter") -> bool:
    """One message; an address that the server refuses holds nobody else up."""
    import smtplib

    from kla.cases.services import notices

    try:
        post.send(letter.email, is_urgent=letter.is_urgent)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError):
        notices.mark(letter, sent=False)
        return False
    notices.mark(letter, sent=True)
    return True
