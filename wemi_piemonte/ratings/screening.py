"""Words of a comment that may not be shown as they are: data about persons, and abuse."""

import re
from collections.abc import Collection

from wemi_piemonte.ratings.rules import Finding, Found

_PHONE = re.compile(r"(?<![\w.,/-])\+?\d(?:[\s./-]?\d){6,14}(?![\w])")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TAX_CODE = re.compile(r"\b[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]\b", re.IGNORECASE)


def findings(text: str, locale: str, names: Collection[str] = ()) -> tuple[Found, ...]:
    """Return the words of a comment that hold it back, in their order, each once.

    `names` are of people who work for the body.
    """
    del locale
    found = [
        (match.start(), Found(match.group(), kind))
        for kind, pattern in (
            (Finding.TAX_CODE, _TAX_CODE),
            (Finding.EMAIL, _EMAIL),
            (Finding.PHONE, _PHONE),
        )
        for match in pattern.finditer(text)
    ]
    folded = text.casefold()
    for name in names:
        at = folded.find(name.casefold()) if name.strip() else -1
        if at >= 0:
            found.append((at, Found(text[at : at + len(name)], Finding.STAFF_NAME)))
    return tuple(dict.fromkeys(each for _at, each in sorted(found, key=lambda pair: pair[0])))
