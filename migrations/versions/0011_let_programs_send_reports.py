"""let programs send reports."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_sender",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_sender")),
        sa.UniqueConstraint("name", name=op.f("uq_report_sender_name")),
    )
    op.create_table(
        "report_sender_key",
        sa.Column("kid", sa.String(length=40), nullable=False),
        sa.Column("sender_id", sa.Uuid(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("added", sa.Date(), nullable=False),
        sa.Column("stopped", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["sender_id"],
            ["report_sender.id"],
            name=op.f("fk_report_sender_key_sender_id_report_sender"),
        ),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_report_sender_key")),
    )
    with op.batch_alter_table("report_sender_key", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_report_sender_key_sender_id"), ["sender_id"], unique=False
        )

    op.create_table(
        "report_sender_nonce",
        sa.Column("mark", sa.String(length=40), nullable=False),
        sa.Column("sender_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sender_id"],
            ["report_sender.id"],
            name=op.f("fk_report_sender_nonce_sender_id_report_sender"),
        ),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_report_sender_nonce")),
    )
    with op.batch_alter_table("report_sender_nonce", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_sender_nonce_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_report_sender_nonce_sender_id"), ["sender_id"], unique=False
        )

    op.create_table(
        "report_sent",
        sa.Column("mark", sa.String(length=40), nullable=False),
        sa.Column("content", sa.String(length=40), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_sent_report_id_report")
        ),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_report_sent")),
    )
    with op.batch_alter_table("report_sent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_sent_report_id"), ["report_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("report_sent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_sent_report_id"))

    op.drop_table("report_sent")
    with op.batch_alter_table("report_sender_nonce", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_sender_nonce_sender_id"))
        batch_op.drop_index(batch_op.f("ix_report_sender_nonce_at"))

    op.drop_table("report_sender_nonce")
    with op.batch_alter_table("report_sender_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_sender_key_sender_id"))

    op.drop_table("report_sender_key")
    op.drop_table("report_sender")
