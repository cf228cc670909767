"""The command that looks at an installation and says what to do."""

import json
from collections.abc import Iterator

import click

from kla.cli.doctor.findings import Finding, Level
from kla.cli.plain import Plain, in_app, reading, settings

SIGNS = {Level.OK: "ok     ", Level.ADVICE: "advice ", Level.MEND: "MEND   "}


@click.command("doctor", cls=Plain)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@in_app
def doctor(as_json: bool) -> None:
    """Look at configuration, keys, database, files, disk and clock; say what to do about each.

    Ends with status 1 if anything has to be mended.
    """
    findings = list(examine())
    if as_json:
        click.echo(json.dumps([finding.as_row() for finding in findings], indent=1))
    else:
        for finding in findings:
            click.echo(f"{SIGNS[finding.level]}{finding.check}: {finding.found}")
            if finding.todo:
                click.echo(f"       -> {finding.todo}")
    if any(finding.level is Level.MEND for finding in findings):
        raise click.exceptions.Exit(1)


def examine() -> Iterator[Finding]:
    """All findings: the host first, then the records, as far as the database answers."""
    from kla.cli.doctor import host, records

    here = settings()
    for look in (*host.EVERY, host.shred_store):
        yield from look(here)
    with reading() as session:
        answers = list(records.database(session, here))
        yield from answers
        if answers[-1].level is Level.OK:
            for see in records.EVERY:
                yield from see(session, here)
            yield from records.trail_anchor(session, here)
