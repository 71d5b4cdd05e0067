"""What the program of a body may read and write with its key, and what it may not."""

import json
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests import make
from tests.conftest import make_app, settings
from tests.people import signed_in
from tests.web.bulk.conftest import NOW, OTHERS, OURS, SERVICES, get, key, put
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.directory.hsds import render
from wemi_piemonte.directory.models import Proposal, Service
from wemi_piemonte.directory.queries import records
from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.exchange.api import own
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.audit import AuditRow
from wemi_piemonte.foundation.db import reading, transaction


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer wemi_nothing", "Basic d2VtaTp4", "wemi_x", "Bearer é"],
)
def test_without_a_key_there_is_nothing(site: Flask, owner: Account, header: str) -> None:
    # Who has signed in needs one too: no cookie is looked at.
    for client in (site.test_client(), signed_in(site, owner)):
        response = client.get(f"{SERVICES}?lang=en", headers={"Authorization": header})
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"].lower().startswith("bearer")
        assert response.get_json()["error"]["code"] == "sign_in"


def test_a_key_reads_all_of_its_body_and_nothing_else(site: Flask, owner: Account) -> None:
    secret = key(owner)
    assert put(site, secret, make.key("mensa"), {"name": "Mensa"}).status_code == 200
    answer = get(site, secret, per_page=1).get_json()
    assert (answer["total"], answer["per_page"], len(answer["items"])) == (2, 1, 1)
    answer = get(site, secret).get_json()
    assert {each["service"]["name"] for each in answer["items"]} == {"Mensa", "Il melo che cammina"}
    assert {each["publication"] for each in answer["items"]} == {"draft", "published"}
    assert get(site, secret, page=10**6).get_json()["items"] == []
    assert get(site, secret, page=0).status_code == 404
    assert get(site, secret, foo=1).status_code == 400
    assert get(site, secret).headers["Cache-Control"] == "no-store"


def test_what_is_put_is_a_draft_and_the_same_again_is_nothing_new(
    site: Flask, owner: Account
) -> None:
    secret, service_id = key(owner), make.key("mensa")
    document = {"name": "Mensa", "minimum_age": 6}
    assert put(site, secret, service_id, document).get_json()["outcome"] == "created"
    assert put(site, secret, service_id, document).get_json()["outcome"] == "unchanged"
    changed = {**document, "name": "Mensa dei ragazzi", "id": str(service_id)}
    assert put(site, secret, service_id, changed).get_json()["outcome"] == "updated"
    with reading() as session:
        service = session.get(Service, service_id)
        assert service is not None
        assert (service.publication, service.organization_id) == (Publication.DRAFT, OURS.id)
        acts = session.scalars(select(AuditRow).where(AuditRow.act == "write_by_key")).all()
    assert [json.loads(act.details)["outcome"] for act in acts] == [
        "created",
        "unchanged",
        "updated",
    ]


def test_over_what_is_published_a_proposal_is_kept(site: Flask, owner: Account) -> None:
    secret, service_id = key(owner), make.full_service().id
    (item,) = get(site, secret).get_json()["items"]
    assert put(site, secret, service_id, item["service"]).get_json()["outcome"] == "unchanged"
    document = {**item["service"], "name": "Il melo che corre"}
    assert put(site, secret, service_id, document).get_json()["outcome"] == "proposed"
    with reading() as session:
        assert records(session, [service_id])[0].name == "Il melo che cammina"
        assert session.get(Proposal, service_id) is not None
    (item,) = get(site, secret).get_json()["items"]
    assert (item["proposed"], item["service"]["name"]) == (True, "Il melo che corre")
    with transaction() as session:
        proposal = session.get(Proposal, service_id)
        assert proposal is not None
        proposal.submitted_at = NOW
    assert put(site, secret, service_id, {**document, "name": "Altro"}).status_code == 409


def test_a_listing_of_another_body_is_not_there(site: Flask, owner: Account) -> None:
    secret = key(owner)
    theirs = make.service("Il pero", organization=OTHERS)
    for document in (render(theirs), {"name": "Preso"}):
        response = put(site, secret, theirs.id, document)
        assert response.status_code in {404, 422}
        assert "Pero" not in response.get_data(as_text=True)
    assert put(site, secret, theirs.id, {"name": "Preso"}).status_code == 404
    with reading() as session:
        assert records(session, [theirs.id])[0].name == "Il pero"
        assert session.get(Proposal, theirs.id) is None


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({}, "/name"),
        ({"name": "x" * 301}, "/name"),
        ({"name": "Mensa", "minimum_age": "x"}, "/minimum_age"),
        ({"name": "Mensa", "id": str(make.key("another"))}, "/id"),
        ({"name": "Mensa", "id": 7}, "/id"),
        ({"name": "Mensa", "organization": {"id": str(OTHERS.id)}}, "/organization/id"),
        ({"name": "Mensa", "organization": {"id": {}}}, "/organization/id"),
        ({"name": "Mensa", "organization_id": str(OTHERS.id)}, "/organization/id"),
        ({"name": "Mensa", "service_at_locations": "x"}, "/service_at_locations"),
        ({"name": ["Mensa"]}, "/name"),
    ],
)
def test_what_can_not_be_taken_is_told_by_its_pointer(
    site: Flask, owner: Account, document: dict[str, Any], field: str
) -> None:
    response = put(site, key(owner), make.key("mensa"), document)
    assert response.status_code == 422, response.get_data(as_text=True)
    assert list(response.get_json()["error"]["fields"]) == [field]


def test_what_is_no_json_object_is_refused(site: Flask, owner: Account) -> None:
    secret, path = key(owner), f"{SERVICES}/{make.key('mensa')}"
    client: FlaskClient = site.test_client()
    headers = {"Authorization": f"Bearer {secret}"}
    for body, kind, status in (
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'{"name": NaN}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"name=x", "application/x-www-form-urlencoded", 415),
        (b"x" * 1_100_000, "application/json", 413),
    ):
        response = client.put(path, data=body, content_type=kind, headers=headers)
        assert response.status_code == status, body[:20]
    assert client.put(f"{path}?foo=1", json={"name": "x"}, headers=headers).status_code == 400
    assert client.delete(path, headers=headers).status_code == 405


def test_calls_are_counted_for_each_key(
    sqlite_url: str, site: Flask, owner: Account, tmp_path_factory: pytest.TempPathFactory
) -> None:
    del site
    folder = tmp_path_factory.mktemp("counted")
    counted = make_app(replace(settings(folder, sqlite_url), rate_limits=True))
    clock.start_at(NOW)
    first, second = key(owner), key(owner)
    most = int(own.OWN_CALLS.split()[0])
    assert {get(counted, first).status_code for _ in range(most)} == {200}
    assert get(counted, first).status_code == 429
    assert get(counted, second).status_code == 200
