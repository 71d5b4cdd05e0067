"""What a table may say for a code: names of columns, of closed lists, of days and languages.

A table is filled in by people, in Italian or in English; what the site itself writes is codes.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache

from babel import Locale

from wemi_piemonte.directory.rules import Availability, Cost, Mode, Target
from wemi_piemonte.geo.gazetteer.names import folded
from wemi_piemonte.taxonomy import tree

COLUMN_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "codice"),
    "name": ("nome", "nome del servizio", "titolo", "service"),
    "summary": ("in breve", "sintesi"),
    "description": ("descrizione",),
    "what_you_get": ("cosa ottieni", "cosa si ottiene"),
    "application_process": ("come si accede", "how to ask"),
    "needs": ("bisogni", "need", "bisogno"),
    "modes": ("modalità", "mode", "modalità di erogazione"),
    "targets": ("destinatari", "target"),
    "minimum_age": ("età minima", "age from"),
    "maximum_age": ("età massima", "age to"),
    "cost": ("costo",),
    "price": ("prezzo", "tariffa"),
    "municipality": ("comune", "comuni", "town"),
    "address": ("indirizzo", "indirizzi"),
    "area": ("territorio", "area servita", "service area"),
    "phone": ("telefono", "telefoni", "phones"),
    "email": ("posta elettronica", "e mail", "mail"),
    "url": ("sito", "sito web", "website"),
    "languages": ("lingue", "lingue parlate", "spoken"),
    "hours": ("orari", "orario", "opening hours"),
    "availability": ("posti", "disponibilità", "places"),
    "waiting_weeks": ("settimane di attesa", "weeks to wait"),
    "documents": ("documenti", "documenti da portare"),
}
"""Each column with its other names; the first of them heads an Italian table."""

ERROR_COLUMN = {"it": "errore", "en": "error"}
"""What a file of refused rows adds; read back, it is passed over."""

MODES: dict[str, tuple[str, ...]] = {
    Mode.ON_SITE: ("in sede", "presso la sede"),
    Mode.AT_HOME: ("a domicilio", "a casa"),
    Mode.REMOTE: ("a distanza", "online", "telefono", "per telefono"),
    Mode.ITINERANT: ("itinerante",),
}
TARGETS: dict[str, tuple[str, ...]] = {
    Target.EVERYONE: ("tutti", "tutte le persone"),
    Target.MINORS: ("minori", "bambini e ragazzi", "bambini"),
    Target.YOUNG_PEOPLE: ("giovani",),
    Target.FAMILIES: ("famiglie",),
    Target.WOMEN: ("donne",),
    Target.OLDER_PEOPLE: ("anziani", "persone anziane"),
    Target.PEOPLE_WITH_DISABILITIES: ("persone con disabilità", "disabili", "disabilità"),
    Target.MIGRANTS: ("migranti", "stranieri", "persone straniere"),
    Target.REFUGEES: ("rifugiati", "rifugiati e richiedenti asilo"),
    Target.HOMELESS_PEOPLE: ("persone senza dimora", "senza dimora"),
    Target.UNEMPLOYED_PEOPLE: ("disoccupati", "persone senza lavoro"),
    Target.CAREGIVERS: ("caregiver", "chi assiste un familiare"),
    Target.PRISONERS: ("detenuti", "persone detenute"),
    Target.LGBT_PEOPLE: ("persone lgbt", "lgbt"),
}
COSTS: dict[str, tuple[str, ...]] = {
    Cost.FREE: ("gratuito", "gratis"),
    Cost.MEANS_TESTED: ("in base all'isee", "secondo l'isee", "isee", "in base al reddito"),
    Cost.PAID: ("a pagamento",),
    Cost.UNKNOWN: ("non indicato", "non noto"),
}
AVAILABILITIES: dict[str, tuple[str, ...]] = {
    Availability.ACCEPTS: ("posti liberi", "sì", "disponibile"),
    Availability.WAITING_LIST: ("lista d'attesa", "lista di attesa"),
    Availability.FULL: ("completo", "pieno", "nessun posto"),
    Availability.UNKNOWN: ("non noto", "non indicato", "da chiedere"),
}

DAYS: dict[str, tuple[str, ...]] = {
    "MO": ("lun", "lunedi", "mon", "monday"),
    "TU": ("mar", "martedi", "tue", "tuesday"),
    "WE": ("mer", "mercoledi", "wed", "wednesday"),
    "TH": ("gio", "giovedi", "thu", "thursday"),
    "FR": ("ven", "venerdi", "fri", "friday"),
    "SA": ("sab", "sabato", "sat", "saturday"),
    "SU": ("dom", "domenica", "sun", "sunday"),
}


def by_word(names: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return the code of every word, the codes themselves among them."""
    found: dict[str, str] = {}
    for code, words in names.items():
        for word in (str(code), *words):
            found.setdefault(folded(word), str(code))
    return found


COLUMNS = by_word(COLUMN_NAMES)


@cache
def need_words() -> dict[str, str]:
    """Return the code of every need by its code and its names in the languages of the site."""
    languages = sorted(tree.locales(), key=lambda each: (each != "it", each != "en", each))
    codes = tree.all_codes()
    found = {folded(code): code for code in codes}
    for locale in languages:
        for code in codes:
            found.setdefault(folded(tree.label(code, locale)), code)
    return found


def nearest_need(text: str) -> str:
    """Return the Italian name of the need that a misspelt one may mean; empty when none is near."""
    near = get_close_matches(folded(text), need_words(), n=1, cutoff=0.6)
    return tree.label(need_words()[near[0]], "it") if near else ""


@cache
def language_words() -> dict[str, str]:
    """Return the ISO code of every language, by code and by its Italian and English names."""
    named = [(str(code), str(name)) for each in ("it", "en") for code, name in _names_of(each)]
    codes = {code for code, _ in named if len(code) in {2, 3} and code.isalpha()}
    found = {code: code for code in codes}
    for code, name in named:
        if code in codes:
            found.setdefault(folded(name), code)
    return found


def _names_of(locale: str) -> Iterable[tuple[object, object]]:
    return Locale.parse(locale).languages.items()
