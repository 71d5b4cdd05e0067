"""Another desk's case is not there, at every address and by every method."""

from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import inspect

from tests.people import signed_in
from tests.web.desk.conftest import House
from wemi_piemonte.foundation.db import Base, reading

# What a request may change without being an act on somebody's thing.
NOT_THINGS = {"web_session", "rate_limit", "tally", "need_tally"}


def snapshot() -> dict[str, list[str]]:
    """Everything in the database but sessions and counts."""
    with reading() as session:
        names = set(inspect(session.get_bind()).get_table_names()) & set(Base.metadata.tables)
        return {
            name: sorted(repr(row) for row in session.execute(Base.metadata.tables[name].select()))
            for name in sorted(names - NOT_THINGS)
        }


def answers(house: House, client: FlaskClient, case_id: UUID) -> dict[str, int]:
    """What every route that names a case answers, by method and endpoint."""
    found = {}
    rules = [r for r in house.app.url_map.iter_rules() if r.endpoint.startswith("desk.")]
    for rule in rules:
        if "case_id" not in rule.arguments:
            continue
        values: dict[str, Any] = {"locale": "en", "act": "open", "case_id": case_id}
        with house.app.test_request_context("/en/"):
            path = house.app.url_for(rule.endpoint, **{n: values[n] for n in rule.arguments})
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            form = {"outcome": "helped", "to": str(house.alba), "text": "x", "revision": "1"}
            answer = client.open(path, method=method, data=form)
            found[f"{method} {rule.endpoint}"] = answer.status_code
    return found


def test_another_desks_case_is_a_404_and_stays_as_it_is(house: House) -> None:
    house.app.config["WTF_CSRF_ENABLED"] = False
    case = house.case()
    house.plan(case)
    house.mandate(case)
    client = signed_in(house.app, house.aldo)
    before = snapshot()
    found = answers(house, client, case.id)
    assert len(found) >= 20
    assert {name: status for name, status in found.items() if status != 404} == {}
    assert snapshot() == before


def test_a_case_that_is_not_there_is_answered_the_same(house: House) -> None:
    house.app.config["WTF_CSRF_ENABLED"] = False
    client = signed_in(house.app, house.olga)
    nowhere = UUID("00000000-0000-4000-8000-000000000000")
    assert set(answers(house, client, nowhere).values()) == {404}


def test_at_another_desk_no_case_is_opened(house: House) -> None:
    house.app.config["WTF_CSRF_ENABLED"] = False
    client = signed_in(house.app, house.aldo)
    before = snapshot()
    for path in ("cases", "cases/with-code"):
        form = {"visitor": "uk", "code": "BCDFGHJK", "pin": "123456"}
        assert client.post(f"/en/desk/{house.cuneo}/{path}", data=form).status_code == 404
        assert client.get(f"/en/desk/{house.cuneo}/{path}").status_code == 404
    assert snapshot() == before
