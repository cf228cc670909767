"""`page_kb_list`: what the first visit to the case list costs, all its assets included.

Ours: bytes of the page and of everything it loads from us (style sheets, scripts, icons, pictures
that the style sheet names, whether this page shows them or not), each compressed by gzip at level
6, in kB of 1000 bytes. Peer: the limit of 60 kB.
"""

import gzip
import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from bench import measure
from bench.browser import Browser
from bench.measure import Result

LIMIT_KB = 60.0
NAME = "page_kb_list"
ASSET = {"link": "href", "script": "src", "img": "src", "use": "href"}
IN_CSS = re.compile(rb"url\(\s*[\"']?([^\"')]+)")


class Assets(HTMLParser):
    """Collects what a page loads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the address of an element that makes a browser load something."""
        address = dict(attrs).get(ASSET.get(tag, ""))
        if address and not address.startswith(("#", "data:")):
            self.found.add(address.partition("#")[0])


def measured(browser: Browser, path: str) -> Result:
    """Visit a page once with nothing in the browser's cache."""
    page = browser.get(path).body
    parser = Assets()
    parser.feed(page.decode())
    files = {address: browser.get(address).body for address in parser.found}
    for address, body in list(files.items()):
        if urlsplit(address).path.endswith(".css"):
            for inner in _named_in(body):
                whole = urljoin(address, inner)
                files.setdefault(whole, browser.get(whole).body)
    weight = sum(len(gzip.compress(body, 6)) for body in (page, *files.values())) / 1000
    measure.say(f"{NAME}: the page and {len(files)} files")
    return measure.result(NAME, weight, LIMIT_KB, "kB", 1)


def _named_in(css: bytes) -> set[str]:
    found = {address.decode() for address in IN_CSS.findall(css)}
    return {address for address in found if not address.startswith(("#", "data:"))}
