"""`flask hsds`: HSDS 3 files in and out."""

from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from wemi_piemonte.exchange.hsds.exporter import export_file
from wemi_piemonte.exchange.hsds.importer import import_file

__all__ = ["DEMO", "export_file", "group", "import_file"]

DEMO = Path(__file__).parent / "demo.jsonl"

group = AppGroup("hsds", help="HSDS 3 files in and out.")


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--publish", is_flag=True, help="The source is trusted: publish what it says.")
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    help="Write the refused ones here.",
)
@click.pass_context
def import_command(context: click.Context, file: Path, publish: bool, report: Path | None) -> None:
    """Take the services of FILE in: one JSON array, one object, or JSON lines.

    Exits with 0 when all were taken, 3 when some were refused, 2 when FILE can not be read.
    """
    context.exit(import_file(file, publish=publish, report=report))


@group.command("export")
@click.argument("file", type=click.Path(path_type=Path))
def export_command(file: Path) -> None:
    """Write every published service to FILE, as JSON lines."""
    try:
        count = export_file(file)
    except OSError as error:
        raise click.ClickException(f"{error.filename or file}: {error.strerror}.") from error
    except SQLAlchemyError as error:
        reason = str(error).partition("\n")[0]
        raise click.ClickException(f"The database did not answer: {reason}") from error
    click.echo(f"{count} services written to {file}")
