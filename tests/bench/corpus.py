"""Makes listings out of nothing, always the same ones: a corpus to measure on, of any size."""

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from uuid import UUID

from simplemma.strategies.dictionaries import StreamDictionaryFactory

import wemi_piemonte.taxonomy
from wemi_piemonte.directory.record import (
    CostOptionRecord,
    LanguageRecord,
    LocationRecord,
    OrganizationRecord,
    ScheduleRecord,
    ServiceAreaRecord,
    ServiceAtLocationRecord,
    ServiceRecord,
    TranslationRecord,
)
from wemi_piemonte.directory.rules import (
    Availability,
    Cost,
    Mode,
    OrganizationKind,
    Publication,
    Target,
    TranslationState,
    hash_of,
)
from wemi_piemonte.geo.gazetteer.places import Municipality, municipalities, province_of

TODAY = date(2026, 11, 16)
"""The day on which the corpus is told to stand; freshness is counted back from it."""

NEEDS_CSV = Path(str(wemi_piemonte.taxonomy.__path__[0])) / "needs.csv"

SENTENCES = (
    "Il servizio è rivolto a {who} che vivono nel territorio di {town} e nei comuni vicini.",
    "Offriamo {noun} e {noun} con operatori formati, in collaborazione con i servizi sociali.",
    "Per accedere occorre fissare un colloquio con l'assistente sociale o scrivere allo sportello.",
    "La prima visita è gratuita; poi si valuta insieme un progetto personalizzato di {noun}.",
    "Gli operatori aiutano a capire quali {noun} sono possibili e accompagnano agli uffici.",
    "Sono previsti {noun}, {noun} e momenti di incontro per {who} e per le loro famiglie.",
    "L'ufficio è aperto dal lunedì al venerdì; su richiesta si riceve anche al pomeriggio.",
    "Chi ha un ISEE basso può chiedere una riduzione della tariffa per {noun} e {noun}.",
    "Lavoriamo in rete con il consorzio, le scuole, le parrocchie e le associazioni di {town}.",
    "Non serve la residenza: basta telefonare e spiegare la situazione, anche in altre lingue.",
    "Il gruppo di volontari segue ogni anno molte persone con {noun} e piccoli {noun}.",
    "È richiesta l'iscrizione; portare un documento di identità e il codice fiscale.",
    "A {town} trovi anche uno spazio di ascolto dedicato a {who}, con {noun} su appuntamento.",
    "In caso di lista di attesa proponiamo {noun} o l'invio a un altro ente del territorio.",
    "Le attività comprendono {noun}, laboratori di {noun} e uscite sul territorio.",
)
ENGLISH_SENTENCES = (
    "The service is for people who live in {town} and in the towns nearby.",
    "We offer {label} with trained staff, together with the social services of the area.",
    "To ask for it, call the desk or write; the first meeting is free of charge.",
    "People with a low income may ask for a reduced fee after filling in the ISEE.",
    "Staff explain the documents that are needed and go along to the offices if wanted.",
    "No residence permit is asked for; interpreters can be called in several languages.",
)
WHO = {
    Target.EVERYONE: "tutti i cittadini",
    Target.MINORS: "bambini e ragazzi",
    Target.YOUNG_PEOPLE: "giovani",
    Target.FAMILIES: "famiglie",
    Target.WOMEN: "donne",
    Target.OLDER_PEOPLE: "persone anziane",
    Target.PEOPLE_WITH_DISABILITIES: "persone con disabilità",
    Target.MIGRANTS: "persone straniere",
    Target.REFUGEES: "rifugiati",
    Target.HOMELESS_PEOPLE: "persone senza dimora",
    Target.UNEMPLOYED_PEOPLE: "persone disoccupate",
    Target.CAREGIVERS: "chi assiste un familiare",
    Target.PRISONERS: "detenuti",
    Target.LGBT_PEOPLE: "persone LGBT",
}
_NOUNS = (
    "colloqui ascolto orientamento accompagnamento consulenza formazione laboratori sostegno "
    "assistenza trasporto pasti visite compagnia tutela informazioni pratiche corsi tirocini "
    "contributi voucher ausili alloggi beni vestiti farmaci incontri mediazione interpreti "
    "attività sportello gruppi terapia fisioterapia riabilitazione igiene pulizie spesa "
    "commissioni compiti doposcuola giochi sport musica teatro lettura computer documenti "
    "permessi domande bollette affitti prestiti lavoro curriculum imprese orti cucina"
)
NOUNS = tuple(_NOUNS.split())
TITLES = ("Sportello", "Servizio", "Progetto", "Centro", "Spazio", "Rete", "Punto")
_NAMES = "Aurora Girasole Ponte Quercia Arcobaleno Sorgente Melograno Faro Nido Rondine"
NAMES = tuple(_NAMES.split())
BODIES = ("Cooperativa", "Associazione", "Consorzio", "Fondazione", "Comune di", "ASL")
SPOKEN = ("it", "en", "fr", "es", "ro", "ar", "sq", "uk", "zh", "pt", "bn", "ur")
COSTS = (Cost.FREE, Cost.FREE, Cost.FREE, Cost.MEANS_TESTED, Cost.PAID, Cost.UNKNOWN)
AVAILABILITIES = (
    Availability.ACCEPTS,
    Availability.ACCEPTS,
    Availability.UNKNOWN,
    Availability.WAITING_LIST,
    Availability.FULL,
)
HOURS = ((8, 12), (9, 13), (9, 17), (14, 18))
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA")


