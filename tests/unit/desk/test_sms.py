"""Text for SMS: its signs are counted as a phone counts them, and a number is never cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wemi_piemonte.desks.sms import (
    Line,
    encoding_of,
    fewest_parts,
    fitted,
    in_one_part,
    length_in,
    parts_of,
    plainer,
    room_in,
    shortened,
)

NUMBERS = st.from_regex(r"\+39 0[0-9]{3} [0-9]{3} [0-9]{4}", fullmatch=True)
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=60)
LINES = st.lists(st.builds(Line, NAMES, NUMBERS), max_size=8)


@pytest.mark.parametrize(
    ("text", "encoding", "length"),
    [
        ("", "gsm", 0),
        ("Perché no? È così", "ucs2", 17),
        ("Perché no, così è", "gsm", 17),
        ("Costa 5 €", "gsm", 10),
        ("[a|b]", "gsm", 8),
        ("Допомога", "ucs2", 8),
        ("aiuto 🙂", "ucs2", 8),
        ("garçon", "ucs2", 6),
        ("GARÇON", "gsm", 6),
    ],
)
def test_signs_are_counted_as_a_phone_counts_them(text: str, encoding: str, length: int) -> None:
    assert (encoding_of(text), length_in(text)) == (encoding, length)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 0),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("я" * 70, 1),
        ("я" * 71, 2),
        ("я" * 134, 2),
        ("я" * 135, 3),
    ],
)
def test_a_text_goes_in_as_many_parts_as_a_phone_makes(text: str, parts: int) -> None:
    assert len(parts_of(text)) == parts


def test_a_sign_of_two_units_is_not_torn_between_two_parts() -> None:
    # 153 units end in the middle of the sign: it goes into the next part whole.
    first, second = parts_of("a" * 152 + "€" + "b" * 20)
    assert first == "a" * 152
    assert second == "€" + "b" * 20


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
def test_the_parts_are_the_text_and_each_has_room(text: str) -> None:
    parts = parts_of(text)
    encoding = encoding_of(text)
    assert "".join(parts) == text
    most = room_in(encoding, 2) // 2 if len(parts) > 1 else room_in(encoding, 1)
    # A part of a UCS-2 text may hold only Latin signs: it is counted as UCS-2 all the same.
    units = len if encoding == "gsm" else lambda part: len(part.encode("utf-16-le")) // 2
    assert all(units(part) <= most for part in parts)


@given(LINES, st.integers(0, 400))
def test_a_fitted_text_is_never_longer_than_told(lines: list[Line], limit: int) -> None:
    assert length_in(fitted(lines, limit).text) <= limit


@given(LINES, st.integers(0, 400))
def test_a_number_is_told_whole_or_not_at_all(lines: list[Line], limit: int) -> None:
    found = fitted(lines, limit)
    told = found.text.split("\n") if found.text else []
    assert len(told) == len(lines) - found.left_out
    kept = [*lines[: len(told) - 1], *lines[-1:]] if told else []
    assert all(said.endswith(line.whole) for said, line in zip(told, kept, strict=True))


@given(LINES)
def test_what_fits_in_one_part_is_told_whole(lines: list[Line]) -> None:
    text = "\n".join(" ".join(p for p in line if p) for line in lines)
    if length_in(text) <= room_in(encoding_of(text), 1):
        assert fewest_parts(lines) == (text, 0)


def test_names_are_shortened_so_that_one_part_is_enough() -> None:
    lines = [
        Line("Assistenza domiciliare integrata per persone anziane sole", "+39 0171 000 1001"),
        Line("Sportello per la casa e l'affitto del consorzio", "+39 0171 000 1002"),
        Line("Consultorio familiare di corso Francia", "+39 0171 000 1003"),
        Line("", "https://wemi.example.org/it/plans/BCDFGHJK"),
    ]
    found = fewest_parts(lines)
    assert found.left_out == 0
    assert len(parts_of(found.text)) == 1
    assert found.text.endswith("\nhttps://wemi.example.org/it/plans/BCDFGHJK")
    assert all(line.whole in found.text for line in lines)
    assert found.text.startswith("Assistenza")


def test_one_part_more_is_better_than_a_line_less() -> None:
    lines = [Line(f"Servizio numero {n}", f"+39 0171 000 {n:04}") for n in range(1, 9)]
    found = fewest_parts(lines)
    assert found.left_out == 0
    assert len(parts_of(found.text)) == 2


@given(LINES)
def test_what_goes_in_one_message_is_never_two_and_ends_with_the_way_back(
    lines: list[Line],
) -> None:
    link = Line("", "https://wemi.example/uk/plans/BCDFGHJK")
    found = in_one_part([*lines, link])
    assert len(parts_of(found.text)) == 1
    assert found.text.endswith(link.whole)
    assert length_in(found.text) <= (160 if encoding_of(found.text) == "gsm" else 70)


def test_the_way_back_is_the_last_to_go() -> None:
    lines = [Line("Uno", "+39 0171 000 1001"), Line("Due", "+39 0171 000 1002"), Line("", "x.it/1")]
    assert fitted(lines, 30) == ("Uno +39 0171 000 1001\nx.it/1", 1)
    assert fitted(lines, 10) == ("x.it/1", 2)
    assert fitted(lines, 3) == ("", 3)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Ndihmë në shtëpi", "Ndihme ne shtepi"),
        ("L’aiuto – «a casa»…", 'L\'aiuto - "a casa"...'),
        ("Îngrijire și sănătate", "Ingrijire si sanatate"),
        ("perché così", "perché così"),
        ("Допомога вдома", "Допомога вдома"),
        ("家", "家"),
    ],
)
def test_accents_that_make_a_text_dear_are_left_out_where_the_script_allows(
    text: str, plain: str
) -> None:
    assert plainer(text) == plain


@pytest.mark.parametrize(
    ("longest", "short"),
    [(40, "Sportello per la casa"), (18, "Sportello per la."), (8, "Sportel."), (1, "")],
)
def test_a_name_is_cut_between_words_where_it_can_be(longest: int, short: str) -> None:
    assert shortened("Sportello per la casa", longest) == short
