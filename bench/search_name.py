"""`search_name_100k` and `search_page_100k`: finding a child by name among 100,000.

`search_name_100k`: the service that a search asks which cases fit, spelling variants too, against
SQL `LIKE '%..%'` over the plaintext names. Ours checks that the actor may, reads and decrypts every
segment of the unit's index, scans and ranks; lines that wait were folded in before, as the search
form does. The peer scans an index that holds the name and the case, the least that SQLite can read.
Both answer the ids of at most 500 cases through the same session. Only names that fit 500 cases or
fewer are looked for: with more, `LIKE` would stop early, while ours has to rank all.

`search_page_100k` (no limit set): the page that shows what was found, the first 50 cases opened,
through the real application, against the page with the same form from plain columns.
"""

from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench import measure
from bench.browser import Browser
from bench.measure import Result
from bench.names import SURNAME, Names
from bench.peer_pages import LIST, in_clear
from bench.peers import named_like
from bench.world import World
from kla.cases.services import index

NAME, PAGE_NAME = "search_name_100k", "search_page_100k"
MOST = 500


def measured(world: World, turns: int) -> Result:
    """Look for the same names in both ways."""
    with world.session() as session:
        names = wanted(session, turns)
        actor, unit_id = world.supervisor, world.staff.unit_id
        index.fold(session, actor, unit_id)
        session.commit()

        def ours(turn: int) -> None:
            index.search_names(session, actor, unit_id, names[turn % turns])
            session.rollback()

        def peer(turn: int) -> None:
            like(session, names[turn % turns])
            session.rollback()

        return measure.interleave(NAME, ours, peer, turns)


def like(session: Session, name: str) -> list[object]:
    """The peer's search."""
    return list(session.scalars(named_like(name).limit(MOST)))


def wanted(session: Session, count: int) -> list[str]:
    """What people type: a whole name, one given name, the beginning of one."""
    names, typed = Names(Random(7)), list[str]()
    while len(typed) < count:
        given = names.one().removesuffix(f" {SURNAME}")
        first = given.split()[0]
        name = (given, first, first[:4])[len(typed) % 3]
        if session.scalar(select(func.count()).select_from(named_like(name).subquery())) <= MOST:
            typed.append(name)
    return typed


def page(browser: Browser, world: World, turns: int) -> Result:
    """The list narrowed to a name, in both ways. The form is sent before the clock starts."""
    with world.session() as session:
        names = wanted(session, turns)
    token = browser.get(LIST).text.partition('name="csrf-token" content="')[2].partition('"')[0]

    def ask(turn: int) -> None:
        form = {"csrf_token": token, "query": names[turn % turns]}
        if browser.post(f"{LIST}/filter", form.items()).status != 303:
            raise RuntimeError("the filter was refused")

    try:
        return measure.interleave(
            PAGE_NAME,
            lambda _: browser.get(LIST),
            lambda _: browser.get(in_clear(LIST)),
            turns,
            before=ask,
        )
    finally:
        browser.post(f"{LIST}/filter/clear", [("csrf_token", token)])
