"""What a service costs, each price with the income or the group it is for."""

from dataclasses import dataclass
from datetime import date

from wemi_piemonte.directory.content import Text, Translations
from wemi_piemonte.directory.record import CostBandRecord, CostOptionRecord, ServiceRecord

INCOME = "isee"
PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Price:
    """One row of the price table; bounds of income in euro cents, of a group in people."""

    label: Text
    note: Text
    amount_cents: int | None
    kind: str = ""
    lower: int | None = None
    upper: int | None = None

    @property
    def has_untold_band(self) -> bool:
        """Say whether the band must be spelled out, because the label does not hold it."""
        if self.kind == INCOME:
            return INCOME not in self.label.text.casefold()
        told = any(char.isdigit() for char in self.label.text)
        return self.kind == PEOPLE and not told


def prices_of(
    record: ServiceRecord, words: Translations, locale: str, today: date
) -> tuple[Price, ...]:
    """Return the prices in force, an option with bands as one row a band."""
    return tuple(
        row
        for option in record.cost_options
        if not (option.valid_to and option.valid_to < today)
        and not (option.valid_from and option.valid_from > today)
        for row in _rows(option, words, locale)
    )


def _rows(option: CostOptionRecord, words: Translations, locale: str) -> list[Price]:
    label = words.text(option.id, "option", option.option, locale)
    note = words.text(option.id, "amount_description", option.amount_description, locale)
    if not option.bands:
        return [Price(label, note, option.amount_cents)]
    return [_row(option, band, label, note) for band in option.bands]


def _row(option: CostOptionRecord, band: CostBandRecord, label: Text, note: Text) -> Price:
    amount = option.amount_cents if band.amount_cents is None else band.amount_cents
    return Price(label, note, amount, band.kind, band.lower, band.upper)
