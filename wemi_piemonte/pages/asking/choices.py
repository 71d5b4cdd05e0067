"""The services of a plan as one form offers them: each to be ticked, or how else to reach it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import Requester
from wemi_piemonte.directory.content import Text
from wemi_piemonte.directory.models import Service
from wemi_piemonte.directory.queries import records, visible_ids
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.i18n import current_voice
from wemi_piemonte.pages.asking.form import sender
from wemi_piemonte.pages.requests.door import requesters
from wemi_piemonte.pages.sheet import Sheet, sheet_of
from wemi_piemonte.referrals.askable import by_service
from wemi_piemonte.referrals.operations import refusal
from wemi_piemonte.referrals.queries import Told, referrals_of

Needs = Mapping[UUID, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A service of the plan: what of it this is for, whether it is ticked, why it can not be."""

    sheet: Sheet
    needs: tuple[str, ...]
    ticked: bool
    refused: str
    told: Told | None


@dataclass(frozen=True, slots=True)
class Choices:
    """All of them; `gone` are as many as are no longer listed."""

    all: tuple[Choice, ...]
    gone: int

    @property
    def offered(self) -> tuple[Choice, ...]:
        return tuple(each for each in self.all if not each.refused)

    @property
    def others(self) -> tuple[Choice, ...]:
        return tuple(each for each in self.all if each.refused)

    @property
    def bodies(self) -> tuple[Text, ...]:
        """Return who will read what is sent, each once."""
        found = {
            each.sheet.record.organization.id: each.sheet.organization for each in self.offered
        }
        return tuple(found.values())

    @property
    def needs(self) -> tuple[str, ...]:
        """Return all needs that stand behind them."""
        return tuple(code for each in self.all for code in (*each.needs, *each.sheet.record.needs))


def choices_of(
    session: Session,
    needs: Needs,
    ticked: Collection[UUID],
    *,
    key: str,
    by_default: Requester | None,
    contact: str = "",
) -> Choices:
    """Return the services of a form, those ticked that are and can be asked for."""
    sheets = sheets_of(session, list(needs))
    requester, _is_new = sender(session, key, list(needs), by_default)
    told = by_service(referrals_of(session, requesters(session)))
    found = []
    for sheet in sheets:
        refused = refusal(session, session.get_one(Service, sheet.id), requester, contact)
        found.append(
            Choice(
                sheet,
                needs[sheet.id],
                sheet.id in ticked and refused is None,
                refused.code if refused else "",
                told.get(sheet.id),
            )
        )
    return Choices(tuple(found), len(needs) - len(sheets))


def sheets_of(session: Session, ids: Sequence[UUID]) -> list[Sheet]:
    """Return those of some services that the public may see, in their order."""
    visible = visible_ids(session, ids)
    return [
        sheet_of(record, current_voice(), now=clock.now(), today=clock.today())
        for record in records(session, [each for each in ids if each in visible])
    ]
