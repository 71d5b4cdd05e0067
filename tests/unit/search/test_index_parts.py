"""However an index lies on the disk, in few large pieces or many small ones, it answers the same."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.bench.corpus import services
from tests.indexes import TODAY, changed, folder_of, found_in, ids_in, snapshot_of
from tests.make import service, translation
from wemi_piemonte.search.index import snapshot as snapshots
from wemi_piemonte.search.index import text, writing
from wemi_piemonte.search.index.snapshot import Snapshot

MANY = list(services(60))
ASKED: list[dict[str, Any]] = [
    {"text": "servizio"},
    {"text": "sportello documenti"},
    {"text": "desk", "locale": "en"},
    {"text": '"codice fiscale"'},
    {"needs": ("ageing", "family"), "costs": ("free",)},
    {},
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return snapshot_of(tmp_path_factory.mktemp("whole"), MANY)


@pytest.mark.parametrize(("piece", "left"), [(7, 5), (7, 100), (25, 20), (60, 2)])
def test_pieces_answer_as_the_whole(
    whole: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int, left: int
) -> None:
    monkeypatch.setattr(writing, "PIECE", piece)
    monkeypatch.setattr(snapshots, "LEFT_ON_DISK", left)
    monkeypatch.setattr(text, "MOST_MERGED", 3)
    folder = folder_of(tmp_path / "pieces", MANY[:40])
    parts = Snapshot(folder)
    for number in range(40, 60, 5):
        parts = changed(folder, [*MANY[number : number + 5], MANY[number - 3]], before=parts)
    for asked in ASKED:
        assert ids_in(parts, **asked) == ids_in(whole, **asked)
        assert found_in(parts, **asked).facets == found_in(whole, **asked).facets
    parts.warm()


def test_many_loose_changes_wear_an_index_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(tmp_path, MANY[:20])
    assert not writing.is_worn(text.committed(folder / "text"))
    changed(folder, MANY[20:40])
    monkeypatch.setattr(writing, "MOST_LOOSE", 10)
    assert writing.is_worn(text.committed(folder / "text"))


def test_many_dead_rows_wear_an_index_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_of(tmp_path, MANY[:20])
    changed(folder, [], [record.id for record in MANY[:15]])
    assert not writing.is_worn(text.committed(folder / "text"))
    monkeypatch.setattr(writing, "MOST_DEAD", 10)
    assert writing.is_worn(text.committed(folder / "text"))


def test_a_commit_that_fails_leaves_the_last_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(tmp_path, MANY[:3])

    def fail(_record: object) -> None:
        raise RuntimeError("no")

    with monkeypatch.context() as broken:
        broken.setattr(writing, "analyse", fail)
        with pytest.raises(RuntimeError):
            changed(folder, [MANY[5]])
    assert writing.flaws(folder) == []
    assert found_in(changed(folder, [MANY[6]])).total == 4


def test_chinese_text_is_found_by_most_of_its_pairs(tmp_path: Path) -> None:
    record = service("Aiuto a casa", needs=())
    words = translation(record.id, "name", record.name, "上门照顾老年人", locale="zh")
    snapshot = snapshot_of(tmp_path, [replace(record, translations=(words,))])
    for query in ("照顾老年人", "照顧老年人", "上门照顾", "老年", "照顾老人的", "老"):
        assert ids_in(snapshot, text=query, locale="zh") == [record.id], query
    assert ids_in(snapshot, text="免费午餐", locale="zh") == []


def test_a_text_in_a_language_that_is_none_of_ours_is_found_as_written(tmp_path: Path) -> None:
    record = service("Häusliche Pflege", source_lang="de", needs=(), description="", summary="")
    snapshot = snapshot_of(tmp_path, [record])
    assert ids_in(snapshot, text="hausliche") == [record.id]


def test_very_long_texts_are_cut_for_phrases_only(tmp_path: Path) -> None:
    long = " ".join(f"parola{number}" for number in range(5000))
    record = service("Lungo", description=f"{long} ultima frase", needs=())
    snapshot = snapshot_of(tmp_path, [record])
    assert ids_in(snapshot, text="ultima frase") == [record.id]
    assert ids_in(snapshot, text='"ultima frase"') == []
    assert ids_in(snapshot, text='"parola7 parola8"') == [record.id]


def test_reasons_name_each_filter_that_fits(tmp_path: Path) -> None:
    from tests.make import full_service

    record = replace(full_service(), cost=service().cost)
    snapshot = snapshot_of(tmp_path, [record])
    found = found_in(
        snapshot,
        needs=("ageing.home-care",),
        spoken=("ro",),
        costs=("free",),
        age=70,
        targets=("older_people",),
        available=True,
    )
    assert found.filters.reasons(found.rows[0]) == [
        "need",
        "spoken",
        "free",
        "age_fits",
        "target_fits",
        "available",
    ]


def test_the_index_of_a_day_is_the_same_on_any_machine(tmp_path: Path) -> None:
    one, other = (snapshot_of(tmp_path / name, MANY[:10]) for name in ("a", "b"))
    assert one.rows.rows.tobytes() == other.rows.rows.tobytes()
    assert TODAY.isoformat() == "2026-11-16"
