"""Whatever is asked, the answer is JSON that says what is wrong, and never a failure of ours."""

from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.api.conftest import Program
from wemi_piemonte.search.schemas import REPEATED, SINGLE

# The query string as it is sent, and the parameters that the refusal names.
NASTY: list[tuple[str, set[str]]] = [
    # Unknown names, and known ones in the clothes of other frameworks.
    ("foo=1", {"foo"}),
    ("foo", {"foo"}),
    ("foo=", {"foo"}),
    ("=x", {""}),
    ("need[]=housing", {"need[]"}),
    ("need[0]=housing", {"need[0]"}),
    ("filter[need]=housing", {"filter[need]"}),
    ("place[$ne]=x", {"place[$ne]"}),
    ("Q=casa", {"Q"}),
    ("limit=5", {"limit"}),
    ("offset=5", {"offset"}),
    ("callback=alert", {"callback"}),
    ("__proto__=1", {"__proto__"}),
    ("_method=DELETE", {"_method"}),
    ("q=casa&utm_source=x", {"utm_source"}),
    # Values outside the closed lists.
    ("need=nothing", {"need"}),
    ("need=housing.", {"need"}),
    ("need=HOUSING", {"need"}),
    ("need=housing,income", {"need"}),
    ("need=housing&need=x", {"need"}),
    ("mode=fly", {"mode"}),
    ("cost=gratis", {"cost"}),
    ("cost=0", {"cost"}),
    ("target=dogs", {"target"}),
    ("spoken=italiano", {"spoken"}),
    ("spoken=IT", {"spoken"}),
    ("spoken=i", {"spoken"}),
    ("spoken=it-IT", {"spoken"}),
    ("spoken=*", {"spoken"}),
    ("open=yes", {"open"}),
    ("open=1", {"open"}),
    ("available=true", {"available"}),
    ("available=0", {"available"}),
    ("sort=price", {"sort"}),
    ("sort=-distance", {"sort"}),
    ("lang=xx", {"lang"}),
    ("lang=de", {"lang"}),
    ("lang=zh-Hans", {"lang"}),
    ("lang=it_IT", {"lang"}),
    # Numbers that are none, or too large, or too small.
    ("page=x", {"page"}),
    ("page=1.5", {"page"}),
    ("page=1e3", {"page"}),
    ("page=0x10", {"page"}),
    ("page=--1", {"page"}),
    ("page=NaN", {"page"}),
    ("page=" + "9" * 5000, {"page"}),
    ("per_page=0", {"per_page"}),
    ("per_page=101", {"per_page"}),
    ("per_page=-1", {"per_page"}),
    ("per_page=all", {"per_page"}),
    ("age=-1", {"age"}),
    ("age=131", {"age"}),
    ("age=old", {"age"}),
    ("age=18-30", {"age"}),
    ("age=12.5", {"age"}),
    ("lat=91&lon=8", {"lat"}),
    ("lat=45&lon=181", {"lon"}),
    ("lat=north&lon=8", {"lat"}),
    ("lat=45", {"lat"}),
    ("lon=8", {"lat"}),
    ("lat=nan&lon=8", {"lat"}),
    ("lat=45&lon=inf", {"lon"}),
    ("lat=45&lon=-infinity", {"lon"}),
    ("lat=45,07&lon=7,68", {"lat", "lon"}),
    ("lat=1e999&lon=8", {"lat"}),
    ("radius_km=0&place=Torino", {"radius_km"}),
    ("radius_km=-5&place=Torino", {"radius_km"}),
    ("radius_km=501&place=Torino", {"radius_km"}),
    ("radius_km=5km&place=Torino", {"radius_km"}),
    ("radius_km=nan&place=Torino", {"radius_km"}),
    # Places that are none, or several.
    ("place=Atlantide", {"place"}),
    ("place=Milano", {"place"}),
    ("place=999999", {"place"}),
    ("place=San", {"place"}),
    ("place=%27%3B%20DROP%20TABLE%20service%3B--", {"place"}),
    ("place=" + "x" * 101, {"place"}),
    ("sort=distance", {"sort"}),
    # Given twice where once makes sense.
    ("q=a&q=b", {"q"}),
    ("page=1&page=2", {"page"}),
    ("lang=it&lang=en", {"lang"}),
    ("lat=45&lat=46&lon=8", {"lat"}),
    ("place=Torino&place=Cuneo", {"place"}),
    # Text that can not be read.
    ("q=%ff", {"q"}),
    ("q=%fe%ff", {"q"}),
    ("q=caff%e8", {"q"}),
    ("q=%c3%28", {"q"}),
    ("q=%ed%a0%80", {"q"}),
    ("q=%f8%88%80%80%80", {"q"}),
    ("q=%00", {"q"}),
    ("q=a%00b", {"q"}),
    ("q=%1b[31m", {"q"}),
    ("q=%7f", {"q"}),
    ("q=%ef%bf%bd", {"q"}),
    ("place=%ff", {"place"}),
    ("need=%ff", {"need"}),
    ("lang=%00it", {"lang"}),
    # Too much.
    ("q=" + "a" * 201, {"q"}),
    ("q=" + "%E4%BD%A0" * 201, {"q"}),
    ("q=" + "a" * 100_000, {"q"}),
    ("need=" + "a" * 100_000, {"need"}),
    ("place=" + "%20a" * 30_000, {"place"}),
    ("&".join(f"spoken={a}{b}" for a in "abcdefghij" for b in "abcdef"), {"spoken"}),
    ("&".join(f"need=n{number}" for number in range(2000)), {"need"}),
    ("x" * 50_000 + "=1", {"x" * 50_000}),
]

