"""The map of tiles: a tile a place, a kecamatan in one piece, shades that follow the values."""

import re

import pytest

from kla.regions import places
from kla.regions.places import Cell, Kecamatan, Kelurahan
from kla.regions.tiles import HEIGHT, WIDTH, Shade, outline, scale, tile_map, wrap

CITY = places.load("64.71")
every_kecamatan = pytest.mark.parametrize("group", CITY.kecamatan, ids=lambda group: group.name)


def district(*cells: Cell) -> Kecamatan:
    """A kecamatan that lies on these cells."""
    return Kecamatan(
        "00.00.01", "Uji", tuple(Kelurahan(str(c), "A", "A", "00000", c) for c in cells)
    )


def test_no_two_tiles_lie_on_one_cell_and_all_lie_on_the_map():
    cells = [place.tile for place in CITY.kelurahan]
    assert len(set(cells)) == len(cells)
    assert CITY.land.isdisjoint(cells)
    assert all(0 <= x < CITY.columns and 0 <= y < CITY.rows for x, y in [*cells, *CITY.land])


@every_kecamatan
def test_a_kecamatan_is_one_piece(group: Kecamatan):
    left = {place.tile for place in group.kelurahan}
    reached = [left.pop()]
    for x, y in reached:
        near = left & {(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)}
        reached += near
        left -= near
    assert left == set()


def middle(name: str) -> Cell:
    group = next(group for group in CITY.kecamatan if group.name == f"Balikpapan {name}")
    cells = [place.tile for place in group.kelurahan]
    return sum(x for x, _ in cells) // len(cells), sum(y for _, y in cells) // len(cells)


def test_directions_are_those_of_the_city():
    assert middle("Barat")[0] < middle("Tengah")[0] < middle("Selatan")[0] < middle("Timur")[0]
    assert middle("Utara")[1] < middle("Tengah")[1] < middle("Kota")[1]


def test_one_tile_is_outlined_on_four_sides():
    assert len(re.findall("M", outline(district((0, 0))))) == 4


def test_no_line_runs_between_two_tiles_of_one_kecamatan():
    path = outline(district((0, 0), (1, 0)))
    assert len(re.findall("M", path)) == 6
    assert f"M{WIDTH} 0V{HEIGHT}" not in path


def test_without_values_nothing_is_shaded_and_nothing_is_a_link():
    drawing = tile_map(CITY)
    assert len(drawing.tiles) == 34
    assert {(tile.step, tile.text, tile.url) for tile in drawing.tiles} == {(None, "", "")}


def test_numbers_follow_the_codes():
    tiles = tile_map(CITY).tiles
    assert [tile.number for tile in tiles] == list(range(1, 35))
    assert tiles[0].place.code == "64.71.01.1001"


def test_a_tile_carries_its_value_and_its_link():
    drawing = tile_map(CITY, {"64.71.06.1005": Shade(3, "3")}, lambda place: f"#{place.code}")
    tile = drawing.tiles[-1]
    assert (tile.step, tile.text, tile.url) == (4, "3", "#64.71.06.1005")
    assert drawing.tiles[0].step is None


@pytest.mark.parametrize(
    ("values", "steps"),
    [
        ([0, 1, 50, 51, 100], [0, 1, 2, 3, 4]),
        ([0, 0], [0, 0]),
        ([7], [4]),
        ([], []),
    ],
)
def test_steps_are_equal_parts_of_the_largest_value(values: list[float], steps: list[int]):
    shades = {str(index): Shade(value, "") for index, value in enumerate(values)}
    assert list(scale(shades).values()) == steps


def test_a_place_without_data_has_no_step():
    assert scale({"a": Shade(None, "tidak ada"), "b": Shade(1, "1")}) == {"b": 4}


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Damai", ["Damai"]),
        ("Baru Ilir", ["Baru Ilir"]),
        ("Gunung Samarinda Baru", ["Gunung", "Samarinda", "Baru"]),
    ],
)
def test_names_are_broken_between_words(name: str, lines: list[str]):
    assert wrap(name) == lines


def test_every_name_fits_its_tile():
    assert all(len(tile.lines) <= 3 for tile in tile_map(CITY).tiles)
