"""From draft to published and back: what the body does, what the Region decides, who is told."""

from dataclasses import replace

from sqlalchemy import select

from tests import make
from tests.browser import Page
from tests.web.listings.conftest import SignIn, put, qualify, third_sector
from tests.web.listings.looking import as_draft, home, kinds, mails, region, shown, state, token
from wemi_piemonte.directory.content import Translations
from wemi_piemonte.directory.models import Proposal
from wemi_piemonte.directory.queries import records
from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.foundation.audit import AuditRow
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.listings.models import Submission, Suspension
from wemi_piemonte.listings.queries import waiting_listings
from wemi_piemonte.listings.rules import SuspensionCause, VersionKind
from wemi_piemonte.moderation.models import Decision
from wemi_piemonte.moderation.rules import Act, Subject


def test_a_public_body_publishes_by_itself(sign_in: SignIn) -> None:
    record = as_draft(put(make.full_service()))
    page = sign_in("anna@example.org", record.organization.id)
    page.open(home(record)).press("Publish")
    assert "It is published." in page.text
    assert state(record) is Publication.PUBLISHED
    assert kinds(record) == [VersionKind.PUBLISHED]


def test_a_listing_that_lacks_something_is_not_sent(sign_in: SignIn) -> None:
    record = as_draft(put(make.service()))
    page = sign_in("anna@example.org", record.organization.id)
    page.open(home(record))
    assert "At least one language spoken" in page.text
    page.press("Publish", 422)
    assert "Something is still missing" in page.text
    assert state(record) is Publication.DRAFT


def test_needs_that_the_qualification_does_not_cover_are_named(sign_in: SignIn) -> None:
    record = as_draft(third_sector(needs=("ageing.home-care", "work.job-search")))
    qualify(record.organization.id, "ageing")
    page = sign_in("anna@example.org", record.organization.id)
    page.open(home(record)).press("Send to the Region", 409)
    notices = " ".join(" ".join(each.itertext()) for each in page.all("//*[@id='lacking']/.."))
    assert "does not cover these needs" in notices
    assert state(record) is Publication.DRAFT


def test_a_listing_is_sent_published_and_its_author_told(sign_in: SignIn, moderator: Page) -> None:
    record = as_draft(third_sector())
    qualify(record.organization.id)
    page = sign_in("anna@example.org", record.organization.id)
    page.open(home(record)).press("Send to the Region")
    assert state(record) is Publication.SUBMITTED
    with reading() as session:
        waiting = waiting_listings(session)
    assert [(each.service_id, each.kind) for each in waiting] == [(record.id, "new")]
    moderator.open(region(record))
    moderator.open(f"{region(record)}/preview")
    moderator.open(region(record)).press("Publish", reason="complete")
    assert state(record) is Publication.PUBLISHED
    assert mails() == [("anna@example.org", "listing-published")]
    assert kinds(record) == [VersionKind.PUBLISHED, VersionKind.SUBMITTED]
    with reading() as session:
        decision = session.scalars(select(Decision)).one()
        assert (decision.act, decision.subject) == (Act.PUBLISH, Subject.SERVICE)
        assert waiting_listings(session) == []
        acts = set(session.scalars(select(AuditRow.act)))
    assert {"listing_submitted", "publish"} <= acts


def test_sent_twice_it_waits_once(sign_in: SignIn) -> None:
    record = as_draft(third_sector())
    qualify(record.organization.id)
    page = sign_in("anna@example.org", record.organization.id)
    form = {"csrf_token": token(page)}
    for _ in range(3):
        assert page.client.post(f"{home(record)}/submit", data=form).status_code == 303
    assert kinds(record) == [VersionKind.SUBMITTED]


def test_a_listing_is_sent_back_with_the_reason_and_can_be_sent_again(
    sign_in: SignIn, moderator: Page
) -> None:
    record = as_draft(third_sector())
    qualify(record.organization.id)
    page = sign_in("anna@example.org", record.organization.id)
    page.open(home(record)).press("Send to the Region")
    moderator.open(region(record)).press("Send back", 422, reason="not_clear")
    assert "Tell the body why" in moderator.text
    moderator.open(region(record)).press("Send back", reason="not_clear", note="Dica l'orario.")
    assert state(record) is Publication.DRAFT
    assert mails() == [("anna@example.org", "listing-sent-back")]
    page.open(home(record))
    assert "Dica l'orario." in page.text
    page.press("Send to the Region")
    assert state(record) is Publication.SUBMITTED


def test_a_change_of_a_published_listing_waits_and_the_old_one_stays(
    sign_in: SignIn, moderator: Page
) -> None:
    record = third_sector()
    qualify(record.organization.id)
    page = sign_in("anna@example.org", record.organization.id)
    page.open(f"{home(record)}/edit/what").press("save", description="Descrizione nuova.")
    page.open(home(record)).press("Send to the Region")
    found = shown(record)
    assert found is not None
    assert found.description == record.description
    moderator.open(region(record))
    assert "Descrizione nuova." in moderator.text
    assert record.description in moderator.text
    moderator.press("Publish", reason="complete")
    found = shown(record)
    assert found is not None
    assert found.description == "Descrizione nuova."
    with reading() as session:
        assert session.get(Proposal, record.id) is None
        assert session.get(Submission, record.id) is None
        assert session.scalars(select(Decision)).one().subject is Subject.PROPOSAL


