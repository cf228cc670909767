"""Say which case a report became, and which reports are of one event."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.add_column(sa.Column("case_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("main_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_report_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_main_id"), ["main_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_report_main_id_report"), "report", ["main_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_report_case_id_case"), "case", ["case_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_report_case_id_case"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_report_main_id_report"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_report_main_id"))
        batch_op.drop_index(batch_op.f("ix_report_case_id"))
        batch_op.drop_column("main_id")
        batch_op.drop_column("case_id")
