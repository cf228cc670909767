"""How Alembic reaches the app's database. Run through `flask db ...`."""

from alembic import context
from flask import current_app

db = current_app.extensions["migrate"].db


def render_item(kind, item, autogen_context):
    """Write our own column types as plain ones: an old migration must not need today's code."""
    if kind == "type" and type(item).__module__.startswith("kla."):
        return f"sa.{type(item.impl).__name__}()"
    return False


def watch_references(connection, is_on):
    """SQLite changes a table by making it anew: what refers to it must not mind for that moment.

    Its own documentation says so (sqlite.org/lang_altertable.html, 7). Outside a transaction.
    """
    connection.connection.dbapi_connection.execute(
        f"PRAGMA foreign_keys={'ON' if is_on else 'OFF'}"
    )


with db.engine.connect() as connection:
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        watch_references(connection, False)
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=render_item,
        **current_app.extensions["migrate"].configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()
        if is_sqlite:
            lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if lost:
                raise RuntimeError(f"{len(lost)} rows refer to something that is gone: {lost[:3]}")
    if is_sqlite:
        watch_references(connection, True)
