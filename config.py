"""The settings of the site, read once from the environment."""

import os
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from click import ClickException

from wemi_piemonte.foundation.locales import LOCALES

ROOT = Path(__file__).resolve().parent
DATABASES = ("sqlite:///", "postgresql+psycopg://")
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")


class ConfigError(ClickException):
    """A setting is missing or makes no sense; the message says which and how to mend it.

    Commands print it as it stands, without a traceback.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Every setting; the environment variable of each is in its comment."""

    root: Path = ROOT
    # WEMI_ENV: `development` (loopback only) or `production`.
    env: str = "development"
    # WEMI_DATA_DIR: database, index, sessions, mail files.
    data_dir: Path = ROOT / "var"
    # WEMI_DATABASE_URL: SQLite under the data folder, or postgresql+psycopg://…
    database_url: str = ""
    # WEMI_SECRET_KEY: signs cookies and tokens; required in production.
    secret_key: str = field(default="", repr=False)
    # WEMI_PUBLIC_URL: the address people type; links in feeds and mails start with it.
    public_url: str = "http://127.0.0.1:5000"
    # WEMI_MAIL_URL: console:, file:DIR, smtp://… or smtps://…
    mail_url: str = "console:"
    # WEMI_LOCALES: the languages of the pages, the first is the default; all that there are.
    locales: tuple[str, ...] = tuple(LOCALES)
    # WEMI_NOW: development only; the instant at which the clock starts.
    now: datetime | None = None
    # WEMI_TILE_URL: raster tiles under the map; the map works without.
    tile_url: str = ""
    # WEMI_RATE_LIMITS: on or off; on in production, off in development.
    rate_limits: bool = False
    # WEMI_PROXY_HOPS: how many proxies in front of the site may set X-Forwarded-*.
    proxy_hops: int = 0
    # WEMI_MEANING: on or off; the packaged model beside the lexicon, where it can be had.
    meaning: bool = True
    # WEMI_MACHINE_TRANSLATION: `module:function` that makes a translator; none, nothing is sent.
    machine_translation: str = ""
    # WEMI_OIDC_ISSUER: the outside provider of identities (OpenID Connect); none, no button.
    oidc_issuer: str = ""
    # WEMI_OIDC_CLIENT_ID, WEMI_OIDC_CLIENT_SECRET: what the provider knows this site by.
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    # WEMI_OIDC_NAME: what its button says.
    oidc_name: str = "OpenID Connect"
    testing: bool = False

    @property
    def production(self) -> bool:
        return self.env == "production"

    @property
    def trusted_hosts(self) -> tuple[str, ...]:
        """The host names that this site answers to."""
        public = urlsplit(self.public_url).hostname or ""
        if self.production:
            return (public,)
        return tuple(dict.fromkeys((public, *LOOPBACK_HOSTS)))

    @classmethod
    def from_env(cls, environ: dict[str, str] | None = None) -> "Config":
        """Return the settings of the environment; raises ConfigError on a wrong one."""
        env = dict(os.environ if environ is None else environ)
        name = env.get("WEMI_ENV", "development")
        if name not in {"development", "production"}:
            raise ConfigError("WEMI_ENV must be development or production.")
        production = name == "production"
        data_dir = Path(env.get("WEMI_DATA_DIR") or ROOT / "var").resolve()
        data_dir.mkdir(parents=True, exist_ok=True)
        return cls(
            env=name,
            data_dir=data_dir,
            database_url=_database_url(env, data_dir),
            secret_key=_secret(env, data_dir, production=production),
            public_url=_public_url(env, production=production),
            mail_url=_mail_url(env, data_dir),
            locales=_locales(env.get("WEMI_LOCALES") or ",".join(LOCALES)),
            now=_now(env.get("WEMI_NOW"), production=production),
            tile_url=env.get("WEMI_TILE_URL", ""),
            rate_limits=_switch(env, "WEMI_RATE_LIMITS", default=production),
            machine_translation=env.get("WEMI_MACHINE_TRANSLATION", ""),
            proxy_hops=_hops(env.get("WEMI_PROXY_HOPS") or "0"),
            meaning=_switch(env, "WEMI_MEANING", default=True),
            oidc_issuer=_issuer(env, production=production),
            oidc_client_id=env.get("WEMI_OIDC_CLIENT_ID", ""),
            oidc_client_secret=env.get("WEMI_OIDC_CLIENT_SECRET", ""),
            oidc_name=env.get("WEMI_OIDC_NAME") or "OpenID Connect",
        )


def _database_url(env: dict[str, str], data_dir: Path) -> str:
    url = env.get("WEMI_DATABASE_URL") or f"sqlite:///{data_dir / 'wemi.sqlite'}"
    if not url.startswith(DATABASES):
        raise ConfigError(f"WEMI_DATABASE_URL must begin with {' or '.join(DATABASES)}.")
    return url


def _mail_url(env: dict[str, str], data_dir: Path) -> str:
    url = env.get("WEMI_MAIL_URL") or f"file:{data_dir / 'mail'}"
    if url != "console:" and not url.startswith(("file:", "smtp://", "smtps://")):
        raise ConfigError("WEMI_MAIL_URL must be console:, file:DIR, smtp://… or smtps://….")
    return url


def _secret(env: dict[str, str], data_dir: Path, *, production: bool) -> str:
    if key := env.get("WEMI_SECRET_KEY"):
        return key
    if production:
        raise ConfigError("WEMI_SECRET_KEY is required in production.")
    path = data_dir / "secret"
    if not path.exists():
        # Written beside and linked, so that two processes starting at once agree on one key.
        draft = data_dir / f"secret.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def _public_url(env: dict[str, str], *, production: bool) -> str:
    url = env.get("WEMI_PUBLIC_URL") or ""
    if not url and production:
        raise ConfigError("WEMI_PUBLIC_URL is required in production.")
    url = url or f"http://127.0.0.1:{env.get('PORT') or '5000'}"
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ConfigError("WEMI_PUBLIC_URL must be an http:// or https:// address.")
    return url.rstrip("/")


def _issuer(env: dict[str, str], *, production: bool) -> str:
    issuer = env.get("WEMI_OIDC_ISSUER", "")
    if not issuer:
        return ""
    parts = urlsplit(issuer)
    is_local = not production and parts.hostname in {"127.0.0.1", "localhost"}
    if not parts.hostname or parts.scheme not in ({"http", "https"} if is_local else {"https"}):
        raise ConfigError("WEMI_OIDC_ISSUER must be an https:// address.")
    if not env.get("WEMI_OIDC_CLIENT_ID") or not env.get("WEMI_OIDC_CLIENT_SECRET"):
        raise ConfigError(
            "WEMI_OIDC_ISSUER wants WEMI_OIDC_CLIENT_ID and WEMI_OIDC_CLIENT_SECRET beside it."
        )
    return issuer


def _locales(text: str) -> tuple[str, ...]:
    locales = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not locales:
        raise ConfigError("WEMI_LOCALES names no language.")
    return locales


def _now(text: str | None, *, production: bool) -> datetime | None:
    if not text:
        return None
    if production:
        raise ConfigError("WEMI_NOW is for development only.")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ConfigError("WEMI_NOW must be an ISO 8601 date and time.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _switch(env: dict[str, str], name: str, *, default: bool) -> bool:
    value = env.get(name) or ("on" if default else "off")
    if value not in {"on", "off"}:
        raise ConfigError(f"{name} must be on or off.")
    return value == "on"


def _hops(text: str) -> int:
    if len(text) != 1 or text not in "0123456789":
        raise ConfigError("WEMI_PROXY_HOPS must be a number from 0 to 9.")
    return int(text)