@dataclass(frozen=True, slots=True)
class NeedRow:
    code: str
    label_it: str
    label_en: str


@cache
def need_rows() -> tuple[NeedRow, ...]:
    with NEEDS_CSV.open(encoding="utf-8", newline="") as file:
        return tuple(
            NeedRow(row["code"], row["label_it"], row["label_en"])
            for row in csv.DictReader(file)
            if row["area"]
        )


@cache
def tail_words() -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Return rarer words with their cumulative weights: each half as usual as Zipf has it."""
    forms = sorted(
        form
        for form in StreamDictionaryFactory().get_dictionary("it")
        if form.isalpha() and form.islower() and 4 <= len(form) <= 12
    )
    chosen = random.Random(7).sample(forms, 20_000)
    return tuple(chosen), tuple(accumulate(1 / (rank + 8) for rank in range(len(chosen))))


@cache
def towns() -> tuple[tuple[Municipality, ...], tuple[int, ...]]:
    known = municipalities()
    return known, tuple(accumulate(place.population for place in known))


def services(count: int, seed: int = 1, english: float = 0.3) -> Iterator[ServiceRecord]:
    """Yield `count` published listings; the first n are the same whatever the count."""
    for number in range(count):
        yield service(number, seed, english)


def service(number: int, seed: int = 1, english: float = 0.3) -> ServiceRecord:
    """Return one listing; the same number and seed give the same listing."""
    draw = random.Random(f"{seed}/{number}")
    known, weights = towns()
    town = draw.choices(known, cum_weights=weights)[0]
    needs = tuple(sorted(draw.sample(need_rows(), draw.choice((1, 1, 2, 2, 3, 4))), key=str))
    targets = tuple(sorted(draw.sample(list(Target), draw.choice((1, 1, 2, 3)))))
    modes = tuple(sorted(draw.sample(list(Mode), draw.choice((1, 1, 1, 2)))))
    name = f"{draw.choice(TITLES)} {draw.choice(NAMES)} {town.name}: {needs[0].label_it}"
    description = _description(draw, town, targets, needs)
    service_id = _id(draw)
    cost = draw.choice(COSTS)
    low, high = draw.choice(((None, None), (None, None), (18, None), (65, None), (6, 17), (0, 3)))
    return ServiceRecord(
        id=service_id,
        organization=_organization(draw, town),
        name=name,
        summary=description.split(". ", 1)[0] + ".",
        description=description,
        publication=Publication.PUBLISHED,
        minimum_age=low,
        maximum_age=high,
        verified_on=TODAY - timedelta(days=draw.randrange(900)) if draw.random() < 0.8 else None,
        cost=cost,
        availability=draw.choice(AVAILABILITIES),
        needs=tuple(need.code for need in needs),
        modes=modes,
        targets=targets,
        languages=tuple(
            LanguageRecord(id=_id(draw), code=code)
            for code in sorted({"it", *draw.sample(SPOKEN, draw.choice((0, 1, 2, 3)))})
        ),
        cost_options=_cost_options(draw, cost),
        service_areas=_areas(draw, town),
        schedules=_schedules(draw),
        locations=_locations(draw, town, modes),
        translations=_translations(draw, service_id, (name, description), needs[0].label_en, town)
        if draw.random() < english
        else (),
    )


def _id(draw: random.Random) -> UUID:
    return UUID(int=draw.getrandbits(128), version=4)


def _description(
    draw: random.Random, town: Municipality, targets: Sequence[Target], needs: Sequence[NeedRow]
) -> str:
    tail, weights = tail_words()
    length, parts = draw.randint(80, 150), [" e ".join(need.label_it for need in needs) + "."]
    while sum(part.count(" ") + 1 for part in parts) < length:
        sentence = draw.choice(SENTENCES)
        for _ in range(sentence.count("{noun}")):
            noun = draw.choice(NOUNS) if draw.random() < 0.6 else _rare(draw, tail, weights)
            sentence = sentence.replace("{noun}", noun, 1)
        parts.append(sentence.format(who=WHO[draw.choice(targets)], town=town.name))
    return " ".join(parts)


def _rare(draw: random.Random, tail: tuple[str, ...], weights: tuple[float, ...]) -> str:
    return draw.choices(tail, cum_weights=weights)[0]


def _organization(draw: random.Random, town: Municipality) -> OrganizationRecord:
    body, name = draw.choice(BODIES), draw.choice(NAMES)
    number = draw.randrange(5)
    shared = random.Random(f"{body}/{name}/{town.istat}/{number}")
    return OrganizationRecord(
        id=_id(shared),
        name=f"{body} {name} {town.name}",
        kind=shared.choice(list(OrganizationKind)),
    )


def _cost_options(draw: random.Random, cost: Cost) -> tuple[CostOptionRecord, ...]:
    if cost is Cost.UNKNOWN:
        return ()
    amount = 0 if cost is Cost.FREE else draw.randrange(500, 30_000, 50)
    return (CostOptionRecord(id=_id(draw), amount_cents=amount),)


def _areas(draw: random.Random, town: Municipality) -> tuple[ServiceAreaRecord, ...]:
    if draw.random() < 0.6:
        return ()
    province = province_of(town.istat)
    extent = province.istat if province and draw.random() < 0.5 else town.istat
    return (ServiceAreaRecord(id=_id(draw), extent=extent, extent_type="istat"),)


def _schedules(draw: random.Random) -> tuple[ScheduleRecord, ...]:
    if draw.random() < 0.2:
        return ()
    opens, closes = draw.choice(HOURS)
    days = sorted(draw.sample(DAYS, draw.randint(1, 5)), key=DAYS.index)
    return (
        ScheduleRecord(
            id=_id(draw),
            freq="WEEKLY",
            byday=",".join(days),
            opens_at=time(opens),
            closes_at=time(closes),
        ),
    )


def _locations(
    draw: random.Random, town: Municipality, modes: Sequence[Mode]
) -> tuple[ServiceAtLocationRecord, ...]:
    if Mode.ON_SITE not in modes and draw.random() < 0.5:
        return ()
    places = [town] + ([draw.choice(municipalities())] if draw.random() < 0.1 else [])
    return tuple(
        ServiceAtLocationRecord(
            id=_id(draw),
            location=LocationRecord(
                id=_id(draw),
                name=f"Sede di {place.name}",
                latitude=round(place.lat + draw.uniform(-0.02, 0.02), 6),
                longitude=round(place.lon + draw.uniform(-0.02, 0.02), 6),
                municipality=place.istat,
            ),
        )
        for place in places
    )


def _translations(
    draw: random.Random,
    service_id: UUID,
    source: tuple[str, str],
    label: str,
    town: Municipality,
) -> tuple[TranslationRecord, ...]:
    name, description = source
    sentences = [
        sentence.format(town=town.name, label=label.lower())
        for sentence in draw.sample(ENGLISH_SENTENCES, 5)
    ]
    texts = {
        "name": (name, f"{label} in {town.name}"),
        "summary": (description.split(". ", 1)[0] + ".", sentences[0]),
        "description": (description, " ".join(sentences)),
    }
    return tuple(
        TranslationRecord(
            part=service_id,
            locale="en",
            field=field,
            text=english,
            state=TranslationState.REVIEWED,
            source_hash=hash_of(italian),
        )
        for field, (italian, english) in texts.items()
    )
