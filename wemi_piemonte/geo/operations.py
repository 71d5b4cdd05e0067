"""Keeping municipalities, provinces and districts in the database as the gazetteer has them."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from wemi_piemonte.foundation.db import Base
from wemi_piemonte.geo.gazetteer import places
from wemi_piemonte.geo.models import (
    DistrictMunicipality,
    DistrictRow,
    MunicipalityRow,
    ProvinceRow,
)


def load_gazetteer(session: Session) -> bool:
    """Bring the tables up to the gazetteer; returns False when nothing was different."""
    wanted: list[tuple[type[Base], list[dict[str, Any]]]] = [
        (ProvinceRow, _rows(places.provinces())),
        (MunicipalityRow, _rows(places.all_municipalities().values())),
        (DistrictRow, _rows(places.districts())),
        (DistrictMunicipality, _rows(places.memberships())),
    ]
    if all(_is_same(session, model, rows) for model, rows in wanted):
        return False
    for model, _ in reversed(wanted):
        session.execute(delete(model))
    for model, rows in wanted:
        session.execute(insert(model), rows)
    return True


def _rows(items: Iterable[Any]) -> list[dict[str, Any]]:
    rows = [{f.name: getattr(item, f.name) for f in fields(item)} for item in items]
    for row in rows:
        if "postcodes" in row:
            row["postcodes"] = " ".join(row["postcodes"])
    return rows


def _is_same(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> bool:
    columns = list(model.__table__.columns)
    there = {tuple(row) for row in session.execute(select(*columns))}
    return there == {tuple(row[column.name] for column in columns) for row in rows}
