"""The next migration is written from the models, numbered and named."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from tests import make
from tests.conftest import ROOT
from wemi_piemonte.directory.operations import put_services, put_translations
from wemi_piemonte.directory.queries import records
from wemi_piemonte.directory.rules import TranslationState
from wemi_piemonte.directory.translating import Owner, OwnerKind
from wemi_piemonte.foundation import migrations
from wemi_piemonte.foundation.db import reading, transaction

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_the_next_migration_has_the_next_number_and_becomes_the_head(tmp_path: Path) -> None:
    leave = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "migrations", tmp_path / "migrations", ignore=leave)
    config = migrations.alembic_config(tmp_path, "sqlite://")
    before = int(migrations.head_of(config))
    number = migrations.new_revision(tmp_path, "add referral consent")
    assert int(number) == before + 1
    path = tmp_path / "migrations" / "versions" / f"{number}_add_referral_consent.py"
    assert '"""add referral consent."""' in path.read_text()
    assert (tmp_path / "migrations" / "HEAD").read_text() == f"{number}\n"
    assert migrations.head_of(migrations.alembic_config(tmp_path, "sqlite://")) == number


def test_going_down_keeps_what_readers_see_and_lets_drafts_go(
    database: Engine, database_url: str
) -> None:
    del database
    found = make.service()
    owner = Owner(OwnerKind.SERVICE, found.id)
    seen = make.translation(found.id, "name", found.name, "A hand at home")
    waits = replace(seen, text="A hand", state=TranslationState.DRAFT)
    alone = replace(waits, locale="fr")
    with transaction() as session:
        put_services(session, [(found, "")], publish=True, now=NOW)
        put_translations(session, {owner: [seen, alone]}, now=NOW)
        put_translations(session, {owner: [waits]}, now=NOW)
    config = migrations.alembic_config(ROOT, database_url)
    migrations.downgrade(config, "0002")
    migrations.upgrade(config, "head")
    with reading() as session:
        (kept,) = records(session, [found.id])
    assert set(kept.translations) == {seen, alone}
