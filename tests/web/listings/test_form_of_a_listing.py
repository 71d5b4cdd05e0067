"""The guided form: step by step, without JavaScript, and nothing that is typed is lost."""

from dataclasses import replace
from datetime import date, time
from uuid import UUID

import pytest
from sqlalchemy import func, select

from tests import make
from tests.web.listings.conftest import SignIn, put
from tests.web.listings.writing import draft, step, written
from wemi_piemonte.directory.models import Proposal, Service
from wemi_piemonte.directory.queries import records
from wemi_piemonte.directory.rules import Availability, Cost, MemberRole, Publication
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.listings.queries import listings_of
from wemi_piemonte.pages.provider.listing_steps import STEPS


def test_every_step_saved_as_it_stands_changes_nothing(sign_in: SignIn) -> None:
    record = put(make.full_service())
    page = sign_in("anna@example.org", record.organization.id)
    for each in STEPS:
        page.open(step(record, each.slug)).press("save")
        assert "Saved." in page.text, each.slug
    with reading() as session:
        assert not listings_of(session, record.organization.id)[0].has_changes


def test_a_listing_is_written_from_nothing_step_by_step(sign_in: SignIn) -> None:
    body = draft().organization
    page = sign_in("anna@example.org", body.id)
    page.open(f"/en/provider/organizations/{body.id}/services/new")
    page.press("Begin", name="Aiuto compiti", summary="Un pomeriggio con chi spiega.")
    service_id = UUID(page.response.request.path.split("/")[4])
    page.press(
        "Save and go on",
        description="Aiutiamo i bambini della scuola elementare con i compiti.",
        add_need=page.all("//select[@name='add_need']//option/@value")[1],
    )
    assert "For whom" in page.text
    page.press("Save and go on", targets=["minors"], minimum_age="6", maximum_age="11")
    page.press("Save and go on", modes=["on_site"], provinces=["004"], towns="Biella\nTorino")
    page.press("add:schedules")
    page.press(
        "Save and go on",
        schedules__0__days=["MO", "TH"],
        schedules__0__opens_at="15:00",
        schedules__0__closes_at="17:30",
    )
    page.press("Save and go on", cost="free")
    page.press("add:phones")
    page.press("Save and go on", **{"phones-0-number": "0171 000 123"}, email="a@example.org")
    page.press("Save and go on", languages=["it", "fr"])
    page.press("Save and finish", availability="waiting_list", waiting_weeks="3")
    found = written(service_id)
    assert found.publication is Publication.DRAFT
    assert (found.minimum_age, found.maximum_age) == (6, 11)
    assert found.schedules[0].byday == "MO,TH"
    assert found.schedules[0].opens_at == time(15)
    assert found.cost is Cost.FREE
    assert found.phones[0].number == "0171 000 123"
    assert [each.code for each in found.languages] == ["it", "fr"]
    assert (found.availability, found.waiting_weeks) == (Availability.WAITING_LIST, 3)
    assert found.availability_on == date(2026, 11, 25)
    assert {area.extent for area in found.service_areas} == {"004", "096004", "001272"}


def test_a_new_listing_sent_twenty_times_is_one(sign_in: SignIn) -> None:
    body = draft().organization
    page = sign_in("anna@example.org", body.id)
    address = f"/en/provider/organizations/{body.id}/services/new"
    page.open(address)
    form = {
        "csrf_token": page.all("//main//input[@name='csrf_token']/@value")[0],
        "key": page.all("//input[@name='key']/@value")[0],
        "name": "Uno solo",
        "summary": "",
    }
    answers = {page.client.post(address, data=form).headers["Location"] for _ in range(20)}
    assert len(answers) == 1
    with reading() as session:
        query = select(func.count()).where(Service.name == "Uno solo")
        assert session.scalar(query) == 1


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(sign_in: SignIn) -> None:
    record = draft()
    page = sign_in("anna@example.org", record.organization.id)
    page.open(step(record, "how-to-ask")).press("add:phones")
    page.press("add:phones")
    page.press("save", 422, **{"phones-1-number": "sempre", "email": "nobody"})
    assert page.all("//input[@name='phones-1-number']/@value") == ["sempre"]
    assert page.all("//input[@name='phones-1-number']/@aria-invalid") == ["true"]
    assert page.all("//input[@name='email']/@aria-describedby")[0].strip() == "email-error"
    assert page.all("//title")[0].text.startswith("Error:")
    assert written(record.id).phones == ()


