"""Child-friendly facilities: which there are, and how audits found them."""

from importlib import import_module

from flask import Flask

PAGES = ("facilities", "list_import", "volunteers")


def init_app(app: Flask) -> None:
    """Bring the pages of facilities to the application."""
    # Bound late: services and commands need no pages.
    from kla.facility_audits.views import bp

    for name in PAGES:
        import_module(f"kla.facility_audits.views.{name}")
    app.register_blueprint(bp)
