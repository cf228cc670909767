"""Commands about the offices whose programs send reports."""

from typing import TextIO

import click

from kla.cli.plain import OPERATOR, Plain, in_app, reading


@click.group("senders")
def group() -> None:
    """Programs of other offices that may send reports. None of these commands opens one."""


@group.command("add", cls=Plain)
@click.argument("name")
@click.argument("key", type=click.File())
@in_app
def add(name: str, key: TextIO) -> None:
    """Let NAME send, with the public key (Ed25519, PEM) in the file KEY; prints the key's name.

    A second key under the same name is good beside the first: stop the old one when the sender
    signs with the new.
    """
    from kla.extensions import db
    from kla.public_reports.api.services import senders

    session = db.session()
    kid = senders.add(session, OPERATOR, name, key.read())
    session.commit()
    click.echo(f"Key of {name.strip()}: {kid}")


@group.command("stop", cls=Plain)
@click.argument("key")
@in_app
def stop(key: str) -> None:
    """Refuse whatever is signed with the key called KEY from now on."""
    from kla.extensions import db
    from kla.public_reports.api.services import senders

    session = db.session()
    senders.stop(session, OPERATOR, key)
    session.commit()
    click.echo("Nothing that is signed with it is taken any more.")


@group.command("list", cls=Plain)
@in_app
def show() -> None:
    """List keys: name, since when, until when, reports of the sender, last day, sender."""
    from kla.public_reports.api.services import senders

    with reading() as session:
        rows = senders.list_keys(session, OPERATOR)
    for row in rows:
        until, last = row.stopped or "good", row.last_day or "never"
        click.echo(
            f"{row.kid}  {row.added}  {until!s:<10}  {row.received:>6}  {last!s:<10}  {row.name}"
        )
