"""help desks."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "fixed",
                "itinerant",
                "point",
                "digital",
                name="deskkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("source_lang", sa.String(length=64), nullable=False),
        sa.Column("can_do", sa.Text(), nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("spoken", sa.Text(), nullable=False),
        sa.Column("municipality", sa.String(length=64), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("directions", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("referent", sa.Text(), nullable=False),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("slot_places", sa.Integer(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("times_revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name=op.f("ck_desk_latitude_range")),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name=op.f("ck_desk_longitude_range")),
        sa.CheckConstraint(
            "slot_minutes BETWEEN 5 AND 240", name=op.f("ck_desk_slot_minutes_range")
        ),
        sa.CheckConstraint("slot_places BETWEEN 0 AND 20", name=op.f("ck_desk_slot_places_range")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_desk_organization_id_organization"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk")),
    )
    with op.batch_alter_table("desk", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_desk_municipality"), ["municipality"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_desk_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "mediator",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("spoken", sa.Text(), nullable=False),
        sa.Column("municipality", sa.String(length=64), nullable=False),
        sa.Column("is_remote", sa.Boolean(), nullable=False),
        sa.Column("byday", sa.String(length=64), nullable=False),
        sa.Column("opens_at", sa.Time(), nullable=True),
        sa.Column("closes_at", sa.Time(), nullable=True),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_mediator_organization_id_organization"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediator")),
    )
    with op.batch_alter_table("mediator", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mediator_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "desk_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("desk_id", sa.Uuid(), nullable=False),
        sa.Column("pass_id", sa.Uuid(), nullable=True),
        sa.Column("holder_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("visitor_locale", sa.String(length=64), nullable=False),
        sa.Column("operator_locale", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "closed",
                name="casestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "helped",
                "partly",
                "not_helped",
                "passed_on",
                "not_seen_again",
                name="caseoutcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fades_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["desk_id"], ["desk.id"], name=op.f("fk_desk_case_desk_id_desk"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"],
            ["account.id"],
            name=op.f("fk_desk_case_holder_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["pass_id"],
            ["visitor_pass.id"],
            name=op.f("fk_desk_case_pass_id_visitor_pass"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_case")),
    )
    with op.batch_alter_table("desk_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_case_desk_id"), ["desk_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_desk_case_fades_at"), ["fades_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_desk_case_follow_up_on"), ["follow_up_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_desk_case_holder_id"), ["holder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_desk_case_pass_id"), ["pass_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_desk_case_state"), ["state"], unique=False)

    op.create_table(
        "desk_duty",
        sa.Column("desk_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_desk_duty_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["desk_id"], ["desk.id"], name=op.f("fk_desk_duty_desk_id_desk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("desk_id", "account_id", "on", name=op.f("pk_desk_duty")),
    )
    with op.batch_alter_table("desk_duty", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_duty_account_id"), ["account_id"], unique=False)

    op.create_table(
        "desk_member",
        sa.Column("desk_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "manager",
                "operator",
                "referent",
                "antenna",
                name="deskrole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("spoken", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_desk_member_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["desk_id"], ["desk.id"], name=op.f("fk_desk_member_desk_id_desk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("desk_id", "account_id", name=op.f("pk_desk_member")),
    )
    with op.batch_alter_table("desk_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_member_account_id"), ["account_id"], unique=False)

    op.create_table(
        "desk_opening",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("desk_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("municipality", sa.String(length=64), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("spoken", sa.Text(), nullable=False),
        sa.Column("freq", sa.String(length=64), nullable=False),
        sa.Column("interval", sa.Integer(), nullable=False),
        sa.Column("byday", sa.String(length=64), nullable=False),
        sa.Column("opens_at", sa.Time(), nullable=False),
        sa.Column("closes_at", sa.Time(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["desk_id"], ["desk.id"], name=op.f("fk_desk_opening_desk_id_desk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_opening")),
    )
    with op.batch_alter_table("desk_opening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_opening_desk_id"), ["desk_id"], unique=False)

    op.create_table(
        "desk_visit_count",
        sa.Column("desk_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("spoken", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["desk_id"],
            ["desk.id"],
            name=op.f("fk_desk_visit_count_desk_id_desk"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("desk_id", "on", "spoken", name=op.f("pk_desk_visit_count")),
    )
    op.create_table(
        "latent_need",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("desk_id", sa.Uuid(), nullable=False),
        sa.Column("need", sa.String(length=64), nullable=False),
        sa.Column("municipality", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reported_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "taken_up",
                "already_covered",
                "not_covered",
                name="latentstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("service_id", sa.Uuid(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("number BETWEEN 1 AND 500", name=op.f("ck_latent_need_number_range")),
        sa.ForeignKeyConstraint(
            ["desk_id"], ["desk.id"], name=op.f("fk_latent_need_desk_id_desk"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name=op.f("fk_latent_need_service_id_service"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_latent_need")),
    )
    with op.batch_alter_table("latent_need", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_latent_need_desk_id"), ["desk_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_latent_need_need"), ["need"], unique=False)
        batch_op.create_index(batch_op.f("ix_latent_need_service_id"), ["service_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_latent_need_state"), ["state"], unique=False)

    op.create_table(
        "booking",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("desk_id", sa.Uuid(), nullable=False),
        sa.Column("hours_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("pass_id", sa.Uuid(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=64), nullable=False),
        sa.Column("spoken", sa.String(length=64), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "booked",
                "cancelled",
                "called_off",
                "came",
                "missed",
                name="bookingstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "account_id IS NULL OR pass_id IS NULL", name=op.f("ck_booking_one_requester")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_booking_account_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["desk_id"], ["desk.id"], name=op.f("fk_booking_desk_id_desk"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["hours_id"],
            ["desk_opening.id"],
            name=op.f("fk_booking_hours_id_desk_opening"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["pass_id"],
            ["visitor_pass.id"],
            name=op.f("fk_booking_pass_id_visitor_pass"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
    )
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_desk_id"), ["desk_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_hours_id"), ["hours_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_pass_id"), ["pass_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_starts_at"), ["starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_state"), ["state"], unique=False)

    op.create_table(
        "case_event",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "opened",
                "read",
                "planned",
                "mandate",
                "mandate_ended",
                "requested",
                "noted",
                "handed_over",
                "taken",
                "follow_up",
                "printed",
                "closed",
                name="caseeventkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("desk_id", sa.Uuid(), nullable=False),
        sa.Column("to_desk_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["desk_case.id"],
            name=op.f("fk_case_event_case_id_desk_case"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_event")),
    )
    with op.batch_alter_table("case_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_event_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["desk_case.id"],
            name=op.f("fk_case_note_case_id_desk_case"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_note")),
    )
    with op.batch_alter_table("case_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_note_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_referral",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["desk_case.id"],
            name=op.f("fk_case_referral_case_id_desk_case"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["referral.id"],
            name=op.f("fk_case_referral_referral_id_referral"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("case_id", "referral_id", name=op.f("pk_case_referral")),
    )
    with op.batch_alter_table("case_referral", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_case_referral_referral_id"), ["referral_id"], unique=False
        )

    op.create_table(
        "desk_day",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("desk_id", sa.Uuid(), nullable=False),
        sa.Column("hours_id", sa.Uuid(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("opens_at", sa.Time(), nullable=True),
        sa.Column("closes_at", sa.Time(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["desk_id"], ["desk.id"], name=op.f("fk_desk_day_desk_id_desk"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["hours_id"],
            ["desk_opening.id"],
            name=op.f("fk_desk_day_hours_id_desk_opening"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_day")),
        sa.UniqueConstraint(
            "desk_id", "hours_id", "on", name=op.f("uq_desk_day_desk_id_hours_id_on")
        ),
    )
    with op.batch_alter_table("desk_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_day_desk_id"), ["desk_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_desk_day_hours_id"), ["hours_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_desk_day_on"), ["on"], unique=False)

    op.create_table(
        "mandate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("desk_id", sa.Uuid(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=64), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["desk_case.id"],
            name=op.f("fk_mandate_case_id_desk_case"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["desk_id"], ["desk.id"], name=op.f("fk_mandate_desk_id_desk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
    )
    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mandate_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mandate_desk_id"), ["desk_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mandate_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "mediation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("desk_id", sa.Uuid(), nullable=False),
        sa.Column("mediator_id", sa.Uuid(), nullable=True),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("spoken", sa.String(length=64), nullable=False),
        sa.Column("is_remote", sa.Boolean(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "confirmed",
                "unmet",
                "cancelled",
                name="mediationstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["booking.id"],
            name=op.f("fk_mediation_booking_id_booking"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["desk_id"], ["desk.id"], name=op.f("fk_mediation_desk_id_desk"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mediator_id"],
            ["mediator.id"],
            name=op.f("fk_mediation_mediator_id_mediator"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediation")),
    )
    with op.batch_alter_table("mediation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mediation_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mediation_desk_id"), ["desk_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mediation_mediator_id"), ["mediator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mediation_spoken"), ["spoken"], unique=False)
        batch_op.create_index(batch_op.f("ix_mediation_state"), ["state"], unique=False)

    op.create_table(
        "case_mediation",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("mediation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["desk_case.id"],
            name=op.f("fk_case_mediation_case_id_desk_case"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["mediation_id"],
            ["mediation.id"],
            name=op.f("fk_case_mediation_mediation_id_mediation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("case_id", "mediation_id", name=op.f("pk_case_mediation")),
    )
    with op.batch_alter_table("case_mediation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_case_mediation_mediation_id"), ["mediation_id"], unique=False
        )

    op.add_column("referral", sa.Column("words_locale", sa.String(length=64), nullable=True))


def downgrade() -> None:
    op.drop_column("referral", "words_locale")
    with op.batch_alter_table("case_mediation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_mediation_mediation_id"))

    op.drop_table("case_mediation")
    with op.batch_alter_table("mediation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mediation_state"))
        batch_op.drop_index(batch_op.f("ix_mediation_spoken"))
        batch_op.drop_index(batch_op.f("ix_mediation_mediator_id"))
        batch_op.drop_index(batch_op.f("ix_mediation_desk_id"))
        batch_op.drop_index(batch_op.f("ix_mediation_booking_id"))

    op.drop_table("mediation")
    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mandate_expires_at"))
        batch_op.drop_index(batch_op.f("ix_mandate_desk_id"))
        batch_op.drop_index(batch_op.f("ix_mandate_case_id"))

    op.drop_table("mandate")
    with op.batch_alter_table("desk_day", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_day_on"))
        batch_op.drop_index(batch_op.f("ix_desk_day_hours_id"))
        batch_op.drop_index(batch_op.f("ix_desk_day_desk_id"))

    op.drop_table("desk_day")
    with op.batch_alter_table("case_referral", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_referral_referral_id"))

    op.drop_table("case_referral")
    with op.batch_alter_table("case_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_note_case_id"))

    op.drop_table("case_note")
    with op.batch_alter_table("case_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_event_case_id"))

    op.drop_table("case_event")
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_booking_state"))
        batch_op.drop_index(batch_op.f("ix_booking_starts_at"))
        batch_op.drop_index(batch_op.f("ix_booking_pass_id"))
        batch_op.drop_index(batch_op.f("ix_booking_hours_id"))
        batch_op.drop_index(batch_op.f("ix_booking_desk_id"))
        batch_op.drop_index(batch_op.f("ix_booking_account_id"))

    op.drop_table("booking")
    with op.batch_alter_table("latent_need", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_latent_need_state"))
        batch_op.drop_index(batch_op.f("ix_latent_need_service_id"))
        batch_op.drop_index(batch_op.f("ix_latent_need_need"))
        batch_op.drop_index(batch_op.f("ix_latent_need_desk_id"))

    op.drop_table("latent_need")
    op.drop_table("desk_visit_count")
    with op.batch_alter_table("desk_opening", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_opening_desk_id"))

    op.drop_table("desk_opening")
    with op.batch_alter_table("desk_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_member_account_id"))

    op.drop_table("desk_member")
    with op.batch_alter_table("desk_duty", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_duty_account_id"))

    op.drop_table("desk_duty")
    with op.batch_alter_table("desk_case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_case_state"))
        batch_op.drop_index(batch_op.f("ix_desk_case_pass_id"))
        batch_op.drop_index(batch_op.f("ix_desk_case_holder_id"))
        batch_op.drop_index(batch_op.f("ix_desk_case_follow_up_on"))
        batch_op.drop_index(batch_op.f("ix_desk_case_fades_at"))
        batch_op.drop_index(batch_op.f("ix_desk_case_desk_id"))

    op.drop_table("desk_case")
    with op.batch_alter_table("mediator", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mediator_organization_id"))

    op.drop_table("mediator")
    with op.batch_alter_table("desk", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_organization_id"))
        batch_op.drop_index(batch_op.f("ix_desk_municipality"))
        batch_op.drop_index(batch_op.f("ix_desk_kind"))

    op.drop_table("desk")
