"""`flask translations`: from the queue to a file and back, on a real database."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Engine, func, select

from config import Config
from tests import make
from wemi_piemonte.directory.content import Text, Translations
from wemi_piemonte.directory.models import Translation
from wemi_piemonte.directory.operations import put_services, put_translations
from wemi_piemonte.directory.queries import owners_of, records
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import TranslationState
from wemi_piemonte.directory.translating import Owner, OwnerKind
from wemi_piemonte.exchange.translations.commands import group
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.outbox import newest
from wemi_piemonte.plans.operations import save_plan
from wemi_piemonte.plans.rules import Wishes

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
Run = Callable[..., Result]


class Shout:
    """A translator that makes every letter big."""

    def translate(self, texts: Sequence[str], *, source: str, target: str) -> list[str]:
        del source, target
        return [text.upper() for text in texts]


@pytest.fixture
def run(database: Engine) -> Run:
    """Call a command under `flask translations`; `machine` names the translator of the settings."""
    del database

    def call(*words: object, machine: str = "") -> Result:
        app = Flask("translations")
        app.config["WEMI"] = Config(machine_translation=machine)
        app.cli.add_command(group)
        return app.test_cli_runner().invoke(args=["translations", *map(str, words)])

    return call


def put(*names: str) -> list[ServiceRecord]:
    """Publish services of these names."""
    services = [make.service(name, description="Serve l'ISEE.") for name in names]
    with transaction() as session:
        put_services(session, [(each, "") for each in services], publish=True, now=NOW)
    return services


def shown(service: ServiceRecord, locale: str = "en", field: str = "name") -> Text:
    """What a reader sees of a text of a service."""
    with reading() as session:
        (record,) = records(session, [service.id])
    words = Translations(record.source_lang, record.translations)
    return words.text(record.id, field, getattr(record, field), locale)


def filled(path: Path, text: str, state: str = "final") -> Path:
    """Fill the empty translations of an XLIFF file, each with a text of its own."""
    raw = path.read_text(encoding="utf-8")
    pieces = raw.split('<target state="new" />')
    told = [
        f'<target state="{state}">{text} {number}</target>' for number in range(len(pieces) - 1)
    ]
    done = "".join(piece + more for piece, more in zip(pieces, [*told, ""], strict=True))
    path.write_text(done, encoding="utf-8")
    return path


def rows() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Translation)) or 0


@pytest.mark.parametrize("name", ["out.xlf", "out.csv"])
def test_a_file_goes_out_and_comes_back_unchanged(run: Run, tmp_path: Path, name: str) -> None:
    put("Uno", "Due")
    path = tmp_path / name
    assert "of 2 listings written" in run("export", "en", path).output
    before = rows()
    found = run("import", path, "--reviewed")
    assert (found.exit_code, rows()) == (0, before)
    assert "reviewed 0, draft 0" in found.output


def test_a_draft_is_seen_by_nobody_until_somebody_answers_for_it(run: Run, tmp_path: Path) -> None:
    (service,) = put("Uno")
    run("export", "en", tmp_path / "out.xlf", "--service", service.id)
    path = filled(tmp_path / "out.xlf", "Bring the ISEE")
    assert run("import", path).exit_code == 0
    assert shown(service).state == "source"
    assert "[draft]" in run("show", service.id, "en").output
    assert "name [draft]\n  Bring the ISEE 0" in run("preview", service.id, "en").output
    assert run("import", path, "--reviewed").exit_code == 0
    assert shown(service) == Text("Bring the ISEE 0", "en", "reviewed")
    assert run("queue", "en").output == "0 listings wait for en.\n"


def test_a_trial_writes_nothing(run: Run, tmp_path: Path) -> None:
    put("Uno")
    run("export", "en", tmp_path / "out.xlf")
    path = filled(tmp_path / "out.xlf", "Bring the ISEE")
    before = rows()
    found = run("import", path, "--reviewed", "--dry-run")
    assert (found.exit_code, rows()) == (0, before)
    assert "Nothing was written" in found.output


def test_one_wrong_line_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    put("Uno")
    run("export", "en", tmp_path / "out.xlf")
    path = filled(tmp_path / "out.xlf", "Bring the ISEE")
    raw = path.read_text().replace("Bring the ISEE 0", "x" * 400)
    path.write_text(raw)
    before = rows()
    found = run("import", path, "--reviewed")
    assert (found.exit_code, rows()) == (3, before)
    assert "1: is longer than 300 characters" in found.output
    assert "Nothing was written" in found.output


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [("out.xlf", "nothing", 2), ("out.csv", "a,b", 2), ("out.txt", "", 1), ("gone.xlf", None, 1)],
)
def test_a_file_that_can_not_be_read_is_one_sentence(
    run: Run, tmp_path: Path, name: str, text: str | None, code: int
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    found = run("import", tmp_path / name)
    assert found.exit_code == code
    assert len(found.output.splitlines()) == 1
    assert "Traceback" not in found.output


def test_a_change_of_the_text_makes_its_translation_older(run: Run, tmp_path: Path) -> None:
    (service,) = put("Uno")
    run("export", "en", tmp_path / "out.xlf")
    run("import", filled(tmp_path / "out.xlf", "Bring the ISEE"), "--reviewed")
    with transaction() as session:
        changed = replace(service, name="Uno e mezzo")
        put_services(session, [(changed, "")], publish=True, now=NOW)
    assert shown(service).state == "outdated"
    assert "name [outdated]" in run("show", service.id, "en").output
    assert "1 listings wait for en." in run("queue", "en").output


def test_a_file_older_than_the_text_is_taken_as_older(run: Run, tmp_path: Path) -> None:
    (service,) = put("Uno")
    run("export", "en", tmp_path / "out.xlf")
    path = filled(tmp_path / "out.xlf", "Bring the ISEE")
    with transaction() as session:
        put_services(session, [(replace(service, name="Uno e mezzo"), "")], publish=True, now=NOW)
    found = run("import", path, "--reviewed")
    assert "counts as older" in found.output
    assert shown(service) == Text("Bring the ISEE 0", "en", "outdated")


def test_the_translation_of_a_body_tells_the_index_of_all_its_listings(database: Engine) -> None:
    del database
    services = put("Uno", "Due")
    body = services[0].organization
    with reading() as session:
        before = newest(session)
    row = make.translation(body.id, "description", body.description, "For eight towns.")
    with transaction() as session:
        owner = Owner(OwnerKind.ORGANIZATION, body.id)
        put_translations(session, {owner: [row]}, now=NOW + timedelta(days=1))
    with reading() as session:
        assert newest(session) == before + len(services)
        found = owners_of(session, OwnerKind.ORGANIZATION, [body.id])[body.id]
    assert found.translations == (row,)


def test_what_stands_in_plans_is_translated_first(run: Run) -> None:
    first, wanted = put("Abaco", "Zeta")
    assert run("queue", "en").output.index(str(first.id)) < run("queue", "en").output.index(
        str(wanted.id)
    )
    with transaction() as session:
        save_plan(session, wishes=Wishes(), outcome={"services": [str(wanted.id)]}, now=NOW)
    output = run("queue", "en").output
    assert output.index(str(wanted.id)) < output.index(str(first.id))


def test_without_a_translator_nothing_is_sent(run: Run) -> None:
    put("Uno")
    found = run("machine", "en")
    assert found.exit_code == 1
    assert found.output == "Error: No machine translation is set up: nothing was sent anywhere.\n"


def test_a_machine_translation_is_stored_as_one(run: Run) -> None:
    (service,) = put("Uno")
    found = run("machine", "en", machine=f"{__name__}:Shout")
    assert found.exit_code == 0, found.output
    assert shown(service) == Text("UNO", "en", "machine")
    assert run("machine", "en", machine=f"{__name__}:Shout").output == (
        "0 texts translated by machine, 0 refused\n"
    )


def test_the_state_of_every_language_is_counted(run: Run) -> None:
    put("Uno")
    lines = run("status").output.splitlines()
    assert lines[0].split() == ["language", "reviewed", "outdated", "machine", "draft", "missing"]
    counts = {line.split()[0]: [int(each) for each in line.split()[1:]] for line in lines[1:]}
    assert counts["it"] == [0, 0, 0, 0, 0]
    assert counts["ar"][-1] > 0


def test_a_listing_that_is_not_there_is_one_sentence(run: Run) -> None:
    found = run("show", UUID(int=7), "en")
    assert (found.exit_code, found.output) == (1, f"Error: There is no service {UUID(int=7)}.\n")


def test_an_export_keeps_a_draft_out_of_the_way_of_what_is_shown(database: Engine) -> None:
    del database
    (service,) = put("Uno")
    owner = Owner(OwnerKind.SERVICE, service.id)
    seen = make.translation(service.id, "name", "Uno", "One")
    draft = replace(seen, text="Number one", state=TranslationState.DRAFT)
    with transaction() as session:
        put_translations(session, {owner: [draft, seen]}, now=NOW)
        put_translations(session, {owner: [draft]}, now=NOW)
    with transaction() as session:
        # The same listing comes again from its source, with what the public sees.
        again = replace(service, translations=(seen,))
        came = put_services(session, [(again, "")], publish=True, now=NOW)
    assert [each.outcome.value for each in came] == ["unchanged"]
