"""A note comes from a device: it is checked, becomes a case once, or is refused with its reasons."""

from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.people import signed_in
from tests.web.desk.conftest import House
from tests.web.desk.test_other_desks import snapshot
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.cases.models import Case
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.plans.models import SavedPlan
from wemi_piemonte.plans.queries import versions_of

ID = "6f1c8f0e-2a3b-4c5d-8e9f-0a1b2c3d4e5f"


class Device:
    """A device on which somebody has signed in, and what the site has told it."""

    def __init__(self, house: House, account: Account) -> None:
        self.house = house
        self.client: FlaskClient = signed_in(house.app, account)
        self.told: dict[str, Any] = self.client.get("/en/desk/offline.json").get_json()

    def note(self, **values: Any) -> dict[str, Any]:
        return {
            "id": ID,
            "account": self.told["account"],
            "visitor": "uk",
            "people": [{"id": "1", "kind": "self", "age": None}],
            "wanted": [{"code": "income.food", "person": "1"}],
            "place": "Cuneo",
            "words": "",
            "note": "",
            "agreed_in": "",
            **values,
        }

    def send(self, body: Any, *, token: str | None = None, desk: Any = None) -> TestResponse:
        return self.client.post(
            f"/en/desk/{desk or self.house.cuneo}/offline/notes",
            json=body,
            headers={"X-CSRFToken": self.told["csrf_token"] if token is None else token},
        )


@pytest.fixture
def device(house: House) -> Device:
    """Olga's device."""
    return Device(house, house.olga)


def test_a_note_becomes_a_case_with_the_visitors_plan(house: House, device: Device) -> None:
    people = [{"id": "1", "kind": "self", "age": 40}, {"id": "2", "kind": "mother", "age": None}]
    wanted = [{"code": "income.food", "person": "1"}, {"code": "ageing.home-care", "person": "2"}]
    answer = device.send(device.note(people=people, wanted=wanted))
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    told = answer.get_json()["case"]
    assert told["number"] == 1
    assert told["href"].startswith("/en/desk/cases/")
    with reading() as session:
        case = session.scalars(select(Case)).one()
        plan = session.scalars(select(SavedPlan.id).where(SavedPlan.pass_id == case.pass_id)).one()
        (version,) = versions_of(session, plan)
    assert {(each.code, each.person) for each in version.wishes.wanted} == {
        ("income.food", "1"),
        ("ageing.home-care", "2"),
    }
    assert version.wishes.place == "004078"
    # With the code and the PIN of the answer its visitor goes on.
    page = house.browser(house.olga).open("/en/desk/")
    page.press("with-code", form="with-code", code=told["code"], pin=told["pin"], visitor="uk")
    assert page.response.request.path == told["href"]


def test_sent_again_it_is_answered_the_same(device: Device) -> None:
    first = device.send(device.note())
    before = snapshot()
    second = device.send(device.note())
    assert (second.status_code, second.get_json()) == (201, first.get_json())
    assert snapshot() == before


def test_under_a_new_session_it_is_known_too(house: House, device: Device) -> None:
    first = device.send(device.note())
    again = Device(house, house.olga)
    assert again.send(again.note()).get_json() == first.get_json()


def test_words_are_kept_where_the_visitor_agreed(house: House, device: Device) -> None:
    body = device.note(words="Має двох дітей.", note="Calls on Friday.", agreed_in="uk")
    href = device.send(body).get_json()["case"]["href"]
    page = house.browser(house.olga).open(href)
    assert "Має двох дітей." in page.text
    assert "Calls on Friday." in page.text


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"words": "said"}, "Words are kept only where the visitor lets the desk keep notes."),
        ({"place": "Atlantide"}, "We know no municipality of Piedmont with this name."),
        ({"visitor": "xx"}, "This is not one of the choices."),
        ({"wanted": [{"code": "no.such", "person": "1"}]}, "This is not one of the choices."),
        ({"wanted": [{"code": "income.food", "person": "9"}]}, "This is not one of the choices."),
        ({"people": []}, "This is not one of the choices."),
        ({"people": [{"id": "1", "kind": "self", "age": 200}]}, "Write an age from 0 to 130."),
        ({"words": "x" * 1001, "agreed_in": "uk"}, "Write at most 1000 letters."),
        ({"id": "nothing"}, "This value is not possible."),
        ({"more": "x"}, "This is not a known field."),
    ],
)
def test_what_is_wrong_is_refused_with_its_reason(
    device: Device, values: dict[str, Any], reason: str
) -> None:
    before = snapshot()
    answer = device.send(device.note(**values))
    assert answer.status_code == 422
    assert [each for each in answer.get_json()["reasons"] if each.startswith(reason)]
    assert snapshot() == before


@pytest.mark.parametrize("body", [None, [], "x", {}, {"people": 3, "wanted": {}}])
def test_what_is_no_note_is_refused(device: Device, body: Any) -> None:
    answer = device.send(body)
    assert answer.status_code == 422
    assert answer.get_json()["reasons"]


def test_without_the_token_of_the_session_nothing_is_taken(device: Device) -> None:
    before = snapshot()
    assert device.send(device.note(), token="stale").status_code == 400
    assert snapshot() == before


def test_a_note_of_somebody_else_is_not_taken(house: House, device: Device) -> None:
    rita = Device(house, house.rita)
    before = snapshot()
    answer = rita.send(rita.note(account=device.told["account"]), desk=house.point)
    assert answer.status_code == 409
    assert answer.get_json()["reasons"]
    assert snapshot() == before


def test_at_another_desk_no_note_is_taken(house: House, device: Device) -> None:
    before = snapshot()
    assert device.send(device.note(), desk=house.alba).status_code == 404
    assert device.send(device.note(), desk=uuid4()).status_code == 404
    assert snapshot() == before


def test_a_stranger_is_led_to_the_door(house: House, device: Device) -> None:
    client = house.app.test_client()
    house.app.config["WTF_CSRF_ENABLED"] = False
    path = f"/en/desk/{house.cuneo}/offline/notes"
    assert client.post(path, json=device.note()).status_code == 303


def test_a_referent_opens_a_case_and_keeps_no_words(house: House) -> None:
    rita = Device(house, house.rita)
    body = rita.note(words="said", agreed_in="uk")
    assert rita.send(body, desk=house.point).status_code == 422
    assert rita.send(rita.note(), desk=house.point).status_code == 201
