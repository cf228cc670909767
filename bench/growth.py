"""`search_growth` and `filter_growth`: looking through ten times as many cases.

`search_growth`: a name looked for among 1,000,000 cases, against among 100,000; `filter_growth`: a
filter on three sealed attributes with an order, likewise. Both are the services of the index alone,
ours on both sides, because that is the part that grows; looking up and opening a page stays what it
is. The million lines are sealed by the index's own functions, ten times the lines of the hundred
thousand under ids of their own, into a second instance: registering a million cases would take
hours and add nothing to what a search reads.
"""

import uuid
from collections.abc import Callable, Iterator
from random import Random

from sqlalchemy.orm import Session

from bench import measure, search_filters, search_name
from bench.measure import Result
from bench.world import World, checkpoint
from kla.access.policy import Actor
from kla.cases import lines
from kla.cases.sealed_filter import wanted_of
from kla.cases.services import index
from kla.cases.services.index_keys import KINDS, IndexId, must_read
from kla.cases.services.index_segments import LAYOUTS, append_lines, read_texts

NAME, FILTER_NAME = "search_growth", "filter_growth"
TIMES = 10
AT_ONCE = 16 * 4096


def grow(large: World, small: World) -> None:
    """Fill the index of the small world with ten times what the large one's holds."""
    for kind in KINDS:
        with large.session() as session:
            place = IndexId(large.staff.unit_id, kind)
            known = list(_lines(session, large.supervisor, place))
        with small.session() as session:
            for some in _copies(known):
                append_lines(session, small.supervisor, place, some)
                session.commit()
                session.expunge_all()
        measure.say(f"{TIMES * len(known)} lines of the index of {kind}")
    checkpoint(small.settings.instance_path / "kla.db")


def _lines(session: Session, actor: Actor, place: IndexId) -> Iterator[bytes]:
    for text in read_texts(session, actor, place, must_read(session, actor, place)):
        yield from LAYOUTS[place.kind].split(text)


def _copies(known: list[bytes]) -> Iterator[list[bytes]]:
    """Every line ten times, each time under another id."""
    rng, some = Random(5), list[bytes]()
    for _ in range(TIMES):
        for line in known:
            mark = lines.mark_of(uuid.UUID(int=rng.getrandbits(128), version=4))
            some.append(mark + line[lines.ID_SIGNS :])
            if len(some) == AT_ONCE:
                yield some
                some = []
    yield some


def names(large: World, small: World, turns: int) -> Result:
    """The same names among many and among few."""
    with large.session() as session:
        asked = search_name.wanted(session, turns)

    def look(world: World, turn: int) -> None:
        with world.session() as session:
            unit_id = world.staff.unit_id
            index.search_names(session, world.supervisor, unit_id, asked[turn % turns])

    return _measure(NAME, look, large, small, turns)


def filters(large: World, small: World, turns: int) -> Result:
    """The same filters among many and among few."""
    asked = search_filters.wanted(large, turns)

    def look(world: World, turn: int) -> None:
        one = asked[turn % turns]
        with world.session() as session:
            unit_id = world.staff.unit_id
            index.narrow(session, world.supervisor, unit_id, wanted_of(one), one.order)

    return _measure(FILTER_NAME, look, large, small, turns)


def _measure(
    name: str, look: Callable[[World, int], None], large: World, small: World, turns: int
) -> Result:
    """The small world is the one whose index has grown."""
    return measure.interleave(
        name, lambda turn: look(small, turn), lambda turn: look(large, turn), turns
    )
