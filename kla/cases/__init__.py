"""Child-protection cases, from the first report to closure; what is known of people is sealed."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Bring the pages of case work to the application."""
    from kla.cases.services.assignment import give_back

    # Bound late: services and commands need no pages.
    from kla.cases.views import (  # noqa: F401 -- each adds its pages to the blueprint
        assignment,
        bp,
        closure,
        entries,
        listing,
        register,
        show,
        steps,
        tasks,
    )

    app.register_blueprint(bp)
    app.extensions.setdefault("after_admission", []).append(give_back)
