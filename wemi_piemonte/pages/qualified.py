"""The public register: which bodies the Region has qualified, for what, where and until when."""

from flask import Blueprint, abort, render_template, request, url_for

from wemi_piemonte.directory.queries import with_visible_services
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.qualification.queries import PER_PAGE, register_page
from wemi_piemonte.search.views.address import page_number, pages_of

LONGEST_NAME = 100


def register(blueprint: Blueprint) -> None:
    """Give the blueprint this page."""
    blueprint.get("/<locale:locale>/qualified-bodies")(qualified_bodies)


@public
def qualified_bodies(locale: str) -> str:
    """Show the bodies, those that are suspended, revoked or have run out as such."""
    del locale
    page = page_number(request.args.get("page", "")) or abort(404)
    name = " ".join(request.args.get("q", "").split())[:LONGEST_NAME]
    with reading() as session:
        total, bodies = register_page(session, name=name, page=page)
        shown = with_visible_services(session, [each.organization_id for each in bodies])
    if page > 1 and not bodies:
        abort(404)
    return render_template(
        "pages/qualified.html",
        bodies=bodies,
        shown=shown,
        total=total,
        name=name,
        pages=pages_of(
            total,
            page,
            PER_PAGE,
            lambda number: url_for("pages.qualified_bodies", q=name or None, page=number),
        ),
        today=clock.today(),
    )
