"""Reading instruments from their files, and the hashes of those that were published."""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kla.core.errors import Conflict, Invalid, NotFound
from kla.facility_audits import instrument_checks
from kla.facility_audits.instrument import (
    Band,
    Choice,
    Condition,
    Instrument,
    Item,
    Reached,
    Scale,
    Section,
    Source,
)

FOLDER = Path(__file__).parent / "instruments"
PUBLISHED = "published.toml"
NAME = re.compile(r"[a-z][a-z_]{1,30}@\d{4}-\d{1,3}")
LIST_HEAD = (
    "# The SHA-256 of every published instrument. A line is added and never changed: what was\n"
    "# scored with a version has to be explained with that version.\n"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file, and with which of its items ("" for the file itself)."""

    file: str
    item: str
    cause: str


def names(folder: Path = FOLDER) -> tuple[str, ...]:
    """Every instrument there is a file of, as kind@version."""
    return tuple(sorted(f"{one.parent.name}@{one.stem}" for one in folder.glob("*/*.toml")))


def file_of(name: str, folder: Path = FOLDER) -> Path:
    """Where kind@version is kept. Raises `NotFound` for another name or where no file is."""
    if not NAME.fullmatch(name):
        raise NotFound(refused="instrument")
    kind, version = name.split("@")
    path = folder / kind / f"{version}.toml"
    if not path.is_file():
        raise NotFound(refused="instrument")
    return path


@cache
def load(name: str, folder: Path = FOLDER) -> Instrument:
    """An instrument by kind@version. Raises `NotFound`; `Invalid` naming the item at fault."""
    return read(file_of(name, folder).read_bytes())


def read(data: bytes) -> Instrument:
    """An instrument from the bytes of its file.

    Raises `Invalid`: "not-toml" where it can't be read, "malformed" with the item as its field.
    """
    try:
        raw = tomllib.loads(data.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Invalid("not-toml", why=str(error)) from error
    return _instrument(raw)


def faults(folder: Path = FOLDER) -> Iterator[Fault]:
    """Everything that is wrong with the files of a folder, by file and item."""
    listed = digests(folder)
    for name in names(folder):
        path = file_of(name, folder) if NAME.fullmatch(name) else None
        if path is None:
            yield Fault(name, "", "bad-name")
            continue
        if name in listed and listed[name] != _digest(path):
            yield Fault(name, "", "published-and-changed")
        yield from _faults_of(name, path)
    yield from (Fault(name, "", "published-and-gone") for name in set(listed) - set(names(folder)))


def _faults_of(name: str, path: Path) -> Iterator[Fault]:
    try:
        found = read(path.read_bytes())
    except Invalid as error:
        cause = f"{error.reason}: {error.details.get('why', '')}"
        yield Fault(name, error.field or "", cause)
        return
    if found.name != name:
        yield Fault(name, "", "name-differs-from-file")
    yield from (Fault(name, item, cause) for item, cause in instrument_checks.faults(found))


def digests(folder: Path = FOLDER) -> dict[str, str]:
    """The digest of every published instrument, by kind@version."""
    path = folder / PUBLISHED
    return dict(tomllib.loads(path.read_text())) if path.exists() else {}


def publish(name: str, folder: Path = FOLDER) -> str:
    """Write the digest of an instrument into the list, which makes it unchangeable.

    Returns the digest; published as it is, nothing is written. Raises `NotFound`, `Invalid` for
    one with faults, `Conflict` where another digest is published.
    """
    path, listed = file_of(name, folder), digests(folder)
    for fault in _faults_of(name, path):
        raise Invalid(fault.cause, field=fault.item or None)
    digest = _digest(path)
    if listed.setdefault(name, digest) != digest:
        raise Conflict(instrument=name)
    lines = (f'"{one}" = "{listed[one]}"\n' for one in sorted(listed))
    (folder / PUBLISHED).write_text(LIST_HEAD + "".join(lines))
    return digest


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _instrument(raw: Mapping[str, Any]) -> Instrument:
    with instrument_checks.told_apart(""):
        scales = {name: _scale(name, one) for name, one in raw["scales"].items()}
        return Instrument(
            kind=str(raw["kind"]),
            version=str(raw["version"]),
            title=dict(raw["title"]),
            about=dict(raw["about"]),
            sources=tuple(Source(one["title"], one["url"]) for one in raw["sources"]),
            facility_kinds=tuple(raw["facility_kinds"]),
            scales=tuple(scales.values()),
            bands=tuple(Band(one["code"], int(one["from"]), one["title"]) for one in raw["bands"]),
            bands_source=str(raw["bands_source"]),
            sections=tuple(_section(one, scales) for one in raw["sections"]),
            maximum=int(raw.get("maximum", 0)),
            fixed_maximum=bool(raw.get("fixed_maximum", False)),
        )


def _scale(name: str, raw: Mapping[str, Any]) -> Scale:
    choices = (
        Choice(one["code"], int(one["points"]), one["text"]) for one in raw.get("choices", [])
    )
    reached = (Reached(int(one["from"]), int(one["points"])) for one in raw.get("reached", []))
    return Scale(name, str(raw["type"]), tuple(choices), tuple(reached))


def _section(raw: Mapping[str, Any], scales: Mapping[str, Scale]) -> Section:
    return Section(
        code=str(raw["code"]),
        title=dict(raw["title"]),
        items=tuple(_item(one, scales) for one in raw["items"]),
        maximum=int(raw.get("maximum", 0)),
        minimum=int(raw.get("minimum", 0)),
        share=int(raw.get("share", 0)),
    )


def _item(raw: Mapping[str, Any], scales: Mapping[str, Scale]) -> Item:
    with instrument_checks.told_apart(str(raw.get("id", ""))):
        return Item(
            id=str(raw["id"]),
            text=dict(raw["text"]),
            help=dict(raw.get("help", {})),
            scale=scales[raw["scale"]],
            weight=int(raw.get("weight", 1)),
            least=int(raw.get("least", 0)),
            indicator=int(raw.get("indicator", 0)),
            photo=bool(raw.get("photo", False)),
            when=_condition(raw["when"]) if "when" in raw else None,
            wording=str(raw.get("wording", "ours")),
            weight_source=str(raw.get("weight_source", "ours")),
        )


def _condition(raw: Mapping[str, Any]) -> Condition:
    for joined in ("all", "any"):
        if joined in raw:
            return Condition(joined=joined, parts=tuple(map(_condition, raw[joined])))
    values = raw["in"] if "in" in raw else [raw["equals"]]
    return Condition(item=str(raw["item"]), values=tuple(map(str, values)))
