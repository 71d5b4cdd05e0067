"""A program that reads the API of the site on the demonstration data."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from wemi_piemonte.directory.queries import published_batches
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.foundation import db

Ask = Callable[..., Any]


class Program:
    """Asks the API and reads its JSON; whatever happens, the answer is JSON and no failure."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def response(self, path: str, **parameters: Any) -> TestResponse:
        """The answer to a GET; a list as a value repeats the parameter."""
        response = self.client.get(f"/api/v1{path}", query_string=parameters)
        assert response.status_code < 500, response.get_data(as_text=True)
        assert response.mimetype in {"application/json", "application/geo+json"}
        return response

    def get(self, path: str, status: int = 200, /, **parameters: Any) -> Any:
        """The JSON of an answer with this status."""
        response = self.response(path, **parameters)
        assert response.status_code == status, response.get_data(as_text=True)
        return response.get_json(force=True)

    def fields(self, path: str, **parameters: Any) -> dict[str, list[str]]:
        """The messages of a refusal, by parameter."""
        error = self.get(path, 400, **parameters)["error"]
        assert error["code"] == "invalid_parameters"
        assert error["message"]
        found: dict[str, list[str]] = error["fields"]
        assert all(messages and all(messages) for messages in found.values())
        return found

    def ids(self, **parameters: Any) -> set[str]:
        """The ids of all services found, page by page."""
        found: list[str] = []
        page = 1
        while True:
            answer = self.get("/services", per_page=100, page=page, **parameters)
            found += [item["id"] for item in answer["items"]]
            if len(found) >= answer["total"] or not answer["items"]:
                assert len(found) == answer["total"] == len(set(found))
                return set(found)
            page += 1


@pytest.fixture
def api(client: FlaskClient) -> Program:
    return Program(client)


_KNOWN: dict[str, list[ServiceRecord]] = {}


@pytest.fixture
def listings(client: FlaskClient) -> Sequence[ServiceRecord]:
    """Every published service, read from the database and not from the index."""
    url = client.application.config["WEMI"].database_url
    if url not in _KNOWN:
        with db.reading() as session:
            _KNOWN[url] = [each for batch in published_batches(session) for each in batch]
    assert _KNOWN[url]
    return _KNOWN[url]
