"""People: accounts, keys and circles, coming in and going out."""

from flask import Flask

from kla.accounts import identity, sessions
from kla.config import Settings


def init_app(app: Flask) -> None:
    """Bring login sessions, people and their pages to the application."""
    settings: Settings = app.extensions["settings"]
    sessions.init_app(app, settings)
    identity.init_app(app, settings)
