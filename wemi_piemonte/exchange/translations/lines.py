"""What a file of translations says of a text, whatever the kind of file."""

from dataclasses import dataclass
from uuid import UUID

from wemi_piemonte.directory.hsds.refusal import Wrong
from wemi_piemonte.directory.hsds.values import uuid_of
from wemi_piemonte.directory.rules import TranslationState
from wemi_piemonte.directory.translating import Owner, OwnerKind
from wemi_piemonte.directory.units import Unit
from wemi_piemonte.taxonomy.glossary import words_in

NEW, ADAPT, REVIEW, TRANSLATED, FINAL = (
    "new",
    "needs-adaptation",
    "needs-review-translation",
    "translated",
    "final",
)
"""How far a translation is, in the words of XLIFF 1.2, attribute `state` of `target`."""

STATES = frozenset(
    {
        *(NEW, ADAPT, REVIEW, TRANSLATED, FINAL),
        *("needs-l10n", "needs-review-adaptation", "needs-review-l10n", "needs-translation"),
        "signed-off",
    }
)
"""All that the standard has; a tool may write any of them."""

SETTLED = frozenset({"", TRANSLATED, FINAL, "signed-off"})
"""The states of what its translator holds to be done; a file that says nothing means the same."""

_STATE_OF = {
    TranslationState.REVIEWED: FINAL,
    TranslationState.OUTDATED: ADAPT,
    TranslationState.MACHINE: REVIEW,
}


class Unreadable(ValueError):
    """A file that can not be read as what its name says; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Key:
    """Which text is meant: part and field of an owner, written `service/<id>/<part>/<field>`."""

    owner: Owner
    part: UUID
    field: str

    def __str__(self) -> str:
        return f"{self.owner.kind}/{self.owner.id}/{self.part}/{self.field}"

    @classmethod
    def read(cls, text: str) -> "Key":
        """Return the text that a file names; raises Wrong where it names none."""
        steps = text.strip().split("/")
        if len(steps) != 4 or steps[0] not in list(OwnerKind):
            raise Wrong("does not name a text; keep the keys of the file as they were given")
        kind, owner, part, field = steps
        return cls(Owner(OwnerKind(kind), uuid_of(owner)), uuid_of(part), field)


@dataclass(frozen=True, slots=True)
class Line:
    """A text of a file: `number` counts from one (in a table, its line), `text` may be empty."""

    number: int
    key: str
    locale: str
    source: str
    text: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A text to translate as files give it, with what a translator has to know."""

    key: str
    service: str
    unit: Unit
    limit: int

    @property
    def text(self) -> str:
        """Return what there is to go on from: a draft, else what readers see."""
        return self.unit.draft or self.unit.text

    @property
    def state(self) -> str:
        """Return how far it is, as XLIFF says it."""
        if self.unit.draft:
            return REVIEW
        return _STATE_OF[self.unit.state] if self.unit.state else NEW

    @property
    def is_machine(self) -> bool:
        return not self.unit.draft and self.unit.state is TranslationState.MACHINE

    @property
    def words(self) -> str:
        """Return the words of the offices in it that stay as they are, with what they mean."""
        found = [word for word in words_in(self.unit.source, self.unit.source_lang) if word.is_kept]
        return "; ".join(f"{word.name} = {word.explanation}" for word in found)
