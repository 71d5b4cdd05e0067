"""Who may do what for an organization, judged at each request: what is not yours is not there."""

from uuid import UUID

from sqlalchemy.orm import Session
from werkzeug.exceptions import Forbidden

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.directory.models import Service
from wemi_piemonte.directory.queries import membership_of
from wemi_piemonte.directory.rules import MEMBER_RIGHTS, MemberRole
from wemi_piemonte.foundation.errors import NotFound


def member(
    session: Session, organization_id: UUID, *, at_least: MemberRole = MemberRole.READER
) -> MemberRole:
    """Return what the person asking may do for an organization.

    A stranger to it is told that there is nothing (404), a member with too small a right that
    they may not (403).
    """
    role = membership_of(session, me().id, organization_id)
    if role is None:
        raise NotFound
    if MEMBER_RIGHTS[role] < MEMBER_RIGHTS[at_least]:
        raise Forbidden
    return role


def own_service(
    session: Session, service_id: UUID, *, at_least: MemberRole = MemberRole.READER
) -> Service:
    """Return a service of an organization of the person asking, else as `member` says."""
    service = session.get(Service, service_id)
    if service is None:
        raise NotFound
    member(session, service.organization_id, at_least=at_least)
    return service
