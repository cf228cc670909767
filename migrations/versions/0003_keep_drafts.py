"""keep drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("owner", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("dek_epoch", sa.Integer(), nullable=False),
        sa.Column("ct", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_draft_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_draft")),
    )
    with op.batch_alter_table("case_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_draft_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_draft_owner"), ["owner"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("case_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_draft_owner"))
        batch_op.drop_index(batch_op.f("ix_case_draft_case_id"))

    op.drop_table("case_draft")
