"""What was searched for is marked in a text, in any of its forms, and all else is escaped."""

import pytest

from wemi_piemonte.search.views.marking import Marker


@pytest.mark.parametrize(
    ("words", "locale", "text", "marked"),
    [
        (["badante"], "it", "Trovare una badante", "Trovare una <mark>badante</mark>"),
        (["anziano"], "it", "Per ANZIANI e famiglie", "Per <mark>ANZIANI</mark> e famiglie"),
        (["aiuto"], "it", "L'aiuto a casa", "L&#39;<mark>aiuto</mark> a casa"),
        (["citta"], "it", "Città & dintorni", "<mark>Città</mark> &amp; dintorni"),
        (["casa"], "it", "Casale, accasarsi", "Casale, accasarsi"),
        (["школа"], "uk", "Для школи", "Для <mark>школи</mark>"),
        (["上门"], "zh", "老人上门照料", "老人<mark>上门</mark>照料"),
        (["casa", "aiuto"], "it", "aiuto casa", "<mark>aiuto</mark> <mark>casa</mark>"),
        ([], "it", "<b>", "<b>"),
    ],
)
def test_words_are_marked(words: list[str], locale: str, text: str, marked: str) -> None:
    assert str(Marker(words).marked(text, locale)) == marked
