"""People: accounts, keys and circles, coming in and going out."""

from flask import Flask

from kla.accounts import identity, kept, sessions
from kla.accounts.views import (
    activation,
    admissions,
    bp,
    home,
    invitations,
    own_account,
    people,
    signing_in,
)
from kla.config import Settings

__all__ = ["activation", "admissions", "home", "init_app", "invitations", "own_account", "people"]


def init_app(app: Flask) -> None:
    """Bring login sessions, people and their pages to the application."""
    settings: Settings = app.extensions["settings"]
    sessions.init_app(app, settings)
    identity.init_app(app, settings)
    app.register_error_handler(401, signing_in.ask_to_come_in)
    app.after_request(kept.drop_once_sent)
    app.register_blueprint(bp)
