"""What a file of translations comes to: what is taken, what is refused, what to look at."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from wemi_piemonte.directory.hsds.locations import LOCATION, SERVICE_AT_LOCATION
from wemi_piemonte.directory.hsds.organizations import ORGANIZATION
from wemi_piemonte.directory.hsds.refusal import Wrong
from wemi_piemonte.directory.hsds.services import SERVICE
from wemi_piemonte.directory.hsds.shapes import Shape
from wemi_piemonte.directory.hsds.values import LINE, PROSE, Kind
from wemi_piemonte.directory.record import TranslationRecord
from wemi_piemonte.directory.rules import TranslationState, hash_of
from wemi_piemonte.directory.translating import Owner, OwnerKind
from wemi_piemonte.directory.units import Unit, known_units
from wemi_piemonte.exchange.translations.lines import SETTLED, Key, Line
from wemi_piemonte.foundation.locales import CONTENT
from wemi_piemonte.taxonomy.glossary import lost

_SHAPES: dict[OwnerKind, tuple[Shape, ...]] = {
    OwnerKind.SERVICE: (SERVICE, SERVICE_AT_LOCATION),
    OwnerKind.ORGANIZATION: (ORGANIZATION,),
    OwnerKind.LOCATION: (LOCATION,),
}


class Outcome(StrEnum):
    """What a line comes to."""

    REVIEWED = "reviewed"
    DRAFT = "draft"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    PASSED_OVER = "passed over"
    REFUSED = "refused"


@dataclass(slots=True)
class Findings:
    """What a file comes to: rows to write by owner, and what was found on the way.

    `faults` and `remarks` are sentences with the number of the line that they speak of.
    """

    rows: dict[Owner, list[TranslationRecord]] = field(default_factory=dict)
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    faults: list[tuple[int, str]] = field(default_factory=list)
    remarks: list[tuple[int, str]] = field(default_factory=list)


@cache
def _kinds(kind: OwnerKind) -> dict[type, dict[str, Kind]]:
    """Return how each text of an owner and its parts is read, by record."""
    found: dict[type, dict[str, Kind]] = {}
    waiting = list(_SHAPES[kind])
    while waiting:
        shape = waiting.pop()
        if shape.record not in found:
            found[shape.record] = shape.kinds
            waiting.extend(child.shape for child in shape.children)
    return found


def kind_of(unit: Unit) -> Kind:
    """Return how the text of a unit is read out of a file."""
    return _kinds(unit.owner.kind)[unit.record][unit.field]


def limit_of(unit: Unit) -> int:
    """Return how many characters a translation may have."""
    longest = "x" * (LINE + 1)
    try:
        kind_of(unit).read(longest)
    except Wrong:
        return LINE
    return PROSE


def keys_of(lines: Iterable[Line], findings: Findings) -> dict[Line, Key]:
    """Return which text each line means; lines that mean none, or twice the same, are refused."""
    found: dict[Line, Key] = {}
    seen: dict[tuple[str, str], int] = {}
    for line in lines:
        try:
            key = Key.read(line.key)
            _check_language(line.locale)
            _check_first(line, seen.setdefault((str(key), line.locale), line.number))
        except Wrong as wrong:
            _refuse(findings, line, str(wrong))
        else:
            found[line] = key
    return found


def _check_language(locale: str) -> None:
    if locale not in CONTENT:
        languages = ", ".join(CONTENT)
        raise Wrong(f"is in no language of this site; it must be one of {languages}")


def _check_first(line: Line, first: int) -> None:
    if first != line.number:
        raise Wrong(f"says again what number {first} says")


def _refuse(findings: Findings, line: Line, reason: str) -> None:
    findings.outcomes[Outcome.REFUSED] += 1
    findings.faults.append((line.number, reason))


def judge(
    lines: Mapping[Line, Key], owners: Mapping[Owner, Any], findings: Findings, *, reviewed: bool
) -> None:
    """Say of each line what it comes to, beside the owners as they stand today.

    `reviewed`: whoever gives the file in answers for it, so that what its translator holds to be
    done counts as read by a person. Without it everything is a draft.
    """
    units: dict[tuple[Owner, str], dict[tuple[UUID, str], Unit]] = {}
    for line, key in lines.items():
        owner = owners.get(key.owner)
        if owner is None:
            _pass_over(findings, line, f"is of a {key.owner.kind} that is no longer there")
            continue
        place = (key.owner, line.locale)
        if place not in units:
            units[place] = known_units(key.owner, owner, line.locale)
        unit = units[place].get((key.part, key.field))
        if unit is None:
            _pass_over(findings, line, "is of a text that is no longer there")
        elif unit.source_lang == line.locale:
            _refuse(findings, line, "is in the language of the text itself")
        else:
            _judge(line, key, unit, findings, reviewed=reviewed)


def _pass_over(findings: Findings, line: Line, reason: str) -> None:
    findings.outcomes[Outcome.PASSED_OVER] += 1
    findings.remarks.append((line.number, f"{reason}: passed over"))


def _judge(line: Line, key: Key, unit: Unit, findings: Findings, *, reviewed: bool) -> None:
    try:
        text = kind_of(unit).read(line.text)
    except Wrong as wrong:
        _refuse(findings, line, str(wrong))
        return
    if not text:
        findings.outcomes[Outcome.EMPTY] += 1
        return
    source_hash = hash_of(line.source)
    is_older = source_hash != hash_of(unit.source)
    is_settled = reviewed and line.state in SETTLED
    if is_older and unit.is_done:
        _pass_over(findings, line, "is older than the translation that is there")
    elif _says_nothing_new(unit, text, is_settled=is_settled, is_older=is_older):
        findings.outcomes[Outcome.UNCHANGED] += 1
    else:
        _remark(line, unit, text, findings, is_older=is_older)
        state = TranslationState.REVIEWED if is_settled else TranslationState.DRAFT
        row = TranslationRecord(
            part=key.part,
            locale=line.locale,
            field=key.field,
            text=text,
            state=state,
            source_hash=source_hash,
        )
        findings.rows.setdefault(key.owner, []).append(row)
        findings.outcomes[Outcome(state.value)] += 1


def _says_nothing_new(unit: Unit, text: str, *, is_settled: bool, is_older: bool) -> bool:
    if is_settled:
        return text == unit.text and (unit.is_done or is_older)
    return text in {unit.text, unit.draft} and (is_older or not unit.draft_is_old)


def _remark(line: Line, unit: Unit, text: str, findings: Findings, *, is_older: bool) -> None:
    told: list[str] = []
    if is_older:
        told.append("is made from a text that has changed since: it counts as older")
    if missing := lost(line.source, unit.source_lang, text, line.locale):
        told.append(f"no longer has {', '.join(missing)}")
    if text == line.source.strip() and len(text.split()) > 3:
        told.append("is the same as the text that it translates")
    findings.remarks += [(line.number, each) for each in told]


def owners_named(keys: Iterable[Key]) -> dict[OwnerKind, Sequence[UUID]]:
    """Return the owners that a file speaks of, by kind."""
    found: dict[OwnerKind, dict[UUID, None]] = {}
    for key in keys:
        found.setdefault(key.owner.kind, {})[key.owner.id] = None
    return {kind: list(ids) for kind, ids in found.items()}
