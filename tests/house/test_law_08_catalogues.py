"""Law 8: the catalogues hold exactly the texts of the code, complete, in every language."""

import ast
import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from enum import StrEnum
from importlib import import_module
from inspect import isclass, ismodule
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from config import Config
from tests.catalogues import FOLDER, catalogue, sources, texts
from tests.conftest import ROOT
from tests.house.sources import PACKAGE, named, python_files, text_of, tree_of
from wemi_piemonte import app
from wemi_piemonte.directory.readability import EASY as EASY_TEXT
from wemi_piemonte.directory.readability import gulpease
from wemi_piemonte.foundation.locales import EASY, LOCALES, SIMPLE

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%|%[sd]")
TAG = re.compile(r"</?\s*[a-z][^>]*>")
# Closed lists whose labels have another name than the list.
KINDS = {
    "search.Reason": "why",
    "matching.Reason": "why",
    "listings.Word": "quality_word",
    "ratings.Verdict": "rating_verdict",
    "referrals.EventKind": "referral_event",
    "cases.CaseEventKind": "case_event",
}
# Closed lists that no page shows by name.
UNSHOWN = {
    "directory.TranslationState": "said as a sentence beside the text, in templates/macros/text.html",
    "directory.LinkType": "a name inside HSDS files",
    "directory.Outcome": "printed by the import command",
    "directory.OwnerKind": "stands in the keys of files for translators",
    "exchange.Outcome": "printed by the import of translations",
    "matching.Cause": "for the page of the plan, which comes with its issue",
    "foundation.Seen": "the columns of one table, on the page of a body's numbers",
    "accounts.Purpose": "what a token is good for, said by the page its link leads to",
    "referrals.LinkFor": "whom a link of a mail serves, said by the page it leads to",
    "desks.DeskRight": "what a role holds, said by the pages that it opens",
    "desks.Welcome": "what came of an invitation, said as a sentence by the page that invites",
    "search.Sort": "the options of one select, in the form of the search page",
}


def faults(messages: Iterable[Message], plurals: int) -> list[str]:
    """What is wrong with the translations of a catalogue."""
    found = []
    for message in messages:
        if not message.id:
            continue
        ids, strings = sources(message), texts(message)
        if message.fuzzy:
            found.append(f"fuzzy: {ids[0]}")
        if not all(strings) or (len(ids) > 1 and len(strings) != plurals):
            found.append(f"not translated: {ids[0]}")
            continue
        # One and two may be written out in words, so a plural form may leave the number out.
        allowed = set(PLACEHOLDER.findall(" ".join(ids)))
        needed = set(PLACEHOLDER.findall(ids[-1])) - ({"num"} if len(ids) > 1 else set())
        for text in strings:
            there = set(PLACEHOLDER.findall(text))
            if not needed <= there <= allowed:
                found.append(f"placeholders: {ids[0]}")
            if sorted(TAG.findall(text)) != sorted(TAG.findall(ids[0])):
                found.append(f"tags: {ids[0]}")
    return found


def closed_lists(tree: ast.Module) -> list[str]:
    """The enumerations that a module defines."""
    return [
        node.name
        for node in tree.body
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id == "StrEnum" for base in node.bases)
    ]


def all_closed_lists() -> dict[str, str]:
    """Every closed list, as domain and name, with the module that defines it."""
    return {
        f"{path.relative_to(PACKAGE).parts[0]}.{name}": named(path)
        .removesuffix(".py")
        .replace("/", ".")
        for path in python_files("wemi_piemonte")
        for name in closed_lists(tree_of(path))
    }


def unlabelled(
    codes: type[StrEnum], labels: Mapping[str, Mapping[str, Any]], kind: str = ""
) -> list[str]:
    """The members of a closed list that have no label in the catalogues."""
    kind = kind or re.sub(r"(?<!^)(?=[A-Z])", "_", codes.__name__).lower()
    return [f"{codes.__name__}.{code.name}" for code in codes if code not in labels.get(kind, {})]


