"""Lay the ground."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "login_throttle",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(), nullable=False),
        sa.Column("open_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_login_throttle")),
    )
    op.create_table(
        "remnant",
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_remnant")),
    )
    op.create_table(
        "trail",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("prev", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("actor_kid", sa.String(length=40), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("case_tag", sa.LargeBinary(), nullable=True),
        sa.Column("case_body", sa.LargeBinary(), nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("sig", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_trail")),
    )
    with op.batch_alter_table("trail", schema=None) as batch_op:
        batch_op.create_index("ix_trail_case_tag_seq", ["case_tag", "seq"], unique=False)

    op.create_table(
        "trail_checkpoint",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("signer_kid", sa.String(length=40), nullable=False),
        sa.Column("sig", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_trail_checkpoint")),
    )
    op.create_table(
        "trail_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_trail_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_head")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )
    op.create_table(
        "voucher",
        sa.Column("kid", sa.String(length=40), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("sig", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_voucher")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.String(length=200), nullable=False),
        sa.Column("staff_name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "intake",
                "caseworker",
                "supervisor",
                "volunteer",
                "verifier",
                "outreach",
                "opd",
                "leadership",
                "statistician",
                "auditor",
                "it_admin",
                "siaga",
                name="role",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("siaga", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("current_kid", sa.String(length=40), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=False),
        sa.Column("login_epoch", sa.Integer(), nullable=False),
        sa.Column("created_day", sa.Date(), nullable=False),
        sa.CheckConstraint("siaga IN ('-', 'a', 'b')", name=op.f("ck_account_siaga_half")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_account_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "intake",
                "identification",
                "assessment",
                "planning",
                "delivery",
                "monitoring",
                "closed",
                "referred",
                "transferred",
                "outside_authority",
                "insufficient",
                name="casestate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opened_month", sa.String(length=7), nullable=False),
        sa.Column("retain_month", sa.String(length=7), nullable=True),
        sa.Column("next_due", sa.DateTime(), nullable=False),
        sa.Column("dek_epoch", sa.Integer(), nullable=False),
        sa.Column("kcommit", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "state <> 'closed' OR retain_month IS NOT NULL", name=op.f("ck_case_closed_is_retained")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_case_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
    )
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_opened_month"), ["opened_month"], unique=False)
        batch_op.create_index("ix_case_stage", ["unit_id", "state"], unique=False)
        batch_op.create_index("ix_case_urgency", ["unit_id", "next_due", "id"], unique=False)

    op.create_table(
        "circle",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_circle_unit_id_unit")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_circle")),
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
        "search_delta",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.Column("ct", sa.LargeBinary(), nullable=False),
        sa.Column("signer_kid", sa.String(length=40), nullable=False),
        sa.Column("sig", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_search_delta_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_search_delta")),
    )
    with op.batch_alter_table("search_delta", schema=None) as batch_op:
        batch_op.create_index("ix_search_delta_unit", ["unit_id", "kind", "seq"], unique=False)

    op.create_table(
        "search_index",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("shredded", sa.Integer(), nullable=False),
        sa.Column("pending", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_search_index_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("unit_id", "kind", name=op.f("pk_search_index")),
    )
    op.create_table(
        "search_segment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("ct", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_search_segment_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_segment")),
        sa.UniqueConstraint(
            "unit_id", "kind", "number", name=op.f("uq_search_segment_unit_id_kind_number")
        ),
    )
    op.create_table(
        "account_bundle",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ct", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_bundle_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_bundle")),
    )
    op.create_table(
        "account_wrap",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("device", sa.String(length=40), nullable=False),
        sa.Column("wrap", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_wrap_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_wrap")),
        sa.UniqueConstraint("account_id", "device", name=op.f("uq_account_wrap_account_id_device")),
    )
    op.create_table(
        "activation_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("voucher_kid", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_activation_code_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["voucher_kid"], ["voucher.kid"], name=op.f("fk_activation_code_voucher_kid_voucher")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activation_code")),
    )
    with op.batch_alter_table("activation_code", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_activation_code_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "case_attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("dek_epoch", sa.Integer(), nullable=False),
        sa.Column("stored_as", sa.String(length=40), nullable=False),
        sa.Column("meta_ct", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_case_attachment_case_id_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_attachment")),
    )
    with op.batch_alter_table("case_attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_attachment_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_grant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("dek_epoch", sa.Integer(), nullable=False),
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
        sa.Column("recipient_kid", sa.String(length=40), nullable=False),
        sa.Column("recipient_epoch", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("granter_kid", sa.String(length=40), nullable=False),
        sa.Column("sig", sa.LargeBinary(), nullable=False),
        sa.Column("expires", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_grant_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_grant")),
        sa.UniqueConstraint(
            "case_id",
            "dek_epoch",
            "kind",
            "recipient_kid",
            name=op.f("uq_case_grant_case_id_dek_epoch_kind_recipient_kid"),
        ),
    )
    with op.batch_alter_table("case_grant", schema=None) as batch_op:
        batch_op.create_index(
            "ix_case_grant_recipient", ["recipient_kid", "case_id", "dek_epoch"], unique=False
        )

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
        "case_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("dek_epoch", sa.Integer(), nullable=False),
        sa.Column("ct", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_note_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_note")),
    )
    with op.batch_alter_table("case_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_note_case_id"), ["case_id"], unique=False)

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
        "case_section",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "name",
            sa.Enum(
                "summary",
                "core",
                "persons",
                "identification",
                "assessment",
                "risk",
                "services",
                "closure",
                "plan",
                "monitoring",
                "exit",
                "retention",
                "offers",
                "referrals",
                "conferences",
                "consents",
                name="sectionname",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("dek_epoch", sa.Integer(), nullable=False),
        sa.Column("ct", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_case_section_case_id_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_section")),
        sa.UniqueConstraint("case_id", "name", name=op.f("uq_case_section_case_id_name")),
    )
    op.create_table(
        "case_task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "respond",
                "assess",
                "plan",
                "follow_up",
                "approve",
                "statutory_report",
                "review",
                "other",
                name="taskkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("begun", sa.DateTime(), nullable=False),
        sa.Column("due", sa.DateTime(), nullable=False),
        sa.Column("stopped", sa.DateTime(), nullable=True),
        sa.Column("done", sa.DateTime(), nullable=True),
        sa.Column("assignee", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignee"], ["account.id"], name=op.f("fk_case_task_assignee_account")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_task_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_task")),
    )
    with op.batch_alter_table("case_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_task_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_case_task_open", ["done", "due"], unique=False)

    op.create_table(
        "circle_key",
        sa.Column("circle", sa.String(length=200), nullable=False),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kid", sa.String(length=40), nullable=False),
        sa.Column("pk", sa.LargeBinary(), nullable=False),
        sa.Column("issuer_kid", sa.String(length=40), nullable=False),
        sa.Column("cert", sa.LargeBinary(), nullable=False),
        sa.Column("prev_ct", sa.LargeBinary(), nullable=True),
        sa.Column("recovery_ct", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["circle"], ["circle.name"], name=op.f("fk_circle_key_circle_circle")
        ),
        sa.PrimaryKeyConstraint("circle", "epoch", name=op.f("pk_circle_key")),
        sa.UniqueConstraint("kid", name=op.f("uq_circle_key_kid")),
    )
    op.create_table(
        "circle_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("circle", sa.String(length=200), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("recipient_kid", sa.String(length=40), nullable=False),
        sa.Column("recipient_epoch", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("granter_kid", sa.String(length=40), nullable=False),
        sa.Column("sig", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle"], ["circle.name"], name=op.f("fk_circle_member_circle_circle")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_member")),
        sa.UniqueConstraint(
            "circle",
            "epoch",
            "recipient_kid",
            name=op.f("uq_circle_member_circle_epoch_recipient_kid"),
        ),
    )
    with op.batch_alter_table("circle_member", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_circle_member_recipient_kid"), ["recipient_kid"], unique=False
        )

    op.create_table(
        "key_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kid", sa.String(length=40), nullable=False),
        sa.Column("xpk", sa.LargeBinary(), nullable=False),
        sa.Column("epk", sa.LargeBinary(), nullable=False),
        sa.Column("mlkem_pk", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("replaces_kid", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_key_request_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_request")),
        sa.UniqueConstraint("account_id", name=op.f("uq_key_request_account_id")),
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
        "principal_key",
        sa.Column("kid", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("siaga", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("xpk", sa.LargeBinary(), nullable=False),
        sa.Column("epk", sa.LargeBinary(), nullable=False),
        sa.Column("mlkem_pk", sa.LargeBinary(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("issuer_kid", sa.String(length=40), nullable=False),
        sa.Column("cert", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_principal_key_account_id_account")
        ),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_principal_key")),
    )
    with op.batch_alter_table("principal_key", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_principal_key_account_id"), ["account_id"], unique=False
        )

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
        "principal_revocation",
        sa.Column("kid", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("issuer_kid", sa.String(length=40), nullable=False),
        sa.Column("sig", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kid"], ["principal_key.kid"], name=op.f("fk_principal_revocation_kid_principal_key")
        ),
        sa.PrimaryKeyConstraint("kid", "at", "issuer_kid", name=op.f("pk_principal_revocation")),
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


def downgrade() -> None:
    op.drop_table("siaga_share")
    op.drop_table("principal_revocation")
    with op.batch_alter_table("siaga_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_siaga_request_requester_kid"))
        batch_op.drop_index(batch_op.f("ix_siaga_request_expires"))
        batch_op.drop_index(batch_op.f("ix_siaga_request_case_id"))

    op.drop_table("siaga_request")
    with op.batch_alter_table("principal_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_principal_key_account_id"))

    op.drop_table("principal_key")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_sent"))
        batch_op.drop_index("ix_notice_account")

    op.drop_table("notice")
    op.drop_table("key_request")
    with op.batch_alter_table("circle_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_circle_member_recipient_kid"))

    op.drop_table("circle_member")
    op.drop_table("circle_key")
    with op.batch_alter_table("case_task", schema=None) as batch_op:
        batch_op.drop_index("ix_case_task_open")
        batch_op.drop_index(batch_op.f("ix_case_task_case_id"))

    op.drop_table("case_task")
    op.drop_table("case_section")
    with op.batch_alter_table("case_offer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_offer_recipient_kid"))

    op.drop_table("case_offer")
    with op.batch_alter_table("case_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_note_case_id"))

    op.drop_table("case_note")
    with op.batch_alter_table("case_key_task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_key_task_case_id"))

    op.drop_table("case_key_task")
    with op.batch_alter_table("case_grant", schema=None) as batch_op:
        batch_op.drop_index("ix_case_grant_recipient")

    op.drop_table("case_grant")
    with op.batch_alter_table("case_attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_attachment_case_id"))

    op.drop_table("case_attachment")
    with op.batch_alter_table("activation_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activation_code_account_id"))

    op.drop_table("activation_code")
    op.drop_table("account_wrap")
    op.drop_table("account_bundle")
    op.drop_table("search_segment")
    op.drop_table("search_index")
    with op.batch_alter_table("search_delta", schema=None) as batch_op:
        batch_op.drop_index("ix_search_delta_unit")

    op.drop_table("search_delta")
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_erasure_unit_id"))

    op.drop_table("erasure")
    op.drop_table("circle")
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_index("ix_case_urgency")
        batch_op.drop_index("ix_case_stage")
        batch_op.drop_index(batch_op.f("ix_case_opened_month"))

    op.drop_table("case")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_unit_id"))

    op.drop_table("account")
    op.drop_table("voucher")
    op.drop_table("unit")
    op.drop_table("trail_head")
    op.drop_table("trail_checkpoint")
    with op.batch_alter_table("trail", schema=None) as batch_op:
        batch_op.drop_index("ix_trail_case_tag_seq")

    op.drop_table("trail")
    op.drop_table("remnant")
    op.drop_table("login_throttle")
