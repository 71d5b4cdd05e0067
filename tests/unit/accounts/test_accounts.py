"""Addresses to go on to, addresses of mail, and what is kept of secrets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wemi_piemonte.accounts.identity import safe_next
from wemi_piemonte.accounts.operations.passwords import hash_password, is_password
from wemi_piemonte.accounts.rules import TOKEN_LIVES, Purpose, email_key, new_stamp, new_token


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/it/\nSet-Cookie: a=b",
        "/it/\t//evil.example",
        "evil",
        "",
        "/" + "x" * 3000,
    ],
)
def test_only_paths_of_this_site_are_gone_on_to(address: str) -> None:
    assert safe_next(address) == ""


def test_a_path_of_this_site_is_kept() -> None:
    assert safe_next("/it/provider/?page=2") == "/it/provider/?page=2"


@given(st.text(max_size=60))
def test_what_is_gone_on_to_never_leaves_the_site(text: str) -> None:
    found = safe_next(text)
    assert found in {"", text}
    assert not found or (found[0] == "/" and found[:2] not in {"//", "/\\"})


def test_an_address_is_the_same_however_it_is_typed() -> None:
    assert email_key("  Anna@Example.ORG ") == "anna@example.org"


def test_a_password_is_kept_only_as_a_hash_and_nobody_has_none() -> None:
    kept = hash_password("four words in a row")
    assert "four" not in kept
    assert is_password(kept, "four words in a row")
    assert not is_password(kept, "four words in a ROW")
    assert not is_password("", "no account has this password")
    assert not is_password("broken", "anything")


def test_secrets_are_long_and_never_the_same() -> None:
    assert len({new_token() for _ in range(50)}) == len({new_stamp() for _ in range(50)}) == 50
    assert min(len(new_token()) for _ in range(5)) >= 43


def test_every_purpose_has_an_end() -> None:
    assert set(TOKEN_LIVES) == set(Purpose)
    assert max(TOKEN_LIVES.values()).days == 2
