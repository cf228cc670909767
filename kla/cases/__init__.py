"""Child-protection cases, from the first report to closure; what is known of people is sealed."""

from flask import Flask

from kla.web.banners import add_source


def init_app(app: Flask) -> None:
    """Bring the pages of case work to the application."""
    # Bound late: services and commands need no pages.
    from kla.cases.views import (  # noqa: F401 -- each adds its pages to the blueprint
        assignment,
        banners,
        bp,
        clockwork,
        closure,
        conferences,
        consents,
        covers,
        deliveries,
        entries,
        erasures,
        exits,
        follow_ups,
        handovers,
        keys,
        listing,
        people,
        plans,
        prints,
        reassignment,
        referrals,
        refusals,
        register,
        restriction,
        retention,
        risk,
        show,
        siaga,
        siaga_reviews,
        steps,
        tasks,
        workload,
    )

    app.register_blueprint(bp)
    add_source(app, banners.banners_of)
