"""What is said of an import and of every fault in it, in the catalogues: what, and how to mend."""

from typing import Any

from flask_babel import lazy_gettext as _l

from wemi_piemonte.exchange.bulk.rules import BulkKind, BulkOutcome, BulkState, Fault

LABELS: dict[str, dict[str, Any]] = {
    "bulk_kind": {
        BulkKind.TABLE: _l("Table (CSV)"),
        BulkKind.HSDS: _l("HSDS (JSON)"),
    },
    "bulk_state": {
        BulkState.CHECKING: _l("Being checked"),
        BulkState.CHECKED: _l("Checked: nothing is taken in yet"),
        BulkState.TAKING: _l("Being taken in"),
        BulkState.DONE: _l("Taken in"),
        BulkState.FAILED: _l("Stopped"),
    },
    "bulk_outcome": {
        BulkOutcome.CREATED: _l("New draft"),
        BulkOutcome.UPDATED: _l("Draft changed"),
        BulkOutcome.PROPOSED: _l("Change proposed to a published listing"),
        BulkOutcome.UNCHANGED: _l("Nothing new"),
        BulkOutcome.REFUSED: _l("Refused"),
    },
    "bulk_column": {
        "id": _l("The id of a service that is here; empty for a new one."),
        "name": _l("What the service is called. This is needed."),
        "summary": _l("What it is, in one sentence."),
        "description": _l("What it is and how it works."),
        "what_you_get": _l("What a person gets."),
        "application_process": _l("How to ask for it."),
        "needs": _l("Needs it answers: names or codes from the list of needs."),
        "modes": _l("How it reaches people: on_site, at_home, remote, itinerant."),
        "targets": _l("Whom it is for: everyone, minors, families, older_people and others."),
        "minimum_age": _l("Lowest age, in years."),
        "maximum_age": _l("Highest age, in years."),
        "cost": _l("free, means_tested, paid or unknown."),
        "price": _l("What it costs, in words."),
        "municipality": _l("Where it is given: Cuneo, Samone (TO), or the ISTAT code."),
        "address": _l("Street and number; one for each municipality."),
        "area": _l("Where people live who may use it: municipalities, or “provincia di Cuneo”."),
        "phone": _l("Telephone numbers."),
        "email": _l("One e-mail address."),
        "url": _l("One web address, with https://."),
        "languages": _l("Languages spoken: names or codes, such as fr|ar."),
        "hours": _l("Opening hours, such as “lun-ven 9:00-12:30; sab 9:00-12:00”."),
        "availability": _l("Places today: accepts, waiting_list, full or unknown."),
        "waiting_weeks": _l("How many weeks to wait."),
        "documents": _l("What to bring."),
    },
}

FAULTS: dict[str, Any] = {
    # Of a whole file.
    "no_file": _l("Choose a file."),
    "empty": _l("The file holds no services. Fill in at least one row below the header."),
    "encoding": _l("The signs of this file can not be read. Save it as “CSV UTF-8”."),
    "spreadsheet": _l("This is a spreadsheet file. Open it and save it as CSV."),
    "broken": _l(
        "The table is broken at line %(line)s: a quotation mark is not closed."
        " Save it again as CSV."
    ),
    "no_header": _l(
        "The first row has to name the columns, and one of them is the name of the service."
        " Start from our template."
    ),
    "column_twice": _l("The column “%(column)s” is there twice. Keep one."),
    "too_many_rows": _l("The file has more than %(most)s rows. Divide it in two."),
    "not_json": _l("The file holds no JSON array or object of services."),
    "too_large": _l("The file is larger than %(most)s MB. Divide it in two."),
    "no_right": _l("Whoever brought this file may no longer write for the body."),
    # Of a row.
    "required": _l("This is empty. Write the name of the service."),
    "signs": _l("“%(shown)s” holds signs that are no text. Write it again."),
    "too_long": _l("This is longer than %(most)s signs. Shorten it."),
    "too_many": _l("This lists more than %(most)s things. Keep the most important."),
    "too_many_cells": _l("The row has more cells than the header. Check the quotation marks."),
    "nothing_to_keep": _l("“*” leaves a part as it is, but this service is new. Write the value."),
    "id": _l("This is no id. Leave it empty for a new service."),
    "not_yours": _l("This id is not yours. Leave it empty for a new service."),
    "twice": _l("Row %(number)s tells this service already. Keep one of the two."),
    "waits": _l(
        "This listing waits for the Region, and can not be changed meanwhile."
        " Wait for the answer, or take it back first."
    ),
    "archived": _l("This listing is archived. Take it out of the archive first."),
    "number": _l("“%(shown)s” is no number from %(least)s to %(most)s. Write figures only."),
    "age_order": _l("The highest age is below the lowest. Check both."),
    "choice": _l("“%(shown)s” is not in the list. Write one of these: %(choices)s."),
    "need": _l("“%(shown)s” is not in the list of needs. Take the name or code from the list."),
    "need_near": _l("“%(shown)s” is not in the list of needs. Perhaps: %(near)s."),
    "language": _l("“%(shown)s” is no language we know. Write its name or its code, such as “fr”."),
    "phone": _l("“%(shown)s” is no telephone number. Write figures, spaces and +."),
    "email": _l("“%(shown)s” is no e-mail address. Write it as name@example.org."),
    "url": _l("“%(shown)s” is no web address. It begins with https://."),
    "hours": _l(
        "“%(shown)s” can not be read as opening hours."
        " Write them as “lun-ven 9:00-12:30; sab 9:00-12:00”."
    ),
    "municipality": _l("“%(shown)s” is no municipality of Piedmont. Check how it is written."),
    "municipality_near": _l("“%(shown)s” is no municipality of Piedmont. Perhaps: %(near)s."),
    "municipality_several": _l("“%(shown)s” may be several: %(choices)s. Write one of these."),
    "places_differ": _l(
        "There are %(towns)s municipalities and %(addresses)s addresses."
        " Write one address for each, divided by |."
    ),
    "other_body": _l("This record names another body. Use the id of yours, or none."),
    "place_not_yours": _l("A place in this record is not yours. Give your place an id of its own."),
    "refused": _l("The record can not be taken at %(pointer)s. In English: “%(reason)s”."),
    "unexpected": _l("This row can not be taken, and we do not know why. We look into it."),
}
"""What each fault says."""


def sentence(fault: Fault) -> str:
    """Return what is wrong and how to mend it, in the reader's language."""
    return str(FAULTS[fault.code]) % dict(fault.values)
