"""The page that finds services."""

from functools import partial

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from wemi_piemonte.foundation import clock, counting
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.foundation.limits import counted_search
from wemi_piemonte.foundation.tally import Seen
from wemi_piemonte.search.queries import results_for
from wemi_piemonte.search.schemas import PageParameters, query_of
from wemi_piemonte.search.views.drawing import drawn
from wemi_piemonte.search.views.listing import answered, refused

blueprint = Blueprint("search", __name__)
blueprint.add_app_template_filter(drawn)
# Made once: a schema copies its fields when it is made.
PARAMETERS = PageParameters()


@blueprint.get("/<locale:locale>/search")
@public
@counted_search
def show(locale: str) -> ResponseReturnValue:
    arguments = request.args.to_dict(flat=False)
    try:
        query = query_of(PARAMETERS.load(request.args), locale=locale, now=clock.now())
    except ValidationError as error:
        return render_template("search/show.html", **refused(arguments, error)), 400
    if query.page < 1:
        abort(404)
    with reading() as session:
        ask = partial(results_for, session)
        results = ask(query)
        if query.page > 1 and not results.cards:
            abort(404)
        page = answered(query, results, arguments, ask)
    counting.see(Seen.RESULT, [card["id"] for card in results.cards])
    return render_template("search/show.html", **page)
