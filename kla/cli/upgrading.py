"""Bringing a database to the version of this program before anything is written."""

from kla.extensions import db


def upgrade_database() -> None:
    """Run the migrations that are missing."""
    from flask_migrate import upgrade

    db.session.remove()
    upgrade()
