"""What the subjects, acts and reasons of the Region's decisions are called."""

from typing import Any

from flask_babel import lazy_gettext as _l

from wemi_piemonte.moderation.rules import Act, Reason, Subject

LABELS: dict[str, dict[str, Any]] = {
    "subject": {
        Subject.SERVICE: _l("Listing"),
        Subject.PROPOSAL: _l("Change to a listing"),
        Subject.APPLICATION: _l("Application"),
        Subject.QUALIFICATION: _l("Qualification"),
        Subject.REPORT: _l("Report of an error"),
        Subject.RATING: _l("Rating"),
        Subject.BURST: _l("Many ratings at once"),
        Subject.REPLY: _l("Reply to a rating"),
        Subject.APPEAL: _l("Appeal about a rating"),
    },
    "act": {
        Act.PUBLISH: _l("Published"),
        Act.SEND_BACK: _l("Sent back"),
        Act.REFUSE: _l("Refused"),
        Act.ASK_MORE: _l("More was asked"),
        Act.ACCEPT: _l("Accepted"),
        Act.SUSPEND: _l("Suspended"),
        Act.TAKE_UP: _l("Taken up again"),
        Act.REVOKE: _l("Revoked"),
        Act.DISMISS: _l("Dismissed"),
        Act.CLOSE: _l("Closed"),
        Act.REDACT: _l("Published without some words"),
        Act.REJECT: _l("Rejected"),
        Act.RELEASE: _l("Let through, to be decided one by one"),
        Act.GRANT: _l("Appeal granted"),
        Act.DENY: _l("Appeal denied"),
    },
    "reason": {
        Reason.TRUSTED_SOURCE: _l("It comes from a trusted source"),
        Reason.COMPLETE: _l("It is complete and clear"),
        Reason.INCOMPLETE: _l("Something is missing"),
        Reason.NOT_CLEAR: _l("It is hard to understand"),
        Reason.NOT_TRUE: _l("Something in it is not true"),
        Reason.OUT_OF_SCOPE: _l("It is not a service of this site"),
        Reason.NOT_QUALIFIED: _l("The body is not qualified for it"),
        Reason.DUPLICATE: _l("It is here already"),
        Reason.PERSONAL_DATA: _l("It holds data about a person"),
        Reason.NOT_CONFIRMED: _l("Nobody has confirmed it"),
        Reason.CRITERIA_MET: _l("The criteria are met"),
        Reason.CRITERIA_NOT_MET: _l("The criteria are not met"),
        Reason.DOCUMENTS_MISSING: _l("Documents are missing"),
        Reason.NOT_IN_REGISTER: _l("The body is not in the register (RUNTS)"),
        Reason.LEFT_REGISTER: _l("The body has left the register (RUNTS)"),
        Reason.RULES_BROKEN: _l("The rules were not kept"),
        Reason.ASKED_BY_BODY: _l("The body asked for it"),
        Reason.CAUSE_ENDED: _l("The cause has ended"),
        Reason.UNFOUNDED: _l("The report was not right"),
        Reason.MENDED: _l("It has been put right"),
        Reason.KEEPS_RULES: _l("It keeps the rules"),
        Reason.ABUSE: _l("It insults or threatens somebody"),
        Reason.OFF_TOPIC: _l("It is about something else altogether"),
        Reason.NOT_ABOUT_SERVICE: _l("It is not about the service"),
        Reason.ADVERTISING: _l("It is advertising"),
        Reason.ILLEGAL: _l("It breaks the law"),
        Reason.INTEREST: _l("Who wrote it has an interest of their own in the body"),
        Reason.COORDINATED: _l("It is one of many that were sent together on purpose"),
        Reason.OTHER: _l("Another reason, told in words"),
    },
}
