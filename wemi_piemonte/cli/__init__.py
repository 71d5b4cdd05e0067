"""The commands under `flask`, gathered from the domains, and those that concern several."""

import os
import sys
from functools import partial
from typing import TYPE_CHECKING

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from wemi_piemonte.cli import people
from wemi_piemonte.directory.rules import Availability, Cost, Mode, Target
from wemi_piemonte.exchange.hsds import commands as hsds
from wemi_piemonte.exchange.translations import commands as translations
from wemi_piemonte.foundation import db, migrations
from wemi_piemonte.foundation.clock import now
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.memory import settle
from wemi_piemonte.foundation.serving import WebServer
from wemi_piemonte.foundation.supervisor import Child, Supervisor
from wemi_piemonte.foundation.worker import Work, drain_once, run, run_jobs
from wemi_piemonte.geo.operations import load_gazetteer
from wemi_piemonte.qualification import commands as qualification
from wemi_piemonte.search import commands as search
from wemi_piemonte.search.views.quick_exit import read_ahead
from wemi_piemonte.taxonomy.operations import load_terms
from wemi_piemonte.taxonomy.rules import AVAILABILITIES, COSTS, MODES, TARGETS

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig

    from config import Config

database = AppGroup("db", help="The database: migrations and reference tables.")
demo = AppGroup("demo", help="The demonstration data.")
outbox = AppGroup("outbox", help="What waits to be delivered.")


def _settings() -> "Config":
    config: Config = current_app.config["WEMI"]
    return config


def _work() -> Work:
    # The table of what to deliver is made by the composition root, above us.
    work: Work = current_app.extensions["wemi_work"]
    return work


def _alembic() -> "AlembicConfig":
    return migrations.alembic_config(_settings().root, _settings().database_url)


def load_reference() -> None:
    """Bring the terms and the places that come with the code into the database."""
    closed = {MODES: Mode, TARGETS: Target, COSTS: Cost, AVAILABILITIES: Availability}
    with transaction() as session:
        load_terms(
            session, {name: [code.value for code in codes] for name, codes in closed.items()}
        )
        load_gazetteer(session)


@database.command("upgrade")
@click.argument("revision", default="head")
def db_upgrade(revision: str) -> None:
    """Bring the database up to REVISION (the newest), with the reference tables."""
    config = _alembic()
    _migrate(lambda: migrations.upgrade(config, revision), revision)
    if revision in {"head", migrations.head_of(config)}:
        load_reference()


@database.command("downgrade")
@click.argument("revision")
def db_downgrade(revision: str) -> None:
    """Take the database down to REVISION (`base` empties it)."""
    config = _alembic()
    _migrate(lambda: migrations.downgrade(config, revision), revision)


@database.command("current")
def db_current() -> None:
    """Print the revision the database is at."""
    try:
        with reading() as session:
            found = session.scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        found = None
    click.echo(found or "empty")


@database.command("revision")
@click.argument("what")
def db_revision(what: str) -> None:
    """Write the next migration from the models; CHECKs that changed are added by hand."""
    click.echo(migrations.new_revision(_settings().root, what))


def _migrate(step: "object", revision: str) -> None:
    assert callable(step)
    try:
        step()
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
        raise click.ClickException(f"The database refused: {reason}") from error
    except migrations.UnknownRevision as error:
        raise click.ClickException(f"There is no revision {revision}.") from error


@demo.command("load")
def demo_load() -> None:
    """Load the demonstration data through the importer; refuses in production."""
    if _settings().production:
        raise click.ClickException("Demonstration data does not go into production.")
    code = hsds.import_file(hsds.DEMO, publish=True, report=None)
    if code == 0:
        people.make_demo_accounts()
        people.load_demo_desks()
        qualification.load_demonstration()
    sys.exit(code)


@outbox.command("drain")
def outbox_drain() -> None:
    """Deliver what is waiting, once."""
    total = 0
    work = _work()
    while delivered := drain_once(work):
        total += delivered
    run_jobs(work, now())
    click.echo(f"{total} delivered")


@click.command("worker")
def worker() -> None:
    """Keep delivering what is waiting, until told to stop."""
    run(_work())


@click.command("serve")
@click.option("--port", default=5000, envvar="PORT", show_default=True)
@click.option("--workers", default=2, show_default=True)
def serve(port: int, workers: int) -> None:
    """Serve the site: gunicorn and the worker, each started again when it dies."""
    config, work = _settings(), _work()
    if not os.environ.get("WEMI_PUBLIC_URL") and port != int(os.environ.get("PORT") or 5000):
        # The settings were read before this option, and hold an address made of the other port.
        os.environ["PORT"] = str(port)
        os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - the same command again
    host = "0.0.0.0" if config.production else "127.0.0.1"  # noqa: S104 - production is named
    click.echo(f"WeMi Piemonte on http://127.0.0.1:{port}  (Ctrl+C stops it)")
    people.say_demo_accounts()
    web = WebServer(f"{host}:{port}", workers)
    children = [Child("web", web.run), Child("worker", partial(run, work))]
    # What all processes of the site have in common: loaded once, and left alone by each of them.
    read_ahead()
    settle()
    db.hang_up_all()
    sys.exit(Supervisor(config.data_dir / "run", children).run())


def register(app: Flask) -> None:
    """Put every command under `flask`."""
    for command in (
        database,
        demo,
        outbox,
        worker,
        serve,
        search.group,
        hsds.group,
        translations.group,
        people.group,
        qualification.group,
    ):
        app.cli.add_command(command)
