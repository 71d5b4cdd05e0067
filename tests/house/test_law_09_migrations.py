"""Law 9: one head; migrations on an empty database make the models, CHECKs included."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, MetaData, Table, text

from tests.conftest import ROOT
from tests.house.structure import Structure, differences, structure
from wemi_piemonte.foundation import db, migrations

HEAD = ROOT / "migrations" / "HEAD"


def scripts() -> ScriptDirectory:
    """The migrations as Alembic reads them."""
    return ScriptDirectory.from_config(migrations.alembic_config(ROOT, "sqlite://"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with nothing in it; each test runs on both kinds."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
        return
    server: str = request.getfixturevalue("postgres_url")
    name = f"wemi_law_{abs(hash(request.node.nodeid)):x}"
    engine = db.open_engine(server).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        try:
            yield server.replace("/postgres?", f"/{name}?")
        finally:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def seen(url: str) -> Structure:
    """What a database is made of."""
    engine = db.open_engine(url)
    try:
        return structure(engine)
    finally:
        engine.dispose()


def make(url: str, metadata: MetaData) -> None:
    """Make the tables of some models."""
    engine = db.open_engine(url)
    metadata.create_all(engine)
    engine.dispose()


def clear(url: str, metadata: MetaData) -> None:
    """Take the tables of some models away."""
    engine = db.open_engine(url)
    metadata.drop_all(engine)
    engine.dispose()


def test_there_is_one_head_and_the_file_says_so() -> None:
    heads = scripts().get_heads()
    assert len(heads) == 1
    assert HEAD.read_text().split() == list(heads)


def test_revisions_are_numbered_in_order_and_named_after_what_they_do() -> None:
    names = sorted(path.stem for path in (ROOT / "migrations" / "versions").glob("*.py"))
    assert [name[:5] for name in names] == [f"{n:04}_" for n in range(1, len(names) + 1)]


def test_migrations_make_the_models(empty_url: str) -> None:
    migrations.load_models()
    make(empty_url, db.Base.metadata)
    wanted = seen(empty_url)
    clear(empty_url, db.Base.metadata)
    migrations.upgrade(migrations.alembic_config(ROOT, empty_url))
    assert differences(seen(empty_url), wanted) == []
    assert any(table["checks"] for table in wanted.values())


def test_each_revision_goes_down_and_up(empty_url: str) -> None:
    config = migrations.alembic_config(ROOT, empty_url)
    steps = list(scripts().walk_revisions())
    migrations.upgrade(config)
    whole = seen(empty_url)
    for step in steps:
        before = seen(empty_url)
        migrations.downgrade(config, str(step.down_revision or "base"))
        below = seen(empty_url)
        migrations.upgrade(config, step.revision)
        assert differences(seen(empty_url), before) == []
        migrations.downgrade(config, str(step.down_revision or "base"))
        assert differences(seen(empty_url), below) == []
    assert seen(empty_url) == {}
    migrations.upgrade(config)
    assert differences(seen(empty_url), whole) == []


def test_a_check_that_the_migrations_forgot_is_found(empty_url: str) -> None:
    migrations.load_models()
    migrations.upgrade(migrations.alembic_config(ROOT, empty_url))
    found = seen(empty_url)
    clear(empty_url, db.Base.metadata)
    stricter = MetaData(naming_convention=db.Base.metadata.naming_convention)
    for table in db.Base.metadata.tables.values():
        copy: Table = table.to_metadata(stricter)
        if table.name == "closure":
            copy.append_constraint(CheckConstraint("position >= 0", name="position_range"))
    make(empty_url, stricter)
    (difference,) = differences(found, seen(empty_url))
    assert difference.startswith("closure, checks")
