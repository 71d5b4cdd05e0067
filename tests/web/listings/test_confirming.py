"""A body confirms its listings by the link of a mail or in its room; readers see how fresh."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from tests import make
from tests.browser import Page
from tests.inbox import link_in
from tests.web.reports.conftest import OTHER, OWN, Site
from tests.web.reports.conftest import site as site  # noqa: PLC0414 - a fixture, shared
from wemi_piemonte.directory.models import Membership, Service
from wemi_piemonte.directory.operations import put_services, set_publication
from wemi_piemonte.directory.rules import Availability, MemberRole, Publication
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.worker import drain_once
from wemi_piemonte.listings.models import ListingCare
from wemi_piemonte.search import operations as search_operations

CARE = f"/en/provider/organizations/{OWN.organization.id}/care"


def the_listing() -> Service:
    with reading() as session:
        return session.get_one(Service, OWN.id)


def due(site: Site) -> Page:
    """A stranger's browser at the link of the first mail; the body's one member is Anna."""
    site.member("anna@example.org")
    site.after(days=140)
    (mail,) = (each for each in site.mails() if each["To"] == "anna@example.org")
    assert mail["Subject"] == "Is your listing still true?"
    assert "L'albero & il melo" in mail.get_content()
    return site.browser().open(link_in(mail, "/confirm-listing/"))


def test_nothing_changed_and_one_press_confirms_it(site: Site) -> None:
    page = due(site)
    link = page.response.request.path
    # Programs that look into mails follow links: that alone confirms nothing.
    assert the_listing().verified_on == OWN.verified_on
    page.press("Yes, all of it is still true")
    assert "the listing is confirmed" in page.text
    assert the_listing().verified_on == date(2027, 4, 14)
    page.open(link, 410)
    drain_once(site.app.extensions["wemi_work"])
    page.open(f"/en/services/{OWN.id}")
    assert "confirmed it on 14 April 2027" in page.text


def test_a_link_used_in_two_windows_is_used_once(site: Site) -> None:
    first = due(site)
    second = site.browser().open(first.response.request.path)
    first.press("Yes, all of it is still true")
    second.press("Keep this; the rest is still true", 410, availability="full")
    assert the_listing().availability is Availability.ACCEPTS


def test_only_the_free_places_changed(site: Site) -> None:
    page = due(site)
    page.press("Keep this; the rest is still true", 422, waiting_weeks="soon")
    assert "Choose one of these." in page.text
    assert page.all("//input[@id='waiting_weeks']/@value") == ["soon"]
    assert page.all("//title/text()")[0].startswith("Error: ")
    page.press("Keep this; the rest is still true", availability="waiting_list", waiting_weeks="6")
    kept = the_listing()
    assert (kept.availability, kept.waiting_weeks) == (Availability.WAITING_LIST, 6)
    assert kept.availability_on == kept.verified_on == date(2027, 4, 14)
    drain_once(site.app.extensions["wemi_work"])
    page.open(f"/en/services/{OWN.id}")
    assert "about 6 weeks" in page.text
    assert "said on 14 April 2027" in page.text
    site.after(days=46)
    drain_once(site.app.extensions["wemi_work"])
    page.open(f"/en/services/{OWN.id}")
    assert "about 6 weeks" not in page.text
    assert "said on" not in page.text


def test_something_else_changed_leads_to_signing_in_and_uses_nothing_up(site: Site) -> None:
    page = due(site)
    link = page.response.request.path
    page.press("Sign in and change it")
    assert page.response.request.path == "/en/sign-in"
    page.open(link)
    assert the_listing().verified_on == OWN.verified_on


def test_a_form_without_a_button_asks_again(site: Site) -> None:
    page = due(site)
    values = page._values(page.all("//main//form")[0])
    answer = page.client.post(page.response.request.path, data=values)
    assert answer.status_code == 200
    assert the_listing().verified_on == OWN.verified_on


def test_links_that_are_dead_say_so(site: Site) -> None:
    page = due(site)
    link = page.response.request.path
    with transaction() as session:
        set_publication(session, service_id=OWN.id, target=Publication.SUSPENDED, now=site.now)
    page.press("Yes, all of it is still true", 410)
    page.open(link, 410)
    page.open("/en/confirm-listing/nothing-here", 410)
    assert "no longer good" in page.text


def test_a_member_who_was_removed_confirms_by_no_old_mail(site: Site) -> None:
    page = due(site)
    with transaction() as session:
        session.delete(session.scalars(select(Membership)).one())
    page.press("Yes, all of it is still true", 410)
    assert the_listing().verified_on == OWN.verified_on


def test_readers_are_told_what_is_not_confirmed_lately(site: Site) -> None:
    page = site.browser()
    search = f"/en/search?need={OWN.needs[0]}"
    site.after(days=29 + 140)
    for path in (f"/en/services/{OWN.id}", search, f"/en/organizations/{OWN.organization.id}"):
        assert "Not confirmed lately" not in page.open(path).text
    site.after(days=1)
    for path in (f"/en/services/{OWN.id}", search, f"/en/organizations/{OWN.organization.id}"):
        assert "Not confirmed lately" in page.open(path).text


def test_what_is_late_sinks_and_a_change_of_months_is_told_to_the_index(site: Site) -> None:
    owner = site.member("anna@example.org")
    verified = date(2026, 11, 1)
    own, other = (replace(each, verified_on=verified) for each in (OWN, OTHER))
    with transaction() as session:
        put_services(session, [(own, "{}"), (other, "{}")], publish=True, now=site.now)
    site.after(days=40)
    page = site.browser(owner).open(CARE)
    page.press("Keep this choice", every_months="1")
    drain_once(site.app.extensions["wemi_work"])
    assert not search_operations.check(site.app.config["WEMI"].data_dir)
    page.open(f"/en/search?need={OWN.needs[0]}")
    names = [" ".join(each.itertext()) for each in page.all("//article//h3")]
    assert [OWN.name in name for name in names] == [False, True]
    assert page.text.count("Not confirmed lately") == 1


def test_an_owner_chooses_how_often_and_where(site: Site) -> None:
    page = site.browser(site.member("anna@example.org")).open(CARE)
    page.press("Keep this choice", 422, every_months="13", email="nobody")
    assert "from 1 to 12" in page.text
    assert page.all("//input[@name='email']/@value") == ["nobody"]
    page.press("Keep this choice", every_months="3", email="desk@example.org")
    assert "Your choice is kept." in page.text
    with reading() as session:
        kept = session.get_one(ListingCare, OWN.organization.id)
    assert (kept.every_months, kept.email) == (3, "desk@example.org")


@pytest.mark.parametrize("right", [MemberRole.EDITOR, MemberRole.READER])
def test_who_is_no_owner_sees_and_does_not_choose(site: Site, right: MemberRole) -> None:
    page = site.browser(site.member("anna@example.org", right)).open(CARE)
    assert "every 6 months" in page.text
    token = page.open("/en/account").all("//input[@name='csrf_token']/@value")[0]
    form = {"every_months": "1", "csrf_token": token}
    assert page.client.post(CARE, data=form).status_code == 403


def test_strangers_to_the_body_find_nothing(site: Site) -> None:
    stranger = site.member("dino@example.org", body=OTHER.organization.id)
    page = site.browser(stranger).open(CARE, 404)
    token = page.open("/en/account").all("//input[@name='csrf_token']/@value")[0]
    confirm = f"/en/provider/services/{OWN.id}/confirm"
    for path in (CARE, confirm):
        form = {"every_months": "1", "csrf_token": token}
        assert page.client.post(path, data=form).status_code == 404
    assert the_listing().verified_on == OWN.verified_on


def test_an_editor_confirms_in_the_room(site: Site) -> None:
    editor = site.member("bea@example.org", MemberRole.EDITOR)
    reader = site.member("carl@example.org", MemberRole.READER)
    site.after(days=140)
    assert not site.browser(reader).open(CARE).all("//main//form")
    page = site.browser(editor).open(CARE)
    page.press(f"Nothing has changed: {OWN.name}")
    assert "confirmed today" in page.text
    assert "Nothing is to be confirmed today." in page.text
    assert the_listing().verified_on == datetime(2027, 4, 14, tzinfo=UTC).date()
    with transaction() as session:
        set_publication(session, service_id=OWN.id, target=Publication.SUSPENDED, now=site.now)
    token = page.open("/en/account").all("//input[@name='csrf_token']/@value")[0]
    confirm = f"/en/provider/services/{OWN.id}/confirm"
    assert page.client.post(confirm, data={"csrf_token": token}).status_code == 409


def test_a_body_without_members_is_asked_in_its_language(site: Site) -> None:
    body = make.organization("Le verger", source_lang="fr", email="verger@example.org")
    service = make.service("Le pommier", organization=body)
    with transaction() as session:
        put_services(session, [(service, "{}")], publish=True, now=site.now)
    site.after(days=140)
    (mail,) = (each for each in site.mails() if each["To"] == "verger@example.org")
    assert "/fr/confirm-listing/" in mail.get_content()
