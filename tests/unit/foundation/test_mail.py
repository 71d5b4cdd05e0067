"""Mail without a server: pauses, secrets, and the page that is made from a text."""

import json
from datetime import timedelta

import pytest

from wemi_piemonte.foundation.mail.page import Piece, paragraphs_of
from wemi_piemonte.foundation.mail.waiting import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    LONGEST_REST,
    has_secret,
    pause_after,
    rest_after,
)

SITE = "https://wemi.example"


def test_a_mail_waits_twice_as_long_after_each_try_and_never_longer_than_six_hours() -> None:
    pauses = [pause_after(tries) for tries in range(1, 100)]
    assert pauses[:4] == [FIRST_PAUSE * factor for factor in (1, 2, 4, 8)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE


def test_a_server_rests_longer_the_longer_it_is_waited_for() -> None:
    rests = [rest_after(timedelta(minutes=minutes)) for minutes in (0, 1, 6, 20, 60, 4000)]
    minutes = [each / timedelta(minutes=1) for each in rests]
    assert minutes == [1, 1, 3, 10, 15, 15]
    assert rests[-1] == LONGEST_REST


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"name": "x", "days": 3}, False),
        ({"token": "x"}, True),
        ({"reset_code": "x"}, True),
        ({"listings": [{"title": "x", "token": "y"}]}, True),
        ({"listings": [{"title": "x"}]}, False),
    ],
)
def test_secrets_are_found_however_deep_they_lie(values: object, expected: bool) -> None:
    assert has_secret(json.dumps(values)) is expected


def test_values_that_were_wiped_hold_no_secret() -> None:
    assert not has_secret("")


def test_paragraphs_and_lines_stay_what_they_are() -> None:
    text = "Ciao.\nCome va?\n\n\nA presto.\n"
    assert paragraphs_of(text, SITE) == [
        [(Piece("Ciao."),), (Piece("Come va?"),)],
        [(Piece("A presto."),)],
    ]


@pytest.mark.parametrize("before", ["Read it here:", "在此阅读："])
def test_a_link_alone_on_its_line_is_what_the_reader_is_to_do(before: str) -> None:
    link = f"{SITE}/it/x?a=1#b"
    expected = [[(Piece(before),), (Piece("", link, is_alone=True),)]]
    assert paragraphs_of(f"{before}\n{link}", SITE) == expected


def test_a_link_below_a_name_is_called_by_it() -> None:
    text = f"The apple tree\n{SITE}/1\nThe pear tree\n{SITE}/2"
    assert paragraphs_of(text, SITE) == [
        [
            (Piece("The apple tree", f"{SITE}/1", is_alone=True),),
            (Piece("The pear tree", f"{SITE}/2", is_alone=True),),
        ]
    ]


def test_a_link_inside_a_line_ends_before_the_sign_that_ends_the_sentence() -> None:
    assert paragraphs_of(f"See {SITE}/x, and {SITE}/.", SITE) == [
        [
            (
                Piece("See "),
                Piece(f"{SITE}/x", f"{SITE}/x"),
                Piece(", and "),
                Piece(f"{SITE}/", f"{SITE}/"),
                Piece("."),
            )
        ]
    ]


@pytest.mark.parametrize(
    "other",
    [
        "https://other.example/x",
        f"{SITE}.evil.example/x",
        f"{SITE}@evil.example/",
        f"{SITE}:pass@evil.example/",
        f"{SITE}:8443/",
        "javascript:alert(1)",
    ],
)
def test_nothing_but_this_site_becomes_a_link(other: str) -> None:
    assert paragraphs_of(other, SITE) == [[(Piece(other),)]]
