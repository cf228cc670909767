"""The words that a case is described with, read from `vocabulary.toml` and the files beside it."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from kla.core.errors import Invalid

FILES = ("vocabulary.toml", "people.toml", "consents.toml")

# Somewhere else than in the city; SIMFONI's statistics call that place "lainnya".
OUTSIDE = "luar"
ELSEWHERE = "lainnya"

SEXUAL = "seksual"
MEDIATION = "mediasi"
STAY = "penampungan"


@cache
def _lists() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in FILES:
        with Path(__file__).with_name(name).open("rb") as file:
            found |= tomllib.load(file)
    return found


@cache
def labels(name: str) -> dict[str, str]:
    """The codes of a list with their official labels, in the order of the file."""
    return dict(_lists()[name]["items"])


@cache
def services() -> frozenset[str]:
    """What may be logged as given: the eight services and the functions that are counted apart."""
    return frozenset(labels("services")) | frozenset(labels("functions"))


def names() -> list[str]:
    """The lists that there are."""
    return list(_lists())


def source(name: str) -> str:
    """Where a list comes from."""
    return str(_lists()[name]["source"])


def marked(name: str, mark: str) -> frozenset[str]:
    """The codes of a list that its file marks, all of them where it says "*"."""
    codes = _lists()[name].get(mark, [])
    return frozenset(labels(name) if codes == ["*"] else codes)


def unconfirmed(name: str) -> frozenset[str]:
    """The codes of a list that the office still has to confirm."""
    return marked(name, "unconfirmed")


def require(name: str, code: str, field: str) -> str:
    """Give the code back, or raise `Invalid` where the list does not hold it."""
    known = services() if name == "services" else labels(name)
    if code not in known:
        raise Invalid("unknown-code", field=field)
    return code


def kecamatan_of(kelurahan: str) -> str:
    """The kecamatan of a kelurahan by its Kemendagri code; "lainnya" outside the city."""
    return ELSEWHERE if kelurahan in {"", OUTSIDE} else kelurahan.rpartition(".")[0]
