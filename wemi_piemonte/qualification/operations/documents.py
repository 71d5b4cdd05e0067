"""Files that a body sends: judged by their content, cleaned, kept, taken back."""

import re
import unicodedata
from datetime import datetime
from io import BytesIO
from uuid import UUID

from PIL import Image, ImageOps
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wemi_piemonte.foundation.errors import DomainError, NotFound
from wemi_piemonte.foundation.locking import locked
from wemi_piemonte.qualification.models import Application, ApplicationDocument, Criterion
from wemi_piemonte.qualification.operations.applications import NotWritable, touch
from wemi_piemonte.qualification.rules import WRITABLE

LARGEST = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_DOCUMENTS = 30
LONGEST_NAME = 80

_IMAGES = {"JPEG": ("image/jpeg", ".jpg"), "PNG": ("image/png", ".png")}


class BadDocument(DomainError):
    """A file that can not be taken; `details["why"]` is a code."""

    code = "bad_document"


def cleaned(content: bytes) -> tuple[bytes, str, str]:
    """Return what is kept of a file, its media type and the ending of its name.

    Images are written anew: what else stood in the file, such as where a photograph was taken,
    does not stay. Raises BadDocument.
    """
    if not content:
        raise BadDocument(why="empty")
    if len(content) > LARGEST:
        raise BadDocument(why="too_large")
    if content.startswith(b"%PDF-"):
        return content, "application/pdf", ".pdf"
    try:
        with Image.open(BytesIO(content), formats=list(_IMAGES)) as image:
            if image.width * image.height <= MOST_PIXELS:
                return _written_anew(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        pass
    except Exception:  # noqa: BLE001 - a file made to break the reader breaks it in any way
        raise BadDocument(why="unknown_type") from None
    raise BadDocument(why="too_many_pixels")


def _written_anew(image: Image.Image) -> tuple[bytes, str, str]:
    form = str(image.format)
    upright = ImageOps.exif_transpose(image)
    modes = {"L", "RGB"} if form == "JPEG" else {"1", "L", "LA", "P", "RGB", "RGBA"}
    drawn = upright if upright.mode in modes else upright.convert("RGB")
    # A fresh image holds the pixels and nothing else.
    bare = Image.new(drawn.mode, drawn.size)
    bare.paste(drawn)
    if drawn.mode == "P":
        bare = drawn.convert("RGBA")
        bare.info.clear()
    out = BytesIO()
    bare.save(out, form, **({"quality": 88} if form == "JPEG" else {"optimize": True}))
    media_type, ending = _IMAGES[form]
    return out.getvalue(), media_type, ending


def safe_name(name: str, ending: str) -> str:
    """Return a name under which a file can be kept anywhere, with the ending of its kind."""
    plain = unicodedata.normalize("NFKD", name.replace("\\", "/").rpartition("/")[2])
    stem = plain.rpartition(".")[0] or plain
    words = re.sub(r"[^A-Za-z0-9_-]+", "-", stem.encode("ascii", "ignore").decode()).strip("-_")
    return (words[:LONGEST_NAME] or "document") + ending


def add_document(
    session: Session,
    *,
    application_id: UUID,
    criterion_id: UUID | None,
    name: str,
    content: bytes,
    now: datetime,
) -> None:
    """Keep a file of an application; the same one sent twice is kept once.

    Raises BadDocument or NotWritable.
    """
    application = _writable(session, application_id)
    if criterion_id is not None:
        criterion = session.get(Criterion, criterion_id)
        if criterion is None or criterion.notice_id != application.notice_id:
            raise NotFound
    kept, media_type, ending = cleaned(content)
    mine = ApplicationDocument.application_id == application_id
    if _is_there(session, application_id, criterion_id, kept):
        return
    count = session.scalar(select(func.count()).select_from(ApplicationDocument).where(mine))
    if (count or 0) >= MOST_DOCUMENTS:
        raise BadDocument(why="too_many")
    session.add(
        ApplicationDocument(
            application_id=application_id,
            criterion_id=criterion_id,
            name=safe_name(name, ending),
            media_type=media_type,
            size=len(kept),
            content=kept,
            created_at=now,
        )
    )
    touch(application, now)


def _is_there(
    session: Session, application_id: UUID, criterion_id: UUID | None, content: bytes
) -> bool:
    same = select(ApplicationDocument.id).where(
        ApplicationDocument.application_id == application_id,
        ApplicationDocument.criterion_id == criterion_id,
        ApplicationDocument.size == len(content),
        ApplicationDocument.content == content,
    )
    return session.scalar(same.limit(1)) is not None


def remove_document(
    session: Session, *, application_id: UUID, document_id: UUID, now: datetime
) -> None:
    """Take a file back; raises NotFound or NotWritable."""
    application = _writable(session, application_id)
    session.delete(document_of(session, application_id, document_id))
    touch(application, now)


def document_of(session: Session, application_id: UUID, document_id: UUID) -> ApplicationDocument:
    """Return a file of an application; raises NotFound."""
    found = session.get(ApplicationDocument, document_id)
    if found is None or found.application_id != application_id:
        raise NotFound
    return found


def _writable(session: Session, application_id: UUID) -> Application:
    application = locked(session, Application, application_id)
    if application.state not in WRITABLE:
        raise NotWritable
    return application
