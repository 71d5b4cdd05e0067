"""The same form sent at the same instant, and which listings take requests: on both databases."""

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select

from tests import make
from tests.asking import BODY_EMAIL, NOW
from tests.conftest import make_app, settings
from tests.people import make_account
from wemi_piemonte.accounts.models import Account, Pass
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Service
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.directory.queries import records
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import MemberRole, Publication, Status
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.mail import Delivery
from wemi_piemonte.foundation.worker import drain_once
from wemi_piemonte.listings.models import ListingCare
from wemi_piemonte.plans.models import PlanReferral, SavedPlan
from wemi_piemonte.referrals.askable import askable
from wemi_piemonte.referrals.models import Referral
from wemi_piemonte.referrals.queries import takes_requests
from wemi_piemonte.search import queries as search_queries

BOTH = (
    replace(make.service("Una mano in casa"), email=BODY_EMAIL),
    replace(
        make.service("Spesa sospesa"), email=BODY_EMAIL, organization=make.organization("Il Pero")
    ),
)
SHOWN = re.compile(r"<dd><bdi[^>]*>([^<]+)<")


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    made = make_app(settings(tmp_path / "data", database_url))
    made.config["WTF_CSRF_ENABLED"] = False
    with transaction() as session:
        put_services(session, [(each, "{}") for each in BOTH], publish=True, now=NOW)
    clock.start_at(NOW)
    # The first turn of the worker makes the index.
    drain_once(made.extensions["wemi_work"])
    search_queries.open_index(tmp_path / "data")
    yield made
    clock.start_at(None)
    with reading() as session:
        engine = session.get_bind()
    assert isinstance(engine, Engine)
    engine.dispose()


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Do something that often at the same instant."""
    gate = threading.Barrier(count)
    found: list[Any] = [None] * count

    def run(number: int) -> None:
        gate.wait()
        found[number] = act(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def how_many(model: Any) -> int:
    with reading() as session:
        return int(session.scalar(select(func.count()).select_from(model)) or 0)


def test_one_form_sent_twice_at_once_is_one_request_one_pass_and_one_answer(app: Flask) -> None:
    form = {"key": "k" * 30, "contact_kind": "desk", "consent": "1", "words": "for my mother"}
    address = f"/en/services/{BOTH[0].id}/request"
    answers = at_once(4, lambda _: app.test_client().post(address, data=form))
    assert [each.status_code for each in answers] == [201] * 4
    assert len({tuple(SHOWN.findall(each.text)) for each in answers}) == 1
    assert [how_many(each) for each in (Referral, Pass, Delivery)] == [1, 1, 1]


def test_two_forms_with_the_same_services_in_any_order_do_not_wait_in_a_ring(app: Flask) -> None:
    ids = [str(each.id) for each in BOTH]

    def send(number: int) -> Any:
        order = ids if number % 2 else ids[::-1]
        form = {"contact_kind": "desk", "consent": "1", "offered": order, "service": order}
        form["key"] = f"{number % 2}" * 30
        return app.test_client().post("/en/plan/requests", data=form)

    answers = at_once(4, send)
    assert [each.status_code for each in answers] == [201] * 4
    assert [how_many(each) for each in (Referral, Pass, Delivery)] == [4, 2, 4]


def test_a_plan_whose_form_is_sent_twice_at_once_is_kept_once(app: Flask) -> None:
    visitor = app.test_client()
    visitor.post("/en/plan", data={"need": ["ageing.home-care"]})
    cookie = visitor.get_cookie("wemi_session")
    assert cookie is not None
    ids = [str(each.id) for each in BOTH]
    form = {"key": "p" * 30, "contact_kind": "desk", "consent": "1", "offered": ids, "service": ids}

    def send(_number: int) -> Any:
        client = app.test_client()
        client.set_cookie("wemi_session", cookie.value)
        return client.post("/en/plan/requests", data=form)

    answers = at_once(4, send)
    assert [each.status_code for each in answers] == [201] * 4
    assert len({tuple(SHOWN.findall(each.text)) for each in answers}) == 1
    assert [how_many(each) for each in (Referral, Pass, SavedPlan)] == [2, 1, 1]
    assert how_many(PlanReferral) == 2


def _listing(number: int, **values: Any) -> ServiceRecord:
    body = make.organization(f"Ente {number}", **values.pop("body", {}))
    return make.service(f"Servizio {number}", organization=body, **values)


LISTINGS = (
    _listing(0),
    _listing(1, email="uno@example.org"),
    _listing(2, body={"email": "due@example.org"}),
    _listing(3, assurer_email="tre@example.org"),
    _listing(4, email="no address", body={"email": "two words@x.org"}),
    *(_listing(number) for number in (5, 6, 7, 8, 9)),
    _listing(10, email="dieci@example.org", status=Status.DEFUNCT),
    _listing(11, email="undici@example.org", status=Status.TEMPORARILY_CLOSED),
    _listing(12, email="dodici@example.org"),
)


def test_sheets_offer_to_ask_exactly_where_a_request_would_be_taken(
    database_url: str, app: Flask
) -> None:
    del database_url, app
    with transaction() as session:
        put_services(session, [(each, "{}") for each in LISTINGS], publish=True, now=NOW)
        session.add(
            ListingCare(
                organization_id=LISTINGS[5].organization.id,
                every_months=6,
                modified_at=NOW,
                email="c@example.org",
            )
        )
        session.add(
            ListingCare(
                organization_id=LISTINGS[6].organization.id,
                every_months=6,
                modified_at=NOW,
                email="",
            )
        )
        session.get_one(Service, LISTINGS[12].id).publication = Publication.DRAFT
    for number, right in ((7, MemberRole.EDITOR), (8, MemberRole.READER), (9, MemberRole.OWNER)):
        make_account(
            Role.PROVIDER,
            f"m{number}@example.org",
            organization_id=LISTINGS[number].organization.id,
            member=right,
        )
    with transaction() as session:
        last = session.scalars(select(Account).where(Account.email == "m9@example.org")).one()
        last.suspended_at = datetime(2026, 11, 2, tzinfo=UTC)
    ids = [each.id for each in LISTINGS]
    with reading() as session:
        offered = askable(session, records(session, ids))
        taken = {each for each in ids if takes_requests(session, session.get_one(Service, each))}
    assert offered == taken == {ids[number] for number in (1, 2, 3, 5, 7, 11)}
