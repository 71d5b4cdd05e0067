"""Terms that classify services: our needs and closed lists, and those that feeds bring."""

from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from wemi_piemonte.foundation.db import Base, Code


class TaxonomyTerm(Base):
    """A term of a taxonomy (HSDS taxonomy_term); `key` is made of taxonomy, code and its id."""

    __tablename__ = "taxonomy_term"
    __table_args__ = (Index(None, "taxonomy", "code"),)

    key: Mapped[UUID] = mapped_column(primary_key=True)
    taxonomy: Mapped[str]
    identifier: Mapped[str]
    code: Mapped[str]
    name: Mapped[str]
    description: Mapped[str]
    parent_code: Mapped[str]
    uri: Mapped[str]
    language: Mapped[Code]
