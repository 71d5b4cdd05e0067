"""The seam for a service that translates by machine; none comes with the site.

Nothing is sent anywhere unless the setting WEMI_MACHINE_TRANSLATION names, as `module:function`,
what makes a translator. What it gives is stored as "machine", shown with a label that says so, and
never in the place of what a person has read.
"""

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import NamedTuple, Protocol

from wemi_piemonte.directory.hsds.refusal import Wrong
from wemi_piemonte.directory.record import TranslationRecord
from wemi_piemonte.directory.rules import TranslationState, hash_of
from wemi_piemonte.directory.units import Unit
from wemi_piemonte.exchange.translations.taking import kind_of
from wemi_piemonte.taxonomy.glossary import lost

BATCH = 50


class MachineTranslator(Protocol):
    """What an adapter offers: as many texts back as it is given, in their order."""

    def translate(self, texts: Sequence[str], *, source: str, target: str) -> Sequence[str]:
        """Return texts of language `source` in language `target`, both as BCP 47 tags."""
        ...


class NoTranslator(ValueError):
    """No translator can be had under the name of the settings; the message says why."""


class Translated(NamedTuple):
    """What came back for a text: a row to store, or why it is not taken."""

    unit: Unit
    row: TranslationRecord | None
    reason: str = ""


def translator(name: str) -> MachineTranslator:
    """Return the translator that a setting names; raises NoTranslator."""
    module, _, function = name.partition(":")
    try:
        made: MachineTranslator = getattr(import_module(module), function)()
    except (ImportError, AttributeError, ValueError) as error:
        raise NoTranslator(f"WEMI_MACHINE_TRANSLATION names no translator: {error}.") from error
    return made


def wanted(units: Iterable[Unit]) -> list[Unit]:
    """Return the texts of which readers see nothing in this language, and nobody has begun."""
    return [unit for unit in units if unit.state is None and not unit.draft]


def translated(
    units: Sequence[Unit], machine: MachineTranslator, *, tag: str
) -> Iterator[Translated]:
    """Yield what a machine makes of texts, some at a time; `tag` is the target's BCP 47 tag."""
    by_source: dict[str, list[Unit]] = {}
    for unit in units:
        by_source.setdefault(unit.source_lang, []).append(unit)
    for source, some in by_source.items():
        for start in range(0, len(some), BATCH):
            batch = some[start : start + BATCH]
            texts = _asked(machine, [unit.source for unit in batch], source, tag)
            if len(texts) != len(batch):
                raise NoTranslator("The translator gave back another number of texts.")
            yield from map(_judged, batch, texts)


def _asked(
    machine: MachineTranslator, texts: Sequence[str], source: str, tag: str
) -> Sequence[str]:
    try:
        return machine.translate(texts, source=source, target=tag)
    except Exception as error:  # an adapter may fail in any way; whoever runs it reads a sentence
        raise NoTranslator(f"The translator failed: {error}.") from error


def _judged(unit: Unit, text: str) -> Translated:
    try:
        sound = kind_of(unit).read(text)
    except Wrong as wrong:
        return Translated(unit, None, str(wrong))
    if not sound:
        return Translated(unit, None, "is empty")
    if missing := lost(unit.source, unit.source_lang, sound, unit.locale):
        return Translated(unit, None, f"no longer has {', '.join(missing)}")
    row = TranslationRecord(
        part=unit.part,
        locale=unit.locale,
        field=unit.field,
        text=sound,
        state=TranslationState.MACHINE,
        source_hash=hash_of(unit.source),
    )
    return Translated(unit, row)
