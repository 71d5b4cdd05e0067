"""Rate limits counted in one place for all workers: a small SQLite file, or PostgreSQL."""

import sqlite3
import threading
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

from flask import Flask, request
from flask_limiter import Limiter
from limits.storage import Storage
from sqlalchemy import Engine, create_engine, text

View = TypeVar("View", bound=Callable[..., Any])

SEARCH = "30 per 6 seconds"
"""Search: five a second on average, with bursts of thirty (security.md, 4)."""

_CREATE = (
    "CREATE TABLE IF NOT EXISTS rate_limit"
    " (name TEXT PRIMARY KEY, hits INTEGER NOT NULL, ends DOUBLE PRECISION NOT NULL)"
)
_HIT = """
INSERT INTO rate_limit (name, hits, ends) VALUES (:name, :amount, :ends)
ON CONFLICT (name) DO UPDATE SET
  hits = CASE WHEN rate_limit.ends <= :now THEN :amount ELSE rate_limit.hits + :amount END,
  ends = CASE WHEN rate_limit.ends <= :now THEN :ends ELSE rate_limit.ends END
RETURNING hits
"""


class _Counted(Storage):
    """The counting that both stores share; `ends` is the end of the window in epoch seconds."""

    base_exceptions = (sqlite3.Error,)

    def _run(self, statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        raise NotImplementedError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = time.time()
        values = {"name": key, "amount": amount, "now": now, "ends": now + expiry}
        return int(self._run(_HIT, values)[0][0])

    def get(self, key: str) -> int:
        rows = self._run(
            "SELECT hits FROM rate_limit WHERE name = :name AND ends > :now",
            {"name": key, "now": time.time()},
        )
        return int(rows[0][0]) if rows else 0

    def get_expiry(self, key: str) -> float:
        rows = self._run("SELECT ends FROM rate_limit WHERE name = :name", {"name": key})
        return float(rows[0][0]) if rows else time.time()

    def check(self) -> bool:
        self._run("SELECT 1", {})
        return True

    def reset(self) -> int | None:
        self._run("DELETE FROM rate_limit WHERE 1 = 1", {})
        return None

    def clear(self, key: str) -> None:
        self._run("DELETE FROM rate_limit WHERE name = :name", {"name": key})

    def forget(self) -> None:
        """Delete the windows that have ended."""
        self._run("DELETE FROM rate_limit WHERE ends <= :now", {"now": time.time()})


class SqliteStorage(_Counted):
    """Counts in a file of its own: losing it loses nothing but a few counts."""

    STORAGE_SCHEME = ["wemi-sqlite"]  # noqa: RUF012 - the base declares it so

    def __init__(self, uri: str, wrap_exceptions: bool = False, **_options: Any) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        self._path = uri.removeprefix("wemi-sqlite://")
        self._local = threading.local()
        self._run(_CREATE, {})
        # The process may fork before it counts.
        self._connection().close()
        del self._local.connection

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, timeout=2, isolation_level=None)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=OFF")
            self._local.connection = connection
        return connection

    def _run(self, statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        return self._connection().execute(statement, values).fetchall()


class PostgresStorage(_Counted):
    """Counts beside the data, so that several hosts share them."""

    STORAGE_SCHEME = ["wemi-postgres"]  # noqa: RUF012 - the same

    def __init__(self, uri: str, wrap_exceptions: bool = False, **_options: Any) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        self._engine: Engine = create_engine(
            uri.removeprefix("wemi-postgres://"), isolation_level="AUTOCOMMIT", pool_size=2
        )
        self._run(_CREATE.replace("TABLE", "UNLOGGED TABLE"), {})
        self._engine.dispose()

    def _run(self, statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        with self._engine.connect() as connection:
            result = connection.execute(text(statement), values)
            return [tuple(row) for row in result] if result.returns_rows else []


def client_address() -> str:
    """Return whom to count: the client, behind as many proxies as the settings say."""
    return request.remote_addr or "unknown"


limiter = Limiter(key_func=client_address, headers_enabled=True, strategy="fixed-window")

EXEMPT: list[Callable[[], bool]] = []
"""Who is not counted when searching: those above add whom they know."""

# One count for pages and API: a script may not take more than a person.
_counted = limiter.shared_limit(
    SEARCH, scope="search", exempt_when=lambda: any(is_exempt() for is_exempt in EXEMPT)
)


def counted_search(view: View) -> View:
    """Count a search, where this site counts."""
    counted = _counted(view)

    @wraps(view)
    def searched(*args: Any, **values: Any) -> Any:
        # The limiter looks at every question, also where it is switched off.
        return (counted if limiter.enabled else view)(*args, **values)

    return cast("View", searched)


def prepare(app: Flask) -> None:
    """Count in the store that all workers of this site share."""
    config = app.config["WEMI"]
    if config.database_url.startswith("sqlite"):
        uri = f"wemi-sqlite://{Path(config.data_dir) / 'limits.sqlite'}"
    else:
        uri = f"wemi-postgres://{config.database_url}"
    app.config["RATELIMIT_STORAGE_URI"] = uri
    app.config["RATELIMIT_ENABLED"] = config.rate_limits
    # A broken counter must not take the site down: the request goes through.
    app.config["RATELIMIT_SWALLOW_ERRORS"] = True
    limiter.init_app(app)
