"""A browser, the demo city behind a real server, and a way to come in as anybody of it."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.pages import Office
from tests.e2e.server import Site, serve

CHROMIUM = shutil.which("chromium")
HOW = "apt-get install chromium"
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync "
    "--use-fake-device-for-media-stream"  # a microphone that hums; each page still has to ask
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Whatever stands in this folder drives a browser; without one, one test says so.

    They share one city, so they go through it in the order in which they are written.
    """
    here = [item for item in items if "tests/e2e/" in item.nodeid]
    here.sort(key=lambda item: (item.location[0], item.location[1] or 0))
    items[:] = [item for item in items if item not in here] + here
    for item in here:
        item.add_marker(pytest.mark.e2e)
    if CHROMIUM is None and here:
        here[0].add_marker(pytest.mark.skip(f"{len(here)} tests: Chromium is missing: {HOW}"))
        items[:] = [item for item in items if item not in here[1:]]
        config.hook.pytest_deselected(items=here[1:])


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """The browser of the system; nothing is ever downloaded."""
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": QUIET.split()}


@pytest.fixture(scope="session")
def site(browser: Browser) -> Iterator[Site]:
    """The served demo, once for all tests, and only where there is a browser to see it."""
    with serve() as site:
        yield site


@pytest.fixture(scope="session")
def logins(site: Site) -> dict:
    """The cookies of everybody who has come in so far."""
    return {}


@pytest.fixture
def office(browser: Browser, site: Site, logins: dict) -> Iterator[Office]:
    """Opens browsers for a test, and closes them after it."""
    office = Office(browser, site, logins)
    yield office
    office.close()
