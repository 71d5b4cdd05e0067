"""Derives the gazetteer from openly licensed packages: python -m wemi_piemonte.geo.gazetteer.build.

Needs the optional group `gazetteer`; the site itself reads what is derived here.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import shapely

from wemi_piemonte.geo.gazetteer import sources, tables, topology

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
MAP = "piedmont.topojson"


def topojson(material: sources.Material) -> str:
    """Write the map: municipalities and provinces over shared borders, with name and code only."""
    areas = {
        listed.istat: topology.on_grid(rings(material.borders[listed.istat]))
        for listed in material.listed
    }
    groups: dict[str, list[str]] = {}
    for listed in material.listed:
        groups.setdefault(listed.province, []).append(listed.istat)
    drawing = topology.drawing(areas, groups)
    names = {
        listed.istat: {"istat": listed.istat, "name": listed.name} for listed in material.listed
    }
    titles = {
        listed.province: {"code": listed.province, "name": listed.province_name}
        for listed in material.listed
    }
    document = {
        "type": "Topology",
        "attribution": tables.ATTRIBUTION,
        "licence": tables.LICENCE,
        "transform": {"scale": topology.SCALE, "translate": topology.TRANSLATE},
        "objects": {
            "municipalities": collection(drawing.areas, names),
            "provinces": collection(drawing.groups, titles),
        },
        "arcs": drawing.arcs,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"


def rings(border: shapely.Geometry) -> list[list[list[tuple[float, float]]]]:
    return [
        [list(ring.coords) for ring in (part.exterior, *part.interiors)]
        for part in shapely.get_parts(border).tolist()
    ]


def collection(
    drawn: Mapping[str, list[list[topology.Refs]]], properties: Mapping[str, dict[str, str]]
) -> dict[str, object]:
    return {
        "type": "GeometryCollection",
        "geometries": [
            {
                "type": "Polygon" if len(polygons) == 1 else "MultiPolygon",
                "arcs": polygons[0] if len(polygons) == 1 else polygons,
                "properties": properties[code],
            }
            for code, polygons in sorted(drawn.items())
        ],
    }


def place(name: str) -> Path:
    """Return where a derived file is kept."""
    return ROOT / "static" / "geo" / name if name == MAP else HERE / name


def derived() -> dict[str, str]:
    """Return the text of every derived file by its name."""
    material = sources.read()
    return {**tables.all_tables(material), MAP: topojson(material)}


def main() -> None:
    unmet = sources.unmet_packages()
    if unmet:
        sys.exit(f"The tables rest on {', '.join(unmet)}: install the optional group 'gazetteer'.")
    for name, text in derived().items():
        place(name).parent.mkdir(parents=True, exist_ok=True)
        place(name).write_text(text, encoding="utf-8", newline="\n")
        sys.stdout.write(f"{name}: {len(text.encode())} bytes\n")


if __name__ == "__main__":
    main()
