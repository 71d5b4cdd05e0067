"""The texts of the interface in a language, as they stand in its catalogue."""

from functools import cache
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.conftest import ROOT
from wemi_piemonte.foundation.locales import EASY, LOCALES, SIMPLE

FOLDER = ROOT / "translations"


@cache
def catalogue(locale: str) -> Catalog:
    """The catalogue of a language, or of easy Italian."""
    path = FOLDER / locale / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=LOCALES[SIMPLE if locale == EASY else locale].babel)


def texts(message: Message) -> list[str]:
    """The translations of a message, one for each plural form."""
    found: Any = message.string
    return list(found) if isinstance(found, list | tuple) else [str(found)]


def sources(message: Message) -> list[str]:
    """The message ids: singular, and plural where there is one."""
    found: Any = message.id
    return list(found) if isinstance(found, list | tuple) else [str(found)]
