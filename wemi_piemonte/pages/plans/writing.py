"""Step one and the result: a story read, wishes changed, a plan shown; kept for an hour."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wemi_piemonte.accounts.opened import remember_open
from wemi_piemonte.foundation import clock, counting
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.i18n import current_locale
from wemi_piemonte.foundation.limits import counted_search
from wemi_piemonte.pages.plans import desk, in_hand
from wemi_piemonte.pages.plans.form import form_page
from wemi_piemonte.pages.plans.shown import (
    CHANGES,
    ShownPlan,
    asked_here,
    plan_now,
    plan_page,
    plan_shown,
)
from wemi_piemonte.plans.operations import add_version, save_plan
from wemi_piemonte.plans.queries import outcome_of
from wemi_piemonte.plans.rules import Wanted, Wishes, earlier
from wemi_piemonte.plans.schemas import Errors, story_in, wishes_in, with_person, without_person
from wemi_piemonte.plans.story import heard_in
from wemi_piemonte.referrals.queries import Told
from wemi_piemonte.taxonomy import tree

REMOVE = "remove-person:"


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get("/<locale:locale>/plan")(write)
    blueprint.post("/<locale:locale>/plan")(begin)
    blueprint.post("/<locale:locale>/plan/wishes", endpoint="change_wishes")(change_wishes)
    blueprint.post("/<locale:locale>/plan/forget")(forget)
    blueprint.get("/<locale:locale>/plan/result")(result)
    blueprint.post("/<locale:locale>/plan/what-if")(what_if)
    blueprint.post("/<locale:locale>/plan/order", endpoint="put_earlier")(put_earlier)
    blueprint.post("/<locale:locale>/plan/save")(save)
    blueprint.get("/<locale:locale>/plan/result.pdf")(result_pdf)


def _page(wishes: Wishes, errors: Errors | None = None, typed: Any = None) -> str:
    found = in_hand.in_hand()
    # Who sits beside the operator reads the needs too, to say which are theirs.
    theirs = found.visitor_locale if found else ""
    visitor = theirs if theirs != current_locale() else ""
    page = form_page(wishes, errors or {}, typed, visitor)
    return render_template("plans/write.html", changing=desk.changing(), in_hand=found, **page)


@public
def write(locale: str) -> str:
    """What was understood of a story, and who, where, within which limits."""
    with reading() as session:
        wishes = desk.current_draft(session)
    return _page(wishes or Wishes(locale=locale))


@public
@counted_search
def begin(locale: str) -> ResponseReturnValue:
    """Take a story, or a need to begin with; the words never enter an address."""
    story = story_in(request.form)
    codes = [code for code in request.form.getlist("need") if code in tree.need_codes()]
    with transaction() as session:
        wishes = desk.current_draft(session) or Wishes(locale=locale)
        if story.strip():
            wishes = _heard(story, locale, wishes)
        known = {each.code for each in wishes.wanted}
        added = tuple(Wanted(code) for code in dict.fromkeys(codes) if code not in known)
        desk.keep(session, replace(wishes, wanted=(*wishes.wanted, *added), locale=locale))
    return redirect(url_for("plans.write"), code=303)


def _heard(story: str, locale: str, before: Wishes) -> Wishes:
    """Return the wishes that a story tells; of a visitor, in their language or the operator's."""
    found = in_hand.in_hand()
    return heard_in(story, (locale, found.visitor_locale) if found else (locale,), before)


@public
@counted_search
def change_wishes(locale: str) -> ResponseReturnValue:
    """Take the form of step one; each of its buttons keeps all that stands in it."""
    act = request.form.get("do", "show")
    in_hand.check_form()
    with transaction() as session:
        before = desk.current_draft(session) or Wishes(locale=locale)
        wishes, errors = wishes_in(request.form, before)
        if act == "read":
            wishes = _heard(story_in(request.form), locale, wishes)
        elif act == "add-person":
            wishes = with_person(wishes)
        elif act.startswith(REMOVE):
            wishes = without_person(wishes, act.removeprefix(REMOVE))
        desk.keep(session, wishes)
    if errors and not act.startswith(REMOVE):
        return _page(wishes, errors, request.form), 400
    target = "plans.result" if act == "show" and wishes.wanted else "plans.write"
    anchor = {"add": "needs", "add-person": "people", "place": "where"}.get(act.partition(":")[0])
    return redirect(url_for(target, _anchor=anchor), code=303)


