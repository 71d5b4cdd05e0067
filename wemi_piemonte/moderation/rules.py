"""The coded acts and reasons of the Region's decisions."""

from enum import StrEnum


class Act(StrEnum):
    """What was decided."""

    PUBLISH = "publish"


class Reason(StrEnum):
    """Why; the coded part of a statement of reasons."""

    TRUSTED_SOURCE = "trusted_source"
