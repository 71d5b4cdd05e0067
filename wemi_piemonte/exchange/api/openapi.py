"""The API described in OpenAPI 3.1, made of the very fields and shapes that it works with."""

from functools import lru_cache
from typing import Any

from wemi_piemonte.exchange.api.answers.desks import Desks
from wemi_piemonte.exchange.api.answers.found import (
    Error,
    FeatureCollection,
    NeedNode,
    Results,
    Suggestions,
)
from wemi_piemonte.exchange.api.answers.own import Hsds, OwnListings, Written
from wemi_piemonte.exchange.api.answers.plan import (
    MatchQuestion,
    PlanAnswer,
    Recognition,
    RecognitionQuestion,
)
from wemi_piemonte.exchange.api.answers.rated import RatingPage
from wemi_piemonte.exchange.api.answers.sheet import Sheet
from wemi_piemonte.exchange.api.desks import DESKS
from wemi_piemonte.exchange.api.json_schema import Components, Described, schema_of
from wemi_piemonte.exchange.api.schemas import LANGUAGE, OWN, RATINGS, SEARCH, SUGGESTION
from wemi_piemonte.search.schemas import DEFAULT_RADIUS_KM, LONGEST_QUERY

VERSION = "1.0.0"

MEANINGS = {
    "q": "Words to look for. An unknown word is corrected when a likely one exists.",
    "need": "Code of a need or of a whole area (see /needs). Repeat it for alternatives.",
    "place": "ISTAT code (six digits), postcode or name of a municipality of Piedmont.",
    "lat": "Latitude of the reader, WGS 84 degrees; together with lon.",
    "lon": "Longitude of the reader, WGS 84 degrees; together with lat.",
    "radius_km": (
        "How far from the place or point a service may be. Services that come to the reader, work "
        "at a distance or serve the municipality are found too. Without a place it has no effect; "
        f"with one and without this it is {DEFAULT_RADIUS_KM:g}."
    ),
    "spoken": "Language spoken by the staff (ISO 639-1 or -3). Repeat it for alternatives.",
    "mode": "How the service reaches the person. Repeat it for alternatives.",
    "cost": "Kind of price. Repeat it for alternatives.",
    "age": "Age of the person, in years. Services that state no ages are found too.",
    "target": "Whom the service is for. Repeat it for alternatives.",
    "open": "Only services that are open now.",
    "available": "Only services that take new people.",
    "sort": (
        "Order; distance needs a place or a point. By rating, few ratings count less than many, "
        "and fewer than three as none."
    ),
    "page": "Page, from 1; below 1 is not found, past the last the items are empty.",
    "per_page": "How many on a page.",
    "lang": "Language of texts, labels and messages.",
    "kind": "Kind of help desk; itinerant ones are tours with stops.",
    "days": "How many days ahead to look for openings.",
}
_LIMITS: dict[str, Described] = {
    "q": {"maxLength": LONGEST_QUERY},
    "page": {"minimum": 1},
}
_FAULTS = {
    "400": "A parameter is unknown, repeated, unreadable or not possible; `fields` says which.",
    "404": "Not there, not published, or no such page.",
    "405": "Not for this method: Allow says for which.",
    "429": "Too many requests; Retry-After says how many seconds to wait.",
    "503": "Busy; try again in a few seconds.",
}
_KEY_FAULTS = {
    "401": "No key that works: send one as `Authorization: Bearer`.",
    "403": "The key is not for this.",
}
_WRITE_FAULTS = {
    "409": "The listing waits for the Region, or is archived.",
    "422": "The listing can not be taken; `fields` says why, by JSON pointer.",
}
_KEY = "key"
_BODY_FAULTS = {"413": "The body is too large.", "415": "The body is not application/json."}


@lru_cache(maxsize=8)
def document(locales: tuple[str, ...]) -> dict[str, Any]:
    """Return the description of the API of a site with these languages."""
    shapes = Components()
    error = _content(shapes.describe(Error))
    paths = _paths(shapes, locales)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "WeMi Piemonte",
            "version": VERSION,
            "summary": "The welfare services of Piedmont, for programs.",
            "description": (
                "Without keys and cookies, from any site; no text sent here is kept. Only a body's "
                "own listings ask for a key. Unknown "
                "parameters and fields are refused. New members may be added to answers; those "
                "that are there keep their meaning."
            ),
        },
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                _KEY: {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A key that an owner of the body has made for a program.",
                }
            },
            "schemas": shapes.schemas,
            "responses": {
                f"Error{status}": {"description": meaning, "content": error}
                for status, meaning in _FAULTS.items()
            },
        },
    }


_SERVICE_ID = {
    "name": "service_id",
    "in": "path",
    "required": True,
    "description": "Id of a service.",
    "schema": {"type": "string", "format": "uuid"},
}


