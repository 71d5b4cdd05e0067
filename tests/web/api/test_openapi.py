"""The description of the API says what is, and all of it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.web.api.conftest import Program
from wemi_piemonte.directory.schemas import LABELS
from wemi_piemonte.search.rules import Reason

# Source: https://spec.openapis.org/oas/3.1/schema/2022-10-07 (OpenAPI Initiative, Apache-2.0).
OPENAPI = json.loads((Path(__file__).parent / "openapi-3.1.schema.json").read_text())


@pytest.fixture
def document(api: Program) -> dict[str, Any]:
    found: dict[str, Any] = api.get("/openapi.json")
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for operation in methods.values():
            yield path, operation


def test_it_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    Draft202012Validator(OPENAPI, format_checker=FormatChecker()).validate(document)
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    names = [operation["operationId"] for _, operation in operations(document)]
    assert len(names) == len(set(names))


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def references(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            if "$ref" in part:
                yield part["$ref"]
            part = list(part.values())
        if isinstance(part, list):
            for each in part:
                yield from references(each)

    found = set(references(document))
    assert found
    for reference in found:
        target: Any = document
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]
        assert target


def test_it_describes_every_route_and_no_other(api: Program, document: dict[str, Any]) -> None:
    rules = api.client.application.url_map.iter_rules()
    routes = {
        (rule.rule.replace("<uuid:", "{").replace(">", "}"), frozenset(rule.methods or ()))
        for rule in rules
        if rule.endpoint.startswith("api.")
    }
    base = document["servers"][0]["url"]
    described = {base + path for path in document["paths"]}
    assert {path for path, _ in routes} == described
    asked = {frozenset(methods) - {"OPTIONS", "HEAD"} for _, methods in routes}
    assert asked == {frozenset({"GET"}), frozenset({"POST"}), frozenset({"PUT"})}
    for method in ("post", "put"):
        told = {base + path for path, methods in document["paths"].items() if method in methods}
        assert told == {path for path, methods in routes if method.upper() in methods}


def test_each_parameter_is_known_and_no_other_is(api: Program, document: dict[str, Any]) -> None:
    for path, operation in operations(document):
        if "requestBody" in operation or "security" in operation:
            continue
        where = path.replace("{service_id}", "00000000-0000-0000-0000-000000000000")
        names = {each["name"] for each in operation["parameters"] if each["in"] == "query"}
        # A value that none of them takes: the refusal then names what is known and unknown.
        asked = dict.fromkeys((*names, "surely_unknown"), "�")
        assert set(api.fields(where, **asked)) == set(asked)
        unknown = api.fields(where, surely_unknown="x")
        assert set(unknown) == {"surely_unknown"}


def allowed_and_refused(schema: dict[str, Any]) -> Iterator[tuple[Any, bool]]:
    """Values at the limits that a schema states, and just beyond them."""
    if schema["type"] == "array":
        yield from allowed_and_refused(schema["items"])
        if codes := schema["items"].get("enum"):
            yield codes[: schema["maxItems"]], True
        letters = "abcdefghij"
        many = [f"{a}{b}" for a in letters for b in letters][: schema["maxItems"] + 1]
        yield many, False
        return
    for value in schema.get("enum", []):
        yield value, True
    if "enum" in schema or "pattern" in schema:
        yield "not-a-choice!", False
    if "maxLength" in schema and "maximum" not in schema:
        yield "x" * (schema["maxLength"] + 1), False
    step = 1 if schema["type"] == "integer" else 0.001
    if "maximum" in schema:
        yield schema["maximum"], True
        yield schema["maximum"] + step, False
    if "minimum" in schema:
        yield schema["minimum"], True
        yield schema["minimum"] - step, False
    if "exclusiveMinimum" in schema:
        yield schema["exclusiveMinimum"], False
    if schema["type"] in {"integer", "number"}:
        yield "x", False


def test_the_limits_of_the_parameters_are_those_described(
    api: Program, document: dict[str, Any]
) -> None:
    beside: dict[str, dict[str, Any]] = {
        "lat": {"lon": 8},
        "lon": {"lat": 45},
        "sort": {"place": "Torino"},
    }
    parameters = document["paths"]["/services"]["get"]["parameters"]
    for parameter in parameters:
        name = parameter["name"]
        for value, allowed in allowed_and_refused(parameter["schema"]):
            asked = {**beside.get(name, {}), name: value}
            status = api.response("/services", **asked).status_code
            assert status == 200 if allowed else status in {400, 404}, (name, value, status)


def closed(schemas: dict[str, Any]) -> dict[str, Any]:
    """The same shapes, but without room for members that they do not name."""
    return {
        name: {**schema, "additionalProperties": False} if "properties" in schema else schema
        for name, schema in schemas.items()
    }


def check(document: dict[str, Any], path: str, status: str, answer: Any) -> None:
    response = document["paths"][path]["get"]["responses"][status]
    if "$ref" in response:
        response = document["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
    (content,) = response["content"].values()
    schemas = closed(document["components"]["schemas"])
    schema = {**content["schema"], "components": {"schemas": schemas}}
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(answer)


@pytest.mark.parametrize("lang", ["it", "en"])
def test_answers_have_the_shapes_described(
    api: Program, document: dict[str, Any], lang: str
) -> None:
    check(document, "/needs", "200", api.get("/needs", lang=lang))
    questions: list[dict[str, Any]] = [
        {},
        {"q": "casa"},
        {"q": "xqzw"},
        {"place": "Cuneo", "sort": "distance"},
    ]
    for asked in questions:
        answer = api.get("/services", lang=lang, per_page=100, **asked)
        check(document, "/services", "200", answer)
        check(
            document, "/services.geojson", "200", api.get("/services.geojson", lang=lang, **asked)
        )
    for item in api.get("/services", lang=lang, per_page=30)["items"]:
        check(
            document, "/services/{service_id}", "200", api.get(f"/services/{item['id']}", lang=lang)
        )


def test_errors_have_the_shape_described(api: Program, document: dict[str, Any]) -> None:
    check(document, "/services", "400", api.get("/services", 400, foo="1"))
    check(document, "/services", "404", api.get("/services", 404, page=0))
    nobody = "/services/00000000-0000-0000-0000-000000000000"
    check(document, "/services/{service_id}", "404", api.get(nobody, 404))
    posted = api.client.post("/api/v1/services")
    check(document, "/services", "405", posted.get_json())


def test_the_reasons_are_the_closed_list(document: dict[str, Any]) -> None:
    reasons = document["components"]["schemas"]["Card"]["properties"]["why"]["items"]["enum"]
    assert set(reasons) == {str(code) for code in LABELS["why"]}
    assert {reason.value for reason in Reason} <= set(reasons)


def test_who_has_the_description_already_is_told_so(api: Program) -> None:
    tag = api.response("/openapi.json").headers["ETag"]
    again = api.client.get("/api/v1/openapi.json", headers={"If-None-Match": tag})
    assert again.status_code == 304
