"""The same two bodies as in the provider's room, seen by the Region."""

from tests.web.provider.conftest import mails, page, site, town

__all__ = ["mails", "page", "site", "town"]
