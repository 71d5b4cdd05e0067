"""What a page to take along says of a service, in the language that is being spoken."""

from collections.abc import Iterator

from wemi_piemonte.directory.schemas import label
from wemi_piemonte.foundation.i18n import (
    FILTERS,
    current_language,
    current_locale,
    joined,
    language_name,
)
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.pages.desk.leaflet_words import Said, apart, hours_said, when_said
from wemi_piemonte.pages.filters import price_band
from wemi_piemonte.pages.price import Price
from wemi_piemonte.pages.sheet import Sheet
from wemi_piemonte.pages.whereabouts import Place
from wemi_piemonte.taxonomy import tree

MOST_PLACES = 4
MOST_NUMBERS = 4


def service_said(sheet: Sheet) -> tuple[Said, ...]:
    """Return all that is said of a service; the same lines in every language."""
    return tuple(_said(sheet))


def _said(sheet: Sheet) -> Iterator[Said]:
    record, text = sheet.record, sheet.text
    yield Said("what", _("What it is"), text.summary)
    if text.what_you_get:
        yield Said("get", _("What you get"), text.what_you_get)
    names = (tree.label(code, current_locale()) for code in record.needs)
    yield Said("need", _("What it is for"), joined(names))
    yield Said("body", _("Responsible body"), sheet.organization)
    yield Said("when", _("When"), when_said(sheet))
    yield from _where(sheet)
    yield from _contacts(sheet)
    yield Said("cost", _("Cost"), label(record.cost, "cost"))
    for price in sheet.prices:
        yield Said("price", "", _price(price))
    spoken = dict.fromkeys(each.code for each in record.languages)
    if spoken:
        yield Said("spoken", _("Languages spoken"), joined(map(language_name, spoken)))
    if text.application_process:
        yield Said("how", _("How to ask"), text.application_process)
    for number, document in enumerate(sheet.documents):
        yield Said("bring", "" if number else _("What to bring"), document.text)


def _where(sheet: Sheet) -> Iterator[Said]:
    if sheet.is_protected:
        safe = _("In a safe place. The address is never published.")
        yield Said("where", _("Where"), safe)
        return
    for place in sheet.places[:MOST_PLACES]:
        yield Said("where", _("Where"), _address(place))
    if not sheet.places:
        modes = joined(label(each, "mode") for each in sheet.record.modes)
        yield Said("where", _("Where"), modes or _("Not stated: ask them."))


def _address(place: Place) -> str:
    """Return where a place is, with the hours that are kept there."""
    lines = place.lines or (place.municipality,)
    where = apart(", ".join(str(each) for each in lines if each))
    hours = hours_said(place.hours)
    return f"{where}\n{hours}" if hours else where


def _contacts(sheet: Sheet) -> Iterator[Said]:
    record = sheet.record
    phones = [each.number for each in record.phones]
    phones += [each.number for place in sheet.places for each in place.phones]
    phones += [each.number for office in sheet.offices for each in office.phones]
    phones = phones or [each.number for each in record.organization.phones]
    for number in [*dict.fromkeys(phones)][:MOST_NUMBERS]:
        yield Said("call", _("Phone"), number)
    for action in sheet.actions:
        if action.kind != "call":
            words = _("E-mail") if action.kind == "write" else _("Website")
            yield Said(action.kind, words, action.value)


def _price(price: Price) -> str:
    told = []
    if price.label:
        # A label that nobody has translated runs its own way.
        is_own = price.label.locale == current_locale()
        told.append(str(price.label) if is_own else apart(str(price.label)))
    if price.has_untold_band:
        told.append(price_band(price))
    amount = _("Ask them")
    if price.amount_cents is not None:
        amount = FILTERS["euro"](price.amount_cents) if price.amount_cents else _("Free")
    return f"{joined(told)}{current_language().colon}{amount}" if told else amount
