"""Files of cases in parts, and those that are on their way."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_part",
        sa.Column("stored_as", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_part_case_id_case")),
        sa.PrimaryKeyConstraint("stored_as", name=op.f("pk_case_part")),
    )
    with op.batch_alter_table("case_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_part_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_part_file_id"), ["file_id"], unique=False)

    op.create_table(
        "case_upload",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("dek_epoch", sa.Integer(), nullable=False),
        sa.Column("expires", sa.DateTime(), nullable=False),
        sa.Column("meta_ct", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_upload_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_upload")),
    )
    with op.batch_alter_table("case_upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_upload_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_upload_expires"), ["expires"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("case_upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_upload_expires"))
        batch_op.drop_index(batch_op.f("ix_case_upload_case_id"))

    op.drop_table("case_upload")
    with op.batch_alter_table("case_part", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_part_file_id"))
        batch_op.drop_index(batch_op.f("ix_case_part_case_id"))

    op.drop_table("case_part")
