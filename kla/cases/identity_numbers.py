"""Whether a NIK or the number of a KK can be so. It never refuses: people have odd numbers.

A NIK is the code of the district that first recorded somebody, their day of birth with 40 added
to the day of women, and a serial: sixteen digits. A KK's number has the day on which it was
recorded instead. What is odd is named by a code; the number itself is in no warning and no log.
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".toml")
DIGITS = 16
OF_WOMEN = 40
WOMAN, MAN = "P", "L"
CITIES_FROM, LAST_REGENCY = 71, 79


class Oddity(StrEnum):
    """What is odd about a number."""

    NOT_DIGITS = "not-digits"
    LENGTH = "length"
    PROVINCE = "province"
    REGENCY = "regency"
    DISTRICT = "district"
    DATE = "date"
    SERIAL = "serial"
    BORN_DIFFERS = "born-differs"
    SEX_DIFFERS = "sex-differs"


@cache
def _known() -> dict[str, Any]:
    with FILE.open("rb") as file:
        return tomllib.load(file)


def bare(typed: str) -> str:
    """The number without the blanks, dots and hyphens that people group it with."""
    return re.sub(r"[\s.\-]", "", typed)


def whole(typed: str) -> str:
    """The number where it has all its digits; empty for anything else."""
    number = bare(typed)
    return number if len(number) == DIGITS and number.isascii() and number.isdigit() else ""


def check_nik(
    typed: str, *, born: date | None = None, sex: str = "", today: date | None = None
) -> list[Oddity]:
    """What is odd about a NIK, also beside the day of birth and the sex that are known."""
    number = bare(typed)
    found = list(_form(number))
    if not number or found:
        return found
    found = list(_place_and_serial(number))
    day, month, year = _day_in(number)
    is_woman = day > OF_WOMEN
    day -= OF_WOMEN * is_woman
    if not _is_day(day, month, year, today):
        return [*found, Oddity.DATE]
    if born is not None and (born.day, born.month, born.year % 100) != (day, month, year):
        found.append(Oddity.BORN_DIFFERS)
    if sex in {WOMAN, MAN} and (sex == WOMAN) != is_woman:
        found.append(Oddity.SEX_DIFFERS)
    return found


def check_kk(typed: str, *, today: date | None = None) -> list[Oddity]:
    """What is odd about the number of a KK: the day in it is the day of recording."""
    number = bare(typed)
    found = list(_form(number))
    if not number or found:
        return found
    found = list(_place_and_serial(number))
    return found if _is_day(*_day_in(number), today) else [*found, Oddity.DATE]


def _day_in(number: str) -> tuple[int, int, int]:
    return int(number[6:8]), int(number[8:10]), int(number[10:12])


def _form(number: str) -> Iterator[Oddity]:
    if number and not (number.isascii() and number.isdigit()):
        yield Oddity.NOT_DIGITS
    elif number and len(number) != DIGITS:
        yield Oddity.LENGTH


def _place_and_serial(number: str) -> Iterator[Oddity]:
    known = _known()
    if number[:2] not in known["provinces"]["codes"]:
        yield Oddity.PROVINCE
    elif not _is_regency(int(number[2:4])):
        yield Oddity.REGENCY
    elif not _is_district(number[:4], number[4:6], known["districts"]["codes"]):
        yield Oddity.DISTRICT
    if number[12:] == "0000":
        yield Oddity.SERIAL


def _is_regency(code: int) -> bool:
    """Regencies count from 01, cities from 71."""
    return 1 <= code < CITIES_FROM - 1 or CITIES_FROM <= code <= LAST_REGENCY


def _is_district(regency: str, code: str, known: dict[str, list[str]]) -> bool:
    return code in known[regency] if regency in known else code != "00"


def _is_day(day: int, month: int, year: int, today: date | None) -> bool:
    """Whether there was such a day in either century, and it has come."""
    for century in (1900, 2000):
        try:
            found = date(century + year, month, day)
        except ValueError:
            continue
        if today is None or found <= today:
            return True
    return False
