"""The command that begins an installation: the key ceremony and the first two people."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from flask import current_app

from kla.cli.plain import Plain, in_app, settings
from kla.config import Settings, is_demo_instance

if TYPE_CHECKING:
    from kla.accounts.services.founding import Charter
    from kla.accounts.types import FoundOffice
    from kla.cli.ceremony import Ceremony, PublicPart

MOST_SHEETS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the person at the keyboard asked for."""

    shares: int
    threshold: int
    unit: str
    supervisor: str
    it_admin: str
    out: Path | None
    source: Path | None
    no_input: bool


@click.command("init", cls=Plain)
@click.option("--shares", default=5, show_default=True, help="How many sheets are printed.")
@click.option("--threshold", default=3, show_default=True, help="How many of them are needed.")
@click.option("--unit", default="UPTD PPA Balikpapan", show_default=True, help="The first unit.")
@click.option("--supervisor", default="penyelia", show_default=True, help="Username of the first.")
@click.option("--it-admin", default="admin-ti", show_default=True, help="Username of the first.")
@click.option("--out", type=click.Path(path_type=Path), help="Hold it here, for another machine.")
@click.option("--from", "source", type=click.Path(path_type=Path), help="Take what --out wrote.")
@click.option("--no-input", is_flag=True, help="Don't wait for the sheets to be put away.")
@in_app
def init(**options: Any) -> None:  # noqa: ANN401 -- as click read them
    """Hold the key ceremony, and make the first supervisor and IT admin.

    Prints the sheets of the recovery key and the activation codes, once; they are stored nowhere.
    Refuses where keys were made before. With --out the ceremony runs on a computer off the network,
    which keeps nothing; the server then takes the file with --from.
    """
    asked = Asked(**options)
    here = settings()
    _refuse(here, asked)
    if asked.out is not None:
        _hold_for_another(here, asked, asked.out)
    elif asked.source is not None:
        _take_over(here, asked, asked.source)
    else:
        _hold_here(here, asked)


def _refuse(here: Settings, asked: Asked) -> None:
    if not 2 <= asked.threshold <= asked.shares <= MOST_SHEETS:
        raise click.ClickException(
            f"Print up to {MOST_SHEETS} sheets, of which at least 2 and at most all are needed."
        )
    if asked.out is None:
        _refuse_where_keys_are(here)
    elif asked.source is not None:
        raise click.ClickException("--out and --from are for two different computers.")


def _refuse_where_keys_are(here: Settings) -> None:
    if here.demo or is_demo_instance(here):
        raise click.ClickException(
            "This is a demo instance: set KLA_INSTANCE_PATH to an empty folder, without KLA_DEMO."
        )
    if here.public_file.exists() or here.has_keys:
        raise click.ClickException("The key ceremony was held already; it is held once.")


def _hold_here(here: Settings, asked: Asked) -> None:
    public, charter, code = _hold(here, asked)
    it_admin_code = _open_office(here, asked, public, charter)
    _say_code("the first supervisor", asked.supervisor, code)
    _say_code("the IT admin", asked.it_admin, it_admin_code)


def _hold_for_another(here: Settings, asked: Asked, out: Path) -> None:
    from kla.cli import charter_file

    if out.exists():
        raise click.ClickException(f"{out} is there already; it is not overwritten.")
    public, charter, code = _hold(here, asked)
    cost = here.argon2_memory_kib, here.argon2_iterations
    charter_file.write(out, charter_file.Carried(public, *cost, charter))
    _say_code("the first supervisor", asked.supervisor, code)
    click.echo(f"Take {out} to the server and run there: flask --app app init --from {out.name}")


def _hold(here: Settings, asked: Asked) -> "tuple[PublicPart, Charter, str]":
    """Print the sheets, let the root sign, and forget the seed."""
    from kla.accounts.services.founding import draw_up
    from kla.cli import ceremony
    from kla.crypto.passwords import KdfParams

    held = ceremony.hold()
    _print_sheets(held, asked)
    params = KdfParams(here.argon2_memory_kib, here.argon2_iterations, 1)
    charter, code = draw_up(held.seed, held.public.instance, params)
    return held.public, charter, code


def _take_over(here: Settings, asked: Asked, source: Path) -> None:
    from kla.cli import charter_file

    carried = charter_file.read(source)
    click.echo(f"Fingerprint of the root: {' '.join(carried.public.fingerprint)}")
    if not asked.no_input:
        click.confirm("Are these the words on the printed sheets?", abort=True)
    cost = replace(here, argon2_memory_kib=carried.memory_kib, argon2_iterations=carried.iterations)
    code = _open_office(cost, asked, carried.public, carried.charter)
    _say_code("the IT admin", asked.it_admin, code)
    click.echo(f"The first supervisor, {asked.supervisor}, has a code from the ceremony.")


def _open_office(here: Settings, asked: Asked, public: "PublicPart", charter: "Charter") -> str:
    """Write files and records of the new office, both or neither; answers the IT admin's code."""
    from kla.accounts.identity import office_of
    from kla.accounts.services.founding import open_office
    from kla.cli import ceremony
    from kla.cli.upgrading import upgrade_database
    from kla.extensions import db

    upgrade_database()
    session = db.session()
    settled = ceremony.settle(here, public)
    office = office_of(current_app, settled)
    invitation = open_office(session, office, charter, _people(asked))
    ceremony.write(settled)
    try:
        session.commit()
    except Exception:
        ceremony.take_back(settled)
        raise
    office.handles.get_many([])  # the store of handles begins with the installation
    return invitation.code


def _people(asked: Asked) -> "FoundOffice":
    from kla.access.policy import Role
    from kla.accounts.types import FoundOffice, NewAccount

    return FoundOffice(
        unit=asked.unit,
        supervisor=NewAccount(
            username=asked.supervisor, name="Penyelia pertama", role=Role.SUPERVISOR
        ),
        it_admin=NewAccount(username=asked.it_admin, name="Admin TI", role=Role.IT_ADMIN),
    )


def _print_sheets(held: "Ceremony", asked: Asked) -> None:
    from kla.cli import ceremony

    click.echo(
        f"These {asked.shares} sheets are shown once and stored nowhere. Give each to another "
        f"person: {asked.threshold} together open everything, fewer open nothing.\n"
    )
    for sheet in ceremony.sheets(held, asked.threshold, asked.shares):
        click.echo(f"{sheet}\n")
    if not asked.no_input:
        click.pause("Press any key once every sheet is printed or written down ...")
        click.clear()


def _say_code(whose: str, username: str, code: str) -> None:
    click.echo(f"Activation code of {whose}, {username}, good once and for 48 hours: {code}")