def test_the_template_equals_a_fresh_extraction(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.pot"
    env = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    command = ["make", "extract", f"POT={fresh}"]
    subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True)
    assert (FOLDER / "messages.pot").read_text() == fresh.read_text(), "run: make strings"


@pytest.mark.parametrize("locale", Config().locales)
def test_a_catalogue_is_complete_and_keeps_placeholders_and_tags(locale: str) -> None:
    found = catalogue(locale)
    with (FOLDER / "messages.pot").open("rb") as file:
        wanted = {str(message.id) for message in read_po(file)}
    assert {str(message.id) for message in found} == wanted
    assert faults(found, found.num_plurals) == []


def test_easy_italian_tells_otherwise_what_is_told_in_italian() -> None:
    easy, italian = catalogue(EASY), catalogue(SIMPLE)
    told = {str(message.id): message for message in italian}
    for message in easy:
        if message.id:
            assert str(message.id) in told, f"no longer asked for: {message.id}"
            assert texts(message) != texts(told[str(message.id)]), f"not easier: {message.id}"
    assert faults(easy, easy.num_plurals) == []


def test_easy_italian_is_easy() -> None:
    for message in catalogue(EASY):
        for text in texts(message) if message.id else []:
            index = gulpease(text)
            assert index is None or index >= EASY_TEXT, f"Gulpease {index}: {text}"
            sentences = re.split(r"(?<=[.!?:])\s+", text)
            assert max(len(each.split()) for each in sentences) <= 15, text


def test_settings_folders_and_documents_agree_on_the_languages() -> None:
    folders = {path.parent.parent.name for path in FOLDER.glob("*/LC_MESSAGES/messages.po")}
    assert {*Config().locales, EASY} == folders
    assert set(Config().locales) <= set(LOCALES)
    document = text_of(ROOT / "docs" / "translating.md")
    assert {code for code in LOCALES if f"`{code}`" in document} == set(LOCALES)


def test_no_compiled_catalogue_is_committed() -> None:
    assert "*.mo" in text_of(ROOT / ".gitignore").splitlines()


def test_every_member_of_a_closed_list_has_a_label() -> None:
    missing = []
    for name, module in all_closed_lists().items():
        if name not in UNSHOWN:
            codes = getattr(import_module(module), name.split(".")[1])
            missing += unlabelled(codes, app.LABELS, KINDS.get(name, ""))
    assert missing == []


def test_what_is_not_shown_is_still_there() -> None:
    assert {*UNSHOWN, *KINDS} <= set(all_closed_lists())


def test_faults_of_a_catalogue_are_found() -> None:
    wrong = Catalog(locale="it")
    wrong.add("Hello", "")
    wrong.add("Fuzzy", "Quasi", flags=["fuzzy"])
    wrong.add("%(num)s of %(all)s", "%(num)s di")
    wrong.add("Go <b>on</b>", "Vai avanti")
    wrong.add(("%(num)s hit in %(place)s", "%(num)s hits in %(place)s"), ("un risultato", ""))
    wrong.add(("%(num)s day", "%(num)s days"), ("un giorno", "%(num)s giorni"))
    assert faults(wrong, 2) == [
        "not translated: Hello",
        "fuzzy: Fuzzy",
        "placeholders: %(num)s of %(all)s",
        "tags: Go <b>on</b>",
        "not translated: %(num)s hit in %(place)s",
    ]


def test_a_member_without_a_label_is_found() -> None:
    class Season(StrEnum):
        SUMMER = "summer"
        WINTER = "winter"

    assert isclass(Season)
    assert unlabelled(Season, {"season": {"summer": "Summer"}}) == ["Season.WINTER"]


def test_labels_are_looked_up_by_code_and_never_written_in_enumerations() -> None:
    for path in PACKAGE.rglob("rules.py"):
        assert "gettext" not in text_of(path), f"{named(path)} holds text"


def test_each_kind_of_label_belongs_to_one_domain() -> None:
    tables = [
        each.LABELS for each in vars(app).values() if ismodule(each) and hasattr(each, "LABELS")
    ]
    assert sum(len(each) for each in tables) == len(app.LABELS)
