"""Calculates distances and boxes on the globe."""

from dataclasses import dataclass
from math import asin, cos, degrees, radians, sin, sqrt

# The mean radius (IUGG): in Piedmont the error against the ellipsoid stays below 0.5 %.
EARTH_RADIUS_KM = 6371.0088

Box = tuple[float, float, float, float]

# South, west, north, east of the region's borders, rounded outwards to a hundredth of a degree.
PIEDMONT_BOX = (44.06, 6.62, 46.47, 9.22)


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the globe in WGS 84 degrees."""

    lat: float
    lon: float


def haversine_km(a: Point, b: Point) -> float:
    lat_a, lat_b = radians(a.lat), radians(b.lat)
    half_lat = sin((lat_b - lat_a) / 2)
    half_lon = sin(radians(b.lon - a.lon) / 2)
    chord = half_lat * half_lat + cos(lat_a) * cos(lat_b) * half_lon * half_lon
    # Rounding may lift the chord of two antipodes a hair above one, where asin has no value.
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))


def bounding_box(center: Point, radius_km: float) -> Box:
    """Return south, west, north, east of a box that holds every point within the radius.

    A box that would reach a pole or cross the antimeridian is widened to all longitudes: too large
    is safe, because the box only thins out what `haversine_km` then measures.
    """
    if radius_km < 0:
        message = "a radius cannot be negative"
        raise ValueError(message)
    # A millimetre more, so that rounding never leaves a point on the edge outside.
    angle = (radius_km + 1e-6) / EARTH_RADIUS_KM
    south, north = center.lat - degrees(angle), center.lat + degrees(angle)
    if south <= -90 or north >= 90:
        return max(south, -90.0), -180.0, min(north, 90.0), 180.0
    reach = degrees(asin(sin(angle) / cos(radians(center.lat))))
    west, east = center.lon - reach, center.lon + reach
    if west < -180 or east > 180:
        return south, -180.0, north, 180.0
    return south, west, north, east


def in_piedmont_box(point: Point) -> bool:
    """Tell whether a point can lie in Piedmont: a test for gross mistakes, not the border."""
    south, west, north, east = PIEDMONT_BOX
    return south <= point.lat <= north and west <= point.lon <= east
