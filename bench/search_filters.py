"""`search_filters_100k`: the list narrowed by three sealed attributes and put in another order.

GET of the real page among 100,000 sealed cases: kind of violence (any of two), risk (any of two)
and one kelurahan, the newest first, against the same page from plain columns. Both go through the
same application and the same view: login session, guard, form with its hundred and fifty boxes,
chips, table, a line in the trail; the form is sent before the clock starts. Only the service behind
the view differs: ours reads and opens the segments of the sealed index, puts bits together, looks
up what fits and opens the 50 cases of the page; the peer asks one SQL query with an index on unit,
kelurahan, risk and the moment of the report, counts with the same index, and reads the columns that
the page shows. Each turn asks for another kelurahan.

`filter_service_100k` (no limit set): the same without the page, service against service.
"""

from collections.abc import Iterator
from random import Random

from bench import measure, peers
from bench.browser import Browser
from bench.measure import Result
from bench.peer_pages import LIST, in_clear, must_agree
from bench.world import World
from kla.cases import vocabulary
from kla.cases.services import index, listing
from kla.cases.types import ListFilter, Sorting

NAME, SERVICE_NAME = "search_filters_100k", "filter_service_100k"


def wanted(world: World, turns: int) -> list[ListFilter]:
    """Filters by chance, the same for every run."""
    return list(_wanted(world, turns, Random(11)))


def _wanted(world: World, turns: int, rng: Random) -> Iterator[ListFilter]:
    for _ in range(turns):
        yield ListFilter(
            kinds=tuple(rng.sample(list(vocabulary.labels("kinds")), 2)),
            risk=tuple(rng.sample(list(vocabulary.labels("risks")), 2)),
            kelurahan=(rng.choice(world.reports.kelurahan),),
            order=Sorting.NEWEST,
        )


def page(browser: Browser, world: World, turns: int) -> Result:
    """The narrowed page in both ways."""
    asked = wanted(world, turns)
    token = browser.get(LIST).text.partition('name="csrf-token" content="')[2].partition('"')[0]

    def ask(turn: int) -> None:
        one = asked[turn % turns]
        form = [("csrf_token", token), ("order", str(one.order))]
        form += [
            (name, code) for name in ("kinds", "risk", "kelurahan") for code in one_of(one, name)
        ]
        if browser.post(f"{LIST}/filter", form).status != 303:
            raise RuntimeError("the filter was refused")

    try:
        ask(0)
        must_agree(browser, LIST)
        return measure.interleave(
            NAME,
            lambda _: browser.get(LIST),
            lambda _: browser.get(in_clear(LIST)),
            turns,
            before=ask,
        )
    finally:
        browser.post(f"{LIST}/filter", [("csrf_token", token)])


def one_of(chosen: ListFilter, name: str) -> tuple[str, ...]:
    """The codes of one part of a filter."""
    found: tuple[str, ...] = getattr(chosen, name)
    return found


def service(world: World, turns: int) -> Result:
    """The first page of what fits, service against service."""
    asked = wanted(world, turns)
    with world.session() as session:
        actor = world.supervisor
        index.fold(session, actor, world.staff.unit_id)
        session.commit()

        def ours(turn: int) -> None:
            listing.list_cases(session, actor, asked[turn % turns])
            session.rollback()

        def peer(turn: int) -> None:
            peers.list_cases(session, actor, asked[turn % turns])
            session.rollback()

        return measure.interleave(SERVICE_NAME, ours, peer, turns)
