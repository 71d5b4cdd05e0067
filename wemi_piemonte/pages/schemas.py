"""What the pages of translators call the texts of a listing, and how far each is."""

from typing import Any

from flask_babel import lazy_gettext as _l

LABELS: dict[str, dict[str, Any]] = {
    "text_field": {
        "name": _l("Name"),
        "alternate_name": _l("Other name"),
        "summary": _l("In one sentence"),
        "description": _l("Description"),
        "what_you_get": _l("What you get"),
        "application_process": _l("How to ask"),
        "fees_description": _l("What it costs, in words"),
        "eligibility_description": _l("Who may come, in words"),
        "interpretation_services": _l("Interpreters"),
        "wait_time": _l("How long one waits"),
        "alert": _l("Notice"),
        "legal_status": _l("Legal form"),
        "transportation": _l("How to get there"),
        "title": _l("Role of the contact"),
        "department": _l("Office"),
        "notes": _l("Notes"),
        "note": _l("Note"),
        "option": _l("Price, in words"),
        "amount_description": _l("What the price is for"),
        "document": _l("Document to bring"),
        "details": _l("Accessibility in detail"),
    },
    "readiness": {
        "missing": _l("missing"),
        "machine": _l("by machine, not read"),
        "draft": _l("draft"),
        "reviewed": _l("read and shown"),
        "outdated": _l("older than the text"),
    },
}
