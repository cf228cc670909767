"""What the cell of a column means: days, ages, numbers, codes. A refusal names its reason."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from kla.cases import vocabulary
from kla.cases.identity_numbers import DIGITS, bare
from kla.cases.register_file.cells import Fault, Raw
from kla.cases.register_file.columns import Column, fold, spellings
from kla.cases.services.reports import LONGEST_LINE, LONGEST_NAME, LONGEST_TEXT, OLDEST
from kla.core import clock
from kla.core.texts import CONTROL
from kla.regions.places import City

_MONTHS = ["jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des"]
MONTHS = {name: number for number, name in enumerate(_MONTHS, start=1)}
MONTHS |= {"peb": 2, "may": 5, "agt": 8, "ags": 8, "aug": 8, "oct": 10, "nop": 11, "dec": 12}
IN_NUMBERS = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{2,4})")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
IN_WORDS = re.compile(r"(?:[a-z'’]+,?\s+)?(\d{1,2})[\s-]+([a-z]+)\.?[\s-]+(\d{2,4})")  # noqa: RUF001
SERIALS = range(3654, 73415)  # 1910 to 2100, as Excel numbers days
FIRST_YEAR = 1900
AS_FLOAT = re.compile(r"\d[.,]\d+e\+?\d+", re.IGNORECASE)
NOTHING = frozenset({"tidak", "tidakada", "tdk", "tdkada", "nihil"})
SEPARATORS = re.compile(r"[;\n]")
LONG = frozenset({"chronology", "note"})
NAMES = frozenset({"number", "reporter_name", "victim_name", "suspect_name", "worker"})


class Refused(ValueError):
    """A cell that can't mean what its column wants; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads cells by what their column holds; `city` knows the kelurahan."""

    city: City

    def read(self, column: Column, raw: Raw) -> Any:  # noqa: ANN401 -- by kind of column
        """The value of a cell that is not blank. Raises `Refused`."""
        if isinstance(raw, Fault):
            raise Refused(raw.code)
        value = self._kinds[column.kind](column, raw)
        if isinstance(value, str):
            _check_length(column, value)
        return value

    @property
    def _kinds(self) -> dict[str, Callable[[Column, Raw], Any]]:
        return {
            "number": lambda _column, raw: _number(raw),
            "text": lambda _column, raw: text_of(raw),
            "date": lambda _column, raw: day_of(raw),
            "age": lambda _column, raw: _age(raw),
            "nik": lambda _column, raw: _nik(raw),
            "phone": lambda _column, raw: _phone(raw),
            "code": lambda column, raw: _code(column.list, text_of(raw)),
            "codes": _codes,
            "kelurahan": lambda _column, raw: self._kelurahan(text_of(raw)),
            "services": lambda _column, raw: _services(raw),
        }

    def _kelurahan(self, words: str) -> str:
        if fold(words) in {"luar", "luarkota", "luarbalikpapan", "diluarkota"}:
            return vocabulary.OUTSIDE
        found = self.city.kelurahan_by_code(words) or self.city.find_kelurahan(words)
        if found is None:
            raise Refused("kelurahan-unknown")
        return found.code


def text_of(raw: Raw) -> str:
    """The words of a cell; a whole number loses what Excel writes behind it."""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, date):
        return f"{raw:%d/%m/%Y}"
    return str(raw).strip()


def _check_length(column: Column, value: str) -> None:
    longest = LONGEST_NAME if column.key in NAMES else LONGEST_LINE
    if len(value) > (LONGEST_TEXT if column.key in LONG else longest):
        raise Refused("too-long")
    if CONTROL.search(value):
        raise Refused("control-characters")


def _number(raw: Raw) -> str:
    """A register number. One that Excel took for a day is lost: nobody knows what it was."""
    if isinstance(raw, date):
        raise Refused("number-is-date")
    return " ".join(text_of(raw).split())


def day_of(raw: Raw) -> date:
    """A day: Excel's, in numbers, or with the name of its month. Raises `Refused`."""
    found = raw if isinstance(raw, date) else _day_in(raw)
    if found.year < FIRST_YEAR:
        raise Refused("date-too-old")
    if found > clock.today():
        raise Refused("in-future")
    return found


def _day_in(raw: Raw) -> date:
    words = text_of(raw).lower()
    if words.isdigit() and int(words) in SERIALS:
        return date.fromordinal(date(1899, 12, 30).toordinal() + int(words))
    day, month, year = _parts(words)
    if len(year) != 4:
        raise Refused("year-two-digits")
    try:
        return date(int(year), month, int(day))
    except ValueError:
        raise Refused("date-unknown") from None


def _parts(words: str) -> tuple[str, int, str]:
    if found := ISO.fullmatch(words):
        return found[3], int(found[2]), found[1]
    if found := IN_NUMBERS.fullmatch(words):
        return found[1], int(found[2]), found[3]
    found = IN_WORDS.fullmatch(words)
    month = MONTHS.get(found[2][:3]) if found else None
    if found is None or month is None:
        raise Refused("date-unknown")
    return found[1], month, found[3]


def _age(raw: Raw) -> int:
    words = re.sub(r"\s*(tahun|thn|th)\.?$", "", text_of(raw).lower())
    if not words.isascii() or not words.isdigit():
        raise Refused("age-unknown")
    if int(words[:9]) > OLDEST:
        raise Refused("age-out-of-range")
    return int(words)


def _nik(raw: Raw) -> str:
    """A NIK as it was typed, or as Excel kept it where nothing is lost. Raises `Refused`."""
    number = bare(text_of(raw).lstrip("'"))
    if AS_FLOAT.fullmatch(text_of(raw)) or (_is_number(raw) and _lost_digits(number)):
        raise Refused("nik-lost-digits")
    if not (number.isascii() and number.isdigit()):
        raise Refused("nik-not-digits")
    if len(number) != DIGITS:
        raise Refused("nik-length")
    return number


def _is_number(raw: Raw) -> bool:
    return isinstance(raw, int | float)


def _lost_digits(number: str) -> bool:
    """Excel keeps fifteen digits of a number and writes a nought for the sixteenth."""
    return len(number) >= DIGITS and number.endswith("0")


def _phone(raw: Raw) -> str:
    """A phone number; as a number of Excel's it lost the nought that it begins with."""
    number = text_of(raw).lstrip("'")
    return f"0{number}" if _is_number(raw) and number.startswith("8") else number


def _code(name: str, words: str) -> str:
    code = spellings(name).get(fold(words))
    if code is None:
        raise Refused("code-unknown")
    return code


def _codes(column: Column, raw: Raw) -> tuple[str, ...]:
    parts = [part.strip() for part in SEPARATORS.split(text_of(raw)) if part.strip()]
    if len(parts) == 1 and fold(parts[0]) in NOTHING:
        return ()
    return tuple(dict.fromkeys(_code(column.list, part) for part in parts))


def _services(raw: Raw) -> tuple[tuple[str, str], ...]:
    """Services with their days, "Kesehatan: 06/03/2024; ...", as code and ISO day."""
    found = []
    for part in SEPARATORS.split(text_of(raw)):
        name, colon, day = part.strip().partition(":")
        if not name:
            continue
        if not colon or not day.strip():
            raise Refused("service-without-day")
        found.append((_code("services", name), day_of(day.strip()).isoformat()))
    return tuple(dict.fromkeys(found))
