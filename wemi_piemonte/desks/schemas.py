"""What the closed lists of desks are called, and their forms."""

from typing import Any

from flask_babel import lazy_gettext as _l

from wemi_piemonte.desks.rules import (
    BookingState,
    DeskAccess,
    DeskAct,
    DeskKind,
    DeskRole,
    LatentState,
    MediationState,
)

LABELS: dict[str, dict[str, Any]] = {
    "desk_kind": {
        DeskKind.FIXED: _l("Help desk"),
        DeskKind.ITINERANT: _l("Help desk on the move"),
        DeskKind.POINT: _l("Community point"),
        DeskKind.DIGITAL: _l("Help desk by phone or video"),
    },
    "desk_act": {
        DeskAct.LISTEN: _l("Listen and help you find your way"),
        DeskAct.PLAN: _l("Make a plan for all your needs with you"),
        DeskAct.SEND_REQUESTS: _l("Ask for services on your behalf"),
        DeskAct.FILL_FORMS: _l("Help with forms and papers"),
        DeskAct.ISEE: _l("Help with the ISEE"),
        DeskAct.DIGITAL_IDENTITY: _l("Help with SPID and the electronic identity card"),
        DeskAct.BOOK_VISITS: _l("Book medical visits"),
        DeskAct.INTERPRETER: _l("Call an interpreter"),
        DeskAct.HOME_VISIT: _l("Come to your home"),
    },
    "desk_access": {
        DeskAccess.STEP_FREE: _l("No steps at the entrance"),
        DeskAccess.ACCESSIBLE_TOILET: _l("Accessible toilet"),
        DeskAccess.LIFT: _l("Lift"),
        DeskAccess.SIGN_LANGUAGE: _l("Sign language"),
        DeskAccess.HEARING_LOOP: _l("Hearing loop"),
        DeskAccess.QUIET_ROOM: _l("Quiet room"),
        DeskAccess.PARKING: _l("Parking for people with a disability"),
    },
    "desk_role": {
        DeskRole.MANAGER: _l("Manager of the desk"),
        DeskRole.OPERATOR: _l("Operator"),
        DeskRole.REFERENT: _l("Contact person of a community point"),
        DeskRole.ANTENNA: _l("Antenna"),
    },
    "booking_state": {
        BookingState.BOOKED: _l("Booked"),
        BookingState.CANCELLED: _l("Cancelled"),
        BookingState.CALLED_OFF: _l("Called off by the desk"),
        BookingState.CAME: _l("Came"),
        BookingState.MISSED: _l("Did not come"),
    },
    "latent_state": {
        LatentState.WAITING: _l("Waiting for an answer"),
        LatentState.TAKEN_UP: _l("Taken up"),
        LatentState.ALREADY_COVERED: _l("Already covered by a service"),
        LatentState.NOT_COVERED: _l("Not covered"),
    },
    "mediation_state": {
        MediationState.ASKED: _l("Asked"),
        MediationState.CONFIRMED: _l("Confirmed"),
        MediationState.UNMET: _l("Nobody found"),
        MediationState.CANCELLED: _l("Cancelled"),
    },
}
