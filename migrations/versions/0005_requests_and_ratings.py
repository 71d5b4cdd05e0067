"""requests and ratings."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SUBJECTS = ("service", "proposal", "application", "qualification", "report")
MORE_SUBJECTS = ("rating", "burst", "reply", "appeal")
ACTS = (
    *("publish", "send_back", "refuse", "ask_more", "accept", "suspend", "take_up", "revoke"),
    *("dismiss", "close"),
)
MORE_ACTS = ("redact", "reject", "release", "grant", "deny")
REASONS = (
    *("trusted_source", "complete", "incomplete", "not_clear", "not_true", "out_of_scope"),
    *("not_qualified", "duplicate", "personal_data", "not_confirmed", "criteria_met"),
    *("criteria_not_met", "documents_missing", "not_in_register", "left_register"),
    *("rules_broken", "asked_by_body", "cause_ended", "unfounded", "mended", "other"),
)
MORE_REASONS = (
    *("keeps_rules", "abuse", "off_topic", "not_about_the_service", "advertising", "illegal"),
    *("conflict_of_interest", "coordinated"),
)


def _closed(name: str, codes: tuple[str, ...]) -> sa.Column:
    kind = sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=False)


def _decide(subjects: tuple[str, ...], acts: tuple[str, ...], reasons: tuple[str, ...]) -> None:
    """Give the log of decisions other closed lists, keeping its rows."""
    columns = "id, subject, subject_id, act, reason, note, account_id, at"
    op.execute(f"CREATE TABLE decision_kept AS SELECT {columns} FROM decision")  # noqa: S608
    op.drop_table("decision")
    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        _closed("subject", subjects),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        _closed("act", acts),
        _closed("reason", reasons),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_subject_id"), ["subject_id"], unique=False)
    op.execute(f"INSERT INTO decision ({columns}) SELECT {columns} FROM decision_kept")  # noqa: S608
    op.drop_table("decision_kept")


def _claim(subjects: tuple[str, ...]) -> None:
    """Claims last for half an hour: whoever had one takes it anew."""
    op.drop_table("claim")
    op.create_table(
        "claim",
        _closed("subject", subjects),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", "subject_id", name=op.f("pk_claim")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_account_id"), ["account_id"], unique=False)


def upgrade() -> None:
    _decide(SUBJECTS + MORE_SUBJECTS, ACTS + MORE_ACTS, REASONS + MORE_REASONS)
    _claim(SUBJECTS + MORE_SUBJECTS)
    op.create_index("ix_service_standing", "service", ["id", "publication", "status"])
    op.create_table(
        "referral",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("pass_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "contact_kind",
            sa.Enum(
                "email",
                "phone",
                "desk",
                name="contactkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "sent",
                "seen",
                "contacted",
                "waiting_list",
                "accepted",
                "helped",
                "not_helped",
                "withdrawn",
                "expired",
                name="referralstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "full",
                "not_eligible",
                "out_of_area",
                "could_not_reach",
                "elsewhere",
                "no_longer_wanted",
                "not_offered",
                "no_answer",
                "too_far",
                "too_expensive",
                "other",
                name="nothelped",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("consent_version", sa.Integer(), nullable=False),
        sa.Column("consent_withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("close_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "account_id IS NULL OR pass_id IS NULL", name=op.f("ck_referral_one_requester")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_referral_account_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["pass_id"],
            ["visitor_pass.id"],
            name=op.f("fk_referral_pass_id_visitor_pass"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name=op.f("fk_referral_service_id_service"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
    )
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_close_at"), ["close_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_pass_id"), ["pass_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_remind_at"), ["remind_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_service_id"), ["service_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_state"), ["state"], unique=False)

    op.create_table(
        "plan_referral",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_plan_referral_plan_id_plan"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["referral.id"],
            name=op.f("fk_plan_referral_referral_id_referral"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("plan_id", "referral_id", name=op.f("pk_plan_referral")),
    )
    with op.batch_alter_table("plan_referral", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_plan_referral_referral_id"), ["referral_id"], unique=False
        )

    op.create_table(
        "rating",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "held",
                "published",
                "rejected",
                "withdrawn",
                name="ratingstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("in_burst", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["referral.id"],
            name=op.f("fk_rating_referral_id_referral"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name=op.f("fk_rating_service_id_service"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint("referral_id", name=op.f("uq_rating_referral_id")),
    )
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rating_published_at"), ["published_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_rating_referral_id"), ["referral_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rating_service_id"), ["service_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rating_state"), ["state"], unique=False)

    op.create_table(
        "referral_event",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "moved",
                "read",
                "message",
                "reminded",
                "consent_withdrawn",
                "erased",
                name="eventkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "actor",
            sa.Enum(
                "person",
                "body",
                "site",
                name="actor",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "sent",
                "seen",
                "contacted",
                "waiting_list",
                "accepted",
                "helped",
                "not_helped",
                "withdrawn",
                "expired",
                name="referralstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "full",
                "not_eligible",
                "out_of_area",
                "could_not_reach",
                "elsewhere",
                "no_longer_wanted",
                "not_offered",
                "no_answer",
                "too_far",
                "too_expensive",
                "other",
                name="nothelped",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["referral.id"],
            name=op.f("fk_referral_event_referral_id_referral"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_event")),
    )
    with op.batch_alter_table("referral_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_referral_event_referral_id"), ["referral_id"], unique=False
        )

    op.create_table(
        "referral_link",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column(
            "link_for",
            sa.Enum(
                "body",
                "person",
                name="linkfor",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["referral.id"],
            name=op.f("fk_referral_link_referral_id_referral"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_referral_link")),
    )
    with op.batch_alter_table("referral_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_referral_link_referral_id"), ["referral_id"], unique=False
        )

    op.create_table(
        "referral_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column(
            "actor",
            sa.Enum(
                "person",
                "body",
                "site",
                name="actor",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["referral.id"],
            name=op.f("fk_referral_message_referral_id_referral"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_message")),
    )
    with op.batch_alter_table("referral_message", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_referral_message_referral_id"), ["referral_id"], unique=False
        )

    op.create_table(
        "rating_appeal",
        sa.Column("rating_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "granted",
                "denied",
                name="appealstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("against", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["rating_id"],
            ["rating.id"],
            name=op.f("fk_rating_appeal_rating_id_rating"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("rating_id", name=op.f("pk_rating_appeal")),
    )
    with op.batch_alter_table("rating_appeal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rating_appeal_state"), ["state"], unique=False)

    op.create_table(
        "rating_reply",
        sa.Column("rating_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "published",
                "rejected",
                name="replystate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rating_id"],
            ["rating.id"],
            name=op.f("fk_rating_reply_rating_id_rating"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("rating_id", name=op.f("pk_rating_reply")),
    )
    with op.batch_alter_table("rating_reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rating_reply_state"), ["state"], unique=False)

    op.create_table(
        "rating_score",
        sa.Column("rating_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column(
            "met",
            sa.Enum(
                "yes",
                "partly",
                "no",
                name="met",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("access", sa.Integer(), nullable=True),
        sa.Column("clarity", sa.Integer(), nullable=True),
        sa.Column("kindness", sa.Integer(), nullable=True),
        sa.Column("usefulness", sa.Integer(), nullable=True),
        sa.CheckConstraint("access BETWEEN 1 AND 5", name=op.f("ck_rating_score_access_range")),
        sa.CheckConstraint("clarity BETWEEN 1 AND 5", name=op.f("ck_rating_score_clarity_range")),
        sa.CheckConstraint("kindness BETWEEN 1 AND 5", name=op.f("ck_rating_score_kindness_range")),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_rating_score_score_range")),
        sa.CheckConstraint(
            "usefulness BETWEEN 1 AND 5", name=op.f("ck_rating_score_usefulness_range")
        ),
        sa.ForeignKeyConstraint(
            ["rating_id"],
            ["rating.id"],
            name=op.f("fk_rating_score_rating_id_rating"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("rating_id", name=op.f("pk_rating_score")),
    )
    op.create_table(
        "rating_vote",
        sa.Column("rating_id", sa.Uuid(), nullable=False),
        sa.Column("voter_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["rating_id"],
            ["rating.id"],
            name=op.f("fk_rating_vote_rating_id_rating"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("rating_id", "voter_hash", name=op.f("pk_rating_vote")),
    )


def downgrade() -> None:
    # Older code knows no ratings: decisions about them can not stay.
    for column, codes in (
        ("subject", MORE_SUBJECTS),
        ("act", MORE_ACTS),
        ("reason", MORE_REASONS),
    ):
        listed = ", ".join(f"'{code}'" for code in codes)
        op.execute(f"DELETE FROM decision WHERE {column} IN ({listed})")  # noqa: S608
    _decide(SUBJECTS, ACTS, REASONS)
    _claim(SUBJECTS)
    op.drop_index("ix_service_standing", table_name="service")
    op.drop_table("rating_vote")
    op.drop_table("rating_score")
    with op.batch_alter_table("rating_reply", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rating_reply_state"))

    op.drop_table("rating_reply")
    with op.batch_alter_table("rating_appeal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rating_appeal_state"))

    op.drop_table("rating_appeal")
    with op.batch_alter_table("referral_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_message_referral_id"))

    op.drop_table("referral_message")
    with op.batch_alter_table("referral_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_link_referral_id"))

    op.drop_table("referral_link")
    with op.batch_alter_table("referral_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_event_referral_id"))

    op.drop_table("referral_event")
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rating_state"))
        batch_op.drop_index(batch_op.f("ix_rating_service_id"))
        batch_op.drop_index(batch_op.f("ix_rating_referral_id"))
        batch_op.drop_index(batch_op.f("ix_rating_published_at"))

    op.drop_table("rating")
    with op.batch_alter_table("plan_referral", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_referral_referral_id"))

    op.drop_table("plan_referral")
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_state"))
        batch_op.drop_index(batch_op.f("ix_referral_service_id"))
        batch_op.drop_index(batch_op.f("ix_referral_remind_at"))
        batch_op.drop_index(batch_op.f("ix_referral_pass_id"))
        batch_op.drop_index(batch_op.f("ix_referral_close_at"))
        batch_op.drop_index(batch_op.f("ix_referral_account_id"))

    op.drop_table("referral")