@public
def forget(locale: str) -> ResponseReturnValue:
    """Forget at once all that was written."""
    with transaction() as session:
        desk.forget(session)
    found = in_hand.in_hand()
    if found is not None:
        return redirect(url_for("desk.case", locale=locale, case_id=found.id), code=303)
    return redirect(url_for("pages.home", locale=locale), code=303)


def _shown(locale: str) -> tuple[ShownPlan | None, dict[UUID, Told]]:
    """Return the plan, and what its reader has asked for already."""
    with reading() as session:
        wishes = desk.current_draft(session)
        if wishes is None or not wishes.wanted:
            return None, {}
        # What the operator has asked for is not the visitor's.
        asked = {} if in_hand.in_hand() else asked_here(session)
        return plan_shown(session, wishes, locale, clock.now()), asked


@public
def result(locale: str) -> ResponseReturnValue:
    """The plan of what was written."""
    shown, asked = _shown(locale)
    if shown is None:
        return redirect(url_for("plans.write"), code=303)
    counting.see_plan(
        desk.draft_key(),
        [(row.need.code, row.step is not None) for row in shown.rows],
        [step.sheet.id for step in shown.steps],
        shown.wishes.place,
    )
    return plan_page(
        "plans/result.html", shown, asked, changing=desk.changing(), in_hand=in_hand.in_hand()
    )


@public
def result_pdf(locale: str) -> ResponseReturnValue:
    """The plan on paper, without an address to come back to."""
    shown, _asked = _shown(locale)
    if shown is None:
        return redirect(url_for("plans.write"), code=303)
    # Late: what draws a PDF takes a third of a second to read.
    from wemi_piemonte.pages.plans.paper import pdf_of

    return Response(pdf_of(shown, locale), mimetype="application/pdf")


@public
@counted_search
def what_if(locale: str) -> ResponseReturnValue:
    """Change one limit, and show the plan that follows."""
    change = CHANGES.get(request.form.get("change", "")) or abort(400)
    in_hand.check_form()
    with transaction() as session:
        wishes = desk.current_draft(session)
        if wishes is not None:
            desk.keep(session, change(wishes))
    return redirect(url_for("plans.result", locale=locale), code=303)


@public
@counted_search
def put_earlier(locale: str) -> ResponseReturnValue:
    """Put a service of the plan before the one that stands before it."""
    in_hand.check_form()
    with transaction() as session:
        wishes = desk.current_draft(session)
        if wishes is not None:
            shown = plan_now(session, wishes, locale, clock.now())
            order = dict.fromkeys(str(step.sheet.id) for step in shown.steps)
            first = earlier(list(order), request.form.get("service", "")[:40])
            desk.keep(session, replace(wishes, first=first))
    return redirect(url_for("plans.result", locale=locale, _anchor="services"), code=303)


@public
@counted_search
def save(locale: str) -> ResponseReturnValue:
    """Keep the plan: under a new code and PIN, shown this once, or as a version of a saved one.

    With a visitor's case in hand it is kept under the visitor's pass.
    """
    now = clock.now()
    if again := _saved_before(locale):
        return again
    in_hand.check_form()
    with transaction() as session:
        wishes, found = desk.current_draft(session), in_hand.in_hand()
        if wishes is None and found is not None:
            return _to_case(locale, found.id)
        if wishes is None or not wishes.wanted:
            return redirect(url_for("plans.write"), code=303)
        kept = outcome_of(session, wishes, locale, clock.today()).kept()
        if found is not None:
            in_hand.keep_plan(session, found.id, wishes, kept, now)
            desk.forget(session)
            return _to_case(locale, found.id)
        code = desk.changing()
        plan_id = desk.plan_open_for(session, code) if code else None
        if plan_id:
            add_version(session, plan_id=plan_id, wishes=wishes, outcome=kept, now=now)
            desk.forget(session)
            return redirect(url_for("plans.saved", code=code), code=303)
        pass_id, _plan, code, pin = save_plan(session, wishes=wishes, outcome=kept, now=now)
        remember_open(code, pass_id)
        desk.forget(session)
    return render_template("plans/kept.html", code=code, pin=pin), 201


def _to_case(locale: str, case_id: UUID) -> ResponseReturnValue:
    in_hand.planned(case_id)
    return redirect(url_for("desk.case", locale=locale, case_id=case_id, done="planned"), code=303)


def _saved_before(locale: str) -> ResponseReturnValue | None:
    """Return the way to the case whose plan this form has saved already."""
    case_id = in_hand.planned_last()
    if case_id is None or in_hand.in_hand() or request.form.get("case", "") != str(case_id):
        return None
    return _to_case(locale, case_id)
