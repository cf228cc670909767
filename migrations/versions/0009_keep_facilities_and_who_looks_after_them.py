"""Keep facilities and who looks after them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "facility",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "sekolah",
                "puskesmas",
                "rbra",
                "rira",
                "tara",
                "pisa",
                "pka",
                "puspaga",
                "lpkra",
                "lksa",
                "rass_zoss",
                "lainnya",
                name="facilitykind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sort_name", sa.String(length=200), nullable=False),
        sa.Column("kelurahan", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("operator", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "active", "planned", "closed", name="facilitystatus", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("certificate", sa.String(length=200), nullable=False),
        sa.Column("certificate_until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(lat IS NULL) = (lon IS NULL)", name=op.f("ck_facility_point_is_whole")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility")),
    )
    with op.batch_alter_table("facility", schema=None) as batch_op:
        batch_op.create_index("ix_facility_kelurahan_kind", ["kelurahan", "kind"], unique=False)
        batch_op.create_index("ix_facility_point", ["lat", "lon"], unique=False)
        batch_op.create_index(batch_op.f("ix_facility_sort_name"), ["sort_name"], unique=False)

    op.create_table(
        "facility_key",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facility.id"], name=op.f("fk_facility_key_facility_id_facility")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_facility_key")),
    )
    with op.batch_alter_table("facility_key", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_facility_key_facility_id"), ["facility_id"], unique=False
        )

    op.create_table(
        "volunteer_place",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kelurahan", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_volunteer_place_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", "kelurahan", name=op.f("pk_volunteer_place")),
    )


def downgrade() -> None:
    op.drop_table("volunteer_place")
    with op.batch_alter_table("facility_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_facility_key_facility_id"))

    op.drop_table("facility_key")
    with op.batch_alter_table("facility", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_facility_sort_name"))
        batch_op.drop_index("ix_facility_point")
        batch_op.drop_index("ix_facility_kelurahan_kind")

    op.drop_table("facility")
