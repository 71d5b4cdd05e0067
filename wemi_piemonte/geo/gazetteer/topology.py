"""Draws neighbouring areas as TopoJSON: a shared border is stored and simplified once."""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

Vertex = tuple[int, int]
Path = tuple[Vertex, ...]
# A polygon is its outer ring and then its holes; a ring does not repeat its first vertex.
Polygons = list[list[Path]]
# A ring of a TopoJSON geometry: indices of arcs, ~index for an arc walked backwards.
Refs = list[int]
Degrees = Sequence[tuple[float, float]]

# One step of the grid is about 23 x 22 metres at 45 degrees north: areas on it are true to shape.
SCALE = (0.0003, 0.0002)
TRANSLATE = (6.62, 44.06)
# Bends smaller than this triangle, in cells of about 520 square metres, are straightened.
SMALLEST_BEND = 250
# Where neighbours' vertices differ, merging leaves slivers; exclaves worth drawing are larger.
SMALLEST_PART = 400


def snapped(ring: Degrees) -> Path:
    """Move a ring to the grid, without repeated vertices and spikes that go out and back."""
    vertices: list[Vertex] = []
    for lon, lat in ring:
        vertex = (round((lon - TRANSLATE[0]) / SCALE[0]), round((lat - TRANSLATE[1]) / SCALE[1]))
        if len(vertices) > 1 and vertices[-2] == vertex:
            vertices.pop()
        elif not vertices or vertices[-1] != vertex:
            vertices.append(vertex)
    # Where the list closes to a ring, its ends may repeat each other or be a spike.
    while len(vertices) > 2:
        if vertices[-1] in (vertices[0], vertices[1]):
            vertices.pop(-1 if vertices[-1] == vertices[0] else 0)
        elif vertices[-2] == vertices[0]:
            vertices.pop()
        else:
            break
    return tuple(vertices)


def signed_area(ring: Iterable[Vertex]) -> float:
    vertices = tuple(ring)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise((*vertices, vertices[0]))) / 2


def oriented(ring: Path, *, counterclockwise: bool) -> Path:
    return ring if (signed_area(ring) > 0) == counterclockwise else ring[::-1]


def on_grid(polygons: Iterable[Sequence[Degrees]]) -> Polygons:
    """Bring an area to the grid, outer rings counterclockwise, without what vanishes on it."""
    area: Polygons = []
    for polygon in polygons:
        rings = [snapped(ring) for ring in polygon]
        if len(rings[0]) > 2:
            area.append(
                [
                    oriented(ring, counterclockwise=i == 0)
                    for i, ring in enumerate(rings)
                    if len(ring) > 2
                ]
            )
    return area


def junctions(areas: Iterable[Polygons]) -> set[Vertex]:
    """Find where borders meet: a vertex with other than two neighbours."""
    neighbours: defaultdict[Vertex, set[Vertex]] = defaultdict(set)
    for polygons in areas:
        for ring in (ring for polygon in polygons for ring in polygon):
            for a, b in pairwise((*ring, ring[0])):
                neighbours[a].add(b)
                neighbours[b].add(a)
    return {vertex for vertex, around in neighbours.items() if len(around) != 2}


def cut(ring: Path, meetings: set[Vertex]) -> list[Path]:
    """Cut a ring at its junctions; an island without any is one path from its least vertex."""
    starts = [i for i, vertex in enumerate(ring) if vertex in meetings] or [ring.index(min(ring))]
    closed = (*ring[starts[0] :], *ring[: starts[0] + 1])
    stops = [start - starts[0] for start in starts] + [len(ring)]
    return [closed[a : b + 1] for a, b in pairwise(stops)]


@dataclass
class Arcs:
    """The paths between junctions, each kept in one direction only."""

    meetings: set[Vertex]
    index: dict[Path, int] = field(default_factory=dict)

    def refs(self, ring: Path) -> Refs:
        found: Refs = []
        for path in cut(ring, self.meetings):
            kept = min(path, path[::-1])
            number = self.index.setdefault(kept, len(self.index))
            found.append(number if kept == path else ~number)
        return found


@dataclass(frozen=True)
class Drawing:
    """Areas and groups as references to arcs, and the arcs."""

    areas: dict[str, list[list[Refs]]]
    groups: dict[str, list[list[Refs]]]
    arcs: list[list[list[int]]]


