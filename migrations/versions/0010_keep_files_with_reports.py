"""Keep files with reports."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("stored_as", sa.String(length=40), nullable=False),
        sa.Column("meta_ct", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_file_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_file")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_report_file_report_id_number")),
    )
    op.create_table(
        "report_part",
        sa.Column("stored_as", sa.String(length=40), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_part_report_id_report")
        ),
        sa.PrimaryKeyConstraint("stored_as", name=op.f("pk_report_part")),
    )
    with op.batch_alter_table("report_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_part_report_id"), ["report_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("report_part", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_part_report_id"))

    op.drop_table("report_part")
    op.drop_table("report_file")
