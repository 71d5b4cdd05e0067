"""Distances and boxes hold for any two points on the globe."""

from math import asin, atan2, cos, degrees, pi, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wemi_piemonte.geo.rules import (
    EARTH_RADIUS_KM,
    Point,
    bounding_box,
    haversine_km,
    in_piedmont_box,
)

TORINO = Point(45.07049, 7.68682)
CUNEO = Point(44.39071, 7.54828)

points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))


def reached(start: Point, bearing: float, km: float) -> Point:
    """Return where one arrives from a point on a great circle."""
    angle, lat, lon = km / EARTH_RADIUS_KM, radians(start.lat), radians(start.lon)
    sine = sin(lat) * cos(angle) + cos(lat) * sin(angle) * cos(bearing)
    end = asin(max(-1.0, min(1.0, sine)))
    turn = atan2(sin(bearing) * sin(angle) * cos(lat), cos(angle) - sin(lat) * sin(end))
    return Point(degrees(end), (degrees(lon + turn) + 540) % 360 - 180)


def test_torino_is_76_km_from_cuneo() -> None:
    assert haversine_km(TORINO, CUNEO) == pytest.approx(76.4, abs=0.5)


def test_a_degree_of_latitude_is_111_km() -> None:
    assert haversine_km(Point(44, 8), Point(45, 8)) == pytest.approx(111.195, abs=0.001)


def test_antipodes_are_half_the_globe_apart() -> None:
    assert haversine_km(Point(0, 0), Point(0, 180)) == pytest.approx(pi * EARTH_RADIUS_KM)


@given(points)
def test_a_point_is_no_distance_from_itself(a: Point) -> None:
    assert haversine_km(a, a) == 0


@given(points, points)
def test_a_distance_is_the_same_both_ways_and_at_most_half_the_globe(a: Point, b: Point) -> None:
    distance = haversine_km(a, b)
    assert distance == pytest.approx(haversine_km(b, a), abs=1e-6)
    assert 0 <= distance <= pi * EARTH_RADIUS_KM + 1e-6


@given(points, points, points)
def test_a_detour_is_never_shorter(a: Point, b: Point, c: Point) -> None:
    assert haversine_km(a, c) <= haversine_km(a, b) + haversine_km(b, c) + 1e-3


@given(points, st.floats(0, 500), st.floats(0, 1), st.floats(0, 2 * pi))
def test_a_box_holds_every_point_within_its_radius(
    center: Point, radius: float, part: float, bearing: float
) -> None:
    south, west, north, east = bounding_box(center, radius)
    point = reached(center, bearing, radius * part)
    assert south - 1e-7 <= point.lat <= north + 1e-7
    # Beyond 89.9 degrees a longitude means little, and rounding turns it around the pole.
    if abs(point.lat) < 89.9:
        assert west - 1e-5 <= point.lon <= east + 1e-5 or abs(abs(point.lon) - 180) < 1e-5


@given(st.floats(44, 46.5), st.floats(6.6, 9.3), st.floats(0.1, 200))
def test_a_box_in_piedmont_is_no_larger_than_it_must_be(
    lat: float, lon: float, radius: float
) -> None:
    center = Point(lat, lon)
    south, west, north, east = bounding_box(center, radius)
    assert haversine_km(center, Point(south, lon)) == pytest.approx(radius, rel=1e-4)
    assert haversine_km(center, Point(north, lon)) == pytest.approx(radius, rel=1e-4)
    assert haversine_km(center, Point(lat, east)) == pytest.approx(radius, rel=0.01)
    assert haversine_km(center, Point(lat, west)) == pytest.approx(radius, rel=0.01)


def test_a_box_over_a_pole_or_the_antimeridian_takes_all_longitudes() -> None:
    assert bounding_box(Point(89.9, 10), 50)[1::2] == (-180.0, 180.0)
    assert bounding_box(Point(10, 179.9), 50)[1::2] == (-180.0, 180.0)


def test_a_negative_radius_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        bounding_box(TORINO, -1)


@pytest.mark.parametrize(
    ("point", "inside"),
    [
        (TORINO, True),
        (CUNEO, True),
        (Point(45.4642, 9.19), True),  # Milan: the box is coarse, and says so
        (Point(41.9, 12.5), False),
        (Point(7.68682, 45.07049), False),
    ],
)
def test_the_box_of_piedmont_catches_gross_mistakes(point: Point, inside: bool) -> None:
    assert in_piedmont_box(point) is inside
