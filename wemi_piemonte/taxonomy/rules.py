"""How terms are named: our taxonomies, and the key of a term."""

from uuid import UUID, uuid5

NEEDS = "wemi-piemonte-needs"
MODES = "wemi-piemonte-modes"
TARGETS = "wemi-piemonte-targets"
COSTS = "wemi-piemonte-costs"
AVAILABILITIES = "wemi-piemonte-availabilities"
OURS = frozenset({NEEDS, MODES, TARGETS, COSTS, AVAILABILITIES})

_NAMESPACE = UUID("6f0f3c1e-55a1-5b0b-9d2b-7c1f8a5e2d40")


def term_key(taxonomy: str, code: str, identifier: str = "") -> UUID:
    """Return the key of a term: the same words give the same key, on every machine."""
    return uuid5(_NAMESPACE, f"{taxonomy}\x1f{code}\x1f{identifier}")
