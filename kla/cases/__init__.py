"""Child-protection cases, from the first report to closure; what is known of people is sealed."""

from importlib import import_module

from flask import Flask

from kla.web.banners import add_source
from kla.web.transaction import on_success

# Each adds its pages to the blueprint.
PAGES = (
    "assessment",
    "assignment",
    "clockwork",
    "closure",
    "conferences",
    "consents",
    "corrections",
    "copies",
    "covers",
    "deliveries",
    "drafts",
    "duplicates",
    "entries",
    "erasures",
    "exits",
    "files",
    "follow_ups",
    "handovers",
    "keys",
    "listing",
    "merging",
    "people",
    "plans",
    "prints",
    "reassignment",
    "referrals",
    "refusals",
    "register",
    "register_import",
    "restriction",
    "retention",
    "risk",
    "saved_filters",
    "show",
    "siaga",
    "siaga_oversight",
    "siaga_reviews",
    "simfoni",
    "simfoni_list",
    "simfoni_month",
    "steps",
    "tasks",
    "timeline",
    "uploads",
    "workload",
)


def init_app(app: Flask) -> None:
    """Bring the pages of case work to the application."""
    from kla.cases.services.assignment import give_back

    # Bound late: services and commands need no pages.
    from kla.cases.views import banners, bp
    from kla.cases.views.drafts import comforts, forget_saved

    for name in PAGES:
        import_module(f"kla.cases.views.{name}")
    app.register_blueprint(bp)
    add_source(app, banners.banners_of)
    on_success(app, forget_saved)
    app.context_processor(comforts)
    app.extensions.setdefault("after_admission", []).append(give_back)
