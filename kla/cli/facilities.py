"""Commands about facilities: taking a list of them in."""

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kla.cli.plain import Plain, in_app, settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kla.core.importing import Problem
from kla.facility_audits.types import ImportRow

A_FILE = click.Path(path_type=Path)
SPOKEN = "id"  # the words about rows are for those who keep the list


@click.group("facilities")
def group() -> None:
    """Facilities: schools, puskesmas, playgrounds and the like."""


@group.command("import", cls=Plain)
@click.argument("file", type=A_FILE, metavar="FILE.csv")
@click.option("--dry-run", is_flag=True, help="Say of every row what would become of it, only.")
@click.option("--rejects", type=A_FILE, help="Where rows to correct go, with the reasons.")
@in_app
def import_list(file: Path, dry_run: bool, rejects: Path | None) -> None:
    """Add the facilities of a list: kind,name,kelurahan,address,lat,lon,operator,code.

    UTF-8, or what Excel exports with semicolons. The same file twice adds nothing, and nothing
    that is there is changed. Prints counts as one line of JSON: rows is the sum of added,
    present, differs and refused. Rows that differ or are refused are said one by one, and go to
    --rejects, which is imported as it is once corrected.
    """
    from kla.extensions import db
    from kla.facility_audits.services import importing

    began, rows = time.monotonic(), _read(file)
    session = db.session()
    step = importing.examine if dry_run else importing.add_rows
    rows = step(session, None, rows)
    session.commit()
    _hand_back(rows, rejects)
    seconds = round(time.monotonic() - began, 2)
    click.echo(json.dumps({**importing.counts(rows), "seconds": seconds, "dry_run": dry_run}))


def _read(file: Path) -> "tuple[ImportRow, ...]":
    """The rows of a file. Says in one sentence why it can't be read."""
    from kla.core.errors import Invalid
    from kla.facility_audits import reading
    from kla.regions import places

    try:
        return reading.read_list(file.read_bytes(), places.load(settings().region))
    except Invalid as error:
        raise click.ClickException(_said(error.reason)) from error


def _hand_back(rows: "Iterable[ImportRow]", rejects: Path | None) -> None:
    """Say what is wrong row by row, and write those rows where somebody wants them."""
    from kla.core.importing import TO_CORRECT
    from kla.facility_audits import reading

    said = [(row, _reasons(row.problems)) for row in rows if row.status in TO_CORRECT]
    for row, why in said:
        click.echo(f"{row.number}: {why}", err=True)
    if rejects and said:
        rejects.write_bytes(reading.write_rows((row.cells, why) for row, why in said))


def _reasons(problems: "tuple[Problem, ...]") -> str:
    from flask_babel import force_locale

    from kla.facility_audits.forms import labels

    with force_locale(SPOKEN):
        return " ".join(map(labels.of_problem, problems))


def _said(reason: str) -> str:
    from flask_babel import force_locale

    from kla.facility_audits.forms import labels

    with force_locale(SPOKEN):
        return str(labels.MESSAGES[reason])
