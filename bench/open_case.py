"""`open_case`: the page of a case with every field filled.

About 60 values: the report, one victim, one perpetrator, identification, assessment, services, a
proposed closure; three notes, six tasks, who may open it, what happened to it. Ours opens the
grant, checks the granter's certificate chain and signature, derives the key, decrypts seven
sections, three notes and every line of the case's history. The peer reads the same from columns, in
as many queries as there are tables. Each turn is another case, so that neither side's own visits
lengthen the history that the other shows.
"""

from bench import measure
from bench.browser import Browser
from bench.measure import Result
from bench.peer_pages import in_clear, must_agree
from bench.world import World

NAME = "open_case"
WARM_UP = 5


def measured(browser: Browser, world: World, full: int) -> Result:
    """Open cases one after another, each from sealed sections and from plain columns."""
    paths = [f"/cases/{case_id}" for case_id in world.filled]
    must_agree(browser, paths.pop())
    return measure.interleave(
        NAME,
        lambda turn: browser.get(paths[turn]),
        lambda turn: browser.get(in_clear(paths[turn])),
        full - WARM_UP - 1,
        WARM_UP,
    )
