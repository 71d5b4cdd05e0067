"""Keys for programs of a body: made, shown once, taken back."""

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validate

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Organization
from wemi_piemonte.directory.rules import MemberRole, Scope
from wemi_piemonte.directory.tokens import (
    LONGEST_LIFE,
    keys_of,
    make_api_token,
    revoke_api_token,
)
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import Conflict
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.limits import limiter
from wemi_piemonte.foundation.schemas import Lenient
from wemi_piemonte.pages.provider.door import member

PROGRAMS = "/<locale:locale>/provider/organizations/<uuid:organization_id>/programs"
KEYS = "20 per hour"
USUAL_DAYS = 90


class KeyForm(Lenient):
    """A key to make; `token_id` tells a form that is sent twice."""

    token_id = fields.UUID(required=True)
    name = fields.String(
        required=True,
        validate=validate.Length(
            min=1, max=100, error=_l("Write what the program is, at most 100 letters.")
        ),
    )
    scopes = fields.List(
        fields.Enum(Scope, by_value=True),
        required=True,
        validate=validate.Length(min=1, error=_l("Choose at least one.")),
    )
    days = fields.Integer(
        required=True,
        validate=validate.Range(
            1,
            LONGEST_LIFE.days,
            error=_l("Choose from 1 to %(most)s days.", most=LONGEST_LIFE.days),
        ),
    )


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    by_account = limiter.limit(KEYS, key_func=lambda: f"keys:{me().id}")
    blueprint.get(PROGRAMS)(programs)
    blueprint.post(PROGRAMS)(by_account(make_key))
    blueprint.post(f"{PROGRAMS}/<uuid:token_id>/revoke")(revoke_key)


def _page(organization_id: UUID, status: int = 200, **values: Any) -> ResponseReturnValue:
    with reading() as session:
        member(session, organization_id, at_least=MemberRole.OWNER)
        body = session.get(Organization, organization_id)
        keys = keys_of(session, organization_id, clock.now())
    told: dict[str, Any] = {
        "body": body,
        "keys": keys,
        "scopes": list(Scope),
        "token_id": uuid4(),
        "values": {"name": "", "days": USUAL_DAYS, "scopes": [Scope.READ_LISTINGS]},
        "errors": {},
        "error": "",
        "secret": "",
        "most_days": LONGEST_LIFE.days,
        **values,
    }
    return render_template("provider/programs.html", **told), status


@needs(Role.PROVIDER)
def programs(locale: str, organization_id: UUID) -> ResponseReturnValue:
    """Show the keys of the body, and the form for another."""
    del locale
    return _page(organization_id)


@needs(Role.PROVIDER)
def make_key(locale: str, organization_id: UUID) -> ResponseReturnValue:
    """Make a key, and show it: this once."""
    del locale
    with reading() as session:
        member(session, organization_id, at_least=MemberRole.OWNER)
    typed = {
        "name": request.form.get("name", "")[:300],
        "days": request.form.get("days", "")[:10],
        "scopes": request.form.getlist("scopes")[:10],
    }
    try:
        form = KeyForm().load({**typed, "token_id": request.form.get("token_id", "")})
    except ValidationError as error:
        messages = {**error.messages_dict}
        if "scopes" in messages:
            messages["scopes"] = [_("Choose at least one.")]
        return _page(organization_id, 422, values=typed, errors=messages)
    try:
        with transaction() as session:
            member(session, organization_id, at_least=MemberRole.OWNER)
            secret = make_api_token(
                session,
                organization_id=organization_id,
                account_id=me().id,
                now=clock.now(),
                **form,
            )
    except Conflict:
        message = _("This key was made already, or the body has too many. Take one back.")
        return _page(organization_id, 409, values=typed, error=message)
    return _page(organization_id, secret=secret)


@needs(Role.PROVIDER)
def revoke_key(locale: str, organization_id: UUID, token_id: UUID) -> ResponseReturnValue:
    """Take a key back at once."""
    with transaction() as session:
        member(session, organization_id, at_least=MemberRole.OWNER)
        revoke_api_token(
            session,
            token_id=token_id,
            organization_id=organization_id,
            account_id=me().id,
            now=clock.now(),
        )
    address = url_for("provider.programs", locale=locale, organization_id=organization_id)
    return redirect(address, code=303)