# Strange, but nothing is wrong with it.
HARMLESS = [
    "",
    "&&&",
    "q=",
    "q=%25ff",
    "q=%20%20",
    "q=%2B%2B%2B",
    "q=a%0Ab%09c",
    "q=*",
    "q=*a*",
    "q=[a%20TO%20z]",
    "q=" + "(" * 200,
    "q=%22" * 1 + "non%20chiuso",
    "q=%22%22%22%22",
    "q=AND%20OR%20NOT",
    "q=name:x%20OR%201=1",
    "q=%3Cscript%3Ealert(1)%3C/script%3E",
    "q=..%2F..%2Fetc%2Fpasswd",
    "q=%F0%9F%98%80",
    "q=" + quote("́" * 50),
    "q=%E2%80%AEdrow",
    "q=" + quote("你好" * 100),
    "q=" + quote("مساعدة"),
    "q=" + "a%20" * 99,
    "q=" + quote("ﷺ" * 200),
    "q=" + quote("İ" * 200),
    "need=housing&need=housing",
    "page=%201%20",
    "lat=45.07&lon=7.68&radius_km=0.001",
    "lat=-90&lon=180",
    "lat=0&lon=0&sort=distance",
    "radius_km=10",
    "spoken=xx",
    "spoken=zza",
    "place=torino&lat=44&lon=8",
    "sort=rating",
]

PATHS = ("/services", "/services.geojson")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("query", "named"), NASTY, ids=[query[:40] for query, _ in NASTY])
def test_what_is_wrong_is_refused_and_named(
    client: FlaskClient, path: str, query: str, named: set[str]
) -> None:
    response = client.get(f"/api/v1{path}?{query}")
    assert response.status_code == 400, response.get_data(as_text=True)[:300]
    error = response.get_json()["error"]
    assert error["code"] == "invalid_parameters"
    assert set(error["fields"]) == named
    assert all(message for messages in error["fields"].values() for message in messages)
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_the_table_of_nasty_cases_is_long_enough() -> None:
    assert len({query for query, _ in NASTY}) >= 60


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("query", HARMLESS, ids=[query[:40] for query in HARMLESS])
def test_what_is_strange_but_possible_is_answered(
    client: FlaskClient, path: str, query: str
) -> None:
    response = client.get(f"/api/v1{path}?{query}")
    assert response.status_code == 200, response.get_data(as_text=True)[:300]


def test_all_that_is_wrong_is_said_at_once(api: Program) -> None:
    fields = api.fields("/services", page="x", age="old", need="nothing", foo="1", cost="gratis")
    assert set(fields) == {"page", "age", "need", "foo", "cost"}


@pytest.mark.parametrize(
    ("asked", "italian", "english"),
    [
        ({"lat": "x", "lon": 8}, "Scrivi un numero.", "Write a number."),
        ({"foo": "1"}, "Questo campo non esiste.", "This is not a known field."),
        ({"page": "x"}, "Scrivi un numero.", "Write a number."),
        (
            {"sort": "distance"},
            "Per ordinare per distanza indica un luogo o un punto.",
            "To sort by distance, give a place or a point.",
        ),
    ],
)
def test_a_refusal_speaks_the_language_of_the_reader(
    api: Program, asked: dict[str, Any], italian: str, english: str
) -> None:
    name = next(iter(asked))
    assert api.fields("/services", **asked)[name][0] == italian
    assert api.fields("/services", **asked, lang="it")[name][0] == italian
    assert api.fields("/services", **asked, lang="en")[name][0] == english


@pytest.mark.parametrize(
    "path",
    [
        "/services/",
        "/services/x",
        "/services/1",
        "/services/00000000-0000-0000-0000-000000000000",
        "/services/00000000000000000000000000000000",
        "/services/%00",
        "/services/%ff",
        "/services/..%2f..%2fetc%2fpasswd",
        "/services.json",
        "/services.geojson/",
        "/need",
        "/",
        "",
        "/" + "a" * 10_000,
    ],
)
def test_what_is_not_there_is_not_found_in_json(client: FlaskClient, path: str) -> None:
    response = client.get(f"/api/v1{path}?lang=en")
    assert response.status_code == 404
    assert response.mimetype == "application/json"
    error = response.get_json()["error"]
    assert error["code"] == "not_found"
    assert error["message"]


any_text = st.text(max_size=60)
some_values = st.one_of(
    any_text,
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from(["now", "1", "it", "en", "housing", "free", "distance", "Torino", "San", ""]),
)
names = st.one_of(st.sampled_from((*REPEATED, *SINGLE)), st.text(max_size=10))


@given(pairs=st.lists(st.tuples(names, some_values), max_size=8), path=st.sampled_from(PATHS))
@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_parameters_break_it(
    client: FlaskClient, path: str, pairs: list[tuple[str, str]]
) -> None:
    query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
    response = client.get(f"/api/v1{path}?{query}")
    assert response.status_code in {200, 400, 404}
    assert response.get_json(force=True) is not None


@given(raw=st.binary(max_size=120), path=st.sampled_from(PATHS))
@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_bytes_break_it(client: FlaskClient, path: str, raw: bytes) -> None:
    query = raw.decode("latin-1")
    response = client.get(f"/api/v1{path}", environ_overrides={"QUERY_STRING": query})
    assert response.status_code in {200, 400, 404}
    assert response.get_json(force=True) is not None
