"""What the Region has decided, the newest first."""

from enum import StrEnum
from typing import Any, TypeVar

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.moderation.queries import Chosen, log_page, titles_of
from wemi_piemonte.moderation.rules import Act, Reason, Subject
from wemi_piemonte.moderation.views.queue import names_of, page_of
from wemi_piemonte.search.views.address import page_number, pages_of

PER_PAGE = 50

Codes = TypeVar("Codes", bound=StrEnum)


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get("/<locale:locale>/moderation/log")(log)


def _asked(codes: type[Codes], name: str) -> Codes | None:
    """Return a code that the address asks for, None for all; there is nothing at an unknown one."""
    value = request.args.get(name, "")
    if not value:
        return None
    return codes(value) if value in set(codes) else abort(404)


@needs(Role.MODERATOR, Role.ADMIN)
def log(locale: str) -> ResponseReturnValue:
    """Show the decisions, all or those that are asked for."""
    del locale
    page = page_number(request.args.get("page", "")) or abort(404)
    is_mine = request.args.get("mine") == "1"
    chosen = Chosen(
        _asked(Subject, "subject"),
        _asked(Act, "act"),
        _asked(Reason, "reason"),
        me().id if is_mine else None,
    )
    with reading() as session:
        total, decisions = log_page(session, chosen, page=page, per_page=PER_PAGE)
        titles = titles_of(session, decisions)
        names = names_of(session, {each.account_id for each in decisions if each.account_id})
    if page > 1 and not decisions:
        abort(404)
    filters: dict[str, Any] = {
        "subject": chosen.subject,
        "act": chosen.act,
        "reason": chosen.reason,
        "mine": "1" if is_mine else None,
    }
    return render_template(
        "moderation/log.html",
        decisions=[(each, page_of(each.subject, each.subject_id)) for each in decisions],
        titles=titles,
        names=names,
        total=total,
        filters=filters,
        choices=(
            ("subject", list(Subject)),
            ("act", list(Act)),
            ("reason", list(Reason)),
        ),
        pages=pages_of(
            total, page, PER_PAGE, lambda number: url_for("moderation.log", **filters, page=number)
        ),
        is_admin=me().role is Role.ADMIN,
    )