def outline(areas: Iterable[Iterable[Refs]], paths: Sequence[Path]) -> list[list[Refs]]:
    """Merge neighbouring areas: what remains are the arcs that only one of them uses."""
    refs = [ref for rings in areas for ring in rings for ref in ring]
    uses = Counter(max(ref, ~ref) for ref in refs)
    leaving: defaultdict[Vertex, list[int]] = defaultdict(list)
    for ref in refs:
        if uses[max(ref, ~ref)] == 1:
            leaving[walk(ref, paths)[0]].append(ref)
    rings = [ring for start in sorted(leaving) for ring in loops(start, leaving, paths)]
    sized = [(signed_area(ring_vertices(ring, paths)), ring) for ring in rings]
    merged = [[ring] for area, ring in sized if area >= SMALLEST_PART]
    for area, ring in sized:
        if area <= -SMALLEST_PART:
            hole = ring_vertices(ring, paths)
            next(part for part in merged if surrounds(ring_vertices(part[0], paths), hole)).append(
                ring
            )
    return merged


def walk(ref: int, paths: Sequence[Path]) -> Path:
    return paths[ref] if ref >= 0 else paths[~ref][::-1]


def ring_vertices(ring: Refs, paths: Sequence[Path]) -> list[Vertex]:
    return [vertex for ref in ring for vertex in walk(ref, paths)[:-1]]


def loops(start: Vertex, leaving: dict[Vertex, list[int]], paths: Sequence[Path]) -> list[Refs]:
    """Follow the arcs from a vertex until none is left, closing a ring when one comes back."""
    rings: list[Refs] = []
    trail: list[int] = []
    seen = [start]
    while leaving.get(seen[-1]):
        trail.append(leaving[seen[-1]].pop())
        end = walk(trail[-1], paths)[-1]
        if end in seen:
            opened = seen.index(end)
            rings.append(trail[opened:])
            del trail[opened:], seen[opened + 1 :]
        else:
            seen.append(end)
    return rings


def surrounds(outer: Sequence[Vertex], inner: Sequence[Vertex]) -> bool:
    """Tell whether a ring lies within another, by a ray from a vertex that they do not share."""
    border = set(outer)
    x, y = next((vertex for vertex in inner if vertex not in border), inner[0])
    inside = False
    for (ax, ay), (bx, by) in pairwise((*outer, outer[0])):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            inside = not inside
    return inside


def simplified(path: Path, at_least: int) -> Path:
    """Straighten the smallest bends first (Visvalingam), but keep `at_least` inner vertices."""
    before = {i: i - 1 for i in range(1, len(path))}
    after = {i: i + 1 for i in range(len(path) - 1)}

    def bend(i: int) -> float:
        return abs(signed_area((path[before[i]], path[i], path[after[i]])))

    size = {i: bend(i) for i in range(1, len(path) - 1)}
    queue = [(area, i) for i, area in size.items()]
    heapq.heapify(queue)
    while queue and len(size) > at_least and queue[0][0] < SMALLEST_BEND:
        area, i = heapq.heappop(queue)
        if size.get(i) != area:
            continue
        del size[i]
        before[after[i]], after[before[i]] = before[i], after[i]
        for neighbour in (before[i], after[i]):
            if neighbour in size:
                # Never smaller than what just went, or a curve would unravel from one end.
                size[neighbour] = max(bend(neighbour), area)
                heapq.heappush(queue, (size[neighbour], neighbour))
    return (path[0], *(path[i] for i in sorted(size)), path[-1])


def all_simplified(paths: Sequence[Path]) -> list[Path]:
    """Simplify each arc so that no ring collapses: islands stay triangles, twins stay apart."""
    twins = Counter(frozenset((path[0], path[-1])) for path in paths)
    return [
        simplified(
            path, 2 if path[0] == path[-1] else min(1, twins[frozenset((path[0], path[-1]))] - 1)
        )
        for path in paths
    ]


def steps(path: Path) -> list[list[int]]:
    """Write a path as TopoJSON does: the first vertex, then the way from each to the next."""
    return [list(path[0]), *([b[0] - a[0], b[1] - a[1]] for a, b in pairwise(path))]


def drawing(areas: Mapping[str, Polygons], groups: Mapping[str, Sequence[str]]) -> Drawing:
    """Draw the areas, and the groups of areas merged, over one list of arcs."""
    arcs = Arcs(junctions(areas.values()))
    drawn = {
        code: [[arcs.refs(ring) for ring in polygon] for polygon in polygons]
        for code, polygons in areas.items()
    }
    paths = list(arcs.index)
    merged = {
        code: outline(
            ([ring for polygon in drawn[part] for ring in polygon] for part in parts), paths
        )
        for code, parts in groups.items()
    }
    return Drawing(drawn, merged, [steps(path) for path in all_simplified(paths)])
