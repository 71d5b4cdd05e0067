"""What the demonstration shows of qualification: an open notice, and bodies that are qualified."""

from datetime import datetime
from uuid import UUID, uuid5

from dateutil.relativedelta import relativedelta
from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.directory.models import Organization, Service
from wemi_piemonte.directory.queries import records
from wemi_piemonte.directory.rules import OrganizationKind
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.qualification.models import Criterion, Notice, NoticeSection, Qualification
from wemi_piemonte.qualification.rules import QualificationState
from wemi_piemonte.taxonomy import tree

SPACE = UUID("00000000-0000-4000-8000-0000000a4415")
NOTICE = uuid5(SPACE, "notice")
VALID_MONTHS = 36

_TITLE = "Avviso per la qualificazione dei soggetti del Terzo settore - WeMi Piemonte"
_TEXT = """\
La Regione Piemonte cerca soggetti del Terzo settore che vogliono pubblicare i propri servizi su \
WeMi Piemonte. Chi è qualificato può pubblicare i servizi per i bisogni e nei territori che la \
Regione ha riconosciuto.

Chi può partecipare: gli enti del Terzo settore iscritti al Registro unico nazionale (RUNTS), \
anche in rete tra loro, che lavorano in Piemonte (decreto legislativo 117/2017, articoli 4, 46 e \
55).

Come si partecipa: si sceglie una sezione o più, si indicano i bisogni e i territori, si allegano \
i documenti chiesti dai criteri. La domanda si può salvare come bozza e riprendere quando si vuole.

Che cosa succede dopo: la Regione guarda la domanda criterio per criterio. Se manca qualcosa lo \
chiede. La decisione arriva entro 60 giorni, con i motivi. La qualificazione dura tre anni.

Questo avviso è un esempio: serve a mostrare come funziona il sito."""

# Title, text, whether a document is needed.
_CRITERIA = (
    (
        "Iscrizione al RUNTS",
        (
            "L’ente è iscritto al Registro unico nazionale del Terzo settore, nella sezione che"
            " dichiara. La Regione lo verifica nel registro."
        ),
        False,
    ),
    (
        "Statuto coerente con i servizi",
        (
            "Lo statuto o l’atto costitutivo prevede attività di interesse generale (articolo 5 del"
            " codice del Terzo settore) coerenti con i bisogni scelti. Allega lo statuto vigente."
        ),
        True,
    ),
    (
        "Esperienza di almeno due anni",
        (
            "Negli ultimi tre anni l’ente ha svolto per almeno 24 mesi servizi simili a quelli che"
            " vuole pubblicare. Allega una relazione: che cosa, dove, per quante persone."
        ),
        True,
    ),
    (
        "Assicurazione",
        (
            "L’ente ha una polizza di responsabilità civile verso terzi, anche per i volontari"
            " (articolo 18 del codice del Terzo settore). Allega la polizza in corso."
        ),
        True,
    ),
    (
        "Regolarità dei contributi e dei contratti",
        (
            "Chi lavora per l’ente ha un contratto regolare e i contributi sono pagati. Allega il"
            " DURC, oppure la dichiarazione di non avere dipendenti."
        ),
        True,
    ),
    (
        "Prezzi chiari e accoglienza di tutti",
        (
            "L’ente pubblica i prezzi, non rifiuta nessuno per origine, genere, religione o"
            " orientamento, e tratta i dati secondo il regolamento (UE) 2016/679."
        ),
        False,
    ),
)
_MINORS = (
    "Persone adatte a stare con i minori",
    (
        "Chi lavora con i minori ha il certificato penale previsto dal decreto legislativo 39/2014."
        " Allega la dichiarazione del legale rappresentante."
    ),
    True,
)


def load_demonstration(session: Session, now: datetime) -> None:
    """Put the notice and the qualifications in that are not there yet."""
    if session.get(Notice, NOTICE) is None:
        _put_notice(session, now)
    _qualify(session, now)


def _put_notice(session: Session, now: datetime) -> None:
    today = now.astimezone(ROME).date()
    session.add(
        Notice(
            id=NOTICE,
            title=_TITLE,
            text=_TEXT,
            source_lang="it",
            opens_on=today - relativedelta(days=14),
            closes_on=today + relativedelta(months=6),
            valid_months=VALID_MONTHS,
            created_by=None,
            created_at=now,
            modified_at=now,
        )
    )
    session.flush()
    for position, area in enumerate(tree.areas(), start=1):
        session.add(
            NoticeSection(
                id=uuid5(NOTICE, area.code),
                notice_id=NOTICE,
                position=position,
                title=tree.label(area.code, "it"),
                needs=area.code,
            )
        )
    session.flush()
    _put_criteria(session)


def _put_criteria(session: Session) -> None:
    asked = [(None, each) for each in _CRITERIA] + [(uuid5(NOTICE, "family"), _MINORS)]
    for position, (section_id, (title, text, needs_document)) in enumerate(asked, start=1):
        session.add(
            Criterion(
                id=uuid5(NOTICE, title),
                notice_id=NOTICE,
                section_id=section_id,
                position=position,
                title=title,
                text=text,
                needs_document=needs_document,
            )
        )


def _qualify(session: Session, now: datetime) -> None:
    """Qualify each Third Sector body of the demonstration for what it publishes."""
    today = now.astimezone(ROME).date()
    bodies = select(Organization.id).where(Organization.kind == OrganizationKind.THIRD_SECTOR)
    for number, body in enumerate(session.scalars(bodies.order_by(Organization.id)).all()):
        key = uuid5(SPACE, str(body))
        listed = session.scalars(select(Service.id).where(Service.organization_id == body)).all()
        needs = {need for each in records(session, listed) for need in each.needs}
        if not needs or session.get(Qualification, key) is not None:
            continue
        # Not all on one day, as in life; none runs out soon.
        valid_from = today - relativedelta(months=3 + number % 12)
        session.add(
            Qualification(
                id=key,
                organization_id=body,
                application_id=None,
                state=QualificationState.ACTIVE,
                needs=" ".join(code for code in tree.need_codes() if code in needs),
                territory="",
                valid_from=valid_from,
                valid_until=valid_from + relativedelta(months=VALID_MONTHS, days=-1),
                reason="",
                reason_text="",
                created_at=now,
                changed_at=now,
            )
        )
