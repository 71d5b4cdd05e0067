"""HSDS documents to read: the smallest one that the standard allows, and one that says it all."""

from typing import Any
from uuid import UUID

Document = dict[str, Any]

TORINO = "001272"
CUNEO = "004078"


def uid(number: int) -> str:
    """A readable id, always the same for a number."""
    return str(UUID(int=number, version=4))


def small(number: int = 1) -> Document:
    """A service with nothing but what HSDS 3 requires of it and of its organization."""
    return {
        "id": uid(number),
        "name": "Food bank",
        "status": "active",
        "organization": {"id": uid(1000), "name": "A charity", "description": ""},
    }


def english(**texts: str) -> Document:
    """Our extension with these texts as reviewed English."""
    return {
        "translations": {
            "en": {name: {"text": text, "state": "reviewed"} for name, text in texts.items()}
        }
    }


def full() -> Document:
    """A service in which every part that we keep occurs, with ids everywhere."""
    return {
        **_texts(),
        "organization_id": uid(2),
        "organization": _organization(),
        "phones": [_phone()],
        "contacts": [_contact()],
        "schedules": [_schedule(20)],
        "languages": [{"id": uid(13), "code": "ar", "name": "Arabo", "note": "Il lunedì"}],
        "cost_options": [_cost_option()],
        "required_documents": [
            {"id": uid(16), "document": "ISEE", "uri": "https://servizio.example/isee"}
        ],
        "service_areas": [
            {
                "id": uid(17),
                "name": "Cuneo e Torino",
                "extent": f"004 {TORINO}",
                "extent_type": "istat",
            }
        ],
        "attributes": _attributes(),
        "service_at_locations": [
            {
                "id": uid(50),
                "description": "Al primo piano",
                "phones": [{"id": uid(51), "number": "0171 000 1003"}],
                "schedules": [_schedule(52)],
                "x_wemi": english(description="On the first floor"),
                "location": _location(),
            }
        ],
        "x_wemi": _extension(),
    }


def _texts() -> Document:
    return {
        "id": uid(1),
        "name": "Assistenza a casa",
        "alternate_name": "SAD",
        "description": "Veniamo a casa tua. Ti aiutiamo a lavarti.",
        "url": "https://servizio.example/sad",
        "email": "sad@servizio.example",
        "status": "temporarily closed",
        "interpretation_services": "Su richiesta",
        "application_process": "Telefona.",
        "fees_description": "Secondo l'ISEE.",
        "accreditations": "Regione",
        "eligibility_description": "Persone anziane.",
        "minimum_age": 65,
        "maximum_age": 99.5,
        "assured_date": "2026-10-14",
        "assurer_email": "chi@servizio.example",
        "alert": "Chiuso ad agosto.",
    }


def _phone() -> Document:
    return {
        "id": uid(10),
        "number": "+39 0171 000 1001",
        "extension": 12,
        "type": "voice",
        "description": "Segreteria",
        "x_wemi": english(description="Office"),
    }


def _contact() -> Document:
    return {
        "id": uid(11),
        "department": "Sportello",
        "name": "Accoglienza",
        "title": "Ufficio",
        "email": "sportello@servizio.example",
        "phones": [{"id": uid(12), "number": "0171 000 1002"}],
        "x_wemi": english(department="Desk"),
    }


def _extension() -> Document:
    return {
        "source_lang": "it",
        "summary": "Ti aiutiamo a casa.",
        "what_you_get": "Un'ora al giorno.",
        "wait_time": "Due settimane.",
        "eligibility": {"not_resident": "no", "caregivers": "yes", "no_isee": "unknown"},
        "exceptions": [
            {
                "id": uid(30),
                "date": "2026-12-24",
                "opens_at": "09:00",
                "closes_at": "12:00",
                "note": "Vigilia",
                "x_wemi": english(note="Christmas Eve"),
            }
        ],
        "closures": [{"id": uid(31), "from": "2026-08-01", "to": "2026-08-31", "note": "Ferie"}],
        "stops": [_stop()],
        **english(name="Home care", summary="We help you at home."),
    }


def _stop() -> Document:
    return {
        "id": uid(32),
        "name": "Piazza Galimberti",
        "municipality": CUNEO,
        "latitude": 44.39,
        "longitude": 7.55,
        "freq": "MONTHLY",
        "interval": 2,
        "byday": "1MO,-1FR",
        "opens_at": "09:00",
        "closes_at": "11:30",
        "valid_from": "2026-01-01",
        "valid_to": "2026-12-31",
    }


