"""The forms of qualification, and the words for its closed lists."""

from wemi_piemonte.qualification.schemas.labels import LABELS

__all__ = ["LABELS"]
