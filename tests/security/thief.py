"""Somebody who has copied everything that the host holds, and looks for words in it."""

import base64
import io
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, text

# How a word can lie in a file: as it is, in another width, as digits, or as a mail attachment.
WIDE = ("utf-16-le", "utf-16-be")
BORDER = b"\0\n\0"


@dataclass(frozen=True, slots=True)
class Found:
    """A word that should not be there."""

    word: str
    form: str
    place: str


def forms_of(word: bytes) -> dict[str, bytes]:
    """Every form in which a word is looked for. Small and large letters are one in all of them."""
    plain = word.lower()
    forms = {"raw": plain, "hex": plain.hex().encode()}
    try:
        spelled = word.decode()
    except UnicodeDecodeError:
        return forms | _base64(word)
    for width in WIDE:
        forms[width] = spelled.encode(width).lower()
    for spelling in {spelled, spelled.lower(), spelled.upper()}:
        forms |= _base64(spelling.encode(), f" of {spelling}")
        forms[f"hex of {spelling}"] = spelling.encode().hex().encode()
    return forms


def _base64(word: bytes, of: str = "") -> dict[str, bytes]:
    """The signs of a word in base64 that are the same whatever stands before and after it."""
    forms = {}
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + word)
        first = -(-shift * 8 // 6)
        last = (shift + len(word)) * 8 // 6
        sure = whole[first:last]
        forms[f"base64+{shift}{of}"] = sure.lower()
        forms[f"base64url+{shift}{of}"] = sure.translate(bytes.maketrans(b"+/", b"-_")).lower()
    return forms


@dataclass(slots=True)
class Loot:
    """What was copied, by where it lay."""

    places: dict[str, bytes] = field(default_factory=dict)

    def add(self, place: str, content: bytes) -> None:
        """Keep one more thing."""
        self.places[place] = self.places.get(place, b"") + content

    def add_folder(self, folder: Path, name: str) -> None:
        """Keep every file below a folder, and what the files are called."""
        for path in sorted(folder.rglob("*")):
            where = f"{name}/{path.relative_to(folder)}"
            self.add("names of files", where.encode() + b"\n")
            if path.is_file():
                self.add(where, path.read_bytes())

    def add_tables(self, engine: Engine) -> None:
        """Keep every table of a PostgreSQL, as text (bytes in hexadecimal) and as bytes."""
        with engine.connect() as connection:
            names = connection.execute(
                text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            )
            cursor = connection.connection.driver_connection.cursor()
            for (name,) in names.all():
                for form in ("TEXT", "BINARY"):
                    out = io.BytesIO()
                    with cursor.copy(f'COPY "{name}" TO STDOUT (FORMAT {form})') as copy:
                        out.writelines(bytes(part) for part in copy)
                    self.add(f"table {name} as {form.lower()}", out.getvalue())

    def search(self, words: Mapping[str, bytes]) -> list[Found]:
        """Every place in which one of the words lies, in any form."""
        return list(self._search(words))

    def _search(self, words: Mapping[str, bytes]) -> Iterator[Found]:
        whole = BORDER.join(content.lower() for content in self.places.values())
        for label, word in words.items():
            for form, needle in forms_of(word).items():
                if needle in whole:
                    yield from self._places(label, form, needle)

    def _places(self, label: str, form: str, needle: bytes) -> Iterator[Found]:
        for place, content in self.places.items():
            if needle in content.lower():
                yield Found(label, form, place)


def open_temporary_files() -> dict[str, bytes]:
    """What this process keeps open in files without a name: an upload on its way, for one."""
    found = {}
    for link in Path("/proc/self/fd").iterdir():
        try:
            target = os.readlink(link)
            if target.startswith("/") and target.endswith("(deleted)"):
                found[target] = link.read_bytes()
        except OSError:
            continue
    return found