def _organization() -> Document:
    return {
        "id": uid(2),
        "name": "Consorzio",
        "alternate_name": "CSAC",
        "description": "Servizi sociali.",
        "email": "info@consorzio.example",
        "website": "https://consorzio.example",
        "legal_status": "Consorzio di Comuni",
        "year_incorporated": 1997,
        "logo": "https://consorzio.example/logo.png",
        "uri": "urn:example:consorzio",
        "phones": [{"id": uid(3), "number": "0171 000 1000"}],
        "organization_identifiers": [
            {
                "id": uid(4),
                "identifier_scheme": "IT-CF",
                "identifier_type": "Codice fiscale",
                "identifier": "01234567890",
            }
        ],
        "x_wemi": {
            "organization_kind": "public_body",
            "source_lang": "it",
            **english(description="Social services."),
        },
    }


def _schedule(number: int) -> Document:
    return {
        "id": uid(number),
        "valid_from": "2026-01-01",
        "valid_to": "2026-12-31",
        "dtstart": "2026-01-05",
        "until": "2026-12-20",
        "wkst": "MO",
        "freq": "WEEKLY",
        "interval": 1,
        "byday": "MO,TH",
        "description": "Senza appuntamento",
        "opens_at": "09:00",
        "closes_at": "12:30:15",
        "schedule_link": "https://servizio.example/orari",
        "attending_type": "in person",
        "notes": "Suona",
        "x_wemi": english(description="No appointment"),
    }


def _cost_option() -> Document:
    return {
        "id": uid(14),
        "valid_from": "2026-01-01",
        "valid_to": "2026-12-31",
        "option": "Ogni ora",
        "currency": "EUR",
        "amount": 10.1,
        "amount_description": "A persona",
        "x_wemi": {
            "bands": [
                {"id": uid(15), "isee_from": 0, "isee_to": 8000, "amount": 2.5},
                {"id": uid(18), "isee_from": 8000, "amount": 12},
            ],
            "groups": [{"id": uid(19), "people_from": 2, "people_to": 3, "amount": 6}],
            **english(option="Per hour"),
        },
    }


def term(code: str, taxonomy: str = "", **more: str) -> Document:
    """A taxonomy term as feeds write it."""
    found = {"code": code, "name": code, "description": "", **more}
    return found | ({"taxonomy": taxonomy} if taxonomy else {})


def _attributes() -> list[Document]:
    return [
        {
            "id": uid(40),
            "link_type": "need",
            "taxonomy_term": term("ageing.home-care", "wemi-piemonte-needs"),
        },
        {"id": uid(41), "link_type": "mode", "taxonomy_term": term("at_home")},
        {"id": uid(42), "link_type": "target", "taxonomy_term": term("older_people")},
        {"id": uid(43), "link_type": "cost", "taxonomy_term": term("means_tested")},
        {"id": uid(44), "link_type": "availability", "taxonomy_term": term("waiting_list")},
        {
            "id": uid(45),
            "link_type": "service_type",
            "value": "yes",
            "taxonomy_term": term(
                "1101", "Open Eligibility", id=uid(46), term_uri="https://oe.example/1101"
            ),
        },
    ]


def _location() -> Document:
    return {
        "id": uid(53),
        "location_type": "physical",
        "organization_id": uid(2),
        "name": "Sede",
        "alternate_name": "Centro",
        "description": "Palazzo giallo",
        "transportation": "Bus 4",
        "url": "https://servizio.example/sede",
        "latitude": 44.389,
        "longitude": 7.548,
        "external_identifier": CUNEO,
        "external_identifier_type": "istat",
        "addresses": [
            {
                "id": uid(54),
                "attention": "Sportello",
                "address_1": "via dell'Esempio 1",
                "address_2": "Scala B",
                "city": "Cuneo",
                "region": "Piemonte",
                "state_province": "CN",
                "postal_code": "12100",
                "country": "IT",
                "address_type": "physical",
            }
        ],
        "phones": [{"id": uid(55), "number": "0171 000 1004"}],
        "accessibility": [
            {"id": uid(56), "description": "Rampa", "x_wemi": english(description="Ramp")}
        ],
        "schedules": [_schedule(57)],
        "x_wemi": {"source_lang": "it", **english(name="Office")},
    }
