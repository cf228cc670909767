"""The second part of case work: offers, notices, emergency access, erasure, clocks that stop."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "remnant",
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_remnant")),
    )
    op.create_table(
        "erasure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("opened_month", sa.String(length=7), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("proposed", sa.DateTime(), nullable=False),
        sa.Column("proposer_kid", sa.String(length=40), nullable=False),
        sa.Column("proposer_sig", sa.LargeBinary(), nullable=False),
        sa.Column("erased", sa.DateTime(), nullable=True),
        sa.Column("confirmer_kid", sa.String(length=40), nullable=True),
        sa.Column("confirmer_sig", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.Column("index_renewed", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_erasure_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("case_id", name=op.f("uq_erasure_case_id")),
    )
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erasure_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "case_key_task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("dek_epoch", sa.Integer(), nullable=False),
        sa.Column("due", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_case_key_task_case_id_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_key_task")),
    )
    with op.batch_alter_table("case_key_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_key_task_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("dek_epoch", sa.Integer(), nullable=False),
        sa.Column("recipient_kid", sa.String(length=40), nullable=False),
        sa.Column("recipient_epoch", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("granter_kid", sa.String(length=40), nullable=False),
        sa.Column("sig", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_offer_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_offer")),
        sa.UniqueConstraint("case_id", name=op.f("uq_case_offer_case_id")),
    )
    with op.batch_alter_table("case_offer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_case_offer_recipient_kid"), ["recipient_kid"], unique=False
        )

    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.Column("sent", sa.DateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_notice_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_account", ["account_id", "made"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_sent"), ["sent"], unique=False)

    op.create_table(
        "siaga_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("requester_kid", sa.String(length=40), nullable=False),
        sa.Column("asked", sa.DateTime(), nullable=False),
        sa.Column("expires", sa.DateTime(), nullable=False),
        sa.Column("opened", sa.DateTime(), nullable=True),
        sa.Column("reviewed", sa.DateTime(), nullable=True),
        sa.Column("reason_oversight", sa.LargeBinary(), nullable=False),
        sa.Column("reason_supervision", sa.LargeBinary(), nullable=False),
        sa.Column("sig", sa.LargeBinary(), nullable=False),
        sa.Column("review_oversight", sa.LargeBinary(), nullable=True),
        sa.Column("review_supervision", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_siaga_request_case_id_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_siaga_request")),
    )
    with op.batch_alter_table("siaga_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_siaga_request_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_siaga_request_expires"), ["expires"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_siaga_request_requester_kid"), ["requester_kid"], unique=False
        )

    op.create_table(
        "siaga_share",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "circle",
                "user",
                "share_a",
                "share_b",
                "recovery",
                name="grantkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("dek_epoch", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("officer_kid", sa.String(length=40), nullable=False),
        sa.Column("sig", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["siaga_request.id"],
            name=op.f("fk_siaga_share_request_id_siaga_request"),
        ),
        sa.PrimaryKeyConstraint("request_id", "kind", name=op.f("pk_siaga_share")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("email", sa.String(length=200), nullable=True))

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.create_index("ix_case_stage", ["unit_id", "state"], unique=False)

    with op.batch_alter_table("case_task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("begun", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("stopped", sa.DateTime(), nullable=True))

    # Nobody wrote down when the clocks that run already began; their end is known.
    op.execute(sa.text("UPDATE case_task SET begun = due"))
    with op.batch_alter_table("case_task", schema=None) as batch_op:
        batch_op.alter_column("begun", existing_type=sa.DateTime(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("case_task", schema=None) as batch_op:
        batch_op.drop_column("stopped")
        batch_op.drop_column("begun")

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_index("ix_case_stage")

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("email")

    op.drop_table("siaga_share")
    with op.batch_alter_table("siaga_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_siaga_request_requester_kid"))
        batch_op.drop_index(batch_op.f("ix_siaga_request_expires"))
        batch_op.drop_index(batch_op.f("ix_siaga_request_case_id"))

    op.drop_table("siaga_request")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_sent"))
        batch_op.drop_index("ix_notice_account")

    op.drop_table("notice")
    with op.batch_alter_table("case_offer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_offer_recipient_kid"))

    op.drop_table("case_offer")
    with op.batch_alter_table("case_key_task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_key_task_case_id"))

    op.drop_table("case_key_task")
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_erasure_unit_id"))

    op.drop_table("erasure")
    op.drop_table("remnant")
