"""The commands: `flask --app app init | doctor | trail | user | cases | ... | demo`."""

from flask import Flask

from kla.config import Settings


def init_app(app: Flask) -> None:
    """Add the commands, and in a demo its people to the sign-in page.

    The server needs no commands, and starts faster without.
    """
    settings = app.extensions["settings"]
    if settings.demo:
        app.extensions["demo_sign_ins"] = lambda: _demo_people(settings)
    if settings.serving:
        return
    from kla.cli import cases, facilities, files, instruments, names, notices, senders, trail, user
    from kla.cli.demo import command as demo
    from kla.cli.doctor.command import doctor
    from kla.cli.init import init

    audits = (facilities, instruments)
    groups = (trail, user, senders, cases, *audits, names, notices, files, demo)
    for command in (init, doctor, *(one.group for one in groups)):
        app.cli.add_command(command)


def _demo_people(settings: Settings) -> list[dict[str, str]]:
    from kla.cli.demo import city

    return [one.as_row() for one in city.known_sign_ins(settings)]