def test_translations_of_unchanged_texts_stay_and_others_are_outdated(sign_in: SignIn) -> None:
    base = make.full_service()
    own = make.translation(base.id, "description", base.description, "Help with washing.")
    record = put(replace(base, translations=(*base.translations, own)))
    page = sign_in("anna@example.org", record.organization.id)
    page.open(f"{home(record)}/edit/what").press("save", description="Tutto nuovo.")
    page.open(home(record)).press("Publish")
    found = shown(record)
    assert found is not None
    words = Translations(found.source_lang, found.translations)
    assert words.text(found.id, "name", found.name, "en").state == "reviewed"
    assert words.text(found.id, "description", found.description, "en").state == "outdated"


def test_a_body_suspends_its_listing_and_takes_it_up(sign_in: SignIn) -> None:
    record = third_sector()
    qualify(record.organization.id)
    page = sign_in("anna@example.org", record.organization.id)
    page.open(home(record)).press("Suspend for now", 422)
    page.open(home(record)).press("Suspend for now", reason="Lavori in corso.")
    assert shown(record) is None
    assert "Lavori in corso." in page.text
    page.press("Publish it again")
    assert shown(record) is not None


def test_a_body_does_not_take_up_what_the_region_or_the_law_has_suspended(
    sign_in: SignIn, moderator: Page
) -> None:
    record = third_sector()
    qualify(record.organization.id)
    page = sign_in("anna@example.org", record.organization.id)
    moderator.open(region(record)).press("Suspend", reason="not_true", note="Il numero e falso.")
    assert shown(record) is None
    assert mails() == [("anna@example.org", "listing-suspended")]
    page.open(home(record))
    assert "Il numero e falso." in page.text
    form = {"csrf_token": token(page)}
    assert page.client.post(f"{home(record)}/take-up", data=form).status_code == 409
    assert state(record) is Publication.SUSPENDED
    moderator.open(region(record)).press("Take up again", reason="mended")
    assert shown(record) is not None


def test_a_public_body_does_not_get_round_a_suspension_by_the_archive(
    sign_in: SignIn, moderator: Page
) -> None:
    record = put(make.full_service())
    page = sign_in("anna@example.org", record.organization.id)
    moderator.open(region(record)).press("Suspend", reason="not_true", note="Non e vero.")
    page.open(home(record)).press("Put into the archive")
    page.press("Take it out of the archive")
    page.press("Send to the Region")
    assert state(record) is Publication.SUBMITTED
    moderator.open(region(record)).press("Publish", reason="complete")
    with reading() as session:
        assert session.get(Suspension, record.id) is None


def test_a_suspended_listing_changes_and_stays_suspended(sign_in: SignIn) -> None:
    record = put(make.full_service())
    page = sign_in("anna@example.org", record.organization.id)
    page.open(home(record)).press("Suspend for now", reason="Ferie.")
    page.open(f"{home(record)}/edit/what").press("save", name="Dopo le ferie")
    page.open(home(record)).press("Publish")
    assert state(record) is Publication.SUSPENDED
    with reading() as session:
        assert records(session, [record.id])[0].name == "Dopo le ferie"
        assert session.get_one(Suspension, record.id).cause is SuspensionCause.BY_PROVIDER


def test_an_earlier_version_is_restored_beside_the_published_one(sign_in: SignIn) -> None:
    record = as_draft(put(make.full_service()))
    page = sign_in("anna@example.org", record.organization.id)
    page.open(home(record)).press("Publish")
    page.open(f"{home(record)}/edit/what").press("save", name="Secondo nome")
    page.open(home(record)).press("Publish")
    page.open(f"{home(record)}/history")
    first = page.all("//main//li/a/@href")[-1]
    page.open(first)
    assert "Secondo nome" in page.text
    page.press("Restore this version")
    found = shown(record)
    assert found is not None
    assert found.name == "Secondo nome"
    page.press("Publish")
    found = shown(record)
    assert found is not None
    assert found.name == record.name
    assert kinds(record) == [
        VersionKind.PUBLISHED,
        VersionKind.RESTORED,
        VersionKind.PUBLISHED,
        VersionKind.PUBLISHED,
    ]


def test_a_change_is_thrown_away(sign_in: SignIn) -> None:
    record = put(make.full_service())
    page = sign_in("anna@example.org", record.organization.id)
    page.open(f"{home(record)}/edit/what").press("save", name="Ripensamento")
    page.open(home(record)).press("Throw the change away")
    with reading() as session:
        assert session.get(Proposal, record.id) is None
