"""Where names of persons begin and end in a text, and what makes them none."""

from dataclasses import dataclass
from functools import cached_property

from wemi_piemonte.ratings.rules import Finding
from wemi_piemonte.ratings.screening.flat import Token
from wemi_piemonte.ratings.screening.known import (
    is_first_name,
    is_name,
    is_surname,
    no_names,
    ordinary,
)
from wemi_piemonte.ratings.screening.lists import shared
from wemi_piemonte.ratings.screening.signals import Signals
from wemi_piemonte.ratings.screening.sounds import is_arabic
from wemi_piemonte.ratings.screening.spans import Span

_MOST_NAMES = 4
_SHORTEST = 2
_AROUND = 3


@dataclass(frozen=True)
class Persons:
    """Looks for names in one text; places are those of its words."""

    signals: Signals
    locale: str

    @cached_property
    def tokens(self) -> list[Token]:
        return self.signals.tokens

    @cached_property
    def titles(self) -> dict[int, int]:
        """Where titles and jobs begin, and what follows them."""
        found = {hit.first: hit.after for hit in self.signals.hits("roles")}
        for hit in self.signals.hits("titles"):
            found[hit.first] = max(hit.after, found.get(hit.first, 0))
        return found

    @cached_property
    def institutions(self) -> frozenset[int]:
        return self.signals.marked("institutions")

    def forms(self, at: int) -> tuple[str, ...]:
        return self.signals.forms[at]

    def gap(self, at: int) -> str:
        """Return what stands before a word."""
        return self.signals.flat.between(self.tokens[at - 1], self.tokens[at])

    def is_capital(self, at: int) -> bool:
        return self.signals.flat.is_capital(self.tokens[at])

    def is_word_of_names(self, at: int) -> bool:
        """Say whether a word could be part of a name at all."""
        low = self.tokens[at].low
        return len(low) >= _SHORTEST and low.isalpha() and low not in no_names()

    def is_known(self, at: int) -> bool:
        return any(is_name(form) for form in self.forms(at))

    def is_first(self, at: int) -> bool:
        return any(is_first_name(form) for form in self.forms(at))

    def is_ordinary(self, at: int) -> bool:
        return any(form in ordinary(self.locale) for form in self.forms(at))

    def is_shouted_alone(self, at: int) -> bool:
        token = self.tokens[at]
        return self.signals.flat.plain[token.start : token.end].isupper()

    def follows(self, at: int) -> bool:
        """Say whether a word stands right behind the one before, in the same breath."""
        return at < len(self.tokens) and self.gap(at).strip(" ") in {"", "-", "'"}

    def name_at(self, at: int, *, after_job: bool = False) -> int:
        """Return what follows the name that begins at a word behind a title; `at` for none."""
        if at >= len(self.tokens):
            return at
        first = at
        if (
            self.tokens[at].low in shared("particles")
            and self.is_capital(at)
            and self.follows(at + 1)
        ):
            first = at + 1
            if not self.is_capital(first):
                return at
        if not self.is_word_of_names(first) or not self._begins(first, after_job=after_job):
            return at
        return self.end_of_name(first + 1)

    def _begins(self, at: int, *, after_job: bool) -> bool:
        low = self.tokens[at].low
        if self.is_capital(at):
            return not after_job or self.is_known(at) or not self.is_shouted_alone(at)
        if is_arabic(low) and self.is_ordinary(at):
            follows = self.follows(at + 1) and self.is_known(at + 1)
            return self.is_known(at) and follows and not self.is_ordinary(at + 1)
        if self.is_ordinary(at):
            return not after_job and low.endswith("i") and is_surname(low)
        return self.is_first(at) if after_job else self.is_known(at)

    def end_of_name(self, at: int) -> int:
        """Return what follows a name of which a word stands before `at`."""
        for _more in range(_MOST_NAMES - 1):
            if not self.follows(at) or at in self.titles:
                break
            if self._goes_on(at):
                at += 1
            elif (
                self.tokens[at].low in shared("particles")
                and self.follows(at + 1)
                and self._goes_on(at + 1)
            ):
                at += 2
            else:
                break
        return at

    def _goes_on(self, at: int) -> bool:
        if not self.is_word_of_names(at) or self.tokens[at].low in shared("particles"):
            return False
        low = self.tokens[at].low
        is_of_place = is_arabic(low) and low.startswith("ال") and low.endswith("ي")
        return (
            self.is_capital(at) or is_of_place or (self.is_known(at) and not self.is_ordinary(at))
        )

    def is_of_place(self, first: int) -> bool:
        """Say whether a name is that of a place, a saint, a body: by what stands before it."""
        for at in range(first - 1, max(-1, first - 1 - _AROUND), -1):
            low, gap = self.tokens[at].low, self.gap(at + 1).strip(" '\"«-")
            is_short = len(low) <= _SHORTEST
            if gap and not (gap == "." and is_short):
                return False
            if at in self.signals.marked("places") and (gap == "." or len(low) > 1):
                return True
            if low not in shared("particles") and not self.is_capital(at):
                return False
        return False

    def is_of_kin(self, first: int, after: int) -> bool:
        """Say whether somebody's family is named."""
        kin = self.signals.marked("kin")
        near = [at for at in self.signals.before(first, _AROUND) if at in kin]
        behind = after < len(self.tokens) and self.gap(after).strip() in {",", "(", "-"}
        return bool(near) or (behind and any(at in kin for at in range(after, after + _AROUND)))

    def span(self, first: int, after: int) -> Span:
        return Span(self.tokens[first].start, self.tokens[after - 1].end, Finding.PERSON_NAME)

    def is_institution(self, first: int, after: int) -> bool:
        return all(at in self.institutions for at in range(first, after))
