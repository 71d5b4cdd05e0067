"""What the environment may say, and what is refused with one sentence."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config import Config, ConfigError

PRODUCTION = {
    "WEMI_ENV": "production",
    "WEMI_SECRET_KEY": "k" * 40,
    "WEMI_PUBLIC_URL": "https://welfare.example/",
}


def config(tmp_path: Path, **env: str) -> Config:
    return Config.from_env({"WEMI_DATA_DIR": str(tmp_path), **env})


def test_nothing_needs_to_be_set_in_development(tmp_path: Path) -> None:
    found = config(tmp_path)
    assert not found.production
    assert found.database_url == f"sqlite:///{tmp_path / 'wemi.sqlite'}"
    assert found.mail_url == f"file:{tmp_path / 'mail'}"
    assert found.locales == ("it", "en", "fr", "es", "ro", "ar", "sq", "uk", "zh")
    assert (found.public_url, found.tile_url, found.now) == ("http://127.0.0.1:5000", "", None)
    assert (found.rate_limits, found.proxy_hops, found.testing) == (False, 0, False)


def test_the_data_folder_is_made_and_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = Config.from_env({"WEMI_DATA_DIR": "new/folder"})
    assert found.data_dir == tmp_path / "new" / "folder"
    assert found.data_dir.is_dir()


def test_an_empty_variable_is_as_good_as_none(tmp_path: Path) -> None:
    names = (
        "DATABASE_URL",
        "SECRET_KEY",
        "PUBLIC_URL",
        "MAIL_URL",
        "LOCALES",
        "NOW",
        "RATE_LIMITS",
        "PROXY_HOPS",
        "TILE_URL",
    )
    plain = config(tmp_path)
    assert config(tmp_path, **{f"WEMI_{name}": "" for name in names}) == plain


def test_the_key_of_development_is_made_once_and_kept_to_oneself(tmp_path: Path) -> None:
    first = config(tmp_path)
    assert config(tmp_path).secret_key == first.secret_key
    assert len(first.secret_key) >= 40
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert first.secret_key not in repr(first)


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _n: config(tmp_path).secret_key, range(32)))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_the_address_follows_the_port(tmp_path: Path) -> None:
    assert config(tmp_path, PORT="8080").public_url == "http://127.0.0.1:8080"


def test_production_is_named_with_a_key_and_an_address(tmp_path: Path) -> None:
    found = config(tmp_path, **PRODUCTION)
    assert found.production
    assert found.rate_limits
    assert found.public_url == "https://welfare.example"
    assert found.trusted_hosts == ("welfare.example",)
    assert not (tmp_path / "secret").exists()


def test_development_answers_on_loopback_too(tmp_path: Path) -> None:
    found = config(tmp_path, WEMI_PUBLIC_URL="http://wemi.example:8080")
    assert found.trusted_hosts == ("wemi.example", "127.0.0.1", "localhost", "[::1]")


def test_languages_are_a_list_without_doubles(tmp_path: Path) -> None:
    assert config(tmp_path, WEMI_LOCALES="ar, it,,ar ").locales == ("ar", "it")


def test_the_clock_may_be_fixed_in_any_zone(tmp_path: Path) -> None:
    assert config(tmp_path, WEMI_NOW="2026-11-23T10:00").now == datetime(
        2026, 11, 23, 10, tzinfo=UTC
    )
    found = config(tmp_path, WEMI_NOW="2026-11-23T10:00+01:00").now
    assert found == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_limits_can_be_switched_either_way(tmp_path: Path) -> None:
    assert config(tmp_path, WEMI_RATE_LIMITS="on").rate_limits
    assert not config(tmp_path, **PRODUCTION, WEMI_RATE_LIMITS="off").rate_limits


@pytest.mark.parametrize(
    ("env", "word"),
    [
        ({"WEMI_ENV": "prod"}, "WEMI_ENV"),
        ({**PRODUCTION, "WEMI_SECRET_KEY": ""}, "WEMI_SECRET_KEY"),
        ({**PRODUCTION, "WEMI_PUBLIC_URL": ""}, "WEMI_PUBLIC_URL"),
        ({"WEMI_PUBLIC_URL": "welfare.example"}, "WEMI_PUBLIC_URL"),
        ({"WEMI_PUBLIC_URL": "ftp://welfare.example"}, "WEMI_PUBLIC_URL"),
        ({"WEMI_PUBLIC_URL": "https://"}, "WEMI_PUBLIC_URL"),
        ({"WEMI_LOCALES": ","}, "WEMI_LOCALES"),
        ({**PRODUCTION, "WEMI_NOW": "2026-11-23T10:00"}, "WEMI_NOW"),
        ({"WEMI_NOW": "tomorrow"}, "WEMI_NOW"),
        ({"WEMI_RATE_LIMITS": "yes"}, "WEMI_RATE_LIMITS"),
        ({"WEMI_PROXY_HOPS": "-1"}, "WEMI_PROXY_HOPS"),
        ({"WEMI_PROXY_HOPS": "one"}, "WEMI_PROXY_HOPS"),
        ({"WEMI_PROXY_HOPS": "²"}, "WEMI_PROXY_HOPS"),
        ({"WEMI_PROXY_HOPS": "10"}, "WEMI_PROXY_HOPS"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(tmp_path: Path, env: dict[str, str], word: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        config(tmp_path, **env)
    assert str(refusal.value).startswith(word)
    assert str(refusal.value).endswith(".")


def test_a_secret_is_not_a_part_of_the_refusal(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refusal:
        config(tmp_path, **{**PRODUCTION, "WEMI_PUBLIC_URL": "nowhere"})
    assert PRODUCTION["WEMI_SECRET_KEY"] not in str(refusal.value)


def test_a_database_that_we_can_not_speak_to_is_refused_by_name(tmp_path: Path) -> None:
    environ = {"WEMI_DATA_DIR": str(tmp_path), "WEMI_DATABASE_URL": "mysql://somewhere"}
    with pytest.raises(ConfigError, match="WEMI_DATABASE_URL"):
        Config.from_env(environ)
