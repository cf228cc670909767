"""Erase merged cases together."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        batch_op.add_column(sa.Column("with_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_erasure_with_id"), ["with_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_erasure_with_id_erasure"), "erasure", ["with_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_erasure_with_id_erasure"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_erasure_with_id"))
        batch_op.drop_column("with_id")