def test_needs_are_proposed_from_the_texts_and_kept_when_they_are_ticked(sign_in: SignIn) -> None:
    record = draft()
    page = sign_in("anna@example.org", record.organization.id)
    page.open(step(record, "what"))
    page.press("save", summary="Sportello per chi ha perso il lavoro e cerca un impiego.")
    offered = page.all("//input[@name='needs' and not(@checked)]/@value")
    assert any(code.startswith("work.") for code in offered)
    chosen = next(code for code in offered if code.startswith("work."))
    page.press("save", needs=[*record.needs, chosen])
    assert written(record.id).needs == (*record.needs, chosen)


def test_two_editors_of_one_step_see_both_texts_and_nothing_is_lost(sign_in: SignIn) -> None:
    record = draft()
    anna = sign_in("anna@example.org", record.organization.id)
    bruno = sign_in("bruno@example.org", record.organization.id)
    anna.open(step(record, "what"))
    bruno.open(step(record, "what"))
    anna.press("save", description="Quello che ha scritto Anna.")
    bruno.press("save", 409, description="Quello che ha scritto Bruno.")
    assert "Quello che ha scritto Anna." in bruno.text
    assert "Quello che ha scritto Bruno." in bruno.all("//textarea[@name='description']")[0].text
    assert written(record.id).description == "Quello che ha scritto Anna."
    bruno.press("Save mine all the same")
    assert written(record.id).description == "Quello che ha scritto Bruno."


def test_two_editors_of_two_steps_do_not_disturb_each_other(sign_in: SignIn) -> None:
    record = draft()
    anna = sign_in("anna@example.org", record.organization.id)
    bruno = sign_in("bruno@example.org", record.organization.id)
    anna.open(step(record, "what"))
    bruno.open(step(record, "cost"))
    anna.press("save", name="Altro nome")
    bruno.press("save", fees_description="Non si paga.")
    found = written(record.id)
    assert (found.name, found.fees_description) == ("Altro nome", "Non si paga.")


def test_a_page_that_saves_itself_is_not_stale_by_it(sign_in: SignIn) -> None:
    record = draft()
    page = sign_in("anna@example.org", record.organization.id)
    address = step(record, "what")
    page.open(address)
    form = page._values(page.all("//form[@id='form']")[0])
    form["description"] = "Prima frase."
    kept = page.client.post(address, data=form, headers={"X-Autosave": "1"})
    assert kept.status_code == 200
    assert kept.json is not None
    form |= {"seen": kept.json["seen"], "description": "Prima frase. Seconda.", "do": "save"}
    assert page.client.post(address, data=form).status_code == 303
    stale = page.client.post(address, data=form, headers={"X-Autosave": "1"})
    assert stale.status_code == 409
    assert written(record.id).description == "Prima frase. Seconda."


def test_an_edit_of_a_published_listing_is_beside_it(sign_in: SignIn) -> None:
    record = put(make.full_service())
    page = sign_in("anna@example.org", record.organization.id)
    page.open(step(record, "what")).press("save", name="Nome nuovo")
    with reading() as session:
        assert records(session, [record.id])[0].name == record.name
        assert session.get_one(Proposal, record.id).submitted_at is None
    assert written(record.id).name == "Nome nuovo"
    assert "Nome nuovo" in page.open(f"/it/provider/services/{record.id}/preview").text
    page.open(f"/en/provider/services/{record.id}/preview")
    assert "This is a preview" in page.text


@pytest.mark.parametrize("slug", [each.slug for each in STEPS])
def test_readers_and_strangers_do_not_write(sign_in: SignIn, slug: str) -> None:
    record = draft()
    other = put(replace(make.service("Altrui"), organization=make.organization("Altro")))
    reader = sign_in("rita@example.org", record.organization.id, MemberRole.READER)
    stranger = sign_in("sara@example.org", other.organization.id)
    for page, status in ((reader, 403), (stranger, 404)):
        page.open(step(record, slug), status)
        token = page.open("/en/account").all("//input[@name='csrf_token']/@value")[0]
        sent = page.client.post(step(record, slug), data={"csrf_token": token, "name": "X"})
        assert sent.status_code == status
    assert written(record.id).name == record.name


def test_a_step_that_does_not_exist_is_not_there(sign_in: SignIn) -> None:
    record = draft()
    sign_in("anna@example.org", record.organization.id).open(step(record, "nothing"), 404)


def test_what_was_put_away_meanwhile_keeps_what_is_typed(sign_in: SignIn) -> None:
    record = draft()
    page = sign_in("anna@example.org", record.organization.id)
    page.open(step(record, "what"))
    with transaction() as session:
        session.get_one(Service, record.id).publication = Publication.ARCHIVED
    page.press("save", 409, description="Da non perdere.")
    assert "It is in the archive" in page.text
    assert "Da non perdere." in page.all("//textarea[@name='description']")[0].text
