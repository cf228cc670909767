"""`list_page_100k` and `list_growth`: a supervisor's case list, first page, 50 rows.

`list_page_100k`: GET of the real page among 100,000 sealed cases, against the same page with the
same 50 cases from plaintext columns. Both go through the same application and the same view: login
session, guard, navigation, template, a line in the trail. Only the service behind the view differs:
ours fetches grants and summaries, opens 50 HPKE grants, checks 50 commitments, derives 50 keys with
handles of the shred store and decrypts 50 summaries; the peer reads the columns that the page
shows, by an index in the order of the list.

`list_growth`: the same page of ours among 100,000 cases, against one among the first 10,000.
"""

from bench import measure
from bench.browser import Browser
from bench.measure import Result
from bench.peer_pages import in_clear, must_agree

PAGE_NAME, GROWTH_NAME = "list_page_100k", "list_growth"


def measured(browser: Browser, path: str, turns: int) -> Result:
    """The page from sealed cases beside the page from plain columns."""
    must_agree(browser, path)
    peer = in_clear(path)
    return measure.interleave(
        PAGE_NAME, lambda _: browser.get(path), lambda _: browser.get(peer), turns
    )


def growth(large: Browser, small: Browser, path: str, turns: int) -> Result:
    """The page among many cases beside the page among few."""
    return measure.interleave(
        GROWTH_NAME, lambda _: large.get(path), lambda _: small.get(path), turns
    )
