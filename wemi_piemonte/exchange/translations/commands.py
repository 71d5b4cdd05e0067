"""`flask translations`: the work of translators, until they have a page of their own."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from wemi_piemonte.directory.operations import put_translations
from wemi_piemonte.directory.queries import owners_of, records
from wemi_piemonte.directory.readability import EASY as EASY_TEXT
from wemi_piemonte.directory.readability import HARD, gulpease
from wemi_piemonte.directory.record import ServiceRecord, TranslationRecord
from wemi_piemonte.directory.translating import Owner
from wemi_piemonte.directory.units import Unit, units_of
from wemi_piemonte.exchange.translations import table, waiting, xliff
from wemi_piemonte.exchange.translations.lines import Line, Unreadable
from wemi_piemonte.exchange.translations.machine import (
    NoTranslator,
    translated,
    translator,
    wanted,
)
from wemi_piemonte.exchange.translations.taking import (
    Findings,
    Outcome,
    judge,
    keys_of,
    owners_named,
)
from wemi_piemonte.foundation.clock import now
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.locales import CONTENT, tag_of
from wemi_piemonte.taxonomy.glossary import words_in

UNREADABLE, SOME_REFUSED = 2, 3
FORMATS: dict[str, Any] = {".xlf": xliff, ".xliff": xliff, ".csv": table}
MOST = 50

group = AppGroup("translations", help="Translations of listings: what waits, files out and in.")
_locale = click.argument("locale", type=click.Choice(CONTENT))
_most = click.option("--most", default=MOST, show_default=True, type=click.IntRange(1))


@contextmanager
def _told() -> Iterator[None]:
    """Turn what the database or the disk says into one sentence."""
    try:
        yield
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}.") from error
    except SQLAlchemyError as error:
        reason = str(error).partition("\n")[0]
        raise click.ClickException(f"The database did not answer: {reason}") from error


@group.command("status")
def status_command() -> None:
    """Print for each language how many texts of the public listings are how far."""
    states = ("reviewed", "outdated", "machine", "draft", "missing")
    with _told(), reading() as session:
        found = waiting.status(session)
    click.echo("".join(["language".ljust(12), *(name.rjust(10) for name in states)]))
    for locale, counts in found.items():
        click.echo("".join([locale.ljust(12), *(str(counts[name]).rjust(10) for name in states)]))


@group.command("queue")
@_locale
@_most
def queue_command(locale: str, most: int) -> None:
    """Print the listings that wait for a language, the most wanted first."""
    with _told(), reading() as session:
        found = waiting.queue(session, locale)
    for each in found[:most]:
        figures = f"texts {each.todo}, plans {each.asked}, {_ease(each.ease)}"
        click.echo(f"{each.id}  {figures}  {each.name}")
    click.echo(f"{len(found)} listings wait for {locale}.")


def _ease(index: int | None) -> str:
    if index is None:
        return "Gulpease not known"
    hint = "" if index >= EASY_TEXT else ", hard" if index < HARD else ", not easy"
    return f"Gulpease {index}{hint}"


@group.command("show")
@click.argument("service", type=click.UUID)
@_locale
def show_command(service: UUID, locale: str) -> None:
    """Print the texts of a listing side by side: as written, and in a language."""
    record = _listing(service)
    units = units_of(record, locale)
    for unit in units:
        _show(unit)
    counts = Counter(unit.readiness for unit in units)
    click.echo(", ".join(f"{state} {count}" for state, count in sorted(counts.items())) or "none")


def _show(unit: Unit) -> None:
    ease = gulpease(unit.source) if unit.source_lang == "it" else None
    note = f"  ({_ease(ease)})" if ease is not None else ""
    click.echo(f"{unit.owner.kind} {unit.field} [{unit.readiness}]{note}")
    click.echo(f"  {unit.source_lang}: {unit.source}")
    if unit.text:
        click.echo(f"  {unit.locale}: {unit.text}")
    if unit.draft:
        age = ", made from an older text" if unit.draft_is_old else ""
        click.echo(f"  {unit.locale} (draft{age}): {unit.draft}")
    for word in words_in(unit.source, unit.source_lang):
        stays = "stays" if word.is_kept else "may be translated"
        click.echo(f"  * {word.name} ({stays}): {word.explanation}")
    click.echo()


@group.command("preview")
@click.argument("service", type=click.UUID)
@_locale
def preview_command(service: UUID, locale: str) -> None:
    """Print what readers of a language will see once the drafts are taken as read."""
    for unit in units_of(_listing(service), locale):
        text, label = unit.source, f"in {unit.source_lang}"
        if unit.draft:
            text, label = unit.draft, "draft"
        elif unit.text:
            text, label = unit.text, unit.readiness
        click.echo(f"{unit.field} [{label}]\n  {text}")


def _listing(service: UUID) -> ServiceRecord:
    with _told(), reading() as session:
        found = records(session, [service])
    if not found:
        raise click.ClickException(f"There is no service {service}.")
    return found[0]


@group.command("export")
@_locale
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--service", "services", type=click.UUID, multiple=True, help="Only this listing.")
@click.option("--all", "everything", is_flag=True, help="Also what is done already.")
@_most
def export_command(
    locale: str, file: Path, services: tuple[UUID, ...], everything: bool, most: int
) -> None:
    """Write what waits for a language to FILE: XLIFF 1.2 (.xlf) or a table (.csv)."""
    writer = _format(file)
    with _told(), reading() as session:
        chosen = list(services) or _chosen(session, locale, most, everything=everything)
        found = list(waiting.tasks(session, locale, chosen, everything=everything))
        with file.open("wb") as target:
            writer.written(found, target)
    click.echo(f"{len(found)} texts of {len(chosen)} listings written to {file}")


def _chosen(session: Session, locale: str, most: int, *, everything: bool) -> list[UUID]:
    if everything:
        return waiting.all_listings(session)[:most]
    return [each.id for each in waiting.queue(session, locale)[:most]]


def _format(file: Path) -> Any:
    found = FORMATS.get(file.suffix.lower())
    if found is None:
        raise click.ClickException(f"{file}: the name must end in {', '.join(FORMATS)}.")
    return found


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--reviewed", is_flag=True, help="A person has read what the file calls done.")
@click.option("--dry-run", is_flag=True, help="Say what would come of it, and write nothing.")
@click.pass_context
def import_command(context: click.Context, file: Path, reviewed: bool, dry_run: bool) -> None:
    """Take the translations of FILE in, all or none: XLIFF 1.2 (.xlf) or a table (.csv).

    Without --reviewed they are drafts, which nobody is shown. Exits with 0 when the file was
    taken, 3 when something in it is wrong (nothing is written), 2 when it can not be read.
    """
    try:
        with _told(), file.open("rb") as source:
            lines = list(_format(file).lines_of(source))
    except Unreadable as error:
        click.echo(str(error), err=True)
        context.exit(UNREADABLE)
    with _told():
        found = _take(lines, reviewed=reviewed, write=not dry_run)
    for number, sentence in sorted([*found.faults, *found.remarks]):
        click.echo(f"{number}: {sentence}", err=True)
    click.echo(", ".join(f"{each} {found.outcomes[each]}" for each in Outcome))
    if dry_run:
        click.echo("Nothing was written: this was a trial.")
    elif found.faults:
        click.echo(
            "Nothing was written: mend the lines above and give the file in again.", err=True
        )
    context.exit(SOME_REFUSED if found.faults else 0)


def _take(lines: list[Line], *, reviewed: bool, write: bool) -> Findings:
    """Judge a file and write it in one transaction, so that nothing changes in between."""
    findings = Findings()
    keys = keys_of(lines, findings)
    opened: Callable[[], Any] = transaction if write else reading
    with opened() as session:
        owners: dict[Owner, Any] = {}
        for kind, ids in owners_named(keys.values()).items():
            found = owners_of(session, kind, ids)
            owners |= {Owner(kind, each): item for each, item in found.items()}
        judge(keys, owners, findings, reviewed=reviewed)
        if write and not findings.faults:
            put_translations(session, findings.rows, now=now())
    return findings


@group.command("machine")
@_locale
@_most
def machine_command(locale: str, most: int) -> None:
    """Let the translator of the settings translate what waits; without one nothing is sent."""
    name: str = current_app.config["WEMI"].machine_translation
    if not name:
        raise click.ClickException("No machine translation is set up: nothing was sent anywhere.")
    taken, refused = 0, 0
    try:
        machine = translator(name)
        with _told():
            with reading() as session:
                chosen = [each.id for each in waiting.queue(session, locale)[:most]]
                tasks = list(waiting.tasks(session, locale, chosen))
            found = translated(wanted(task.unit for task in tasks), machine, tag=tag_of(locale))
            for owner, some in groupby(found, lambda each: each.unit.owner):
                told = list(some)
                rows = [each.row for each in told if each.row]
                for each in told:
                    if each.row is None:
                        click.echo(f"{each.unit.field} of {owner.id}: {each.reason}", err=True)
                taken, refused = taken + len(rows), refused + len(told) - len(rows)
                _put(owner, rows)
    except NoTranslator as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{taken} texts translated by machine, {refused} refused")


def _put(owner: Owner, rows: list[TranslationRecord]) -> None:
    if rows:
        with transaction() as session:
            put_translations(session, {owner: rows}, now=now())
