"""Runs migrations on the database whose URL the caller gives."""

from alembic import context

from wemi_piemonte.foundation.db import Base, Instant, open_engine
from wemi_piemonte.foundation.migrations import load_models

load_models()


def rendered(kind: str, item: object, _context: object) -> str | bool:
    """Write our own column types as what the database sees: migrations outlive our code."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    return False


engine = open_engine(context.config.attributes["url"])
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=rendered,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
