"""The commands under `flask search`."""

import sys
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from wemi_piemonte.foundation.errors import Busy
from wemi_piemonte.search import operations
from wemi_piemonte.search.index.snapshot import BrokenIndexError

group = AppGroup("search", help="The search index.")

MOST_NAMED = 10


def _data_dir() -> Path:
    folder: Path = current_app.config["WEMI"].data_dir
    return folder


@group.command("rebuild")
def rebuild() -> None:
    """Make the index anew beside the live one, and swap it in."""
    try:
        count = operations.rebuild(_data_dir(), _progress())
    except Busy as error:
        raise click.ClickException("Another process is already rebuilding the index.") from error
    except (OSError, SQLAlchemyError) as error:
        raise click.ClickException(f"The index could not be made: {_line(error)}") from error
    click.echo(f"{count} services indexed")


def _line(error: Exception) -> str:
    """Return the first line of what went wrong: the rest is for logs."""
    return str(error).partition("\n")[0]


def _progress() -> operations.Progress | None:
    """Return what counts on a terminal; elsewhere nobody watches."""
    if not sys.stderr.isatty():
        return None

    def show(count: int) -> None:
        click.echo(f"\r{count} services", nl=False, err=True)

    return show


@group.command("check")
def check() -> None:
    """Compare the index with the database; exit 1 when they differ."""
    try:
        found = operations.check(_data_dir())
    except Busy as error:
        raise click.ClickException("There is no search index yet: run search rebuild.") from error
    except (BrokenIndexError, OSError, SQLAlchemyError) as error:
        raise click.ClickException(f"The index could not be read: {_line(error)}") from error
    if not found:
        click.echo("The index agrees with the database.")
        return
    for kind, ids in (
        ("not in the index", found.missing),
        ("not in the database", found.surplus),
        ("out of date", found.outdated),
    ):
        _name(kind, ids)
    sys.exit(1)


def _name(kind: str, ids: Any) -> None:
    if ids:
        more = "" if len(ids) <= MOST_NAMED else ", ..."
        some = ", ".join(str(each) for each in ids[:MOST_NAMED])
        click.echo(f"{len(ids)} {kind}: {some}{more}", err=True)
