"""Commands about the instruments of facility audits: check, publish, compare, score, spreadsheets.

What can't be read, and a name nobody knows, ends with status 2 and writes nothing.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kla.cli.plain import Plain

if TYPE_CHECKING:
    from kla.facility_audits.instrument import Instrument
    from kla.facility_audits.scoring import Score

CANNOT = 2
LARGEST_FILE = 5_000_000
WORDS = {
    "not-an-object": "the answers have to be one object, item to answer",
    "unknown-item": "the instrument has no such item",
    "unknown-answer": "that is no answer to it",
    "not-a-number": "its answer is a whole number from 0 on",
    "not-toml": "the file is not TOML",
    "not-a-workbook": "the file is no workbook (.xlsx)",
    "too-large": "the workbook is too large",
    "no-sheet": "this sheet is missing or empty",
    "relevant": "its condition is none of ours: ${item} = 'answer', and, or, brackets",
    "malformed": "the file does not hold what an instrument needs",
}


class Refusal(click.ClickException):
    """What was given can't be worked with."""

    exit_code = CANNOT


@click.group("instruments")
def group() -> None:
    """Instruments: what is asked in the audit of a facility, by kind and version."""


@group.command("check", cls=Plain)
def check() -> None:
    """Check every instrument file; each fault is said by file and item, with status 1."""
    from kla.facility_audits import instrument_files

    faults = list(instrument_files.faults())
    for fault in faults:
        click.echo(f"{fault.file} {fault.item or '-'}: {fault.cause}", err=True)
    click.echo(f"{len(instrument_files.names())} instruments, {len(faults)} faults.")
    if faults:
        raise SystemExit(1)


@group.command("publish", cls=Plain)
@click.argument("name", metavar="KIND@VERSION")
def publish(name: str) -> None:
    """Write the hash of an instrument into the list: from then on it is never changed."""
    from kla.facility_audits import instrument_files

    with _or_two(name):
        click.echo(f"{name} {instrument_files.publish(name)}")


@group.command("diff", cls=Plain)
@click.argument("before", metavar="KIND@VERSION")
@click.argument("after", metavar="KIND@VERSION")
def diff(before: str, after: str) -> None:
    """Say which items were added, removed, reworded, re-weighted or otherwise changed."""
    from kla.facility_audits import instrument_diff

    for change in instrument_diff.changes(_load(before), _load(after)):
        click.echo(f"{change.what} {change.item}")


@group.command("score", cls=Plain)
@click.argument("name", metavar="KIND@VERSION")
@click.argument("file", metavar="ANSWERS.json", type=click.Path(path_type=Path))
def score(name: str, file: Path) -> None:
    """Score answers, an object of item to answer, and print JSON.

    An item that is not asked (its condition does not hold) counts in neither score nor maximum.
    One unmet mandatory item makes the grade belum_sesuai_standar; the score is told all the same.
    """
    from kla.facility_audits import scoring

    instrument = _load(name)
    with _or_two(str(file)):
        found = scoring.score(instrument, _answers(file))
    click.echo(json.dumps(_as_json(found), ensure_ascii=False))


@group.command("export", cls=Plain)
@click.argument("name", metavar="KIND@VERSION")
@click.argument("file", metavar="FILE.xlsx", type=click.Path(path_type=Path))
def export(name: str, file: Path) -> None:
    """Write an instrument as an XLSForm workbook, to be edited in a spreadsheet."""
    from kla.facility_audits import xlsform_export

    data = xlsform_export.export(_load(name))
    with _or_two(str(file)):
        _write_new(file, data)


@group.command("import", cls=Plain)
@click.argument("file", metavar="FILE.xlsx", type=click.Path(path_type=Path))
@click.argument("draft", metavar="DRAFT.toml", type=click.Path(path_type=Path))
def import_draft(file: Path, draft: Path) -> None:
    """Write an edited workbook as a draft, which is checked and published like any instrument."""
    from kla.facility_audits import instrument_writing, xlsform_import

    with _or_two(str(file)):
        _not_too_large(file)
        text = instrument_writing.write(xlsform_import.read(file.read_bytes()))
    with _or_two(str(draft)):
        _write_new(draft, text.encode())


def _write_new(file: Path, data: bytes) -> None:
    """Write a file that is not there yet: nothing is ever written over."""
    with file.open("xb") as target:
        target.write(data)


def _not_too_large(file: Path) -> None:
    if file.stat().st_size > LARGEST_FILE:
        raise Refusal(f"{file} is too large for this.")


def _load(name: str) -> "Instrument":
    from kla.facility_audits import instrument_files

    with _or_two(name):
        return instrument_files.load(name)


@contextmanager
def _or_two(what: str) -> Iterator[None]:
    """Say in one sentence what is wrong with a file or a name, and end with status 2."""
    from kla.core import errors

    try:
        yield
    except errors.NotFound as error:
        raise Refusal(f"There is no instrument {what}.") from error
    except errors.Conflict as error:
        why = f"{what} was published with another content and can't change: make a new version."
        raise Refusal(why) from error
    except errors.Invalid as error:
        reason = WORDS.get(error.reason, error.reason)
        raise Refusal(f"{what} {error.field or ''}: {reason}.".replace(" :", ":")) from error
    except OSError as error:
        raise Refusal(f"{what}: {error.strerror or error}.") from error


def _answers(file: Path) -> Any:  # noqa: ANN401 -- what somebody wrote; scoring looks at it
    _not_too_large(file)
    try:
        return json.loads(file.read_bytes())
    except (ValueError, RecursionError) as error:
        raise Refusal(f"{file} is not JSON: {error}.") from error


def _as_json(found: "Score") -> dict[str, object]:
    sections = [
        {
            "section": part.code,
            "score": part.points,
            "maximum": part.most,
            "items": [
                {"item": one.item, "answer": one.answer, "points": one.points}
                | {"maximum": one.most, "why": one.why, "mandatory": one.is_mandatory}
                for one in part.lines
            ],
        }
        for part in found.parts
    ]
    return {
        "score": found.points,
        "maximum": found.maximum,
        "missing_mandatory": list(found.missing),
        "grade": found.grade,
        "sections": sections,
    }
