"""The history of a listing: its versions, what each changed, and going back to one."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.rules import MEMBER_RIGHTS, MemberRole, Publication
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import IllegalMove
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.listings.operations import restore
from wemi_piemonte.listings.queries import (
    history_of,
    read_version,
    version_of,
    working_copy,
)
from wemi_piemonte.listings.rules import Waiting
from wemi_piemonte.listings.schemas.telling import told_changes
from wemi_piemonte.pages.provider.door import member, own_service


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    path = "/<locale:locale>/provider/services/<uuid:service_id>/history"
    blueprint.get(path)(listing_history)
    blueprint.get(f"{path}/<uuid:version_id>")(listing_version)
    blueprint.post(f"{path}/<uuid:version_id>/restore")(restore_version)


@needs(Role.PROVIDER)
def listing_history(locale: str, service_id: UUID) -> ResponseReturnValue:
    """Show the versions of a listing, the newest first."""
    del locale
    with reading() as session:
        service = own_service(session, service_id)
        versions = history_of(session, service_id)
    return render_template("provider/listing_history.html", service=service, versions=versions)


@needs(Role.PROVIDER)
def listing_version(locale: str, service_id: UUID, version_id: UUID) -> ResponseReturnValue:
    """Show what a version changed, and how it differs from what is being written now."""
    del locale
    return _page(service_id, version_id)


def _page(service_id: UUID, version_id: UUID, error: str = "") -> str:
    with reading() as session:
        service = own_service(session, service_id)
        right = member(session, service.organization_id)
        version = version_of(session, service_id, version_id)
        working = working_copy(session, service_id)
        versions = history_of(session, service_id)
    before = next((each for each in versions if each.number < version.number), None)
    record = read_version(version.hsds, working.standing)
    earlier = read_version(before.hsds, working.standing) if before else None
    return render_template(
        "provider/listing_version.html",
        service=service,
        version=version,
        before=before,
        changed=told_changes(earlier, record),
        since=told_changes(record, working.record),
        may_restore=MEMBER_RIGHTS[right] >= MEMBER_RIGHTS[MemberRole.EDITOR]
        and working.publication is not Publication.ARCHIVED,
        error=error,
    )


@needs(Role.PROVIDER)
def restore_version(locale: str, service_id: UUID, version_id: UUID) -> ResponseReturnValue:
    """Make an earlier version the one that is being written."""
    try:
        with transaction() as session:
            own_service(session, service_id, at_least=MemberRole.EDITOR)
            restore(
                session,
                service_id=service_id,
                version_id=version_id,
                account_id=me().id,
                now=clock.now(),
            )
    except Waiting:
        error = _("The Region is looking at it. Take it back first.")
        return _page(service_id, version_id, error), 409
    except IllegalMove:
        return _page(service_id, version_id, _("Take it out of the archive first.")), 409
    address = url_for("provider.listing", locale=locale, service_id=service_id, done="restored")
    return redirect(address, code=303)
