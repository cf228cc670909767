"""The public's door: a report without a name, its receipt, and the desk that reads it."""

from importlib import import_module

from flask import Flask

from kla.extensions import csrf
from kla.web.banners import add_source

# Each adds its pages to the door or to the desk.
PAGES = (
    "door_pages",
    "child_pages",
    "desk_pages",
    "desk_files",
    "case_pages",
    "queue_pages",
    "same_pages",
    "poster_pages",
    "troubles",
    "typing_pages",
)


def init_app(app: Flask) -> None:
    """Bring the pages of the door and of the desk to the application."""
    # Bound late: services and commands need no pages.
    from kla.cases.views.panels import add_panel
    from kla.public_reports import hotlines, views
    from kla.public_reports.api.views import api
    from kla.public_reports.views.banners import banners_of
    from kla.public_reports.views.case_pages import panel_of
    from kla.public_reports.views.gate import Doorkeeper

    for name in PAGES:
        import_module(f"kla.public_reports.views.{name}")
    app.extensions["hotlines"] = hotlines.load(app.extensions["settings"].instance_path)
    app.extensions["doorkeeper"] = Doorkeeper()
    csrf.exempt(views.door)
    app.register_blueprint(views.door)
    app.register_blueprint(views.desk)
    csrf.exempt(api)
    app.register_blueprint(api)
    add_source(app, banners_of)
    add_panel(app, panel_of)
