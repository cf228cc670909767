"""The commands: `flask --app app init | doctor | trail | user | demo`."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the commands. The server needs none of them, and starts without."""
    if app.extensions["settings"].serving:
        return
    from kla.cli import trail, user
    from kla.cli.demo import command as demo
    from kla.cli.doctor.command import doctor
    from kla.cli.init import init

    for command in (init, doctor, trail.group, user.group, demo.group):
        app.cli.add_command(command)
