"""Commands about the trail."""

import click

from kla.cli.plain import Plain, in_app, reading, require_keys

WHY = {
    "gap": "it is missing or out of order",
    "link": "it does not follow the entry before it",
    "content": "it was changed after it was written",
    "signature": "its signature is not that of whoever it names",
    "anchor": "it is not the entry that was anchored outside the database",
    "tail": "the end of the trail was cut off or added to",
}


@click.group("trail")
def group() -> None:
    """The record of who did what."""


@group.command("verify", cls=Plain)
@in_app
def verify() -> None:
    """Read the whole trail and check it: chain, signatures, checkpoints, anchors.

    Names the first entry that is broken, and ends with status 1 then.
    """
    from kla.cli.keys import signer_keys
    from kla.trail import verification

    settings = require_keys()
    with reading() as session:
        report = verification.verify(
            session,
            instance=settings.instance_id,
            key_of=signer_keys(session, settings),
            anchors=settings.anchors_path,
        )
    if report.broken is not None:
        why = WHY.get(report.broken.reason, report.broken.reason)
        raise click.ClickException(f"Entry {report.broken.seq} of the trail is broken: {why}.")
    click.echo(
        f"The trail is whole: {report.entries} entries, {report.signatures} signatures, "
        f"{report.anchors} anchors."
    )


@group.command("guard", cls=Plain)
@in_app
def guard() -> None:
    """Put back what in the database refuses to change the trail; where it is there, it stays."""
    from kla.extensions import db
    from kla.trail import append_only

    with db.engine.begin() as connection:
        lacking = append_only.missing(connection)
        if lacking:
            append_only.put(connection)
    click.echo(f"Put back: {', '.join(lacking)}." if lacking else "Nothing was missing.")
