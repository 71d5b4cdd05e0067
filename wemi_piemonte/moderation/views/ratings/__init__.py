"""Ratings, bursts of them, replies and appeals: four pages that decide without the score."""

from flask import Blueprint

from wemi_piemonte.moderation.views.ratings import appeals, bursts, ratings, replies


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    for part in (ratings, bursts, replies, appeals):
        part.register(blueprint)
