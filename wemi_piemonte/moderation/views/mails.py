"""Mails that do not arrive, for the administrators: those still tried, and those given up."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.mail import dead_mails, stuck_mails, try_again

MOST_SHOWN = 200
MAILS = "/<locale:locale>/moderation/mails"


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(MAILS)(mails)
    blueprint.post(f"{MAILS}/<uuid:delivery_id>/retry")(retry_mail)


@needs(Role.ADMIN)
def mails(locale: str) -> ResponseReturnValue:
    """Show the mails that wait for long or were given up, and what the server said."""
    del locale
    with reading() as session:
        stuck = stuck_mails(session, clock.now(), MOST_SHOWN)
        dead = dead_mails(session, MOST_SHOWN)
    done = request.args.get("done", "")
    return render_template(
        "moderation/mails.html",
        stuck=stuck,
        dead=dead,
        now=clock.now(),
        done=done,
        is_admin=True,
    )


@needs(Role.ADMIN)
def retry_mail(locale: str, delivery_id: UUID) -> ResponseReturnValue:
    """Put a mail that was given up back among those that wait."""
    with transaction() as session:
        is_back = try_again(session, delivery_id, clock.now())
        if is_back:
            record_act(
                session,
                "retry_mail",
                account_id=me().id,
                subject="delivery",
                subject_id=delivery_id,
                now=clock.now(),
            )
    done = "again" if is_back else "gone"
    return redirect(url_for("moderation.mails", locale=locale, done=done), code=303)
