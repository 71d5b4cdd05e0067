"""The copy of the register is replaced as a whole, or stays as it was."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import make_app, settings
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.qualification.demonstration import NOTICE
from wemi_piemonte.qualification.models import Notice, Qualification, RegisterEntry
from wemi_piemonte.qualification.operations.register import replace_register
from wemi_piemonte.qualification.queries import needs_of, open_notices, register_check
from wemi_piemonte.qualification.rules import Told
from wemi_piemonte.qualification.runts import Entry

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
HEAD = "Repertorio;Codice fiscale;Denominazione;Sezione\n"


@pytest.fixture
def site(tmp_path: Path, sqlite_url: str) -> Flask:
    return make_app(settings(tmp_path / "data", sqlite_url))


def run(site: Flask, path: Path) -> Result:
    return site.test_cli_runner().invoke(args=["qualification", "register", "import", str(path)])


def numbers() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(RegisterEntry.number).order_by(RegisterEntry.number)))


def test_a_file_takes_the_place_of_the_copy(site: Flask, tmp_path: Path) -> None:
    path = tmp_path / "runts.csv"
    rows = "".join(f"{n};80087670016;Orto {n};A\n" for n in range(2500))
    path.write_text(HEAD + rows, encoding="utf-8")
    result = run(site, path)
    assert (result.exit_code, result.output) == (0, "2500 bodies in the copy of the register\n")
    path.write_text(HEAD + "7;80087670016;Orto;A\n", encoding="utf-8")
    assert run(site, path).exit_code == 0
    assert numbers() == ["7"]


def test_one_bad_row_leaves_the_copy_as_it_was(site: Flask, tmp_path: Path) -> None:
    path = tmp_path / "runts.csv"
    path.write_text(HEAD + "7;80087670016;Orto;A\n", encoding="utf-8")
    run(site, path)
    path.write_text(HEAD + "8;80087670016;Prato;A\n9;niente;Bosco;A\n", encoding="utf-8")
    result = run(site, path)
    assert result.exit_code == 3
    assert "line 3 has no tax code of eleven digits" in result.output
    assert "1 lines can not be taken; nothing was changed." in result.output
    assert numbers() == ["7"]


@pytest.mark.parametrize("text", [None, "", "a;b\n1;2\n"])
def test_a_file_that_can_not_be_read_is_said_in_one_line(
    site: Flask, tmp_path: Path, text: str | None
) -> None:
    path = tmp_path / "runts.csv"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    result = run(site, path)
    assert result.exit_code == 2
    assert len(result.output.strip().splitlines()) == 1
    assert "Traceback" not in result.output


@pytest.mark.usefixtures("database")
def test_a_body_is_looked_up_by_its_tax_code() -> None:
    entries = [
        Entry("1", "80087670016", "Orto di Tutti APS", "b", "", "", None),
        Entry("2", "80087670016", "Orto di Tutti APS", "e", "", "", None),
    ]
    with transaction() as session:
        assert replace_register(session, entries, account_id=None, now=NOW) == 2
    with reading() as session:
        told = Told(
            legal_name="Orto di Tutti", tax_code="80087670016", runts_section="e", runts_number="02"
        )
        check = register_check(session, told)
        assert check.entry is not None
        assert (check.entry.number, check.name_fits, check.section_fits, check.number_fits) == (
            "2",
            True,
            True,
            True,
        )
        assert check.imported_at == NOW
        nobody = register_check(session, Told(tax_code="01234567890"))
        assert (nobody.entry, nobody.name_fits, nobody.imported_at) == (None, False, NOW)
        assert register_check(session, Told()).entry is None


def test_the_demonstration_has_a_notice_and_bodies_that_are_qualified(demo_app: Flask) -> None:
    from wemi_piemonte.directory.models import Organization, Service
    from wemi_piemonte.directory.queries import records
    from wemi_piemonte.directory.rules import OrganizationKind
    from wemi_piemonte.foundation import clock, db
    from wemi_piemonte.qualification.commands import load_demonstration
    from wemi_piemonte.qualification.queries import scope_of
    from wemi_piemonte.qualification.rules import covers

    engine = db.open_engine(demo_app.config["WEMI"].database_url)
    db.bind(engine)
    load_demonstration()
    with reading() as session:
        assert [each.id for each in open_notices(session, clock.today())] == [NOTICE]
        count = session.scalar(select(func.count()).select_from(Qualification))
        bodies = select(Service.id, Organization.id).join(
            Organization, Organization.id == Service.organization_id
        )
        third = session.execute(
            bodies.where(Organization.kind == OrganizationKind.THIRD_SECTOR)
        ).all()
        assert third
        assert count == len({body for _service, body in third})
        for service, body in third:
            (record,) = records(session, [service])
            assert covers(scope_of(session, body, clock.today()), frozenset(record.needs))
        assert session.get(Notice, NOTICE) is not None
    load_demonstration()
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Qualification)) == count
    engine.dispose()


def test_an_area_stands_for_its_needs() -> None:
    assert "ageing.meals" in needs_of("ageing work.guidance")
    assert needs_of("work.guidance") == {"work.guidance"}
    assert needs_of("") == set()
