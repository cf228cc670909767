"""How Alembic reaches the app's database. Run through `flask db ...`."""

from alembic import context
from flask import current_app

db = current_app.extensions["migrate"].db


def render_item(kind, item, autogen_context):
    """Write our own column types as plain ones: an old migration must not need today's code."""
    if kind == "type" and type(item).__module__.startswith("kla."):
        return f"sa.{type(item.impl).__name__}()"
    return False


with db.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=render_item,
        **current_app.extensions["migrate"].configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()
