"""drafts of translations: one may wait beside the text that readers see."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OWNERS = ("location_id", "organization_id", "service_id")


def _name(owner: str, *more: str) -> str:
    return "_".join(("uq_translation", owner, "part_field_locale", *more))


def upgrade() -> None:
    with op.batch_alter_table("translation", schema=None) as batch_op:
        for owner in OWNERS:
            batch_op.drop_constraint(_name(owner), type_="unique")
            batch_op.create_unique_constraint(
                _name(owner, "state"), [owner, "part", "field", "locale", "state"]
            )


def downgrade() -> None:
    # Only one text of a field can stay: what readers see goes before what waits.
    for owner in OWNERS:
        table = sa.table(
            "translation",
            *(sa.column(name) for name in (owner, "part", "field", "locale", "state")),
        )
        other = table.alias("other")
        shown = sa.exists().where(
            other.c[owner] == table.c[owner],
            other.c.part == table.c.part,
            other.c.field == table.c.field,
            other.c.locale == table.c.locale,
            other.c.state != "draft",
        )
        op.execute(table.delete().where(table.c.state == "draft", shown))
    with op.batch_alter_table("translation", schema=None) as batch_op:
        for owner in OWNERS:
            batch_op.drop_constraint(_name(owner, "state"), type_="unique")
            batch_op.create_unique_constraint(_name(owner), [owner, "part", "field", "locale"])
