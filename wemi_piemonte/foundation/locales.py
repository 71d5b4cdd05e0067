"""The one list of the languages of the pages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the pages: its code in paths, in HTML, for Babel, and its own name.

    `comma` parts what is listed without a last "and", `colon` a name from what is said of it;
    `quotes` stand around words that are somebody's own.
    """

    code: str
    html_lang: str
    babel: str
    name: str
    comma: str = ", "
    colon: str = ": "
    quotes: tuple[str, str] = ("«", "»")


LOCALES: dict[str, Language] = {
    language.code: language
    for language in (
        Language("it", "it", "it", "Italiano"),
        Language("en", "en", "en_GB", "English", quotes=("“", "”")),
        Language("fr", "fr", "fr", "Français", colon="\u00a0: ", quotes=("«\u00a0", "\u00a0»")),
        Language("es", "es", "es", "Español"),
        Language("ro", "ro", "ro", "Română", quotes=("„", "”")),
        Language("ar", "ar", "ar", "العربية", comma="، "),
        Language("sq", "sq", "sq", "Shqip"),
        Language("uk", "uk", "uk", "Українська"),
        Language("zh", "zh-Hans", "zh_Hans", "中文", comma="、", colon="：", quotes=("“", "”")),
    )
}
"""The one list of languages; Config.locales says which of them are switched on."""


def tag_of(code: str) -> str:
    """Return a language code as HTML and other formats write it (BCP 47); ours or any other."""
    return LOCALES[code].html_lang if code in LOCALES else code


SIMPLE = "it"
"""The language that has an easy variant."""

EASY = "it-simple"
"""Italian that is easy to read, as a language of content; "simple" is a variant of BCP 47."""

CONTENT = (*LOCALES, EASY)
"""The languages that a text of the directory may be told in, beside its own."""
