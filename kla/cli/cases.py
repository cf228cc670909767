"""Commands about cases: a blank register to fill in, and taking one in that was kept before."""

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kla.cli.plain import Plain, in_app, settings
from kla.config import MEBIBYTE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from kla.access.policy import Actor
    from kla.cases.register_file.plans import Plan, Standing

BLANK = "register.xlsx"
SPOKEN = "id"  # the words about rows are for those who keep the register
A_FILE = click.Path(path_type=Path)


@click.group("cases")
def group() -> None:
    """Cases. Whoever takes a register in signs in as they do in a browser."""


@group.command("template", cls=Plain)
@click.argument("file", type=A_FILE, default=BLANK)
@in_app
def template(file: Path) -> None:
    """Write a blank register to FILE (register.xlsx): headings, lists, an example, notes."""
    from kla.cases.register_file import workbook
    from kla.regions import places

    _write_new(file, workbook.template(places.load(settings().region)))
    click.echo(f"Written: {file}")


@group.command("import", cls=Plain)
@click.argument("file", type=A_FILE, metavar="FILE.xlsx")
@click.option("--as", "username", default="", help="Who imports: a supervisor, into their unit.")
@click.option("--dry-run", is_flag=True, help="Say of every row what would become of it, only.")
@click.option("--rejects", type=A_FILE, help="Where rows to correct go, with the reasons.")
@in_app
def import_register(file: Path, username: str, dry_run: bool, rejects: Path | None) -> None:
    """Take in the register that a unit kept before. The same file twice adds nothing.

    Asks for passphrase and code; without a terminal they are the first two lines of standard
    input, and in a demo nothing is asked. Prints counts as one line of JSON: rows is the sum of
    added, present, refused and differs; cases, how many the rows make that are not refused.
    Refused rows go to FILE-ditolak.xlsx unless --rejects names another file; corrected, that one
    is imported as it is.
    """
    from kla.cases.services import register_import as service
    from kla.cli.entering import enter
    from kla.extensions import db

    began = time.monotonic()
    plan = _read(file)
    session = db.session()
    actor = enter(session, username)
    plan = service.examine(session, actor, plan)
    session.commit()
    plan = plan if dry_run else _add_all(session, actor, plan)
    written = _hand_back(plan, rejects, None if dry_run else file)
    if dry_run:
        _say_rows(plan)
    said = {**plan.counts, "seconds": round(time.monotonic() - began, 2), "dry_run": dry_run}
    click.echo(json.dumps(said | ({"rejects": str(written)} if written else {})))


def _read(file: Path) -> "Plan":
    """The plan of a file. Says in one sentence why it can't be read."""
    from flask_babel import force_locale

    from kla.cases.forms import register_import as words
    from kla.cases.register_file.cells import NotARegister
    from kla.cases.register_file.plans import make_plan
    from kla.cases.register_file.reading import read_register
    from kla.regions import places

    here = settings()
    try:
        with file.open("rb") as stream:
            table = read_register(stream, here.max_upload_mb * MEBIBYTE)
    except NotARegister as error:
        with force_locale(SPOKEN):
            raise click.ClickException(words.of_file(error)) from error
    if table.hidden:
        click.echo(f"Hidden rows that count too: {table.hidden}", err=True)
    if table.unknown:
        click.echo(f"Columns that are passed over: {', '.join(table.unknown)}", err=True)
    return make_plan(table, places.load(here.region))


def _add_all(session: "Session", actor: "Actor", plan: "Plan") -> "Plan":
    """Add what is new, some cases at a time, each time safe on disk."""
    from kla.cases.services import register_import as service
    from kla.cases.types.register_import import ImportRun

    run = ImportRun(retention_years=settings().retention_years)
    results: dict[int, Standing] = {}
    todo = plan.open_cases
    with click.progressbar(length=len(todo), label="Importing", file=sys.stderr) as bar:
        for some in _portions(todo, service.AT_ONCE):
            cases = [plan.cases[place] for place in some]
            done = service.add_cases(session, actor, run, cases)
            session.commit()
            session.expunge_all()
            results |= dict(zip(some, done, strict=True))
            bar.update(len(some))
    return plan.with_results(results)


def _portions(todo: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (todo[start : start + size] for start in range(0, len(todo), size))


def _hand_back(plan: "Plan", wanted: Path | None, beside: Path | None) -> Path | None:
    """Write the rows to correct, with the reasons; answers where, or nothing where there are none.

    Where nobody named a file it is a new one beside the register, which names people just as much.
    """
    from flask_babel import force_locale

    from kla.cases.forms import register_import as words
    from kla.cases.register_file import workbook

    path = wanted or (_free_name(beside) if beside else None)
    rows = plan.to_correct
    if path is None or not rows:
        return None
    with force_locale(SPOKEN):
        said = [(row, words.of_problems(report.reasons)) for row, report in rows]
    _write(path, workbook.rejects(said), os.O_TRUNC if wanted else os.O_EXCL)
    return path


def _free_name(file: Path) -> Path:
    """A name beside the register that nothing has yet."""
    stem = f"{file.stem}-ditolak"
    names = (file.with_name(f"{stem}{n}.xlsx") for n in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(name for name in names if not name.exists())


def _say_rows(plan: "Plan") -> None:
    """The report of a dry run, row by row. It names rows and columns, never who stands there."""
    from flask_babel import force_locale

    from kla.cases.forms import register_import as words

    with force_locale(SPOKEN):
        for report in plan.reports:
            click.echo(words.of_row(report), err=True)


def _write_new(path: Path, content: bytes) -> None:
    _write(path, content, os.O_EXCL)


def _write(path: Path, content: bytes, how: int) -> None:
    """Write a file that only its owner reads."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
