"""Alembic without a file of its own: the migrations of the house on the site's database."""

from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError as UnknownRevision

__all__ = [
    "UnknownRevision",
    "alembic_config",
    "downgrade",
    "head_of",
    "load_models",
    "new_revision",
    "upgrade",
]


# Modules of the foundation that have tables.
FOUNDATION = ("audit", "mail", "outbox", "session_table", "tally")


def load_models() -> None:
    """Import every table of every domain, so that the metadata is whole."""
    package = Path(__file__).resolve().parent.parent
    names = [path.parent.name for path in sorted(package.glob("*/models.py"))]
    for name in (*(f"foundation.{n}" for n in FOUNDATION), *(f"{n}.models" for n in names)):
        import_module(f"{package.name}.{name}")


def alembic_config(root: Path, url: str) -> AlembicConfig:
    """Return Alembic's settings for the migrations under `root`."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(root / "migrations"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["url"] = url
    return config


def upgrade(config: AlembicConfig, revision: str = "head") -> None:
    """Bring the database up to a revision."""
    command.upgrade(config, revision)


def downgrade(config: AlembicConfig, revision: str) -> None:
    """Take the database down to a revision."""
    command.downgrade(config, revision)


def head_of(config: AlembicConfig) -> str:
    """Return the newest revision; raises when there are two heads."""
    head = ScriptDirectory.from_config(config).get_current_head()
    assert head is not None
    return head


def new_revision(root: Path, what: str) -> str:
    """Write the migration that brings the newest revision up to the models; returns its number."""
    with TemporaryDirectory() as folder:
        config = alembic_config(root, f"sqlite:///{folder}/empty.sqlite")
        number = f"{int(head_of(config)) + 1:04}"
        upgrade(config)
        command.revision(config, what, autogenerate=True, rev_id=number)
    (root / "migrations" / "HEAD").write_text(f"{number}\n", encoding="utf-8")
    return number
