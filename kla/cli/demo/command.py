"""The commands of the demo."""

import json
import sys

import click
from flask import current_app

from kla.cli.plain import Plain, in_app, reading, said_plainly, settings
from kla.config import is_demo_instance

DEFAULT_SEED = 2025


@click.group("demo", invoke_without_command=True)
@click.option("--seed", default=DEFAULT_SEED, show_default=True, help="What the city is made of.")
@click.option("--scale", default=1, show_default=True, help="How many times as large.")
@click.option("--marker", default="", help="A word to plant in everything about people.")
@click.pass_context
def group(ctx: click.Context, seed: int, scale: int, marker: str) -> None:
    """Make the demo city: invented people whose numbers are those published for 2025.

    Makes its own keys and marks the instance as a demo. Does nothing where there is one already.
    """
    if ctx.invoked_subcommand is None:
        with said_plainly():
            make(seed, scale, marker)


@in_app
def make(seed: int, scale: int, marker: str) -> None:
    """Make the demo in this instance, unless there is one."""
    from kla.cli.demo import city
    from kla.cli.upgrading import upgrade_database

    here = settings()
    if city.made(here):
        click.echo("There is a demo here already; nothing was changed.")
        return
    if scale < 1:
        raise click.ClickException("The scale has to be 1 or more.")
    if here.public_file.exists() and not is_demo_instance(here):
        raise click.ClickException(
            "This instance has its own keys: set KLA_INSTANCE_PATH to an empty folder for a demo."
        )
    upgrade_database()
    city.make_room(here)
    wish = city.Wish(seed, scale, marker)
    with click.progressbar(length=wish.length, label="Making the demo", file=sys.stderr) as bar:
        city.make_city(current_app, here, wish, bar.update)
    click.echo("The demo is made. Its people: `flask --app app demo sign-ins`.")


@group.command("check", cls=Plain)
@in_app
def check() -> None:
    """Count the demo through the application's own measures, beside the published figures.

    Prints JSON rows and ends with status 1 if any number differs.
    """
    from kla.cli.demo import city, counting
    from kla.extensions import db

    scale = _made()["scale"]
    who = city.known_sign_in(settings(), counting.COUNTS)
    rows = counting.compare(db.session(), current_app.extensions["office"], who, scale)
    click.echo(json.dumps(rows, indent=1))
    if any(row["expected"] != row["counted"] for row in rows):
        raise click.exceptions.Exit(1)


@group.command("sign-ins", cls=Plain)
@in_app
def show_sign_ins() -> None:
    """Print how the demo's people sign in, as JSON."""
    from kla.cli.demo import city

    _made()
    people = [one.as_row() for one in city.known_sign_ins(settings())]
    click.echo(json.dumps(people, indent=1))


@group.command("code", cls=Plain)
@click.argument("username")
@in_app
def code(username: str) -> None:
    """Print the six digits that somebody's phone would show: the second factor of the demo."""
    from kla.cli.demo import city, counting

    _made()
    who = city.known_sign_in(settings(), username)
    if not who.totp_secret:
        raise click.ClickException(f"{username} signs in without a second factor.")
    with reading() as session:
        digits = counting.fresh_code(session, who)
    click.echo(digits)


def _made() -> dict[str, int]:
    from kla.cli.demo import city

    found = city.made(settings())
    if found is None:
        raise click.ClickException("There is no demo here: run `flask --app app demo`.")
    return found
