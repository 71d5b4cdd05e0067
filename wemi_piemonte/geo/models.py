"""Municipalities, provinces and social districts, each with the dates in which it is valid."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from wemi_piemonte.foundation.db import Base, Code


class ProvinceRow(Base):
    """A province or metropolitan city; `istat` has three digits."""

    __tablename__ = "province"

    istat: Mapped[Code] = mapped_column(primary_key=True)
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[str]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class MunicipalityRow(Base):
    """A municipality; `istat` has six digits, the centre is in decimal degrees (WGS84)."""

    __tablename__ = "municipality"

    istat: Mapped[Code] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    province: Mapped[Code] = mapped_column(
        ForeignKey("province.code", ondelete="RESTRICT"), index=True
    )
    postcodes: Mapped[str]
    lat: Mapped[float]
    lon: Mapped[float]
    population: Mapped[int]
    population_year: Mapped[int]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class DistrictRow(Base):
    """A social district whose territory is known from a source that states it."""

    __tablename__ = "district"

    code: Mapped[Code] = mapped_column(primary_key=True)
    name: Mapped[str]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    source: Mapped[str]


class DistrictMunicipality(Base):
    """That a municipality belonged to a district between two dates."""

    __tablename__ = "district_municipality"

    district: Mapped[Code] = mapped_column(
        ForeignKey("district.code", ondelete="CASCADE"), primary_key=True
    )
    istat: Mapped[Code] = mapped_column(
        ForeignKey("municipality.istat", ondelete="CASCADE"), primary_key=True, index=True
    )
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
