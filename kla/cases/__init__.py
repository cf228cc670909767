"""Child-protection cases, from the first report to closure; what is known of people is sealed."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Bring the pages of case work to the application."""
    # Bound late: services and commands need no pages.
    from kla.cases.views import (  # noqa: F401 -- each adds its pages to the blueprint
        assignment,
        bp,
        clockwork,
        closure,
        conferences,
        consents,
        covers,
        deliveries,
        entries,
        exits,
        follow_ups,
        handovers,
        listing,
        people,
        plans,
        prints,
        reassignment,
        referrals,
        refusals,
        register,
        risk,
        show,
        steps,
        tasks,
        workload,
    )

    app.register_blueprint(bp)
