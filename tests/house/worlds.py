"""Worlds in which the same waits for the Region, and that differ in the scores alone (law 14)."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.conftest import make_app, settings
from tests.people import signed_in
from tests.web.moderation import judging
from wemi_piemonte.foundation import db
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.foundation.sessions import COOKIE
from wemi_piemonte.ratings.rules import Aspect


@dataclass(frozen=True, slots=True)
class World:
    """A site on which one thing of each kind waits, kept in a file to be tried again and again."""

    app: Flask
    file: Path
    cookie: str
    ids: dict[str, UUID]


def made(folder: Path, template: Path) -> World:
    """A world of which copies are made; its site asks for no tokens."""
    file = folder / "world.sqlite"
    _copy(template, file)
    app = make_app(settings(folder / "data", f"sqlite:///{file}"))
    app.config["WTF_CSRF_ENABLED"] = False
    return World(app, file, *_filled(app))


def _copy(source: Path, target: Path) -> None:
    before, after = sqlite3.connect(source), sqlite3.connect(target)
    before.backup(after)
    before.close()
    after.close()


def _filled(app: Flask) -> tuple[str, dict[str, UUID]]:
    ids = judging.one_of_each()
    client = signed_in(app, judging.moderator())
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    return cookie.value, ids


@contextmanager
def copied(world: World, scores: list[tuple[Any, ...]], target: Path) -> Iterator[FlaskClient]:
    """A moderator's browser on a copy of the world in which the ratings have these scores."""
    _copy(world.file, target)
    with sqlite3.connect(target) as connection:
        columns = ("score", "met", *(each.value for each in Aspect))
        ids = [row for (row,) in connection.execute("SELECT id FROM rating ORDER BY id")]
        sets = ", ".join(f"{name} = ?" for name in columns)
        for rating_id, values in zip(ids, scores, strict=True):
            connection.execute(
                f"UPDATE rating_score SET {sets} WHERE rating_id = ?", (*values, rating_id)
            )
    connection.close()
    engine = db.open_engine(f"sqlite:///{target}")
    db.bind(engine)
    client = world.app.test_client()
    client.set_cookie(COOKIE, world.cookie)
    try:
        yield client
    finally:
        engine.dispose()


RATINGS = 8
SOME = [(3, "partly", 1, 2, None, 5)] * RATINGS
WHY = {"reason": "abuse", "note": "It insults somebody."}
VERDICTS = {
    "publish": {"verdict": "publish", "note": "It keeps the rules."},
    "redact": {"verdict": "redact", **WHY, "removed": "0171"},
    "reject": {"verdict": "reject", **WHY},
    "wrong": {"verdict": "reject", "reason": "", "note": ""},
}
ACTS = {
    "publish": {"act": "release"},
    "redact": {"act": "reject", **WHY},
    "reject": {"act": "reject", **WHY},
    "wrong": {"act": "reject"},
}
SECRET = re.compile(r'name="csrf_token" value="[^"]*"|nonce="[^"]*"')
HIDDEN = re.compile(r'name="(revision|seen)" value="([^"]*)"')


def decide(client: FlaskClient, kind: str, thing: UUID, verdict: str) -> list[Any]:
    """Look at a thing and decide about it; return all that a moderator gets to see."""
    path = f"/en/moderation/{kind}/{thing}"
    shown = client.get(path)
    assert shown.status_code == 200
    page = shown.get_data(as_text=True)
    form: dict[str, Any] = dict((ACTS if kind == "bursts" else VERDICTS)[verdict])
    form |= {"seen": [value for name, value in HIDDEN.findall(page) if name == "seen"]}
    form |= {"revision": next((v for n, v in HIDDEN.findall(page) if n == "revision"), "")}
    answer = client.post(path, data=form)
    after = client.get(path)
    texts = [SECRET.sub("", each.get_data(as_text=True)) for each in (shown, answer, after)]
    return [answer.status_code, *texts]


def outcome() -> dict[str, list[str]]:
    """All that decisions leave behind, without the moments and ids that are new each time."""
    queries = {
        "rating": "SELECT id, state, shown, reason, note, decided_by, revision FROM rating",
        "reply": "SELECT rating_id, state, shown, reason, note, revision FROM rating_reply",
        "appeal": "SELECT rating_id, state, against FROM rating_appeal",
        "log": "SELECT subject, subject_id, act, reason, note, account_id FROM decision",
        "mail": "SELECT kind, recipient, locale FROM delivery",
        "change": "SELECT topic, entity_id FROM change",
    }
    with reading() as session:
        return {
            name: sorted(repr(tuple(row)) for row in session.execute(text(query)))
            for name, query in queries.items()
        }
