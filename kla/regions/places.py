"""The places of one city, read from its file: which there are, and what they are called."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kla.core.errors import NotReady

DATA = Path(__file__).parent / "data"
CITY_CODE = re.compile(r"\d\d\.\d\d")
PREFIX = re.compile(r"^(kelurahan|kel\.?)\s+", re.IGNORECASE)

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Kelurahan:
    """The smallest unit with a code. `local` is the spelling people of the city use."""

    code: str
    name: str
    local: str
    postal_code: str
    tile: Cell


@dataclass(frozen=True, slots=True)
class Kecamatan:
    """A district: some kelurahan under one code."""

    code: str
    name: str
    kelurahan: tuple[Kelurahan, ...]


@dataclass(frozen=True, slots=True)
class Water:
    """A name on the map's water, and the cell at which it is written."""

    name: str
    at: Cell


@dataclass(frozen=True, slots=True)
class City:
    """Everything the file of a city says."""

    code: str
    name: str
    source: str
    kecamatan: tuple[Kecamatan, ...]
    columns: int
    rows: int
    land: frozenset[Cell]
    waters: tuple[Water, ...]

    @property
    def kelurahan(self) -> tuple[Kelurahan, ...]:
        """All kelurahan, in the order of their codes."""
        return tuple(place for group in self.kecamatan for place in group.kelurahan)

    def kelurahan_by_code(self, code: str) -> Kelurahan | None:
        """The kelurahan with this code of the ministry, or none."""
        return next((place for place in self.kelurahan if place.code == code), None)

    def find_kelurahan(self, name: str) -> Kelurahan | None:
        """The kelurahan of this name in either spelling; spaces and capitals do not matter."""
        wanted = fold(name)
        matches = (
            place for place in self.kelurahan if wanted in {fold(place.name), fold(place.local)}
        )
        return next(matches, None)

    def kecamatan_of(self, code: str) -> Kecamatan | None:
        """The kecamatan that holds the kelurahan with this code, or none."""
        for group in self.kecamatan:
            if any(place.code == code for place in group.kelurahan):
                return group
        return None


def fold(name: str) -> str:
    """A name as it is compared: "Kel. Sungai Nangka" and "SUNGAINANGKA" are one place."""
    return re.sub(r"[^a-z]", "", PREFIX.sub("", name.strip()).lower())


@cache
def load(code: str) -> City:
    """The city with this code of the ministry. Raises `NotReady` if there is no file for it."""
    path = DATA / f"{code}.toml"
    if not CITY_CODE.fullmatch(code) or not path.is_file():
        raise NotReady("region")
    with path.open("rb") as file:
        return _read(tomllib.load(file))


def _read(data: dict[str, Any]) -> City:
    tiles = data["tiles"]
    return City(
        code=data["code"],
        name=data["name"],
        source=data["source"],
        kecamatan=tuple(_read_kecamatan(group) for group in data["kecamatan"]),
        columns=tiles["columns"],
        rows=tiles["rows"],
        land=frozenset(_cell(cell) for cell in tiles["land"]),
        waters=tuple(Water(water["name"], _cell(water["at"])) for water in tiles["waters"]),
    )


def _read_kecamatan(group: dict[str, Any]) -> Kecamatan:
    return Kecamatan(
        code=group["code"],
        name=group["name"],
        kelurahan=tuple(_read_kelurahan(place) for place in group["kelurahan"]),
    )


def _read_kelurahan(place: dict[str, Any]) -> Kelurahan:
    return Kelurahan(
        code=place["code"],
        name=place["name"],
        local=place.get("local", place["name"]),
        postal_code=place["postal_code"],
        tile=_cell(place["tile"]),
    )


def _cell(pair: list[int]) -> Cell:
    column, row = pair
    return column, row
