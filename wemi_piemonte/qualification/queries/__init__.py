"""What others ask about qualification."""

from wemi_piemonte.qualification.queries.applications import (
    ApplicationSheet,
    RegisterCheck,
    Waiting,
    application_sheet,
    applications_of,
    bodies_of_tax_code,
    register_check,
    told_of,
    unowned_namesakes,
    waiting_applications,
)
from wemi_piemonte.qualification.queries.notices import (
    NoticeSheet,
    all_notices,
    has_applications,
    needs_of,
    notice_sheet,
    open_notices,
)
from wemi_piemonte.qualification.queries.standing import (
    PER_PAGE,
    Registered,
    addressees,
    in_force_of,
    qualification_with_body,
    qualifications_of,
    register_page,
    scope_of,
)

__all__ = [
    "PER_PAGE",
    "ApplicationSheet",
    "NoticeSheet",
    "RegisterCheck",
    "Registered",
    "Waiting",
    "addressees",
    "all_notices",
    "application_sheet",
    "applications_of",
    "bodies_of_tax_code",
    "has_applications",
    "in_force_of",
    "needs_of",
    "notice_sheet",
    "open_notices",
    "qualification_with_body",
    "qualifications_of",
    "register_check",
    "register_page",
    "scope_of",
    "told_of",
    "unowned_namesakes",
    "waiting_applications",
]
