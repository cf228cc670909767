"""only add to the trail

Revision ID: 0005
Revises: 0004
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("trail", "trail_checkpoint")
REFUSED = "the trail is only ever added to"
FUNCTION = "refuse_change_of_trail"


def upgrade():
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    if on_postgresql:
        op.execute(
            f"CREATE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
        )
    for table in TABLES:
        for what in ("update", "delete"):
            then = (
                f"FOR EACH ROW EXECUTE FUNCTION {FUNCTION}()"
                if on_postgresql
                else f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            )
            op.execute(f"CREATE TRIGGER {table}_no_{what} BEFORE {what.upper()} ON {table} {then}")
        if on_postgresql:
            op.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
            )


def downgrade():
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for table in TABLES:
        for what in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{what}" + (f" ON {table}" if on_postgresql else ""))
        if on_postgresql:
            op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
    if on_postgresql:
        op.execute(f"DROP FUNCTION {FUNCTION}()")
