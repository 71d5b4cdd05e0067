"""People without an account: what they hold to come back."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from wemi_piemonte.foundation.db import Base, UUIDKey


class Pass(Base):
    """A code and a PIN, both kept only as hashes; it ends ninety days after its last use."""

    __tablename__ = "visitor_pass"

    id: Mapped[UUIDKey]
    code_hash: Mapped[str] = mapped_column(unique=True)
    pin_hash: Mapped[str]
    wrong_tries: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
