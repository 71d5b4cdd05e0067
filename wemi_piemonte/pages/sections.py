"""The sections of a service's page, for the list of what stands on it."""

from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.pages.sheet import Sheet


def sections_of(sheet: Sheet, *, has_ratings: bool = False) -> tuple[tuple[str, str], ...]:
    """Return anchor and title of each section, in the order of the page.

    What nobody can rate yet, such as a preview, has no ratings.
    """
    found = [
        ("what", _("What it is")),
        ("who", _("For whom")),
        ("how", _("How to ask")),
        ("bring", _("What you need")),
        ("get", _("What you get")),
        ("when", _("Times and hours")),
        ("where", _("Where")),
        ("cost", _("Cost")),
        ("contacts", _("Contacts")),
        ("body", _("Who is responsible")),
        ("languages", _("Languages spoken")),
        ("words", _("Words explained")),
        ("ratings", _("What people say")),
        ("confirmed", _("How fresh this page is")),
    ]
    empty = {
        "get": not sheet.text.what_you_get,
        "words": not sheet.words,
        "ratings": not has_ratings,
    }
    return tuple(each for each in found if not empty.get(each[0]))
