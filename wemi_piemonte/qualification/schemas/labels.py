"""What the closed lists of qualification are called."""

from typing import Any

from flask_babel import lazy_gettext as _l

from wemi_piemonte.qualification.rules import (
    NOT_REGISTERED,
    ApplicationState,
    LegalForm,
    QualificationState,
    Verdict,
)

LABELS: dict[str, dict[str, Any]] = {
    "application_state": {
        ApplicationState.DRAFT: _l("Draft"),
        ApplicationState.SUBMITTED: _l("Waiting for the Region"),
        ApplicationState.MORE_ASKED: _l("The Region asks for more"),
        ApplicationState.ACCEPTED: _l("Accepted"),
        ApplicationState.REFUSED: _l("Refused"),
        ApplicationState.WITHDRAWN: _l("Withdrawn"),
    },
    "verdict": {
        Verdict.MET: _l("Met"),
        Verdict.NOT_MET: _l("Not met"),
        Verdict.MORE_NEEDED: _l("More is needed"),
    },
    "qualification_state": {
        QualificationState.ACTIVE: _l("Qualified"),
        QualificationState.SUSPENDED: _l("Suspended"),
        QualificationState.REVOKED: _l("Revoked"),
        "lapsed": _l("Run out"),
    },
    "legal_form": {
        LegalForm.VOLUNTARY_ORGANIZATION: _l("Voluntary organization (ODV)"),
        LegalForm.SOCIAL_PROMOTION_ASSOCIATION: _l("Association of social promotion (APS)"),
        LegalForm.PHILANTHROPIC_BODY: _l("Philanthropic body"),
        LegalForm.SOCIAL_ENTERPRISE: _l("Social enterprise or social cooperative"),
        LegalForm.ASSOCIATION_NETWORK: _l("Network of associations"),
        LegalForm.MUTUAL_AID_SOCIETY: _l("Mutual aid society"),
        LegalForm.OTHER_THIRD_SECTOR: _l("Other body of the Third Sector"),
    },
    "register_section": {
        "a": _l("A: voluntary organizations"),
        "b": _l("B: associations of social promotion"),
        "c": _l("C: philanthropic bodies"),
        "d": _l("D: social enterprises and social cooperatives"),
        "e": _l("E: networks of associations"),
        "f": _l("F: mutual aid societies"),
        "g": _l("G: other bodies of the Third Sector"),
        NOT_REGISTERED: _l("Not in the register"),
    },
    "application_field": {
        "legal_name": _l("Legal name"),
        "tax_code": _l("Tax code"),
        "legal_form": _l("Kind of body"),
        "runts_section": _l("Section of the register (RUNTS)"),
        "runts_number": _l("Number in the register (RUNTS)"),
        "municipality": _l("Municipality of the registered seat"),
        "email": _l("E-mail address"),
        "phone": _l("Phone"),
        "website": _l("Website"),
        "statement": _l("What the body does"),
        "sections": _l("Sections of the notice"),
        "needs": _l("Needs that the body meets"),
        "territory": _l("Territory served"),
        "documents": _l("Documents"),
        "messages": _l("Messages"),
        "criteria": _l("Criteria"),
        "state": _l("State"),
    },
    "application_missing": {
        "legal_name": _l("Write the legal name."),
        "tax_code": _l("Write the tax code: eleven digits."),
        "tax_code_taken": _l("Another body of this site has this tax code."),
        "legal_form": _l("Choose the kind of body."),
        "runts_section": _l("Choose the section of the register."),
        "runts_number": _l("Write the number in the register."),
        "municipality": _l("Write the municipality of the seat, one of Piedmont."),
        "email": _l("Write an e-mail address, such as name@example.org."),
        "phone": _l("Write a phone number."),
        "statement": _l("Tell what the body does."),
        "sections": _l("Choose a section at least."),
        "needs": _l("Choose needs, at least one in each section that you chose, and no others."),
        "territory": _l("Say where the body works: all names must be places of Piedmont."),
    },
    "document_fault": {
        "not_writable": _l("The application is with the Region: its documents stay as they are."),
        "none": _l("Choose a file."),
        "empty": _l("This file is empty."),
        "too_large": _l("This file is larger than 5 MB."),
        "too_many_pixels": _l("This picture is too large: at most 40 million points."),
        "unknown_type": _l("This is no PDF, JPEG or PNG file that we can read."),
        "too_many": _l("There are 30 documents already. Take one away first."),
    },
    "notice_fault": {
        "in_the_past": _l("Choose a day that has not passed."),
        "incomplete": _l("A notice needs a text, a section with needs, and a criterion."),
    },
}
