"""Reports of the public: what was sent, who holds its secret, and what was written since."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("finder", sa.String(length=40), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "new",
                "read",
                "handed_over",
                "closed",
                "abuse",
                name="reportstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "turn",
            sa.Enum("office", "reporter", "nobody", name="turn", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("received", sa.DateTime(), nullable=False),
        sa.Column("due", sa.DateTime(), nullable=False),
        sa.Column("handle", sa.String(length=40), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("kcommit", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ct", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("finder", name=op.f("uq_report_finder")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index("ix_report_queue", ["state", "received"], unique=False)

    op.create_table(
        "report_grant",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("recipient_kid", sa.String(length=40), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "circle-key",
                "case-circle",
                "case-user",
                "case-share",
                "siaga",
                "recovery",
                "delta",
                "trail",
                "fact",
                "offer",
                "report-circle",
                "report-reporter",
                name="purpose",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("recipient_epoch", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_grant_report_id_report")
        ),
        sa.PrimaryKeyConstraint(
            "report_id", "epoch", "recipient_kid", name=op.f("pk_report_grant")
        ),
    )
    op.create_table(
        "report_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("ct", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_message_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_message")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_report_message_report_id_number")),
    )


def downgrade() -> None:
    op.drop_table("report_message")
    op.drop_table("report_grant")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index("ix_report_queue")

    op.drop_table("report")