def _paths(shapes: Components, locales: tuple[str, ...]) -> dict[str, Any]:
    language = _parameters(LANGUAGE.fields, locales)
    search = _parameters(SEARCH.fields, locales)
    needs = shapes.describe(list[NeedNode])
    results, sheet = shapes.describe(Results), shapes.describe(Sheet)
    return {
        "/needs": _get("needs", "The tree of needs", language, _content(needs)),
        "/services": _get("services", "Services found, as cards", search, _content(results)),
        "/services/{service_id}": _get(
            "service", "The whole sheet of a service", [_SERVICE_ID, *language], _content(sheet)
        ),
        **_rating_paths(shapes, locales),
        "/services.geojson": _get(
            "services_geojson",
            "Services found, as points on a map; page and per_page have no effect",
            search,
            _content(shapes.describe(FeatureCollection), "application/geo+json"),
        ),
        "/suggestions": _get(
            "suggestions",
            "How a question that is being typed may go on",
            _parameters(SUGGESTION.fields, locales),
            _content(shapes.describe(Suggestions)),
        ),
        **_asking_paths(shapes),
        **_desk_paths(shapes, locales),
        **_own_paths(shapes, locales),
        "/openapi.json": _get("openapi_json", "This document", [], _content({"type": "object"})),
    }


def _asking_paths(shapes: Components) -> dict[str, Any]:
    return {
        "/needs/recognise": _post(
            "needs_recognise",
            "The needs that a person's words hold",
            shapes.describe(RecognitionQuestion),
            shapes.describe(Recognition),
        ),
        "/match": _post(
            "match",
            "A plan that covers several needs with few services",
            shapes.describe(MatchQuestion),
            shapes.describe(PlanAnswer),
        ),
    }


def _rating_paths(shapes: Components, locales: tuple[str, ...]) -> dict[str, Any]:
    ratings = _get(
        "service_ratings",
        "What people who were helped say of a service; nothing is rated by way of the API",
        [_SERVICE_ID, *_parameters(RATINGS.fields, locales)],
        _content(shapes.describe(RatingPage)),
    )
    return {"/services/{service_id}/ratings": ratings}


def _desk_paths(shapes: Components, locales: tuple[str, ...]) -> dict[str, Any]:
    desks = _get(
        "desks",
        "Help desks and the stops of tours, with their next openings",
        _parameters(DESKS.fields, locales),
        _content(shapes.describe(Desks)),
    )
    return {"/desks": desks}


def _own_paths(shapes: Components, locales: tuple[str, ...]) -> dict[str, Any]:
    listing = _get(
        "own_services",
        "The listings of the body whose key is sent, drafts too",
        _parameters(OWN.fields, locales),
        _content(shapes.describe(OwnListings)),
    )["get"]
    hsds, written = shapes.describe(Hsds), shapes.describe(Written)
    summary = "Put a listing of the body in, as a draft or a proposal"
    put = _post("put_own_service", summary, hsds, written)["post"]
    put["parameters"] = [_SERVICE_ID, *_parameters(LANGUAGE.fields, locales)]
    for operation, faults in ((listing, _KEY_FAULTS), (put, {**_KEY_FAULTS, **_WRITE_FAULTS})):
        operation["security"] = [{_KEY: []}]
        operation["responses"] |= {s: {"description": meaning} for s, meaning in faults.items()}
    return {"/own/services": {"get": listing}, "/own/services/{service_id}": {"put": put}}


def _get(
    name: str, summary: str, parameters: list[Described], content: Described
) -> dict[str, Any]:
    answers: dict[str, Any] = {"200": {"description": summary, "content": content}}
    if name in {"needs", "openapi_json"}:
        answers["304"] = {"description": "You have it already (If-None-Match)."}
    answers |= {status: {"$ref": f"#/components/responses/Error{status}"} for status in _FAULTS}
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": parameters,
            "responses": answers,
        }
    }


def _post(name: str, summary: str, body: Described, answer: Described) -> dict[str, Any]:
    described = _get(name, summary, [], _content(answer))["get"]
    for status, meaning in _BODY_FAULTS.items():
        described["responses"][status] = {"description": meaning}
    return {"post": {**described, "requestBody": {"required": True, "content": _content(body)}}}


def _content(schema: Described, kind: str = "application/json") -> Described:
    return {kind: {"schema": schema}}


def _parameters(known: dict[str, Any], locales: tuple[str, ...]) -> list[Described]:
    found: list[Described] = []
    for name, field in known.items():
        schema = {**schema_of(field), **_LIMITS.get(name, {})}
        if name == "lang":
            schema |= {"enum": list(locales), "default": locales[0]}
        one: Described = {
            "name": name,
            "in": "query",
            "description": field.metadata.get("meaning", MEANINGS[name]),
            "schema": schema,
        }
        if schema["type"] == "array":
            one |= {"style": "form", "explode": True}
        found.append(one)
    return found
