"""`flask qualification`: the copy of the register of the Third Sector; and the demonstration."""

from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from wemi_piemonte.foundation.clock import now
from wemi_piemonte.foundation.db import transaction
from wemi_piemonte.qualification import demonstration
from wemi_piemonte.qualification.operations.register import replace_register
from wemi_piemonte.qualification.runts import Entry, Fault, Unreadable, rows

group = AppGroup("qualification", help="Qualification of Third Sector bodies.")
register = AppGroup("register", help="The copy of the national register (RUNTS).")
group.add_command(register)

UNREADABLE, REFUSED = 2, 3
MOST_TOLD = 50


class _Faulty(Exception):
    """Some rows can not be taken, so none is."""


@register.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_context
def import_register(context: click.Context, file: Path) -> None:
    """Put the rows of FILE (CSV) in the place of the copy, all of them or none.

    Exits with 3 when a row can not be taken, each named by its line; 2 when FILE can not be read.
    """
    faults: list[Fault] = []
    try:
        with transaction() as session:
            total = replace_register(session, _taken(file, faults), account_id=None, now=now())
            if faults:
                raise _Faulty  # noqa: TRY301 - the transaction has to end with it
    except _Faulty:
        for fault in faults[:MOST_TOLD]:
            click.echo(f"line {fault.row} {fault.reason}", err=True)
        click.echo(f"{len(faults)} lines can not be taken; nothing was changed.", err=True)
        context.exit(REFUSED)
    except Unreadable as error:
        click.echo(f"{file} {error}.", err=True)
        context.exit(UNREADABLE)
    except OSError as error:
        click.echo(f"{error.filename or file}: {error.strerror}.", err=True)
        context.exit(UNREADABLE)
    except SQLAlchemyError as error:
        reason = str(error).partition("\n")[0]
        raise click.ClickException(f"The database did not take it: {reason}") from error
    click.echo(f"{total} bodies in the copy of the register")


def load_demonstration() -> None:
    """Put in what the demonstration shows of qualification; running it twice changes nothing."""
    with transaction() as session:
        demonstration.load_demonstration(session, now())


def _taken(file: Path, faults: list[Fault]) -> Iterator[Entry]:
    for row in rows(file):
        if isinstance(row, Fault):
            faults.append(row)
        else:
            yield row
