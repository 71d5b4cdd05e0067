"""Databases, applications and clients for every floor of the pyramid."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as profiles
from sqlalchemy import Engine, text

from config import Config
from wemi_piemonte.foundation import db, migrations

ROOT = Path(__file__).resolve().parent.parent
REQUIRE_ALL = os.environ.get("WEMI_REQUIRE_ALL") == "1"

# Machines are shared and noisy: how long an example takes says nothing of what is tried.
profiles.register_profile("wemi", deadline=None, suppress_health_check=[HealthCheck.too_slow])
profiles.load_profile("wemi")


def missing(what: str) -> None:
    """Skip for want of a tool, or fail where everything is required."""
    if REQUIRE_ALL:
        pytest.fail(f"WEMI_REQUIRE_ALL=1, but {what}")
    pytest.skip(what)


def _postgres_bin() -> Path | None:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A server: the one of WEMI_TEST_POSTGRES_URL, or a throw-away cluster on a socket."""
    if url := os.environ.get("WEMI_TEST_POSTGRES_URL"):
        yield url
        return
    found = _postgres_bin()
    if found is None:
        missing("PostgreSQL is not installed")
        return
    folder = Path(tempfile.mkdtemp(prefix="wemi-pg-"))
    # initdb refuses root, so the cluster belongs to the user that Debian's package makes.
    run = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if run:
        shutil.chown(folder, "postgres")
    cluster = str(folder / "cluster")
    options = f"-k {folder} -c listen_addresses= -c fsync=off -c max_connections=60"
    control = [*run, str(found / "pg_ctl"), "-D", cluster, "-w"]
    # A user name that initdb makes in every case, whoever runs it.
    init = [*run, str(found / "initdb"), "-D", cluster, "-A", "trust", "-U", "postgres"]
    subprocess.run(init, check=True, capture_output=True, cwd=folder)
    start = [*control, "-o", options, "-l", str(folder / "log"), "start"]
    subprocess.run(start, check=True, stdout=subprocess.DEVNULL, cwd=folder)
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        stop = [*control, "-m", "immediate", "stop"]
        subprocess.run(stop, check=False, capture_output=True, cwd=folder)
        shutil.rmtree(folder, ignore_errors=True)


def settings(data_dir: Path, url: str = "") -> Config:
    """Settings for tests: everything in one temporary folder."""
    data_dir.mkdir(parents=True, exist_ok=True)
    return Config(
        data_dir=data_dir,
        database_url=url or f"sqlite:///{data_dir / 'wemi.sqlite'}",
        secret_key="only for tests",
        mail_url=f"file:{data_dir / 'mail'}",
        testing=True,
    )


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with the migrations and the reference tables, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "wemi.sqlite"
    _prepare(f"sqlite:///{path}")
    engine = db.open_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    engine.dispose()
    return path


def _prepare(url: str) -> None:
    from wemi_piemonte.cli import load_reference

    migrations.load_models()
    migrations.upgrade(migrations.alembic_config(ROOT, url))
    engine = db.open_engine(url)
    db.bind(engine)
    load_reference()
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """The name of a prepared PostgreSQL database, to be copied for each test."""
    _execute(postgres_url, "CREATE DATABASE wemi_template")
    _prepare(postgres_url.replace("/postgres?", "/wemi_template?"))
    return "wemi_template"


def _execute(url: str, statement: str) -> None:
    engine = db.open_engine(url).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a fresh, prepared SQLite database."""
    path = tmp_path / "wemi.sqlite"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a fresh, prepared database: each test runs on both."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    server: str = request.getfixturevalue("postgres_url")
    template: str = request.getfixturevalue("postgres_template")
    name = f"wemi_{abs(hash(request.node.nodeid)):x}"
    _execute(server, f"DROP DATABASE IF EXISTS {name}")
    _execute(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield server.replace("/postgres?", f"/{name}?")
    finally:
        _execute(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _bound(url: str) -> Iterator[Engine]:
    migrations.load_models()
    engine = db.open_engine(url)
    db.bind(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    """A fresh, prepared database, bound; each test runs on both kinds."""
    yield from _bound(database_url)


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Engine]:
    """A fresh, prepared SQLite database, bound."""
    yield from _bound(sqlite_url)


def make_app(config: Config) -> Flask:
    """The site for these settings."""
    from wemi_piemonte.app import create_app

    return create_app(config)


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A data folder with the demonstration data, indexed; tests must not write into it."""
    from wemi_piemonte.cli.people import load_demo_desks
    from wemi_piemonte.exchange.hsds import commands as hsds
    from wemi_piemonte.qualification.commands import load_demonstration

    folder = tmp_path_factory.mktemp("demo")
    shutil.copy(sqlite_template, folder / "wemi.sqlite")
    app = make_app(settings(folder))
    with app.app_context():
        assert hsds.import_file(hsds.DEMO, publish=True, report=None) == 0
        load_demonstration()
        load_demo_desks()
    app.test_cli_runner().invoke(args=["search", "rebuild"], catch_exceptions=False)
    return folder


@pytest.fixture(scope="session")
def demo_app(demo_folder: Path) -> Flask:
    """The site on the demonstration data."""
    return make_app(settings(demo_folder))


@pytest.fixture
def client(demo_app: Flask) -> Iterator[FlaskClient]:
    """A visitor of the site on the demonstration data."""
    from wemi_piemonte.search import queries as search_queries

    config: Config = demo_app.config["WEMI"]
    # A process has one database and one index (decision 0003): other tests had theirs.
    engine = db.open_engine(config.database_url)
    db.bind(engine)
    if not any(live._shelf.root.is_relative_to(config.data_dir) for live in search_queries._live):
        search_queries.open_index(config.data_dir)
    yield demo_app.test_client()
    engine.dispose()
