"""The commands: `flask --app app init | doctor | trail | user | names | notices | files | demo`."""

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
    from kla.cli import files, names, notices, trail, user
    from kla.cli.demo import command as demo
    from kla.cli.doctor.command import doctor
    from kla.cli.init import init

    many = (
        init,
        doctor,
        trail.group,
        user.group,
        names.group,
        notices.group,
        files.group,
        demo.group,
    )
    for command in many:
        app.cli.add_command(command)


def _demo_people(settings: Settings) -> list[dict[str, str]]:
    from kla.cli.demo import city

    return [one.as_row() for one in city.known_sign_ins(settings)]
