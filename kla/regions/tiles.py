"""A map of equal tiles, one per kelurahan: every place is as easy to see and to press as any other.

Worked out here, drawn by `templates/regions/map.html`. Lengths are units of the drawing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil

from kla.regions.places import Cell, City, Kecamatan, Kelurahan

WIDTH, HEIGHT = 100, 96
HEAD = 17  # of a tile: where the name of a kecamatan stands
NAME = 52  # of a tile: the middle of its name, with room for a value below
LINE = 16
LETTERS_PER_LINE = 10
STEPS = 4


@dataclass(frozen=True, slots=True)
class Shade:
    """What a tile shows: a number for its shade (none: no data) and the words written on it."""

    value: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text and the middle of its foot."""

    text: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Tile:
    """One kelurahan as drawn. `step` runs from 0 to `STEPS`; none where nothing is shaded."""

    place: Kelurahan
    kecamatan: Kecamatan
    number: int
    x: int
    y: int
    lines: tuple[Label, ...]
    middle: Cell
    step: int | None
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class TileMap:
    """The whole drawing: water is the ground, land and tiles lie on it, outlines on top."""

    width: int
    height: int
    land: tuple[Cell, ...]
    tiles: tuple[Tile, ...]
    outlines: tuple[str, ...]
    names: tuple[Label, ...]
    waters: tuple[Label, ...]


def tile_map(
    city: City,
    shades: Mapping[str, Shade] | None = None,
    url_of: Callable[[Kelurahan], str] | None = None,
) -> TileMap:
    """Lay out the map; `shades` goes by kelurahan code, `url_of` makes every tile a link."""
    places = [(group, place) for group in city.kecamatan for place in group.kelurahan]
    steps = scale(shades or {})
    tiles = (
        Tile(
            place=place,
            kecamatan=group,
            number=number,
            x=place.tile[0] * WIDTH,
            y=place.tile[1] * HEIGHT,
            lines=_lines(place),
            middle=_middle(place.tile),
            step=steps.get(place.code),
            text=shades[place.code].text if shades and place.code in shades else "",
            url=url_of(place) if url_of else "",
        )
        for number, (group, place) in enumerate(places, start=1)
    )
    return _around(city, tuple(tiles))


def _around(city: City, tiles: tuple[Tile, ...]) -> TileMap:
    """The tiles with the land, the water, the outlines and the names about them."""
    return TileMap(
        width=city.columns * WIDTH,
        height=city.rows * HEIGHT + HEIGHT // 3,
        land=tuple(sorted((column * WIDTH, row * HEIGHT) for column, row in city.land)),
        tiles=tiles,
        outlines=tuple(outline(group) for group in city.kecamatan),
        names=tuple(_name_of(group) for group in city.kecamatan),
        waters=tuple(_water(water.name, water.at) for water in city.waters),
    )


def scale(shades: Mapping[str, Shade]) -> dict[str, int]:
    """The step of each place: 0 for nothing, then equal parts of the way to the largest value."""
    values = {code: shade.value for code, shade in shades.items() if shade.value is not None}
    top = max(values.values(), default=0)
    return {code: ceil(value * STEPS / top) if top > 0 else 0 for code, value in values.items()}


def outline(group: Kecamatan) -> str:
    """The edges at which a kecamatan ends, as the commands of an SVG path."""
    cells = {place.tile for place in group.kelurahan}
    edges = []
    for column, row in sorted(cells):
        left, top = column * WIDTH, row * HEIGHT
        right, bottom = left + WIDTH, top + HEIGHT
        sides = {
            (column, row - 1): f"M{left} {top}H{right}",
            (column, row + 1): f"M{left} {bottom}H{right}",
            (column - 1, row): f"M{left} {top}V{bottom}",
            (column + 1, row): f"M{right} {top}V{bottom}",
        }
        edges += [path for neighbour, path in sides.items() if neighbour not in cells]
    return "".join(edges)


def wrap(name: str) -> list[str]:
    """The words of a name in lines short enough for a tile."""
    lines: list[str] = []
    for word in name.split():
        if lines and len(lines[-1]) + 1 + len(word) <= LETTERS_PER_LINE:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _middle(cell: Cell) -> Cell:
    return cell[0] * WIDTH + WIDTH // 2, cell[1] * HEIGHT + HEIGHT // 2


def _lines(place: Kelurahan) -> tuple[Label, ...]:
    x, _ = _middle(place.tile)
    words = wrap(place.local)
    first = place.tile[1] * HEIGHT + NAME - (len(words) - 1) * LINE // 2
    return tuple(Label(word, x, first + index * LINE) for index, word in enumerate(words))


def _name_of(group: Kecamatan) -> Label:
    """The name of a kecamatan, without the city's, in the head of its north-western tile."""
    column, row = min(
        (place.tile for place in group.kelurahan), key=lambda cell: (cell[1], cell[0])
    )
    return Label(group.name.split()[-1], column * WIDTH + WIDTH // 2, row * HEIGHT + HEAD)


def _water(name: str, cell: Cell) -> Label:
    x, y = _middle(cell)
    return Label(name, x, y)
