"""The next migration is written from the models, numbered and named."""

import shutil
from pathlib import Path

from tests.conftest import ROOT
from wemi_piemonte.foundation import migrations


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
