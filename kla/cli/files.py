"""Commands about the stored files of cases."""

import click
from flask import current_app

from kla.cli.plain import Plain, in_app


@click.group("files")
def group() -> None:
    """Sealed files. None of these commands opens one."""


@group.command("sweep", cls=Plain)
@in_app
def sweep() -> None:
    """Delete uploads that nobody finished within a day, and files that no record names.

    Run it daily. A file without a record is left by a server that was killed while it wrote; one
    younger than a day may be on its way and stays.
    """
    from kla.cases.services import remnants, stray_files, uploads
    from kla.extensions import db
    from kla.trail import services as trail

    session, folder = db.session(), current_app.extensions["settings"].files_path
    late = uploads.sweep(session, folder)
    remnants.sweep(session, current_app.extensions["shred"], folder)
    if late:
        trail.record(session, None, "files.swept", count=late)
    session.commit()
    strays = stray_files.delete_strays(session, folder)
    click.echo(f"{late} unfinished uploads and {strays} stray files deleted.")
