"""Mail: queued in the transaction of what it tells of, delivered by the worker, retried for days.

A mail is kept as its kind and values and written in the reader's language when it is sent, from
`templates/email/<kind>.txt`: the first line is the subject, the rest the text. Values may hold the
secret of a link: they are wiped when the mail has left. Of a mail that is given up the values stay,
so that it can be tried again, unless they hold a secret.
"""

from wemi_piemonte.foundation.mail.delivering import drain_mail
from wemi_piemonte.foundation.mail.mailers import ConsoleMailer, FileMailer, mailer_for
from wemi_piemonte.foundation.mail.message import (
    Letter,
    Mailer,
    Refused,
    Unreachable,
    Written,
    message_of,
)
from wemi_piemonte.foundation.mail.smtp import Patience, SmtpMailer
from wemi_piemonte.foundation.mail.waiting import (
    GIVEN_UP_AFTER,
    LEASE,
    Delivery,
    claim,
    dead_mails,
    has_secret,
    name_in_mail,
    pause_after,
    queue_mail,
    stuck_mails,
    try_again,
)

__all__ = [
    "GIVEN_UP_AFTER",
    "LEASE",
    "ConsoleMailer",
    "Delivery",
    "FileMailer",
    "Letter",
    "Mailer",
    "Patience",
    "Refused",
    "SmtpMailer",
    "Unreachable",
    "Written",
    "claim",
    "dead_mails",
    "drain_mail",
    "has_secret",
    "mailer_for",
    "message_of",
    "name_in_mail",
    "pause_after",
    "queue_mail",
    "stuck_mails",
    "try_again",
]
