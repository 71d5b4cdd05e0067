"""What the closed lists of cases are called, and their forms."""

from typing import Any

from flask_babel import lazy_gettext as _l

from wemi_piemonte.cases.rules import CaseEventKind, CaseOutcome, CaseState, MandateScope

LABELS: dict[str, dict[str, Any]] = {
    "case_state": {
        CaseState.OPEN: _l("Open"),
        CaseState.CLOSED: _l("Closed"),
    },
    "case_outcome": {
        CaseOutcome.HELPED: _l("Helped"),
        CaseOutcome.PARTLY: _l("Helped in part"),
        CaseOutcome.NOT_HELPED: _l("Not helped"),
        CaseOutcome.PASSED_ON: _l("Passed on to others"),
        CaseOutcome.NOT_SEEN_AGAIN: _l("Did not come back"),
    },
    "case_event": {
        CaseEventKind.OPENED: _l("Opened"),
        CaseEventKind.READ: _l("Read"),
        CaseEventKind.PLANNED: _l("Plan made or changed"),
        CaseEventKind.MANDATE: _l("Mandate given to the desk"),
        CaseEventKind.MANDATE_ENDED: _l("Mandate taken back"),
        CaseEventKind.REQUESTED: _l("Requests sent"),
        CaseEventKind.NOTED: _l("Note written"),
        CaseEventKind.HANDED_OVER: _l("Handed over"),
        CaseEventKind.TAKEN: _l("Taken in hand"),
        CaseEventKind.FOLLOW_UP: _l("Date to come back to it set"),
        CaseEventKind.PRINTED: _l("Sheet printed"),
        CaseEventKind.CLOSED: _l("Closed"),
    },
    "mandate_scope": {
        MandateScope.SEND_REQUESTS: _l("Send requests to services for me"),
        MandateScope.READ_ANSWERS: _l("Read what the services answer"),
        MandateScope.KEEP_NOTES: _l("Keep notes about what we talked about"),
        MandateScope.BE_CONTACTED: _l("Get in touch with me"),
    },
}
